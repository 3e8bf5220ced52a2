package owner

import (
	"unicode/utf8"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// paintReportsHead draws the title of the reports, their days, which a touch lets type,
// and the keys that write the report as a document.
func (s *Side) paintReportsHead(c *draw.Canvas, r *office.Reports) {
	unit := c.Unit
	y, high, gap := c.Tall(11, 5), draw.TouchMin*unit, 6*unit
	wide := min(92*unit, max(c.W*0.1, 56*unit))
	word := ""
	if c.W > 560*unit { // else the section's own name, which is chosen, has to do
		word = s.Tr("screen.section.reports")
	}
	title := s.card(c, word)
	x := c.W - 14*unit
	for i := len(office.Exports) - 1; i >= 0; i-- {
		e := office.Exports[i]
		x -= wide
		s.key(c, "export."+string(e.Format), s.Tr("screen.export."+string(e.Format)), keyboard.Legend(e.Key), draw.R(x, y, wide, high), draw.Key(unit), draw.Dim, s.does(office.ExportChosen{Format: e.Format}))
		x -= gap
	}
	left := 14 * unit
	if word != "" {
		left = pageInset(c) + title + draw.CardGap*unit
	}
	days := min(300*unit, x-left)
	text := string(r.From) + " – " + string(r.To)
	if r.From == r.To {
		text = string(r.From)
	}
	f := draw.Key(unit)
	if r.Range.Open {
		f = draw.DarkKey(unit)
		if text = r.Range.Typed + "_"; r.Range.Typed == "" {
			text = s.Tr("screen.range.hint")
		}
	}
	c.Touch("range", draw.R(x-days, y, days, high), f, s.does(office.RangeToggled{}), func(in *draw.Canvas) {
		in.Text(text, draw.R(8*unit, 0, in.W-16*unit, in.H), draw.Style{Size: draw.SizeText * unit, Color: f.Ink, Align: draw.Centre, Floor: 10 * unit})
	})
}

// rangePad are the keys on screen with which days are typed, in two rows.
var rangePad = [][]string{{"1", "2", "3", "4", "5", "6", "←"}, {"7", "8", "9", "0", "-", "Esc", "Enter"}}

// paintRange draws those keys from y on, and returns the height that they took.
func (s *Side) paintRange(c *draw.Canvas, y float32) float32 {
	unit, top := c.Unit, y
	for _, row := range rangePad {
		y += choicesOf(s, c, y, row, func(k string) (string, string, bool, office.Event) {
			var e kiosk.Event = kiosk.Pressed{Key: kiosk.Key(k)}
			switch r, _ := utf8.DecodeRuneInString(k); {
			case k == "←":
				e = kiosk.Pressed{Key: kiosk.KeyBackspace}
			case k == "-":
				e = kiosk.Typed{Rune: r}
			}
			return "pad." + k, k, k == string(kiosk.KeyEnter), office.Input{Event: e}
		}) + 8*unit
	}
	return y - top
}

// paintKeeps draws the keys that back up and pack, with what came of it, at the bottom
// of r, and returns the height that they took.
func (s *Side) paintKeeps(c *draw.Canvas, r draw.Rect) float32 {
	unit := c.Unit
	high, gap := draw.TouchMin*unit, 8*unit
	keeps := office.Keeps
	working := s.view.Keeping.Running() || s.view.Keeping.Said.ID != ""
	const legible = 100 // its words are no smaller however small the window is
	beside := max(120*unit, legible)
	// Where it is low, what came of it stands in the place of the third key.
	low := r.W*0.16 < beside && r.H <= 480*unit
	if !s.view.Printer || low && working || (r.W-2*gap)/3 < legible {
		keeps = keeps[:2] // what a printer has left is printed by its key alone
	}
	n := float32(len(keeps))
	wide := min(170*unit, r.W*0.48/n)
	narrow := wide < beside || r.W < 800*unit && r.H > 480*unit // what came of it stands above the keys
	if narrow {
		wide = (r.W - (n-1)*gap) / n
	}
	y := r.Bottom() - high
	for i, k := range keeps {
		s.key(c, "keep."+string(k.Keep), s.Tr("screen.keep."+string(k.Keep)), keyboard.Legend(k.Key), draw.R(r.X+float32(i)*(wide+gap), y, wide, high), draw.Key(unit), draw.Dim, s.does(office.KeepChosen{Keep: k.Keep}))
	}
	x := r.X + n*(wide+gap) + 6*unit
	room := draw.R(x, y, r.Right()-x, high)
	if narrow {
		room = draw.R(r.X, y-high-gap, r.W, high)
	}
	took := s.paintWork(c, &s.view.Keeping, room)
	if took == 0 && (!narrow || r.H > 480*unit) {
		c.Lines(s.Tr("screen.keep.hint"), room, draw.Style{Size: 15 * unit, Color: draw.Dim, Floor: 10 * unit}, 2)
		took = high + gap
	}
	if narrow {
		return high + gap + took
	}
	return high + gap
}
