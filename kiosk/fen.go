package kiosk

import (
	"errors"
	"fmt"
	"strings"
)

// Fen is an amount of money in fen, 1/100 yuan. All money in the program is a
// Fen; yuan exist only as text, at the edges.
type Fen int64

// fenLimit bounds every parsed amount to 10 billion yuan, far over any sale
// and far under what would overflow a sum of a year's sales.
const fenLimit Fen = 1_000_000_000_000

// AmountDigitsMax bounds what can be typed before the dot; max_amount stops
// people long before.
const AmountDigitsMax = 9

// Errors of ParseYuan, each a thing that a person can mend.
var (
	ErrAmountEmpty    = errors.New("amount is empty")
	ErrAmountShape    = errors.New("amount is not a plain decimal number")
	ErrAmountDecimals = errors.New("amount has more than two decimals")
	ErrAmountTooLarge = errors.New("amount is too large")
)

// ParseYuan reads yuan text such as "12", "12.3" or "12.34" into fen without
// ever going through a float. It takes ASCII digits and one dot only: no sign,
// exponent, separator or space. Zero parses; whether it may be charged is the
// till's question. Errors: ErrAmountEmpty, ErrAmountShape, ErrAmountDecimals,
// ErrAmountTooLarge, wrapped with the text's length, never its content.
func ParseYuan(s string) (Fen, error) {
	if s == "" {
		return 0, ErrAmountEmpty
	}
	whole, frac, dotted := strings.Cut(s, ".")
	if whole == "" || dotted && frac == "" || !allDigits(whole) || !allDigits(frac) {
		return 0, fmt.Errorf("%w (%d characters)", ErrAmountShape, len(s))
	}
	if len(frac) > 2 {
		return 0, fmt.Errorf("%w (%d)", ErrAmountDecimals, len(frac))
	}
	whole = strings.TrimLeft(whole, "0")
	const wholeDigitsMax = 10 // keeps the arithmetic below inside int64 whatever was sent
	if len(whole) > wholeDigitsMax {
		return 0, fmt.Errorf("%w (%d digits)", ErrAmountTooLarge, len(whole))
	}
	var n Fen
	for i := range len(whole) {
		n = 10*n + Fen(whole[i]-'0')
	}
	for i := range 2 {
		n *= 10
		if i < len(frac) {
			n += Fen(frac[i] - '0')
		}
	}
	if n > fenLimit {
		return 0, ErrAmountTooLarge
	}
	return n, nil
}

// ErrLimitZero is of ParseLimit.
var ErrLimitZero = errors.New("must be more than 0, or nothing could be sold")

// ParseLimit reads the yuan text of a setting that is the most that may be charged. Its
// errors are ErrLimitZero and ParseYuan's, and say how to write an amount.
func ParseLimit(s string) (Fen, error) {
	f, err := ParseYuan(s)
	switch {
	case err != nil:
		return 0, fmt.Errorf(`%w; write yuan such as "50000.00"`, err)
	case f == 0:
		return 0, ErrLimitZero
	}
	return f, nil
}

// Yuan formats f with two decimals and no separators, as gateways and exports
// want it: 12850 is "128.50".
func (f Fen) Yuan() string { return f.text(false) }

// String is Yuan, so that a Fen in a log reads as money.
func (f Fen) String() string { return f.Yuan() }

// Grouped formats f for people, with a comma each three digits: "1,284.50".
func (f Fen) Grouped() string { return f.text(true) }

// text writes f from its end, so that it is one allocation.
func (f Fen) text(grouped bool) string {
	var b [32]byte // more than an int64 has, with its commas
	i, n := len(b), uint64(f)
	if f < 0 {
		n = -n
	}
	put := func(c byte) { i--; b[i] = c }
	put('0' + byte(n%10))
	put('0' + byte(n/10%10))
	put('.')
	n /= 100
	for digits := 0; digits == 0 || n > 0; digits++ {
		if grouped && digits > 0 && digits%3 == 0 {
			put(',')
		}
		put('0' + byte(n%10))
		n /= 10
	}
	if f < 0 {
		put('-')
	}
	return string(b[i:])
}
