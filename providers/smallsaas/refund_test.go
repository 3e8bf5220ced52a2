package smallsaas

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

var refundAll = kiosk.Refund{No: "R1", OrderNo: "K7Q2", Amount: 1100, State: kiosk.RefundAsked, Reason: "坏了"}

func tickets(list string) string { return `"order_customer_services":[` + list + `]` }

func slip(kind, status, more string) string {
	return `{"service_number":"` + ticketNo + `","service_type":"` + kind + `","status":"` + status + `"` + more + `}`
}

func TestRefund(t *testing.T) {
	const made = `{"status_code":0,"message":"order.customer.service.created"}`
	says := func(v kiosk.RefundVerdict, status string) kiosk.RefundAnswer {
		return kiosk.RefundAnswer{Verdict: v, Order: orderNo, Reason: status}
	}
	ticketed := func(a kiosk.RefundAnswer) kiosk.RefundAnswer {
		a.GatewayNo = ticketNo
		return a
	}
	tests := []struct {
		name, order, ticket string
		want                any
		asked               bool
	}{
		{"facts, refund: a ticket is taken", told("PAID_CONFIRM_PENDING"), made, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, true},
		{"with the ticket's number", told("CLOSED_CONFIRMED"), `{"status_code":0,"data":{"service_number":"` + ticketNo + `"}}`,
			kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending, GatewayNo: ticketNo}, true},
		{"asked before: one is under way", told("CANCELED_REFUND_PENDING"), made, says(kiosk.RefundSaidPending, "CANCELED_REFUND_PENDING"), false},
		{"asked before: goods to come back first", told("CANCELED_RETURN_PENDING"), made, says(kiosk.RefundSaidPending, "CANCELED_RETURN_PENDING"), false},
		{"asked before: done", told("CLOSED_REFUNDED"), made, says(kiosk.RefundSaidDone, "CLOSED_REFUNDED"), false},
		{"a ticket is open beside a paid status", told("DELIVERING", tickets(slip("REFUND", "CREATED", ""))), made, ticketed(says(kiosk.RefundSaidPending, "DELIVERING")), false},
		{"a refused ticket is no reason not to ask", told("DELIVERING", tickets(slip("REFUND", "CANCELED", ""))), made, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, true},
		{"an exchange of goods is no refund", told("DELIVERING", tickets(slip("EXCHANGE", "CREATED", ""))), made, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, true},
		{"not paid", told("CREATED_PAY_PENDING"), made, says(kiosk.RefundSaidUnknown, "CREATED_PAY_PENDING"), false},
		{"cancelled before it was paid", told("CLOSED_CANCELED"), made, says(kiosk.RefundSaidUnknown, "CLOSED_CANCELED"), false},
		{"cancelled, and yet paid once", told("CLOSED_CANCELED", `"pay_date":"2016-12-14 13:42:33"`), made, says(kiosk.RefundSaidUnknown, "CLOSED_CANCELED"), false},
		{"in a state that nobody lists", told("FROZEN"), made, says(kiosk.RefundSaidUnknown, "FROZEN"), false},
		{"the mall thinks that more was paid", strings.Replace(told("DELIVERING"), "11.00", "110.00", 1), made, says(kiosk.RefundSaidRefused, "DELIVERING"), false},
		{"the mall does not say what was paid", strings.Replace(told("DELIVERING"), `,"total_price":11.00`, "", 1), made, "not sent", false},
		{"another order is told of", strings.ReplaceAll(told("DELIVERING"), orderNo, "77"), made, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: "77", Reason: "DELIVERING"}, false},
		{"order not known", `{"status_code":1,"message":"invalid.order.id"}`, made, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "invalid.order.id"}, false},
		{"look lost", "cut", made, "not sent", false},
		{"refused", told("DELIVERING"), `{"status_code":1,"message":"reason.is.empty"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused, Reason: "reason.is.empty"}, true},
		{"refused, since there is one", told("DELIVERING"), `{"status_code":1,"message":"already.refund"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "already.refund"}, true},
		{"refused, since there is one, in Chinese", told("DELIVERING"), `{"status_code":1,"message":"已申请退款"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "已申请退款"}, true},
		{"the server's own failure", told("DELIVERING"), `500 {"status_code":1,"message":"oops"}`, "garbage", true},
		{"answer lost", told("DELIVERING"), "drop", "no answer", true},
		{"HTML", told("DELIVERING"), "<html>", "garbage", true},
		{"no such page", told("DELIVERING"), "404 <html>", "garbage", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, m := open(t, map[string][]string{orderCall: {tt.order}, clerkCall: {tt.order}, ticketCall: {tt.ticket}})
			wiretest.Call(g.Refund(t.Context(), numbered(), refundAll)).Is(t, tt.want)
			require.Equal(t, tt.asked, m.count(ticketCall) == 1)
		})
	}
}

func TestRefund_OnlyTheWhole(t *testing.T) {
	g, m := open(t, nil)
	p := numbered()
	for _, amount := range []kiosk.Fen{0, 1, 1099, 1101, -1100} {
		r := refundAll
		r.Amount = amount
		require.Equal(t, kiosk.RefundSaidRefused, wiretest.Call(g.Refund(t.Context(), p, r)).OK(t).Verdict)
	}
	p.Refunded = 1
	require.Equal(t, kiosk.RefundSaidRefused, wiretest.Call(g.Refund(t.Context(), p, refundAll)).OK(t).Verdict)
	p.GatewayOrderNo = ""
	wiretest.Call(g.Refund(t.Context(), p, refundAll)).Is(t, "unsupported", "without a number there is nothing to ask by")
	require.Empty(t, m.calls())
}

// The mall moves the order when it takes a ticket, so a second question whose
// first answer was lost finds it there.
func TestRefund_AskedAgainAfterALostAnswerMakesNoSecondTicket(t *testing.T) {
	g, m := open(t, map[string][]string{orderCall: {told("DELIVERING"), told("CANCELED_REFUND_PENDING")}, ticketCall: {"drop"}})
	wiretest.Call(g.Refund(t.Context(), numbered(), refundAll)).Is(t, "no answer")
	for range 3 {
		require.Equal(t, kiosk.RefundSaidPending, wiretest.Call(g.Refund(t.Context(), numbered(), refundAll)).OK(t).Verdict)
	}
	require.Equal(t, 1, m.count(ticketCall))
}

func TestRefund_WaitsForTheOneBefore(t *testing.T) {
	g, m := open(t, nil)
	g.refunds <- struct{}{} // another is looking, or asking
	ctx, leave := context.WithCancel(t.Context())
	leave()
	wiretest.Call(g.Refund(ctx, numbered(), refundAll)).Is(t, "not sent")
	require.Empty(t, m.calls())
}

func TestQueryRefund(t *testing.T) {
	says := func(v kiosk.RefundVerdict, status, number string, amount *kiosk.Fen) kiosk.RefundAnswer {
		return kiosk.RefundAnswer{Verdict: v, Order: orderNo, Reason: status, GatewayNo: number, Amount: amount}
	}
	for _, tt := range []struct {
		name, order string
		want        any
	}{
		{"facts, CANCELED_REFUND_PENDING", told("CANCELED_REFUND_PENDING"), says(kiosk.RefundSaidPending, "CANCELED_REFUND_PENDING", "", nil)},
		{"facts, CANCELED_RETURN_PENDING", told("CANCELED_RETURN_PENDING"), says(kiosk.RefundSaidPending, "CANCELED_RETURN_PENDING", "", nil)},
		{"facts, CLOSED_REFUNDED", told("CLOSED_REFUNDED"), says(kiosk.RefundSaidDone, "CLOSED_REFUNDED", "", nil)},
		{"done, and the ticket tells what went back", told("CLOSED_REFUNDED", tickets(slip("REFUND", "REFUNDED", `,"refund_fee":11`))), says(kiosk.RefundSaidDone, "CLOSED_REFUNDED", ticketNo, fen(1100))},
		{"done, and the back office gave back less", told("CLOSED_REFUNDED", `"order_customer_service":`+slip("RETURN", "REFUNDED", `,"refund_fee":5.80`)), says(kiosk.RefundSaidDone, "CLOSED_REFUNDED", ticketNo, fen(580))},
		{"done, and the fee cannot be read", told("CLOSED_REFUNDED", tickets(slip("REFUND", "REFUNDED", `,"refund_fee":"all"`))), says(kiosk.RefundSaidDone, "CLOSED_REFUNDED", ticketNo, nil)},
		{"done beside a paid status", told("DELIVERING", tickets(slip("REFUND", "REFUNDED", `,"refund_fee":11`))), says(kiosk.RefundSaidDone, "DELIVERING", ticketNo, fen(1100))},
		{"the back office has refused it", told("DELIVERING", tickets(slip("REFUND", "CANCELED", `,"refund_fee":11`))), says(kiosk.RefundSaidRefused, "DELIVERING", ticketNo, nil)},
		{"one was refused, another is open", told("DELIVERING", tickets(slip("REFUND", "CANCELED", "")+","+`{"id":8,"service_type":"REFUND","status":"REFUND_PENDING"}`)), says(kiosk.RefundSaidPending, "DELIVERING", "8", nil)},
		{"a ticket in a state that nobody lists", told("DELIVERING", tickets(slip("REFUND", "LOST", ""))), says(kiosk.RefundSaidUnknown, "DELIVERING", "", nil)},
		{"no ticket to be seen", told("DELIVERING"), says(kiosk.RefundSaidUnknown, "DELIVERING", "", nil)},
		{"never paid, it says", told("CREATED_PAY_PENDING"), says(kiosk.RefundSaidUnknown, "CREATED_PAY_PENDING", "", nil)},
		{"in a state that nobody lists", told("FROZEN"), says(kiosk.RefundSaidUnknown, "FROZEN", "", nil)},
		{"order not known", `{"status_code":1,"message":"invalid.order.id"}`, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "invalid.order.id"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, m := open(t, map[string][]string{orderCall: {tt.order}, clerkCall: {tt.order}})
			wiretest.Call(g.QueryRefund(t.Context(), numbered(), refundAll)).Is(t, tt.want)
			require.Zero(t, m.count(ticketCall))
		})
	}
}
