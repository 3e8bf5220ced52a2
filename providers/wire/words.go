package wire

import (
	"strings"
	"time"
	"unicode"

	"facepay/kiosk"
)

// Word reports whether s is 1 to bytesMax ASCII letters, digits, - and _.
func Word(s string, bytesMax int) bool {
	if s == "" || len(s) > bytesMax {
		return false
	}
	return strings.Trim(s, letters) == ""
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

// OneLine is s without control characters, line ends and broken characters. It
// begins with no @, by which the till's own sentences are put into another one.
func OneLine(s string) string {
	return strings.TrimLeft(strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)), "@＠ ")
}

// Phrase makes a vendor's words fit to be kept and shown: one line, no control
// characters, at most kiosk.ReasonRunesMax long.
func Phrase(s string) string { return kiosk.Trim(OneLine(s)) }

// China is the zone of the vendors' times, without summer time since 1991.
var China = time.FixedZone("CST", 8*60*60)

// ChinaTime reads "2018-05-18 12:30:00", zero when it is none.
func ChinaTime(s string) time.Time {
	t, err := time.ParseInLocation(time.DateTime, s, China)
	if err != nil {
		return time.Time{}
	}
	return t
}
