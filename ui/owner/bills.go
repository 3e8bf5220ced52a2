package owner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// narrowBills is the width below which a difference takes more lines, in units.
const narrowBills = 600

// paintBills draws the page of reconciliation: files and bills that were compared, the
// result of one, or what has to be known about one first.
func (s *Side) paintBills(c *draw.Canvas) {
	unit, b := c.Unit, &s.view.Bills
	s.card(c, s.Tr("screen.section.reconcile"))
	pad := pageInset(c)
	y := screen.TitleRow(c)
	y += s.paintWork(c, &b.Reading, draw.R(pad, y, c.W-2*pad, 0))
	y = s.paintBillsHead(c, b, draw.R(pad, y, c.W-2*pad, draw.TouchMin*unit)) + 8*unit
	if b.Stage == office.BillsListed {
		y = s.paintBillNotes(c, b.Notes, draw.R(pad, y, c.W-2*pad, 0))
	}
	room := draw.R(pad, y, c.W-2*pad, c.H-y-pad)
	if empty := s.nothingOfBills(b); empty != "" {
		c.Lines(empty, room, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Centre, Floor: 11 * unit}, 3)
		return
	}
	high := float32(rowHeight) * unit
	switch {
	case b.Stage == office.BillsCompared && c.W < narrowBills*unit:
		high = 112 * unit // the sentences break
	case b.Stage == office.BillsCompared:
		high = c.Tall(84, 70)
	case b.Stage == office.BillsColumns:
		high = c.Tall(64, 56)
	}
	rows := b.Rows()
	fits := max(1, int(room.H/high+0.01))
	if rows > fits && fits > 2 { // the last line leads on, by touch
		fits = max(1, int((room.H-draw.TouchMin*unit)/high))
		half := (room.W - draw.KeyGap*unit) / 2
		at := draw.R(room.X, room.Bottom()-draw.TouchMin*unit, half, draw.TouchMin*unit)
		for _, k := range []kiosk.Key{kiosk.KeyPageUp, kiosk.KeyPageDown} {
			s.key(c, "bills."+string(k), s.Tr("screen.bills.turn."+string(k)), "", at, draw.Key(unit), draw.Dim, s.presses(k))
			at.X += half + draw.KeyGap*unit
		}
	}
	top := min(max(0, b.Row-fits/2), max(0, rows-fits))
	for i := top; i < min(rows, top+fits); i++ {
		f := draw.Face{Ink: draw.Ink, Radius: 10 * unit}
		if i == b.Row {
			f.Fill = draw.Paper
		}
		place := draw.R(room.X, room.Y+float32(i-top)*high, room.W, high)
		c.Touch(fmt.Sprintf("bills.%d", i-top), place, f, s.does(office.BillChosen{Row: i}), func(in *draw.Canvas) { s.paintBill(in, b, i) })
	}
}

// paintBillsHead draws what the page shows or asks, and the keys that lead away from it;
// it returns where that ends.
func (s *Side) paintBillsHead(c *draw.Canvas, b *office.Bills, r draw.Rect) float32 {
	unit := c.Unit
	wide, bottom := min(130*unit, c.W*0.25), r.Bottom()
	button := func(id, text string, k kiosk.Key) {
		r.W -= wide
		s.key(c, id, s.Tr(text), keyboard.Legend(k), draw.R(r.Right(), r.Y, wide, r.H), draw.Key(unit), draw.Dim, s.presses(k))
		r.W -= 12 * unit
	}
	if b.Stage != office.BillsListed {
		button("bills.back", "shift.back", kiosk.KeyEsc)
	}
	if b.Columned() {
		button("bills.columns", "screen.bills.columns", office.BillColumnsKey)
	}
	st := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Floor: 10 * unit}
	head := ""
	switch b.Stage {
	case office.BillsListed:
		head, st.Color, st.Bold = s.Tr("screen.bills.hint"), draw.Dim, false
	case office.BillsColumns:
		head = s.Tr("screen.bills.ask."+b.Columns.Asked(), "file", b.File.Name)
	case office.BillsDays:
		head = s.Tr("screen.bills.days", "file", b.File.Name)
		if b.Days.Days[0].Rows < 0 {
			head = s.Tr("screen.bills.what_day", "file", b.File.Name)
		}
	case office.BillsCompared:
		head = s.billSummary(&b.Result)
	}
	r.H = max(r.H, float32(draw.LineCount(head, r.W, st))*st.Leading())
	c.Lines(head, r, st, 6)
	return max(bottom, r.Bottom())
}

