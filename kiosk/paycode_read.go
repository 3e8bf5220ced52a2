package kiosk

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scannerMarks are prefixes that scanners put before what they read: an AIM identifier of
// the symbology (]C0), and the code page of a QR (an ECI mark, \000026).
var scannerMarks = regexp.MustCompile(`^(?:\][A-Za-z][0-9A-Za-z]|\\\d{6})+`)

// PlainCode takes off what a scanner puts around a code: blanks and controls at
// either end, its marks, and the full width of an input method.
func PlainCode(s string) string {
	s = strings.TrimFunc(strings.Map(HalfWidth, s), Unprinted)
	return strings.TrimFunc(s[len(scannerMarks.FindString(s)):], Unprinted)
}

// swapCase undoes a scanner's CapsLock. It cannot where there are capitals only:
// those may just as well be all that is left of both cases.
func swapCase(s string) (string, bool) {
	upper := strings.ContainsFunc(faceBody(s), unicode.IsUpper)
	lower := strings.ContainsFunc(faceBody(s), unicode.IsLower)
	if upper && !lower {
		return "", false
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s), true
}

// facePrefix begins what face terminals send.
const facePrefix = "fp"

// faceBody is a face string without its prefix.
func faceBody(s string) string { return s[min(len(s), len(facePrefix)):] }

// capitals reports whether s would be a face string if its letters were small.
func (t PayCodeTable) capitals(s string) bool {
	p, found := t.match(strings.ToLower(s))
	return found && p.Face
}

// parity reports whether s is a payment code once the eighth bits, in which a
// line with parity carries its check, are taken off.
func (t PayCodeTable) parity(s string) bool {
	if utf8.ValidString(s) {
		return false
	}
	masked := []byte(s)
	for i := range masked {
		masked[i] &^= 0x80
	}
	_, found := t.match(PlainCode(string(masked)))
	return found
}

// PayCodeMark is a scanner's prefix or suffix around a payment code, or the first
// character in a text that no payment code has. It never tells a digit.
type PayCodeMark struct {
	At         int // of the first character, from 1; 0 when it is before, -1 when after the code
	Characters string
}

func (m PayCodeMark) Error() string {
	switch m.At {
	case 0:
		return fmt.Sprintf("%s stands before the code", m.Characters)
	case -1:
		return fmt.Sprintf("%s stands after the code", m.Characters)
	}
	return fmt.Sprintf("character %d is %s, which no payment code has", m.At, m.Characters)
}

// Is reports that it is an ErrCodeAlphabet.
func (m PayCodeMark) Is(err error) bool { return err == ErrPayCodeAlphabet }

// payCodeMarkMax bounds what is taken for a scanner's own: identifiers have 1 to 3
// characters.
const payCodeMarkMax = 8

// mark finds what no payment code has in a text.
func (t PayCodeTable) mark(s string) error {
	if strings.HasPrefix(strings.ToLower(s), facePrefix) {
		return ErrPayCodeUnknown // its letters are a face string's, of another length
	}
	runes := []rune(s)
	head, tail := 0, len(runes)
	for head < tail && !digit(runes[head]) {
		head++
	}
	for tail > head && !digit(runes[tail-1]) {
		tail--
	}
	if _, found := t.match(string(runes[head:])); found && head <= payCodeMarkMax {
		return PayCodeMark{0, printed(runes[:head])}
	}
	if _, found := t.match(string(runes[:tail])); found && len(runes)-tail <= payCodeMarkMax {
		return PayCodeMark{-1, printed(runes[tail:])}
	}
	for i, r := range runes {
		if !digit(r) {
			return PayCodeMark{i + 1, printed(runes[i : i+1])}
		}
	}
	return ErrPayCodeUnknown
}

// printed writes characters so that people see each: 0x1D for what has no shape.
func printed(rs []rune) string {
	var b strings.Builder
	for _, r := range rs {
		if r > ' ' && r != utf8.RuneError && unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "<%02X>", r)
	}
	return b.String()
}

// Continues reports whether a longer payment code begins with c: silence does not
// tell then whether c is all of it.
func (t PayCodeTable) Continues(c PayCode) bool {
	_, plain, _ := t.Read(c)
	for _, p := range t {
		if continues(p.Pattern, plain.text) {
			return true
		}
	}
	return false
}

// continues reports whether more can follow s in what re matches, by running re's
// states over s.
func continues(re *regexp.Regexp, s string) bool {
	parsed, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return true // it was compiled before; what cannot be told is not trusted
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return true
	}
	now := map[uint32]bool{}
	follow(program, uint32(program.Start), now)
	for _, r := range s {
		next := map[uint32]bool{}
		for pc := range now {
			if in := program.Inst[pc]; takes(in) && in.MatchRune(r) {
				follow(program, in.Out, next)
			}
		}
		now = next
	}
	for pc := range now {
		if takes(program.Inst[pc]) {
			return true
		}
	}
	return false
}

// follow adds the states that are reached from pc without a character.
func follow(p *syntax.Prog, pc uint32, to map[uint32]bool) {
	if to[pc] {
		return
	}
	to[pc] = true
	switch in := p.Inst[pc]; in.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		follow(p, in.Out, to)
		follow(p, in.Arg, to)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		follow(p, in.Out, to)
	}
}

// takes reports whether a state consumes a character.
func takes(in syntax.Inst) bool {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}
