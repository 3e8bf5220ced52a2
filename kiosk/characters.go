package kiosk

import (
	"strings"
	"unicode"
)

// The points of the decimals, as keyboards and input methods type them. Those
// that also group digits in a text that was copied are the commas.
const (
	points = ".．。｡﹒·"
	commas = ",，、﹐﹑､"
)

// PlainAmount folds a character of an amount into an ASCII digit, '.' or ','.
// Others come back as they are.
func PlainAmount(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case strings.ContainsRune(points, r):
		return '.'
	case strings.ContainsRune(commas, r):
		return ','
	}
	return r
}

// HalfWidth folds a full-width character of ASCII.
func HalfWidth(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

// Unprinted reports whether r leaves nothing on paper: blanks, controls and the
// marks that programs put around text when it is copied.
func Unprinted(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}

// allDigits reports whether s has nothing but ASCII digits; so it is with "".
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func digit(r rune) bool { return r >= '0' && r <= '9' }
