package bill

import (
	"errors"
	"strings"
	"time"

	"facepay/kiosk"
)

// padding are the characters around values that keep spreadsheets from spoiling them.
const padding = " \t`'\"\ufeff\u00a0\u3000"

func trim(s string) string { return strings.Trim(s, padding) }

// header is a column's name without padding, its brackets and its unit.
func header(s string) string {
	s = strings.ToLower(trim(strings.NewReplacer("（", "(", "）", ")").Replace(s)))
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, "(元)"), "(分)"))
}

// headers finds columns by name.
type headers map[string]int

func headersOf(cells []string) headers {
	h := make(headers, len(cells))
	for i, c := range cells {
		if name := header(c); name != "" {
			if _, twice := h[name]; !twice {
				h[name] = i
			}
		}
	}
	return h
}

// find is the column that has the first of the names, -1 for none.
func (h headers) find(names ...string) int {
	for _, name := range names {
		if i, ok := h[name]; ok {
			return i
		}
	}
	return -1
}

func (h headers) has(names ...string) bool {
	for _, name := range names {
		if _, ok := h[name]; !ok {
			return false
		}
	}
	return true
}

// cell is a value by its column, "" where there is no such column.
func cell(cells []string, column int) string {
	if column < 0 || column >= len(cells) {
		return ""
	}
	return trim(cells[column])
}

// kept is cell for what outlives the line.
func kept(cells []string, column int) string {
	v := cell(cells, column)
	if v == "0" { // WeChat's "none"
		return ""
	}
	return strings.Clone(v)
}

// yuan reads an amount, which may be negative; "" and what bills write for none are 0.
func yuan(s string) (kiosk.Fen, error) {
	switch s {
	case "", "-", "--", "/":
		return 0, nil
	}
	plain, negative := strings.CutPrefix(strings.TrimLeft(s, "+¥￥"), "-")
	plain = strings.TrimLeft(strings.ReplaceAll(plain, ",", ""), "¥￥")
	if whole, decimals, dotted := strings.Cut(plain, "."); dotted && len(decimals) > 2 {
		plain = whole + "." + decimals[:2] + strings.TrimRight(decimals[2:], "0")
	}
	f, err := kiosk.ParseYuan(plain)
	if err != nil {
		return 0, kiosk.BillNoMoney
	}
	if negative {
		f = -f
	}
	return f, nil
}

// fen reads an amount that is fen unless it has a dot.
func fen(s string) (kiosk.Fen, error) {
	if strings.Contains(s, ".") || s == "" {
		return yuan(s)
	}
	digits, negative := strings.CutPrefix(s, "-")
	if len(digits) < 3 {
		digits = strings.Repeat("0", 3-len(digits)) + digits
	}
	f, err := yuan(digits[:len(digits)-2] + "." + digits[len(digits)-2:])
	if negative {
		f = -f
	}
	return f, err
}

var layouts = []string{time.DateTime, "2006/1/2 15:04:05", "2006-1-2 15:04:05", "20060102150405", time.RFC3339, "2006/1/2 15:04", "2006-1-2 15:04",
	"20060102 15:04:05", time.DateOnly, "2006/1/2", "20060102"}

// moment reads a time of Beijing, or one that names its zone. The zero time for "".
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, kiosk.Beijing); err == nil {
			return t, nil
		}
	}
	return time.Time{}, kiosk.BillNoTime
}

// valueMost bounds a value that is told, in characters.
const valueMost = 24

// wrong tells of a value by its column, where err is about it.
func wrong(err error, value, column string) error {
	var cause kiosk.BillCause
	if !errors.As(err, &cause) {
		return err
	}
	return &kiosk.BillError{Cause: cause, Args: []string{"value", clipped(value), "column", clipped(column)}}
}

func clipped(s string) string {
	runes := []rune(s)
	if len(runes) > valueMost {
		runes = append(runes[:valueMost], '…')
	}
	return string(runes)
}

// atLine tells on which line a row is wrong. What is too large, or fails, is so on none.
func atLine(err error, line int) error {
	var of *kiosk.BillError
	var cause kiosk.BillCause
	switch {
	case errors.Is(err, kiosk.BillLarge), !errors.As(err, &cause):
		return err
	case !errors.As(err, &of):
		of = &kiosk.BillError{Cause: cause}
	}
	return &kiosk.BillError{Cause: of.Cause, Line: line, Args: of.Args}
}

// values of a row by the names of their columns.
type values struct{ names, cells []string }

func (v values) yuan(column int) (kiosk.Fen, error) { return v.money(column, yuan) }

func (v values) money(column int, read func(string) (kiosk.Fen, error)) (kiosk.Fen, error) {
	text := cell(v.cells, column)
	amount, err := read(text)
	return amount, wrong(err, text, cell(v.names, column))
}

func (v values) moment(column int) (time.Time, error) {
	text := cell(v.cells, column)
	at, err := moment(text)
	return at, wrong(err, text, cell(v.names, column))
}

// sums are what a bill's rows add up to, to be held to what it says itself.
type sums struct {
	count  int
	amount kiosk.Fen
}

func (s *sums) add(f kiosk.Fen) { s.count++; s.amount += f }
