package alipayservice

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

func TestGateway_Refund(t *testing.T) {
	at := time.Date(2018, 5, 18, 12, 31, 0, 0, wire.China)
	// The fields of the document's table with its values, the list as the facts
	// page has it.
	const reply = `{"code":"10000","msg":"Success","out_trade_no":"` + docNo + `","trade_no":"` + docTrade + `","buyer_logon_id":"` + docBuyer + `","buyer_user_id":"2088312544416136",` +
		`"fund_change":"Y","gmt_refund_pay":"2018-05-18 12:31:00","refund_fee":"5.00","send_back_fee":"2.00","refund_detail_item_list":[{"amount":"2.00","fundChannel":"PCREDIT"}]}`
	with := func(pairs ...string) string {
		s := reply
		for i := 0; i < len(pairs); i += 2 {
			require.Contains(t, s, pairs[i])
			s = strings.Replace(s, pairs[i], pairs[i+1], 1)
		}
		return s
	}
	done := func(total kiosk.Fen, why string) kiosk.RefundAnswer {
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: docNo, Total: fen(total), DoneAt: at, Reason: why}
	}
	told := func(total *kiosk.Fen) kiosk.RefundAnswer {
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: docNo, Total: total}
	}
	says := func(v kiosk.RefundVerdict, why string) kiosk.RefundAnswer {
		return kiosk.RefundAnswer{Verdict: v, Reason: why}
	}
	business := func(sub, msg string) string {
		return `{"code":"40004","msg":"Business Failed","sub_code":"` + sub + `","sub_msg":"` + msg + `"}`
	}
	const unknown, refused = kiosk.RefundSaidUnknown, kiosk.RefundSaidRefused
	rows := []row{
		{"document, 通用退款接口, 响应; facts 003: cumulative refund_fee", reply, done(500, "PCREDIT 2.00")},
		{"two accounts", with(`[{"amount":"2.00","fundChannel":"PCREDIT"}]`, `[{"amount":"0.50","fundChannel":"ALIPAYACCOUNT"},{"amount":"1.50","fundChannel":"COUPON"}]`), done(500, "ALIPAYACCOUNT 0.50, COUPON 1.50")},
		{"the account's name as Alipay spells it", with("fundChannel", "fund_channel"), done(500, "PCREDIT 2.00")},
		{"amounts as numbers", with(`"5.00"`, `5.00`, `{"amount":"2.00"`, `{"amount":2`), done(500, "PCREDIT 2.00")},
		{"no list", with(`,"refund_detail_item_list":[{"amount":"2.00","fundChannel":"PCREDIT"}]`, ``), done(500, "")},
		{"a list that is null", with(`[{"amount":"2.00","fundChannel":"PCREDIT"}]`, `null`), done(500, "")},
		{"facts 003, fund_change N, the total has it: the same request again", with(`"Y"`, `"N"`), done(500, "PCREDIT 2.00")},
		{"facts 003, fund_change N, the total has not: nothing moved", with(`"Y"`, `"N"`, `"5.00"`, `"3.00"`), told(fen(300))},
		{"fund_change N, and more was given back than the till knows", with(`"Y"`, `"N"`, `"5.00"`, `"7.00"`), told(fen(700))},
		{"fund_change N without a total", with(`"Y"`, `"N"`, `"5.00"`, `""`), told(nil)},
		{"fund_change Y, and others gave back too", with(`"5.00"`, `"9.00"`), done(900, "PCREDIT 2.00")},
		{"fund_change Y with a total that cannot hold it", with(`"5.00"`, `"1.99"`, `{"amount":"2.00"`, `{"amount":"1.00"`), told(fen(199))},
		{"fund_change Y with more than was paid", with(`"5.00"`, `"10.01"`), told(fen(1001))},
		{"fund_change Y without a total", with(`"5.00"`, `null`), told(nil)},
		{"no fund_change", with(`"fund_change":"Y",`, ``), told(fen(500))},
		{"another word for fund_change", with(`"Y"`, `"YES"`), told(fen(500))},
		{"names no order", with(`"out_trade_no":"`+docNo+`",`, ``), kiosk.RefundAnswer{Verdict: unknown, Total: fen(500)}},
		{"another order is for the till to see", with(docNo, "999"), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: "999", Total: fen(500), DoneAt: at, Reason: "PCREDIT 2.00"}},
		{"names the refund", with(`"msg":"Success"`, `"out_request_no":"`+refundNo+`"`), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: docNo, Refund: refundNo, Total: fen(500), DoneAt: at, Reason: "PCREDIT 2.00"}},
		{"facts 003, null on any failure proves nothing", `null`, says(unknown, "")},
		{"a bare refusal proves nothing: it may be a system error", `{"code":"40004","msg":"Business Failed"}`, says(unknown, "Business Failed")},
		{"a system error proves nothing", business("ACQ.SYSTEM_ERROR", "系统错误"), says(unknown, "系统错误")},
		{"more than is left may be the first try that shows", business("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额无效"), says(unknown, "退款金额无效")},
		{"a closed trade may be the first try that shows", business("ACQ.TRADE_STATUS_ERROR", "交易状态不合法"), says(unknown, "交易状态不合法")},
		{"the shop has not enough", business("ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足"), says(refused, "卖家余额不足")},
		{"no such trade", business("ACQ.TRADE_NOT_EXIST", "交易不存在"), says(unknown, "交易不存在")},
		{"20000 proves nothing", `{"code":"20000","msg":"Service Currently Unavailable"}`, "garbage"},
		{"a refusal's reason under another code proves nothing", strings.Replace(business("ACQ.TRADE_NOT_EXIST", "交易不存在"), "40004", "40002", 1), says(unknown, "交易不存在")},
		{"a code that is not listed", `{"code":"10003"}`, says(unknown, "10003")},
		{"a total that is no amount", with(`"5.00"`, `"5.001"`), "garbage"},
		{"a detail that is no amount", with(`{"amount":"2.00"`, `{"amount":"-2.00"`), "garbage"},
		{"details of more than was given back", with(`{"amount":"2.00"`, `{"amount":"5.01"`), "garbage"},
		{"details that are no list", with(`[{"amount":"2.00","fundChannel":"PCREDIT"}]`, `{"amount":"2.00"}`), "garbage"},
		{"details that are no objects", with(`[{"amount":"2.00","fundChannel":"PCREDIT"}]`, `["2.00"]`), "garbage"},
		{"details without end", with(`[{"amount":"2.00","fundChannel":"PCREDIT"}]`, `[{}`+strings.Repeat(`,{}`, itemsMax)+`]`), "garbage"},
		{"no code", with(`"code":"10000",`, ``), "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) { return s.Refund(t.Context(), larger, partRefund) })
}

