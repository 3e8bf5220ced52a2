package weidoufu

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// decodes is what every fuzzed reader starts with; encoding/json is the judge
// of what is JSON at all.
func decodes(t *testing.T, body []byte) (object, bool) {
	o, err := decode(body)
	if err != nil {
		return nil, false
	}
	if !json.Valid(wire.Trimmed(body)) {
		t.Fatalf("taken, and is not JSON: %q", body)
	}
	return o, true
}

// sound fails when an answer breaks a promise of kiosk.Answer.
func sound(t *testing.T, a kiosk.Answer) {
	t.Helper()
	if a.Verdict == "" {
		t.Fatal("no verdict")
	}
	if a.Amount != nil && (*a.Amount < 0 || *a.Amount > feeMax) {
		t.Fatalf("amount %d", *a.Amount)
	}
	for _, no := range []string{a.Order, a.GatewayOrderNo, a.TradeNo} {
		if no != "" && !wire.Word(no, wire.NumberBytesMax) {
			t.Fatalf("number %q", no)
		}
	}
	if n := utf8.RuneCountInString(a.Reason); n > kiosk.ReasonRunesMax+1 || strings.ContainsAny(a.Reason, "\r\n\x00") {
		t.Fatalf("text of %d runes: %q", n, a.Reason)
	}
}

func FuzzReadQR(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readQR(o)
		if err != nil {
			return
		}
		sound(t, a)
		if waiting := a.Verdict == kiosk.VerdictWaiting; waiting != (a.QR != "") || waiting != (o.Text("code") == "1") {
			t.Fatalf("%+v", a)
		}
		if a.QR != "" && !wire.QRText(a.QR) || (a.Verdict == kiosk.VerdictFailed) != (o.Text("code") == "0") {
			t.Fatalf("%+v", a)
		}
	})
}

func FuzzReadMini(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
			a, err := readMini(o, w)
			if err != nil {
				continue
			}
			sound(t, a)
			if waiting := a.Verdict == kiosk.VerdictWaiting; waiting != (a.Params != nil) || waiting != (o.Text("code") == "1") {
				t.Fatalf("%+v", a)
			}
			var out map[string]string
			if a.Params != nil && (json.Unmarshal(a.Params, &out) != nil || len(out) == 0) {
				t.Fatalf("parameters %s", a.Params)
			}
		}
	})
}

func FuzzReadRefund(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readRefund(o)
		if err != nil {
			return
		}
		if (a.Verdict == kiosk.RefundSaidDone) != (o.Text("code") == "1") || a.Verdict == kiosk.RefundSaidRefused && o.Text("code") != "0" || a.Verdict == "" {
			t.Fatalf("%+v", a)
		}
		if a.Amount != nil || a.Total != nil || a.Refund != "" {
			t.Fatalf("the reply names none of these: %+v", a)
		}
	})
}

func FuzzReadState(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readState(body, o, testSK)
		if err != nil {
			return
		}
		sound(t, a)
		if a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil) {
			t.Fatalf("paid without proof: %+v", a)
		}
		if _, signed := o["sign"]; a.Verdict == kiosk.VerdictPaid && !signed && o.Text("code") != "1" {
			t.Fatalf("paid without a success: %+v", a)
		}
	})
}

// Content is taken or not as its signature fits, whatever is within.
func FuzzReadNotice(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := noticing().ReadNotification("application/json", body)
		if err != nil {
			if !errors.Is(err, kiosk.ErrForged) && !errors.Is(err, kiosk.ErrNotification) {
				t.Fatalf("%v", err)
			}
			return
		}
		sound(t, n.Answer)
		if n.OrderNo == "" || n.Answer.Verdict == kiosk.VerdictPaid && n.Answer.Amount == nil {
			t.Fatalf("%+v", n)
		}
		if !bytes.Contains(body, []byte(`"sign"`)) && !bytes.Contains(body, []byte(`\u`)) {
			t.Fatal("taken without a signature")
		}
	})
}

// FuzzSignedContent signs what it is given: past the signature nothing may
// break either, and one changed byte must be noticed.
func FuzzSignedContent(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte, at uint16, change byte) {
		if !json.Valid(content) || len(bytes.TrimSpace(content)) != len(content) || content[0] == '"' {
			return
		}
		n, err := noticing().ReadNotification("", []byte(notice(string(content), testSK)))
		if errors.Is(err, kiosk.ErrForged) {
			t.Fatalf("signed, and not recognised: %s", content)
		}
		if err == nil {
			sound(t, n.Answer)
		}
		sign := noticeSignature(content, testSK)
		other := bytes.Clone(content)
		if other[int(at)%len(other)] ^= change; bytes.Equal(other, content) {
			return
		}
		var was, is bytes.Buffer
		if json.Compact(&is, other) == nil && json.Compact(&was, content) == nil && bytes.Equal(was.Bytes(), is.Bytes()) {
			return // nothing but white space
		}
		if _, err := noticing().ReadNotification("", []byte(`{"sign":"`+sign+`","content":`+string(other)+`}`)); err == nil {
			t.Fatalf("taken with another's signature: %s", other)
		}
	})
}

func FuzzReadPicture(f *testing.F) {
	f.Fuzz(func(t *testing.T, s string) {
		text, err := readPicture(s)
		if err != nil && text != "" {
			t.Fatalf("%q and %v", text, err)
		}
	})
}
