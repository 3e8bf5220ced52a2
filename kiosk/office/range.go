package office

import (
	"strings"
	"time"

	"facepay/kiosk"
)

// periodTyped is the period of days that were typed.
const periodTyped = "typed"

// rangeMost is the longest range: two days of eight digits.
const rangeMost = len("20260101-20261231")

// Range is the days of the reports while they are typed, as 20261101-20261130 or one day.
type Range struct {
	Open    bool // it is being typed
	Typed   string
	Problem kiosk.Text // why Enter did not take it
}

// RangeToggled is a touch of the days of the reports: they are typed, or no more.
type RangeToggled struct{}

func (RangeToggled) office() {}

// strike types a digit or the hyphen between two days, which comes by itself.
func (r Range) strike(c rune) Range {
	digit := c >= '0' && c <= '9'
	switch {
	case c == '.' || c == '-':
		c = '-'
		if r.Typed == "" || strings.Contains(r.Typed, "-") {
			return r
		}
	case !digit:
		return r
	case len(r.Typed) == len("20260101") && !strings.Contains(r.Typed, "-"):
		r.Typed += "-"
	}
	if len(r.Typed) == rangeMost {
		return r
	}
	return Range{Open: true, Typed: r.Typed + string(c)}
}

func (r Range) backspace(characters int) Range {
	return Range{Open: r.Open, Typed: r.Typed[:max(0, len(r.Typed)-characters)]}
}

// The days that digits as quick as a scanner's can be: no payment code begins so.
const daysFrom, daysUntil = "1970", "2500"

// put takes text in place of what was typed, where it is one day or two, and reports
// whether it is.
func (r Range) put(text string) (Range, bool) {
	var to Range
	for _, c := range text {
		to = to.strike(c)
	}
	from, until, ok := typedDays(to.Typed)
	if !ok || from < daysFrom || until >= daysUntil || strings.ReplaceAll(to.Typed, "-", "") != strings.ReplaceAll(text, "-", "") {
		return r, false // a payment code, or something else
	}
	return to, true
}

// problem says in one sentence why the days cannot be read.
func (r Range) problem() kiosk.Text {
	first, last, both := strings.Cut(r.Typed, "-")
	if !both {
		last = first
	}
	for _, day := range []string{first, last} {
		if _, err := time.Parse("20060102", day); err != nil {
			return kiosk.T("screen.range.no_day", "typed", day)
		}
	}
	return kiosk.T("screen.range.order", "from", first, "to", last)
}

// rangeTakes takes an input of the days that are typed, and reports whether it was one.
func (r *Reports) rangeTakes(e kiosk.Event, now time.Time) (reads []ReportRead, took bool) {
	was := r.Range
	switch e := e.(type) {
	case kiosk.Typed:
		r.Range = was.strike(e.Rune)
	case kiosk.Untyped:
		r.Range = was.backspace(e.Keys)
	case kiosk.Pasted:
		r.Range, _ = was.put(e.Text)
	case kiosk.ScanUnended: // digits as quick as a scanner's
		if r.Range, took = was.put(e.Code.Reveal()); !took {
			return nil, false
		}
	case kiosk.Scanned: // and Enter
		if r.Range, took = was.put(e.Code.Reveal()); !took {
			return nil, false
		}
		reads = r.takeRange(now)
	case kiosk.Pressed:
		switch c := e.Key.Char(); {
		case c != 0:
			r.Range = was.strike(c)
		case !was.Open:
			return nil, false
		case e.Key == kiosk.KeyBackspace:
			r.Range = was.backspace(1)
		case e.Key == kiosk.KeyEsc:
			r.Range = Range{}
		case e.Key == kiosk.KeyEnter:
			reads = r.takeRange(now)
		default:
			return nil, false
		}
	default:
		return nil, false
	}
	r.Revision++
	return reads, true
}

// takeRange shows the days that were typed, or says why that cannot be.
func (r *Reports) takeRange(now time.Time) []ReportRead {
	from, to, ok := typedDays(r.Range.Typed)
	if !ok {
		r.Range.Problem = r.Range.problem()
		return nil
	}
	r.Period, r.From, r.To = periodTyped, from, to
	r.Range, r.Selected, r.Top, r.Ready = Range{}, 0, 0, false
	return r.load(now)
}
