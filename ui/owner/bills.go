package owner

import (
	"fmt"
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

// paintBills draws the page of reconciliation: files and bills that were compared, or the
// result of one.
func (s *Side) paintBills(c *draw.Canvas) {
	unit, b := c.Unit, &s.view.Bills
	s.card(c, s.Tr("screen.section.reconcile"))
	pad := c.Tall(22, 14)
	y := screen.TitleRow(c)
	y += s.paintWork(c, &b.Reading, draw.R(pad, y, c.W-2*pad, 0))
	st := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Floor: 10 * unit}
	head, high := s.Tr("screen.bills.hint"), float32(rowHeight)*unit
	wide := float32(0)
	if b.Compared {
		head, st.Color, st.Bold = s.billSummary(&b.Result), draw.Ink, true
		high = c.Tall(84, 70)
		if c.W < narrowBills*unit {
			high = 112 * unit // the sentences break
		}
		wide = min(130*unit, c.W*0.25)
		s.key(c, "bills.back", s.Tr("shift.back"), keyboard.Legend(kiosk.KeyEsc), draw.R(c.W-pad-wide, y, wide, draw.TouchMin*unit), draw.Key(unit), draw.Dim, s.presses(kiosk.KeyEsc))
		wide += 12 * unit
	}
	room := draw.R(pad, y, c.W-2*pad-wide, draw.TouchMin*unit)
	room.H = max(room.H, float32(draw.LineCount(head, room.W, st))*st.Leading())
	c.Lines(head, room, st, 6)
	y = room.Bottom() + 8*unit
	room = draw.R(pad, y, c.W-2*pad, c.H-y-pad)
	if empty := s.nothingOfBills(b); empty != "" {
		c.Lines(empty, room, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Centre, Floor: 11 * unit}, 3)
		return
	}
	rows := b.Rows()
	fits := max(1, int(room.H/high+0.01))
	if rows > fits && fits > 2 { // the last line leads on, by touch
		fits--
		half := (room.W - draw.KeyGap*unit) / 2
		at := draw.R(room.X, room.Bottom()-draw.TouchMin*unit, half, draw.TouchMin*unit)
		for _, k := range []kiosk.Key{kiosk.KeyUp, kiosk.KeyDown} {
			s.key(c, "bills."+string(k), keyboard.Legend(k), "", at, draw.Key(unit), draw.Dim, s.presses(k))
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

// nothingOfBills says why there is no row; "" where there is one.
func (s *Side) nothingOfBills(b *office.Bills) string {
	switch {
	case b.Rows() > 0:
		return ""
	case b.Compared:
		return s.Tr("screen.bills.equal")
	case b.Failed:
		return s.Tr("screen.bills.failed")
	case !b.Ready:
		return s.Tr("screen.history.loading")
	}
	return s.Tr("screen.bills.none")
}

// paintBill draws one row: a difference with what to do, a file, or a bill on record.
func (s *Side) paintBill(in *draw.Canvas, b *office.Bills, i int) {
	unit := in.Unit
	st := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Floor: 10 * unit}
	room := draw.R(10*unit, 0, in.W-20*unit, in.H)
	if b.Compared {
		what, todo := b.Result.Differences[i].Texts()
		room.H = in.H * 0.4
		in.Lines(s.Text(what), room, st, max(1, int(room.H/(20*unit))))
		st.Bold, st.Color = false, draw.Dim
		in.Lines(s.Text(todo), draw.R(room.X, room.Bottom(), room.W, in.H-room.H), st, max(2, int((in.H-room.H)/(20*unit))))
		return
	}
	var name, what, right string
	if i < len(b.Files) {
		name, what, right = b.Files[i].Name, s.Tr("screen.bills.read"), size(b.Files[i].Size)
	} else {
		r := &b.Records[i-len(b.Files)]
		name, what = string(r.Day), s.Tr("screen.bills.kind."+string(r.Kind))
		right = s.Tr("screen.bills.agrees")
		if n := len(r.Differences); n > 0 {
			right = s.Tr("screen.bills.differences", "n", strconv.Itoa(n))
		}
	}
	in.Text(draw.Truncate(name, room.W*0.55, draw.Style{Size: st.Floor, Bold: true}), draw.R(room.X, 0, room.W*0.55, in.H), st)
	st.Bold, st.Color = false, draw.Dim
	in.Text(what, draw.R(room.X+room.W*0.57, 0, room.W*0.2, in.H), st)
	st.Align = draw.Right
	in.Text(right, draw.R(room.X+room.W*0.78, 0, room.W*0.22, in.H), st)
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
