package i18n

import (
	"log/slog"
	"slices"
	"strings"

	"facepay/kiosk"
)

// Other is the other catalogue, for what the customer is told in both languages.
func Other(c *Catalogue) *Catalogue {
	for _, l := range Languages() {
		if l == c.Language() {
			continue
		}
		other, err := Load(l)
		if err != nil {
			slog.Error("texts of the other language", "error", err)
			continue
		}
		return other
	}
	return c
}

// Sentences are texts one behind the other, as the language does that. The stop between
// two stands in the catalogue; one that a sentence has is not doubled.
func (c *Catalogue) Sentences(texts ...kiosk.Text) string {
	all := ""
	for i, t := range texts {
		if i == 0 {
			all = c.Text(t)
			continue
		}
		all = c.Text(kiosk.T("screen.sentences", "first", strings.TrimRight(all, ".。"), "then", c.Text(t)))
	}
	return all
}

// Accepts names for the customer what can be paid with at a gateway, "" for nothing that
// is known.
func (c *Catalogue) Accepts(can kiosk.Capabilities) string {
	var words []string
	for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay} {
		if can.Code || slices.Contains(can.QR, w) || can.Mini != kiosk.MiniNone && slices.Contains(can.MiniWallets, w) {
			words = append(words, c.Text(w.Text()))
		}
	}
	if can.Code {
		words = append(words, c.Text(kiosk.T("screen.stage.face")))
	}
	if len(words) == 0 {
		return ""
	}
	return c.Text(kiosk.T("screen.stage.accepts", "wallets", strings.Join(words, c.Text(kiosk.T("screen.stage.and")))))
}
