package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers/gatewayhttp"
	"facepay/store"
)

// checkLines are the lines of a check by their names.
func checkLines(t *testing.T, stdout string) (names []string, byName map[string]string) {
	t.Helper()
	byName = map[string]string{}
	for line := range strings.Lines(stdout) {
		health, rest, _ := strings.Cut(line, " ")
		name, _, _ := strings.Cut(strings.TrimSpace(rest), "  ")
		names = append(names, strings.TrimSpace(name))
		byName[strings.TrimSpace(name)] = health + " " + strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), name))
	}
	return names, byName
}

func TestCheck_LooksAtEverythingInOneOrder(t *testing.T) {
	code, stdout, stderr := call(t, "", "check")
	require.Equal(t, exitDone, code, stdout+stderr)
	names, lines := checkLines(t, stdout)
	require.Equal(t, []string{
		"config", "data folder", "disk", "ledger", "scanner", "fonts", "time zone", "screen",
		"network", "DNS", "TCP", "HTTP", "clock", "gateway", "notices",
	}, names, "the practice gateway is looked at as a real one; on loopback it has no TLS")
	require.Regexp(t, `the gateway has the same clock$`, lines["clock"])
	require.Regexp(t, `^ok it answers in \d+ ms`, lines["HTTP"])
}

// realGateway is a config of a gateway on loopback that answers as serve does.
func realGateway(t *testing.T, serve http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	return writeConfig(t, fmt.Sprintf("provider = \"lepay\"\n[providers.lepay]\nbase_url = %q\nmerchant_id = \"15\"\nstore_id = \"460\"\n", server.URL))
}

func TestCheck_AClockThatIsOffIsSaidLoudlyAndFails(t *testing.T) {
	for name, row := range map[string]struct {
		skew time.Duration
		want string
	}{
		"50 s":            {50 * time.Second, `^ok .*, within \d+ s of the gateway's$`},
		"70 s behind":     {70 * time.Second, `^failed THE CLOCK IS WRONG: \d+ s behind the gateway's, .* \[this machine\]$`},
		"eight hours off": {-8 * time.Hour, `^failed THE CLOCK IS WRONG: 8 h ahead of the gateway's, .* \[this machine\]$`},
	} {
		t.Run(name, func(t *testing.T) {
			config := realGateway(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", time.Now().Add(row.skew).UTC().Format(http.TimeFormat))
			})
			code, stdout, _ := call(t, "", "check", "--config", config, "--data", t.TempDir())
			_, lines := checkLines(t, stdout)
			require.Regexp(t, row.want, lines["clock"])
			if strings.HasPrefix(row.want, "^failed") {
				require.Equal(t, exitFailed, code)
			}
		})
	}
}

func TestCheck_ALookOfTheDoctorsIsAskedNothingButTheHeaders(t *testing.T) {
	type request struct{ method, path, auth string }
	asked := make(chan request, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- request{r.Method, r.URL.Path, r.Header.Get("Authorization")}
	}))
	defer server.Close()
	health.Results(t.Context(), []health.Check{wayLook(setup{}, gateway{base: server.URL + "/pay", client: gatewayhttp.New("test")}, false)}, false)
	require.Equal(t, request{http.MethodHead, "/pay", ""}, <-asked)
	require.Empty(t, asked)
}

func TestCheck_ALedgerThatIsDamagedFails(t *testing.T) {
	data := t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	require.NoError(t, ledger.Close())
	file := filepath.Join(data, "ledger.db")
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	const page = 4096 // the first has the file's header
	copy(raw[page:], bytes.Repeat([]byte{0xAA}, len(raw)-page))
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	code, stdout, _ := call(t, "", "check", "--data", data)
	require.Equal(t, exitFailed, code)
	_, lines := checkLines(t, stdout)
	require.Regexp(t, `^failed is damaged: .* \[this machine\]$`, lines["ledger"])
}

func TestCheck_ALedgerThatWentAwayIsNoNewOne(t *testing.T) {
	data := t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	require.NoError(t, ledger.Save(t.Context(), kiosk.Write{
		Sales:   []kiosk.Sale{{ID: "s1", Amount: 1, State: kiosk.SaleOpen, OpenedAt: time.Now(), Version: 1}},
		Records: []kiosk.Record{{Kind: kiosk.RecordSaleOpened, Sale: "s1", At: time.Now()}},
	}))
	look := func() kiosk.CheckResult { return ledgerLook(data, ledgerMax, true).Run(t.Context())[0] }
	point := filepath.Join(data, "ledger-verified.json")
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ledger.KeepVerifying(ctx, func(error) {})
	}()
	require.Eventually(t, func() bool { _, err := os.Stat(point); return err == nil }, 30*time.Second, time.Millisecond)
	cancel()
	<-done
	require.NoError(t, ledger.Close())
	require.Equal(t, "check.found.ledger.ok", look().What.ID)
	live := ledgerLook(data, ledgerMax, false)
	require.Equal(t, "check.found.ledger.no_pin", live.Run(t.Context())[1].What.ID)
	kept, err := os.ReadFile(point)
	require.NoError(t, err)
	require.NoError(t, os.Remove(point))
	require.Equal(t, "check.found.ledger.no_point", look().What.ID)
	require.NoError(t, os.WriteFile(point, kept, 0o600))
	require.NoError(t, os.Remove(filepath.Join(data, store.LedgerName)))
	require.Equal(t, "check.found.ledger.damaged", look().What.ID)
}

