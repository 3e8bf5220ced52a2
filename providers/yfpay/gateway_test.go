package yfpay

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

func TestOpenQR_Request(t *testing.T) {
	g := answering(t, func(c *Config) {
		c.ShopNo, c.TerminalNo, c.NotifyURL, c.Shop.Name = "86000033007", "70020283", "https://pos.example.com/notify/yfpay", "苹果&笔记本<1>"
	}, func(call) string { return "" })
	p := payment()
	for _, wallet := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		p.Wallet = wallet
		_, _ = g.OpenQR(t.Context(), p)
	}
	require.Len(t, g.calls, 2)
	for i, payType := range []string{"400", "300"} {
		require.Equal(t, "/yfpay/v3/prepay", g.calls[i].path)
		require.True(t, strings.HasPrefix(g.calls[i].contentType, "application/json"))
		require.Equal(t, map[string]string{
			"inst_no": "900075", "mch_no": mchNo, "shop_no": "86000033007", "terminal_no": "70020283", "pay_type": payType,
			"pay_trace_no": ownNum, "pay_time": "20181116155621", "total_amount": "100", "time_expire": "120",
			"order_body": "苹果&笔记本<1>", "notify_url": "https://pos.example.com/notify/yfpay",
		}, g.sent(t, i))
	}
}

func TestOpenQR_LeavesOutWhatIsNotSet(t *testing.T) {
	g := replying(t, "")
	_, _ = g.OpenQR(t.Context(), payment())
	for _, name := range []string{"shop_no", "terminal_no", "order_body", "notify_url", "attach"} {
		require.NotContains(t, g.calls[0].fields, name)
	}
}

func TestOpenQR_Reply(t *testing.T) {
	const qr = "weixin://wxpay/bizpayurl?pr=uEjiUsG"
	made := kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: ownNum, Amount: fen(100), GatewayOrderNo: ownNum, TradeNo: tradeNo, QR: qr}
	with := func(change func(*kiosk.Answer)) kiosk.Answer {
		a := made
		change(&a)
		return a
	}
	rows := []row{
		{"facts, prepay: PAY_SUCCESS is an order that was made", signed(ok("PAY_SUCCESS", echoes("pay_type", "400", "qrcode", qr)...)...), made},
		{"numbers instead of texts", strings.Replace(signed(ok("PAY_SUCCESS", echoes("qrcode", qr)...)...), `"100"`, `100`, 1), made},
		{"another amount, for the till to see", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "101", "trade_no", tradeNo, "qrcode", qr)...), with(func(a *kiosk.Answer) { a.Amount = fen(101) })},
		{"another order, for the till to see", signed(ok("PAY_SUCCESS", "pay_trace_no", "x", "total_amount", "100", "trade_no", tradeNo, "qrcode", qr)...), with(func(a *kiosk.Answer) { a.Order = "x" })},
		{"no trade_no yet", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100", "qrcode", qr)...), with(func(a *kiosk.Answer) { a.TradeNo = "" })},
		{"PAY_FAIL", signed("return_code", "SUCCESS", "return_msg", "商户未签约", "result_code", "PAY_FAIL", "mch_no", mchNo), kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "商户未签约"}},
		{"PAY_IN_PROCESS is no order", signed("return_code", "SUCCESS", "return_msg", "支付中", "result_code", "PAY_IN_PROCESS", "mch_no", mchNo), kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "支付中"}},
		{"no QR", signed(ok("PAY_SUCCESS", echoes()...)...), "garbage"},
		{"a QR that no wallet opens", signed(ok("PAY_SUCCESS", echoes("qrcode", "javascript://a/%0aalert(1)")...)...), "garbage"},
		{"no merchant", signed(append([]string{"return_code", "SUCCESS", "result_code", "PAY_SUCCESS", "qrcode", qr}, echoes()...)...), "garbage"},
		{"no order", signed(ok("PAY_SUCCESS", "total_amount", "100", "qrcode", qr)...), "garbage"},
		{"no amount", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "qrcode", qr)...), "garbage"},
		{"the other wallet's", signed(ok("PAY_SUCCESS", echoes("pay_type", "300", "qrcode", qr)...)...), "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s *shop) (any, error) { return s.OpenQR(t.Context(), payment()) })
}

