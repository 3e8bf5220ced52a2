package adverts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

const (
	scheduleName     = "adverts.toml" // in the shop's folder
	scheduleBytesMax = 64 << 10
	weightMax        = 100
	// secondsMin and secondsMax bound the display time as those of adverts.interval do.
	secondsMin = int(intervalMin / time.Second)
	secondsMax = int(intervalMax / time.Second)
)

// schedule is when the shop's own pictures play. One that it does not name plays always.
type schedule struct {
	entries  []entry
	mistakes []string // "file:line: key: problem"; an entry with one is left out
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

// parseSchedule reads adverts.toml. Its error is of a file that is no TOML; a mistake in
// one entry is kept beside the rest.
func parseSchedule(path string, text []byte) (schedule, error) {
	if !utf8.Valid(text) {
		return schedule{}, fmt.Errorf("%s: is not UTF-8 text; save it as UTF-8", path)
	}
	var s schedule
	var p unstable.Parser
	text = []byte(strings.TrimPrefix(string(text), "\uFEFF")) // as editors on Windows write
	p.Reset(text)
	line := func(n *unstable.Node) int { return p.Shape(n.Raw).Start.Line }
	wrong := func(at int, key, problem string) {
		s.mistakes = append(s.mistakes, fmt.Sprintf("%s:%d: %s: %s", path, at, key, problem))
		if len(s.entries) > 0 {
			s.entries[len(s.entries)-1].wrong = true
		}
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
			s.mistakes = append(s.mistakes, fmt.Sprintf("%s:%d: %s: is no table [[picture]]", path, line(first), key))
		default:
			if err := s.entries[len(s.entries)-1].set(key, node.Value()); err != nil {
				wrong(line(first), key, err.Error())
			}
		}
	}
	if err := p.Error(); err != nil {
		at := ""
		if e, ok := err.(*unstable.ParserError); ok && len(e.Highlight) > 0 { //nolint:errorlint // as the parser gives it
			at = fmt.Sprintf(":%d", p.Shape(p.Range(e.Highlight)).Start.Line)
		}
		return schedule{}, fmt.Errorf("%s%s: %v; the pictures play as before", path, at, err)
	}
	for _, e := range s.entries {
		if e.file == "" && !e.wrong {
			s.mistakes = append(s.mistakes, fmt.Sprintf("%s:%d: file: is missing", path, e.line))
		}
	}
	s.entries = slices.DeleteFunc(s.entries, func(e entry) bool { return e.file == "" })
	return s, nil
}

func (e *entry) set(key string, value *unstable.Node) (err error) {
	text := string(value.Data)
	switch key {
	case "file", "days", "hours":
		if value.Kind != unstable.String {
			return fmt.Errorf("%s must be a string in quotes", text)
		}
	case "weight", "seconds":
		if value.Kind != unstable.Integer {
			return fmt.Errorf("%s must be a whole number without quotes", text)
		}
	}
	switch key {
	case "file":
		e.file = text
	case "days":
		e.days, err = parts(text, parseDays)
	case "hours":
		e.hours, err = parts(text, parseHours)
	case "weight":
		e.weight, err = number(text, 0, weightMax)
	case "seconds":
		var n int
		n, err = number(text, secondsMin, secondsMax)
		e.stays = time.Duration(n) * time.Second
	default:
		err = fmt.Errorf("is none of file, days, hours, weight, seconds")
	}
	return err
}

// parts reads what commas part.
func parts[T any](text string, parse func(string) (T, error)) (all []T, err error) {
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "，", ","), ",") {
		one, err := parse(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func number(text string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s is not from %d to %d", text, least, most)
	}
	return n, nil
}

var weekdays = map[string]time.Weekday{
	"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6,
	"周日": 0, "周一": 1, "周二": 2, "周三": 3, "周四": 4, "周五": 5, "周六": 6,
}

func parseDays(text string) (days, error) {
	wrong := fmt.Errorf("%q is not like \"mon-fri\", \"sat\", \"2026-12-24\" or \"2026-12-24/2026-12-31\"", text)
	first, last, several := strings.Cut(text, "/")
	if !several {
		last = first
	}
	if _, err := time.Parse(time.DateOnly, first); err == nil {
		if _, err := time.Parse(time.DateOnly, last); err != nil || last < first {
			return days{}, wrong
		}
		return days{dated: true, first: first, endDate: last}, nil
	}
	first, last, several = strings.Cut(strings.ToLower(text), "-")
	if !several {
		last = first
	}
	from, known := weekdays[first]
	to, too := weekdays[last]
	if !known || !too {
		return days{}, wrong
	}
	return days{from: from, to: to}, nil
}

func parseHours(text string) (hours, error) {
	first, last, _ := strings.Cut(text, "-")
	from, err := time.Parse("15:04", strings.TrimSpace(first))
	to, wrong := time.Parse("15:04", strings.TrimSpace(last))
	if strings.TrimSpace(last) == "24:00" {
		to, wrong = time.Time{}, nil
	}
	if err != nil || wrong != nil {
		return hours{}, fmt.Errorf("%q is not like \"07:30-22:00\"", text)
	}
	return hours{from.Hour()*60 + from.Minute(), to.Hour()*60 + to.Minute()}, nil
}
