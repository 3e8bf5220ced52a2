// Package draw is what the screens are drawn with, on whole pixels: text that is
// set and fitted, cards, keys, marks, QR codes, and the surfaces that are touched.
// It knows nothing of payments.
package draw

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Canvas collects the shapes and texts of one region while it is drawn anew.
type Canvas struct {
	region *Region
	used   map[string]bool // the surfaces that were drawn
	Scale
	W, H float32
	objs []fyne.CanvasObject
}

// Add draws o in r, above what was drawn so far.
func (c *Canvas) Add(o fyne.CanvasObject, r Rect) {
	Place(o, r)
	c.objs = append(c.objs, o)
}

// Within draws what inside does, with r's corner as its own.
func (c *Canvas) Within(r Rect, inside func(*Canvas)) {
	in := c.inner(r)
	inside(in)
	for _, o := range in.objs {
		o.Move(o.Position().AddXY(r.X, r.Y))
	}
	c.objs = append(c.objs, in.objs...)
}

func (c *Canvas) inner(r Rect) *Canvas {
	return &Canvas{region: c.region, used: c.used, Scale: c.Scale, W: r.W, H: r.H}
}

// Overflow notes that something, such as a text, does not fit its room, for a test to find.
func (c *Canvas) Overflow(what string, needs, room float32) {
	c.region.Overflows = append(c.region.Overflows, fmt.Sprintf("%s: %q needs %.0f, has %.0f", c.region.Name, what, needs, room))
}

// Fill draws a rectangle with round corners.
func (c *Canvas) Fill(r Rect, colour color.NRGBA, radius float32) {
	c.Card(r, colour, colour, radius, 0)
}

// Card draws a rectangle with round corners and a line around it.
func (c *Canvas) Card(r Rect, fill, line color.NRGBA, radius, stroke float32) {
	stroke = c.LineWidth(stroke)
	if radius > 0 && fill.A == 0xFF && r.W*r.H >= largeArea {
		c.largeCard(r, fill, line, radius, stroke)
		return
	}
	c.rectangle(r, fill, line, radius, stroke)
}

func (c *Canvas) rectangle(r Rect, fill, line color.NRGBA, radius, stroke float32) {
	o := canvas.NewRectangle(fill)
	o.CornerRadius = radius
	if stroke > 0 {
		o.StrokeColor, o.StrokeWidth = line, stroke
	}
	c.Add(o, r)
}

// largeArea is from where on a rectangle with round corners is put together, in
// square logical pixels. Fyne asks of each of its pixels how far from a corner
// it lies, which takes long where a processor does the graphics.
const largeArea = 40_000

// largeCard puts a card together of its corners and of plain rectangles.
func (c *Canvas) largeCard(r Rect, fill, line color.NRGBA, radius, stroke float32) {
	if stroke > 1 { // Fyne's lines reach out of a corner by half: one card in another has none
		c.largeCard(r, line, line, radius, 0)
		c.largeCard(r.Inset(stroke), fill, fill, radius-stroke, 0)
		return
	}
	r = R(Round(r.X), Round(r.Y), Round(r.Right())-Round(r.X), Round(r.Bottom())-Round(r.Y)) // no seam between two pixels
	radius = min(float32(math.Ceil(float64(radius))), r.W/2, r.H/2)
	corner := min(2*radius+1, r.W, r.H) // a pixel is hidden below the plain part
	for _, x := range []float32{r.X, r.Right() - corner} {
		for _, y := range []float32{r.Y, r.Bottom() - corner} {
			c.rectangle(R(x, y, corner, corner), fill, line, radius, stroke)
		}
	}
	across, down := r.W-2*radius, r.H-2*radius
	c.Fill(R(r.X+radius, r.Y+stroke, across, radius-stroke), fill, 0)
	c.Fill(R(r.X+stroke, r.Y+radius-1, r.W-2*stroke, down+2), fill, 0)
	c.Fill(R(r.X+radius, r.Bottom()-radius, across, radius-stroke), fill, 0)
	if stroke > 0 {
		c.Fill(R(r.X+radius, r.Y, across, stroke), line, 0)
		c.Fill(R(r.X+radius, r.Bottom()-stroke, across, stroke), line, 0)
		c.Fill(R(r.X, r.Y+radius, stroke, down), line, 0)
		c.Fill(R(r.Right()-stroke, r.Y+radius, stroke, down), line, 0)
	}
}