func TestOrders_ThatCannotBeSentAreNotSent(t *testing.T) {
	g := replying(t, "")
	for name, change := range map[string]func(*kiosk.Payment){
		"no amount":         func(p *kiosk.Payment) { p.Amount = 0 },
		"less than nothing": func(p *kiosk.Payment) { p.Amount = -1 },
		"no number":         func(p *kiosk.Payment) { p.OrderNo = "" },
		"33 characters":     func(p *kiosk.Payment) { p.OrderNo = kiosk.OrderNo(strings.Repeat("a", 33)) },
		"a number with &":   func(p *kiosk.Payment) { p.OrderNo = "a&total_amount=1" },
	} {
		t.Run(name, func(t *testing.T) {
			p := payment()
			change(&p)
			wiretest.Call(g.OpenQR(t.Context(), p)).Is(t, "not sent")
			wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(secret))).Is(t, "not sent")
			wiretest.Call(g.OpenMini(t.Context(), p, kiosk.Buyer{})).Is(t, "not sent")
		})
	}
	p := payment()
	wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(""))).Is(t, "not sent")
	p.Wallet = kiosk.WalletUnknown
	wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(secret))).Is(t, "not sent")
	p.Wallet = kiosk.UnionPay
	wiretest.Call(g.OpenQR(t.Context(), p)).Is(t, "unsupported")
	require.Empty(t, g.calls)
}

func TestCharge_Request(t *testing.T) {
	g := answering(t, func(c *Config) { c.CodeField, c.NotifyURL, c.Shop.Name = "auth_code", "https://pos.example.com/n", "x" }, func(call) string { return "" })
	p := payment()
	p.Rail = kiosk.RailCode
	for wallet, payType := range map[kiosk.Wallet]string{kiosk.Alipay: "300", kiosk.WeChat: "400", kiosk.UnionPay: "600"} {
		p.Wallet, g.calls = wallet, nil
		_, _ = g.Charge(t.Context(), p, kiosk.NewPayCode(secret))
		require.Equal(t, "/yfpay/v3/pay", g.calls[0].path)
		require.Equal(t, map[string]string{
			"inst_no": "900075", "mch_no": mchNo, "pay_type": payType, "pay_trace_no": ownNum, "pay_time": "20181116155621",
			"total_amount": "100", "auth_code": secret,
		}, g.sent(t, 0), "no notification is documented for pay")
	}
	require.Equal(t, "auth_no", Default().CodeField)
}

func TestCharge_Reply(t *testing.T) {
	paid := kiosk.Answer{
		Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(100), GatewayOrderNo: ownNum, TradeNo: tradeNo,
		PaidAt: time.Date(2018, 11, 16, 15, 56, 25, 0, wire.China),
	}
	rows := []row{
		{"facts, pay: PAY_SUCCESS is paid", signed(ok("PAY_SUCCESS", echoes("end_time", "20181116155625")...)...), paid},
		{"facts, pay: PAY_IN_PROCESS is polled", signed("return_code", "SUCCESS", "return_msg", "支付中", "result_code", "PAY_IN_PROCESS", "mch_no", mchNo),
			kiosk.Answer{Verdict: kiosk.VerdictConfirming, GatewayOrderNo: ownNum, Reason: "支付中"}},
		{"facts, pay: PAY_FAIL", signed(append([]string{"return_code", "SUCCESS", "return_msg", "余额不足", "result_code", "PAY_FAIL", "mch_no", mchNo}, echoes()...)...),
			kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: ownNum, Amount: fen(100), GatewayOrderNo: ownNum, TradeNo: tradeNo, Reason: "余额不足"}},
		{"another order, for the till to see", signed(ok("PAY_SUCCESS", "pay_trace_no", "x", "total_amount", "100")...),
			kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "x", Amount: fen(100), GatewayOrderNo: ownNum}},
		{"another amount, for the till to see", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "99")...),
			kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(99), GatewayOrderNo: ownNum}},
		{"failed without an order", signed("return_code", "SUCCESS", "return_msg", "余额不足", "result_code", "PAY_FAIL", "mch_no", mchNo),
			kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: ownNum, Reason: "余额不足"}},
		{"paid without an order", signed(ok("PAY_SUCCESS", "total_amount", "100", "trade_no", tradeNo)...), "garbage"},
		{"paid without an amount", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "trade_no", tradeNo)...), "garbage"},
		{"paid without a merchant", signed(append([]string{"return_code", "SUCCESS", "result_code", "PAY_SUCCESS"}, echoes()...)...), "garbage"},
		{"paid by another wallet", signed(ok("PAY_SUCCESS", echoes("pay_type", "600")...)...), "garbage"},
		{"a time that is none is not told", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "100", "end_time", "20181350000000")...),
			kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(100), GatewayOrderNo: ownNum}},
	}
	p := payment()
	p.Rail = kiosk.RailCode
	wiretest.Replies(t, rows, replying, func(t *testing.T, s *shop) (any, error) { return s.Charge(t.Context(), p, kiosk.NewPayCode(secret)) })
}

