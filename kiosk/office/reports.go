package office

import (
	"slices"
	"strconv"
	"time"

	"facepay/kiosk"
)

const (
	// usualWeeks is the number of weeks before whose same weekdays say what is usual.
	usualWeeks = 4
	// daysLeast is the fewest days of the chart of days: of fewer nobody sees a course.
	daysLeast = 14
	// refreshAfter is the greatest age of the figures of a day that goes on.
	refreshAfter = 15 * time.Second
)

// Periods are the names of what a report is about, in their order on screen.
var Periods = []string{"today", "yesterday", "week", "month", "last_month"}

// Groupings are those of a report, in their order on screen.
var Groupings = []kiosk.Grouping{kiosk.ByDay, kiosk.ByHour, kiosk.ByMonth, kiosk.ByWallet, kiosk.ByChannel, kiosk.ByCashier, kiosk.ByShift}

// figure names one reading of a report page.
type figure string

const (
	figureRows    figure = "rows"
	figureHours   figure = "hours"
	figureUsual   figure = "usual"
	figureDays    figure = "days"
	figureWallets figure = "wallets"
)

// Reports are the figures of a period: its rows by a grouping, and what the charts show.
type Reports struct {
	Cursor
	Period string
	By     kiosk.Grouping
	From   kiosk.Date
	To     kiosk.Date
	Range  Range
	// StartHour is the first hour of the shop's business day.
	StartHour int

	Report  kiosk.Report // the rows
	Hours   kiosk.Report // of the last day
	Usual   map[string]kiosk.Fen
	Days    kiosk.Report
	Wallets kiosk.Report
	Ready   bool // the rows have been read
	Failed  bool
	// Revision is another one whenever any of this changed.
	Revision uint64

	open   bool
	visit  uint64
	today  kiosk.Date
	readAt time.Time
	usual  map[string]kiosk.Fen // sums, until all weeks have come
	weeks  int                  // that have come
}

// ReportRead is a report to be read. A ReportAnswered answers it.
type ReportRead struct {
	From, To kiosk.Date
	By       kiosk.Grouping
	figure   figure
	visit    uint64
	day      bool // of the page of today
}

func (ReportRead) effect() {}

type (
	// ReportAnswered answers a ReportRead.
	ReportAnswered struct {
		ReportRead
		Report kiosk.Report
		Err    error
	}
	// PeriodChosen and GroupingChosen are touches of a choice of the reports.
	PeriodChosen   struct{ Period string }
	GroupingChosen struct{ By kiosk.Grouping }
	// RowOpened is a touch of a row, or of a bar of a chart, which shows the payments
	// behind it. An empty key stands for all of the period, by cashier for nobody's name.
	RowOpened struct {
		By  kiosk.Grouping
		Key string
		Bar bool // of a chart, which of hours has the last day's
	}
)

func (ReportAnswered) office() {}
func (PeriodChosen) office()   {}
func (GroupingChosen) office() {}
func (RowOpened) office()      {}

// shown reads the figures when the page comes on screen.
func (r *Reports) shown(open bool, now time.Time, today kiosk.Date) []ReportRead {
	if r.open == open && r.today == today {
		return nil
	}
	r.open, r.today = open, today
	if !open {
		r.Range = Range{}
		return nil
	}
	return r.load(now)
}

// load reads all figures of the period. What is on screen stays until they come.
func (r *Reports) load(now time.Time) []ReportRead {
	r.visit++
	r.Revision++
	r.readAt = now
	if r.Period != periodTyped {
		r.From, r.To = period(r.Period, r.today)
	}
	r.usual, r.weeks = map[string]kiosk.Fen{}, 0
	reads := []ReportRead{
		{From: r.From, To: r.To, By: r.By, figure: figureRows},
		{From: r.To, To: r.To, By: kiosk.ByHour, figure: figureHours},
		{From: r.From, To: r.To, By: kiosk.ByWallet, figure: figureWallets},
		{From: min(r.From, daysBefore(r.To, daysLeast-1)), To: r.To, By: kiosk.ByDay, figure: figureDays},
	}
	for week := range usualWeeks {
		day := daysBefore(r.To, 7*(week+1))
		reads = append(reads, ReportRead{From: day, To: day, By: kiosk.ByHour, figure: figureUsual})
	}
	for i := range reads {
		reads[i].visit = r.visit
	}
	return reads
}

// daysBefore is the business day so many days before another.
func daysBefore(d kiosk.Date, days int) kiosk.Date {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d
	}
	return kiosk.Date(at.AddDate(0, 0, -days).Format(time.DateOnly))
}

