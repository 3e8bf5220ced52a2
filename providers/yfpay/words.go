package yfpay

import (
	"net/url"
	"slices"
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
func repeats(s string, code kiosk.Code) bool {
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

const (
	// qrBytesMax bounds a QR's text; a longer one makes a QR too dense for a phone
	// across a counter.
	qrBytesMax = 512
	// paramBytesMax bounds one parameter of a mini-program payment; the longest,
	// an RSA signature in base64, has 344.
	paramBytesMax = 1024
)

// qrSchemes are the beginnings of a QR that a wallet's scanner pays.
var qrSchemes = []string{"weixin", "alipays", "https", "http"}

// showable reports whether qr is a link in plain ASCII that a QR can hold and a
// wallet opens.
func showable(qr string) bool {
	if len(qr) > qrBytesMax || !visible(qr) {
		return false
	}
	u, err := url.Parse(qr) // makes the scheme small
	return err == nil && slices.Contains(qrSchemes, u.Scheme) && u.Hostname() != "" && u.User == nil
}

// visible reports whether s is ASCII without spaces and control characters.
func visible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}
