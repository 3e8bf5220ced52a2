package alipayservice

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// Codes of Alipay's envelope, which the service hands through.
const (
	codeDone     = "10000"
	codeBusiness = "40004" // Alipay understood the request and says no
)

// qrBytesMax: a longer text makes a QR too dense for a phone across a counter.
const qrBytesMax = 512

var (
	errSilent  = errors.New("reply has no code")
	errNoQR    = errors.New("reply says that the order was made and has no usable QR or number")
	errNoOrder = errors.New("reply says paid and names no order")
	errNoMoney = errors.New("reply says paid and names no amount")
)

// denied reports whether code is one of Alipay's refusals: 40001 lacks
// something, 40002 wrong parameter, 40004 business, 40006 no right, and others
// of the kind.
func denied(code string) bool { return len(code) == 5 && strings.HasPrefix(code, "4000") }

// said is what people are told: the most precise sentence, else the code.
func said(o object) string {
	for _, key := range []string{"sub_msg", "msg", "sub_code", "code"} {
		if s := o.phrase(key); s != "" {
			return s
		}
	}
	return ""
}

// subCode is Alipay's precise reason without the API's prefix.
func subCode(o object) string {
	return strings.TrimPrefix(strings.ToUpper(o.text("sub_code")), "ACQ.")
}

// readQR reads /qrcode. null and Alipay's refusals are the documented failures:
// no QR came, so there is nothing that a customer could pay.
func readQR(o object) (kiosk.Answer, error) {
	code := o.text("code")
	switch {
	case o == nil:
		return kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil
	case code == "":
		return kiosk.Answer{}, garbage(pathQR, errSilent)
	case denied(code):
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: o.number("out_trade_no"), Reason: said(o)}, nil
	case code != codeDone:
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: o.number("out_trade_no"), Reason: said(o)}, nil
	}
	no, qr := o.number("out_trade_no"), o.text("qr_code")
	if no == "" || !showable(qr) {
		return kiosk.Answer{}, garbage(pathQR, errNoQR)
	}
	return kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: no, GatewayOrderNo: no, QR: qr}, nil
}

// showable reports whether qr is a link in plain ASCII that a QR can hold and
// Alipay opens.
func showable(qr string) bool {
	if len(qr) > qrBytesMax || strings.ContainsFunc(qr, func(r rune) bool { return r <= ' ' || r > unicode.MaxASCII || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(qr) // makes the scheme small
	return err == nil && slices.Contains([]string{"https", "http", "alipays"}, u.Scheme) && u.Hostname() != "" && u.User == nil
}

// tradeStates are Alipay's trade_status. A trade comes into being when the QR
// is scanned, so one that waits has its customer at it.
var tradeStates = map[string]kiosk.Verdict{
	"WAIT_BUYER_PAY": kiosk.VerdictConfirming,
	"TRADE_SUCCESS":  kiosk.VerdictPaid,
	"TRADE_FINISHED": kiosk.VerdictPaid,
	"TRADE_CLOSED":   kiosk.VerdictClosed,
}

// readQuery reads the reply of query_path.
func readQuery(o object) (kiosk.Answer, error) {
	const call = "query_path"
	code := o.text("code")
	switch {
	case o == nil:
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil
	case code == "":
		return kiosk.Answer{}, garbage(call, errSilent)
	}
	state := strings.ToUpper(o.text("trade_status"))
	a := kiosk.Answer{
		Verdict: kiosk.VerdictUnknown, Order: o.number("out_trade_no"), TradeNo: o.number("trade_no"),
		Payer: o.phrase("buyer_logon_id"), Reason: phrase(state),
	}
	if code != codeDone {
		a.Reason = said(o)
		if code == codeBusiness && subCode(o) == "TRADE_NOT_EXIST" {
			a.Verdict = kiosk.VerdictWaiting // nobody has scanned the QR yet
		}
		return a, nil
	}
	if v, known := tradeStates[state]; known {
		a.Verdict = v
	}
	if a.Verdict != kiosk.VerdictPaid {
		return a, nil
	}
	amount, err := o.yuan("total_amount")
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
	a.Amount, a.PaidAt, a.Reason = amount, wire.ChinaTime(o.text("send_pay_date")), ""
	return a, nil
}
