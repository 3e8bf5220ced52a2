package emulator

import (
	"image"
	"image/color"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	fonts "facepay/assets/font"
)

// face has the shapes of a printer's own characters.
var face = sync.OnceValues(func() (font.Face, error) {
	parsed, err := opentype.Parse(fonts.Bold)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: 22, DPI: 72, Hinting: font.HintingFull})
})

// draw sets a character on its line, dot by dot larger where it is.
func (h *head) draw(c cell, at, bottom int) {
	f, err := face()
	if err != nil {
		return
	}
	width := c.columns * columnDots
	advance, _ := f.GlyphAdvance(c.r)
	shape := max(width, advance.Ceil()) // a shape that is too wide is squeezed into its column
	glyph := image.NewGray(image.Rect(0, 0, shape, glyphDots))
	pen := font.Drawer{Dst: glyph, Src: image.NewUniform(color.White), Face: f, Dot: fixed.P((shape-advance.Ceil())/2, 19)}
	pen.DrawString(string(c.r))
	across, up := 1, 1
	if c.wide {
		across = 2
	}
	if c.high {
		up = 2
	}
	const below = 3
	for y := range glyphDots {
		for x := range width {
			if glyph.GrayAt(x*shape/width, y).Y > 0x60 {
				h.black(at+x*across, bottom-below-(glyphDots-y)*up, across, up)
			}
		}
	}
}
