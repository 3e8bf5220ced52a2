package main

import (
	"strings"

	"facepay/kiosk"
	"facepay/providers/provider"
)

// abilities are the lines of the table, each with its answer.
var abilities = []struct {
	name string
	is   func(kiosk.Capabilities) string
}{
	{"QR of", func(c kiosk.Capabilities) string { return wallets(c.QR) }},
	{"scanned codes and faces", scanned},
	{"most for one face", limit},
	{"mini-program", mini},
	{"query a QR or mini-program payment", func(c kiosk.Capabilities) string { return yes(c.QueryQR) }},
	{"query a code payment", func(c kiosk.Capabilities) string { return yes(c.QueryCode) }},
	{"known by the till's own number", func(c kiosk.Capabilities) string { return yes(c.OwnNumber) }},
	{"close", func(c kiosk.Capabilities) string { return yes(c.Close) }},
	{"notifications", func(c kiosk.Capabilities) string { return yes(c.Notifications) }},
	{"refund", refund},
	{"query a refund", func(c kiosk.Capabilities) string { return yes(c.QueryRefund) }},
	{"orders made elsewhere", func(c kiosk.Capabilities) string { return yes(c.OrderEntry) }},
}

// capabilities prints a gateway's own word on what it can do, and the settings that change it.
func capabilities(b *strings.Builder, d provider.Definition) {
	plain := can(d, provider.Setting{})
	row(b, "what it can", "")
	row(b, "---", "---")
	for _, a := range abilities {
		said := a.is(plain)
		for _, s := range d.Settings {
			if other := a.is(can(d, s)); other != said {
				said += ", with " + s.Name + ": " + other
			}
		}
		said = strings.ReplaceAll(said, "no, with ", "with ")
		row(b, a.name, strings.ReplaceAll(strings.TrimSuffix(said, ": yes"), ": yes,", ","))
	}
}

// can asks the gateway itself, with its practice account; nothing is sent.
func can(d provider.Definition, with provider.Setting) kiosk.Capabilities {
	section := d.Section()
	section.Practise("http://127.0.0.1:1")
	if with.Set != nil {
		with.Set(section)
	}
	return section.Open(d.Name, nil).Capabilities()
}

func scanned(c kiosk.Capabilities) string {
	if c.CodeWallets != nil {
		return wallets(c.CodeWallets)
	}
	return yes(c.Code)
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func wallets(list []kiosk.Wallet) string {
	names := map[kiosk.Wallet]string{kiosk.WeChat: "WeChat", kiosk.Alipay: "Alipay", kiosk.UnionPay: "UnionPay"}
	var said []string
	for _, w := range list {
		said = append(said, names[w])
	}
	if said == nil {
		return "no"
	}
	return strings.Join(said, ", ")
}

func limit(c kiosk.Capabilities) string {
	switch {
	case !c.Code:
		return "no"
	case c.FaceMax == 0:
		return "no limit of its own"
	}
	return c.FaceMax.Yuan() + " yuan"
}

func mini(c kiosk.Capabilities) string {
	switch c.Mini {
	case kiosk.MiniPage:
		return "a page of its own, for " + wallets(c.MiniWallets)
	case kiosk.MiniParams:
		return "payment parameters, for " + wallets(c.MiniWallets)
	}
	return "no"
}

func refund(c kiosk.Capabilities) string {
	said := map[kiosk.RefundSupport]string{kiosk.RefundNone: "no", kiosk.RefundFull: "the whole payment at once", kiosk.RefundPart: "any part, more than once"}[c.Refund]
	if c.Refund != kiosk.RefundNone && c.RefundAgain {
		said += "; asked again it is the same refund"
	}
	return said
}
