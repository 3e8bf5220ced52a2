package practice_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/alipay"
	"facepay/providers/alipay/practice"
	"facepay/providers/bill"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/provider"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	ownNo    = "K3f8Qm2Zt7Xw5Rb9Nc4Vd6Hj"
	refundNo = "R3f8Qm2Zt7Xw5Rb9Nc4Vd6Hj"
)

// till is the till's own gateway code, speaking to a practice gateway.
type till struct {
	*alipay.Gateway
	*practicetest.Listener
	t      *testing.T
	server *core.Server
	clock  *gatewayhttptest.Clock
}

func open(t *testing.T) *till {
	t.Helper()
	l := gatewayhttptest.NewInbox[kiosk.Notification](t, nil, func(int) (int, string) { return 200, "success" })
	clock := practicetest.NewClock()
	s := practicetest.Start(t, core.Config{Now: clock.Now}, practice.Dialect)
	cfg := alipay.Default()
	cfg.Practise(s.URL())
	cfg.For(provider.Shop{Name: "松间/茶铺", NotifyURL: l.URL + "/notify/alipay", Listening: true})
	require.NoError(t, cfg.Check("providers.alipay"))
	g := alipay.New("alipay", cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	l.Reads(g.ReadNotification)
	return &till{g, l, t, s, clock}
}

func (a *till) payment(rail kiosk.Rail, amount kiosk.Fen) kiosk.Payment {
	return kiosk.Payment{OrderNo: ownNo, GatewayOrderNo: ownNo, Amount: amount, Wallet: kiosk.Alipay, Rail: rail, CreatedAt: a.clock.Now()}
}

func (a *till) act(what core.Action) {
	a.t.Helper()
	practicetest.Act(a.t, a.server, what, "")
}

// fault lets a fault meet the next request on a route.
func (a *till) fault(kind core.FaultKind, route string) {
	a.t.Helper()
	wiretest.Call(a.server.AddFault(core.Fault{Kind: kind, Route: "alipay/" + route, Count: 1})).OK(a.t)
}

func (a *till) order() core.Order {
	a.t.Helper()
	o, ok := practicetest.Ledger(a.t, a.server).Own(ownNo)
	require.True(a.t, ok)
	return o
}

func (a *till) asks(p kiosk.Payment) kiosk.Answer {
	a.t.Helper()
	return wiretest.Call(a.Query(a.t.Context(), p)).OK(a.t)
}

func (a *till) charges(p kiosk.Payment, code string) kiosk.Answer {
	a.t.Helper()
	return wiretest.Call(a.Charge(a.t.Context(), p, kiosk.NewPayCode(code))).OK(a.t)
}

func TestAlipay_QRFromScanToPaid(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailQR, 1280)
	made := wiretest.Call(a.OpenQR(t.Context(), p)).OK(t)
	require.Equal(t, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: ownNo, GatewayOrderNo: ownNo, QR: a.order().QR}, made)
	require.Equal(t, a.Capabilities().QRValid, a.order().ExpiresAt.Sub(a.clock.Now()), "it can be paid as long as the till says")
	require.Equal(t, kiosk.VerdictWaiting, a.asks(p).Verdict, "nobody has scanned it")
	require.Equal(t, made, wiretest.Call(a.OpenQR(t.Context(), p)).OK(t), "asked again it is the same QR")

	a.act(core.ActionScan)
	require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict)
	a.Next(t).OK(t)
	a.act(core.ActionPay)
	told, answer := a.Next(t).OK(t), a.asks(p)
	require.Equal(t, kiosk.VerdictPaid, answer.Verdict)
	require.Equal(t, kiosk.Fen(1280), *answer.Amount)
	require.Equal(t, a.order().TradeNo, answer.TradeNo)
	require.Equal(t, answer, told.Answer, "notification and query say the same")
}

