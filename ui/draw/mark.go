package draw

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Mark is the big shape that says a result before words do.
type Mark uint8

const (
	NoMark Mark = iota
	SpinnerMark
	Tick
	Dots
	Question
	Cross
	Exclamation
	ScanMark
)

// Mark draws a disc of diameter d in the colour on, with the shape in the colour in.
func (c *Canvas) Mark(m Mark, cx, cy, d float32, on, in color.NRGBA) {
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	switch m {
	case NoMark:
		return
	case SpinnerMark:
		c.Spin(cx, cy, d, max(2, d*0.1), Track, on)
		return
	case ScanMark:
		c.Brackets(cx, cy, d, on)
		return
	}
	c.Disc(cx, cy, d, on)
	switch m {
	case Tick:
		c.stroke(d*0.085, in, at(-0.2, 0.03), at(-0.055, 0.18), at(0.215, -0.165))
	case Cross:
		c.stroke(d*0.085, in, at(-0.17, -0.17), at(0.17, 0.17))
		c.stroke(d*0.085, in, at(0.17, -0.17), at(-0.17, 0.17))
	case Dots:
		for x := float32(-0.19); x < 0.2; x += 0.19 {
			c.Disc(cx+x*d, cy, d*0.1, in)
		}
	case Exclamation:
		c.stroke(d*0.12, in, at(0, -0.26), at(0, 0.06))
		c.Disc(cx, cy+d*0.26, d*0.14, in)
	case Question:
		c.Text("?", R(cx-d/2, cy-d/2, d, d), Style{Size: d * 0.56, Bold: true, Color: in, Align: Centre})
	}
}

// hourglass draws the sign of what waits and does not move.
func (c *Canvas) hourglass(cx, cy, h float32, colour color.NRGBA) {
	w := max(1, h*0.11)
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*h, cy+y*h) }
	c.stroke(w, colour, at(-0.36, -0.5), at(0.36, -0.5), at(-0.36, 0.5), at(0.36, 0.5), at(-0.36, -0.5))
}

// Brackets draws the corners of a viewfinder with the scanner's line.
func (c *Canvas) Brackets(cx, cy, d float32, colour color.NRGBA) {
	w, a, b := d*0.075, d*0.4, d*0.18
	for _, x := range []float32{-1, 1} {
		for _, y := range []float32{-1, 1} {
			c.stroke(w, colour, fyne.NewPos(cx+x*b, cy+y*a), fyne.NewPos(cx+x*a, cy+y*a), fyne.NewPos(cx+x*a, cy+y*b))
		}
	}
	c.stroke(w, colour, fyne.NewPos(cx-d*0.24, cy), fyne.NewPos(cx+d*0.24, cy))
}

// Backspace draws the delete key's shape.
func (c *Canvas) Backspace(cx, cy, d float32, colour color.NRGBA) {
	w := d * 0.07
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	c.stroke(w, colour, at(-0.5, 0), at(-0.22, -0.3), at(0.5, -0.3), at(0.5, 0.3), at(-0.22, 0.3), at(-0.5, 0))
	c.stroke(w, colour, at(0, -0.12), at(0.24, 0.12))
	c.stroke(w, colour, at(0.24, -0.12), at(0, 0.12))
}

// Speaker draws a loudspeaker with its sound, or crossed out.
func (c *Canvas) Speaker(cx, cy, d float32, colour color.NRGBA, muted bool) {
	w := d * 0.085
	at := func(x, y float32) fyne.Position { return fyne.NewPos(cx+x*d, cy+y*d) }
	c.stroke(w, colour, at(-0.42, -0.14), at(-0.24, -0.14), at(0, -0.36), at(0, 0.36), at(-0.24, 0.14), at(-0.42, 0.14), at(-0.42, -0.14))
	if muted {
		c.stroke(w, colour, at(0.18, -0.14), at(0.46, 0.14))
		c.stroke(w, colour, at(0.46, -0.14), at(0.18, 0.14))
		return
	}
	c.stroke(w, colour, at(0.18, -0.12), at(0.22, 0), at(0.18, 0.12))
	c.stroke(w, colour, at(0.34, -0.24), at(0.42, 0), at(0.34, 0.24))
}

// Phone draws a phone that shows a code, for a customer who is to show theirs.
func (c *Canvas) Phone(cx, cy, h float32, colour, ground color.NRGBA) {
	w := h * 0.52
	c.Card(R(cx-w/2, cy-h/2, w, h), ground, colour, h*0.09, max(2, h*0.035))
	c.stroke(h*0.02, colour, fyne.NewPos(cx-w*0.1, cy-h*0.42), fyne.NewPos(cx+w*0.1, cy-h*0.42))
	bar, x := w*0.028, cx-w*0.32
	for i, n := range []float32{2, 1, 3, 1, 2, 1, 1, 3, 2} {
		if i%2 == 0 {
			c.Fill(R(x, cy-h*0.28, n*bar, h*0.16), colour, 0)
		}
		x += (n + 0.5) * bar
	}
	c.Fill(R(cx-w*0.26, cy-h*0.04, w*0.52, w*0.52), ground, 0)
	cell := w * 0.52 / 7
	for i, row := range [7]string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"} {
		for j, m := range row {
			if m == '#' {
				c.Fill(R(cx-w*0.26+float32(j)*cell, cy-h*0.04+float32(i)*cell, cell+0.5, cell+0.5), colour, 0)
			}
		}
	}
}
