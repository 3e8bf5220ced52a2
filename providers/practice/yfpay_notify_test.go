package practice_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/wire/wiretest"
	"facepay/providers/yfpay"
)

// yfInbox is a till that listens and takes what its gateway can read, but for
// the first few, which it does not acknowledge.
func yfInbox(t *testing.T, g func() *yfpay.Gateway, refuse int) (string, chan kiosk.Notification, chan error) {
	notices, refused := make(chan kiosk.Notification, 100), make(chan error, 100)
	var read atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			refused <- err
			return
		}
		n, err := g().ReadNotification(r.Header.Get("Content-Type"), body)
		if err != nil {
			refused <- err
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		nth := read.Add(1)
		notices <- n
		if nth <= int64(refuse) {
			_, _ = io.WriteString(w, `{"return_code":"FAIL"}`)
			return
		}
		kind, ack := g().NotificationAck()
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(ack)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/notify/yfpay", notices, refused
}

func yfNext[T any](t *testing.T, c chan T) T {
	t.Helper()
	select {
	case n := <-c:
		return n
	case <-time.After(20 * time.Second):
		t.Fatal("no notification came")
		panic("not reached")
	}
}

func TestYFPay_Notifications(t *testing.T) {
	s := start(t, practice.Config{NotifyScale: 1e-5})
	var g *yfpay.Gateway
	url, notices, _ := yfInbox(t, func() *yfpay.Gateway { return g }, 0)
	g = yfTill(t, s, func(c *yfpay.Config) { c.NotifyURL, c.Listening = url, true })
	require.True(t, g.Capabilities().Notifications)
	wiretest.Call(g.OpenQR(t.Context(), yfPayment("A1", kiosk.WeChat, kiosk.RailQR))).OK(t)
	act(t, s, practice.ActionScan, "A1")
	act(t, s, practice.ActionPay, "A1")
	n := yfNext(t, notices)
	o, _ := ledger(t, s).Own("A1")
	require.Equal(t, [5]any{kiosk.OrderNo("A1"), false, kiosk.VerdictPaid, "A1", o.No}, [5]any{n.OrderNo, n.Refund, n.Answer.Verdict, n.Answer.Order, n.Answer.TradeNo})
	require.Equal(t, kiosk.Fen(1234), *n.Answer.Amount)

	p := yfPayment("A1", kiosk.WeChat, kiosk.RailQR)
	wiretest.Call(g.Refund(t.Context(), p, kiosk.Refund{No: "R1", Amount: 1})).OK(t)
	n = yfNext(t, notices)
	require.True(t, n.Refund)
	require.Equal(t, kiosk.VerdictUnknown, n.Answer.Verdict)

	wiretest.Call(g.OpenMini(t.Context(), yfPayment("A2", kiosk.WalletUnknown, kiosk.RailMini), kiosk.Buyer{})).OK(t)
	act(t, s, practice.ActionRefuse, "A2")
	n = yfNext(t, notices)
	require.Equal(t, [2]any{kiosk.OrderNo("A2"), kiosk.VerdictFailed}, [2]any{n.OrderNo, n.Answer.Verdict})

	wiretest.Call(g.Charge(t.Context(), yfPayment("A3", kiosk.WeChat, kiosk.RailCode), kiosk.NewPayCode(newCode(t, kiosk.WeChat, practice.CodeOrdinary)))).OK(t)
	require.Eventually(t, func() bool {
		a, _ := ledger(t, s).Own("A1")
		b, _ := ledger(t, s).Own("A2")
		return a.NoticesAcked == 2 && b.NoticesAcked == 1
	}, 20*time.Second, time.Millisecond)
	o, _ = ledger(t, s).Own("A3")
	require.Zero(t, o.NoticesSent, "pay has no notification")
}

func TestYFPay_NotificationsAreRepeatedUntilTheyAreAcknowledged(t *testing.T) {
	s := start(t, practice.Config{NotifyScale: 1e-5})
	var g *yfpay.Gateway
	url, notices, _ := yfInbox(t, func() *yfpay.Gateway { return g }, 3)
	g = yfTill(t, s, func(c *yfpay.Config) { c.NotifyURL = url })
	wiretest.Call(g.OpenQR(t.Context(), yfPayment("A1", kiosk.Alipay, kiosk.RailQR))).OK(t)
	act(t, s, practice.ActionPay, "A1")
	require.Eventually(t, func() bool {
		o, _ := ledger(t, s).Own("A1")
		return o.NoticesAcked == 1
	}, 20*time.Second, time.Millisecond)
	o, _ := ledger(t, s).Own("A1")
	require.Equal(t, 4, o.NoticesSent)
	require.Len(t, notices, 4)
	for range 4 {
		require.Equal(t, kiosk.VerdictPaid, yfNext(t, notices).Answer.Verdict)
	}
}

func TestYFPay_ForgedNotificationIsRefusedAndTheTrueOneFollows(t *testing.T) {
	s := start(t, practice.Config{NotifyScale: 1e-5})
	var g *yfpay.Gateway
	url, notices, refused := yfInbox(t, func() *yfpay.Gateway { return g }, 0)
	g = yfTill(t, s, func(c *yfpay.Config) { c.NotifyURL = url })
	wiretest.Call(s.AddFault(practice.Fault{Kind: practice.FaultForged, Route: "yfpay/notify", Count: 1})).OK(t)
	wiretest.Call(g.OpenQR(t.Context(), yfPayment("A1", kiosk.WeChat, kiosk.RailQR))).OK(t)
	act(t, s, practice.ActionPay, "A1")
	require.ErrorIs(t, yfNext(t, refused), kiosk.ErrForged)
	require.Equal(t, kiosk.VerdictPaid, yfNext(t, notices).Answer.Verdict)
}
