package practice_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/alipayservice"
	"facepay/providers/alipayservice/practice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	core "facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// alipayNo and alipayRefundNo are a till's own numbers.
const (
	alipayNo       = "K3f8Qm2Zt7Xw5Rb9Nc4Vd6Hj"
	alipayRefundNo = "R3f8Qm2Zt7Xw5Rb9Nc4Vd6Hj"
)

// alipayTill is the till's own gateway code, speaking to a practice gateway.
type alipayTill struct {
	*alipayservice.Gateway
	*practicetest.Listener
	t      *testing.T
	server *core.Server
}

func alipayAt(t *testing.T, c core.Config, change ...func(*alipayservice.Config)) *alipayTill {
	t.Helper()
	l := gatewayhttptest.NewInbox[kiosk.Notification](t, nil, func(int) (int, string) { return http.StatusOK, "success" })
	s := practicetest.Start(t, c, practice.Dialect)
	cfg := alipayservice.Default()
	cfg.BaseURL, cfg.StoreID, cfg.AppID, cfg.AlipayPublicKey = s.URL(), practice.StoreID, practice.AppID, practice.PublicKey
	cfg.QueryPath, cfg.NotifyURL, cfg.Listening = practice.QueryPath, l.URL+"/notify/alipayservice", true
	for _, f := range change {
		f(&cfg)
	}
	require.NoError(t, cfg.Check("providers.alipayservice"))
	g := alipayservice.New("alipayservice", cfg, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
	l.Reads(g.ReadNotification)
	return &alipayTill{g, l, t, s}
}

func alipayPayment(amount kiosk.Fen) kiosk.Payment {
	return kiosk.Payment{OrderNo: alipayNo, GatewayOrderNo: alipayNo, Amount: amount, Wallet: kiosk.Alipay, Rail: kiosk.RailQR}
}

func (a *alipayTill) open(p kiosk.Payment) kiosk.Answer {
	a.t.Helper()
	return wiretest.Call(a.OpenQR(a.t.Context(), p)).OK(a.t)
}

func (a *alipayTill) act(what core.Action) {
	a.t.Helper()
	wiretest.Call(a.server.Act(what, "")).OK(a.t)
}

func (a *alipayTill) notice() kiosk.Notification { return a.Next(a.t).OK(a.t) }

func (a *alipayTill) order() core.Order {
	a.t.Helper()
	o, ok := practicetest.Ledger(a.t, a.server).Own(alipayNo)
	require.True(a.t, ok)
	return o
}

func TestAlipayService_QRFromScanToPaid(t *testing.T) {
	a := alipayAt(t, core.Config{})
	p := alipayPayment(1280)
	made := a.open(p)
	require.Equal(t, kiosk.VerdictWaiting, made.Verdict)
	require.Equal(t, alipayNo, made.Order)
	require.Equal(t, a.order().QR, made.QR)
	require.Equal(t, kiosk.Fen(1280), a.order().Amount)
	require.Equal(t, "123456", a.order().Store)

	asked := func() kiosk.Answer { return wiretest.Call(a.Query(t.Context(), p)).OK(t) }
	require.Equal(t, kiosk.VerdictWaiting, asked().Verdict, "nobody has scanned it")

	a.act(core.ActionScan)
	require.Equal(t, kiosk.VerdictConfirming, asked().Verdict)
	n := a.notice()
	require.Equal(t, kiosk.VerdictConfirming, n.Answer.Verdict, "the first notification comes with the scan")
	require.Equal(t, kiosk.OrderNo(alipayNo), n.OrderNo)

	a.act(core.ActionPay)
	n = a.notice()
	answer := asked()
	require.Equal(t, kiosk.VerdictPaid, answer.Verdict)
	require.Equal(t, kiosk.Fen(1280), *answer.Amount)
	require.Equal(t, a.order().TradeNo, answer.TradeNo)
	require.Equal(t, a.order().SettledAt.Truncate(time.Second).Unix(), answer.PaidAt.Unix())
	require.Equal(t, answer, n.Answer, "notification and query say the same")
	require.False(t, n.Refund)
}

func TestAlipayService_ARefusedTradeIsClosed(t *testing.T) {
	a := alipayAt(t, core.Config{})
	p := alipayPayment(1)
	a.open(p)
	a.act(core.ActionRefuse)
	require.Equal(t, kiosk.VerdictClosed, a.notice().Answer.Verdict)
	require.Equal(t, kiosk.VerdictClosed, wiretest.Call(a.Query(t.Context(), p)).OK(t).Verdict)
}

func TestAlipayService_ValidityIsTheTills(t *testing.T) {
	// 23:30 in China.
	at := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{"5m": 5 * time.Minute, "2h": 2 * time.Hour, "1d": 24 * time.Hour, "1c": 30 * time.Minute} {
		c := gatewayhttptest.NewClock(at)
		a := alipayAt(t, core.Config{Now: c.Now}, func(cfg *alipayservice.Config) { cfg.TimeoutExpress = text })
		p := alipayPayment(1)
		a.open(p)
		require.Equal(t, want, a.order().ExpiresAt.Sub(at), text)
		require.LessOrEqual(t, want, a.Capabilities().QRValid, "the till watches as long as it can be paid")

		a.act(core.ActionScan)
		c.Pass(want + time.Second)
		require.Equal(t, kiosk.VerdictClosed, wiretest.Call(a.Query(t.Context(), p)).OK(t).Verdict)
	}
}

func TestAlipayService_RefundsInParts(t *testing.T) {
	a := alipayAt(t, core.Config{})
	p := alipayPayment(1000)
	a.open(p)
	a.act(core.ActionPay)
	a.notice()

	refund := func(r kiosk.Refund) kiosk.RefundAnswer { return wiretest.Call(a.Refund(t.Context(), p, r)).OK(t) }
	first := kiosk.Refund{No: alipayRefundNo, OrderNo: alipayNo, Amount: 300, Reason: "正常退款"}
	second := kiosk.Refund{No: alipayRefundNo + "2", OrderNo: alipayNo, Amount: 700}

	query := func(r kiosk.Refund) kiosk.RefundAnswer { return wiretest.Call(a.QueryRefund(t.Context(), p, r)).OK(t) }
	require.Equal(t, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}, query(first), "there is none yet")

	answer := refund(first)
	require.Equal(t, kiosk.RefundSaidDone, answer.Verdict)
	require.Equal(t, kiosk.Fen(300), *answer.Total)
	require.Equal(t, alipayNo, answer.Order)
	require.Equal(t, "PCREDIT 3.00", answer.Reason)
	require.False(t, answer.DoneAt.IsZero())

	again := refund(first)
	require.Equal(t, answer, again, "the same number is the same refund")
	require.Equal(t, kiosk.Fen(300), a.order().Refunded)

	changed := first
	changed.Amount = 400
	require.Equal(t, kiosk.RefundSaidUnknown, refund(changed).Verdict, "the same number with another amount is null")

	n := a.notice()
	require.True(t, n.Refund, "a notification of money that went back is none of money that came")
	require.NotEqual(t, kiosk.VerdictPaid, n.Answer.Verdict)

	known := query(first)
	require.Equal(t, kiosk.RefundSaidDone, known.Verdict)
	require.Equal(t, kiosk.Fen(300), *known.Amount)
	require.Equal(t, alipayRefundNo, known.Refund)

	p.Refunded = 300
	tooMuch := second
	tooMuch.Amount = 701
	require.Equal(t, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}, refund(tooMuch), "more than is left is null, which proves nothing")
	require.Equal(t, kiosk.Fen(300), a.order().Refunded)
	require.Equal(t, kiosk.RefundSaidUnknown, query(tooMuch).Verdict)

	answer = refund(second)
	require.Equal(t, kiosk.RefundSaidDone, answer.Verdict)
	require.Equal(t, kiosk.Fen(1000), *answer.Total, "the total of all refunds")
	require.Equal(t, kiosk.Fen(1000), practicetest.Ledger(t, a.server).Returned)
	n = a.notice()
	require.True(t, n.Refund, "TRADE_CLOSED of an order that was given back whole")
}

