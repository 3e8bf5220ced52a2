package report

import (
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"facepay/kiosk"
)

// cell is one value of a table, apart from how a format writes it.
type cell struct {
	kind   cellKind
	text   string
	number int64 // fen, or a count
}

type cellKind byte

const (
	cellText cellKind = iota // also numbers of orders, which have more digits than a spreadsheet keeps
	cellAmount
	cellCount
)

func text(s string) cell      { return cell{cellText, s, 0} }
func amount(f kiosk.Fen) cell { return cell{cellAmount, "", int64(f)} }
func count[N ~int](n N) cell  { return cell{cellCount, "", int64(n)} }
func truth(b bool) cell       { return text(strconv.FormatBool(b)) }

// table is a head and rows. A row may be used anew once the next was asked for.
type table struct {
	name string
	head []string
	rows iter.Seq2[[]cell, error]
}

// plain is the cell as text: yuan have two decimals.
func (c cell) plain() string {
	switch c.kind {
	case cellAmount:
		return kiosk.Fen(c.number).Yuan()
	case cellCount:
		return strconv.FormatInt(c.number, 10)
	}
	return c.text
}

// inert is text that a spreadsheet program which reads a CSV takes for no formula:
// what begins as one gets an apostrophe in front, which the programs show as text.
func inert(s string) string {
	if s == "" || s[0] >= '0' && s[0] <= '9' || s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z' {
		return s
	}
	// Programs skip leading white space, and take the full-width signs too.
	rest := strings.TrimLeft(s, " \t\r\n\u00a0\u3000\ufeff")
	first, _ := utf8.DecodeRuneInString(rest)
	if rest != "" && strings.ContainsRune("=+-@＝＋－＠", first) || s[0] == '\t' || s[0] == '\r' {
		return "'" + s
	}
	return s
}
