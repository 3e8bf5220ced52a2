package adverts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"

	"facepay/kiosk"
)

const (
	scheduleName     = "adverts.toml" // in the shop's folder
	scheduleBytesMax = 64 << 10
	weightMax        = 100
	// secondsMin and secondsMax bound the display time as those of adverts.interval do.
	secondsMin = int(intervalMin / time.Second)
	secondsMax = int(intervalMax / time.Second)
)

// schedule is the plan by which the shop's own pictures play. One that it does not name plays always.
type schedule struct {
	entries  []entry
	mistakes []Mistake // an entry with one is left out
}

// entry is one table [[picture]].
type entry struct {
	file  string
	line  int
	wrong bool
	slot
}

// slot is a time at which a picture plays.
type slot struct {
	days   []days        // none: every day
	hours  []hours       // none: all day
	weight int           // turns in a round; 0: it does not play
	stays  time.Duration // display time; 0 is the usual one
}

// days are weekdays, or dates where they are given.
type days struct {
	from, to       time.Weekday // as Friday to Monday too
	dated          bool
	first, endDate string // as time.DateOnly
}

// hours are minutes of the day; to before from is over midnight.
type hours struct{ from, to int }

// of are the times of a file. A file all of whose entries have a mistake plays at none.
func (s schedule) of(file string) (all []slot) {
	for _, e := range s.entries {
		if e.file == file {
			if e.wrong {
				e.weight = 0
			}
			all = append(all, e.slot)
		}
	}
	return all
}

// at reports whether the slot is at t. What runs over midnight belongs to the day on
// which it began.
func (s slot) at(t time.Time) bool {
	if len(s.hours) == 0 {
		return s.on(t)
	}
	minute := t.Hour()*60 + t.Minute()
	for _, h := range s.hours {
		switch over := h.to <= h.from; {
		case !over && minute >= h.from && minute < h.to, over && minute >= h.from:
			if s.on(t) {
				return true
			}
		case over && minute < h.to:
			if s.on(t.AddDate(0, 0, -1)) {
				return true
			}
		}
	}
	return false
}

func (s slot) on(t time.Time) bool {
	if len(s.days) == 0 {
		return true
	}
	date := t.Format(time.DateOnly)
	return slices.ContainsFunc(s.days, func(d days) bool {
		if d.dated {
			return d.first <= date && date <= d.endDate
		}
		return (t.Weekday()-d.from+7)%7 <= (d.to-d.from+7)%7
	})
}

// parseSchedule reads adverts.toml. A mistake in one entry is kept beside the rest. whole
// is false for a file that is no TOML from some place on: what stands above it is read.
func parseSchedule(path string, text []byte) (s schedule, whole bool) {
	if !utf8.Valid(text) {
		return schedule{mistakes: []Mistake{{path, kiosk.T("check.advert.utf8")}}}, false
	}
	var p unstable.Parser
	text = []byte(strings.TrimPrefix(string(text), "\uFEFF")) // as editors on Windows write
	p.Reset(text)
	line := func(n *unstable.Node) int { return p.Shape(n.Raw).Start.Line }
	wrong := func(at int, key string, what kiosk.Text) {
		s.mistakes = append(s.mistakes, Mistake{fmt.Sprintf("%s:%d: %s", path, at, key), what})
	}
	inside := false // a table [[picture]]
	for p.NextExpression() {
		node := p.Expression()
		key, first := "", (*unstable.Node)(nil)
		for k := node.Key(); k.Next(); {
			if first == nil {
				first = k.Node()
			} else {
				key += "."
			}
			key += string(k.Node().Data)
		}
		switch {
		case first == nil: // a comment
		case node.Kind == unstable.ArrayTable && key == "picture":
			inside = true
			s.entries = append(s.entries, entry{line: line(first), slot: slot{weight: 1}})
		case node.Kind != unstable.KeyValue || !inside:
			inside = inside && node.Kind == unstable.KeyValue
			wrong(line(first), key, kiosk.T("check.advert.table"))
		default:
			last := &s.entries[len(s.entries)-1]
			if what := last.set(key, node.Value()); !what.IsZero() {
				wrong(line(first), key, what)
				last.wrong = true
			}
		}
	}
	err := p.Error()
	if err != nil {
		place := path
		if e, ok := err.(*unstable.ParserError); ok && len(e.Highlight) > 0 { //nolint:errorlint // as the parser gives it
			place += fmt.Sprintf(":%d", p.Shape(p.Range(e.Highlight)).Start.Line)
		}
		if len(s.entries) > 0 { // the one that is cut off
			s.entries[len(s.entries)-1].wrong = true
		}
		s.mistakes = append(s.mistakes, Mistake{place, kiosk.T("check.advert.toml", "reason", kiosk.Trim(err.Error()))})
	}
	for _, e := range s.entries {
		if e.file == "" && !e.wrong {
			wrong(e.line, "file", kiosk.T("check.advert.no_file"))
		}
	}
	s.entries = slices.DeleteFunc(s.entries, func(e entry) bool { return e.file == "" })
	return s, err == nil
}

