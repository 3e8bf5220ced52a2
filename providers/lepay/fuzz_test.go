package lepay

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"facepay/kiosk"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

var replies = wiretest.Format[object]{Decode: decode, NumberMax: wire.NumberBytesMax}

func FuzzReadQR(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, _ object, a kiosk.Answer) {
		if (a.Verdict == kiosk.VerdictWaiting) != (a.QR != "" && a.GatewayOrderNo != "") {
			t.Fatalf("%+v", a)
		}
	}, readQR)
}

func FuzzReadCharge(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if status := o.Text("status"); a.Verdict == kiosk.VerdictPaid && status != "1" || a.Verdict == kiosk.VerdictFailed && status != "0" {
			t.Fatalf("status %q became %s", status, a.Verdict)
		}
		for _, in := range []object{o, o.Child("result"), o.Child("data")} {
			if s := in.Text("trade_status"); a.Verdict == kiosk.VerdictPaid && s != "" && tradeStates.Class(s) != wire.Paid && s != secret && !strings.EqualFold(s, "SUCCESS") {
				t.Fatalf("paid, and the trade's status is %q", s)
			}
		}
		requireNoCode(t, a, secret)
	}, func(o object) (kiosk.Answer, error) { return readCharge(o, kiosk.NewPayCode(secret)) })
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
		a := wiretest.Call(readCharge(o, kiosk.NewPayCode(secret))).OK(t)
		replies.Sound(t, a)
		requireNoCode(t, a, secret)
	})
}

func FuzzReadQuery(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid && (a.Order == "" || o.Text("code") != codeOK) {
			t.Fatalf("paid without proof: %+v", a)
		}
	}, func(o object) (kiosk.Answer, error) { return readQuery(o, kiosk.Payment{GatewayOrderNo: wxNo}) })
}

func FuzzReadAliQuery(f *testing.F) {
	wiretest.FuzzReplies(f, replies, func(t *testing.T, o object, a kiosk.Answer) {
		if a.Verdict == kiosk.VerdictPaid && (a.Order == "" || a.Amount == nil || o.Text("code") != codeOK) {
			t.Fatalf("paid without proof: %+v", a)
		}
	}, func(o object) (kiosk.Answer, error) { return readAliQuery(o, kiosk.Payment{GatewayOrderNo: aliNo}) })
}

func FuzzReadAdverts(f *testing.F) {
	f.Fuzz(func(t *testing.T, body []byte) {
		o, ok := replies.Decoded(t, body)
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
