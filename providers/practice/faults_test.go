package practice_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
)

// Each fault as a client sees it, and whether the order was made.
func TestFault_SeenFromAClient(t *testing.T) {
	type seen struct {
		resp *http.Response
		body string
		err  error
	}
	for _, c := range []struct {
		kind   practice.FaultKind
		orders int
		check  func(*testing.T, seen)
	}{
		{practice.FaultLoseRequest, 0, func(t *testing.T, s seen) { requireDropped(t, s.err) }},
		{practice.FaultLoseAnswer, 1, func(t *testing.T, s seen) { requireDropped(t, s.err) }},
		{practice.FaultDuplicate, 2, func(t *testing.T, s seen) { require.Contains(t, s.body, "000000") }},
		{practice.FaultGarbage, 1, func(t *testing.T, s seen) {
			require.NoError(t, s.err)
			require.False(t, json.Valid([]byte(s.body)))
			require.NotEmpty(t, s.body)
		}},
		{practice.FaultHTML502, 1, func(t *testing.T, s seen) {
			require.Equal(t, http.StatusBadGateway, s.resp.StatusCode)
			require.Contains(t, s.body, "<html>")
		}},
		{practice.FaultError500, 0, func(t *testing.T, s seen) { require.Equal(t, http.StatusInternalServerError, s.resp.StatusCode) }},
		{practice.FaultEmpty, 1, func(t *testing.T, s seen) {
			require.Equal(t, http.StatusOK, s.resp.StatusCode)
			require.Empty(t, s.body)
		}},
		{practice.FaultTruncated, 1, func(t *testing.T, s seen) {
			require.NoError(t, s.err)
			require.True(t, strings.HasPrefix(s.body, `{"msg"`))
			require.False(t, json.Valid([]byte(s.body)))
		}},
		{practice.FaultRedirect, 0, func(t *testing.T, s seen) {
			require.Equal(t, http.StatusTemporaryRedirect, s.resp.StatusCode)
			require.NotEmpty(t, s.resp.Header.Get("Location"))
		}},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			s := start(t, practice.Config{})
			wiretest.Call(s.AddFault(practice.Fault{Kind: c.kind, Route: "qrCodePay", Count: 1})).OK(t)
			var got seen
			got.resp, got.body, got.err = practicetest.Form(t, s.URL()+practicetest.QRCode, "type", "1", "money", "1.00", "stats", "0", "storeid", "460")
			c.check(t, got)
			require.Len(t, practicetest.Ledger(t, s).Orders, c.orders)
			require.Empty(t, s.Faults(), "it was for one request")
			practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
			require.Equal(t, 2, practicetest.Ledger(t, s).Requests["lepay/qrCodePay"])
		})
	}
}

func requireDropped(t *testing.T, err error) {
	t.Helper()
	require.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF), "%v", err)
}

func TestFault_HugeBodyGoesOnBeyondAnyCap(t *testing.T) {
	s := start(t, practice.Config{Faults: []practice.Fault{{Kind: practice.FaultHuge}}})
	req := wiretest.Call(http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+practicetest.Adverts, strings.NewReader("storeid=460"))).OK(t)
	resp := wiretest.Call(practicetest.Till(t).Do(req)).OK(t)
	defer resp.Body.Close()
	require.Equal(t, int64(32<<20), wiretest.Call(io.CopyN(io.Discard, resp.Body, 32<<20)).OK(t))
}