func TestCharge_NothingKeptRepeatsTheCode(t *testing.T) {
	p := payment()
	p.Rail = kiosk.RailCode
	for name, words := range map[string]string{
		"whole": "付款码" + secret + "无效", "in groups": "付款码1345 6789-0123 456789无效", "in part": "付款码3456789012…",
		"in wide digits": "付款码１３４５６７８９０１２３４５６７８９",
	} {
		t.Run(name, func(t *testing.T) {
			g := replying(t, signed("return_code", "SUCCESS", "return_msg", words, "result_code", "PAY_FAIL", "mch_no", mchNo, "trade_no", secret, "pay_trace_no", secret))
			wiretest.Call(g.Charge(t.Context(), p, kiosk.NewPayCode(secret))).Is(t, kiosk.Answer{Verdict: kiosk.VerdictUnknown, GatewayOrderNo: ownNum})

			g = replying(t, unsigned("return_code", "FAIL", "return_msg", words))
			_, err := g.Charge(t.Context(), p, kiosk.NewPayCode(secret))
			require.ErrorIs(t, err, ErrUnsignedFail)
			require.NotContains(t, err.Error(), "付款码")
		})
	}
}

func TestQuery_Request(t *testing.T) {
	g := replying(t, "")
	p := payment()
	_, _ = g.Query(t.Context(), p)
	p.State, p.PaidAt, p.SentAt = kiosk.StateUnknown, p.SentAt, p.SentAt.Add(time.Hour)
	_, _ = g.Query(t.Context(), p)
	p.TradeNo = tradeNo
	_, _ = g.Query(t.Context(), p)

	fresh := map[string]bool{}
	for _, c := range g.calls {
		require.Equal(t, "/yfpay/v3/queryorder", c.path)
		fresh[c.fields["query_trace_no"]] = true
	}
	require.Len(t, fresh, 3, "a fresh number each time")
	own := map[string]string{"inst_no": "900075", "mch_no": mchNo, "pay_trace_no": ownNum, "pay_time": "20181116155621"}
	require.Equal(t, own, g.sent(t, 0, "query_trace_no"))
	require.Equal(t, own, g.sent(t, 1, "query_trace_no"), "the order's time is that of the original")
	require.Equal(t, map[string]string{"inst_no": "900075", "mch_no": mchNo, "trade_no": tradeNo}, g.sent(t, 2, "query_trace_no"))
}

