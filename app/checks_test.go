package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/assets/i18n"
	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/webhook"
	"facepay/store"
)

func TestCheckWay_AsksForNothingButTheHeaders(t *testing.T) {
	type request struct{ method, path, auth string }
	asked := make(chan request, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- request{r.Method, r.URL.Path, r.Header.Get("Authorization")}
	}))
	defer server.Close()
	health.Results(t.Context(), []health.Check{providers.CheckWay(server.URL+"/pay", gatewayhttp.New("test"), false, false)}, false)
	require.Equal(t, request{http.MethodHead, "/pay", ""}, <-asked)
	require.Empty(t, asked)
}

func TestCheckWay_AsksTheGatewayNothingWhileTheTillIsAtRest(t *testing.T) {
	off := -8 * time.Hour
	server := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "https://pay.gateway.example/", http.StatusFound)
		}
	})
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)
	check := func(quiet bool) map[kiosk.Check]kiosk.CheckResult {
		found := map[kiosk.Check]kiosk.CheckResult{}
		for _, f := range providers.CheckWay(server.URL, client, false, quiet).Run(t.Context()) {
			found[f.Check] = f
		}
		return found
	}
	found := check(true)
	require.Equal(t, "check.found.tcp.ok", found[kiosk.CheckTCP].What.ID)
	require.NotContains(t, found, kiosk.CheckHTTP)
	require.Equal(t, "check.found.clock.unasked", found[kiosk.CheckClock].What.ID)
	require.Empty(t, server.Calls())
	require.False(t, providers.Troubled(client))

	_, err := client.PostForm(t.Context(), server.URL+"/pay", url.Values{})
	require.NoError(t, err)
	require.Equal(t, "check.found.clock.off", check(true)[kiosk.CheckClock].What.ID, "learnt from a call of the till's own")
	require.Len(t, server.Calls(), 1)

	_, err = client.PostForm(t.Context(), server.URL+"/moved", url.Values{})
	require.ErrorIs(t, err, gatewayhttp.ErrRedirect)
	require.True(t, providers.Troubled(client), "then it may be asked whose fault it is")
	moved := check(true)[kiosk.CheckHTTP]
	require.Equal(t, "check.found.http.moved", moved.What.ID)
	require.Equal(t, kiosk.T("check.brief.http.moved", "to", "pay.gateway.example"), moved.Brief)
	require.Equal(t, moved, *kiosk.FirstFault([]kiosk.CheckResult{moved}), "and the bar names it")
	require.Len(t, server.Calls(), 2)
	check(false)
	require.Len(t, server.Calls(), 2, "the till's own call has told")
}

func TestWatchSkew_TellsOfAClockThatIsOffAndOfOneThatIsRightAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex // over all three
		var skew *time.Duration
		var told []string
		wall := providers.Released.AddDate(1, 0, 0)
		here := &clock{wall: func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return wall
		}}
		heard := func() gatewayhttp.Observations {
			mu.Lock()
			defer mu.Unlock()
			return gatewayhttp.Observations{Skew: skew}
		}
		ctx, cancel := context.WithCancel(t.Context())
		go watchSkew(ctx, here, heard, func(e kiosk.Event) bool {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, e.(kiosk.WarningRaised).Result.What.ID)
			return true
		})
		// tells returns the results of one round, by a clock and what answers told of it.
		tells := func(now time.Time, off *time.Duration) []string {
			mu.Lock()
			told, wall, skew = nil, now, off
			mu.Unlock()
			time.Sleep(skewEvery)
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return told
		}
		set := wall
		for _, row := range []struct {
			skew time.Duration
			want []string
		}{
			{time.Second, nil}, {8 * time.Hour, []string{"check.found.clock.off"}}, {8 * time.Hour, nil},
			{-time.Second, []string{"check.found.clock.ok"}}, {8 * time.Hour, []string{"check.found.clock.off"}},
		} {
			require.Equal(t, row.want, tells(set, &row.skew), row.skew)
		}
		require.Equal(t, []string{"check.found.clock.unasked"}, tells(set, nil), "somebody has set the clock")
		require.Equal(t, []string{"check.found.clock.lost"}, tells(time.Unix(0, 0), nil))
		require.Equal(t, []string{"check.found.clock.unasked"}, tells(providers.Released, nil), "the network has told the time")
		cancel()
	})
}

func TestChecker_LooksFromTheWindowAndTellsTheLogOnce(t *testing.T) {
	s := practiceSetup(t)
	gate, err := openGateway(t.Context(), s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	require.NoError(t, err)
	var log bytes.Buffer
	check := checker(func() config.Loaded { return s }, gate, slog.New(slog.NewTextHandler(&log, nil)))
	quick := check(t.Context(), false)
	require.Nil(t, kiosk.FirstFault(quick))
	for _, f := range quick {
		require.NotContains(t, []kiosk.Check{kiosk.CheckLedger, kiosk.CheckFonts, kiosk.CheckConfig}, f.Check, "the quick looks are few")
	}
	full := check(t.Context(), true)
	require.Greater(t, len(full), len(quick))
	for _, f := range full {
		require.NotEqual(t, kiosk.HealthFailed, f.Health, f.What.ID)
	}
	require.Empty(t, log.String())

	require.NoError(t, gate.stop())
	for range 3 {
		fault := kiosk.FirstFault(check(t.Context(), false))
		require.NotNil(t, fault)
		require.Equal(t, kiosk.CauseGateway, fault.Cause)
	}
	require.Equal(t, 1, strings.Count(log.String(), "check.found.tcp.refused"), log.String())
}

// A till without a device has nobody who watches it: its check has nothing for the bar.
func TestMachineChecks_OfADeviceThatTheTillDoesNotHaveTellTheBarNothing(t *testing.T) {
	for _, r := range health.Results(t.Context(), machineChecks(practiceSetup(t), store.LedgerLook{Max: patience}), true) {
		if r.Check.Watched() {
			require.Equal(t, kiosk.HealthOK, r.Health, r.Check)
			require.Zero(t, r.Brief, r.Check)
		}
	}
}

func TestCheck_ResultsOfTheWindowCanBeSaidInEveryLanguage(t *testing.T) {
	s := practiceSetup(t)
	results := health.Results(t.Context(), []health.Check{
		config.Check(s), scanner.Check("/dev/no-such-port"), scanner.Check(""), config.CheckFonts(config.Shop{Name: "茶😀"}),
		providers.CheckUnusable("lepay", errors.New("no merchant")), webhook.Check(s.Config.Notify, kiosk.Capabilities{}, statusFile(s.DataDir), false),
	}, true)
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		require.NoError(t, err)
		for _, f := range results {
			require.NotContains(t, texts.Found(f), "{", f.What.ID)
			for _, text := range append([]kiosk.Text{f.What, f.Todo, f.Brief}, f.Places...) {
				require.True(t, text.IsZero() || texts.Has(text.ID), text.ID)
			}
			for _, text := range append([]kiosk.Text{f.Todo, f.Brief}, f.Places...) {
				require.NotContains(t, texts.Text(text), "{", text.ID)
			}
		}
	}
}
