package owner

import (
	"fmt"
	"strconv"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// paintShift draws the page of the shift: the open one or a Z beside the list of them, or
// a step of the closing.
func (s *Side) paintShift(c *draw.Canvas) {
	unit, v := c.Unit, &s.view.Shift
	title := c.Truncate(s.shiftTitle(v), c.W-2*pageInset(c), draw.Style{Size: draw.SizeText * unit, Bold: true})
	s.card(c, title)
	pad := pageInset(c)
	y := screen.TitleRow(c)
	high := c.Tall(60, draw.TouchMin+1)
	foot := c.H - pad - high
	s.paintShiftButtons(c, v, draw.R(pad, foot, c.W-2*pad, high))
	foot -= 8 * unit
	remark, colour := v.Problem, draw.Failed.Ink
	switch {
	case !remark.IsZero():
	case v.Busy:
		remark, colour = kiosk.T("shift.busy"), draw.Dim
	case v.Forgotten && v.Shown.Number == 0:
		remark, colour = kiosk.T("shift.forgotten"), draw.Unsure.Ink
	}
	if !remark.IsZero() {
		foot -= 40 * unit
		c.Lines(s.Text(remark), draw.R(pad, foot, c.W-2*pad, 36*unit), draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: colour, Floor: 10 * unit}, 2)
	}
	if w := &s.view.Paper; w.Running() || !w.Said.IsZero() {
		high := (draw.TouchMin + 8) * unit
		s.paintWork(c, w, draw.R(pad, foot-high, c.W-2*pad, 0))
		foot -= high
	}
	room := draw.R(pad, y, c.W-2*pad, foot-y)
	switch v.Stage {
	case office.ShiftDrawer, office.ShiftApps:
		s.paintCount(c, v, room)
	case office.ShiftConfirm:
		z := v.Preview()
		s.paintSheet(c, &z, room)
	case office.ShiftClosed:
		s.paintSheet(c, &v.Shown, room)
	default:
		s.paintShifts(c, v, room)
	}
}

func (s *Side) shiftTitle(v *office.Shift) string {
	z := s.Tr("shift.z", "number", strconv.Itoa(v.Shown.Number))
	switch {
	case v.Stage == office.ShiftDrawer:
		return s.Tr("shift.count.drawer")
	case v.Stage == office.ShiftApps:
		return s.Tr("shift.count.apps")
	case v.Stage == office.ShiftConfirm:
		return s.Tr("shift.confirm", "number", strconv.Itoa(v.Shown.After+1))
	case v.Stage == office.ShiftClosed:
		return z
	case v.Row > 0:
		return z + " · " + s.Tr("shift.copy")
	}
	return s.Tr("shift.x")
}

// paintShiftButtons draws the keys of the step: one back at the left, one on at the right.
func (s *Side) paintShiftButtons(c *draw.Canvas, v *office.Shift, r draw.Rect) {
	unit := c.Unit
	back, on := "", ""
	switch {
	case v.Busy:
	case v.Stage == office.ShiftClosed:
		on = "shift.done"
	case v.Stage == office.ShiftConfirm:
		back, on = "shift.back", "shift.close_now"
	case v.Stage != office.ShiftLook:
		back, on = "shift.back", "shift.next"
	case v.Row > 0:
		back = "shift.to_open"
	case v.Ready:
		on = "shift.close"
	}
	gap := draw.KeyGap * unit
	wide := min(250*unit, (r.W-2*gap)/3)
	// The two keys in the middle share the room of one and what is beside it.
	half := (r.W - 2*wide - 2*gap - gap) / 2
	pdf := draw.R(r.X+(r.W-wide)/2, r.Y, wide, r.H)
	if s.view.Printer {
		pdf = draw.R(r.X+wide+gap, r.Y, half, r.H)
	}
	if v.Written() {
		s.key(c, "shift.write", s.Tr("screen.export.pdf"), keyboard.Legend(office.ShiftKey), pdf, draw.Key(unit), draw.Dim, s.does(office.ShiftWanted{}))
	}
	if v.Written() && s.view.Printer {
		s.key(c, "shift.print", s.Tr("screen.shift.print"), keyboard.Legend(office.PrintKey), draw.R(r.X+wide+gap+half+gap, r.Y, half, r.H), draw.Key(unit), draw.Dim, s.does(office.PaperWanted{}))
	}
	if back != "" {
		s.key(c, "shift.back", s.Tr(back), keyboard.Legend(kiosk.KeyEsc), draw.R(r.X, r.Y, wide, r.H), draw.Key(unit), draw.Dim, s.presses(kiosk.KeyEsc))
	}
	if on != "" {
		s.key(c, "shift.on", s.Tr(on), keyboard.Legend(kiosk.KeyEnter), draw.R(r.Right()-wide, r.Y, wide, r.H), draw.DarkKey(unit), draw.DimOnInk, s.presses(kiosk.KeyEnter))
	}
}