func TestFault_DelayOutlastsAnImpatientTillAndIsDoneAllTheSame(t *testing.T) {
	s := start(t, practice.Config{})
	wiretest.Call(s.AddFault(practice.Fault{Kind: practice.FaultDelay, DelayMS: 60_000})).OK(t)
	ctx, cancel := context.WithCancel(t.Context())
	req := wiretest.Call(http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+practicetest.QRCode, strings.NewReader("type=1&money=1&stats=0&storeid=460"))).OK(t)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	done := make(chan error, 1)
	client := practicetest.Till(t)
	go func() {
		resp, err := client.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		done <- err
	}()
	require.Eventually(t, func() bool { l, err := s.Ledger(); return err == nil && len(l.Orders) == 1 }, time.Minute, time.Millisecond)
	select {
	case err := <-done:
		t.Fatalf("answered before the delay: %v", err)
	default:
	}
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func TestFault_WrongAmountAndWrongOrderAreToldInTheDialectsFormat(t *testing.T) {
	s := start(t, practice.Config{})
	no := practicetest.OpenQR(t, s, kiosk.Alipay, "0.10")
	practicetest.Act(t, s, practice.ActionPay, no)
	query := func() map[string]any {
		return practicetest.Ask(t, s.URL()+practicetest.AlipayQuery, "out_trade_no", no)["data"].(map[string]any)
	}

	wiretest.Call(s.AddFault(practice.Fault{Kind: practice.FaultWrongAmount, Count: 1})).OK(t)
	require.Equal(t, "1.10", query()["total_amount"])
	require.Equal(t, "0.10", query()["total_amount"])
	wiretest.Call(s.AddFault(practice.Fault{Kind: practice.FaultWrongOrder, Route: "lepay/aliQueryOrder", Count: 1})).OK(t)
	wrong := query()["out_trade_no"]
	require.NotEqual(t, no, wrong)
	require.Len(t, wrong, len(no))
	require.Equal(t, no, query()["out_trade_no"])
	o, _ := practicetest.Ledger(t, s).Order(no)
	require.Equal(t, kiosk.Fen(10), o.Amount, "the ledger is not touched")
}

func TestFault_CountsDownOnItsRouteOnlyAndCombinesWithADelay(t *testing.T) {
	s := start(t, practice.Config{})
	for _, f := range []practice.Fault{
		{Kind: practice.FaultEmpty, Route: "tofastpay", Count: 2},
		{Kind: practice.FaultDelay, Route: "tofastpay", Count: 1, DelayMS: 1},
		{Kind: practice.FaultHTML502, Route: "tofastpay", Count: 1},
	} {
		wiretest.Call(s.AddFault(f)).OK(t)
	}
	practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
	require.Len(t, s.Faults(), 3, "another route")
	pay := func() (int, string) {
		resp, body, err := practicetest.Form(t, s.URL()+practicetest.FastPay, "money", "1", "code", practicetest.NewCode(t, kiosk.WeChat, ""), "merchantid", "15", "storeid", "460")
		require.NoError(t, err)
		return resp.StatusCode, body
	}
	for range 2 {
		_, body := pay()
		require.Empty(t, body)
	}
	status, _ := pay()
	require.Equal(t, http.StatusBadGateway, status)
	_, body := pay()
	require.Contains(t, body, `"status":1`)
	require.Empty(t, s.Faults())
}

func TestFault_ALostRequestStillCountsItsCode(t *testing.T) {
	s := start(t, practice.Config{Faults: []practice.Fault{{Kind: practice.FaultLoseRequest, Route: "tofastpay", Count: 1}}})
	code := practicetest.NewCode(t, kiosk.WeChat, "")
	_, _, err := practicetest.Form(t, s.URL()+practicetest.FastPay, "money", "1", "code", code, "merchantid", "15", "storeid", "460")
	require.Error(t, err)
	require.Equal(t, []practice.CodeUse{{Tail: code[14:], Sent: 1}}, practicetest.Ledger(t, s).Codes)
	require.Equal(t, 1.0, practicetest.Charge(t, s, code, "1.00")["status"], "the gateway never took it")
	require.Equal(t, 2, practicetest.Ledger(t, s).Codes[0].Sent)
}

func TestFault_OneThatCannotShowIsRefused(t *testing.T) {
	s := start(t, practice.Config{})
	for _, f := range []practice.Fault{
		{Kind: "rust"}, {Kind: practice.FaultEmpty, Route: "nowhere"}, {Kind: practice.FaultWrongAmount, Route: "tofastpay"},
		{Kind: practice.FaultWrongOrder, Route: "getadvert"}, {Kind: practice.FaultDelay}, {Kind: practice.FaultDelay, DelayMS: 1 << 40},
		{Kind: practice.FaultEmpty, DelayMS: 5}, {Kind: practice.FaultEmpty, Count: -1},
	} {
		require.Error(t, wiretest.Call(s.AddFault(f)).Err(), f)
	}
	for range 100 {
		wiretest.Call(s.AddFault(practice.Fault{Kind: practice.FaultEmpty})).OK(t)
	}
	require.ErrorContains(t, wiretest.Call(s.AddFault(practice.Fault{Kind: practice.FaultEmpty})).Err(), "too many")
}

