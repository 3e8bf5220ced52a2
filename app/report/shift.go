package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"facepay/assets/font"
	"facepay/kiosk"
)

// Sheet is a document in words, which a terminal, a PDF and a printer show each in their
// way.
type Sheet struct {
	Title  string
	Lines  []string // below it
	Tables []SheetTable
}

// SheetTable is a part of a Sheet. The first cell of a row stands at the left, all others
// at the right.
type SheetTable struct {
	Title string // "" for none
	Rows  [][]string
}

// ShiftSheet is a shift's Z report in words, or the open one's X. Copy marks what was
// written before.
func (h Head) ShiftSheet(s *kiosk.Shift, copied bool) Sheet {
	sheet := Sheet{Title: h.t("shift.x"), Lines: []string{font.Harmless(h.line())}}
	if s.Number > 0 {
		sheet.Title = h.t("shift.z", "number", fmt.Sprint(s.Number))
	}
	if copied {
		sheet.Title += " · " + h.t("shift.copy")
	}
	if h.Practice {
		sheet.Lines = append(sheet.Lines, h.t("screen.practice"))
	}
	if s.OpenedAt.IsZero() {
		sheet.Lines = append(sheet.Lines, h.t("shift.none_open"))
	} else {
		sheet.Lines = append(sheet.Lines, h.t("shift.opened", "at", h.instant(s.OpenedAt), "by", whoever(s.OpenedBy)))
	}
	if !s.ClosedAt.IsZero() {
		sheet.Lines = append(sheet.Lines, h.t("shift.closed", "at", h.instant(s.ClosedAt), "by", whoever(s.ClosedBy)))
	}
	if s.ApprovedBy != "" {
		sheet.Lines = append(sheet.Lines, h.t("shift.approved", "by", whoever(s.ApprovedBy)))
	}
	for _, n := range s.Notes {
		sheet.Lines = append(sheet.Lines, h.Texts.Text(n.Text()))
	}
	for _, table := range []SheetTable{h.shiftTotals(s), h.shiftCashiers(s), h.shiftDrawer(s), h.shiftApps(s), h.shiftOpen(s), h.shiftLater(s)} {
		if len(table.Rows) > 0 {
			sheet.Tables = append(sheet.Tables, table)
		}
	}
	return sheet
}

// instant is a time as people write it, where it was: a Z keeps the shop's offset of then.
func (h Head) instant(at time.Time) string { return at.Format("2006-01-02 15:04:05") }

// whoever is the name of somebody, a dash where nobody was named.
func whoever(name string) string {
	if name == "" {
		return "–"
	}
	return font.Harmless(name)
}

func (h Head) totalsHead() []string {
	row := []string{""}
	for _, column := range []string{"count", "paid", "refund_count", "refunded", "net"} {
		row = append(row, h.t("report.column."+column))
	}
	return row
}

func sheetTotals(name string, t kiosk.Totals) []string {
	return []string{name, fmt.Sprint(t.Count), t.Paid.Grouped(), fmt.Sprint(t.RefundCount), t.Refunded.Grouped(), t.Net().Grouped()}
}

func (h Head) shiftTotals(s *kiosk.Shift) SheetTable {
	rows := [][]string{h.totalsHead()}
	for _, w := range s.Wallets() {
		rows = append(rows, sheetTotals(h.Texts.Text(w.Text()), s.ByWallet[w]))
	}
	rows = append(rows, sheetTotals(h.t("report.total"), s.Totals))
	for _, of := range []struct {
		id string
		n  int
	}{{"report.column.late", s.Late}, {"report.column.unknown", s.Unknown}} {
		if of.n > 0 {
			rows = append(rows, []string{h.t(of.id), fmt.Sprint(of.n), "", "", "", ""})
		}
	}
	return SheetTable{Rows: rows}
}