func TestGateway_QueryRefund(t *testing.T) {
	const reply = `{"code":"10000","msg":"Success","out_request_no":"` + refundNo + `","out_trade_no":"` + docNo + `","refund_amount":"2.00","total_amount":"10.00","trade_no":"` + docTrade + `"}`
	with := func(old, new string) string {
		require.Contains(t, reply, old)
		return strings.Replace(reply, old, new, 1)
	}
	done := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Order: docNo, Refund: refundNo, Amount: fen(2_00)}
	told := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: docNo, Refund: refundNo}
	change := func(a kiosk.RefundAnswer, f func(*kiosk.RefundAnswer)) kiosk.RefundAnswer { f(&a); return a }
	rows := []row{
		{"facts 003, refund_query ok", reply, done},
		{"an amount as a number", with(`"2.00"`, `2.00`), done},
		{"without the order's total", with(`"total_amount":"10.00",`, ``), done},
		{"with the time and Alipay's later status", with(`"msg":"Success"`, `"gmt_refund_pay":"2018-05-18 12:31:00","refund_status":"REFUND_SUCCESS"`),
			change(done, func(a *kiosk.RefundAnswer) { a.DoneAt = time.Date(2018, 5, 18, 12, 31, 0, 0, wire.China) })},
		{"facts 003, 10000 without refund_amount: no such refund", with(`"refund_amount":"2.00",`, ``), told},
		{"nothing but 10000", `{"code":"10000","msg":"Success"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}},
		{"a refund of nothing", with(`"2.00"`, `"0.00"`), told},
		{"a status that is not success", with(`"msg":"Success"`, `"refund_status":"REFUND_PROCESSING"`), change(told, func(a *kiosk.RefundAnswer) { a.Reason = "REFUND_PROCESSING" })},
		{"names no refund", with(`"`+refundNo+`"`, `null`), change(told, func(a *kiosk.RefundAnswer) { a.Refund = "" })},
		{"names no order", with(`"`+docNo+`"`, `null`), change(told, func(a *kiosk.RefundAnswer) { a.Order = "" })},
		{"of a payment of another amount", with(`"10.00"`, `"10.01"`), told},
		{"another amount is for the till to see", with(`"2.00"`, `"2.01"`), change(done, func(a *kiosk.RefundAnswer) { a.Amount = fen(201) })},
		{"another order is for the till to see", with(`"`+docNo+`"`, `"999"`), change(done, func(a *kiosk.RefundAnswer) { a.Order = "999" })},
		{"another refund is for the till to see", with(`"`+refundNo+`"`, `"999"`), change(done, func(a *kiosk.RefundAnswer) { a.Refund = "999" })},
		{"facts 003, null", `null`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown}},
		{"a refusal proves nothing about the refund", `{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST","sub_msg":"交易不存在"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "交易不存在"}},
		{"20000 proves nothing", `{"code":"20000"}`, "garbage"},
		{"an amount that is none", with(`"2.00"`, `"2,00"`), "garbage"},
		{"a total that is none", with(`"10.00"`, `"ten"`), "garbage"},
		{"no code", with(`"code":"10000",`, ``), "garbage"},
	}
	wiretest.Replies(t, rows, replying, func(t *testing.T, s shop) (any, error) { return s.QueryRefund(t.Context(), larger, partRefund) })
}
