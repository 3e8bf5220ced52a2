package main

import (
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/practice"
)

// setting is one that changes what a gateway can do.
type setting struct {
	provider, name string
	set            func(*providers.Config)
}

// The values only have to be of the right form.
const (
	anyPath   = "/some/path"
	anyListen = "https://shop.example/notify"
)

var settings = []setting{
	{"smallsaas", "`product_id` empty", func(c *providers.Config) { c.Smallsaas.ProductID = "" }},
	{"yfpay", "`refund_query_path`", func(c *providers.Config) { c.YFPay.RefundQueryPath = anyPath }},
	{"yfpay", "`[notify]`", func(c *providers.Config) { c.YFPay.NotifyURL, c.YFPay.Listening = anyListen, true }},
	{"alipayservice", "`query_path`", func(c *providers.Config) { c.AlipayService.QueryPath = anyPath }},
	{"alipayservice", "`[notify]` and `alipay_public_key`", func(c *providers.Config) { c.AlipayService.NotifyURL, c.AlipayService.Listening = anyListen, true }},
	{"weidoufu", "`query_path`", func(c *providers.Config) { c.Weidoufu.QueryPath = anyPath }},
	{"weidoufu", "`close_path`", func(c *providers.Config) { c.Weidoufu.ClosePath = anyPath }},
	{"weidoufu", "`code_path`", func(c *providers.Config) { c.Weidoufu.CodePath = anyPath }},
	{"weidoufu", "`[notify]`", func(c *providers.Config) { c.Weidoufu.Listening = true }},
}

// abilities are the lines of the table, each with its answer.
var abilities = []struct {
	name string
	is   func(kiosk.Capabilities) string
}{
	{"QR of", func(c kiosk.Capabilities) string { return wallets(c.QR) }},
	{"scanned codes and faces", func(c kiosk.Capabilities) string { return yes(c.Code) }},
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

// capabilities prints what the gateway called name can do, as it says itself,
// and which settings change that.
func capabilities(b *strings.Builder, name string) error {
	plain, err := can(name, func(*providers.Config) {})
	if err != nil {
		return err
	}
	row(b, "what it can", "")
	row(b, "---", "---")
	for _, a := range abilities {
		said := a.is(plain)
		for _, s := range settings {
			if s.provider != name {
				continue
			}
			with, err := can(name, s.set)
			if err != nil {
				return err
			}
			if other := a.is(with); other != said {
				said += ", with " + s.name + ": " + other
			}
		}
		said = strings.ReplaceAll(said, "no, with ", "with ")
		row(b, a.name, strings.ReplaceAll(strings.TrimSuffix(said, ": yes"), ": yes,", ","))
	}
	return nil
}

// can asks the gateway itself, in a config that nothing is sent by.
func can(name string, set func(*providers.Config)) (kiosk.Capabilities, error) {
	c := providers.Default().Practising("http://127.0.0.1:1", practice.DefaultAccounts())
	c.Weidoufu.NotifyURL = anyListen // it makes no order without
	set(&c)
	g, err := providers.New(name, name, c, nil)
	if err != nil {
		return kiosk.Capabilities{}, fmt.Errorf("make %s: %w", name, err)
	}
	return g.Capabilities(), nil
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
