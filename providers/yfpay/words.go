package yfpay

import (
	"strings"
	"unicode"

	"facepay/kiosk"
)

// echoMin is how many letters and digits of a payment code in a row are taken
// for an echo of it. Fewer are no use to a thief, and an order number may have
// them by chance.
const echoMin = 8

// repeats reports whether s has a piece of the payment code in it, grouped or
// not, in characters of any width. Such words are dropped whole: they would go
// on record.
func repeats(s string, code kiosk.PayCode) bool {
	secret, said := bare(code.Reveal()), bare(s)
	size := min(echoMin, len(secret))
	if size == 0 {
		return false
	}
	for i := range len(secret) - size + 1 {
		if strings.Contains(said, secret[i:i+size]) {
			return true
		}
	}
	return false
}

// bare is s in small ASCII letters and digits alone; the wide characters of
// Chinese fonts count as what they look like.
func bare(s string) string {
	const wideFirst, wideLast, shift = '！', '～', '！' - '!'
	return strings.Map(func(r rune) rune {
		if r >= wideFirst && r <= wideLast {
			r -= shift
		}
		r = unicode.ToLower(r)
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}