// notesMost are the notes that are drawn: the newest day tells most.
const notesMost = 3

// paintBillNotes draws how it stands with the bills that are fetched, and returns where
// that ends.
func (s *Side) paintBillNotes(c *draw.Canvas, notes []office.BillNote, r draw.Rect) float32 {
	unit := c.Unit
	for _, n := range notes[:min(len(notes), notesMost)] {
		st := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Floor: 10 * unit}
		if n.Attention {
			st.Color, st.Bold = draw.Ink, true
		}
		said := s.Text(n.Said)
		r.H = float32(draw.LineCount(said, r.W, st)) * st.Leading()
		c.Lines(said, r, st, 3)
		r.Y += r.H + 4*unit
	}
	return r.Y
}

// nothingOfBills says why there is no row; "" where there is one.
func (s *Side) nothingOfBills(b *office.Bills) string {
	switch {
	case b.Rows() > 0:
		return ""
	case b.Stage == office.BillsCompared:
		return s.Tr("screen.bills.equal")
	case b.Failed:
		return s.Tr("screen.bills.failed")
	case !b.Ready:
		return s.Tr("screen.history.loading")
	}
	return s.Tr("screen.bills.none")
}

// paintBill draws one row: a difference with what to do, a column with its first values, a
// day, a file, or a bill on record.
func (s *Side) paintBill(in *draw.Canvas, b *office.Bills, i int) {
	name, what, right := "", "", ""
	switch files := len(b.Files); {
	case b.Stage == office.BillsCompared:
		what, todo := b.Result.Differences[i].Texts()
		s.paintTwoLines(in, s.Text(what), s.Text(todo), 0.4)
		return
	case b.Stage == office.BillsColumns:
		s.paintColumn(in, &b.Columns, b.Columns.Headers()[i])
		return
	case b.Stage == office.BillsDays:
		d := b.Days.Days[i]
		name = string(d.Day)
		if d.Rows >= 0 {
			what = s.Tr("screen.bills.rows", "n", strconv.Itoa(d.Rows))
		}
		if r := b.Record(d); r != nil {
			right = s.billOutcome(r)
		}
	case i < files:
		f := &b.Files[i]
		name, what, right = f.Name, f.Stick, size(f.Size)
		if what == "" {
			what = s.Tr("screen.bills.folder")
		}
	default:
		r := &b.Records[i-files]
		name, what, right = string(r.Day), s.Tr("screen.bills.kind."+string(r.Kind)), s.billOutcome(r)
	}
	unit := in.Unit
	st := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Floor: 10 * unit}
	room := draw.R(10*unit, 0, in.W-20*unit, in.H)
	cell := func(text string, from, share float32) {
		at, least := draw.R(room.X+room.W*from, 0, room.W*share, in.H), st
		least.Size = st.Floor
		if draw.LineCount(text, at.W, least) > 2 {
			text = in.Truncate(text, at.W, least)
		}
		in.Lines(text, at, st, 2)
	}
	cell(name, 0, 0.52)
	st.Bold, st.Color = false, draw.Dim
	cell(what, 0.54, 0.23)
	st.Align = draw.Right
	cell(right, 0.78, 0.22)
}