func TestAlipayService_NotificationsComeAgainSevenTimesUntilTheWordSuccess(t *testing.T) {
	d := practice.Dialect(core.Config{})
	for word, is := range map[string]bool{"success": true, "success\n": false, "SUCCESS": false, "fail": false} {
		require.Equal(t, is, d.Accepts(http.StatusOK, []byte(word)), word)
	}
	require.False(t, d.Accepts(http.StatusInternalServerError, []byte("success")))
	require.Len(t, d.Retries, 7)
}

func TestAlipayService_WithoutAnAddressNobodyIsNotified(t *testing.T) {
	a := alipayAt(t, core.Config{}, func(c *alipayservice.Config) { c.NotifyURL = "" })
	a.open(alipayPayment(1))
	a.act(core.ActionPay)
	require.False(t, a.order().NoticeDue)
	require.Zero(t, a.order().NoticesSent)
}

// The requests are the document's own.
func TestAlipayService_DocumentExamples(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	resp, body := practicetest.Get(t, s.URL()+"/qrcode?totalAmount=0.01&subject="+url.QueryEscape("支付宝扫码支付测试")+"&storeId=123456&timeoutExpress=5m&outTradeNo=110112113114115")
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Equal(t, "text/html;charset=UTF-8", resp.Header.Get("Content-Type"), "JSON that does not call itself that")
	require.Regexp(t, `^\{"code":"10000","msg":"Success","out_trade_no":"110112113114115","qr_code":"https://qr\.alipay\.com/bax[a-z0-9]{21}"\}$`, body)

	wiretest.Call(s.Act(core.ActionPay, "")).OK(t)
	refund := s.URL() + "/refund?refund_amount=0.01&out_trade_no=110112113114115&refund_reason=" + url.QueryEscape("正常退款")
	_, body = practicetest.Get(t, refund)
	for _, part := range []string{
		`"code":"10000"`, `"buyer_logon_id":"138******00"`, `"buyer_user_id":"2088000000000000"`, `"fund_change":"Y"`, `"gmt_refund_pay":"`, `"refund_fee":"0.01"`,
		`"send_back_fee":"0.01"`, `"refund_detail_item_list":[{"amount":"0.01","fundChannel":"PCREDIT"}]`, `"out_trade_no":"110112113114115"`,
	} {
		require.Contains(t, body, part)
	}
	_, body = practicetest.Get(t, refund)
	require.Contains(t, body, `"fund_change":"N"`, "without a number of its own a refund has the order's")

	_, body = practicetest.Get(t, s.URL()+"/refund_query?out_trade_no=110112113114115&out_request_no=110112113114115&trade_no=")
	require.Contains(t, body, `"refund_amount":"0.01","total_amount":"0.01"`)
}

