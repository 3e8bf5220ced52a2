package owner

import (
	"image/color"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
)

// sheetRow is a line of a shift's sheet. Its first cell stands at the left, the others
// at the right of columns that rows with as many cells share.
type sheetRow struct {
	cells  []string
	bold   bool
	head   bool // the names of columns, or of a part
	colour color.NRGBA
}

// sheetColumns are the right edges of the cells of rows with so many, as shares.
var sheetColumns = map[int][]float32{
	1: {1}, 2: {0.62, 1}, 3: {0.56, 0.82, 1}, 4: {0.34, 0.56, 0.78, 1}, 5: {0.24, 0.36, 0.58, 0.78, 1},
}

// sheet is a shift in lines: its X, or its Z.
func (s *Side) sheet(z *kiosk.Shift) (rows []sheetRow) {
	add := func(cells ...string) { rows = append(rows, sheetRow{cells: cells, colour: draw.Ink}) }
	part := func(cells ...string) {
		rows = append(rows, sheetRow{cells: cells, head: true, colour: draw.Dim})
	}
	last := func() *sheetRow { return &rows[len(rows)-1] }
	if z.OpenedAt.IsZero() {
		add(s.Tr("shift.none_open"))
	} else {
		add(s.moment("shift.opened", z.OpenedAt, z.OpenedBy))
	}
	if !z.ClosedAt.IsZero() {
		add(s.moment("shift.closed", z.ClosedAt, z.ClosedBy))
	}
	if z.ApprovedBy != "" {
		add(s.Tr("shift.approved", "by", who(z.ApprovedBy)))
	}
	for _, n := range z.Notes {
		add(s.Text(n.Text()))
		last().colour = draw.Unsure.Ink
	}
	totals := func(name string, t kiosk.Totals) {
		add(name, strconv.Itoa(t.Count), t.Paid.Grouped(), t.Refunded.Grouped(), t.Net().Grouped())
	}
	columns := func(name string) {
		part(name, s.Tr("screen.figures.number"), s.Tr("screen.figures.sales"), s.Tr("screen.figures.refunded"), s.Tr("screen.figures.net"))
	}
	columns("")
	for _, w := range z.Wallets() {
		totals(s.Wallet(w), z.ByWallet[w])
	}
	totals(s.Tr("report.total"), z.Totals)
	last().bold = true
	if z.RefundCount > 0 {
		add(s.Tr("report.column.refund_count"), strconv.Itoa(z.RefundCount))
	}
	if z.Late > 0 {
		add(s.Tr("report.column.late"), strconv.Itoa(z.Late))
	}
	if z.Unknown > 0 {
		add(s.Tr("report.column.unknown"), strconv.Itoa(z.Unknown))
		last().colour = draw.Unsure.Ink
	}
	if _, unnamed := z.ByCashier[""]; len(z.ByCashier) > 1 || len(z.ByCashier) == 1 && !unnamed {
		columns(s.Tr("report.by.cashier"))
		for _, name := range z.Cashiers() {
			totals(s.Tr("shift.name", "name", who(name)), z.ByCashier[name])
		}
	}
	if c := z.Cash; c != nil {
		part(s.Tr("shift.drawer"))
		add(s.Tr("shift.drawer.opening"), c.Opening.Grouped())
		add(s.Tr("shift.drawer.taken"), c.Taken.Grouped())
		add(s.Tr("shift.drawer.due"), c.Due().Grouped())
		if c.Counted != nil {
			add(s.Tr("shift.drawer.counted"), c.Counted.Grouped())
			add(s.Tr("shift.drawer.difference"), c.Difference().Grouped())
			rows[len(rows)-1] = differs(*last(), c.Difference())
		} else {
			add(s.Tr("shift.drawer.counted"), "–")
		}
	}
	if len(z.Counted) > 0 {
		part(s.Tr("shift.apps"), s.Tr("shift.apps.said"), s.Tr("shift.apps.ours"), s.Tr("shift.drawer.difference"))
		for _, w := range z.Wallets() {
			if said, ok := z.Counted[w]; ok {
				ours := z.ByWallet[w].Net()
				add(s.Wallet(w), said.Grouped(), ours.Grouped(), (said - ours).Grouped())
				rows[len(rows)-1] = differs(*last(), said-ours)
			}
		}
	}
	if len(z.Carried)+len(z.Returning) > 0 {
		part(s.Tr("shift.carried"))
		for _, n := range z.Carried {
			add(string(n))
		}
		for _, n := range z.Returning {
			add(s.Tr("shift.refund_of", "order", string(n)))
		}
	}
	if len(z.Later) > 0 {
		part(s.Tr("shift.later"))
		for _, l := range z.Later {
			add(string(l.OrderNo), s.Tr("shift.later."+l.What), "Z "+strconv.Itoa(l.From))
		}
	}
	return rows
}

// differs marks a row whose counts are not equal.
func differs(r sheetRow, by kiosk.Fen) sheetRow {
	if r.bold = true; by != 0 {
		r.colour = draw.Unsure.Ink
	}
	return r
}

