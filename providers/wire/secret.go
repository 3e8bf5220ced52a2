package wire

import (
	"slices"
	"strings"
	"unicode"
)

// EchoMin is the number of characters of a secret in a row that are taken for an echo of
// it. Fewer are no use to a thief, and an order number may have them by chance.
const EchoMin = 8

// Repeats reports whether s has a piece of one of secrets in it, such as a payment
// code or a key: as it is, or grouped, decorated, in characters of any width. Such
// words are dropped, since they would go on record and on the screen.
func Repeats(s string, secrets ...string) bool {
	return slices.ContainsFunc(secrets, func(secret string) bool { return echoes(s, secret) || echoes(bare(s), bare(secret)) })
}

func echoes(s, secret string) bool {
	size := min(EchoMin, len(secret))
	for i := 0; size > 0 && i+size <= len(secret); i++ {
		if strings.Contains(s, secret[i:i+size]) {
			return true
		}
	}
	return false
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r = Narrow(r); r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}

// Narrow is r small, and in ASCII where it is a Chinese font's wide character.
func Narrow(r rune) rune {
	const wideFirst, wideLast, shift = '！', '～', '！' - '!'
	if r >= wideFirst && r <= wideLast {
		r -= shift
	}
	return unicode.ToLower(r)
}

// Hush takes out of o, and of the objects in it, the texts that repeat a secret; "" is none.
func (o Object) Hush(secret string) {
	for name, v := range o {
		if child, is := v.(Object); is {
			child.Hush(secret)
		} else if Repeats(Text(v), secret) {
			delete(o, name)
		}
	}
}
