package yfpay

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
func decodes(t *testing.T, body []byte) (message, bool) {
	m, err := decode(body)
	if err != nil {
		return nil, false
	}
	plain := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
	if !json.Valid(plain) || !utf8.Valid(body) {
		t.Fatalf("taken, and is not JSON: %q", plain)
	}
	return m, true
}

// sound fails when an answer breaks a promise of kiosk.Answer.
func sound(t *testing.T, a kiosk.Answer, err error) {
	t.Helper()
	var unanswered *kiosk.Unanswered
	if err != nil {
		if !errors.As(err, &unanswered) || !unanswered.Answered {
			t.Fatalf("a reply that came may only be unusable, not %v", err)
		}
		return
	}
	if a.Verdict == "" {
		t.Fatal("no verdict")
	}
	if a.Amount != nil && *a.Amount < 0 {
		t.Fatalf("amount %d", *a.Amount)
	}
	for _, no := range []string{a.Order, a.TradeNo} {
		if no != "" && !wire.Word(no, wire.NumberBytesMax) {
			t.Fatalf("number %q", no)
		}
	}
	if n := utf8.RuneCountInString(a.Reason); n > kiosk.ReasonRunesMax+1 || strings.ContainsAny(a.Reason, "\r\n\x00") {
		t.Fatalf("reason of %d runes: %q", n, a.Reason)
	}
}

// Whatever body is taken, the same fields are signed however they are written.
func FuzzDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, ok := decodes(t, body)
		if !ok {
			return
		}
		again, err := json.Marshal(m.signed())
		if err != nil {
			t.Fatal(err)
		}
		n, err := decode(again)
		if err != nil {
			t.Fatalf("%v: %s", err, again)
		}
		if signature(m.signed(), key) != signature(n.signed(), key) {
			t.Fatalf("%s signs otherwise than %s", body, again)
		}
	})
}

// No message is taken but with the signature that the vendor's rule gives.
func FuzzVerify(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte, key string) {
		m, ok := decodes(t, body)
		if !ok {
			return
		}
		want := seal(m.signed(), key)
		if said, _ := m[signField].(string); (verify(m, key) == nil) != (said == want) {
			t.Fatalf("%s: %v, wanted %s", body, verify(m, key), want)
		}
		m[signField] = want
		if err := verify(m, key); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		m["one more"] = ""
		if verify(m, key) == nil {
			t.Fatalf("%s: a field was added and the signature still fits", body)
		}
	})
}

// withKey signs m, as if the vendor had said it.
func withKey(m message) message {
	m[signField] = seal(m.signed(), key)
	return m
}

func FuzzReadOpened(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := opened(reply[orderMade]{message: m, call: "prepay", said: madeOf(&prepayResults)(m)}, payment(), payWeChat)
		sound(t, a, err)
		if a.Verdict == kiosk.VerdictPaid || a.Verdict == kiosk.VerdictClosed {
			t.Fatalf("an order that was made is %s", a.Verdict)
		}
		if err == nil && a.Verdict == kiosk.VerdictWaiting && (a.Order == "" || a.Amount == nil) {
			t.Fatalf("made without proof: %+v", a)
		}
	})
}

func FuzzReadTold(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, ok := decodes(t, body)
		if !ok {
			return
		}
		code := kiosk.NewPayCode(secret)
		for _, meaning := range []func(message) moneyTaken{chargedOf, queriedOf} {
			a, err := told(reply[moneyTaken]{message: m, call: "pay", said: meaning(m), secret: code}, kiosk.RailCode)
			sound(t, a, err)
			if err == nil && a.Verdict == kiosk.VerdictPaid && m.text("result_code") != "PAY_SUCCESS" && (m.has("result_code") || queryStates.Class(m.text("trade_state")) != wire.Paid) {
				t.Fatalf("paid without a word of it: %+v", a)
			}
			for _, s := range []string{a.Reason, a.Order, a.TradeNo} {
				if strings.Contains(s, secret[:echoMin]) || strings.Contains(s, secret[len(secret)-echoMin:]) {
					t.Fatalf("the code is in %q", s)
				}
			}
		}
	})
}

func FuzzReadParams(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, ok := decodes(t, body)
		if !ok {
			return
		}
		for _, c := range []struct {
			wallet kiosk.Wallet
			plugin bool
			need   []string
		}{
			{kiosk.WeChat, false, []string{"timeStamp", "nonceStr", "package", "signType", "paySign"}},
			{kiosk.Alipay, false, []string{"tradeNO"}},
			{kiosk.WeChat, true, []string{"path"}},
		} {
			text, err := paramsOf(m, c.wallet, c.plugin)
			if err != nil {
				continue
			}
			var params map[string]string
			if err := json.Unmarshal(text, &params); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			for _, name := range c.need {
				if params[name] == "" || !wire.Visible(params[name]) {
					t.Fatalf("%s: %s", name, text)
				}
			}
		}
	})
}

// Each body is read as it came, and as if the vendor had signed it.
func FuzzReadNotice(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		g := listener()
		look := func(m message, n kiosk.Notification, err error) {
			if err != nil {
				if !errors.Is(err, kiosk.ErrForged) && !errors.Is(err, kiosk.ErrNotification) || n.OrderNo != "" {
					t.Fatalf("%+v %v", n, err)
				}
				return
			}
			sound(t, n.Answer, nil)
			if m.text("mch_no") != mchNo || string(n.OrderNo) != n.Answer.Order || n.OrderNo == "" {
				t.Fatalf("%+v", n)
			}
			if n.Answer.Verdict == kiosk.VerdictPaid && (m.text("result_code") != "PAY_SUCCESS" || n.Answer.Amount == nil || n.Refund) {
				t.Fatalf("paid without proof: %+v", n)
			}
		}
		m, isJSON := decodes(t, body)
		n, err := g.ReadNotification("", body)
		look(m, n, err)
		if !isJSON {
			return
		}
		if err == nil && seal(m.signed(), key) != m[signField] {
			t.Fatal("taken without the signature")
		}
		texts := map[string]string{}
		for k, v := range withKey(m).signed() {
			texts[k] = v
		}
		sealed, err := json.Marshal(texts)
		if err != nil {
			t.Fatal(err)
		}
		n, err = g.ReadNotification("", sealed)
		look(m, n, err)
	})
}
