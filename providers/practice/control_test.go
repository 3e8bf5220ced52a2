package practice_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
)

func TestClient_PlaysTheCustomer(t *testing.T) {
	s := start(t, practice.Config{})
	c := &practicetest.Client{URL: s.URL()}
	ctx := t.Context()
	wiretest.Call(c.Act(ctx, practice.ActionPay, "")).Fails(t, practice.ErrNoOrder)

	first, second := practicetest.OpenQR(t, s, kiosk.WeChat, "1.00"), practicetest.OpenQR(t, s, kiosk.Alipay, "2.00")
	o := wiretest.Call(c.Act(ctx, practice.ActionScan, "")).OK(t)
	require.Equal(t, second, o.No, "the newest open one")
	require.Equal(t, practice.StateConfirming, o.State)
	o = wiretest.Call(c.Act(ctx, practice.ActionPay, "")).OK(t)
	require.Equal(t, second, o.No)
	wiretest.Call(c.Act(ctx, practice.ActionPay, second)).Fails(t, practice.ErrSettled, "nobody pays twice")
	wiretest.Call(c.Act(ctx, practice.ActionPayLate, second)).Fails(t, practice.ErrSettled)

	o = wiretest.Call(c.Act(ctx, practice.ActionRefuse, first)).OK(t)
	require.Equal(t, practice.StateRefused, o.State)
	wiretest.Call(c.Act(ctx, practice.ActionPay, first)).Fails(t, practice.ErrSettled)
	o = wiretest.Call(c.Act(ctx, practice.ActionPayLate, "")).OK(t)
	require.Equal(t, first, o.No)
	require.True(t, o.Late)

	l := wiretest.Call(c.Ledger(ctx)).OK(t)
	require.Equal(t, kiosk.Fen(300), l.Taken)
	own := practicetest.Ledger(t, s)
	require.Len(t, l.Orders, 2)
	require.Equal(t, own.Orders[0].No, l.Orders[0].No)
	require.True(t, own.Orders[1].CreatedAt.Equal(l.Orders[1].CreatedAt))
}

func TestClient_FaultsSettingsCodesAndReset(t *testing.T) {
	s := start(t, practice.Config{Listen: ownHost})
	c := &practicetest.Client{URL: s.URL()}
	ctx := t.Context()
	f := wiretest.Call(c.AddFault(ctx, practice.Fault{Kind: practice.FaultEmpty, Route: "tofastpay", Count: 2})).OK(t)
	stand := wiretest.Call(practicetest.Control[map[string][]practice.Fault](ctx, c, "faults", nil)).OK(t)
	require.Equal(t, map[string][]practice.Fault{"faults": {f}}, stand)
	require.ErrorContains(t, c.ClearFault(ctx, f.ID+1), "no such fault")
	require.NoError(t, c.ClearFault(ctx, f.ID))
	require.Empty(t, s.Faults())
	require.ErrorContains(t, wiretest.Call(c.AddFault(ctx, practice.Fault{Kind: "rust"})).Err(), "rust")

	require.NoError(t, c.SetSettings(ctx, practice.Settings{FreeLimit: 5, PasswordReply: practice.PasswordBare, AutoPayMS: 9}))
	got := wiretest.Call(c.Settings(ctx)).OK(t)
	require.Equal(t, s.Settings(), got)
	require.Equal(t, kiosk.Fen(5), got.FreeLimit)
	require.Error(t, c.SetSettings(ctx, practice.Settings{PasswordReply: "loud"}))

	wish := map[string]string{"wallet": "alipay", "behaviour": "password"}
	code := wiretest.Call(practicetest.Control[map[string]string](ctx, c, "code", wish)).OK(t)
	require.Equal(t, "0002", kiosk.NewPayCode(code["code"]).Tail())

	practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	require.NoError(t, c.SetNetwork(ctx, practice.NetworkDown, 0))
	require.NoError(t, c.Reset(ctx))
	require.Equal(t, practice.NetworkUp, s.Network())
	require.Empty(t, practicetest.Ledger(t, s).Orders)
}