// answered takes a report that was read.
func (r *Reports) answered(e ReportAnswered) {
	if e.visit != r.visit {
		return
	}
	r.Revision++
	if r.Failed = e.Err != nil; r.Failed {
		return
	}
	switch e.figure {
	case figureRows:
		r.Report, r.Ready = e.Report, true
		r.choose(r.Selected, max(1, len(e.Report.Rows)))
	case figureHours:
		r.Hours = e.Report
	case figureDays:
		r.Days = e.Report
	case figureWallets:
		r.Wallets = e.Report
	case figureUsual:
		for _, row := range e.Report.Rows {
			r.usual[row.Key] += row.Paid
		}
		if r.weeks++; r.weeks == usualWeeks {
			mean := map[string]kiosk.Fen{}
			for hour, paid := range r.usual {
				mean[hour] = paid / usualWeeks
			}
			r.Usual = mean
		}
	}
}

// stale reports whether the figures are of a day that goes on and have become old.
func (r *Reports) stale(now time.Time) bool {
	return r.open && r.To == r.today && now.Sub(r.readAt) >= refreshAfter
}

// next is the one that stands so many further, from the end at the beginning again.
func next[T comparable](all []T, at T, by int) T {
	i := slices.Index(all, at) + by
	return all[(i+len(all))%len(all)]
}

// input takes a key of the reports, and reports whether it was one of theirs.
func (r *Reports) input(k kiosk.Key, now time.Time) (reads []ReportRead, took bool) {
	switch k {
	case kiosk.KeyPageUp:
		return r.change(next(Periods, r.Period, -1), r.By, now), true
	case kiosk.KeyPageDown:
		return r.change(next(Periods, r.Period, 1), r.By, now), true
	case kiosk.KeyTab:
		return r.change(r.Period, next(Groupings, r.By, 1), now), true
	}
	row, moves := r.target(k, len(r.Report.Rows))
	if moves && len(r.Report.Rows) > 0 {
		r.choose(row, len(r.Report.Rows))
		r.Revision++
	}
	return nil, moves
}

func (r *Reports) change(period string, by kiosk.Grouping, now time.Time) []ReportRead {
	if period == r.Period && by == r.By {
		return nil
	}
	r.Period, r.By, r.Selected, r.Top, r.Ready, r.Range = period, by, 0, 0, false, Range{}
	return r.load(now)
}

// chosen is the row that keys chose, false without one.
func (r *Reports) chosen() (RowOpened, bool) {
	if r.Selected >= len(r.Report.Rows) {
		return RowOpened{}, false
	}
	return RowOpened{By: r.Report.By, Key: r.Report.Rows[r.Selected].Key}, true
}

// behind is the filter of the payments behind a row of the figures.
func (r *Reports) behind(e RowOpened) Filter {
	from, to := r.From, r.To
	f := newFilter()
	at := func(field FilterField) int {
		return slices.IndexFunc(f.Rows, func(row FilterRow) bool { return row.Field == field })
	}
	pick := func(field FilterField, choice string) {
		f = f.with(at(field), func(row *FilterRow) {
			if !slices.Contains(row.Choices, choice) {
				row.Choices = append(slices.Clip(row.Choices), choice)
			}
			row.Chosen = slices.Index(row.Choices, choice)
		})
	}
	switch {
	case e.By == kiosk.ByCashier:
		pick(FilterCashier, e.Key)
	case e.Key == "":
	case e.By == kiosk.ByHour:
		if hour, err := strconv.Atoi(e.Key); err == nil {
			f.Hour = &hour
		}
		if e.Bar {
			from = to
		}
	case e.By == kiosk.ByDay:
		from, to = kiosk.Date(e.Key), kiosk.Date(e.Key)
	case e.By == kiosk.ByMonth:
		if first, err := time.Parse("2006-01", e.Key); err == nil {
			last := kiosk.Date(first.AddDate(0, 1, -1).Format(time.DateOnly))
			from, to = max(from, kiosk.Date(first.Format(time.DateOnly))), min(to, last)
		}
	case e.By == kiosk.ByWallet:
		pick(FilterWallet, e.Key)
	case e.By == kiosk.ByChannel:
		pick(FilterChannel, e.Key)
	case e.By == kiosk.ByShift:
		f.Shift, _ = strconv.Atoi(e.Key)
	}
	pick(FilterState, string(kiosk.StatePaid))
	return f.with(at(FilterWhen), func(row *FilterRow) { row.Typed = typedRange(from, to) })
}

// typedRange is days as people type them.
func typedRange(from, to kiosk.Date) string {
	digits := func(d kiosk.Date) string {
		at, err := time.Parse(time.DateOnly, string(d))
		if err != nil {
			return ""
		}
		return at.Format("20060102")
	}
	if from == to {
		return digits(from)
	}
	return digits(from) + "-" + digits(to)
}
