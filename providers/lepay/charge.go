package lepay

import (
	"cmp"
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// readCharge reads tofastpay. Status 1 is paid unless something beside it says
// otherwise; of status 0 the tables in codes_charge.go say what it proves; everything
// else proves nothing. An unusable reply that names a number is not lost: the
// number is handed on, so that the till can ask by it.
func readCharge(o object, code kiosk.PayCode) (kiosk.Answer, error) {
	said := chargeStatus.Class(o.Text("status"))
	a, err := chargedOrder(o, code)
	switch {
	case !spoke(o):
		err = errSilent
	case said != wire.Paid:
		err = nil // an amount that cannot be read matters where money is said to have come
	}
	if err != nil {
		if a.GatewayOrderNo == "" {
			return kiosk.Answer{}, garbage("tofastpay", err)
		}
		return a, nil
	}
	switch said {
	case wire.Paid:
		a.Verdict = verdictOfYes(o, code, a.GatewayOrderNo != "")
	case wire.Read:
		a.Verdict = classify(words(o))
	}
	if a.Verdict == kiosk.VerdictPaid {
		a.Reason = ""
	}
	return a, nil
}

// chargedOrder is a reply of tofastpay beside its verdict, which is left at unknown.
// The error is an amount that cannot be read; then there is none.
func chargedOrder(o object, code kiosk.PayCode) (a kiosk.Answer, err error) {
	a = kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: reasonWithout(o, code)}
	for _, in := range []object{o, o.Child("result"), o.Child("data")} {
		a.GatewayOrderNo = cmp.Or(a.GatewayOrderNo, redactNumber(in.Number("out_trade_no"), code))
		a.TradeNo = cmp.Or(a.TradeNo, redactNumber(in.Number("trade_no"), code))
		amount, wrong := amountIn(in)
		a.Amount, err = cmp.Or(a.Amount, amount), cmp.Or(err, wrong)
	}
	a.GatewayOrderNo = cmp.Or(a.GatewayOrderNo, a.TradeNo) // better than nothing to ask by
	if err != nil {
		a.Amount = nil
	}
	return a, err
}

// verdictOfYes is the proof in status 1. Whatever contradicts it makes it a doubt: lepay
// may have wrapped the wallet's refusal, or its "in progress", as a success. An order
// said to be in progress is one, as long as it can be asked about.
func verdictOfYes(o object, code kiosk.PayCode, numbered bool) kiosk.Verdict {
	switch contradiction(o, code) {
	case "":
		return kiosk.VerdictPaid
	case kiosk.VerdictConfirming:
		if numbered {
			return kiosk.VerdictConfirming
		}
	}
	return kiosk.VerdictUnknown
}

// contradiction is the heaviest thing in a reply of status 1 that speaks
// against it, "" when there is none.
func contradiction(o object, code kiosk.PayCode) kiosk.Verdict {
	var against kiosk.Verdict
	add := func(v kiosk.Verdict) {
		if weight[v] > weight[against] {
			against = v
		}
	}
	for i, in := range all(o, nil) {
		for _, key := range outcomeKeys {
			if i == 0 && key == "status" {
				continue // o's own, which said yes
			}
			add(fieldAgainstYes(in, key, code))
		}
		for _, key := range slices.Concat(textKeys, payloadKeys) {
			if s, is := in[key].(string); is && len(s) > wire.TextBytesMax {
				add(kiosk.VerdictUnknown)
			}
		}
	}
	var said []string
	for _, s := range sentences(o) {
		s = strings.ToUpper(s)
		for _, success := range chargeAgreesPhrases.Rows {
			s = strings.ReplaceAll(s, success.Code, "")
		}
		if denial, denied := chargeDenials.Row(s); denied {
			add(denial.Class.Verdict())
		}
		said = append(said, s)
	}
	add(againstYes(said))
	return against
}

// againstYes is the table's objection in texts to a status of 1, "" when
// nothing. There a refusal is a doubt, and outweighs an "in progress".
func againstYes(texts []string) kiosk.Verdict {
	if match(texts, func(r wire.ResultCode) bool { return r.Class != wire.Confirming && !chargeAgrees.Lists(r.Code) }) != "" {
		return kiosk.VerdictUnknown
	}
	return match(texts, func(r wire.ResultCode) bool { return r.Class == wire.Confirming })
}

// fieldAgainstYes is one field's objection: whatever is no success is against it.
func fieldAgainstYes(in object, key string, code kiosk.PayCode) kiosk.Verdict {
	v := in[key]
	if s, is := v.(string); v == nil || is && strings.TrimSpace(s) == "" {
		return ""
	}
	said := wire.Capitals(in.Text(key))
	switch {
	case chargeAgrees.Lists(said), said == "0" && strings.HasPrefix(key, "err"):
		return ""
	case key == "code" && code.Reveal() != "" && said == wire.Capitals(code.Reveal()):
		return "" // tofastpay's own parameter of this name, sent back
	}
	return cmp.Or(againstYes([]string{said}), kiosk.VerdictUnknown)
}

// Fields of the wallets' and lepay's replies, wherever they stand.
var (
	// outcomeKeys hold how it went, as a code.
	outcomeKeys = []string{"code", "sub_code", "err_code", "error_code", "errcode", "return_code", "result_code", "trade_state", "trade_status", "order_state", "status"}
	// textKeys hold it in words.
	textKeys = []string{"msg", "message", "sub_msg", "return_msg", "err_code_des"}
	// refusalKeys hold, as a code, why a payment was refused.
	refusalKeys = []string{"code", "sub_code", "err_code", "result_code", "trade_state", "trade_status", "order_state"}
	// payloadKeys may hold words instead of an object.
	payloadKeys = []string{"result", "data"}
)

// words are the fields in which lepay passes on why a payment was refused.
func words(o object) []string {
	texts := sentences(o)
	for _, in := range all(o, nil) {
		for _, key := range refusalKeys {
			if s := in.Text(key); s != "" && s != codeOK {
				texts = append(texts, s)
			}
		}
	}
	return texts
}

// sentences are the fields of o, and of all objects in it, that hold words.
func sentences(o object) []string {
	var texts []string
	for _, in := range all(o, nil) {
		for _, key := range slices.Concat(textKeys, payloadKeys) {
			values, isList := in[key].([]any)
			if !isList {
				values = []any{in[key]}
			}
			for _, v := range values {
				if s := wire.Text(v); s != "" {
					texts = append(texts, s)
				}
			}
		}
	}
	return texts
}

// reason is the text for people: the most precise sentence, else the code.
func reason(o object) string { return reasonWithout(o, kiosk.PayCode{}) }

// reasonWithout is reason with the payment code taken out, before anything is
// cut off: a piece of the code is as little to be kept as the whole.
func reasonWithout(o object, code kiosk.PayCode) string {
	for _, key := range []string{"sub_msg", "err_code_des", "msg", "sub_code", "err_code", "code"} {
		if s := redact(wire.OneLine(o.Text(key)), code); !untold(s) {
			return kiosk.Trim(s)
		}
	}
	return ""
}
