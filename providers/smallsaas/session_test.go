package smallsaas

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

func TestToken_IsKeptAndRenewed(t *testing.T) {
	for _, refusal := range []string{
		`401 {"status_code":1,"message":"x"}`, "403 <html>", `401 {"status":401}`, `{"status_code":1,"message":"invalid.Token"}`,
		`{"status_code":1,"message":"please login"}`, `400 {"status_code":1,"message":"请先登录"}`, `{"status_code":1,"message":"未登陆"}`,
	} {
		t.Run(refusal, func(t *testing.T) {
			g, m := open(t, only(orderCall, told("CREATED_PAY_PENDING"), refusal, told("DELIVERING")))
			for _, want := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictPaid, kiosk.VerdictPaid} {
				require.Equal(t, want, wiretest.Call(g.Query(t.Context(), numbered())).OK(t).Verdict)
			}
			require.Equal(t, 2, m.count(loginCall))
			require.Equal(t, 4, m.count(orderCall), "the refused call was repeated once")
			asked, _ := m.last(t, orderCall)
			require.Equal(t, secretToken+"2", asked.Header.Get("Authorization"))
		})
	}
}

func TestToken_OnlyARefusedCallIsRepeated(t *testing.T) {
	for name, tt := range map[string]struct {
		reply string
		want  any
		times int
	}{
		"refused for the token":                {`401 {"status_code":1,"message":"token"}`, kiosk.RefundSaidRefused, 2},
		"refused for the token, without words": {"401 <html>", "garbage", 2},
		"lost":                                 {"drop", "no answer", 1},
		"page of a proxy":                      {"502 <html>token</html>", "garbage", 1},
		"failure of the server, with its word": {`500 {"status_code":1,"message":"token service down"}`, "garbage", 1},
		"cut off":                              {"cut", "garbage", 1},
		"success that contradicts itself":      {`401 {"status_code":0}`, "garbage", 1},
		"refused for another reason":           {`{"status_code":1,"message":"reason.is.empty"}`, kiosk.RefundSaidRefused, 1},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := open(t, map[string][]string{orderCall: {told("DELIVERING")}, ticketCall: {tt.reply}})
			a, err := g.Refund(t.Context(), numbered(), kiosk.Refund{No: "R1", Amount: 1100})
			wiretest.Call(a.Verdict, err).Is(t, tt.want)
			require.Equal(t, tt.times, m.count(ticketCall))
		})
	}
}

func TestLogin_IsSharedByCallsAtTheSameTime(t *testing.T) {
	const calls = 20
	arrived, release := make(chan struct{}, calls), make(chan struct{})
	m := &mall{replies: only(orderCall, told("DELIVERING"))}
	m.Server = gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == pathLogin {
			arrived <- struct{}{}
			<-release
		}
		m.ServeHTTP(w, r)
	})
	g := dial(t, m.URL)
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			_, err := g.Query(t.Context(), numbered())
			assert.NoError(t, err)
		})
	}
	<-arrived
	require.Eventually(t, func() bool {
		g.session.mu.Lock()
		defer g.session.mu.Unlock()
		return g.session.flight != nil && g.session.flight.waiting == calls
	}, time.Minute, time.Millisecond)
	close(release)
	all.Wait()
	require.Equal(t, 1, m.count(loginCall))
}

func TestLogin_ARenewalIsSharedEvenWhenTheTokenStaysTheSame(t *testing.T) {
	s := &session{now: time.Now}
	logins := 0
	s.login = func(context.Context) (string, error) { logins++; return "the same", nil }
	first := wiretest.Call(s.get(t.Context(), token{})).OK(t)
	for range 3 { // three calls were refused with the first token, one after the other
		require.Equal(t, "the same", wiretest.Call(s.get(t.Context(), first)).OK(t).text)
	}
	require.Equal(t, 2, logins)
}

func TestLogin_OutlivesTheCallThatBeganIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &session{now: time.Now, login: func(ctx context.Context) (string, error) {
			select {
			case <-release:
				return "t", nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}}
		ctx, leave := context.WithCancel(t.Context())
		gone, stayed := make(chan error, 1), make(chan error, 1)
		go func() { _, err := s.get(ctx, token{}); gone <- err }()
		synctest.Wait()
		go func() { _, err := s.get(t.Context(), token{}); stayed <- err }()
		synctest.Wait()
		leave()
		require.Equal(t, "no answer", wiretest.Proves(<-gone))
		close(release)
		require.NoError(t, <-stayed)
	})
}

func TestLogin_EndsWhenNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{})
		var once sync.Once
		s := &session{now: time.Now, login: func(ctx context.Context) (string, error) {
			defer once.Do(func() { close(ended) })
			<-ctx.Done()
			return "", ctx.Err()
		}}
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		wiretest.Call(s.get(ctx, token{})).Fails(t, context.DeadlineExceeded)
		<-ended
		s.mu.Lock()
		defer s.mu.Unlock()
		require.Nil(t, s.flight, "the next call begins a login of its own")
	})
}

func TestLogin_Refused(t *testing.T) {
	for reply, reason := range map[string]string{
		`{"status_code":1,"message":"incorrect.password"}`:              "incorrect.password",
		`401 {"status_code":1,"message":"incorrect.password"}`:          "incorrect.password",
		`{"status_code":1,"message":"` + secretPassword + ` wrong"}`:    "HTTP 200",
		`{"status_code":1,"message":"pw ` + secretPassword[3:14] + `"}`: "HTTP 200",
		`403 <html>`: "HTTP 403",
	} {
		t.Run(reply, func(t *testing.T) {
			g, m := open(t, only(loginCall, reply))
			ctx, whole := t.Context(), kiosk.Refund{No: "R1", Amount: 1100}
			wiretest.Call(g.OpenQR(ctx, payment(kiosk.WeChat))).Is(t, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: reason})
			wiretest.Call(g.Query(ctx, numbered())).Is(t, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: reason})
			a := wiretest.Call(g.Close(ctx, numbered())).OK(t)
			require.Equal(t, kiosk.VerdictUnknown, a.Verdict)
			r, err := g.Refund(ctx, numbered(), whole)
			wiretest.Call(r, err).Is(t, "not sent")
			requireNoSecrets(t, a, r, err)
			wiretest.Call(g.QueryRefund(ctx, numbered(), whole)).Is(t, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: reason})
			require.Empty(t, m.calls())
			require.Equal(t, 1, m.count(loginCall), "an account that is tried at every poll gets locked")
		})
	}
}

func TestLogin_IsTriedAgainAfterAPause(t *testing.T) {
	g, m := open(t, map[string][]string{loginCall: {`{"status_code":1,"message":"locked"}`, `{"status_code":0,"data":{"access_token":"` + secretToken + `"}}`}, orderCall: {told("DELIVERING")}})
	now := time.Now()
	g.session.now = func() time.Time { return now }
	ask := func() kiosk.Verdict { return wiretest.Call(g.Query(t.Context(), numbered())).OK(t).Verdict }
	require.Equal(t, kiosk.VerdictUnknown, ask())
	now = now.Add(loginPause - time.Second)
	require.Equal(t, kiosk.VerdictUnknown, ask())
	require.Equal(t, 1, m.count(loginCall))
	now = now.Add(time.Second)
	require.Equal(t, kiosk.VerdictPaid, ask())
	require.Equal(t, 2, m.count(loginCall))
}

func TestLogin_IsNotRepeatedForALackOfRights(t *testing.T) {
	const refusal = `403 {"status_code":1,"message":"lack.of.permission"}`
	g, m := open(t, map[string][]string{orderCall: {refusal}, clerkCall: {refusal}})
	for range 5 {
		require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(g.Query(t.Context(), numbered())).OK(t).Verdict)
	}
	require.Equal(t, 2, m.count(loginCall), "once to begin with, and once to see whether it helps")
}

