package store

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// historyQueries are the queries of every kind of page, for who looks at their plans.
func historyQueries() []string {
	hour := 1
	full := selection{HistoryFilter: kiosk.HistoryFilter{From: "a", To: "b", Hour: &hour, Shift: 1, Wallet: "w", Channel: "c", State: "s", Cashier: "c", Late: true, Refunded: true}}
	ofPayments, _ := joined(full.ofPayments())
	ofSums, _ := joined(full.ofSums())
	return []string{historyAll, historyDay + historyDayEnd, historyDay + ofSums + historyDayEnd, historyDayShift + ofSums + historyDayEnd, historyDayUnderWay,
		historyOfDay + historyOfDayEnd, historyOfDay + ofPayments + historyOfDayEnd,
		`SELECT ` + paymentColumns + historyEnding + historyEndingEnd, `SELECT ` + paymentColumns + historyEnding + ofPayments + historyEndingEnd}
}

// A query that reads a whole table, or sorts what it found of one, gets slower with every
// sale of the shop. What is sorted of one day is bounded by the day.
func TestQueries_ReadNoWholeTable(t *testing.T) {
	l := newLedger(t)
	openIndex := regexp.MustCompile(`INDEX (payments_pending|refunds_open|sales_open)$`)
	ofDay := regexp.MustCompile(`^USE TEMP B-TREE`)
	queries := map[string]bool{dayQuery: false, sumsOfDay: false, sumsOfPayments: true, sumsOfRefunds: true, endingThere: false}
	for _, q := range historyQueries() {
		queries[q] = strings.Contains(q, "day = ?")
	}
	for by := range reportKeys {
		queries[reportQuery(by)] = true // of the sums of a period
	}
	for _, q := range []string{loadPayments, loadSales, loadRefunds, loadToday, loadSent, loadLastSale, loadLastPayments, pinSet} {
		queries[q] = true // of what is open
	}
	for q, sorts := range queries {
		rows, err := l.db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+regexp.MustCompile(`\?\d*`).ReplaceAllString(q, "1"))
		require.NoError(t, err, q)
		for rows.Next() {
			var id, parent, unused int
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			// An index of what is open is small.
			if name, scan := strings.CutPrefix(detail, "SCAN "); scan && !openIndex.MatchString(name) {
				require.NotRegexp(t, `^(payments|p|sales|s|refunds|r|events|e|sums|endings)\b`, name, q)
			}
			require.False(t, !sorts && ofDay.MatchString(detail), "%s: %s", detail, q)
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
	}
}