// A notification that was signed long ago says the same as a new one: Alipay repeats them for
// a day, and what it says of the payment is held to what the till knows.
func TestAlipay_AnOldNotificationIsReadAsAnyOther(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailQR, 1280)
	wiretest.Call(a.OpenQR(t.Context(), p)).OK(t)
	a.act(core.ActionScan)
	scanned := a.Next(t).OK(t)
	require.Equal(t, kiosk.VerdictConfirming, scanned.Answer.Verdict)
	wiretest.Call(a.server.AddFault(core.Fault{Kind: core.FaultOld, Route: "alipay/notify", Count: 1})).OK(t)
	a.act(core.ActionPay)
	old := a.Next(t).OK(t)
	require.Empty(t, a.server.Faults(), "it was an old one")
	require.Equal(t, a.asks(p), old.Answer)
	wiretest.Call(a.Refund(t.Context(), p, kiosk.Refund{No: refundNo, Amount: 1280})).OK(t)
	require.True(t, a.Next(t).OK(t).Refund)

	_, _, told := practice.Dialect(core.Config{}).Notify(core.Order{Own: ownNo, NotifyURL: "http://127.0.0.1:1", ScannedAt: a.clock.Now()}, nil, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	require.Contains(t, string(told), "notify_time=2026-01-01+08%3A00%3A00")
}

func TestAlipay_CodesAndFaces(t *testing.T) {
	for code, scene := range map[string]string{"28" + strings.Repeat("1", 14) + "77": "bar_code", "fp" + strings.Repeat("aZ9", 11): "security_code"} {
		a := open(t)
		p := a.payment(kiosk.RailCode, 500)
		answer := a.charges(p, code)
		require.Equal(t, kiosk.VerdictPaid, answer.Verdict, scene)
		require.Equal(t, kiosk.Fen(500), *answer.Amount)
		require.Equal(t, kiosk.VerdictPaid, a.asks(p).Verdict)
		require.Equal(t, kiosk.VerdictUnknown, a.charges(p, "289999999999999977").Verdict, "the number is taken: the query tells")
		require.Equal(t, 1, a.order().Charges)
	}
}

func TestAlipay_ACodeThatWaitsForThePasswordIsCancelled(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailCode, 500)
	require.Equal(t, kiosk.VerdictConfirming, a.charges(p, practicetest.NewCode(t, kiosk.Alipay, core.CodePassword)).Verdict)
	require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict)
	ended := wiretest.Call(a.Close(t.Context(), p)).OK(t)
	require.Equal(t, kiosk.VerdictClosed, ended.Verdict)
	require.Equal(t, "close", ended.Reason)
	require.Equal(t, kiosk.VerdictClosed, a.asks(p).Verdict)
	require.Equal(t, core.StateClosed, a.order().State)
}

func TestAlipay_ACodeThatWasPaidIsGivenBackByTheCancel(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailCode, 500)
	a.charges(p, practicetest.NewCode(t, kiosk.Alipay, core.CodePassword))
	a.act(core.ActionPay) // while the till gives it up
	ended := wiretest.Call(a.Close(t.Context(), p)).OK(t)
	require.Equal(t, kiosk.VerdictClosed, ended.Verdict)
	require.Equal(t, "已付款，钱已退回顾客", ended.Reason)
	require.Equal(t, kiosk.Fen(500), a.order().Refunded)
	told := a.asks(p)
	require.Equal(t, kiosk.VerdictClosed, told.Verdict)
	require.Equal(t, ended.Reason, told.Reason, "people are told that it had been paid")
	require.Equal(t, ended, wiretest.Call(a.Close(t.Context(), p)).OK(t), "cancelled again, nothing more goes back")
	require.Equal(t, kiosk.Fen(500), a.order().Refunded)
}

func TestAlipay_ARefusalIsOneWhenItsTradeIsCancelled(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailCode, 500)
	poor := practicetest.NewCode(t, kiosk.Alipay, core.CodeBalance)
	answer := a.charges(p, poor)
	require.Equal(t, kiosk.VerdictFailed, answer.Verdict)
	require.Equal(t, "买家余额不足", answer.Reason)
	require.Equal(t, core.StateClosed, a.order().State, "the customer can pay it no more")
	require.Equal(t, kiosk.VerdictClosed, a.asks(p).Verdict)

	a = open(t)
	wiretest.Call(a.server.AddFault(core.Fault{Kind: core.FaultLoseRequest, Route: "alipay/cancel"})).OK(t)
	require.Equal(t, kiosk.VerdictUnknown, a.charges(p, poor).Verdict, "without the cancel it may still be paid")
	require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict)
	a.act(core.ActionPayLate)
	require.Equal(t, kiosk.VerdictPaid, a.asks(p).Verdict)

	a = open(t)
	a.fault(core.FaultUndone, "cancel")
	require.Equal(t, kiosk.VerdictUnknown, a.charges(p, poor).Verdict, "the cancel said so, and the query has the trade still")
	require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict)

	a = open(t)
	wiretest.Call(a.server.AddFault(core.Fault{Kind: core.FaultError500, Route: "alipay/cancel"})).OK(t)
	require.Equal(t, kiosk.VerdictFailed, a.charges(p, practicetest.NewCode(t, kiosk.Alipay, core.CodeExpired)).Verdict, "a bad code leaves no trade")
	require.Zero(t, practicetest.Ledger(t, a.server).Requests["alipay/cancel"])
}

