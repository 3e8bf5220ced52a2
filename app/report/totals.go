package report

import (
	"encoding/json"
	"io"

	"facepay/kiosk"
)

// totals are kiosk.Totals as machines read them: amounts are yuan as text.
type totals struct {
	Count       int    `json:"count"`
	Paid        string `json:"paid"`
	Late        int    `json:"late"`
	Unknown     int    `json:"unknown"`
	RefundCount int    `json:"refund_count"`
	Refunded    string `json:"refunded"`
	Net         string `json:"net"`
}

func totalsOf(t kiosk.Totals) totals {
	return totals{t.Count, t.Paid.Yuan(), t.Late, t.Unknown, t.RefundCount, t.Refunded.Yuan(), t.Net().Yuan()}
}

type totalsRow struct {
	Key string `json:"key"`
	totals
}

// JSON writes the report as one object.
func JSON(w io.Writer, r kiosk.Report) error {
	rows := make([]totalsRow, len(r.Rows))
	for i, row := range r.Rows {
		rows[i] = totalsRow{row.Key, totalsOf(row.Totals)}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(struct {
		From  kiosk.Date     `json:"from"`
		To    kiosk.Date     `json:"to"`
		By    kiosk.Grouping `json:"by"`
		Rows  []totalsRow    `json:"rows"`
		Total totals         `json:"total"`
	}{r.From, r.To, r.By, rows, totalsOf(r.Total)})
}

var totalsColumns = []string{"count", "paid", "late", "unknown", "refund_count", "refunded", "net"}

func totalsCells(t kiosk.Totals) []cell {
	return []cell{count(t.Count), amount(t.Paid), count(t.Late), count(t.Unknown), count(t.RefundCount), amount(t.Refunded), amount(t.Net())}
}

// CSV writes the report's rows, with the keys of the JSON as their head.
func CSV(w io.Writer, r kiosk.Report) error { return writeCSV(w, rowsTable(r)) }

// XLSX writes the report as a workbook: its rows as in the CSV, and their sum on a
// sheet of its own.
func XLSX(w io.Writer, r kiosk.Report) error {
	total := table{name: "total", head: append([]string{"from", "to"}, totalsColumns...), rows: func(yield func([]cell, error) bool) {
		yield(append([]cell{text(string(r.From)), text(string(r.To))}, totalsCells(r.Total)...), nil)
	}}
	return writeXLSX(w, rowsTable(r), total)
}

func rowsTable(r kiosk.Report) table {
	return table{name: "report", head: append([]string{"key"}, totalsColumns...), rows: func(yield func([]cell, error) bool) {
		for _, row := range r.Rows {
			if !yield(append([]cell{text(row.Key)}, totalsCells(row.Totals)...), nil) {
				return
			}
		}
	}}
}
