package lepay

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
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
	plain := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF")))
	if !json.Valid(plain) {
		t.Fatalf("taken, and is not JSON: %q", plain)
	}
	return o, true
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
	for _, no := range []string{a.Order, a.GatewayOrderNo, a.TradeNo} {
		if no != "" && !wire.Word(no, wire.NumberBytesMax) {
			t.Fatalf("number %q", no)
		}
	}
	for _, s := range []string{a.Reason, a.Payer} {
		if n := utf8.RuneCountInString(s); n > kiosk.ReasonRunesMax+1 || strings.ContainsAny(s, "\r\n\x00") {
			t.Fatalf("text of %d runes: %q", n, s)
		}
	}
}

func FuzzReadQR(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readQR(o)
		sound(t, a, err)
		if err == nil && (a.Verdict == kiosk.VerdictWaiting) != (a.QR != "" && a.GatewayOrderNo != "") {
			t.Fatalf("%+v", a)
		}
	})
}

func FuzzReadCharge(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readCharge(o, kiosk.NewPayCode(secret))
		sound(t, a, err)
		if err != nil {
			return
		}
		if status := o.Text("status"); a.Verdict == kiosk.VerdictPaid && status != "1" || a.Verdict == kiosk.VerdictFailed && status != "0" {
			t.Fatalf("status %q became %s", status, a.Verdict)
		}
		for _, in := range []object{o, o.Child("result"), o.Child("data")} {
			if s := in.Text("trade_status"); a.Verdict == kiosk.VerdictPaid && s != "" && tradeStates.Class(s) != wire.Paid && s != secret && !strings.EqualFold(s, "SUCCESS") {
				t.Fatalf("paid, and the trade's status is %q", s)
			}
		}
		requireNoCode(t, a, secret)
	})
}

// The code is echoed in a piece, with anything between its characters.
func FuzzRedact(f *testing.F) {
	f.Fuzz(func(t *testing.T, before, between, after string, from, size uint8) {
		if len(between) > 8 {
			return
		}
		piece := secret[int(from)%len(secret):]
		piece = piece[:min(len(piece), int(size))]
		said := before + strings.Join(strings.Split(piece, ""), between) + after
		o := object{"status": "0", "msg": said, "out_trade_no": said, "data": object{"trade_no": said}}
		a, err := readCharge(o, kiosk.NewPayCode(secret))
		sound(t, a, err)
		requireNoCode(t, a, secret)
	})
}

func FuzzReadQuery(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readQuery(o, kiosk.Payment{GatewayOrderNo: wxNo})
		sound(t, a, err)
		if err == nil && a.Verdict == kiosk.VerdictPaid && (a.Order == "" || o.Text("code") != codeOK) {
			t.Fatalf("paid without proof: %+v", a)
		}
	})
}

func FuzzReadAliQuery(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readAliQuery(o, kiosk.Payment{GatewayOrderNo: aliNo})
		sound(t, a, err)
		if err == nil && a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil || o.Text("code") != codeOK) {
			t.Fatalf("paid without proof: %+v", a)
		}
	})
}

func FuzzReadAdverts(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		list, _ := readAdverts(o, "https://fw.lepay.vip")
		if len(list) > advertsMax {
			t.Fatalf("%d adverts", len(list))
		}
		for _, s := range list {
			u, err := url.Parse(s)
			if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
				t.Fatalf("advert %q: %v", s, err)
			}
			if ip, err := netip.ParseAddr(u.Hostname()); err == nil && (ip.Unmap().IsPrivate() || ip.Unmap().IsLoopback() || ip.Unmap().IsLinkLocalUnicast()) {
				t.Fatalf("advert %q is on the shop's network", s)
			}
		}
	})
}

func FuzzReadLogin(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := decodes(t, body)
		if !ok {
			return
		}
		a, err := readLogin(o, "hunter2!")
		if err == nil && (!wire.Word(a.MerchantID, wire.NumberBytesMax) || !wire.Word(a.StoreID, wire.NumberBytesMax)) {
			t.Fatalf("%+v", a)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2!") {
			t.Fatal("the password is in the error")
		}
	})
}
