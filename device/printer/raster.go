package printer

import (
	"image"
	"image/color"
	"sync"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"facepay/assets/font"
)

// Bitmap is a picture in dots: rows of whole bytes, the left dot in the highest bit, black
// is 1.
type Bitmap struct {
	Width, Height int
	Bits          []byte
}

func newBitmap(width, height int) *Bitmap {
	b := &Bitmap{Width: width, Height: height}
	b.Bits = make([]byte, b.stride()*height)
	return b
}

func (b *Bitmap) stride() int { return (b.Width + 7) / 8 }

func (b *Bitmap) black(x, y int) bool { return b.Bits[y*b.stride()+x/8]&(0x80>>(x%8)) != 0 }

func (b *Bitmap) blacken(x, y int) { b.Bits[y*b.stride()+x/8] |= 0x80 >> (x % 8) }

// lineHeight is that of a line of text in dots.
const lineHeight = 30

// drawLine is a line of text in the till's own font, its characters in the same columns in
// which the printer would set them.
func drawLine(l line) *Bitmap {
	cell, height := dotsPerColumn, lineHeight
	if l.wide {
		cell *= 2
	}
	if l.high {
		height *= 2
	}
	width := columnsOf(l.text) * cell
	canvas := vector.NewRasterizer(max(width, 1), height)
	at := 0
	for _, r := range l.text {
		room := columnsOfRune(r) * cell
		drawRune(canvas, r, float32(at), float32(room), float32(height))
		at += room
	}
	grey := image.NewAlpha(image.Rect(0, 0, max(width, 1), height))
	canvas.Draw(grey, grey.Bounds(), image.NewUniform(color.Alpha{A: 0xFF}), image.Point{})
	b := newBitmap(max(width, 1), height)
	ink := uint8(0x70)
	if l.bold {
		ink = 0x40
	}
	for y := range height {
		for x := range width {
			if grey.AlphaAt(x, y).A >= ink {
				b.blacken(x, y)
			}
		}
	}
	return b
}

// outlines is the font whose shapes are drawn.
var outlines = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(font.Bold)
	if err != nil {
		return nil // which the looks at the fonts tell
	}
	return f
})

// drawRune draws a character into a cell, narrower where it is too wide for it.
func drawRune(canvas *vector.Rasterizer, r rune, left, room, height float32) {
	f := outlines()
	if f == nil {
		return
	}
	var buf sfnt.Buffer
	const unit = 1000
	glyph, err := f.GlyphIndex(&buf, r)
	if err != nil {
		return
	}
	segments, err := f.LoadGlyph(&buf, glyph, fixed.I(unit), nil)
	if err != nil {
		return
	}
	advance, err := f.GlyphAdvance(&buf, glyph, fixed.I(unit), 0)
	if err != nil || advance == 0 {
		return
	}
	up := height * 0.8 // the size of the letters, with room between lines
	across := up
	if room/float32(columnsOfRune(r)) > height/2 { // twice as wide, and not as high
		across *= 2
	}
	if natural := float32(advance) / 64 / unit * across; natural > room {
		across *= room / natural
	} else {
		left += (room - natural) / 2
	}
	baseline := height * 0.78
	point := func(p fixed.Point26_6) (x, y float32) {
		return left + float32(p.X)/64/unit*across, baseline + float32(p.Y)/64/unit*up
	}
	for _, s := range segments {
		x, y := point(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			canvas.ClosePath()
			canvas.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			canvas.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := point(s.Args[1])
			canvas.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := point(s.Args[1])
			x2, y2 := point(s.Args[2])
			canvas.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	canvas.ClosePath()
}
