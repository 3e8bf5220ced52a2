package weidoufu

import (
	"strings"
	"unicode"
)

// echoMin is how many characters of a secret in a row are taken for an echo of
// it. Fewer are no use to a thief.
const echoMin = 8

// untold is s, or "" when it holds a piece of one of secrets: words of the
// gateway go on record and on the screen, whatever they repeat. Only letters and
// digits are compared, so that a grouped or decorated echo is one too.
func untold(s string, secrets ...string) string {
	seen := plain(s)
	for _, secret := range secrets {
		secret = plain(secret)
		size := min(echoMin, len(secret))
		for i := 0; size > 1 && i+size <= len(secret); i++ {
			if strings.Contains(seen, secret[i:i+size]) {
				return ""
			}
		}
	}
	return s
}

// plain is the letters and digits of s, small, the wide ones of Chinese fonts as
// ASCII.
func plain(s string) string {
	const wideFirst, wideLast, shift = '！', '～', '！' - '!'
	return strings.Map(func(r rune) rune {
		if r >= wideFirst && r <= wideLast {
			r -= shift
		}
		if r = unicode.ToLower(r); !alphanumeric(r) {
			return -1
		}
		return r
	}, s)
}