// shiftCashiers are there where anybody is named.
func (h Head) shiftCashiers(s *kiosk.Shift) (table SheetTable) {
	if _, unnamed := s.ByCashier[""]; len(s.ByCashier) == 0 || len(s.ByCashier) == 1 && unnamed {
		return table
	}
	table.Rows = append(table.Rows, h.totalsHead())
	table.Rows[0][0] = h.t("report.by.cashier")
	for _, name := range s.Cashiers() {
		table.Rows = append(table.Rows, sheetTotals(whoever(name), s.ByCashier[name]))
	}
	return table
}

func (h Head) shiftDrawer(s *kiosk.Shift) (table SheetTable) {
	c := s.Cash
	if c == nil {
		return table
	}
	table.Title = h.t("shift.drawer")
	counted, difference := "–", "–"
	if c.Counted != nil {
		counted, difference = c.Counted.Grouped(), c.Difference().Grouped()
	}
	table.Rows = [][]string{
		{h.t("shift.drawer.opening"), c.Opening.Grouped()}, {h.t("shift.drawer.taken"), c.Taken.Grouped()}, {h.t("shift.drawer.due"), c.Due().Grouped()},
		{h.t("shift.drawer.counted"), counted}, {h.t("shift.drawer.difference"), difference},
	}
	return table
}

// shiftApps are what merchant apps said beside what the till has.
func (h Head) shiftApps(s *kiosk.Shift) (table SheetTable) {
	for _, w := range s.Wallets() {
		said, ok := s.Counted[w]
		if !ok {
			continue
		}
		if table.Rows == nil {
			table.Rows = [][]string{{h.t("shift.apps"), h.t("shift.apps.said"), h.t("shift.apps.ours"), h.t("shift.drawer.difference")}}
		}
		ours := s.ByWallet[w].Net()
		table.Rows = append(table.Rows, []string{h.Texts.Text(w.Text()), said.Grouped(), ours.Grouped(), (said - ours).Grouped()})
	}
	return table
}

func (h Head) shiftOpen(s *kiosk.Shift) (table SheetTable) {
	for _, n := range s.Carried {
		table.Rows = append(table.Rows, []string{string(n)})
	}
	for _, n := range s.Returning {
		table.Rows = append(table.Rows, []string{h.t("shift.refund_of", "order", string(n))})
	}
	if len(table.Rows) > 0 {
		table.Title = h.t("shift.carried")
	}
	return table
}

func (h Head) shiftLater(s *kiosk.Shift) (table SheetTable) {
	for _, l := range s.Later {
		table.Rows = append(table.Rows, []string{string(l.OrderNo), h.t("shift.later." + l.What), h.t("shift.z", "number", fmt.Sprint(l.From))})
	}
	if len(table.Rows) > 0 {
		table.Title = h.t("shift.later")
	}
	return table
}

// SheetText writes a sheet for a terminal.
func SheetText(w io.Writer, s Sheet) error {
	lines := append([]string{s.Title}, s.Lines...)
	for _, t := range s.Tables {
		lines = append(lines, "")
		if t.Title != "" {
			lines = append(lines, t.Title)
		}
		lines = append(lines, aligned(t.Rows)...)
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// ShiftsText writes a line for each shift.
func ShiftsText(w io.Writer, h Head, all []kiosk.Shift) error {
	if len(all) == 0 {
		_, err := io.WriteString(w, h.t("shift.none")+"\n")
		return err
	}
	rows := [][]string{append([]string{h.t("report.by.shift"), h.t("shift.column.opened"), h.t("shift.column.closed")}, h.totalsHead()[1:]...)}
	for i := range all {
		s := &all[i]
		name, closed := h.t("shift.open"), "–"
		if s.Number > 0 {
			name, closed = fmt.Sprint(s.Number), h.instant(s.ClosedAt)
		}
		rows = append(rows, append([]string{name, h.instant(s.OpenedAt), closed}, sheetTotals("", s.Totals)[1:]...))
	}
	_, err := io.WriteString(w, strings.Join(aligned(rows), "\n")+"\n")
	return err
}
