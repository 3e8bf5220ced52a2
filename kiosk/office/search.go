package office

import (
	"strings"
	"time"
	"unicode"

	"facepay/kiosk"
)

// searchMax bounds what is searched for; no number of anybody is longer.
const searchMax = 64

// FilterField is one thing by which payments are chosen.
type FilterField string

// The fields, in the order in which they stand on screen.
const (
	FilterWhen    FilterField = "when"
	FilterWallet  FilterField = "wallet"
	FilterChannel FilterField = "channel"
	FilterState   FilterField = "state"
	FilterOnly    FilterField = "only"
	FilterCashier FilterField = "cashier"
	FilterAmount  FilterField = "amount"
)

// filterChoices are the choices of each field, the first for all payments. Cashiers
// are those seen in the list.
var filterChoices = []struct {
	Field   FilterField
	Choices []string
}{
	{FilterWhen, []string{"all", "today", "yesterday", "week", "month", "last_month"}},
	{FilterWallet, []string{"all", string(kiosk.WeChat), string(kiosk.Alipay), string(kiosk.UnionPay)}},
	{FilterChannel, []string{"all", "qr", "code", "face", "mini", "cash"}},
	{FilterState, []string{"all", string(kiosk.StatePaid), string(kiosk.StateWaiting), string(kiosk.StateFailed), string(kiosk.StateClosed), string(kiosk.StateUnknown)}},
	{FilterOnly, []string{"all", "late", "refunded"}},
	{FilterCashier, []string{"all"}},
	{FilterAmount, []string{"all"}},
}

// FilterRow is one field with its choices.
type FilterRow struct {
	Field   FilterField
	Choices []string
	Chosen  int
	// Typed is a range being typed: days as 20261101-20261130, or yuan as 10-20.
	Typed string
	Types bool // a range can be typed there
}

// Filter narrows the list of payments, beside the search.
type Filter struct {
	Open  bool // its choices are on screen
	At    int  // the field that keys change
	Rows  []FilterRow
	Count int // fields that narrow the list
	// Hour and Shift come with a row of a report; nobody types them.
	Hour  *int
	Shift int
}

func newFilter() Filter {
	f := Filter{}
	for _, c := range filterChoices {
		f.Rows = append(f.Rows, FilterRow{Field: c.Field, Choices: c.Choices, Types: c.Field == FilterWhen || c.Field == FilterAmount})
	}
	return f
}

// with is the filter with a change of one row; the rows of what is on screen stay.
func (f Filter) with(i int, change func(*FilterRow)) Filter {
	f.Rows = append([]FilterRow(nil), f.Rows...)
	change(&f.Rows[i])
	f.Count = 0
	for _, r := range f.Rows {
		if r.Chosen > 0 || r.Typed != "" {
			f.Count++
		}
	}
	if f.Hour != nil || f.Shift != 0 {
		f.Count++
	}
	return f
}

// choose takes a choice of a field.
func (f Filter) choose(i, choice int) Filter {
	if i < 0 || i >= len(f.Rows) || choice < 0 || choice >= len(f.Rows[i].Choices) {
		return f
	}
	f.At = i
	return f.with(i, func(r *FilterRow) { r.Chosen, r.Typed = choice, "" })
}

// strike types into the chosen field, and reports whether it took the character.
func (f Filter) strike(r rune) (Filter, bool) {
	row := f.Rows[f.At]
	dot := r == '.' && row.Field == FilterAmount
	if !row.Types || !dot && r != '-' && (r < '0' || r > '9') || len(row.Typed) >= len("20260101-20261231") {
		return f, false
	}
	return f.with(f.At, func(row *FilterRow) { row.Chosen, row.Typed = 0, row.Typed+string(r) }), true
}

func (f Filter) backspace() Filter {
	if f.Rows[f.At].Typed == "" {
		return f
	}
	return f.with(f.At, func(row *FilterRow) { row.Typed = row.Typed[:len(row.Typed)-1] })
}

// selects is the filter as the ledger takes it, on a business day. A range that is not
// whole yet selects all.
func (f Filter) selects(today kiosk.Date) (h kiosk.HistoryFilter) {
	h.Hour, h.Shift = f.Hour, f.Shift
	for _, r := range f.Rows {
		choice := r.Choices[r.Chosen]
		if r.Chosen == 0 {
			choice = ""
		}
		switch r.Field {
		case FilterWhen:
			h.From, h.To = period(choice, today)
			if from, to, ok := typedDays(r.Typed); ok {
				h.From, h.To = from, to
			}
		case FilterWallet:
			h.Wallet = kiosk.Wallet(choice)
		case FilterChannel:
			h.Channel = choice
		case FilterState:
			h.State = kiosk.State(choice)
		case FilterOnly:
			h.Late, h.Refunded = choice == "late", choice == "refunded"
		case FilterCashier:
			h.Cashier, h.Nobody = choice, r.Chosen > 0 && choice == ""
		case FilterAmount:
			h.Min, h.Max = typedAmounts(r.Typed)
		}
	}
	return h
}

// period is the days of a named one, as seen on a business day; "" is all.
func period(name string, today kiosk.Date) (from, to kiosk.Date) {
	at, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		return "", ""
	}
	day := func(t time.Time) kiosk.Date { return kiosk.Date(t.Format(time.DateOnly)) }
	first := at.AddDate(0, 0, 1-at.Day())
	switch name {
	case "today":
		return today, today
	case "yesterday":
		return day(at.AddDate(0, 0, -1)), day(at.AddDate(0, 0, -1))
	case "week":
		return day(at.AddDate(0, 0, -6)), today
	case "month":
		return day(first), today
	case "last_month":
		return day(first.AddDate(0, -1, 0)), day(first.AddDate(0, 0, -1))
	}
	return "", ""
}

// typedDays reads one day or two, each as eight digits.
func typedDays(text string) (from, to kiosk.Date, ok bool) {
	first, last, both := strings.Cut(text, "-")
	if !both {
		last = first
	}
	read := func(s string) kiosk.Date {
		at, err := time.Parse("20060102", s)
		if err != nil {
			return ""
		}
		return kiosk.Date(at.Format(time.DateOnly))
	}
	from, to = read(first), read(last)
	return from, to, from != "" && to != "" && from <= to
}

// typedAmounts reads one amount, or the least and the most.
func typedAmounts(text string) (least, most kiosk.Fen) {
	first, last, both := strings.Cut(text, "-")
	if !both {
		last = first
	}
	least, err := kiosk.ParseYuan(strings.TrimSuffix(first, "."))
	most, errLast := kiosk.ParseYuan(strings.TrimSuffix(last, "."))
	if err != nil || errLast != nil || least > most {
		return 0, 0
	}
	return least, most
}

// searched is text as it can be searched for: the letters and digits of a number.
func searched(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, text)
	return text[max(0, len(text)-searchMax):]
}
