package main

import (
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/provider"
	"facepay/providers/wire"
)

func page() string {
	var b strings.Builder
	b.WriteString(introduction)
	contents(&b)
	b.WriteString(whatClasses)
	classes(&b)
	b.WriteString(reading)
	paymentCodes(&b)
	for _, d := range providers.Definitions() {
		gateway(&b, d)
	}
	b.WriteString(official)
	return b.String()
}

const introduction = `# Gateways: what they say and what the till makes of it

<!-- Written by providers/gatewaysdoc from the code's own tables. Change those, then run: go generate ./providers -->

Every word below stands in a table of the gateway's own package, and the code decides by that table and by nothing else. This page is printed from the same tables; a test fails when it is not.

**What no table lists is unknown.** A word that is new, misspelt, empty or missing proves neither that money came nor that it did not. The till never guesses: it goes on asking, and people can see it.

`

const official = `
## official

Both wallets at one till: WeChat's payments go to [wechatpay](#wechatpay) and Alipay's to [alipay](#alipay), by the wallet of the QR or the prefix of the code, each in its own words as above.
Either section may stay empty; then its QR and its codes are not offered. The light in the bar names the wallet whose gateway is in trouble, and a gateway that is busy or silent holds up nothing of the other's.
On record each payment's provider is ` + "`wechatpay` or `alipay`" + `, so that a shop that had one of them before goes on with what it sold then. Notifications come to ` + "`/notify/wechatpay` and `/notify/alipay`" + `.

Going live: the steps of [both](#going-live-wechatpay) [wallets](#going-live-alipay).
`

const whatClasses = `
## The classes

A class is what one word makes the till believe. It is not yet the end: *paid* also has to be about this order and this amount, otherwise it is an incident that people see.

`

const reading = `
## How a word is read

- White space around a word does not count, inside it does. A number and a text of the same digits are the same word: ` + "`1` and `\"1\"`" + `, but not ` + "`1.0`, `01` or `true`" + `.
- Capitals count, except where a table says "in any case".
- "A piece" means that the text is looked through for the word; the first row that fits holds.
- An answer that does not arrive, is cut off, is no JSON object, or comes with an HTTP status that the gateway does not document is *no answer*. It is treated like *unknown*.
- HTTP status 429 or 503 is *busy* at every gateway, whatever page comes with it. The wait that it names is kept, five minutes at most.

`

func contents(b *strings.Builder) {
	var list []string
	for _, d := range providers.Definitions() {
		list = append(list, "["+d.Name+"](#"+d.Name+")")
	}
	b.WriteString("[The classes](#the-classes) · [How a word is read](#how-a-word-is-read) · [Payment codes](#payment-codes) · " + strings.Join(list, " · ") + " · [official](#official)\n")
}

// classLines are all classes, in the order of the page.
var classLines = []struct {
	name             wire.Class
	till, cashierSee string
}{
	{wire.Paid, "Checks order and amount, then ends the sale with this payment. If the sale was let go before, it is late money: an alarm.", "Green \"paid\" with the amount"},
	{wire.Waiting, "Goes on asking: every second at first, every three seconds later.", "The QR, \"not paid yet\""},
	{wire.Confirming, "Goes on asking. A code's sale stays open for it; no second code is sent.", "\"The customer is paying\", or \"waiting for the password\""},
	{wire.InProcess, "As *confirming* for a code, as *waiting* for a QR.", "As there"},
	{wire.Failed, "Takes it that no money moved and none will. Where it can ask, it goes on watching for a while.", "\"Gateway refused\" with the gateway's own words; the sale can be paid another way"},
	{wire.Closed, "Takes it that this order can no longer be paid. Money that comes after all is an alarm.", "\"Order closed\""},
	{wire.Unknown, "Believes nothing. A waiting payment stays waiting and is asked about again; a code that was sent becomes \"not known\" until the gateway or a manager says more. It is never sent twice.",
		"\"Not known yet whether it was paid\", and not to scan again"},
	{wire.Busy, "As *unknown*, and asks less often.", "\"Gateway busy\""},
	{wire.RefundDone, "Checks the numbers and the amount, then books the refund.", "\"Refunded\""},
	{wire.RefundPending, "Asks again later, for a day at most; then it is for people.", "\"Refund accepted\""},
	{wire.RefundStuck, "Goes on asking, for a day at most, and calls for people; that nothing went back is not taken even from a manager. If it was called refused before, it counts as done after all: an alarm.",
		"\"Not known yet whether it was refunded\", with the gateway's own words"},
	{wire.RefundRefused, "Takes it that nothing went back, unless an earlier request of the same refund had no answer: then only a query or a manager tells.", "\"Not refunded\" with the gateway's own words"},
	{wire.RefundNews, "Takes it as a hint to ask about the refund; never as a word on the payment.", "Nothing, until the refund is proven"},
	{wire.Read, "Nothing yet: another field of the same answer, or the next question, tells.", "Nothing yet"},
	{wire.LogIn, "Logs in again and asks once more.", "Nothing, unless that fails too"},
	{wire.NotFound, "Looks in the other place where the order may stand.", "Nothing, unless it is not there either"},
}

