package alipay

import (
	"errors"
	"fmt"

	"facepay/kiosk"
	"facepay/providers/wire"
)

var (
	errNoOrder = errors.New("reply says what became of an order and names none")
	errNoMoney = errors.New("reply says paid and names no amount")
	errNoQR    = errors.New("reply says that the order was made and has no usable QR or number")
)

// givenBack are the words for a trade that was paid and whose money is on its way back to
// the customer, in the language of all that Alipay says.
const givenBack = "已付款，钱已退回顾客"

// actionRefund is the action of a cancel that found the trade paid.
const actionRefund = "refund"

// outcome is the class of a reply by its code, and where that was refused by its sub_code.
// A success that names a sub_code is none.
func outcome(o object, codes, subCodes *wire.ResultCodes) wire.Class {
	code := o.Text(fieldCode)
	switch class := codes.Class(code); {
	case code == codeBusiness:
		return subCodes.Class(subCode(o))
	case code == codeDone && o.Has(fieldSub):
		return wire.Unknown
	default:
		return class
	}
}

// about is an answer of class c with what the reply names.
func about(o object, c wire.Class) kiosk.Answer {
	return kiosk.Answer{Verdict: c.Verdict(), Order: o.Number("out_trade_no"), TradeNo: o.Number("trade_no"), Payer: o.Phrase("buyer_logon_id"), Reason: said(o)}
}

// readQR reads precreate.
func readQR(o object) (kiosk.Answer, error) {
	made := outcome(o, &precreateCodes, &precreateSubCodes)
	a := about(o, made)
	if made != wire.Waiting {
		return a, nil
	}
	qr := o.Text("qr_code")
	if a.Order == "" || !wire.AlipayQRText(qr) {
		return kiosk.Answer{}, errNoQR
	}
	return kiosk.Answer{Verdict: a.Verdict, Order: a.Order, GatewayOrderNo: a.Order, QR: qr}, nil
}

// charged is pay's answer, and whether a refusal may have left a trade.
type charged struct {
	kiosk.Answer
	mayStand bool
}

func readPay(o object) (charged, error) {
	class := outcome(o, &payCodes, &paySubCodes)
	a := about(o, class)
	if class == wire.Paid {
		paid, err := paidBy(o, a, "gmt_payment")
		return charged{Answer: paid}, err
	}
	return charged{Answer: a, mayStand: class == wire.Failed && o.Text(fieldCode) == codeBusiness && leavesTrade(subCode(o))}, nil
}

// paidBy completes an answer that says paid, which must name its order and its amount.
func paidBy(o object, a kiosk.Answer, at string) (kiosk.Answer, error) {
	amount, err := o.Yuan("total_amount")
	switch {
	case err != nil:
		return kiosk.Answer{}, fmt.Errorf("reply %w", err)
	case a.Order == "":
		return kiosk.Answer{}, errNoOrder
	case amount == nil:
		return kiosk.Answer{}, errNoMoney
	}
	a.Amount, a.PaidAt, a.Reason = amount, wire.ChinaTime(o.Text(at)), ""
	return a, nil
}

// readQuery reads query. vanished: Alipay was made to cancel p, and knew of no trade.
func readQuery(o object, p kiosk.Payment, vanished bool) (kiosk.Answer, error) {
	class := outcome(o, &queryCodes, &querySubCodes)
	if class != wire.Read {
		if class == wire.Waiting {
			class = withoutTrade(p, vanished)
		}
		return about(o, class), nil
	}
	state := wire.Capitals(o.Text("trade_status"))
	class = tradeStates.Class(state)
	a := about(o, class)
	a.Reason = wire.Phrase(state)
	if class == wire.Closed && o.Has("send_pay_date") {
		a.Reason = givenBack
	}
	switch {
	case class == wire.Paid:
		return paidBy(o, a, "send_pay_date")
	case class == wire.Closed && a.Order == "":
		return kiosk.Answer{}, errNoOrder
	}
	return a, nil
}

// withoutTrade is the class of a payment of which Alipay knows no trade.
func withoutTrade(p kiosk.Payment, vanished bool) wire.Class {
	switch {
	case p.TradeNo != "": // it was heard of
		return wire.Unknown
	case p.Rail != kiosk.RailCode: // nobody has scanned the QR
		return wire.Waiting
	case vanished:
		return wire.Closed
	}
	return wire.Unknown // the pay may be on its way
}

// closed is close's answer, and whether there is no trade that could be closed.
type closed struct {
	kiosk.Answer
	unscanned bool
}

func readClose(o object) (closed, error) {
	class := outcome(o, &closeCodes, &closeSubCodes)
	a := about(o, class)
	if class == wire.Closed {
		if a.Order == "" {
			return closed{}, errNoOrder
		}
		a.Reason = ""
	}
	return closed{a, class == wire.NotFound}, nil
}

// cancelled is cancel's answer.
type cancelled struct {
	kiosk.Answer
	over    bool // it need not be asked again
	noTrade bool // Alipay knows of none
}

func readCancel(o object) (cancelled, error) {
	class := outcome(o, &cancelCodes, &cancelSubCodes)
	if class != wire.Read || retryFlags.Class(o.Text("retry_flag")) != wire.Read {
		a := about(o, class)
		a.Verdict = kiosk.VerdictUnknown
		return cancelled{Answer: a}, nil
	}
	class = cancelActions.Class(o.Text("action"))
	a := about(o, class)
	a.Reason = o.Phrase("action")
	if a.Reason == actionRefund {
		a.Reason = givenBack
	}
	switch {
	case class == wire.Closed && a.Order == "":
		return cancelled{}, errNoOrder
	case class == wire.Closed:
		return cancelled{Answer: a, over: true}, nil
	}
	return cancelled{Answer: a, over: !o.Has("action"), noTrade: !o.Has("action")}, nil
}