// paintColumn draws a column that can be chosen.
func (s *Side) paintColumn(in *draw.Canvas, c *office.ColumnsAsked, header string) {
	if header == "" {
		s.paintTwoLines(in, s.Tr("screen.bills.column.none"), "", 1)
		return
	}
	unit := in.Unit
	wide := in.W - 20*unit
	least := draw.Style{Size: 10 * unit, Bold: true}
	var samples []string
	for _, row := range c.Table.Samples {
		if i := slices.Index(c.Table.Headers, header); i < len(row) && row[i] != "" {
			samples = append(samples, row[i])
		}
	}
	title := wide
	if as := c.As(header); as != "" {
		title *= 0.68
		st := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Floor: 10 * unit, Align: draw.Right}
		in.Text(s.Tr("screen.bills.column."+as), draw.R(10*unit+wide*0.7, 0, wide*0.3, in.H*0.5), st)
	}
	s.paintTwoLines(in, in.Truncate(header, title, least), in.Truncate(strings.Join(samples, " · "), wide, least), 0.5)
}

// paintTwoLines draws a row of a line in bold and a fainter one right below it, both in
// the middle; the first takes a share of the height at most.
func (s *Side) paintTwoLines(in *draw.Canvas, first, second string, share float32) {
	unit := in.Unit
	st := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Floor: 10 * unit}
	faint := st
	faint.Bold, faint.Color = false, draw.Dim
	room := draw.R(10*unit, 0, in.W-20*unit, in.H)
	high := func(text string, st draw.Style, most float32) float32 {
		return min(float32(draw.LineCount(text, room.W, st))*st.Leading(), most)
	}
	lines := func(high float32) int { return max(1, int(high/(20*unit))) }
	above, below := high(first, st, in.H*share), float32(0)
	if second != "" {
		below = high(second, faint, in.H*(1-share))
	}
	room.Y, room.H = (in.H-above-below)/2, above
	in.Lines(first, room, st, lines(in.H*share))
	if room = draw.R(room.X, room.Bottom(), room.W, below); second != "" {
		in.Lines(second, room, faint, lines(in.H*(1-share)))
	}
}

// billOutcome says in a word or two what a comparison came to.
func (s *Side) billOutcome(r *kiosk.BillRecord) string {
	if n := len(r.Differences); n > 0 {
		return s.Tr("screen.bills.differences", "n", strconv.Itoa(n))
	}
	return s.Tr("screen.bills.agrees")
}

// billSummary says in a line what a comparison came to.
func (s *Side) billSummary(r *kiosk.Reconciliation) string {
	parts := []string{s.Tr("screen.bills.summary", "day", string(r.Day), "kind", s.Tr("screen.bills.kind."+string(r.Kind)), "matched", strconv.Itoa(r.Matched), "n", strconv.Itoa(len(r.Differences)))}
	if r.Till != (kiosk.BillSums{}) || r.Bill != (kiosk.BillSums{}) {
		parts = append(parts, s.Tr("screen.bills.sums", "till", r.Till.Paid.Grouped(), "till_back", r.Till.Refunded.Grouped(), "bill", r.Bill.Paid.Grouped(), "bill_back", r.Bill.Refunded.Grouped()))
	}
	if r.OtherTills > 0 {
		parts = append(parts, s.Tr("screen.bills.other_tills", "n", strconv.Itoa(r.OtherTills)))
	}
	if r.NotYet > 0 {
		parts = append(parts, s.Tr("screen.bills.not_yet", "n", strconv.Itoa(r.NotYet)))
	}
	if r.AlreadyImported {
		parts = append(parts, s.Tr("screen.bills.again", "n", strconv.Itoa(len(r.Settled))))
	}
	return strings.Join(parts, " · ")
}

// size is a file's in the unit that people read it in.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MB"
	case bytes >= 1<<10:
		return strconv.FormatInt(bytes>>10, 10) + " KB"
	}
	return strconv.FormatInt(bytes, 10) + " B"
}
