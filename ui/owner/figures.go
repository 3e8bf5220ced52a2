package owner

import (
	"image/color"
	"strconv"
	"strings"

	"facepay/kiosk"
	"facepay/kiosk/chart"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// paintToday draws the day: its two numbers, what each wallet brought, and its hours.
func (s *Side) paintToday(c *draw.Canvas) {
	unit, r := c.Unit, &s.view.Today
	title := s.card(c, s.Tr("screen.section.today"))
	pad := pageInset(c)
	c.Text(string(r.To), draw.R(pad+title+draw.CardGap*unit, c.Tall(11, 5), 160*unit, draw.TouchMin*unit), draw.Style{Size: draw.SizeText * unit, Color: draw.Dim})
	y := screen.TitleRow(c)
	foot := s.paintKeeps(c, draw.R(pad, y, c.W-2*pad, c.H-y-c.Tall(20, 12))) + c.Tall(20, 12)
	if !s.figuresReady(c, r, draw.R(pad, y, c.W-2*pad, c.H-y-foot)) {
		return
	}
	// The two numbers, each a surface that opens the payments behind it.
	t := r.Report.Total
	gap := c.Tall(draw.CardGap, draw.KeyGap)
	high, wide := c.Tall(118, 84), (c.W-2*pad-gap)/2
	s.number(c, "total.count", s.Tr("screen.figures.count"), strconv.Itoa(t.Count), s.detail(t), draw.R(pad, y, wide, high))
	s.number(c, "total.net", s.Tr("screen.figures.net"), "¥ "+t.Net().Grouped(), s.Tr("screen.figures.paid", "paid", t.Paid.Grouped(), "refunded", t.Refunded.Grouped()), draw.R(pad+wide+gap, y, wide, high))
	y += high + gap
	y += s.paintWallets(c, r, draw.R(pad, y, c.W-2*pad, c.Tall(112, 96))) + gap
	s.paintHours(c, r, draw.R(pad, y, c.W-2*pad, c.H-y-foot))
}

// figuresReady says instead of figures that they are being read, or cannot be.
func (s *Side) figuresReady(c *draw.Canvas, r *office.Reports, room draw.Rect) bool {
	text := s.Tr("screen.history.loading")
	switch {
	case r.Failed:
		text = s.Tr("screen.figures.failed")
	case r.Ready:
		return true
	}
	c.Lines(text, room, draw.Style{Size: draw.SizeText * c.Unit, Color: draw.Dim, Align: draw.Centre, Floor: draw.SizeLegend * c.Unit}, 2)
	return false
}

// detail says what of the payments came late, or is not known.
func (s *Side) detail(t kiosk.Totals) string {
	return s.Tr("screen.figures.detail", "refunds", strconv.Itoa(t.RefundCount), "late", strconv.Itoa(t.Late), "unknown", strconv.Itoa(t.Unknown))
}

// number draws one large number with its name above and a remark below.
func (s *Side) number(c *draw.Canvas, id, name, number, remark string, r draw.Rect) {
	c.Touch(id, r, draw.Key(c.Unit), s.does(office.RowOpened{}), func(in *draw.Canvas) {
		unit := in.Unit
		room := draw.R(18*unit, in.Tall(8, 3), in.W-36*unit, in.Tall(28, 22))
		in.Text(name, room, draw.Style{Size: 16 * unit, Color: draw.Dim, Floor: 11 * unit})
		room.Y, room.H = room.Bottom(), in.Tall(44, 34)
		in.Text(number, room, draw.Style{Size: in.Tall(40, 30), Bold: true, Color: draw.Ink, Floor: 14 * unit})
		room.Y = room.Bottom()
		room.H = in.H - room.Y - 4*unit
		in.Lines(remark, room, draw.Style{Size: 15 * unit, Color: draw.Dim, Floor: 10 * unit}, 2)
	})
}

// paintWallets draws each wallet's share as one bar, with its sums below, and returns
// the height that it took.
func (s *Side) paintWallets(c *draw.Canvas, r *office.Reports, at draw.Rect) float32 {
	unit := c.Unit
	c.Text(s.Tr("screen.figures.wallets"), draw.R(at.X, at.Y, at.W, 22*unit), draw.Style{Size: 16 * unit, Bold: true, Color: draw.Ink})
	shares := chart.Shares(r.Wallets.Rows)
	if len(shares.Bars) == 0 {
		c.Text(s.Tr("screen.figures.nothing"), draw.R(at.X, at.Y+24*unit, at.W, 26*unit), draw.Style{Size: 16 * unit, Color: draw.Dim})
		return at.H
	}
	var bars []draw.ChartBar
	for _, b := range shares.Bars {
		bars = append(bars, draw.ChartBar{X: b.X, Y: b.Y, W: b.W, H: b.H, Color: walletColour(kiosk.Wallet(b.Key))})
	}
	c.Chart(draw.R(at.X, at.Y+26*unit, at.W, 16*unit), bars, nil, nil)
	n := float32(len(shares.Bars))
	gap := 8 * unit
	wide := (at.W - (n-1)*gap) / n
	for i, b := range shares.Bars {
		w := kiosk.Wallet(b.Key)
		c.Touch("wallet."+b.Key, draw.R(at.X+float32(i)*(wide+gap), at.Y+46*unit, wide, draw.TouchMin*unit), draw.Face{Ink: draw.Ink, Radius: 10 * unit}, s.does(office.RowOpened{By: kiosk.ByWallet, Key: b.Key}), func(in *draw.Canvas) {
			in.Disc(12*unit, 14*unit, 10*unit, walletColour(w))
			in.Text(s.Wallet(w)+" "+strconv.Itoa(b.Percent)+" %", draw.R(24*unit, 2*unit, in.W-26*unit, 22*unit), draw.Style{Size: 15 * unit, Color: draw.Dim, Floor: 10 * unit})
			in.Text("¥ "+b.Value.Grouped(), draw.R(24*unit, 23*unit, in.W-26*unit, 23*unit), draw.Style{Size: 17 * unit, Bold: true, Color: draw.Ink, Floor: 10 * unit})
		})
	}
	return at.H
}

func walletColour(w kiosk.Wallet) color.NRGBA {
	switch w {
	case kiosk.WeChat:
		return draw.WeChat.Mark
	case kiosk.Alipay:
		return draw.Alipay.Mark
	case kiosk.UnionPay:
		return draw.UnionMark
	}
	return draw.Dim
}

// paintHours draws the hours of the last day beside what is usual on such a weekday.
func (s *Side) paintHours(c *draw.Canvas, r *office.Reports, at draw.Rect) {
	s.chart(c, s.Tr("screen.figures.hours", "day", string(r.To)), chart.Hours(r.StartHour, r.Hours.Rows, r.Usual), kiosk.ByHour, at)
}

// chartLeast is the height of the least chart: its title, its labels and bars for a finger.
const chartLeast = 26 + 8 + 22 + draw.TouchMin + 1

// chart draws one chart below its title.
func (s *Side) chart(c *draw.Canvas, title string, of chart.Chart, by kiosk.Grouping, at draw.Rect) {
	unit := c.Unit
	if at.H < chartLeast*unit {
		return
	}
	c.Text(c.Truncate(title, at.W, draw.Style{Size: 11 * unit, Bold: true}), draw.R(at.X, at.Y, at.W, 22*unit), draw.Style{Size: 16 * unit, Bold: true, Color: draw.Ink, Floor: 11 * unit})
	room := draw.R(at.X, at.Y+26*unit, at.W, at.H-26*unit)
	if len(of.Bars) == 0 {
		c.Text(s.Tr("screen.figures.nothing"), room, draw.Style{Size: 16 * unit, Color: draw.Dim, Align: draw.Centre})
		return
	}
	var bars []draw.ChartBar
	for _, b := range of.Bars {
		bars = append(bars, draw.ChartBar{
			ID: "bar." + string(by) + "." + b.Key, X: b.X, Y: b.Y, W: b.W, H: b.H, Usual: b.Usual, HasUsual: b.HasUsual,
			Color: draw.Ink, Tap: s.does(office.RowOpened{By: by, Key: b.Key, Bar: true}),
		})
	}
	var labels, ticks []draw.ChartWord
	for _, l := range of.Labels {
		labels = append(labels, draw.ChartWord{X: l.X, Text: l.Text})
	}
	for _, t := range of.Ticks {
		ticks = append(ticks, draw.ChartWord{Y: t.Y, Text: t.Text})
	}
	c.Chart(room, bars, labels, ticks)
}

// paintReports draws the rows of a period by a grouping, and three charts.
func (s *Side) paintReports(c *draw.Canvas) {
	unit, r := c.Unit, &s.view.Reports
	s.paintReportsHead(c, r)
	pad := 14 * unit
	y := screen.TitleRow(c)
	gap := 8 * unit
	if r.Range.Open {
		y += s.paintRange(c, y)
	} else {
		y += choicesOf(s, c, y, office.Periods, func(p string) (string, string, bool, office.Event) {
			return "period." + p, s.Tr("screen.filter.when." + p), p == r.Period, office.PeriodChosen{Period: p}
		}) + gap
		y += choicesOf(s, c, y, office.Groupings, func(by kiosk.Grouping) (string, string, bool, office.Event) {
			return "by." + string(by), s.Tr("screen.by." + string(by)), by == r.By, office.GroupingChosen{By: by}
		}) + gap
	}
	if !r.Range.Problem.IsZero() {
		y += s.said(c, r.Range.Problem, true, draw.R(pad, y, c.W-2*pad, draw.TouchMin*unit)) + gap
	}
	y += s.paintWork(c, &s.view.Export, draw.R(pad, y, c.W-2*pad, 0))
	room := draw.R(pad, y, c.W-2*pad, c.H-y-pad)
	if !s.figuresReady(c, r, room) {
		return
	}
	days := func(at draw.Rect) {
		s.chart(c, s.Tr("screen.figures.days"), chart.Days(r.Days.From, r.Days.To, r.Days.Rows), kiosk.ByDay, at)
	}
	shares := c.Tall(112, 96)
	if c.W >= wideHistory*unit {
		wide := draw.Round(room.W * 0.5)
		s.paintRows(c, r, draw.R(room.X, room.Y, wide, room.H))
		x := room.X + wide + 20*unit
		side := draw.R(x, room.Y, room.Right()-x-8*unit, (room.H-shares-2*gap)/2)
		if side.H < chartLeast*unit { // one of them has room
			side.H = 2*side.H + gap
			s.paintHours(c, r, side)
		} else {
			s.paintHours(c, r, side)
			side.Y = side.Bottom() + gap
			days(side)
		}
		s.paintWallets(c, r, draw.R(x, room.Bottom()-shares, side.W, shares))
		return
	}
	charts := max(c.Tall(200, 120), room.H*0.32)
	rows := room.H - charts - gap
	if tall := room.H > 620*unit; tall { // there is room for all three
		rows -= shares + gap
		s.paintWallets(c, r, draw.R(room.X+8*unit, room.Bottom()-shares, room.W-16*unit, shares))
	}
	if rows < rowsLeast*unit { // the charts come back with the room
		s.paintRows(c, r, room)
		return
	}
	s.paintRows(c, r, draw.R(room.X, room.Y, room.W, rows))
	half := (room.W - 20*unit) / 2
	s.paintHours(c, r, draw.R(room.X, room.Y+rows+gap, half, charts))
	days(draw.R(room.X+half+20*unit, room.Y+rows+gap, half, charts))
}

// rowsLeast is the height of the least table beside charts: its head, three rows and the total.
const rowsLeast = 26 + 4*draw.TouchMin

// choicesOf draws a row of choices, and returns its height.
func choicesOf[T any](s *Side, c *draw.Canvas, y float32, all []T, of func(T) (id, label string, chosen bool, e office.Event)) float32 {
	unit := c.Unit
	pad, gap, high := 14*unit, 6*unit, draw.TouchMin*unit
	wide := (c.W - 2*pad - float32(len(all)-1)*gap) / float32(len(all))
	for i, v := range all {
		id, label, chosen, e := of(v)
		f := draw.Key(unit)
		if chosen {
			f = draw.DarkKey(unit)
		}
		f.Radius = 10 * unit
		c.Touch(id, draw.R(pad+float32(i)*(wide+gap), y, wide, high), f, s.does(e), func(in *draw.Canvas) {
			in.Text(label, draw.R(4*unit, 0, in.W-8*unit, in.H), draw.Style{Size: draw.SizeSmallText * unit, Bold: chosen, Color: f.Ink, Align: draw.Centre, Floor: 10 * unit})
		})
	}
	return high
}

// paintRows draws the rows of the report as a table, with its total below.
func (s *Side) paintRows(c *draw.Canvas, r *office.Reports, at draw.Rect) {
	unit := c.Unit
	head, row := 26*unit, draw.TouchMin*unit
	columns := []struct {
		from, to float32
		name     string
	}{{0.02, 0.3, ""}, {0.3, 0.42, "screen.figures.number"}, {0.42, 0.64, "screen.figures.sales"}, {0.64, 0.8, "screen.figures.refunded"}, {0.8, 0.985, "screen.figures.net"}}
	line := func(in *draw.Canvas, y, high float32, bold bool, size float32, colour color.NRGBA, words ...string) {
		for i, word := range words {
			col := columns[i]
			st := draw.Style{Size: size * unit, Bold: bold, Color: colour, Align: draw.Right, Floor: 10 * unit}
			if i == 0 {
				st.Align = draw.Left
			}
			in.Text(word, draw.R(col.from*in.W, y, (col.to-col.from)*in.W-4*unit, high), st)
		}
	}
	c.Within(at, func(in *draw.Canvas) {
		line(in, 0, head, false, 14, draw.Dim, s.Tr("screen.by."+string(r.Report.By)), s.Tr(columns[1].name), s.Tr(columns[2].name), s.Tr(columns[3].name), s.Tr(columns[4].name))
	})
	fits := max(1, int((at.H-head-row)/row))
	top := min(r.Top, max(0, len(r.Report.Rows)-fits))
	top = min(max(top, r.Selected-fits+1), max(r.Selected, 0))
	for i := top; i < min(top+fits, len(r.Report.Rows)); i++ {
		of := r.Report.Rows[i]
		f := draw.Face{Ink: draw.Ink, Radius: 10 * unit}
		if i == r.Selected {
			f.Fill = draw.Paper
		}
		place := draw.R(at.X, at.Y+head+float32(i-top)*row, at.W, row)
		c.Touch("figures."+strconv.Itoa(i-top), place, f, s.does(office.RowOpened{By: r.Report.By, Key: of.Key}), func(in *draw.Canvas) {
			line(in, 0, in.H, false, 17, draw.Ink, s.rowName(r.Report.By, of.Key), strconv.Itoa(of.Count), of.Paid.Grouped(), of.Refunded.Grouped(), of.Net().Grouped())
		})
	}
	y := at.Y + head + float32(fits)*row
	y = min(y, at.Y+head+float32(len(r.Report.Rows)-top)*row)
	c.Fill(draw.R(at.X, draw.Round(y), at.W, 1), draw.Ghost, 0)
	c.Within(draw.R(at.X, y, at.W, row), func(in *draw.Canvas) {
		t := r.Report.Total
		line(in, 0, in.H, true, 17, draw.Ink, s.Tr("screen.figures.total"), strconv.Itoa(t.Count), t.Paid.Grouped(), t.Refunded.Grouped(), t.Net().Grouped())
	})
}

// rowName is the key of a report's row in words.
func (s *Side) rowName(by kiosk.Grouping, key string) string {
	switch by {
	case kiosk.ByWallet:
		return s.Wallet(kiosk.Wallet(key))
	case kiosk.ByChannel:
		return s.choice(office.FilterChannel, key)
	case kiosk.ByHour:
		return key + ":00"
	case kiosk.ByShift:
		if strings.Trim(key, "0") == "" {
			return s.Tr("screen.figures.open_shift")
		}
		return "Z " + key
	case kiosk.ByCashier:
		if key == "" {
			return s.Tr("screen.figures.nobody")
		}
	}
	return key
}
