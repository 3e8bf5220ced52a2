package wiretest

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// Format describes the reading of a vendor's replies.
type Format[O any] struct {
	Decode    func([]byte) (O, error)
	NumberMax int       // bytes of an order's, a trade's or a refund's number
	AmountMax kiosk.Fen // 0: without bound
	// PlainErrors: the vendor's readers leave it to their callers to say that a
	// reply is unusable.
	PlainErrors bool
}

// FuzzReplies fuzzes reads, which make answers of a reply: what is taken as a
// reply is JSON, a reply that came may only be unusable, and an answer keeps
// what kiosk promises of it. holds adds what only this vendor's must hold.
func FuzzReplies[O, A any](f *testing.F, v Format[O], holds func(*testing.T, O, A), reads ...func(O) (A, error)) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := v.Decoded(t, body)
		if !ok {
			return
		}
		for _, read := range reads {
			if a, err := read(o); err == nil {
				v.Sound(t, a)
				holds(t, o, a)
			} else if !v.PlainErrors && Proves(err) != "garbage" {
				t.Fatalf("a reply that came may only be unusable, not %v", err)
			}
		}
	})
}

// Decoded is body as the vendor's reply; encoding/json is the judge of what is
// JSON at all.
func (v Format[O]) Decoded(t *testing.T, body []byte) (O, bool) {
	o, err := v.Decode(body)
	if err == nil && !json.Valid(wire.Trimmed(body)) {
		t.Fatalf("taken, and is not JSON: %q", body)
	}
	return o, err == nil
}

// Sound fails when an answer, a refund's or a notification's breaks a promise.
func (v Format[O]) Sound(t *testing.T, answer any) {
	t.Helper()
	var numbers, texts []string
	var amounts []*kiosk.Fen
	verdict := ""
	switch a := answer.(type) {
	case kiosk.Notification:
		v.Sound(t, a.Answer)
		return
	case kiosk.Answer:
		verdict, numbers, texts, amounts = string(a.Verdict), []string{a.Order, a.GatewayOrderNo, a.TradeNo}, []string{a.Reason, a.Payer}, []*kiosk.Fen{a.Amount}
	case kiosk.RefundAnswer:
		verdict, numbers, texts, amounts = string(a.Verdict), []string{a.Order, a.Refund, a.GatewayNo}, []string{a.Reason}, []*kiosk.Fen{a.Amount, a.Total}
	default:
		t.Fatalf("no answer: %T", answer)
	}
	if verdict == "" {
		t.Fatal("no verdict")
	}
	for _, no := range numbers {
		if no != "" && !wire.Word(no, v.NumberMax) {
			t.Fatalf("number %q", no)
		}
	}
	Short(t, texts...)
	for _, a := range amounts {
		if a != nil && (*a < 0 || v.AmountMax != 0 && *a > v.AmountMax) {
			t.Fatalf("amount %d", *a)
		}
	}
}

// Short fails when a gateway's words are more than kiosk keeps, or not one line.
func Short(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if n := utf8.RuneCountInString(s); n > kiosk.ReasonRunesMax+1 || strings.ContainsAny(s, "\r\n\x00") || !utf8.ValidString(s) {
			t.Fatalf("text of %d runes: %q", n, s)
		}
	}
}
