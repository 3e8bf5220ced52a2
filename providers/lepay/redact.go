package lepay

import (
	"strings"
	"unicode"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// echoes are the ways in which an echoed code is looked for, by the plain
// characters that count: as it is, with what sets groups apart taken away, and by
// letters and digits alone.
var echoes = []func(rune) bool{
	func(rune) bool { return true },
	func(r rune) bool { return unicode.IsPrint(r) && !unicode.Is(unicode.Dash, r) && r != ' ' && r != mask },
	func(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' },
}

// mask stands where a piece of the code was.
const mask = '…'

// redact takes every piece of the payment code out of the gateway's words, in
// case it echoes what it was sent, whole or in part, grouped or not.
func redact(s string, code kiosk.PayCode) string {
	if code.Reveal() == "" {
		return s
	}
	text := []rune(s)
	for again := true; again; {
		again = false // a cut may join what stood around it: look until none is found
		for _, counts := range echoes {
			var cut bool
			text, cut = cutEchoes(text, code, counts)
			again = again || cut
		}
	}
	return string(text)
}

// redactNumber drops a number with a piece of the code in it: it would go on record.
func redactNumber(no string, code kiosk.PayCode) string {
	if redact(no, code) != no {
		return ""
	}
	return no
}

// cutEchoes puts a mask in the place of each run of wire.EchoMin characters of code,
// or of the whole of a shorter one. Only characters that count are compared; what
// lies between them goes with them. What was cut is shorter than before.
func cutEchoes(text []rune, code kiosk.PayCode, counts func(rune) bool) ([]rune, bool) {
	secret, _ := counted([]rune(code.Reveal()), counts)
	whole := len([]rune(code.Reveal()))
	size := min(wire.EchoMin, whole)
	if size < 2 || len(secret) < size {
		return text, false // a single character is no code, and is in every word
	}
	pieces := map[string]bool{}
	for i := range len(secret) - size + 1 {
		pieces[string(secret[i:i+size])] = true
	}
	seen, at := counted(text, counts)
	var out []rune
	kept, cut := 0, false
	for i := 0; i+size <= len(seen); i++ {
		if !pieces[string(seen[i:i+size])] {
			continue
		}
		end := i + size
		for end < len(seen) && pieces[string(seen[end-size+1:end+1])] {
			end++
		}
		out = append(append(out, text[kept:at[i]]...), mask)
		kept, cut = at[end-1]+1, true
		i = end - 1
	}
	return append(out, text[kept:]...), cut
}

// counted are the characters of text that count, in a spelling that does not
// tell capitals and wide characters apart, and where they stand.
func counted(text []rune, counts func(rune) bool) (seen []rune, at []int) {
	for i, r := range text {
		if r = wire.Narrow(r); counts(r) {
			seen, at = append(seen, r), append(at, i)
		}
	}
	return seen, at
}

// untold reports whether nothing but masks is left of words.
func untold(s string) bool { return strings.Trim(s, string(mask)+" ") == "" }
