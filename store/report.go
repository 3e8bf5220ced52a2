package store

import (
	"context"
	"fmt"
	"time"

	"facepay/kiosk"
)

// reportKeys are the keys of a report's rows, as SQL over sums.
var reportKeys = map[kiosk.Grouping]string{
	kiosk.ByHour:    `format('%02d', hour)`,
	kiosk.ByDay:     `day`,
	kiosk.ByMonth:   `substr(day, 1, 7)`,
	kiosk.ByWallet:  `wallet`,
	kiosk.ByChannel: `channel`,
	kiosk.ByCashier: `cashier`,
	kiosk.ByShift:   `shift`,
}

// reportQuery adds up the sums of days.
func reportQuery(by kiosk.Grouping) string {
	return `SELECT ` + reportKeys[by] + ` AS key,
		coalesce(sum(count) FILTER (WHERE state = 'paid'), 0), coalesce(sum(amount) FILTER (WHERE state = 'paid'), 0),
		coalesce(sum(late) FILTER (WHERE state = 'paid'), 0), coalesce(sum(count) FILTER (WHERE state = 'unknown'), 0),
		coalesce(sum(count) FILTER (WHERE state = 'refunded'), 0), coalesce(sum(amount) FILTER (WHERE state = 'refunded'), 0)
		FROM sums WHERE day >= ? AND day <= ? GROUP BY key ORDER BY key`
}

// Report adds up the business days from to to; see kiosk.Report. It reads the sums
// alone, so that it takes the same time however many payments there are.
// Errors: ErrPeriod, and that of a date that is none.
func (r *Reader) Report(ctx context.Context, from, to kiosk.Date, by kiosk.Grouping) (kiosk.Report, error) {
	report := kiosk.Report{From: from, To: to, By: by}
	if err := checkPeriod(from, to); err != nil {
		return report, fmt.Errorf("report from %s to %s: %w", from, to, err)
	}
	if reportKeys[by] == "" {
		return report, fmt.Errorf("report by %q: there is no such grouping", by)
	}
	rows, err := collect(ctx, r.db, func(scan scanner) (row kiosk.TotalsRow, err error) {
		err = scan(&row.Key, &row.Count, &row.Paid, &row.Late, &row.Unknown, &row.RefundCount, &row.Refunded)
		return row, err
	}, reportQuery(by), string(from), string(to))
	if err != nil {
		return report, failed("report", err)
	}
	for _, row := range rows {
		if row.Totals != (kiosk.Totals{}) {
			report.Rows = append(report.Rows, row)
			report.Total = report.Total.Add(row.Totals)
		}
	}
	return report, nil
}

// checkPeriod returns an error unless from and to are dates, the first not after the last.
func checkPeriod(from, to kiosk.Date) error {
	for _, d := range []kiosk.Date{from, to} {
		if _, err := time.Parse(time.DateOnly, string(d)); err != nil {
			return err
		}
	}
	if to < from {
		return ErrPeriod
	}
	return nil
}
