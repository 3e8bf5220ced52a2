package kiosk

import "strings"

// AmountDigitsMax bounds what can be typed before the dot; max_amount stops
// people long before.
const AmountDigitsMax = 9

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
