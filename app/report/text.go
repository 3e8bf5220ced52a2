package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
)

// Head is a document's heading: the shop, the till, the moment.
type Head struct {
	Shop, Till string
	Practice   bool // no money moved
	Made       time.Time
	Texts      *i18n.Catalogue
}

func (h Head) t(id string, args ...string) string { return h.Texts.Text(kiosk.T(id, args...)) }

// line is the shop and its till, in words.
func (h Head) line() string {
	return h.Shop + " · " + h.t("screen.till", "till", h.Till)
}

// Text writes the report as a table for a terminal, in the catalogue's language.
// Characters that fill two columns are counted as two.
func Text(w io.Writer, h Head, r kiosk.Report) error {
	lines := []string{font.Harmless(h.line()), h.period(r.From, r.To)}
	if h.Practice {
		lines = append(lines, h.t("screen.practice"))
	}
	lines = append(lines, "")
	lines = append(lines, aligned(h.grid(r))...)
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// period is one day, or the first and the last.
func (h Head) period(from, to kiosk.Date) string {
	if from == to {
		return string(from)
	}
	return h.t("report.period", "from", string(from), "to", string(to))
}

// grid is the report in words: a head, a row each, and their sum.
func (h Head) grid(r kiosk.Report) [][]string {
	rows := [][]string{{h.t("report.by." + string(r.By))}}
	for _, column := range totalsColumns {
		rows[0] = append(rows[0], h.t("report.column."+column))
	}
	for _, row := range r.Rows {
		rows = append(rows, gridRow(h.key(r.By, row.Key), row.Totals))
	}
	return append(rows, gridRow(h.t("report.total"), r.Total))
}

func gridRow(name string, t kiosk.Totals) []string {
	return []string{name, fmt.Sprint(t.Count), t.Paid.Grouped(), fmt.Sprint(t.Late), fmt.Sprint(t.Unknown), fmt.Sprint(t.RefundCount), t.Refunded.Grouped(), t.Net().Grouped()}
}

// key is a row's key in words.
func (h Head) key(by kiosk.Grouping, key string) string {
	switch by {
	case kiosk.ByHour:
		return key + ":00"
	case kiosk.ByWallet:
		return h.Texts.Text(kiosk.Wallet(key).Text())
	case kiosk.ByChannel:
		if word := "report.channel." + key; h.Texts.Has(word) {
			return h.t("report.channel." + key)
		}
	case kiosk.ByShift:
		return h.t("report.shift", "n", key)
	}
	if key == "" {
		return "–"
	}
	return font.Harmless(key)
}

// gap is the space between two columns.
const gap = "  "

// aligned sets rows in columns: the first to the left, all others to the right.
func aligned(rows [][]string) []string {
	wide := runewidth.Condition{} // the same on every machine, whatever its locale
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], wide.StringWidth(cell))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-wide.StringWidth(cell))
			if i == 0 {
				line.WriteString(cell + space)
			} else {
				line.WriteString(gap + space + cell)
			}
		}
		lines[n] = strings.TrimRight(line.String(), " ")
	}
	return lines
}