// set takes a value, or says what is wrong with it.
func (e *entry) set(key string, value *unstable.Node) kiosk.Text {
	text := string(value.Data)
	switch key {
	case "file", "days", "hours":
		if value.Kind != unstable.String {
			return kiosk.T("check.advert.string", "value", kiosk.Trim(text))
		}
	case "weight", "seconds":
		if value.Kind != unstable.Integer {
			return kiosk.T("check.advert.integer", "value", kiosk.Trim(text))
		}
	default:
		return kiosk.T("check.advert.key")
	}
	least, most, fits := 0, weightMax, false
	switch key {
	case "file":
		e.file = text
		return kiosk.Text{}
	case "days":
		if e.days, fits = parts(text, parseDays); !fits {
			return kiosk.T("check.advert.days", "value", kiosk.Trim(text))
		}
		return kiosk.Text{}
	case "hours":
		if e.hours, fits = parts(text, parseHours); !fits {
			return kiosk.T("check.advert.hours", "value", kiosk.Trim(text))
		}
		return kiosk.Text{}
	case "seconds":
		least, most = secondsMin, secondsMax
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return kiosk.T("check.advert.range", "value", kiosk.Trim(text), "least", strconv.Itoa(least), "most", strconv.Itoa(most))
	}
	if key == "weight" {
		e.weight = n
	} else {
		e.stays = time.Duration(n) * time.Second
	}
	return kiosk.Text{}
}

// parts reads what commas part.
func parts[T any](text string, parse func(string) (T, bool)) (all []T, fits bool) {
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "，", ","), ",") {
		one, fits := parse(strings.TrimSpace(part))
		if !fits {
			return nil, false
		}
		all = append(all, one)
	}
	return all, true
}

var weekdays = map[string]time.Weekday{
	"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6,
	"周日": 0, "周一": 1, "周二": 2, "周三": 3, "周四": 4, "周五": 5, "周六": 6,
}

func parseDays(text string) (d days, fits bool) {
	first, last, several := strings.Cut(text, "/")
	if !several {
		last = first
	}
	if _, err := time.Parse(time.DateOnly, first); err == nil {
		_, err := time.Parse(time.DateOnly, last)
		return days{dated: true, first: first, endDate: last}, err == nil && first <= last
	}
	first, last, several = strings.Cut(strings.ToLower(text), "-")
	if !several {
		last = first
	}
	from, known := weekdays[first]
	to, too := weekdays[last]
	return days{from: from, to: to}, known && too
}

func parseHours(text string) (h hours, fits bool) {
	first, last, _ := strings.Cut(text, "-")
	from, err := time.Parse("15:04", strings.TrimSpace(first))
	to, wrong := time.Parse("15:04", strings.TrimSpace(last))
	if strings.TrimSpace(last) == "24:00" {
		to, wrong = time.Time{}, nil
	}
	return hours{from.Hour()*60 + from.Minute(), to.Hour()*60 + to.Minute()}, err == nil && wrong == nil
}