// Disc draws a filled circle.
func (c *Canvas) Disc(cx, cy, d float32, colour color.NRGBA) {
	c.Add(canvas.NewCircle(colour), R(cx-d/2, cy-d/2, d, d))
}

// Ring draws a full arc: a circle that is only a stroke gets a dark rim inside,
// where the stroke blends into a fill that is transparent black.
func (c *Canvas) Ring(cx, cy, d, width float32, colour color.NRGBA) {
	c.Add(canvas.NewArc(0, 360, 1-2*width/d, colour), R(cx-d/2, cy-d/2, d, d))
}

// stroke draws a line through points with round ends and corners.
func (c *Canvas) stroke(width float32, colour color.NRGBA, points ...fyne.Position) {
	for i, p := range points {
		c.Disc(p.X, p.Y, width, colour)
		if i == 0 {
			continue
		}
		l := canvas.NewLine(colour)
		l.StrokeWidth, l.Position1, l.Position2 = width, points[i-1], p
		c.objs = append(c.objs, l)
	}
}

// Head fills the top of a card, round at its upper corners only.
func (c *Canvas) Head(r Rect, colour color.NRGBA, radius float32) {
	o := canvas.NewRectangle(colour)
	o.TopLeftCornerRadius, o.TopRightCornerRadius = radius, radius
	c.Add(o, r)
}

// Stripes draws diagonal stripes at the screen's own pixels.
func (c *Canvas) Stripes(r Rect, a, b color.NRGBA) {
	width := 22 * c.Unit
	c.Add(canvas.NewRaster(func(w, h int) image.Image { return stripes(w, h, width*float32(w)/r.W, a, b) }), r)
}

func stripes(w, h int, width float32, a, b color.NRGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			// Where between two edges of stripes the pixel lies, -width to width.
			along := float32(x + y)
			pos := along - float32(int(along/(2*width)))*2*width - width
			share := min(1, max(0, 0.5+min(pos+0.5, width-pos-0.5))) // one pixel soft at each edge
			img.SetRGBA(x, y, color.RGBA(Mix(a, b, share)))
		}
	}
	return img
}

const pillSize = 15 // of the word

// PillWidth is the width of a word with its colour around it.
func (c *Canvas) PillWidth(word string) float32 {
	return Width(Typeset(word), Style{Size: pillSize * c.Unit, Bold: true}) + 20*c.Unit
}

// Pill draws a word on its colour, beginning at x, and returns its width.
func (c *Canvas) Pill(word string, x, cy float32, t Tone) float32 {
	unit := c.Unit
	st := Style{Size: pillSize * unit, Bold: true, Color: t.Ink, Align: Centre}
	fill := t.Fill
	if fill == CardFill {
		fill = Wash
	}
	at := R(x, cy-14*unit, c.PillWidth(word), 28*unit)
	c.Fill(at, fill, 8*unit)
	c.Text(word, at, st)
	return at.W
}

// Measures of a legend, in units.
const (
	LegendEdge = 12 // beside a legend
	LegendGap  = 6  // between a legend and words on its height
	legendLow  = 56 // height of a surface up to which a legend moves further into its corner
)

// Legend draws the name of a surface's key in its corner.
func (c *Canvas) Legend(text string, colour color.NRGBA) {
	unit := c.Unit
	x, y := LegendEdge*unit, 7*unit
	if c.H <= legendLow*unit {
		x, y = 10*unit, 3*unit
	}
	c.Text(text, R(c.W-x-62*unit, y, 62*unit, 20*unit), Style{Size: SizeLegend * unit, Color: colour, Align: Right})
}
