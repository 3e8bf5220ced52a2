package billfetch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/bill"
	"facepay/store/atomicfile"
)

const (
	// stateName is the file of the data folder that keeps over a restart what was asked
	// for, so that it is not asked for again at once. What was compared is in the ledger.
	stateName = "fetches.json"
	// stateBytesMax bounds it: it has a day's entry for each source.
	stateBytesMax = 1 << 20
)

// load reads what is kept. A file that cannot be read is no more than a till that has
// asked for nothing yet.
func (f *Fetcher) load() {
	path := filepath.Join(f.Dir, stateName)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > stateBytesMax {
		return
	}
	text, err := os.ReadFile(path)
	var fetches []fetch
	if err == nil {
		err = json.Unmarshal(text, &fetches)
	}
	if err != nil {
		f.Log.Warn("read what bills were asked for", "err", err)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fetches = slices.DeleteFunc(fetches, func(e fetch) bool { return !f.source(e) })
}

// source reports whether an entry is of a source that there is.
func (f *Fetcher) source(e fetch) bool {
	return slices.ContainsFunc(f.Sources, func(s bill.Source) bool { return s.Name() == e.Provider && s.BillKind() == e.Kind })
}

// last is the entry of a day's bill, nil for none. Only Run's goroutine changes it.
func (f *Fetcher) last(s bill.Source, day kiosk.Date) *fetch {
	i := slices.IndexFunc(f.fetches, func(e fetch) bool { return e.Provider == s.Name() && e.Kind == s.BillKind() && e.Day == day })
	if i < 0 {
		return nil
	}
	return &f.fetches[i]
}

// note takes what came of a day's bill.
func (f *Fetcher) note(s bill.Source, day kiosk.Date, c came, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	e := fetch{Provider: s.Name(), Kind: s.BillKind(), Day: day}
	if last := f.last(s, day); last != nil {
		e = *last
	}
	if c.outcome != e.Outcome {
		e.Tries = 0
	}
	e.Tries++
	e.Outcome, e.Why, e.Tried, e.Next = c.outcome, c.why, now, time.Time{}
	e.Equal, e.Differences = c.result.Matched, len(c.result.Differences)
	if !e.over() && e.Outcome != before {
		e.Next = now.Add(c.outcome.pause(e.Tries))
	}
	f.fetches = slices.DeleteFunc(f.fetches, func(o fetch) bool { return o.Provider == e.Provider && o.Kind == e.Kind && o.Day == e.Day })
	f.fetches = append(f.fetches, e)
	slices.SortFunc(f.fetches, func(a, b fetch) int {
		if days := strings.Compare(string(b.Day), string(a.Day)); days != 0 {
			return days
		}
		return strings.Compare(string(a.Kind), string(b.Kind))
	})
}

// keep forgets what is not told any more and writes the rest down.
func (f *Fetcher) keep(now time.Time) {
	oldest := kiosk.Date(now.In(kiosk.Beijing).AddDate(0, 0, -daysBack).Format(time.DateOnly))
	f.mu.Lock()
	told := map[kiosk.BillKind]bool{}
	f.fetches = slices.DeleteFunc(f.fetches, func(e fetch) bool {
		old := e.Day < oldest || e.over() && told[e.Kind]
		told[e.Kind] = told[e.Kind] || e.over()
		return old
	})
	text, err := json.MarshalIndent(f.fetches, "", "\t")
	f.mu.Unlock()
	if err == nil {
		err = atomicfile.Replace(filepath.Join(f.Dir, stateName), append(text, '\n'))
	}
	if err != nil {
		f.Log.Warn("keep what bills were asked for", "err", err)
	}
}

// nextAt is the time at which the ledger is asked again: when an entry is due, or the next bill is made.
func (f *Fetcher) nextAt(now time.Time) time.Time {
	next := now.Add(planEvery)
	sooner := func(at time.Time) {
		if at.After(now) && at.Before(next) {
			next = at
		}
	}
	if day, err := kiosk.BillDay(kiosk.Date(now.In(kiosk.Beijing).Format(time.DateOnly))); err == nil {
		sooner(day.Start.Add(readyAfter))
		sooner(day.End)
	}
	for i := range f.fetches {
		sooner(f.fetches[i].Next)
	}
	return next
}
