package lepay

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/wire"
)

var (
	errSilent  = errors.New("reply says neither yes nor no")
	errNoOrder = errors.New("reply says how an order ended and names none")
)

// readQR reads qrCodePay. A refusal is a failure, since without a QR there is
// nothing that the customer could pay; what is neither proves nothing.
func readQR(o object) (kiosk.Answer, error) {
	const call = "qrCodePay"
	if !spoke(o) {
		return kiosk.Answer{}, garbage(call, errSilent)
	}
	said := qrStatus.Class(o.Text("status"))
	if qrCode.Class(o.Text("code")) == wire.Waiting {
		said = wire.Waiting
	}
	if said != wire.Waiting {
		return unproven(call, kiosk.Answer{Reason: o.Phrase("msg")}, said, o)
	}
	in := payload(o)
	if c := in.Text("code"); c != "" && in.Text("qr_code") == "" && in.Text("qrcode") == "" {
		if refused := qrWallet.Class(c); refused != wire.Read {
			// Alipay refused, and lepay wrapped that as its own success.
			return unproven(call, kiosk.Answer{Reason: reason(in)}, refused, o)
		}
	}
	no, qr := in.Number("out_trade_no"), cmp.Or(in.Text("qr_code"), in.Text("qrcode"))
	if no == "" || !wire.QRText(qr) {
		return kiosk.Answer{}, garbage(call, errors.New("reply says that the order was made and has no usable QR or number"))
	}
	return kiosk.Answer{Verdict: said.Verdict(), GatewayOrderNo: no, QR: qr}, nil
}

// readQuery reads queryOrder about p. An amount is undocumented, and counts if there.
func readQuery(o object, p kiosk.Payment) (kiosk.Answer, error) {
	const call = "queryOrder"
	if !spoke(o) {
		return kiosk.Answer{}, garbage(call, errSilent)
	}
	in := payload(o)
	state := wire.Capitals(in.Text("order_state"))
	a := kiosk.Answer{
		Order: orderIn(in, p.GatewayOrderNo), TradeNo: cmp.Or(in.Number("transaction_id"), in.Number("trade_no")),
		Reason: cmp.Or(wire.Phrase(state), reason(o)),
	}
	said := queryCode.Class(o.Text("code"))
	if said != wire.Read {
		a.Reason = reason(o)
		return unproven(call, a, said, o)
	}
	for _, key := range []string{"code", "err_code", "sub_code"} {
		if inner := in[key]; inner != nil && inner != "" && !(key == "err_code" && in.Text(key) == "0") {
			if said = queryInner.Class(in.Text(key)); said != wire.Read {
				a.Reason = reason(in)
				return unproven(call, a, said, o)
			}
		}
	}
	said = orderStates.Class(state)
	switch {
	case said == wire.Unknown:
		return unproven(call, a, said, o)
	case a.Order == "" && said != wire.Waiting && said != wire.Confirming:
		return kiosk.Answer{}, garbage(call, errNoOrder)
	}
	a.Verdict = said.Verdict()
	if said != wire.Paid {
		return a, nil
	}
	var err error
	if a.Amount, err = amountIn(in); err != nil {
		return kiosk.Answer{}, garbage(call, err)
	}
	a.PaidAt = unixTime(in.Text("tradedate"))
	return a, nil
}

// readAliQuery reads aliQueryOrder about p, whose data is Alipay's own reply.
func readAliQuery(o object, p kiosk.Payment) (kiosk.Answer, error) {
	const call = "aliQueryOrder"
	if !spoke(o) {
		return kiosk.Answer{}, garbage(call, errSilent)
	}
	in := payload(o)
	a := kiosk.Answer{Order: orderIn(in, p.GatewayOrderNo), TradeNo: in.Number("trade_no"), Payer: in.Phrase("buyer_logon_id")}
	state := wire.Capitals(in.Text("trade_status"))
	a.Reason = cmp.Or(wire.Phrase(state), reason(in), reason(o))
	said := aliCodes.Class(in.Text("code"))
	switch {
	case in.Text("code") == alipayBusiness:
		said = aliSubCodes.Class(strings.TrimPrefix(in.Text("sub_code"), "ACQ."))
		if said == wire.Waiting && p.TradeNo != "" {
			said = wire.Unknown // its trade was heard of
		}
	case said == wire.Read && in["sub_code"] != nil && in["sub_code"] != "":
		said = wire.Unknown // a success has none
	case said == wire.Read && aliQueryCode.Class(o.Text("code")) == wire.Read:
		said = tradeStates.Class(state)
	}
	switch {
	case said != wire.Paid && said != wire.Closed:
		return unproven(call, a, said, o)
	case a.Order == "":
		return kiosk.Answer{}, garbage(call, errNoOrder)
	}
	a.Verdict = said.Verdict()
	if said == wire.Closed {
		return a, nil
	}
	amount, err := in.Yuan("total_amount")
	if err != nil {
		return kiosk.Answer{}, garbage(call, err)
	}
	if amount == nil {
		return kiosk.Answer{}, garbage(call, errors.New("reply says paid and names no amount"))
	}
	a.Amount, a.PaidAt = amount, wire.ChinaTime(in.Text("send_pay_date"))
	return a, nil
}

// orderIn is the number that a reply names. A payment that is asked about by
// the wallet's number, for want of lepay's, is recognised by that.
func orderIn(in object, asked string) string {
	for _, key := range []string{"trade_no", "transaction_id"} {
		if asked != "" && in.Number(key) == asked {
			return asked
		}
	}
	return in.Number("out_trade_no")
}

// amountIn is the amount that a reply names, nil when it names none. lepay and
// Alipay count in yuan; total_fee is WeChat's name, and WeChat's is whole fen.
// An amount that is there and cannot be read is an error.
func amountIn(in object) (*kiosk.Fen, error) {
	for _, key := range []string{"total_amount", "money"} {
		if f, err := in.Yuan(key); f != nil || err != nil {
			return f, err
		}
	}
	s := in.Text("total_fee")
	if s == "" || strings.Contains(s, ".") {
		return in.Yuan("total_fee")
	}
	n, err := strconv.ParseUint(s, 10, 40)
	if err != nil {
		return nil, fmt.Errorf("total_fee: %w", kiosk.ErrAmountShape)
	}
	f := kiosk.Fen(n)
	return &f, nil
}

// unixTime reads unix seconds, zero when they are none or beyond the year 9999.
func unixTime(s string) time.Time {
	const last = 253402300799
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n > last {
		return time.Time{}
	}
	return time.Unix(n, 0).In(wire.China)
}