func TestAlipayService_BadRequests(t *testing.T) {
	s := practicetest.Start(t, core.Config{}, practice.Dialect)
	good := map[string]string{"totalAmount": "0.01", "subject": "a", "storeId": "1", "timeoutExpress": "5m", "outTradeNo": "1"}
	for _, c := range []struct{ field, value string }{
		{"totalAmount", ""}, {"totalAmount", "0"}, {"totalAmount", "-1"}, {"totalAmount", "0.001"}, {"totalAmount", "1e3"},
		{"subject", ""}, {"storeId", ""}, {"outTradeNo", ""}, {"outTradeNo", strings.Repeat("1", 300)},
		{"timeoutExpress", ""}, {"timeoutExpress", "5"}, {"timeoutExpress", "5s"}, {"timeoutExpress", "0m"}, {"timeoutExpress", "16d"}, {"timeoutExpress", "2c"},
		{"notifyUrl", "http://127.0.0.1/" + strings.Repeat("a", 600)},
	} {
		q := url.Values{}
		for name, value := range good {
			q.Set(name, value)
		}
		q.Set(c.field, c.value)
		_, body := practicetest.Get(t, s.URL()+"/qrcode?"+q.Encode())
		require.Equal(t, `{"code":"40004","msg":"Business Failed"}`, body, "%s=%s", c.field, c.value)
	}
	for _, path := range []string{
		"/refund", "/refund?out_trade_no=1&refund_amount=x&refund_reason=a", "/refund?out_trade_no=1&refund_amount=1&refund_reason=a",
		"/refund?out_trade_no=1&refund_amount=1&refund_reason=a&out_request_no=1&out_request_no=2",
		"/refund_query", "/refund_query?out_trade_no=1&out_request_no=1", practice.QueryPath,
	} {
		resp, body := practicetest.Get(t, s.URL()+path)
		require.Equal(t, http.StatusOK, resp.StatusCode, path)
		require.Equal(t, "null", body, path)
	}
	require.Empty(t, practicetest.Ledger(t, s).Orders)
	resp, _, err := practicetest.Form(t, s.URL()+"/qrcode", "totalAmount", "0.01")
	require.NoError(t, err)
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
}

func TestAlipayService_ANumberIsOneOrder(t *testing.T) {
	a := alipayAt(t, core.Config{})
	first := a.open(alipayPayment(100))
	require.Equal(t, first, a.open(alipayPayment(100)), "asked again it is the same QR")
	require.Equal(t, kiosk.VerdictFailed, a.open(alipayPayment(200)).Verdict, "of another amount it is refused")
	a.act(core.ActionScan)
	require.Equal(t, kiosk.VerdictFailed, a.open(alipayPayment(100)).Verdict, "once scanned it is refused")
	require.Len(t, practicetest.Ledger(t, a.server).Orders, 1)
}