// presses returns what is the twin of a key of the owner's side.
func (s *Side) presses(k kiosk.Key) func() {
	return s.does(office.Input{Event: kiosk.Pressed{Key: k}})
}

// paintShifts draws the list of shifts, and the chosen one.
func (s *Side) paintShifts(c *draw.Canvas, v *office.Shift, r draw.Rect) {
	unit := c.Unit
	list, sheet := r, r
	if c.W > c.H && c.W >= 640*unit {
		list.W = draw.Round(min(300*unit, max(250*unit, r.W*0.3)))
		sheet.X, sheet.W = list.Right()+20*unit, r.W-list.W-20*unit
		c.Fill(draw.R(list.Right()+10*unit, r.Y, 1, r.H), draw.Hairline, 0)
	} else {
		list.H = min(float32(1+len(v.Closed))*rowHeight*unit, 4*rowHeight*unit, r.H*0.4)
		sheet.Y, sheet.H = list.Bottom()+10*unit, r.H-list.H-10*unit
		c.Fill(draw.R(r.X, list.Bottom()+5*unit, r.W, 1), draw.Hairline, 0)
	}
	s.paintShiftRows(c, v, list)
	if !v.Ready {
		if v.Problem.IsZero() {
			c.Text(s.Tr("screen.history.loading"), sheet, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Centre})
		}
		return
	}
	s.paintSheet(c, &v.Shown, sheet)
}

// paintShiftRows draws the list: the open shift, and the Zs of the last days.
func (s *Side) paintShiftRows(c *draw.Canvas, v *office.Shift, r draw.Rect) {
	unit := c.Unit
	rows, high := 1+len(v.Closed), float32(rowHeight)*unit
	fits := max(1, int(r.H/high+0.01))
	if rows > fits && fits > 2 { // the last line leads on, by touch
		fits--
		half := (r.W - draw.KeyGap*unit) / 2
		at := draw.R(r.X, r.Y+float32(fits)*high, half, high)
		for _, k := range []kiosk.Key{kiosk.KeyPageUp, kiosk.KeyPageDown} {
			s.key(c, "shifts."+string(k), s.Tr("shift.turn."+string(k)), "", at, draw.Key(unit), draw.Dim, s.presses(k))
			at.X += half + draw.KeyGap*unit
		}
	}
	top := min(max(0, v.Row-fits/2), max(0, rows-fits))
	for i := top; i < min(rows, top+fits); i++ {
		f := draw.Face{Ink: draw.Ink, Radius: 10 * unit}
		if i == v.Row {
			f.Fill = draw.Paper
		}
		name, when, net := s.Tr("screen.figures.open_shift"), "", ""
		if i > 0 {
			z := &v.Closed[i-1]
			name, when, net = "Z "+strconv.Itoa(z.Number), z.ClosedAt.In(s.Location).Format("01-02 15:04"), z.Net().Grouped()
		}
		place := draw.R(r.X, r.Y+float32(i-top)*high, r.W, high)
		c.Touch(fmt.Sprintf("shifts.%d", i-top), place, f, s.does(office.ShiftChosen{Row: i}), func(in *draw.Canvas) {
			st := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Floor: 10 * unit}
			room := in.W - 20*unit
			if i == 0 {
				in.Text(name, draw.R(10*unit, 0, room, in.H), st)
				return
			}
			in.Text(name, draw.R(10*unit, 0, room*0.24, in.H), st)
			st.Bold, st.Align = false, draw.Right
			in.Text(net, draw.R(10*unit+room*0.64, 0, room*0.36, in.H), st)
			st.Color = draw.Dim
			in.Text(when, draw.R(10*unit+room*0.24, 0, room*0.38, in.H), st)
		})
	}
}