func TestQuery_Reply(t *testing.T) {
	at := time.Date(2018, 11, 16, 15, 56, 25, 0, wire.China)
	paid := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(100), TradeNo: tradeNo, PaidAt: at}
	said := func(v kiosk.Verdict) kiosk.Answer {
		return kiosk.Answer{Verdict: v, Order: ownNum, Amount: fen(100), TradeNo: tradeNo, Reason: "支付成功"}
	}
	state := func(trade string, result ...string) string {
		pairs := append([]string{"return_code", "SUCCESS", "return_msg", "支付成功", "mch_no", mchNo, "trade_state", trade, "end_time", "20181116155625"}, echoes()...)
		if len(result) > 0 {
			pairs = append(pairs, "result_code", result[0])
		}
		return signed(pairs...)
	}
	plain := func(result string) string { return signed(ok(result, echoes("end_time", "20181116155625")...)...) }
	tests := []struct {
		name  string
		rail  kiosk.Rail
		trade string
		reply string
		want  any
	}{
		{"facts, queryorder: PAY_SUCCESS is paid", kiosk.RailQR, "", plain("PAY_SUCCESS"), paid},
		{"PAY_IN_PROCESS of a QR is waiting", kiosk.RailQR, "", plain("PAY_IN_PROCESS"), said(kiosk.VerdictWaiting)},
		{"PAY_IN_PROCESS of a mini-program is waiting", kiosk.RailMini, "", plain("PAY_IN_PROCESS"), said(kiosk.VerdictWaiting)},
		{"PAY_IN_PROCESS of a code is the password", kiosk.RailCode, "", plain("PAY_IN_PROCESS"), said(kiosk.VerdictConfirming)},
		{"PAY_FAIL", kiosk.RailCode, "", plain("PAY_FAIL"), said(kiosk.VerdictFailed)},
		{"facts, queryorder: trade_state SUCCESS alone", kiosk.RailQR, "", state("SUCCESS"), paid},
		{"trade_state REFUND alone: was paid", kiosk.RailQR, "", state("REFUND"), paid},
		{"trade_state NOTPAY alone", kiosk.RailCode, "", state("NOTPAY"), said(kiosk.VerdictWaiting)},
		{"trade_state USERPAYING alone", kiosk.RailQR, "", state("USERPAYING"), said(kiosk.VerdictConfirming)},
		{"trade_state CLOSED alone", kiosk.RailQR, "", state("CLOSED"), said(kiosk.VerdictClosed)},
		{"trade_state REVOKED alone", kiosk.RailCode, "", state("REVOKED"), said(kiosk.VerdictClosed)},
		{"trade_state PAYERROR alone", kiosk.RailCode, "", state("PAYERROR"), said(kiosk.VerdictFailed)},
		{"trade_state unlisted", kiosk.RailQR, "", state("PAID"), said(kiosk.VerdictUnknown)},
		{"trade_state unlisted beside PAY_SUCCESS", kiosk.RailQR, "", state("PAID", "PAY_SUCCESS"), said(kiosk.VerdictUnknown)},
		{"both say paid", kiosk.RailQR, "", state("SUCCESS", "PAY_SUCCESS"), paid},
		{"paid, since refunded", kiosk.RailQR, "", state("REFUND", "PAY_SUCCESS"), paid},
		{"in process, not scanned", kiosk.RailCode, "", state("NOTPAY", "PAY_IN_PROCESS"), said(kiosk.VerdictWaiting)},
		{"in process, scanned", kiosk.RailQR, "", state("USERPAYING", "PAY_IN_PROCESS"), said(kiosk.VerdictConfirming)},
		{"failed because closed", kiosk.RailQR, "", state("CLOSED", "PAY_FAIL"), said(kiosk.VerdictClosed)},
		{"PAY_SUCCESS of an order that is not paid", kiosk.RailQR, "", state("NOTPAY", "PAY_SUCCESS"), said(kiosk.VerdictUnknown)},
		{"PAY_FAIL of an order that is paid", kiosk.RailQR, "", state("SUCCESS", "PAY_FAIL"), said(kiosk.VerdictUnknown)},
		{"named by the number that it was asked by", kiosk.RailQR, tradeNo, signed(ok("PAY_SUCCESS", "trade_no", tradeNo, "total_amount", "100", "end_time", "20181116155625")...), paid},
		{"another number than it was asked by", kiosk.RailQR, "1", signed(ok("PAY_SUCCESS", "trade_no", tradeNo, "total_amount", "100")...), "garbage"},
		{"waiting, of another number than it was asked by", kiosk.RailQR, "1", signed(ok("PAY_IN_PROCESS", "trade_no", tradeNo)...), "garbage"},
		{"paid and named by nothing", kiosk.RailQR, "", signed(ok("PAY_SUCCESS", "trade_no", tradeNo, "total_amount", "100")...), "garbage"},
		{"failed and named by nothing", kiosk.RailQR, "", signed(ok("PAY_FAIL")...), "garbage"},
		{"paid, amount not told", kiosk.RailQR, "", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum)...), "garbage"},
		{"another order, for the till to see", kiosk.RailQR, "", signed(ok("PAY_SUCCESS", "pay_trace_no", "x", "total_amount", "100")...),
			kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "x", Amount: fen(100)}},
		{"another amount, for the till to see", kiosk.RailQR, "", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "total_amount", "1")...),
			kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: ownNum, Amount: fen(1)}},
		{"no such order is documented nowhere", kiosk.RailQR, "", signed("return_code", "FAIL", "return_msg", "订单不存在"), kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "订单不存在"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			g := replying(t, c.reply)
			p := payment()
			p.Rail, p.TradeNo = c.rail, c.trade
			wiretest.Call(g.Query(t.Context(), p)).Is(t, c.want)
		})
	}
}