// A cancel that asks for another try, or says that it cancelled and did nothing, is no end:
// the query still has the trade, and the next cancel ends it.
func TestAlipay_ACancelThatDidNothing(t *testing.T) {
	for fault, said := range map[core.FaultKind]kiosk.Verdict{core.FaultRetry: kiosk.VerdictUnknown, core.FaultUndone: kiosk.VerdictClosed} {
		t.Run(string(fault), func(t *testing.T) {
			a := open(t)
			p := a.payment(kiosk.RailCode, 500)
			a.charges(p, practicetest.NewCode(t, kiosk.Alipay, core.CodePassword))
			a.fault(fault, "cancel")
			require.Equal(t, said, wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict)
			require.True(t, a.order().State.Open())
			require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict, "the query tells, whatever cancel said")
			a.act(core.ActionPay)
			require.Equal(t, kiosk.VerdictPaid, a.asks(p).Verdict)
			require.Equal(t, kiosk.VerdictClosed, wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict)
			require.Equal(t, kiosk.Fen(500), a.order().Refunded, "given back once")
			require.Equal(t, kiosk.VerdictClosed, a.asks(p).Verdict)
		})
	}
	a := open(t)
	p := a.payment(kiosk.RailQR, 500)
	wiretest.Call(a.OpenQR(t.Context(), p)).OK(t)
	a.act(core.ActionScan)
	a.fault(core.FaultUndone, "close")
	require.Equal(t, kiosk.VerdictClosed, wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict)
	require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict)

	a = open(t)
	p = a.payment(kiosk.RailCode, 500)
	a.fault(core.FaultRetry, "cancel")
	require.Equal(t, kiosk.VerdictUnknown, a.charges(p, practicetest.NewCode(t, kiosk.Alipay, core.CodeBalance)).Verdict, "a refusal whose trade may stand")
	require.Equal(t, kiosk.VerdictConfirming, a.asks(p).Verdict)
}

// A refund that says that no money moved is asked about before anybody is told.
func TestAlipay_ARefundThatSaysNoMoneyMoved(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailCode, 1000)
	a.charges(p, "281111111111111177")
	a.fault(core.FaultNoFundChange, "refund")
	r := kiosk.Refund{No: refundNo, Amount: 300}
	require.Equal(t, kiosk.RefundSaidDone, wiretest.Call(a.Refund(t.Context(), p, r)).OK(t).Verdict, "its own query tells")
	require.Equal(t, 1, practicetest.Ledger(t, a.server).Requests["alipay/refund_query"])

	a.fault(core.FaultNoFundChange, "refund")
	a.fault(core.FaultLoseAnswer, "refund_query")
	r.No += "2"
	require.Equal(t, kiosk.RefundSaidUnknown, wiretest.Call(a.Refund(t.Context(), p, r)).OK(t).Verdict, "and while that is lost nobody knows")
	require.Equal(t, kiosk.RefundSaidDone, wiretest.Call(a.QueryRefund(t.Context(), p, r)).OK(t).Verdict)
	require.Equal(t, kiosk.Fen(600), a.order().Refunded)
}

