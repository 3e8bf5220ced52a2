package wechatpay_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/bill"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wechatpay"
	"facepay/providers/wechatpay/practice"
	"facepay/providers/wire/wiretest"
)

// shop is a till at a practice WeChat Pay with a clock.
func shop(t *testing.T, clock *gatewayhttptest.Clock) (*core.Server, *wechatpay.Gateway) {
	s := practicetest.Start(t, core.Config{Now: clock.Now}, practice.Dialect)
	c := wechatpay.Default()
	c.Practise(s.URL())
	return s, wechatpay.New("wechatpay", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
}

// A day's bill is fetched, held against its digest, and read: payments, what went back, and
// what was reversed.
func TestDownloadBill(t *testing.T) {
	day := time.Date(2026, 11, 28, 12, 0, 0, 0, core.China)
	clock := gatewayhttptest.NewClock(day)
	s, g := shop(t, clock)
	made := func(no kiosk.OrderNo, rail kiosk.Rail) kiosk.Payment {
		return kiosk.Payment{OrderNo: no, GatewayOrderNo: string(no), Amount: 1234, Wallet: kiosk.WeChat, Rail: rail, CreatedAt: clock.Now()}
	}
	paid := made("T20261128000001", kiosk.RailQR)
	wiretest.Call(g.OpenQR(t.Context(), paid)).OK(t)
	practicetest.Act(t, s, core.ActionPay, string(paid.OrderNo))
	wiretest.Call(g.Refund(t.Context(), paid, kiosk.Refund{No: "R20261128000001", Amount: 234})).OK(t)
	code := made("T20261128000002", kiosk.RailCode)
	a := wiretest.Call(g.Charge(t.Context(), code, kiosk.NewPayCode(practicetest.NewCode(t, kiosk.WeChat, core.CodeOrdinary)))).OK(t)
	require.Equal(t, kiosk.VerdictPaid, a.Verdict)
	a = wiretest.Call(g.Close(t.Context(), code)).OK(t)
	require.Equal(t, kiosk.VerdictClosed, a.Verdict)
	require.Contains(t, a.Reason, "原路退回", "money on its way back is told")

	clock.Pass(21 * time.Hour) // 9:00
	_, err := g.DownloadBill(t.Context(), "2026-11-28")
	require.ErrorIs(t, err, bill.ErrLater)
	clock.Pass(time.Hour)
	_, err = g.DownloadBill(t.Context(), "2026-11-27")
	require.ErrorIs(t, err, bill.ErrNone)
	_, err = g.DownloadBill(t.Context(), "yesterday")
	require.ErrorAs(t, err, new(*bill.Refused))

	file := filepath.Join(t.TempDir(), "bill.csv")
	require.NoError(t, os.WriteFile(file, wiretest.Call(g.DownloadBill(t.Context(), "2026-11-28")).OK(t), 0o600))
	b := wiretest.Call(bill.Read(t.Context(), file, bill.Options{})).OK(t)
	require.Equal(t, kiosk.BillWeChat, b.Kind)
	require.Len(t, b.Rows, 4)

	for _, kind := range []core.FaultKind{core.FaultGarbage, core.FaultTruncated, core.FaultEmpty, core.FaultHuge} {
		wiretest.Call(s.AddFault(core.Fault{Kind: kind, Route: "wechatpay/billdownload", Count: 1})).OK(t)
		_, err := g.DownloadBill(t.Context(), "2026-11-28")
		require.Equal(t, "garbage", wiretest.Proves(err), "%s: %v", kind, err)
	}
}
