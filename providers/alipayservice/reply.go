package alipayservice

import (
	"cmp"
	"errors"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

var (
	errNoOrder = errors.New("reply says how an order ended and names none")
	errNoMoney = errors.New("reply says paid and names no amount")
)

// said is the reason for people: the most precise sentence, else the code.
func said(o object) string {
	return cmp.Or(o.Phrase("sub_msg"), o.Phrase("msg"), o.Phrase("sub_code"), o.Phrase("code"))
}

// subCode is Alipay's precise reason without the API's prefix.
func subCode(o object) string {
	return strings.TrimPrefix(wire.Capitals(o.Text("sub_code")), "ACQ.")
}

// readQR reads /qrcode. Alipay's refusals are failures, since no QR came that a
// customer could pay; null hides what went wrong.
func readQR(o object) (kiosk.Answer, error) {
	code := o.Text("code")
	made := qrCodes.Class(code)
	switch {
	case o == nil:
		return kiosk.Answer{Verdict: qrReplies.Class(replyNull).Verdict()}, nil
	case code == codeBusiness && qrSubCodes.Lists(subCode(o)):
		made = qrSubCodes.Class(subCode(o))
		fallthrough
	case made != wire.Waiting:
		return kiosk.Answer{Verdict: made.Verdict(), Order: o.Number("out_trade_no"), Reason: said(o)}, nil
	}
	no, qr := o.Number("out_trade_no"), o.Text("qr_code")
	if no == "" || !wire.AlipayQRText(qr) {
		return kiosk.Answer{}, garbage(pathQR, errors.New("reply says that the order was made and has no usable QR or number"))
	}
	return kiosk.Answer{Verdict: made.Verdict(), Order: no, GatewayOrderNo: no, QR: qr}, nil
}

func readQuery(o object, p kiosk.Payment) (kiosk.Answer, error) {
	const call = "query_path"
	code := o.Text("code")
	if o == nil {
		return kiosk.Answer{Verdict: queryReplies.Class(replyNull).Verdict()}, nil
	}
	state := wire.Capitals(o.Text("trade_status"))
	a := kiosk.Answer{
		Verdict: kiosk.VerdictUnknown, Order: o.Number("out_trade_no"), TradeNo: o.Number("trade_no"),
		Payer: o.Phrase("buyer_logon_id"), Reason: wire.Phrase(state),
	}
	if class := queryCodes.Class(code); class != wire.Read || code == codeBusiness {
		if class == wire.Read {
			class = querySubCodes.Class(subCode(o))
		}
		if class == wire.Waiting && p.TradeNo != "" {
			class = wire.Unknown // its trade was heard of
		}
		a.Verdict, a.Reason = class.Verdict(), said(o)
		return a, nil
	}
	if o.Has("sub_code") { // a success has none
		return a, nil
	}
	a.Verdict = queryStates.Class(state).Verdict()
	if a.Verdict == kiosk.VerdictClosed && a.Order == "" {
		return kiosk.Answer{}, garbage(call, errNoOrder)
	}
	if a.Verdict != kiosk.VerdictPaid {
		return a, nil
	}
	amount, err := o.Yuan("total_amount")
	switch {
	case err != nil:
	case a.Order == "":
		err = errNoOrder
	case amount == nil:
		err = errNoMoney
	}
	if err != nil {
		return kiosk.Answer{}, garbage(call, err)
	}
	a.Amount, a.PaidAt, a.Reason = amount, wire.ChinaTime(o.Text("send_pay_date")), ""
	return a, nil
}
