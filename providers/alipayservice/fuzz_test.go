package alipayservice

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// decodes is what every fuzzed reader starts with; encoding/json is the judge of
// what is JSON at all.
func decodes(t *testing.T, body []byte) (object, bool) {
	o, err := decode(body)
	if err != nil {
		return nil, false
	}
	plain := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
	if !json.Valid(plain) {
		t.Fatalf("taken, and is not JSON: %q", plain)
	}
	return o, true
}

func requireGarbage(t *testing.T, err error) {
	t.Helper()
	var unanswered *kiosk.Unanswered
	if !errors.As(err, &unanswered) || !unanswered.Answered {
		t.Fatalf("a reply that came may only be unusable, not %v", err)
	}
}

func requireNumber(t *testing.T, numbers ...string) {
	t.Helper()
	for _, no := range numbers {
		if no != "" && !wire.Word(no, wire.NumberBytesMax) {
			t.Fatalf("number %q", no)
		}
	}
}

func requireText(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if n := utf8.RuneCountInString(s); n > kiosk.ReasonRunesMax+1 || strings.ContainsAny(s, "\r\n\x00") || !utf8.ValidString(s) {
			t.Fatalf("text of %d runes: %q", n, s)
		}
	}
}

func requireAmount(t *testing.T, amounts ...*kiosk.Fen) {
	t.Helper()
	for _, a := range amounts {
		if a != nil && *a < 0 {
			t.Fatalf("amount %d", *a)
		}
	}
}

// sound fails when an answer breaks a promise of kiosk.Answer.
func sound(t *testing.T, a kiosk.Answer, err error) {
	t.Helper()
	if err != nil {
		requireGarbage(t, err)
		return
	}
	if a.Verdict == "" {
		t.Fatal("no verdict")
	}
	requireNumber(t, a.Order, a.GatewayOrderNo, a.TradeNo)
	requireText(t, a.Reason, a.Payer)
	requireAmount(t, a.Amount)
}

func soundRefund(t *testing.T, a kiosk.RefundAnswer, err error) {
	t.Helper()
	if err != nil {
		requireGarbage(t, err)
		return
	}
	if a.Verdict == "" {
		t.Fatal("no verdict")
	}
	requireNumber(t, a.Order, a.Refund, a.GatewayNo)
	requireText(t, a.Reason)
	requireAmount(t, a.Amount, a.Total)
}

func FuzzReadQR(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readQR(o)
		sound(t, a, err)
		if err == nil && (a.Verdict == kiosk.VerdictWaiting) != (a.QR != "" && a.GatewayOrderNo != "" && o.Text("code") == "10000") {
			t.Fatalf("%+v", a)
		}
		if a.Verdict == kiosk.VerdictPaid {
			t.Fatal("a QR that is paid as it is made")
		}
	})
}

func FuzzReadQuery(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readQuery(o, kiosk.Payment{})
		sound(t, a, err)
		if err == nil && a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil || o.Text("code") != "10000" || !strings.HasPrefix(strings.ToUpper(o.Text("trade_status")), "TRADE_")) {
			t.Fatalf("paid without proof: %+v", a)
		}
	})
}

func FuzzReadRefund(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readRefund(o, larger, partRefund)
		soundRefund(t, a, err)
		if err != nil {
			return
		}
		if a.Verdict == kiosk.RefundSaidDone && (a.Order == "" || a.Total == nil || *a.Total < partRefund.Amount || *a.Total > larger.Amount || o.Text("code") != "10000") {
			t.Fatalf("done without proof: %+v", a)
		}
		if a.Verdict == kiosk.RefundSaidRefused && (o.Text("code") != "40004" || o.Text("sub_code") == "") {
			t.Fatalf("refused without proof: %+v", a)
		}
	})
}

func FuzzReadRefundQuery(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readRefundQuery(o, larger)
		soundRefund(t, a, err)
		if err == nil && a.Verdict == kiosk.RefundSaidDone && (a.Order == "" || a.Refund == "" || a.Amount == nil || *a.Amount == 0 || o.Text("code") != "10000") {
			t.Fatalf("done without proof: %+v", a)
		}
		if a.Verdict == kiosk.RefundSaidRefused {
			t.Fatal("a question about a refund refuses none")
		}
	})
}

// What is read from a form that Alipay signed.
func FuzzReadNotice(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := parseForm("application/x-www-form-urlencoded", body)
		if err != nil {
			return
		}
		n, err := readNotice(form)
		if err != nil {
			if !errors.Is(err, kiosk.ErrNotification) {
				t.Fatal(err)
			}
			return
		}
		sound(t, n.Answer, nil)
		if n.Answer.Order == "" || string(n.OrderNo) != n.Answer.Order {
			t.Fatalf("%+v", n)
		}
		if n.Answer.Verdict == kiosk.VerdictPaid && (n.Answer.Amount == nil || n.Refund || form["trade_status"] != "TRADE_SUCCESS" && form["trade_status"] != "TRADE_FINISHED") {
			t.Fatalf("paid without proof: %+v", n)
		}
	})
}

// Whatever is changed in a signed notification, it is either refused or says the
// same as before.
func FuzzVerify(f *testing.F) {
	good, err := os.ReadFile("testdata/paid.form")
	if err != nil {
		f.Fatal(err)
	}
	cfg := Default()
	cfg.AlipayPublicKey = "testdata/alipay_public.pem"
	g := New("alipayservice", cfg, nil)
	want, err := g.ReadNotification(utf8Form, good)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, at uint, cut uint8, insert []byte) {
		from := int(at % uint(len(good)+1))
		to := min(from+int(cut), len(good))
		n, err := g.ReadNotification(utf8Form, bytes.Join([][]byte{good[:from], insert, good[to:]}, nil))
		switch {
		case err != nil:
			if !errors.Is(err, kiosk.ErrForged) && !errors.Is(err, kiosk.ErrNotification) {
				t.Fatal(err)
			}
		case n.OrderNo != want.OrderNo || n.Answer.Verdict != want.Answer.Verdict || *n.Answer.Amount != *want.Answer.Amount || n.Answer.TradeNo != want.Answer.TradeNo:
			t.Fatalf("forged and believed: %+v", n)
		}
	})
}

func FuzzParsePublicKey(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		key, err := readKey(text)
		if (key == nil) == (err == nil) {
			t.Fatalf("%v, %v", key, err)
		}
		if key != nil && (key.N.BitLen() < keyBitsMin || key.N.BitLen() > keyBitsMax) {
			t.Fatalf("key of %d bits", key.N.BitLen())
		}
	})
}

func FuzzParseTimeout(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseTimeout(text); err == nil && (d <= 0 || d > timeoutMax) {
			t.Fatalf("%q is %s", text, d)
		}
	})
}
