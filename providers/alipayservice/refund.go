package alipayservice

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// readRefund reads /refund. refund_fee is what has been given back of the order
// altogether. null hides whatever went wrong, before Alipay or after.
func readRefund(o object, p kiosk.Payment, r kiosk.Refund) (kiosk.RefundAnswer, error) {
	code := o.Text("code")
	if o == nil {
		return kiosk.RefundAnswer{Verdict: refundReplies.Class(replyNull).Refund()}, nil
	}
	a := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: o.Number("out_trade_no"), Refund: o.Number("out_request_no")}
	if class := refundCodes.Class(code); class != wire.Read || code == codeBusiness {
		if class == wire.Read {
			class = refundSubCodes.Class(subCode(o))
		}
		a.Verdict, a.Reason = class.Refund(), said(o)
		return a, nil
	}
	total, err := o.Yuan("refund_fee")
	if err != nil {
		return kiosk.RefundAnswer{}, garbage(pathRefund, err)
	}
	sum, funds, err := readFunds(o)
	if err == nil && total != nil && sum > *total {
		err = errors.New("its sources come to more than was given back")
	}
	if err != nil {
		return kiosk.RefundAnswer{}, garbage(pathRefund, err)
	}
	a.Total = total
	if a.Order == "" || !movedAll(o, p, r, total) {
		return a, nil
	}
	a.Verdict = fundChanges.Class(o.Text("fund_change")).Refund()
	a.DoneAt, a.Reason = wire.ChinaTime(o.Text("gmt_refund_pay")), funds
	return a, nil
}

// movedAll reports whether a reply of code 10000 proves that r went back. "Y" is
// that, as far as the total can hold r. "N", nothing moved this time, is the
// same request once more, and proves r only when the total is what the till
// knows of and r. Anything else /refund_query must tell.
func movedAll(o object, p kiosk.Payment, r kiosk.Refund, total *kiosk.Fen) bool {
	if total == nil || *total > p.Amount {
		return false
	}
	switch wire.Capitals(o.Text("fund_change")) {
	case fundYes:
		return *total >= r.Amount
	case fundNo:
		return *total == p.Refunded+r.Amount
	}
	return false
}

// readFunds reads refund_detail_item_list, the customer's accounts that a refund went
// to, such as "PCREDIT 0.01". fundChannel is the one name in camelCase; Alipay's own
// name for it is taken too.
func readFunds(o object) (sum kiosk.Fen, funds string, err error) {
	items, err := objects(o, "refund_detail_item_list")
	if err != nil {
		return 0, "", err
	}
	var list []string
	for _, item := range items {
		amount, err := item.Yuan("amount")
		if err != nil {
			return 0, "", fmt.Errorf("refund_detail_item_list: %w", err)
		}
		if amount == nil {
			continue
		}
		sum += *amount
		if channel := cmp.Or(item.Number("fundChannel"), item.Number("fund_channel")); channel != "" {
			list = append(list, channel+" "+amount.Yuan())
		}
	}
	return sum, wire.Phrase(strings.Join(list, ", ")), nil
}

// readRefundQuery reads /refund_query. A 10000 without refund_amount means that Alipay
// has no refund of this number, which does not prove that no money went back: a
// service that drops out_request_no has its refund under the order's number.
func readRefundQuery(o object, p kiosk.Payment) (kiosk.RefundAnswer, error) {
	if o == nil {
		return kiosk.RefundAnswer{Verdict: refundQueryReplies.Class(replyNull).Refund()}, nil
	}
	a := kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Order: o.Number("out_trade_no"), Refund: o.Number("out_request_no")}
	if class := refundQueryCodes.Class(o.Text("code")); class != wire.Read {
		a.Verdict, a.Reason = class.Refund(), said(o)
		return a, nil
	}
	amount, err1 := o.Yuan("refund_amount")
	of, err2 := o.Yuan("total_amount")
	if err := errors.Join(err1, err2); err != nil {
		return kiosk.RefundAnswer{}, garbage(pathRefundQuery, err)
	}
	switch {
	case o.Has("refund_status") && refundStates.Class(o.Text("refund_status")) != wire.RefundDone:
		a.Reason = o.Phrase("refund_status")
	case amount == nil, *amount == 0, a.Order == "", a.Refund == "", of != nil && *of != p.Amount:
	default:
		a.Verdict, a.Amount, a.DoneAt = kiosk.RefundSaidDone, amount, wire.ChinaTime(o.Text("gmt_refund_pay"))
	}
	return a, nil
}
