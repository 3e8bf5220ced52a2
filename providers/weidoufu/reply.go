package weidoufu

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"facepay/kiosk"
	"facepay/providers/wire"
)

var errSilent = errors.New("reply has no code")

// opened is the rest of a reply that makes an order beside its outcome. ok: the
// gateway says that the order was made; otherwise the verdict stands.
func opened(o object, codes *wire.ResultCodes) (a kiosk.Answer, ok bool, err error) {
	if _, is := o["code"]; !is || o.Text("code") == "" {
		return kiosk.Answer{}, false, errSilent
	}
	in := o.Child("data")
	a = kiosk.Answer{Verdict: codes.Class(o.Text("code")).Verdict(), Order: in.Number("out_order_no")}
	if a.Verdict == kiosk.VerdictWaiting {
		a.TradeNo = in.Number("mch_trade_no")
		return a, true, nil
	}
	a.Reason = o.Phrase("message")
	return a, false, nil
}

// readQR reads pay/native: code_url is the QR's text, qrcode its picture. A
// payment that nobody was shown a QR of cannot be paid, so code 0 is a failure.
func readQR(o object) (kiosk.Answer, error) {
	a, made, err := opened(o, &qrCodes)
	if err != nil || !made {
		return a, err
	}
	in := o.Child("data")
	a.QR = in.Text("code_url")
	if picture, _ := in["qrcode"].(string); a.QR == "" && picture != "" {
		if a.QR, err = readPicture(picture); err != nil {
			return kiosk.Answer{}, err
		}
	}
	if !wire.QRText(a.QR) {
		return kiosk.Answer{}, errors.New("reply says that the order was made and has no usable QR")
	}
	return a, nil
}

// readMini reads pay/miniapp. data is there on failure too: only code tells.
func readMini(o object, w kiosk.Wallet) (kiosk.Answer, error) {
	a, made, err := opened(o, &miniCodes)
	if err != nil || !made {
		return a, err
	}
	in := o.Child("data").Child("jsapi")
	fields := wechatParams
	if w == kiosk.Alipay {
		fields = alipayParams
	}
	out := map[string]string{}
	for _, f := range fields {
		v := in.Text(f.theirs)
		if v == "" && !f.optional || strings.ContainsFunc(v, unicode.IsControl) {
			return kiosk.Answer{}, fmt.Errorf("reply says that the order was made and has no usable payment parameters: %s", f.theirs)
		}
		if v != "" {
			out[f.wallets] = v
		}
	}
	if a.Params, err = json.Marshal(out); err != nil {
		return kiosk.Answer{}, fmt.Errorf("payment parameters: %w", err)
	}
	return a, nil
}

// param is one payment parameter, as weidoufu and as the wallet's own call in
// the mini-program names it.
type param struct {
	theirs, wallets string
	optional        bool
}

var (
	// wechatParams are those of requestPayment. It takes no appId; a mini-program
	// can see by it that the order was made for another one.
	wechatParams = []param{
		{"app_id", "appId", true}, {"timestamp", "timeStamp", false}, {"nonce_str", "nonceStr", false},
		{"package", "package", false}, {"sign_type", "signType", false}, {"pay_sign", "paySign", false},
	}
	// alipayParams are those of my.tradePay.
	alipayParams = []param{{"trade_no", "tradeNO", false}}
)

// readRefund reads pay/refund. Code 1 is the gateway's word that it gives the
// money back; nothing later tells more of it, so it is taken as done.
func readRefund(o object) (kiosk.RefundAnswer, error) {
	code := o.Text("code")
	if code == "" {
		return kiosk.RefundAnswer{}, errSilent
	}
	in, said := o.Child("data"), o.Text("message")
	class := refundCodes.Class(code)
	if class == wire.RefundRefused {
		if said == "" {
			class = wire.Unknown
		} else if doubt, doubted := refundDoubts.Row(said); doubted {
			class = doubt.Class
		}
	}
	a := kiosk.RefundAnswer{Verdict: class.Refund(), Order: in.Number("out_order_no")}
	if a.Verdict != kiosk.RefundSaidDone {
		a.Reason = wire.Phrase(said)
	}
	return a, nil
}

// stated reads what a part of a reply, or a notification's content, says of a
// payment in the notification's words. Any word needs an order, and paid an
// amount; what says so without them proves nothing.
func stated(in object) (kiosk.Answer, error) {
	a := kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: in.Number("out_order_no"), TradeNo: cmp.Or(in.Number("transaction_id"), in.Number("mch_trade_no"))}
	var err error
	if a.Amount, err = amountIn(in); err != nil {
		return kiosk.Answer{}, err
	}
	class := statuses.Class(in.Text("status"))
	switch {
	case a.Order == "":
	case class != wire.Paid:
		a.Verdict = class.Verdict()
	case a.Amount != nil:
		a.Verdict, a.PaidAt = class.Verdict(), wire.ChinaTime(in.Text("pay_time"))
	}
	return a, nil
}

// feeDigitsMax is the size of total_fee in the vendor's tables, and feeMax the
// largest amount of that size.
const (
	feeDigitsMax = 9
	feeMax       = kiosk.Fen(999_999_999)
)

// amountIn is total_fee, nil where it is not named.
func amountIn(in object) (*kiosk.Fen, error) {
	if !in.Has("total_fee") {
		return nil, nil
	}
	s := in.Text("total_fee")
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) > feeDigitsMax {
		return nil, errors.New("total_fee is not a whole number of fen")
	}
	f := kiosk.Fen(n)
	return &f, nil
}

// valuesMax bounds the values of one reply; the longest documented has about 15.
const valuesMax = 1000

type object = wire.Object

func decode(text []byte) (object, error) { return wire.Decode(text, valuesMax) }