// ownHost is an address whose ports nobody is given while the network is down.
const ownHost = "127.0.0.2:0"

func TestNetwork_DownRefusesConnectionsAndComesBackOnTheSamePort(t *testing.T) {
	s := start(t, practice.Config{Listen: ownHost})
	c := &practicetest.Client{URL: s.URL()}
	no := practicetest.OpenQR(t, s, kiosk.WeChat, "2.00")
	require.NoError(t, c.SetNetwork(t.Context(), practice.NetworkDown, 0))
	_, _, err := practicetest.Form(t, s.URL()+practicetest.WeChatQuery, "out_trade_no", no, "storeid", "460")
	require.ErrorIs(t, err, syscall.ECONNREFUSED)
	n := wiretest.Call(practicetest.Control[map[string]string](t.Context(), c, "network", nil)).OK(t, "control answers meanwhile")
	require.Equal(t, map[string]string{"state": "down"}, n)
	wiretest.Call(c.Act(t.Context(), practice.ActionPay, no)).OK(t)

	require.NoError(t, c.SetNetwork(t.Context(), practice.NetworkUp, 0))
	m := practicetest.Ask(t, s.URL()+practicetest.WeChatQuery, "out_trade_no", no, "storeid", "460")
	require.Equal(t, "SUCCESS", m["data"].(map[string]any)["order_state"])
}

func TestNetwork_DownCutsConnectionsThatAreOpen(t *testing.T) {
	s := start(t, practice.Config{Faults: []practice.Fault{{Kind: practice.FaultDelay, DelayMS: 60_000}}})
	done := make(chan error, 1)
	go func() {
		_, _, err := practicetest.Form(t, s.URL()+practicetest.QRCode, "type", "1", "money", "1", "stats", "0", "storeid", "460")
		done <- err
	}()
	require.Eventually(t, func() bool { l, err := s.Ledger(); return err == nil && len(l.Orders) == 1 }, time.Minute, time.Millisecond)
	require.NoError(t, s.SetNetwork(practice.NetworkDown, 0))
	requireDropped(t, <-done)
}

func TestNetwork_ResetDropsTheGatewayButNotThePage(t *testing.T) {
	s := start(t, practice.Config{})
	require.NoError(t, s.SetNetwork(practice.NetworkReset, 0))
	_, _, err := practicetest.Form(t, s.URL()+practicetest.Adverts, "storeid", "460")
	requireDropped(t, err)
	_, _, err = practicetest.Send(t, http.MethodGet, s.URL()+"/adverts/tea.jpg", "")
	requireDropped(t, err)
	resp, _ := practicetest.Get(t, s.URL()+"/")
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Error(t, s.SetNetwork("sideways", 0))
}

func TestNetwork_ComesBackByItself(t *testing.T) {
	s := start(t, practice.Config{Listen: ownHost})
	require.NoError(t, s.SetNetwork(practice.NetworkDown, time.Hour))
	require.NoError(t, s.SetNetwork(practice.NetworkDown, time.Millisecond), "a new span replaces the old")
	require.Eventually(t, func() bool { return s.Network() == practice.NetworkUp }, time.Minute, time.Millisecond)
	practicetest.OpenQR(t, s, kiosk.WeChat, "1.00")
}

func TestSetNetwork_DownRefusesFromThenOn(t *testing.T) {
	s := start(t, practice.Config{Listen: ownHost})
	addr := strings.TrimPrefix(s.URL(), "http://")
	for range 200 { // a server that has hardly begun to serve is the hardest to take down
		require.NoError(t, s.SetNetwork(practice.NetworkDown, 0))
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
		require.NoError(t, s.SetNetwork(practice.NetworkUp, 0))
	}
}
