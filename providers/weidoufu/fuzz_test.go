package weidoufu

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

var replies = wiretest.Format[object]{Decode: decode, NumberMax: wire.NumberBytesMax, AmountMax: feeMax, PlainErrors: true}

func FuzzReadQR(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if waiting := a.Verdict == kiosk.VerdictWaiting; waiting != (a.QR != "") || waiting != (o.Text("code") == "1") {
			t.Fatalf("%+v", a)
		}
		if a.QR != "" && !wire.QRText(a.QR) || (a.Verdict == kiosk.VerdictFailed) != (o.Text("code") == "0") {
			t.Fatalf("%+v", a)
		}
	}, readQR)
}

func FuzzReadMini(f *testing.F) {
	by := func(w kiosk.Wallet) func(object) (kiosk.Answer, error) {
		return func(o object) (kiosk.Answer, error) { return readMini(o, w) }
	}
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if waiting := a.Verdict == kiosk.VerdictWaiting; waiting != (a.Params != nil) || waiting != (o.Text("code") == "1") {
			t.Fatalf("%+v", a)
		}
		var out map[string]string
		if a.Params != nil && (json.Unmarshal(a.Params, &out) != nil || len(out) == 0) {
			t.Fatalf("parameters %s", a.Params)
		}
	}, by(kiosk.WeChat), by(kiosk.Alipay))
}

func FuzzReadRefund(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.RefundAnswer) {
		if (a.Verdict == kiosk.RefundSaidDone) != (o.Text("code") == "1") || a.Verdict == kiosk.RefundSaidRefused && o.Text("code") != "0" {
			t.Fatalf("%+v", a)
		}
		if a.Amount != nil || a.Total != nil || a.Refund != "" {
			t.Fatalf("the reply names none of these: %+v", a)
		}
	}, readRefund)
}

func FuzzReadState(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := replies.Decoded(t, body)
		if !ok {
			return
		}
		a, err := readState(body, o, testSK)
		if err != nil {
			return
		}
		replies.Sound(t, a)
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
		replies.Sound(t, n)
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
			replies.Sound(t, n)
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
