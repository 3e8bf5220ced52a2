package alipay

import (
	"testing"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

func decodeNode(node string) (object, error) { return wire.DecodeReply([]byte(node), valuesMax) }

var replies = wiretest.Format[object]{
	Decode: func(body []byte) (object, error) { return decodeNode(string(body)) }, NumberMax: wire.NumberBytesMax, PlainErrors: true,
}

func FuzzOpen(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := open(body, methodPay)
		if err == nil && (len(e.node) < 2 || e.node[0] != '{' || e.node[len(e.node)-1] != '}') {
			t.Fatalf("%q", e.node)
		}
	})
}

func FuzzReadPayment(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil || o.Text("code") != "10000" || o.Has("sub_code")) {
			t.Fatalf("paid without proof: %+v", a)
		}
		if (a.QR != "") != (a.QR != "" && a.Verdict == kiosk.VerdictWaiting) {
			t.Fatalf("%+v", a)
		}
	}, readQR,
		func(o object) (kiosk.Answer, error) { c, err := readPay(o); return c.Answer, err },
		func(o object) (kiosk.Answer, error) { return readQuery(o, codePayment, false) },
		func(o object) (kiosk.Answer, error) { return readQuery(o, qrPayment, true) },
		func(o object) (kiosk.Answer, error) { c, err := readClose(o); return c.Answer, err },
		func(o object) (kiosk.Answer, error) { c, err := readCancel(o); return c.Answer, err })
}

func FuzzReadRefund(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.RefundAnswer) {
		if a.Verdict == kiosk.RefundSaidDone && (a.Order == "" || a.Amount == nil && a.Total == nil || o.Text("code") != "10000" || o.Has("sub_code")) {
			t.Fatalf("done without proof: %+v", a)
		}
		if a.Verdict == kiosk.RefundSaidRefused && (o.Text("code") != "40004" || o.Text("sub_code") == "") {
			t.Fatalf("refused without proof: %+v", a)
		}
	}, func(o object) (kiosk.RefundAnswer, error) {
		m, err := readRefund(o, qrPayment, aRefund)
		return m.RefundAnswer, err
	},
		func(o object) (kiosk.RefundAnswer, error) { return readRefundQuery(o, qrPayment) })
}

func FuzzReadBill(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, err := decodeNode(string(body))
		if err != nil {
			return
		}
		if a, err := readBill(o); err == nil && (a.url == "") == (a.refused == nil) {
			t.Fatalf("%+v", a)
		}
	})
}

func FuzzRootSN(f *testing.F) {
	f.Fuzz(func(t *testing.T, text []byte) {
		if n, err := rootSN(text); (n == "") == (err == nil) {
			t.Fatalf("%q, %v", n, err)
		}
	})
}
