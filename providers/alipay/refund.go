package alipay

import (
	"errors"
	"fmt"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// moneyBack is refund's answer, and whether it is one about a repetition, which the
// refund's own query tells.
type moneyBack struct {
	kiosk.RefundAnswer
	again bool
}

// readRefund reads refund. refund_fee is what has been given back of the trade altogether.
func readRefund(o object, p kiosk.Payment, r kiosk.Refund) (moneyBack, error) {
	class := outcome(o, &refundCodes, &refundSubCodes)
	a := kiosk.RefundAnswer{Verdict: class.Refund(), Order: o.Number("out_trade_no"), Refund: o.Number("out_request_no"), Reason: said(o)}
	if class != wire.Read {
		return moneyBack{RefundAnswer: a}, nil
	}
	total, err := o.Yuan("refund_fee")
	if err != nil {
		return moneyBack{}, fmt.Errorf("reply %w", err)
	}
	a.Total, a.Reason = total, ""
	switch change := fundChanges.Class(o.Text("fund_change")); {
	case change == wire.Read:
		return moneyBack{a, true}, nil
	case change == wire.RefundDone && a.Order != "" && total != nil && *total >= r.Amount && *total <= p.Amount:
		a.Verdict, a.DoneAt = kiosk.RefundSaidDone, wire.ChinaTime(o.Text("gmt_refund_pay"))
	}
	return moneyBack{RefundAnswer: a}, nil
}

// readRefundQuery reads fastpay.refund.query. That there is no refund of a number does not
// prove that none will be.
func readRefundQuery(o object, p kiosk.Payment) (kiosk.RefundAnswer, error) {
	class := outcome(o, &refundQueryCodes, &refundQuerySubCodes)
	a := kiosk.RefundAnswer{Verdict: class.Refund(), Order: o.Number("out_trade_no"), Refund: o.Number("out_request_no"), Reason: said(o)}
	if class != wire.Read {
		return a, nil
	}
	a.Reason = o.Phrase("refund_status")
	if refundStates.Class(o.Text("refund_status")) != wire.RefundDone {
		return a, nil
	}
	amount, err1 := o.Yuan("refund_amount")
	whole, err2 := o.Yuan("total_amount")
	if err := errors.Join(err1, err2); err != nil {
		return kiosk.RefundAnswer{}, fmt.Errorf("reply %w", err)
	}
	if amount != nil && *amount > 0 && a.Order != "" && a.Refund != "" && (whole == nil || *whole == p.Amount) {
		a.Verdict, a.Amount, a.DoneAt, a.Reason = kiosk.RefundSaidDone, amount, wire.ChinaTime(o.Text("gmt_refund_pay")), ""
	}
	return a, nil
}
