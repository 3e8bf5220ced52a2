package report

import (
	"fmt"
	"io"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/chart"
)

// PDF writes a period's report as pages with its charts.
func PDF(w io.Writer, h Head, r Period) error {
	p, err := newPage(h, h.t(titleOf(r.From, r.To)), h.period(r.From, r.To))
	if err != nil {
		return err
	}
	p.figures(r.Total)
	hours := h.t("report.chart.hours")
	if len(r.Usual) > 0 {
		hours = h.t("report.chart.hours.usual")
	}
	p.chart(hours, chart.Hours(r.HourStart, r.Hours, r.Usual))
	if r.Months {
		p.chart(h.t("report.chart.months"), chart.Columns(r.Days))
	} else {
		p.chart(h.t("report.chart.days"), chart.Days(r.DaysFrom, r.To, r.Days))
	}
	p.shares(r.Wallets)
	p.section(h.t("report.by."+string(r.By)), 3*lineHeight)
	p.grid(h.grid(r.Report), true)
	return p.write(w)
}

// titleOf is the catalogue's word for a day, a calendar month, or a period.
func titleOf(from, to kiosk.Date) string {
	if from == to {
		return "report.title.day"
	}
	first, err := time.Parse(time.DateOnly, string(from))
	if err == nil && first.Day() == 1 && date(first.AddDate(0, 1, -1)) == to {
		return "report.title.month"
	}
	return "report.title.period"
}

// chart draws columns over their value axis.
func (p *page) chart(title string, c chart.Chart) {
	if len(c.Bars) == 0 {
		return
	}
	const tick = 7
	axis := 0.0
	for _, t := range c.Ticks {
		axis = max(axis, p.width(tick, t.Text))
	}
	p.section(title, chartHeight+8)
	left, top := pageMargin+axis+2, p.y
	width := pageWidth - pageMargin - left
	for _, t := range c.Ticks {
		y := top + t.Y*chartHeight
		p.box(left, y, width, 0.2, inkHairline)
		p.right(left-2, y+1, tick, inkDim, t.Text)
	}
	for _, b := range c.Bars {
		p.box(left+b.X*width, top+b.Y*chartHeight, b.W*width, b.H*chartHeight, inkBar)
		if b.HasUsual {
			p.box(left+b.X*width-0.4, top+b.Usual*chartHeight-0.3, b.W*width+0.8, 0.6, inkUsual)
		}
	}
	for _, l := range c.Labels {
		p.centre(left+l.X*width, top+chartHeight+4, tick, inkDim, l.Text)
	}
	p.y = top + chartHeight + 6
}

// shares draws the wallets' shares as one bar, and below it what each is.
func (p *page) shares(rows []kiosk.TotalsRow) {
	c := chart.Shares(rows)
	if len(c.Bars) == 0 {
		return
	}
	const bar = 7
	p.section(p.head.t("report.chart.wallets"), bar+float64(len(c.Bars))*lineHeight)
	for _, b := range c.Bars {
		p.box(pageMargin+b.X*pageInner, p.y, b.W*pageInner, bar, walletInk(b.Key))
	}
	p.y += bar + 1
	for _, b := range c.Bars {
		p.y += lineHeight
		p.box(pageMargin, p.y-2.6, 2.6, 2.6, walletInk(b.Key))
		p.word(pageMargin+5, p.y, 9, inkText, p.head.key(kiosk.ByWallet, b.Key))
		p.right(pageMargin+60, p.y, 9, inkText, fmt.Sprintf("%d %%", b.Percent))
		p.right(pageMargin+100, p.y, 9, inkText, "¥ "+b.Value.Grouped())
	}
	p.y += 2
}

func walletInk(key string) ink {
	if c, ok := inkWallets[key]; ok {
		return c
	}
	return inkDim
}
