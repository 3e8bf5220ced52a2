package alipayservice

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"facepay/kiosk"
	"facepay/providers/alipaynotice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

var replies = wiretest.Format[object]{Decode: decode, NumberMax: wire.NumberBytesMax}

func FuzzReadQR(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if (a.Verdict == kiosk.VerdictWaiting) != (a.QR != "" && a.GatewayOrderNo != "" && o.Text("code") == "10000") {
			t.Fatalf("%+v", a)
		}
		if a.Verdict == kiosk.VerdictPaid {
			t.Fatal("a QR that is paid as it is made")
		}
	}, readQR)
}

func FuzzReadQuery(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil || o.Text("code") != "10000" || !strings.HasPrefix(strings.ToUpper(o.Text("trade_status")), "TRADE_")) {
			t.Fatalf("paid without proof: %+v", a)
		}
	}, func(o object) (kiosk.Answer, error) { return readQuery(o, kiosk.Payment{}) })
}

func FuzzReadRefund(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.RefundAnswer) {
		if a.Verdict == kiosk.RefundSaidDone && (a.Order == "" || a.Total == nil || *a.Total < partRefund.Amount || *a.Total > larger.Amount || o.Text("code") != "10000") {
			t.Fatalf("done without proof: %+v", a)
		}
		if a.Verdict == kiosk.RefundSaidRefused && (o.Text("code") != "40004" || o.Text("sub_code") == "") {
			t.Fatalf("refused without proof: %+v", a)
		}
	}, func(o object) (kiosk.RefundAnswer, error) { return readRefund(o, larger, partRefund) })
}

func FuzzReadRefundQuery(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.RefundAnswer) {
		if a.Verdict == kiosk.RefundSaidDone && (a.Order == "" || a.Refund == "" || a.Amount == nil || *a.Amount == 0 || o.Text("code") != "10000") {
			t.Fatalf("done without proof: %+v", a)
		}
		if a.Verdict == kiosk.RefundSaidRefused {
			t.Fatal("a question about a refund refuses none")
		}
	}, func(o object) (kiosk.RefundAnswer, error) { return readRefundQuery(o, larger) })
}

// What is read from a form that Alipay signed.
func FuzzReadNotice(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		form, err := alipaynotice.Parse("application/x-www-form-urlencoded", body)
		if err != nil {
			return
		}
		n, err := form.Read(&noticeStates)
		if err != nil {
			if !errors.Is(err, kiosk.ErrNotification) {
				t.Fatal(err)
			}
			return
		}
		replies.Sound(t, n)
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

func FuzzParseTimeout(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := ParseTimeout(text); err == nil && (d <= 0 || d > timeoutMax) {
			t.Fatalf("%q is %s", text, d)
		}
	})
}