// What Alipay did not sign proves nothing, whatever it says and on whatever call.
func TestAlipay_RepliesOfSomebodyElse(t *testing.T) {
	for _, fault := range []core.FaultKind{core.FaultUnsigned, core.FaultWrongKey} {
		a := open(t)
		day := kiosk.Date(a.clock.Now().In(core.China).Format(time.DateOnly))
		p := a.payment(kiosk.RailCode, 1000)
		r := kiosk.Refund{No: refundNo, Amount: 300}
		for _, call := range []struct {
			route string
			ask   func() error
		}{
			{"precreate", func() error {
				_, err := a.OpenQR(t.Context(), kiosk.Payment{OrderNo: ownNo + "Q", Amount: 1, Wallet: kiosk.Alipay, Rail: kiosk.RailQR})
				return err
			}},
			{"pay", func() error { _, err := a.Charge(t.Context(), p, kiosk.NewPayCode("281111111111111177")); return err }},
			{"query", func() error { _, err := a.Query(t.Context(), p); return err }},
			{"refund", func() error { _, err := a.Refund(t.Context(), p, r); return err }},
			{"refund_query", func() error { _, err := a.QueryRefund(t.Context(), p, r); return err }},
			{"cancel", func() error { _, err := a.Close(t.Context(), p); return err }},
			{"close", func() error {
				_, err := a.Close(t.Context(), kiosk.Payment{OrderNo: ownNo, Amount: 1, Rail: kiosk.RailQR})
				return err
			}},
			{"bill", func() error { _, err := a.DownloadBill(t.Context(), day); return err }},
		} {
			a.fault(fault, call.route)
			require.Equal(t, "garbage", wiretest.Proves(call.ask()), "%s %s", call.route, fault)
		}
		require.Equal(t, kiosk.Fen(1000), a.order().Refunded, "all of it was done, and is found out by asking")
		require.Equal(t, kiosk.VerdictClosed, a.asks(p).Verdict)
	}
}

// A charge whose request was lost is known to have come to nothing when two cancels,
// seconds apart, found no trade.
func TestAlipay_ALostChargeIsCancelledTwice(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailCode, 500)
	wiretest.Call(a.server.AddFault(core.Fault{Kind: core.FaultLoseRequest, Route: "alipay/pay", Count: 1})).OK(t)
	_, err := a.Charge(t.Context(), p, kiosk.NewPayCode("281111111111111177"))
	require.Equal(t, "no answer", wiretest.Proves(err))
	require.Equal(t, kiosk.VerdictUnknown, a.asks(p).Verdict, "it may be on its way")
	require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict)
	require.Equal(t, kiosk.VerdictUnknown, a.asks(p).Verdict)
	require.Eventually(t, func() bool {
		return wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict == kiosk.VerdictClosed
	}, 30*time.Second, 200*time.Millisecond)
	require.Equal(t, kiosk.VerdictClosed, a.asks(p).Verdict)
}

func TestAlipay_AQRThatNobodyScannedIsCancelled(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailQR, 500)
	wiretest.Call(a.OpenQR(t.Context(), p)).OK(t)
	require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict, "Alipay knows of no trade")
	require.Equal(t, core.StateClosed, a.order().State)
	require.Equal(t, kiosk.VerdictWaiting, a.asks(p).Verdict, "it is asked about until its end")
}

func TestAlipay_AQRThatWasJustPaidIsNotGivenBack(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailQR, 500)
	wiretest.Call(a.OpenQR(t.Context(), p)).OK(t)
	a.act(core.ActionPay)
	require.Equal(t, kiosk.VerdictUnknown, wiretest.Call(a.Close(t.Context(), p)).OK(t).Verdict)
	require.Zero(t, a.order().Refunded)
	require.Equal(t, kiosk.VerdictPaid, a.asks(p).Verdict)
}

