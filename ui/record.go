package ui

import (
	"strings"

	"facepay/kiosk"
)

// recordText is a record in people's words.
func (u *UI) recordText(r kiosk.Record) string {
	texts := r.Texts()
	words := make([]string, len(texts))
	for i, t := range texts {
		words[i] = strings.TrimSpace(u.text(t)) // a wallet that is not known leaves a gap
	}
	return strings.Join(words, " · ")
}