func TestControl_RefusesWhatAnotherSitesPageCouldSend(t *testing.T) {
	s := start(t, practice.Config{})
	practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	for name, c := range map[string]struct {
		set    func(*http.Request)
		status int
	}{
		"a form":           {func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }, http.StatusUnsupportedMediaType},
		"plain text":       {func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, http.StatusUnsupportedMediaType},
		"another origin":   {func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, http.StatusForbidden},
		"cross-site fetch": {func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, http.StatusForbidden},
		"a rebound name":   {func(r *http.Request) { r.Host = "evil.example" }, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			for _, base := range []string{s.URL(), s.ControlURL()} {
				req := wiretest.Call(http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/control/pay", strings.NewReader(`{}`))).OK(t)
				req.Header.Set("Content-Type", "application/json")
				c.set(req)
				resp := wiretest.Call(practicetest.Till(t).Do(req)).OK(t)
				require.NoError(t, resp.Body.Close())
				require.Equal(t, c.status, resp.StatusCode)
			}
		})
	}
	require.Zero(t, practicetest.Ledger(t, s).Taken)
}

func TestControl_BadRequestsSayWhy(t *testing.T) {
	s := start(t, practice.Config{})
	for body, status := range map[string]int{
		`{`:                       http.StatusBadRequest,
		`{"orderno":"1"}`:         http.StatusBadRequest,
		`{"order":7}`:             http.StatusBadRequest,
		`{"order":"nosuchorder"}`: http.StatusNotFound,
		`{"order":"` + strings.Repeat("9", 70<<10) + `"}`: http.StatusBadRequest,
	} {
		resp, _ := practicetest.Got(t, http.MethodPost, s.URL()+"/control/pay", body, "Content-Type", "application/json; charset=utf-8")
		require.Equal(t, status, resp.StatusCode)
	}
	resp, _ := practicetest.Got(t, http.MethodPost, s.URL()+"/control/network", `{"state":"down"}`, "Content-Type", "application/json")
	require.Equal(t, http.StatusConflict, resp.StatusCode, "it would saw off its own branch")
	require.Equal(t, practice.NetworkUp, s.Network())
}

func TestControl_OtherMachinesNeedPhonePages(t *testing.T) {
	for open, status := range map[bool]int{false: http.StatusForbidden, true: http.StatusOK} {
		s := start(t, practice.Config{Listen: "0.0.0.0:0", PhonePages: open})
		for _, path := range []string{"/control/ledger", "/"} {
			req := wiretest.Call(http.NewRequest(http.MethodGet, path, nil)).OK(t)
			req.Host, req.RemoteAddr = "192.168.1.5:8780", "192.168.1.77:50000"
			w := httptest.NewRecorder()
			s.ServeHTTP(w, req)
			require.Equal(t, status, w.Code, path)
		}
	}
}

func TestAutoPay_PaysOrdersWhenTheirTimeComes(t *testing.T) {
	c := practicetest.NewClock()
	s := start(t, practice.Config{Now: c.Now, AutoPay: 3 * time.Second})
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	state := func() any {
		return practicetest.Ask(t, s.URL()+practicetest.WeChatQuery, "out_trade_no", no, "storeid", "460")["data"].(map[string]any)["order_state"]
	}
	c.Pass(2 * time.Second)
	require.Equal(t, "NOTPAY", state())
	c.Pass(time.Second)
	require.Equal(t, "SUCCESS", state())
	require.Equal(t, 1, practicetest.Ledger(t, s).Orders[0].Charges)
}

func TestServer_ManyTillsAndCustomersAtOnce(t *testing.T) {
	s := start(t, practice.Config{})
	c := &practicetest.Client{URL: s.URL()}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				_, _, err := practicetest.Form(t, s.URL()+practicetest.QRCode, "type", "1", "money", "1.00", "stats", "0", "storeid", "460")
				if err != nil {
					t.Error(err)
				}
				for { // another customer may take the newest one between being found and paid
					if _, err := c.Act(t.Context(), practice.ActionPay, ""); err == nil {
						break
					}
				}
				if _, err := s.Ledger(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	l := practicetest.Ledger(t, s)
	require.Len(t, l.Orders, 40)
	require.Equal(t, kiosk.Fen(4000), l.Taken)
}
