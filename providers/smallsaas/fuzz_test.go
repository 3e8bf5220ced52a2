package smallsaas

import (
	"encoding/json"
	"strings"
	"testing"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// judged reads a fuzzed reply as the mall sends it, the start of every fuzzed
// reader. encoding/json is the judge of what is JSON at all.
func judged(t *testing.T, status uint16, body []byte) (result, bool) {
	t.Helper()
	g := New("smallsaas", Config{BaseURL: "https://mall.example", Password: secretPassword}, gatewayhttp.New("test"))
	s, err := g.read(gatewayhttp.Reply{Status: int(status), Body: body}, token{text: secretToken}, &queryCodes)
	if err != nil {
		return result{}, false
	}
	if s.words && !json.Valid(wire.Trimmed(body)) {
		t.Fatalf("taken, and is not JSON: %q", body)
	}
	if s.yes && (!s.words || status < 200 || status > 299) {
		t.Fatalf("yes under HTTP status %d", status)
	}
	if s.yes && s.loggedOut() || s.yes && s.notFound() {
		t.Fatal("yes and no")
	}
	wiretest.Short(t, s.message)
	requireNoSecrets(t, s.message)
	return s, true
}

func FuzzReadOrder(f *testing.F) {
	f.Fuzz(func(t *testing.T, status uint16, body []byte) {
		s, ok := judged(t, status, body)
		if !ok || !s.yes {
			return
		}
		o, err := readOrder(s.data)
		if err != nil {
			return
		}
		if o.number != "" && !usableNo(o.number) || o.tradeNo != "" && !wire.Word(o.tradeNo, wire.NumberBytesMax) {
			t.Fatalf("numbers %q, %q", o.number, o.tradeNo)
		}
		if o.total != nil && (*o.total < 0 || o.totalErr != nil) {
			t.Fatalf("total %v, %v", o.total, o.totalErr)
		}
		listed := orderStates.Class(o.status)
		a, err := o.answer()
		paid := listed == wire.Paid
		switch {
		case err != nil && !paid:
			t.Fatalf("%s: %v", o.status, err)
		case err == nil && paid != (a.Verdict == kiosk.VerdictPaid):
			t.Fatalf("%s became %s", o.status, a.Verdict)
		case a.Verdict == kiosk.VerdictClosed && (listed != wire.Closed || o.payDate):
			t.Fatalf("%s became %s", o.status, a.Verdict)
		}
		wiretest.Short(t, a.Reason)
		r := o.refunding()
		switch {
		case r.Verdict == "":
			t.Fatal("no verdict")
		case r.Verdict == kiosk.RefundSaidDone && !paid, r.Verdict == kiosk.RefundSaidPending && !paid:
			t.Fatalf("%s became %s", o.status, r.Verdict)
		case r.GatewayNo != "" && !wire.Word(r.GatewayNo, wire.NumberBytesMax), r.Amount != nil && *r.Amount < 0:
			t.Fatalf("%+v", r)
		}
	})
}

func FuzzReadPush(f *testing.F) {
	f.Fuzz(func(t *testing.T, status uint16, body []byte) {
		s, ok := judged(t, status, body)
		if !ok || !s.yes {
			return
		}
		qr, total, err := readPush(s.data)
		if err != nil {
			return
		}
		if !wire.QRText(qr) || len(qr) > wire.QRBytesMax || strings.ContainsAny(qr, " \r\n\x00") {
			t.Fatalf("QR %q", qr)
		}
		if total != nil && *total < 0 {
			t.Fatalf("total %d", *total)
		}
	})
}

func FuzzReadLogin(f *testing.F) {
	f.Fuzz(func(t *testing.T, status uint16, body []byte) {
		s, ok := judged(t, status, body)
		if !ok || !s.yes {
			return
		}
		if text := s.data.Text("access_token"); headerText(text) && (text == "" || len(text) > tokenBytesMax || strings.ContainsAny(text, " \r\n\x00")) {
			t.Fatalf("token %q", text)
		}
	})
}

func FuzzYuan(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		got, err := yuan(object{"a": text}, "a")
		if err != nil || got == nil {
			return
		}
		// Written out again it is the same number: nothing was rounded.
		trim := func(s string) string {
			s = strings.TrimLeft(strings.TrimSpace(s), "0")
			if strings.Contains(s, ".") {
				s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
			}
			return s
		}
		if trim(got.Yuan()) != trim(text) {
			t.Fatalf("%q became %s", text, got)
		}
	})
}