func classes(b *strings.Builder) {
	row(b, "class", "the till", "the cashier sees")
	row(b, "---", "---", "---")
	for _, c := range classLines {
		row(b, "**"+string(c.name)+"**", c.till, c.cashierSee)
	}
}

// paymentCodes prints the patterns by which a scanned code's wallet is told.
func paymentCodes(b *strings.Builder) {
	b.WriteString("## Payment codes\n\nWhich wallet a scanned code belongs to is told by its form alone. The patterns are settings, since wallets have changed their prefixes before; these are the defaults.\n\n")
	s := kiosk.DefaultPayCodeSettings()
	row(b, "wallet", "setting", "whole code")
	row(b, "---", "---", "---")
	for _, w := range []struct {
		wallet, key string
		patterns    []string
	}{
		{"WeChat", "wechat", s.WeChat}, {"Alipay", "alipay", s.Alipay}, {"Alipay, a face terminal", "alipay_face", s.AlipayFace}, {"UnionPay", "unionpay", s.UnionPay},
	} {
		row(b, w.wallet, code(w.key), code(strings.Join(w.patterns, " or ")))
	}
}

func gateway(b *strings.Builder, d provider.Definition) {
	sheet := d.Codes
	fmt.Fprintf(b, "\n## %s\n\n", sheet.Name)
	for _, p := range sheet.About {
		b.WriteString(p + "\n\n")
	}
	capabilities(b, d)
	if len(sheet.Live) > 0 {
		b.WriteString("\n### Going live: " + sheet.Name + "\n\n")
	}
	for i, step := range sheet.Live {
		fmt.Fprintf(b, "%d. %s\n", i+1, step)
	}
	call := ""
	for _, t := range sheet.Tables {
		if t.Call != call {
			call = t.Call
			fmt.Fprintf(b, "\n### %s: %s\n", t.Does, names(t.Call))
		}
		codes(b, t)
	}
}

func codes(b *strings.Builder, t *wire.ResultCodes) {
	fmt.Fprintf(b, "\n**%s**", t.Field)
	if t.AnyCase {
		b.WriteString(" (in any case)")
	}
	b.WriteString(".")
	if t.Note != "" {
		b.WriteString(" " + t.Note)
	}
	b.WriteString("\n\n")
	row(b, "code", "means", "class", "reason", "source")
	row(b, "---", "---", "---", "---", "---")
	for _, r := range t.Rows {
		row(b, code(r.Code), r.Means, "**"+string(r.Class)+"**", r.Why, r.Source)
	}
}

// names prints a heading's calls, names of routes as code.
func names(call string) string {
	if strings.Contains(call, " ") && !strings.Contains(call, ", ") {
		return call
	}
	var list []string
	for n := range strings.SplitSeq(call, ", ") {
		if !strings.Contains(n, " ") {
			n = code(n)
		}
		list = append(list, n)
	}
	return strings.Join(list, ", ")
}

func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

func row(b *strings.Builder, cells ...string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
