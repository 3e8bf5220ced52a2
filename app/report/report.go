// Package report turns totals, shifts and payments into documents: text for a terminal,
// JSON and CSV for machines, XLSX and PDF for people. What a cell has can never become
// a formula.
package report

import (
	"context"
	"fmt"
	"slices"
	"time"

	"facepay/kiosk"
)

// Groupings are all groupings of a report, as facepay report takes them.
var Groupings = []kiosk.Grouping{
	kiosk.ByHour, kiosk.ByDay, kiosk.ByMonth, kiosk.ByWallet, kiosk.ByChannel, kiosk.ByCashier, kiosk.ByShift,
}

// Source adds up business days; a store.Reader is one.
type Source interface {
	Report(ctx context.Context, from, to kiosk.Date, by kiosk.Grouping) (kiosk.Report, error)
}

const (
	usualWeeks = 8  // weeks back from which what is usual is taken
	daysShown  = 14 // days in the chart of a period that is shorter
	daysMost   = 62 // days in that chart; a longer period shows its months
)

// Period is a report with what its charts need.
type Period struct {
	kiosk.Report
	Hours   []kiosk.TotalsRow
	Wallets []kiosk.TotalsRow
	// Days are of DaysFrom to Report.To, which begins before a period that is short.
	// They are months where Months is set.
	Days     []kiosk.TotalsRow
	DaysFrom kiosk.Date
	Months   bool
	// Usual is the mean of what was paid in each hour of the same weekday, over those
	// of the eight weeks before that had any sale. It is nil for more than one day.
	Usual map[string]kiosk.Fen
	// HourStart is the hour in which the business day begins.
	HourStart int
}

// Gather reads a report and what its charts need. Errors: those of the source.
func Gather(ctx context.Context, source Source, from, to kiosk.Date, by kiosk.Grouping, startHour int) (Period, error) {
	p := Period{HourStart: startHour, DaysFrom: from}
	first, errFrom := time.Parse(time.DateOnly, string(from))
	last, errTo := time.Parse(time.DateOnly, string(to))
	if errFrom != nil || errTo != nil {
		return p, fmt.Errorf("report from %q to %q: these are no days", from, to)
	}
	days := int(last.Sub(first)/(24*time.Hour)) + 1
	if days < daysShown {
		p.DaysFrom = date(last.AddDate(0, 0, 1-daysShown))
	}
	daily := kiosk.ByDay
	if p.Months = days > daysMost; p.Months {
		daily = kiosk.ByMonth
	}
	for _, part := range []struct {
		from kiosk.Date
		by   kiosk.Grouping
		into *[]kiosk.TotalsRow
	}{{from, kiosk.ByHour, &p.Hours}, {from, kiosk.ByWallet, &p.Wallets}, {p.DaysFrom, daily, &p.Days}} {
		r, err := source.Report(ctx, part.from, to, part.by)
		if err != nil {
			return p, err
		}
		*part.into = r.Rows
	}
	var err error
	if p.Report, err = source.Report(ctx, from, to, by); err == nil && days == 1 {
		p.Usual, err = usual(ctx, source, first)
	}
	return p, err
}

// usual is the mean of each hour of the same weekday in the weeks before.
func usual(ctx context.Context, source Source, day time.Time) (map[string]kiosk.Fen, error) {
	mean, weeks := map[string]kiosk.Fen{}, kiosk.Fen(0)
	for week := 1; week <= usualWeeks; week++ {
		at := date(day.AddDate(0, 0, -7*week))
		r, err := source.Report(ctx, at, at, kiosk.ByHour)
		if err != nil {
			return nil, err
		}
		if r.Total.Paid == 0 {
			continue // before the shop was opened, or a holiday
		}
		weeks++
		for _, row := range r.Rows {
			mean[row.Key] += row.Paid
		}
	}
	for key := range mean {
		mean[key] /= weeks
	}
	return mean, nil
}

func date(t time.Time) kiosk.Date { return kiosk.Date(t.Format(time.DateOnly)) }

// Known reports whether by is a grouping.
func Known(by kiosk.Grouping) bool { return slices.Contains(Groupings, by) }
