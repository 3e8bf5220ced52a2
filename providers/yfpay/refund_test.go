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

func TestRefund_Request(t *testing.T) {
	g := replying(t, "")
	g.now = func() time.Time { return time.Date(2018, 11, 17, 1, 0, 0, 0, time.UTC) }
	p, r := payment(), kiosk.Refund{No: "r0123456789abcdef0123456", Amount: 40, AskedAt: time.Date(2018, 11, 17, 0, 0, 0, 0, time.UTC)}
	_, _ = g.Refund(t.Context(), p, r)
	p.TradeNo = tradeNo
	_, _ = g.Refund(t.Context(), p, r)
	_, _ = g.Refund(t.Context(), p, r)
	require.Len(t, g.calls, 3)
	for _, c := range g.calls {
		require.Equal(t, "/yfpay/v3/refundorder", c.path)
	}
	want := map[string]string{
		"inst_no": "900075", "mch_no": mchNo, "refund_trace_no": "r0123456789abcdef0123456", "refund_fee": "40", "pay_time": "20181117090000",
	}
	want["pay_trace_no"] = ownNum
	require.Equal(t, want, g.sent(t, 0))
	delete(want, "pay_trace_no")
	want["trade_no"] = tradeNo
	require.Equal(t, want, g.sent(t, 1))
	require.Equal(t, want, g.sent(t, 2), "asked again it is the same refund")
}

func TestRefund_ThatCannotBeSentIsNotSent(t *testing.T) {
	g := answering(t, withRefundQuery, func(call) string { return "" })
	for name, r := range map[string]kiosk.Refund{
		"nothing": {No: "r1"}, "less than nothing": {No: "r1", Amount: -1}, "no number": {Amount: 1},
		"33 characters": {No: kiosk.RefundNo(strings.Repeat("r", 33)), Amount: 1}, "a number with &": {No: "r&x=1", Amount: 1},
	} {
		wiretest.Call(g.Refund(t.Context(), payment(), r)).Is(t, "not sent", name)
		if r.Amount == 1 {
			wiretest.Call(g.QueryRefund(t.Context(), payment(), r)).Is(t, "not sent", name)
		}
	}
	require.Empty(t, g.calls)
}

func TestQueryRefund_Request(t *testing.T) {
	g := answering(t, withRefundQuery, func(call) string { return "" })
	r := kiosk.Refund{No: "r1", Amount: 40}
	_, _ = g.QueryRefund(t.Context(), payment(), r)
	_, _ = g.QueryRefund(t.Context(), payment(), r)
	require.NotEqual(t, g.calls[0].fields["query_trace_no"], g.calls[1].fields["query_trace_no"])
	for i, c := range g.calls {
		require.Equal(t, "/yfpay/v3/queryrefund", c.path)
		require.Equal(t, map[string]string{"inst_no": "900075", "mch_no": mchNo, "refund_trace_no": "r1"}, g.sent(t, i, "query_trace_no"))
	}
	g = replying(t, "")
	wiretest.Call(g.QueryRefund(t.Context(), payment(), r)).Is(t, "unsupported")
	require.Empty(t, g.calls)
}

func TestRefund_Reply(t *testing.T) {
	at := time.Date(2018, 11, 17, 9, 0, 1, 0, wire.China)
	for _, c := range []struct {
		name, reply string
		want        any
	}{
		{"PAY_SUCCESS, with all echoes", signed(ok("PAY_SUCCESS", "pay_trace_no", ownNum, "refund_trace_no", "r1", "refund_fee", "40", "trade_no", "9", "end_time", "20181117090001")...),
			kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: ownNum, Refund: "r1", Amount: fen(40), DoneAt: at}},
		{"PAY_SUCCESS, with none", signed(ok("PAY_SUCCESS")...), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}},
		{"PAY_IN_PROCESS", signed(ok("PAY_IN_PROCESS", "refund_trace_no", "r1")...), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending, Refund: "r1", Reason: "支付成功"}},
		{"PAY_FAIL", signed("return_code", "SUCCESS", "return_msg", "余额不足", "result_code", "PAY_FAIL", "mch_no", mchNo), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "余额不足"}},
		{"PAY_FAIL, without words", signed("return_code", "SUCCESS", "result_code", "PAY_FAIL", "mch_no", mchNo), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}},
		{"PAY_FAIL that may not be one: twice", signed("return_code", "SUCCESS", "return_msg", "退款流水号重复", "result_code", "PAY_FAIL", "mch_no", mchNo),
			kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "退款流水号重复"}},
		{"PAY_FAIL that may not be one: busy", signed("return_code", "SUCCESS", "return_msg", "系统繁忙，请稍后查询", "result_code", "PAY_FAIL", "mch_no", mchNo),
			"garbage"},
		{"PAY_SUCCESS beside any words", signed("return_code", "SUCCESS", "return_msg", "重复请求", "result_code", "PAY_SUCCESS", "mch_no", mchNo), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}},
		{"another refund, for the till to see", signed(ok("PAY_SUCCESS", "refund_trace_no", "r2", "refund_fee", "41")...),
			kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: "r2", Amount: fen(41)}},
		{"a fee that is none", signed(ok("PAY_SUCCESS", "refund_fee", "0.40")...), "garbage"},
		{"a number that is none", signed(ok("PAY_SUCCESS", "refund_trace_no", "r 1")...), "garbage"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := answering(t, withRefundQuery, func(call) string { return c.reply })
			r := kiosk.Refund{No: "r1", Amount: 40}
			wiretest.Call(g.Refund(t.Context(), payment(), r)).Is(t, c.want)
			wiretest.Call(g.QueryRefund(t.Context(), payment(), r)).Is(t, c.want)
		})
	}
}
