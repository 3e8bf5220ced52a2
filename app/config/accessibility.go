package config

import "slices"

// Accessibility is for whom the screens are drawn: the section [accessibility].
type Accessibility struct {
	Text     string `toml:"text"`     // TextNormal or TextLarge
	Contrast string `toml:"contrast"` // ContrastNormal or ContrastHigh
	Motion   bool   `toml:"motion"`   // false: nothing turns, fades or shakes
	Hand     string `toml:"hand"`     // HandRight or HandLeft: the cashier's
}

// The words of the section.
const (
	TextNormal     = "normal"
	TextLarge      = "large"
	ContrastNormal = "normal"
	ContrastHigh   = "high"
	HandRight      = "right"
	HandLeft       = "left"
)

func texts() []string { return []string{TextNormal, TextLarge} }

func contrasts() []string { return []string{ContrastNormal, ContrastHigh} }

func hands() []string { return []string{HandRight, HandLeft} }

// Check refuses a word that is none of those.
func (a Accessibility) Check() error {
	for _, w := range []struct {
		key, got string
		words    []string
	}{{"text", a.Text, texts()}, {"contrast", a.Contrast, contrasts()}, {"hand", a.Hand, hands()}} {
		if !slices.Contains(w.words, w.got) {
			return keyErr(w.key, oneOf(w.got, w.words))
		}
	}
	return nil
}