func TestAlipay_RefundsInParts(t *testing.T) {
	a := open(t)
	p := a.payment(kiosk.RailCode, 1000)
	a.charges(p, "281111111111111177")
	refund := func(no string, amount kiosk.Fen) kiosk.RefundAnswer {
		return wiretest.Call(a.Refund(t.Context(), p, kiosk.Refund{No: kiosk.RefundNo(no), Amount: amount, Reason: "goods returned"})).OK(t)
	}
	asks := func(no string) kiosk.RefundAnswer {
		return wiretest.Call(a.QueryRefund(t.Context(), p, kiosk.Refund{No: kiosk.RefundNo(no)})).OK(t)
	}
	require.Equal(t, kiosk.RefundSaidUnknown, asks(refundNo).Verdict, "there is none yet")
	first := refund(refundNo, 300)
	require.Equal(t, kiosk.RefundSaidDone, first.Verdict)
	require.Equal(t, kiosk.Fen(300), *first.Total)
	again := refund(refundNo, 300)
	require.Equal(t, kiosk.RefundSaidDone, again.Verdict, "a repetition is told by the refund's own query")
	require.Equal(t, kiosk.Fen(300), *again.Amount)
	require.Equal(t, kiosk.Fen(300), a.order().Refunded)
	require.Equal(t, kiosk.RefundSaidUnknown, refund(refundNo, 400).Verdict, "the same number with another amount")
	require.Equal(t, kiosk.RefundSaidUnknown, refund(refundNo+"2", 701).Verdict, "more than is left, which its own first try could be why of")
	require.Equal(t, kiosk.RefundSaidDone, refund(refundNo+"3", 700).Verdict)
	require.Equal(t, kiosk.Fen(1000), a.order().Refunded)
	require.Equal(t, kiosk.RefundSaidDone, asks(refundNo).Verdict)
}

func TestAlipay_TheDaysBillClosesTheDay(t *testing.T) {
	a := open(t)
	day := kiosk.Date(a.clock.Now().In(core.China).Format(time.DateOnly))
	_, err := a.DownloadBill(t.Context(), day)
	require.ErrorIs(t, err, bill.ErrNoneYet, "nobody bought anything")
	p := a.payment(kiosk.RailCode, 1000)
	a.charges(p, "281111111111111177")
	wiretest.Call(a.Refund(t.Context(), p, kiosk.Refund{No: refundNo, Amount: 300})).OK(t)
	_, err = a.DownloadBill(t.Context(), day)
	require.ErrorIs(t, err, bill.ErrNoneYet, "the day is not over")
	a.clock.Pass(24 * time.Hour)
	zip := wiretest.Call(a.DownloadBill(t.Context(), day)).OK(t)
	path := filepath.Join(t.TempDir(), "bill.zip")
	require.NoError(t, os.WriteFile(path, zip, 0o600))
	b := wiretest.Call(bill.Read(t.Context(), path, bill.Options{})).OK(t)
	require.Equal(t, kiosk.BillAlipay, b.Kind)
	require.Equal(t, []kiosk.Date{day, day}, []kiosk.Date{b.From, b.To})
	o := a.order()
	require.Len(t, b.Rows, 2)
	require.Equal(t, kiosk.BillRow{At: b.Rows[0].At, OrderNo: ownNo, TradeNo: o.TradeNo, Paid: true, Amount: 1000}, b.Rows[0])
	require.Equal(t, kiosk.BillRow{At: b.Rows[1].At, OrderNo: ownNo, TradeNo: o.TradeNo, Refunded: 300, RefundNo: refundNo}, b.Rows[1])
	_, err = a.DownloadBill(t.Context(), "2026-13-01")
	require.ErrorAs(t, err, new(*bill.Refused))
}

// Whatever is signed by somebody else, or not at all, is refused as at Alipay, and no order comes of it.
func TestAlipay_RequestsThatAreNotTheShops(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	at := s.URL() + practice.Path + "?method=alipay.trade.pay"
	for query, says := range map[string]string{
		"": "isv.invalid-app-id", "&app_id=1": "isv.invalid-app-id", "&app_id=" + practice.AppID: "isv.invalid-timestamp",
		"&app_id=" + practice.AppID + "&timestamp=2026-01-01+00:00:00&format=JSON&charset=utf-8&sign_type=RSA2&version=1.0&sign=AAAA": "isv.invalid-signature",
		"&app_id=" + practice.AppID + "&timestamp=2026-01-01+00:00:00&format=JSON&charset=utf-8&sign_type=RSA&version=1.0":            "isv.invalid-sign-type",
		"&app_id=" + practice.AppID + "&app_id=" + practice.AppID:                                                                     "isv.invalid-parameter",
	} {
		_, body, err := practicetest.Form(t, at+query, "biz_content", `{"out_trade_no":"1"}`)
		require.NoError(t, err)
		require.Contains(t, body, `"sub_code":"`+says+`"`, query)
		require.NotContains(t, body, `"sign"`)
	}
	require.Empty(t, practicetest.Ledger(t, s).Orders)
}
