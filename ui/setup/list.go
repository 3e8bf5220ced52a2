package setup

import (
	"fmt"
	"slices"

	"facepay/kiosk"
	"facepay/ui/draw"
)

// list draws rows of one height from a list, the chosen one in sight, and returns the
// first and how many there are.
func list(n, chosen int, room, high float32) (first, count int) {
	count = min(n, max(1, int(room/high+0.01))) // n rows of an nth of the room are n
	return min(max(0, chosen-count/2), n-count), count
}

// moreHigh is the height of an arrow that says that there are more entries, in units.
const moreHigh = 16

// entries are the pages of Settings. As many as there can be stand there at once; arrows
// say that there are more.
func (p *Page) entries(c *draw.Canvas, r draw.Rect) {
	unit, v := c.Unit, &p.view
	high := min(c.Tall(56, entryHigh+2), max((entryHigh+1)*unit, r.H/float32(max(1, len(v.Entries)))))
	if float32(len(v.Entries))*high > r.H+1 {
		r.Y, r.H = r.Y+moreHigh*unit, r.H-2*moreHigh*unit
	}
	first, count := list(len(v.Entries), v.Entry, r.H, high)
	arrow := draw.Style{Size: draw.SizeLegend * unit, Color: draw.Dim, Align: draw.Centre}
	if first > 0 {
		c.Text("↑", draw.R(r.X, r.Y-moreHigh*unit, r.W, moreHigh*unit), arrow)
	}
	if first+count < len(v.Entries) {
		c.Text("↓", draw.R(r.X, r.Y+float32(count)*high, r.W, moreHigh*unit), arrow)
	}
	for i := first; i < first+count; i++ {
		e := v.Entries[i]
		f := draw.Face{Ink: draw.Ink, Radius: 10 * unit}
		if i == v.Entry {
			f.Fill = draw.Paper
			if !v.Inside {
				f.Fill, f.Ink = draw.Ink, draw.OnInk
			}
		}
		at := draw.R(r.X+unit, r.Y+float32(i-first)*high, r.W-2*unit, high-unit)
		c.Touch(fmt.Sprintf("entry.%d", i), at, f, func() { p.Desk.Touch(kiosk.SetupTouched{Entry: i, Row: -1, Choice: -1}) }, func(in *draw.Canvas) {
			in.Text(p.Text(e.Name), draw.R(12*unit, 0, in.W-34*unit, in.H), draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: f.Ink, Floor: 12 * unit})
			if e.Marked {
				in.Disc(in.W-14*unit, in.H/2, 9*unit, draw.LightWarn)
			}
		})
	}
}

func (p *Page) rows(c *draw.Canvas, r draw.Rect) {
	unit, v := c.Unit, &p.view
	high := c.Tall(rowHigh, rowLow)
	if slices.ContainsFunc(v.Rows, isDevice) {
		high = c.Tall(rowDevice, rowLow) // all devices at once, as far as there is room
	}
	if float32(len(v.Rows))*high > r.H {
		r.H -= draw.TouchMin * unit
		p.more(c, draw.R(r.X, r.Bottom(), r.W, draw.TouchMin*unit), len(v.Rows)-max(1, int(r.H/high)), v.Row == len(v.Rows)-1)
	}
	first, count := list(len(v.Rows), v.Row, r.H, high)
	for i := first; i < first+count; i++ {
		row := v.Rows[i]
		at := draw.R(r.X, r.Y+float32(i-first)*high, r.W, high).Inset(2 * unit)
		chosen := v.Inside && i == v.Row
		f := draw.Face{Ink: draw.Ink, Radius: 10 * unit, Line: draw.Hairline, Stroke: 1}
		if chosen {
			f.Fill, f.Line, f.Stroke = draw.Paper, draw.Ink, 2
		}
		inside := func(in *draw.Canvas) { p.row(in, row, chosen && v.Edit != nil) }
		if row.Plain {
			c.Within(at, inside)
			continue
		}
		c.Touch(fmt.Sprintf("row.%d", i), at, f, func() { p.Desk.Touch(kiosk.SetupTouched{Entry: -1, Row: i, Choice: -1}) }, inside)
	}
}

// more says how many rows have no room. A touch goes on to them, and after the last to
// the first.
func (p *Page) more(c *draw.Canvas, r draw.Rect, rest int, last bool) {
	unit, k := c.Unit, kiosk.KeyPageDown
	if last {
		k = kiosk.KeyHome
	}
	c.Touch("more", r, draw.Face{Ink: draw.Dim, Radius: 10 * unit}, func() { p.Desk.Take(kiosk.Pressed{Key: k}) }, func(in *draw.Canvas) {
		in.Text(p.Tr("setup.more", "n", fmt.Sprint(rest)), draw.R(0, 0, in.W-8*unit, in.H), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim, Align: draw.Right})
	})
}

// choices are rows as high as all of them have room for, in two columns where they would
// be too low to be touched; what has no room even so is scrolled to.
func (p *Page) choices(c *draw.Canvas, r draw.Rect) {
	unit, e := c.Unit, p.view.Edit
	least, gap := (draw.TouchMin+4)*unit, draw.KeyGap*unit
	columns, n := 1, len(e.Choices)
	if float32(n)*least > r.H && r.W >= 2*choiceWide*unit+gap {
		columns = 2
	}
	lines := max(1, (n+columns-1)/columns)
	high := min(c.Tall(rowHigh, draw.TouchMin+4), max(least, r.H/float32(lines)))
	if float32(lines)*high > r.H+1 {
		r.H -= draw.TouchMin * unit
		p.more(c, draw.R(r.X, r.Bottom(), r.W, draw.TouchMin*unit), n-columns*max(1, int(r.H/high)), e.Choice == n-1)
	}
	first, count := list(lines, e.Choice%lines, r.H, high)
	wide := (r.W - float32(columns-1)*gap) / float32(columns)
	for i, choice := range e.Choices {
		line := i%lines - first
		if line < 0 || line >= count {
			continue
		}
		f := draw.Face{Ink: draw.Ink, Radius: 10 * unit, Line: draw.Hairline, Stroke: 1}
		if i == e.Choice {
			f.Fill, f.Ink = draw.Ink, draw.OnInk
		}
		at := draw.R(r.X+float32(i/lines)*(wide+gap), r.Y+float32(line)*high, wide, high).Inset(2 * unit)
		c.Touch(fmt.Sprintf("choice.%d", i), at, f, func() { p.Desk.Touch(kiosk.SetupTouched{Entry: -1, Row: -1, Choice: i}) }, func(in *draw.Canvas) {
			in.Lines(p.Text(choice), draw.R(14*unit, 2*unit, in.W-28*unit, in.H-4*unit), draw.Style{Size: draw.SizeText * unit, Bold: true, Color: f.Ink, Floor: 12 * unit}, 2)
		})
	}
}
