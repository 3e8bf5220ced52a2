package yfpay

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

var replies = wiretest.Format[message]{Decode: decode, NumberMax: wire.NumberBytesMax}

// Whatever body is taken, the same fields are signed however they are written.
func FuzzDecode(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, ok := replies.Decoded(t, body)
		if !ok {
			return
		}
		if !utf8.Valid(body) {
			t.Fatalf("taken, and is not UTF-8: %q", body)
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
		m, ok := replies.Decoded(t, body)
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
	wiretest.FuzzReplies(f, replies, func(t *testing.T, _ message, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid || a.Verdict == kiosk.VerdictClosed {
			t.Fatalf("an order that was made is %s", a.Verdict)
		}
		if a.Verdict == kiosk.VerdictWaiting && (a.Order == "" || a.Amount == nil) {
			t.Fatalf("made without proof: %+v", a)
		}
	}, func(m message) (kiosk.Answer, error) {
		return opened(reply[orderMade]{message: m, call: "prepay", said: madeOf(&prepayResults)(m)}, payment(), payWeChat)
	})
}

func FuzzReadTold(f *testing.F) {
	by := func(meaning func(message) moneyTaken) func(message) (kiosk.Answer, error) {
		return func(m message) (kiosk.Answer, error) {
			return told(reply[moneyTaken]{message: m, call: "pay", said: meaning(m), secret: kiosk.NewPayCode(secret)}, kiosk.RailCode)
		}
	}
	wiretest.FuzzReplies(f, replies, func(t *testing.T, m message, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid && m.text("result_code") != "PAY_SUCCESS" && (m.has("result_code") || queryStates.Class(m.text("trade_state")) != wire.Paid) {
			t.Fatalf("paid without a word of it: %+v", a)
		}
		for _, s := range []string{a.Reason, a.Order, a.TradeNo} {
			if strings.Contains(s, secret[:8]) || strings.Contains(s, secret[len(secret)-8:]) {
				t.Fatalf("the code is in %q", s)
			}
		}
	}, by(chargedOf), by(queriedOf))
}

func FuzzReadParams(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		m, ok := replies.Decoded(t, body)
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
			replies.Sound(t, n)
			if m.text("mch_no") != mchNo || string(n.OrderNo) != n.Answer.Order || n.OrderNo == "" {
				t.Fatalf("%+v", n)
			}
			if n.Answer.Verdict == kiosk.VerdictPaid && (m.text("result_code") != "PAY_SUCCESS" || n.Answer.Amount == nil || n.Refund) {
				t.Fatalf("paid without proof: %+v", n)
			}
		}
		m, isJSON := replies.Decoded(t, body)
		n, err := g.ReadNotification("", body)
		look(m, n, err)
		if !isJSON {
			return
		}
		if err == nil && seal(m.signed(), key) != m[signField] {
			t.Fatal("taken without the signature")
		}
		sealed, err := json.Marshal(withKey(m).signed())
		if err != nil {
			t.Fatal(err)
		}
		n, err = g.ReadNotification("", sealed)
		look(m, n, err)
	})
}