// who is the name of somebody as an argument, a dash where nobody was named.
func who(name string) string {
	if name == "" {
		return "–"
	}
	return kiosk.NameText(name)
}

// moment says when and by whom something was done, where the shop is.
func (s *Side) moment(id string, at time.Time, by string) string {
	text := s.Tr(id, "at", at.In(s.Location).Format("2006-01-02 15:04:05"), "by", who(by))
	return strings.TrimSuffix(text, " · –") // a shop without names misses none
}

// paintSheet draws the lines of a shift in r. Where they have no room together, keys and a
// finger move them, and only those in sight are drawn.
func (s *Side) paintSheet(c *draw.Canvas, z *kiosk.Shift, r draw.Rect) {
	unit := c.Unit
	rows := s.sheet(z)
	high := min(30*unit, max(22*unit, r.H/float32(len(rows))))
	fits := max(1, int(r.H/high+0.01))
	if len(rows) <= fits {
		s.sheetSized(len(rows), fits)
		s.paintSheetRows(c, rows, high, r)
		return
	}
	foot := r
	foot.H = (draw.TouchMin + 2) * unit
	r.H -= foot.H
	foot.Y = r.Bottom()
	fits = max(1, int(r.H/high+0.01))
	s.sheetSized(len(rows), fits)
	top := min(max(0, s.view.Shift.Sheet.Top), max(0, len(rows)-fits))
	face := draw.Face{Ink: draw.Ink, Radius: 10 * unit}
	if s.view.Shift.Sheet.Keyed {
		face.Fill = draw.Paper
	}
	c.Row("sheet", r, face, s.presses(kiosk.KeyTab), s.sheetScrolling(high), func(in *draw.Canvas) {
		s.paintSheetRows(in, rows[top:min(len(rows), top+fits)], high, draw.R(0, 0, in.W, in.H))
	})
	s.paintSheetFoot(c, top, fits, len(rows), foot)
}

// paintSheetFoot draws which lines are in sight between the keys for those before and
// behind them.
func (s *Side) paintSheetFoot(c *draw.Canvas, top, fits, lines int, r draw.Rect) {
	unit := c.Unit
	wide := min(110*unit, r.W*0.3)
	page := max(1, fits-1)
	for _, k := range []struct {
		id   string
		at   float32
		move int
	}{{"sheet.up", r.X, -page}, {"sheet.down", r.Right() - wide, page}} {
		s.key(c, k.id, s.Tr("shift."+k.id), "", draw.R(k.at, r.Y+1*unit, wide, r.H-2*unit), draw.Key(unit), draw.Dim, s.does(office.SheetScrolled{Lines: k.move}))
	}
	id := "shift.sheet.lines"
	if v := &s.view.Shift; v.Stage == office.ShiftLook && !v.Sheet.Keyed {
		id = "shift.sheet.tab" // the arrows are the list's
	}
	text := s.Tr(id, "from", strconv.Itoa(top+1), "to", strconv.Itoa(min(lines, top+fits)), "of", strconv.Itoa(lines))
	c.Lines(text, draw.R(r.X+wide+4*unit, r.Y, r.W-2*wide-8*unit, r.H), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Centre, Floor: 10 * unit}, 2)
}

// sheetSized tells the office how many lines there are, and how many have room.
func (s *Side) sheetSized(lines, fits int) {
	if at := s.view.Shift.Sheet; at.Lines != lines || at.Fits != fits {
		s.Office(office.SheetSized{Lines: lines, Fits: fits})
	}
}

// sheetScrolling moves the sheet under a finger, line by line, and with the wheel.
func (s *Side) sheetScrolling(line float32) draw.Scroll {
	return draw.Scroll{
		Drag: func(dy float32) {
			s.dragged -= dy
			if n := int(s.dragged / line); n != 0 {
				s.dragged -= float32(n) * line
				s.Office(office.SheetScrolled{Lines: n})
			}
		},
		Wheel: func(dy float32) { s.Office(office.SheetScrolled{Lines: wheelRows(dy, line)}) },
	}
}

func (s *Side) paintSheetRows(c *draw.Canvas, rows []sheetRow, high float32, r draw.Rect) {
	unit := c.Unit
	for i, row := range rows {
		y, from := r.Y+float32(i)*high, float32(0)
		if row.head && i > 0 {
			c.Fill(draw.R(r.X, draw.Round(y), r.W, 1), draw.Hairline, 0)
		}
		for n, cell := range row.cells {
			to := sheetColumns[len(row.cells)][n]
			st := draw.Style{Size: 17 * unit, Bold: row.bold, Color: row.colour, Align: draw.Right, Floor: 10 * unit}
			if row.head {
				st.Size = 15 * unit
			}
			if n == 0 {
				st.Align = draw.Left
			}
			c.Text(cell, draw.R(r.X+from*r.W, y, (to-from)*r.W-6*unit, high), st)
			from = to
		}
	}
}