// digits of the pad on which a count is touched in.
var digits = [4][3]kiosk.Key{{"7", "8", "9"}, {"4", "5", "6"}, {"1", "2", "3"}, {"0", kiosk.KeyDot, kiosk.KeyBackspace}}

// paintCount draws the fields of a count, and digits to fill them in by touch.
func (s *Side) paintCount(c *draw.Canvas, v *office.Shift, r draw.Rect) {
	unit := c.Unit
	left, pad := r, r
	gap, key := c.Tall(draw.KeyGap, 4), float32(draw.TouchMin+1)*unit
	if r.W > 440*unit {
		pad.W = min(r.W*0.42, 400*unit)
		pad.X = r.Right() - pad.W
		left.W = r.W - pad.W - 24*unit
		pad.H = min(r.H, 420*unit)
		if c.LeftHanded {
			pad.X, left.X = r.X, r.Right()-left.W
		}
	} else {
		pad.H = min(max(r.H*0.5, 4*key+3*gap), 360*unit)
		pad.Y = r.Bottom() - pad.H
		left.H = r.H - pad.H - 8*unit
	}
	help := "shift.count.drawer.help"
	if v.Stage == office.ShiftApps {
		help = "shift.count.apps.help"
	}
	fields := v.Fields()
	hint := draw.R(left.X, left.Y, left.W, min(72*unit, left.H-float32(len(fields))*(key+2*unit)))
	if hint.H >= 40*unit {
		c.Lines(s.Tr(help), draw.R(hint.X, hint.Y, hint.W, hint.H-6*unit), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Floor: 11 * unit}, 3)
	} else {
		hint.H = 0 // the fields say it
	}
	high := min(76*unit, (left.Bottom()-hint.Bottom())/float32(len(fields)))
	for i := range fields {
		at := draw.R(left.X, hint.Bottom()+float32(i)*high, left.W, high).Inset(1 * unit)
		s.paintField(c, i, &fields[i], i == v.At, at)
	}
	wide, tall := (pad.W-2*gap)/3, (pad.H-3*gap)/4
	for i, row := range digits {
		for j, k := range row {
			at := draw.R(pad.X+float32(j)*(wide+gap), pad.Y+float32(i)*(tall+gap), wide, tall)
			c.Touch("digit."+string(k), at, draw.Key(unit), s.presses(k), func(in *draw.Canvas) {
				if k == kiosk.KeyBackspace {
					in.Backspace(in.W/2, in.H/2, 40*unit, draw.Ink)
					return
				}
				in.Text(string(k), draw.R(0, 0, in.W, in.H), draw.Style{Size: 30 * unit, Bold: true, Color: draw.Ink, Align: draw.Centre})
			})
		}
	}
}

// paintField draws one amount of a count, with what an empty one means.
func (s *Side) paintField(c *draw.Canvas, i int, of *office.ShiftField, chosen bool, r draw.Rect) {
	unit := c.Unit
	f := draw.Face{Fill: draw.CardFill, Ink: draw.Ink, Line: draw.Hairline, Stroke: 1, Radius: 10 * unit}
	if chosen {
		f.Line, f.Stroke = draw.Ink, 2
	}
	name := s.Tr("shift.field." + string(of.Kind))
	if of.Kind == office.FieldApp {
		name = s.Wallet(of.Wallet)
	}
	c.Touch(fmt.Sprintf("field.%d", i), r, f, s.does(office.FieldChosen{Field: i}), func(in *draw.Canvas) {
		in.Lines(name, draw.R(14*unit, 0, in.W*0.5-14*unit, in.H), draw.Style{Size: draw.SizeText * unit, Color: draw.Ink, Floor: 11 * unit}, 2)
		text, st := "¥ "+of.Text, draw.Style{Size: 24 * unit, Bold: true, Color: draw.Ink, Align: draw.Right, Floor: 12 * unit}
		if of.Text == "" {
			text, st = s.Tr("shift.field."+string(of.Kind)+".empty"), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Right, Floor: 10 * unit}
		}
		in.Lines(text, draw.R(in.W*0.5, 0, in.W*0.5-24*unit, in.H), st, 2)
		if chosen {
			in.Fill(draw.R(in.W-16*unit, in.H/2-13*unit, 2*unit, 26*unit), draw.Ink, 0)
		}
	})
}
