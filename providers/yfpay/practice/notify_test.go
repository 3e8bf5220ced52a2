package practice_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
	"facepay/providers/yfpay"
	"facepay/providers/yfpay/practice"
)

// yfListening is a practice gateway and a till that it notifies.
func yfListening(t *testing.T) (*core.Server, *yfpay.Gateway, *practicetest.Listener) {
	s := practicetest.Start(t, core.Config{NotifyScale: 1e-5}, practice.Dialect)
	_, ack := (&yfpay.Gateway{}).NotificationAck()
	l := gatewayhttptest.NewInbox[kiosk.Notification](t, nil, func(int) (int, string) { return http.StatusOK, string(ack) })
	g := yfTill(t, s, func(c *yfpay.Config) { c.NotifyURL, c.Listening = l.URL+"/notify/yfpay", true })
	l.Reads(g.ReadNotification)
	return s, g, l
}

func TestYFPay_Notifications(t *testing.T) {
	s, g, l := yfListening(t)
	require.True(t, g.Capabilities().Notifications)
	wiretest.Call(g.OpenQR(t.Context(), yfPayment("A1", kiosk.WeChat, kiosk.RailQR))).OK(t)
	practicetest.Act(t, s, core.ActionScan, "A1")
	practicetest.Act(t, s, core.ActionPay, "A1")
	n := l.Next(t).OK(t)
	o, _ := practicetest.Ledger(t, s).Own("A1")
	require.Equal(t, [5]any{kiosk.OrderNo("A1"), false, kiosk.VerdictPaid, "A1", o.No}, [5]any{n.OrderNo, n.Refund, n.Answer.Verdict, n.Answer.Order, n.Answer.TradeNo})
	require.Equal(t, kiosk.Fen(1234), *n.Answer.Amount)

	p := yfPayment("A1", kiosk.WeChat, kiosk.RailQR)
	wiretest.Call(g.Refund(t.Context(), p, kiosk.Refund{No: "R1", Amount: 1})).OK(t)
	n = l.Next(t).OK(t)
	require.True(t, n.Refund)
	require.Equal(t, kiosk.VerdictUnknown, n.Answer.Verdict)

	wiretest.Call(g.OpenMini(t.Context(), yfPayment("A2", kiosk.WalletUnknown, kiosk.RailMini), kiosk.Buyer{})).OK(t)
	practicetest.Act(t, s, core.ActionRefuse, "A2")
	n = l.Next(t).OK(t)
	require.Equal(t, [2]any{kiosk.OrderNo("A2"), kiosk.VerdictFailed}, [2]any{n.OrderNo, n.Answer.Verdict})

	wiretest.Call(g.Charge(t.Context(), yfPayment("A3", kiosk.WeChat, kiosk.RailCode), kiosk.NewPayCode(practicetest.NewCode(t, kiosk.WeChat, core.CodeOrdinary)))).OK(t)
	require.Eventually(t, func() bool {
		a, _ := practicetest.Ledger(t, s).Own("A1")
		b, _ := practicetest.Ledger(t, s).Own("A2")
		return a.NoticesAcked == 2 && b.NoticesAcked == 1
	}, 20*time.Second, time.Millisecond)
	o, _ = practicetest.Ledger(t, s).Own("A3")
	require.Zero(t, o.NoticesSent, "pay has no notification")
}

func TestYFPay_NotificationsAreRepeatedUntilTheyAreAcknowledged(t *testing.T) {
	d := practice.Dialect(core.Config{})
	for ack, is := range map[string]bool{
		`{"return_msg":"成功","return_code":"SUCCESS"}`: true, `{"return_code":"FAIL","return_msg":"成功"}`: false,
		`{"return_code":"SUCCESS"}`: false, "SUCCESS": false, "": false,
	} {
		require.Equal(t, is, d.Accepts(http.StatusOK, []byte(ack)), ack)
	}
}
