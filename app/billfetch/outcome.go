package billfetch

import (
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/office"
)

// outcome is the outcome of asking for a bill.
type outcome string

// The outcomes. The values stand in the file fetches.json.
const (
	before         outcome = "before"     // it was not asked for: the bill is not made yet
	later          outcome = "later"      // the gateway has not made it
	early          outcome = "early"      // it was made before its day was over
	refusedOutcome outcome = "refused"    // the gateway does not give it
	unanswered     outcome = "unanswered" // no answer, or one that proves nothing
	unreadable     outcome = "unreadable" // what came is no bill of that day
	unrecorded     outcome = "unrecorded" // the disk took neither the file nor the answer
	none           outcome = "none"       // compared: there is none, nothing was sold there
	compared       outcome = "compared"
)

// lateAfter a bill is due it is late.
const lateAfter = 4 * time.Hour

// fetch is the state of the bill of a day.
type fetch struct {
	Provider string         `json:"provider"`
	Kind     kiosk.BillKind `json:"kind"`
	Day      kiosk.Date     `json:"day"`
	Outcome  outcome        `json:"outcome"`
	Why      kiosk.Text     `json:"why,omitzero"`
	Tried    time.Time      `json:"tried"`
	Tries    int            `json:"tries"`
	Next     time.Time      `json:"next,omitzero"`
	// Equal and Differences are those of a bill that was compared.
	Equal       int `json:"equal,omitempty"`
	Differences int `json:"differences,omitempty"`
}

// over reports whether the bill is not asked for again.
func (f *fetch) over() bool { return f.Outcome == compared || f.Outcome == none }

// waits reports whether it is too soon to ask again. A next time that no pause leads to
// is that of a clock which was set.
func (f *fetch) waits(now time.Time) bool {
	return f != nil && f.Outcome != before && now.Before(f.Next) && f.Next.Sub(now) <= pauseMost
}

// pauseMost is the longest pause.
const pauseMost = 6 * time.Hour

// pause is the time after which a bill is asked for again, having been asked for tries times.
func (o outcome) pause(tries int) time.Duration {
	double := func(first, most time.Duration) time.Duration {
		for range tries - 1 {
			if first >= most {
				break
			}
			first *= 2
		}
		return min(first, most)
	}
	switch o {
	case refusedOutcome:
		return pauseMost // a right that somebody has to apply for
	case unanswered:
		return double(5*time.Minute, time.Hour)
	case unreadable:
		return double(30*time.Minute, 3*time.Hour)
	}
	if tries > 8 {
		return 3 * time.Hour
	}
	return 30 * time.Minute // as WeChat asks for one that is being made
}

// note tells it to people.
func (f *fetch) note(in *time.Location) office.BillNote {
	of := []string{"day", string(f.Day), "kind", "@screen.bills.kind." + string(f.Kind)}
	id := string(f.Outcome)
	var n office.BillNote
	switch f.Outcome {
	case refusedOutcome, unreadable, unrecorded:
		n.Attention = true
	case later, early, unanswered:
		n.Attention = f.late()
	}
	switch {
	case f.over():
		n.Attention = f.Differences > 0
		of = append(of, "time", clock(f.Tried, in), "equal", strconv.Itoa(f.Equal), "n", strconv.Itoa(f.Differences))
		if f.Differences > 0 {
			id += "_differs"
		}
	case f.Outcome == later && f.late():
		id = "late"
	}
	n.Said = kiosk.T("screen.bills.fetch."+id, append(of, "next", clock(f.Next, in), "why", f.Why.Arg())...)
	return n
}

// late reports whether a bill should have been there when it was asked for last.
func (f *fetch) late() bool {
	day, err := kiosk.BillDay(f.Day)
	return err == nil && !f.Tried.Before(day.End.Add(readyAfter+lateAfter))
}

func clock(at time.Time, in *time.Location) string { return at.In(in).Format("01-02 15:04") }