func TestLogin_ThatCannotBeUsed(t *testing.T) {
	for name, tt := range map[string]struct{ reply, try string }{
		"no token":            {`{"status_code":0,"data":{}}`, "garbage"},
		"token with a break":  {`{"status_code":0,"data":{"access_token":"a\r\nX-Evil: 1"}}`, "garbage"},
		"token beyond ASCII":  {`{"status_code":0,"data":{"access_token":"字"}}`, "garbage"},
		"overlong token":      {`{"status_code":0,"data":{"access_token":"` + strings.Repeat("a", tokenBytesMax+1) + `"}}`, "garbage"},
		"token that is a map": {`{"status_code":0,"data":{"access_token":{}}}`, "garbage"},
		"HTML":                {"<html>", "garbage"},
		"no such page":        {"404 <html>", "garbage"},
		"lost":                {"drop", "no answer"},
		"redirect":            {"redirect", "garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := open(t, only(loginCall, tt.reply))
			wiretest.Call(g.Try(t.Context())).Is(t, tt.try)
			_, err := g.OpenQR(t.Context(), payment(kiosk.WeChat))
			require.Equal(t, "not sent", wiretest.Proves(err), "%v: the order itself never left", err)
			_, unanswered := errors.AsType[*kiosk.Unanswered](err)
			require.False(t, unanswered, "it is one or the other")
			require.Empty(t, m.calls())
		})
	}
}

func TestOpenQR_OrderMadeAndItsQRNeverAskedFor(t *testing.T) {
	// The token ends after the order was made, and no new one is to be had.
	g, m := open(t, map[string][]string{
		loginCall:  {`{"status_code":0,"data":{"access_token":"` + secretToken + `"}}`, "drop"},
		createCall: {told("CREATED_PAY_PENDING")}, wxCall: {"401 <html>"}, cancelCall: {`{"status_code":0}`},
	})
	_, err := g.OpenQR(t.Context(), payment(kiosk.WeChat))
	require.Equal(t, "no answer", wiretest.Proves(err), "the first request did arrive")
	require.ErrorContains(t, err, orderNo)
	require.Equal(t, []string{createCall, wxCall}, m.calls()[:2])
}

func TestLogin_ThatIsAskedTooOften(t *testing.T) {
	for _, reply := range []string{"429 <html>", "503 <html>", `{"status_code":1,"message":"登录过于频繁"}`} {
		g, m := open(t, only(loginCall, reply))
		var unanswered *kiosk.Unanswered
		_, err := g.OpenQR(t.Context(), payment(kiosk.WeChat))
		require.ErrorAs(t, err, &unanswered, reply)
		require.True(t, unanswered.Busy, reply)
		_, err = g.Query(t.Context(), numbered())
		require.ErrorAs(t, err, &unanswered, reply)
		require.True(t, unanswered.Busy, reply)
		wiretest.Call(g.Refund(t.Context(), numbered(), kiosk.Refund{No: "R1", Amount: 1100})).Is(t, "not sent", "no ticket was asked for")
		require.Empty(t, m.calls())
	}
}

func TestErrors_HaveNoSecrets(t *testing.T) {
	echo := fmt.Sprintf(`{"status_code":1,"message":"bad token %s1 of %s"}`, secretToken, secretPassword)
	g, _ := open(t, map[string][]string{orderCall: {echo}, clerkCall: {echo}, createCall: {echo}, ticketCall: {echo}})
	a, err := g.Query(t.Context(), numbered())
	requireNoSecrets(t, a, err)
	a, err = g.OpenQR(t.Context(), payment(kiosk.WeChat))
	requireNoSecrets(t, a, err)
	_, err = g.Try(t.Context())
	requireNoSecrets(t, err)
	requireNoSecrets(t, g.cfg, &g.cfg)
}