func TestCheck_WhatALedgersVerificationComesTo(t *testing.T) {
	for _, row := range []struct {
		err    error
		health kiosk.Health
		id     string
		brief  bool
	}{
		{nil, kiosk.HealthOK, "check.found.ledger.ok", false},
		{fmt.Errorf("verify: %w", context.DeadlineExceeded), kiosk.HealthWarning, "check.found.ledger.unfinished", false},
		{fmt.Errorf("x: %w", store.ErrNoVerifiedPoint), kiosk.HealthWarning, "check.found.ledger.no_point", false},
		{fmt.Errorf("x: %w", store.ErrDamaged), kiosk.HealthFailed, "check.found.ledger.damaged", true},
		{fmt.Errorf("x: %w", store.ChainErrors{{Fault: store.FaultEdited}}), kiosk.HealthFailed, "check.found.ledger.edited", true},
		{fmt.Errorf("x: %w", store.ErrNewer), kiosk.HealthFailed, "check.found.ledger.newer", false},
		{fmt.Errorf("x: %w", store.ErrOlder), kiosk.HealthFailed, "check.found.ledger.older", false},
		{fs.ErrPermission, kiosk.HealthFailed, "check.found.ledger.unreadable", true},
	} {
		f := ledgerFinding(row.err)
		require.Equal(t, row.id, f.What.ID)
		require.Equal(t, row.health, f.Health, row.id)
		require.Equal(t, row.brief, !f.Brief.IsZero(), row.id)
	}
}

// The log has an error's words and people have the catalogue's: in English they
// are the same.
func TestCheck_EveryFaultOfAHistoryIsNamedInBothLanguages(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 32, 5, 0, time.FixedZone("", 8*3600))
	event := func(fault store.Fault) *store.ChainError {
		return &store.ChainError{Fault: fault, Row: store.RowEvent, Seq: 17, Kind: kiosk.RecordMoved, At: at, OrderNo: "20261122PAYMENT1234"}
	}
	row := func(kind store.RowKind, fault store.Fault, seq int64) *store.ChainError {
		e := &store.ChainError{Fault: fault, Row: kind, Seq: seq, Sale: "SALE5678"}
		if kind != store.RowSale {
			e.OrderNo = "20261122PAYMENT1234"
		}
		if kind == store.RowRefund {
			e.Refund = "REFUND9012"
		}
		if seq != 0 {
			e.Kind, e.At = kiosk.RecordLate, at
		}
		return e
	}
	faults := store.ChainErrors{
		{Fault: store.FaultRemoved, Row: store.RowEvent, Seq: 3},
		{Fault: store.FaultRemoved, Row: store.RowEvent, Seq: 3, Last: 8},
		event(store.FaultEdited), event(store.FaultInserted), event(store.FaultMoved), event(store.FaultMove), event(store.FaultRewritten),
		{Fault: store.FaultSchema, Row: store.RowSchema, Names: "events_no_delete, events_no_update"},
	}
	for _, kind := range []store.RowKind{store.RowSale, store.RowPayment, store.RowRefund} {
		faults = append(faults, row(kind, store.FaultEdited, 17), row(kind, store.FaultRemoved, 17), row(kind, store.FaultUntold, 17), row(kind, store.FaultOverwritten, 17),
			row(kind, store.FaultInserted, 0), row(kind, store.FaultEdited, 0))
	}
	require.True(t, faults.Full())
	english, err := i18n.Load("en")
	require.NoError(t, err)
	require.Equal(t, "its history was changed: "+faults.Error(), english.Found(ledgerFinding(faults)))
	require.Equal(t, "its history was changed: "+faults[2].Error(), english.Found(ledgerFinding(faults[2])))
	chinese, err := i18n.Load("zh-CN")
	require.NoError(t, err)
	latin := regexp.MustCompile(`[a-z_]{2,}`)
	for _, e := range faults {
		said := chinese.Text(faultText(e))
		require.NotContains(t, said, "{")
		for _, word := range latin.FindAllString(said, -1) {
			require.Contains(t, string(e.Kind)+e.Names, word, said)
		}
		for _, number := range regexp.MustCompile(`\d+`).FindAllString(e.Error(), -1) {
			require.Contains(t, said, number)
		}
	}
}

