package ui

import (
	"slices"
	"strings"

	"facepay/kiosk"
)

// helpState is the table of keys.
type helpState struct {
	buttons  []kiosk.Button
	practice bool
	mini     bool // there is a mini-program to pay by
}

func (u *UI) paintHelp(c *Canvas) {
	st, unit := c.region.state.(helpState), c.Unit
	c.Card(R(0, 0, c.W, c.H), CardFill, Hairline, CardRadius*unit, 1)
	room := u.paintTitle(c, u.say("screen.help.title"), st.buttons)
	made := Style{Size: SizeLegend * unit, Color: Dim, Align: Right}
	if text := u.say("screen.help.version", "version", u.Version); Width(text, made) <= room.W { // a narrow window has no room for it
		c.Text(text, room, made)
	}
	pad := c.Tall(16, 8)
	u.paintBindings(c, explained(st.practice, st.mini), R(pad, c.titleRow(), c.W-2*pad, c.H-c.titleRow()-c.Tall(8, 4)))
}

// Measures of the table of keys, in units.
const (
	bindingHigh  = 68 // at most
	bindingLow   = 30 // at least, where nothing is touched
	bindingSize  = SizeSmallText
	bindingLeast = 13
	bindingLead  = 1.3 // of the size of the words
	capWide      = 76
	capLow       = 64
)

// paintBindings draws the table in two columns, read down. Words become smaller
// where there is little room; what explains itself is left out at last.
func (u *UI) paintBindings(c *Canvas, rows []binding, r Rect) {
	unit := c.Unit
	width := (r.W - CardGap*unit) / 2
	for {
		for size := float32(bindingSize); size >= bindingLeast; size-- {
			words := Style{Size: size * unit, Color: Ink}
			high, half := u.bindingHeights(c, rows, width, words)
			left, right := sum(high[:half]), sum(high[half:])
			if max(left, right) > r.H+0.5 {
				continue
			}
			u.paintColumn(c, rows[:half], high[:half], min(bindingHigh*unit, r.H/float32(half)), R(r.X, r.Y, width, r.H), words)
			u.paintColumn(c, rows[half:], high[half:], min(bindingHigh*unit, r.H/float32(half)), R(r.Right()-width, r.Y, width, r.H), words)
			return
		}
		fewer := slices.DeleteFunc(slices.Clone(rows), binding.plain)
		if len(fewer) == len(rows) {
			c.region.overflow("keys", 0, r.H)
			return
		}
		rows = fewer
	}
}

// plain reports whether a key explains itself.
func (b binding) plain() bool {
	return b.text == "screen.key.digits" || b.key == kiosk.KeyBackspace || b.key == kiosk.KeyF12
}

func sum(all []float32) (total float32) {
	for _, v := range all {
		total += v
	}
	return total
}

// bindingHeights are what the rows need, and how many stand in the first column.
func (u *UI) bindingHeights(c *Canvas, rows []binding, width float32, words Style) (high []float32, half int) {
	unit := c.Unit
	for _, b := range rows {
		least := float32(bindingLow) * unit
		if b.leaves {
			least = TouchMin * unit
		}
		lines := LineCount(u.say(b.text), width-c.bindingInset(), words)
		high = append(high, max(least, (float32(lines)*max(words.Size, SizeLeast)*bindingLead)+4*unit))
	}
	half = (len(rows) + 1) / 2
	for half > 1 && sum(high[:half-1]) >= sum(high[half-1:]) {
		half--
	}
	for half < len(rows) && sum(high[half:]) > sum(high[:half+1]) {
		half++
	}
	return high, half
}

// bindingInset is what a row's key takes of its width.
func (c *Canvas) bindingInset() float32 { return 28*c.Unit + c.Tall(capWide, capLow) }

// paintColumn draws rows below each other, each as high as it needs and the same
// where there is room.
func (u *UI) paintColumn(c *Canvas, rows []binding, high []float32, wanted float32, r Rect, words Style) {
	for ; ; wanted -= c.Unit { // as high as all of them can be
		spare := r.H
		for _, h := range high {
			spare -= max(h, wanted)
		}
		if spare >= 0 || wanted <= 0 {
			break
		}
	}
	y := r.Y
	for i, b := range rows {
		h := max(high[i], wanted)
		u.paintBinding(c, b, R(r.X, y, r.W, h), words)
		y += h
	}
}

// titleRow is how high the title of help, check and history is, with the way back.
func (c *Canvas) titleRow() float32 { return c.Tall(70, 58) }

// titleButton is how wide a button beside a title is, in units: two of them leave
// room for a remark on a low screen. It takes no more than titleShare of a row.
const (
	titleButton = 144
	titleShare  = 0.23
)

// paintTitle draws a title with the way back at its right, and returns the room
// between them.
func (u *UI) paintTitle(c *Canvas, title string, buttons []kiosk.Button) Rect {
	unit := c.Unit
	pad, y := 25*unit, c.Tall(11, 5)
	width := c.Text(title, R(pad, y, c.W/2, TouchMin*unit), Style{Size: SizeTitle * unit, Bold: true, Color: Ink})
	x, wide := c.W-14*unit, min(titleButton*unit, titleShare*c.W)
	for _, b := range u.withBack(buttons) {
		x -= wide
		u.paintButton(c, b, R(x, y, wide, TouchMin*unit), CardFill, u.meetsLegend(b, wide, unit))
		x -= KeyGap * unit
	}
	left := pad + width + CardGap*unit
	return R(left, y, x-left, TouchMin*unit)
}

// paintBinding draws a row of the table. A key without a place of its own on
// the other screens can be touched here.
func (u *UI) paintBinding(c *Canvas, b binding, r Rect, words Style) {
	unit := c.Unit
	legend := b.legend
	if strings.HasPrefix(legend, "screen.") {
		legend = u.say(legend)
	}
	inside := func(in *Canvas) {
		high := min(32*unit, in.H-4*unit)
		cap := R(8*unit, (in.H-high)/2, in.Tall(capWide, capLow), high)
		in.Card(cap, Paper, Hairline, 8*unit, 1)
		if b.key == kiosk.KeyBackspace {
			in.Backspace(cap.CX(), cap.CY(), 24*unit, Ink)
		} else {
			in.Text(legend, cap, Style{Size: 15 * unit, Bold: true, Color: Ink, Align: Centre})
		}
		leading := max(words.Size, SizeLeast) * bindingLead
		room := in.W - in.bindingInset()
		block := float32(LineCount(u.say(b.text), room, words)) * leading
		in.Paragraph(u.say(b.text), R(cap.Right()+14*unit, (in.H-block)/2, room, block), words, leading)
	}
	if !b.leaves {
		in := &Canvas{region: c.region, Scale: c.Scale, W: r.W, H: r.H}
		inside(in)
		for _, o := range in.objs {
			o.Move(o.Position().AddXY(r.X, r.Y))
			c.Add(o)
		}
		return
	}
	framed := func(in *Canvas) {
		in.Card(R(0, 0, in.W, in.H).Inset(2*unit), CardFill, Hairline, 12*unit, 1)
		inside(in)
	}
	c.Touch("help."+b.legend, r, Face{Fill: CardFill, Ink: Ink, Radius: 12 * unit}, func() {
		u.act(kiosk.Tapped{Action: kiosk.ActionBack})
		u.post(kiosk.Pressed{Key: b.key})
	}, framed)
}

// withBack is buttons, or a way back when the View names none.
func (u *UI) withBack(buttons []kiosk.Button) []kiosk.Button {
	if len(buttons) > 0 {
		return buttons
	}
	return []kiosk.Button{{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("screen.back")}}
}