func TestClose(t *testing.T) {
	closed := kiosk.Answer{Verdict: kiosk.VerdictClosed, TradeNo: tradeNo}
	rows := []row{
		{"facts, closeorder: PAY_SUCCESS", signed(ok("PAY_SUCCESS")...), closed},
		{"facts, closeorder: PAY_SUCEESS", signed(ok("PAY_SUCEESS")...), closed},
		{"with its number", signed(ok("PAY_SUCCESS", "trade_no", tradeNo, "pay_trace_no", ownNum)...), kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: ownNum, TradeNo: tradeNo}},
		{"of another order", signed(ok("PAY_SUCCESS", "trade_no", "1")...), "garbage"},
		{"a refusal to close says nothing of the payment", signed("return_code", "SUCCESS", "return_msg", "订单已支付", "result_code", "PAY_FAIL", "mch_no", mchNo),
			kiosk.Answer{Verdict: kiosk.VerdictUnknown, TradeNo: tradeNo, Reason: "订单已支付"}},
		{"in process", signed(ok("PAY_IN_PROCESS")...), kiosk.Answer{Verdict: kiosk.VerdictUnknown, TradeNo: tradeNo, Reason: "支付成功"}},
	}
	p := payment()
	p.TradeNo = tradeNo
	wiretest.Replies(t, rows, replying, func(t *testing.T, s *shop) (any, error) {
		s.now = func() time.Time { return time.Date(2018, 11, 16, 8, 0, 0, 0, time.UTC) }
		a, err := s.Close(t.Context(), p)
		require.Len(t, s.calls, 1)
		require.Equal(t, "/yfpay/v3/closeorder", s.calls[0].path)
		require.Equal(t, map[string]string{"inst_no": "900075", "mch_no": mchNo, "close_time": "20181116160000", "trade_no": tradeNo}, s.sent(t, 0, "close_trace_no"))
		return a, err
	})
}

// The first answer was lost, and with it the gateway's number.
func TestClose_LooksUpANumberThatWasLost(t *testing.T) {
	for _, c := range []struct {
		name, query string
		paths       []string
		verdict     kiosk.Verdict
	}{
		{"waiting: closed", signed(ok("PAY_IN_PROCESS", echoes()...)...), []string{"queryorder", "closeorder"}, kiosk.VerdictClosed},
		{"paid meanwhile: not closed", signed(ok("PAY_SUCCESS", echoes()...)...), []string{"queryorder"}, kiosk.VerdictPaid},
		{"failed: nothing to close", signed(ok("PAY_FAIL", echoes()...)...), []string{"queryorder"}, kiosk.VerdictFailed},
		{"another order's number is not closed", signed(ok("PAY_IN_PROCESS", "pay_trace_no", "x", "trade_no", tradeNo)...), []string{"queryorder"}, kiosk.VerdictWaiting},
		{"still without a number", signed(ok("PAY_IN_PROCESS", "pay_trace_no", ownNum)...), []string{"queryorder"}, kiosk.VerdictWaiting},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := answering(t, nil, func(got call) string {
				if strings.HasSuffix(got.path, "closeorder") {
					return signed(ok("PAY_SUCCESS")...)
				}
				return c.query
			})
			require.Equal(t, c.verdict, wiretest.Call(g.Close(t.Context(), payment())).OK(t).Verdict)
			var paths []string
			for _, got := range g.calls {
				paths = append(paths, got.path[len("/yfpay/v3/"):])
			}
			require.Equal(t, c.paths, paths)
		})
	}
}

func TestCan_NoNotificationsThatNobodyIsToldToSend(t *testing.T) {
	c := config("https://open.gdyfsk.com/yfpay")
	c.Listening = true
	require.False(t, New("yfpay", c, nil).Capabilities().Notifications)
}