// Each report of a running till, the one that it was too much to look on
// included.
func TestCheck_AChangedHistoryIsNeverCalledADamagedFile(t *testing.T) {
	data := t.TempDir()
	ledger, err := store.Open(t.Context(), data, store.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, ledger.Close()) }()
	var w kiosk.Write
	for i := range 30 {
		w.Sales = append(w.Sales, kiosk.Sale{ID: kiosk.SaleID(fmt.Sprintf("s%d", i)), Amount: 1, State: kiosk.SaleOpen, OpenedAt: time.Now(), Version: 1})
	}
	require.NoError(t, ledger.Save(t.Context(), w))
	db, err := sql.Open("sqlite3", filepath.Join(data, store.LedgerName))
	require.NoError(t, err)
	_, err = db.Exec(`UPDATE sales SET amount = 2`)
	require.NoError(t, errors.Join(err, db.Close()))

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var said []error
	ledger.KeepVerifying(ctx, func(err error) {
		said = append(said, err)
		require.Equal(t, "check.found.ledger.edited", ledgerFinding(err).What.ID, err)
		if strings.Contains(err.Error(), "the rest was not looked at") {
			cancel()
		}
	})
	require.Greater(t, len(said), 20)
}

func TestCheck_FontsThatLackCharactersFail(t *testing.T) {
	require.Equal(t, kiosk.HealthOK, fontsFinding(font.Regular, font.Bold).Health)
	require.Equal(t, "check.found.fonts.unreadable", fontsFinding(font.Regular[:1000]).What.ID)
	runes := map[rune]bool{'a': true, '店': true, '\U0001F4A9': true}
	missing, err := lacking(font.Bold, runes)
	require.NoError(t, err)
	require.Equal(t, []rune{'\U0001F4A9'}, missing)
}

func TestExaminer_LooksFromTheWindowAndTellsTheLogOnce(t *testing.T) {
	s := practiceSetup(t)
	gate, err := openGateway(t.Context(), s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	require.NoError(t, err)
	var log bytes.Buffer
	examine := examiner(s, gate, slog.New(slog.NewTextHandler(&log, nil)))
	quick := examine(t.Context(), false)
	require.Nil(t, kiosk.FirstFault(quick))
	for _, f := range quick {
		require.NotContains(t, []kiosk.Check{kiosk.CheckLedger, kiosk.CheckFonts, kiosk.CheckConfig}, f.Check, "the quick looks are few")
	}
	deep := examine(t.Context(), true)
	require.Greater(t, len(deep), len(quick))
	for _, f := range deep {
		require.NotEqual(t, kiosk.HealthFailed, f.Health, f.What.ID)
	}
	require.Empty(t, log.String())

	require.NoError(t, gate.stop())
	for range 3 {
		fault := kiosk.FirstFault(examine(t.Context(), false))
		require.NotNil(t, fault)
		require.Equal(t, kiosk.CauseGateway, fault.Cause)
	}
	require.Equal(t, 1, strings.Count(log.String(), "check.found.tcp.refused"), log.String())
}

func TestCheck_FindingsOfTheWindowCanBeSaidInEveryLanguage(t *testing.T) {
	s := practiceSetup(t)
	findings := health.Results(t.Context(), []health.Check{
		configLook(s), scannerLook("/dev/no-such-port"), scannerLook(""), screenLook(&bytes.Buffer{}), fontsLook(Shop{Name: "茶😀"}),
		unusableLook("lepay", errors.New("no merchant")), noticesLook(s, kiosk.Capabilities{}),
	}, true)
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		require.NoError(t, err)
		for _, f := range findings {
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

func TestCheck_NamesWhatTheFontsCannotDraw(t *testing.T) {
	for name, row := range map[string]struct{ shop, want string }{
		"all of GBK":             {"[shop]\nname = \"鱻龍粿囍·老字號\"\n", `^ok both weights`},
		"an emoji":               {"[shop]\nname = \"茶😀\"\n", `^note .*😀 \(U\+1F600\) in shop\.name;`},
		"each once, and where":   {"[shop]\nname = \"😀𠮷😀\"\ntill = \"\\uE000\"\n", `^note .*😀 \(U\+1F600\), 𠮷 \(U\+20BB7\) in shop\.name; .*\(U\+E000\) in shop\.till;`},
		"one of several signs":   {"[shop]\nname = \"👨‍👩‍👧家\"\n", `^note .*👨‍👩‍👧 \(U\+1F468 U\+200D U\+1F469 …\) in shop\.name;`},
		"a turned direction":     {"[shop]\nname = \"a\\u202Eb\"\n", `^note [^\x{202e}]*\(U\+202E\) in shop\.name;`},
		"Hebrew":                 {"[shop]\nname = \"א\"\n", `^note .*\(U\+05D0\) in shop\.name;`},
		"many, told in one line": {"[shop]\nname = \"😀😁😂🤣😃😄😅😆😉😊😋😎\"\n", `^note .*\(U\+1F606\), … in shop\.name;`},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(t, "", "check", "--practice", "--config", writeConfig(t, row.shop))
			require.Equal(t, exitDone, code, stdout+stderr)
			_, lines := checkLines(t, stdout)
			require.Regexp(t, row.want, lines["fonts"])
		})
	}
}
