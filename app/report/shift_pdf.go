package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// ShiftPDF writes a shift as pages: the Z report of a closed one, the X of one that is
// open. A copy, which every writing after the first is, says that it is one.
func ShiftPDF(w io.Writer, h Head, s kiosk.Shift, isCopy bool) error {
	title := h.t("report.title.x")
	if s.Number > 0 {
		title = h.t("report.title.z", "n", fmt.Sprint(s.Number))
	}
	p, err := newPage(h, title, "")
	if err != nil {
		return err
	}
	if isCopy {
		p.word(pageMargin, p.y, 14, inkWarn, h.t("report.copy"))
		p.y += 8
	}
	p.facts(h.shiftTimes(s))
	for _, n := range s.Notes {
		p.facts([][2]string{{"", h.Texts.Text(n.Text())}})
	}
	p.figures(s.Totals)
	rows := make([]kiosk.TotalsRow, 0, len(s.ByWallet))
	for _, wallet := range slices.Sorted(maps.Keys(s.ByWallet)) {
		rows = append(rows, kiosk.TotalsRow{Key: string(wallet), Totals: s.ByWallet[wallet]})
	}
	p.shares(rows)
	p.section(h.t("report.by.wallet"), 3*lineHeight)
	p.grid(h.shiftWallets(rows, s.Totals), true)
	if cashiers := h.shiftCashiers(&s); len(cashiers.Rows) > 0 {
		p.section(h.t("report.by.cashier"), 3*lineHeight)
		p.grid(cashiers.Rows, false)
	}
	if s.Cash != nil {
		p.section(h.t("report.cash"), 4*lineHeight)
		p.facts(h.cashFacts(*s.Cash))
	}
	if len(s.Counted) > 0 {
		p.section(h.t("report.counted"), 2*lineHeight)
		grid := [][]string{{h.t("report.by.wallet"), h.t("report.column.net"), h.t("report.cash.counted"), h.t("report.cash.difference")}}
		for _, wallet := range slices.Sorted(maps.Keys(s.Counted)) {
			ours, counted := s.ByWallet[wallet].Net(), s.Counted[wallet]
			grid = append(grid, []string{h.key(kiosk.ByWallet, string(wallet)), ours.Grouped(), counted.Grouped(), (counted - ours).Grouped()})
		}
		p.grid(grid, false)
	}
	if open := h.shiftOpen(&s); len(open.Rows) > 0 {
		p.section(open.Title, 2*lineHeight)
		p.grid(append([][]string{{h.t("report.order")}}, open.Rows...), false)
	}
	if len(s.Later) > 0 {
		p.section(h.t("report.later"), 2*lineHeight)
		grid := [][]string{{h.t("report.order"), h.t("report.later.what"), h.t("report.by.shift")}}
		for _, l := range s.Later {
			grid = append(grid, []string{string(l.OrderNo), h.later(l.What), h.t("report.shift", "n", fmt.Sprint(l.From))})
		}
		p.grid(grid, false)
	}
	return p.write(w)
}

// facts are lines of a name and its value.
func (p *page) facts(lines [][2]string) {
	p.y += 2
	for _, line := range lines {
		p.room(lineHeight)
		p.word(pageMargin, p.y, 9, inkDim, line[0])
		p.word(pageMargin+40, p.y, 9, inkText, p.cut(line[1], pageInner-40, 9))
		p.y += lineHeight
	}
}

// shiftWallets are a shift's rows by wallet. How many came late or are unknown, a stored Z
// has of all wallets together alone.
func (h Head) shiftWallets(rows []kiosk.TotalsRow, total kiosk.Totals) [][]string {
	grid := h.grid(kiosk.Report{By: kiosk.ByWallet, Rows: rows, Total: total})
	for _, row := range grid[1 : len(grid)-1] {
		for i, column := range totalsColumns {
			if column == "late" || column == "unknown" {
				row[i+1] = "–"
			}
		}
	}
	return grid
}

func (h Head) shiftTimes(s kiosk.Shift) [][2]string {
	lines := [][2]string{{h.t("report.opened"), h.moment(s.OpenedAt, s.OpenedBy)}}
	if s.OpenedAt.IsZero() {
		lines[0] = [2]string{"", h.t("shift.none_open")}
	}
	if !s.ClosedAt.IsZero() {
		lines = append(lines, [2]string{h.t("report.closed"), h.moment(s.ClosedAt, s.ClosedBy)})
	}
	if s.ApprovedBy != "" {
		lines = append(lines, [2]string{"", h.t("shift.approved", "by", s.ApprovedBy)})
	}
	return lines
}

// moment is a time on the shop's clock, and who was there.
func (h Head) moment(at time.Time, by string) string {
	return strings.TrimSuffix(at.In(h.Made.Location()).Format("2006-01-02 15:04:05")+" · "+by, " · ")
}

func (h Head) cashFacts(c kiosk.CashCount) [][2]string {
	lines := [][2]string{{h.t("report.cash.opening"), c.Opening.Grouped()}, {h.t("report.cash.taken"), c.Taken.Grouped()}}
	if c.Counted != nil {
		lines = append(lines, [2]string{h.t("report.cash.counted"), c.Counted.Grouped()}, [2]string{h.t("report.cash.difference"), c.Difference().Grouped()})
	}
	return lines
}

func (h Head) later(what string) string {
	if !h.Texts.Has("report.later." + what) {
		return what
	}
	return h.t("report.later." + what)
}
