package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2/canvas"
)

// stripes draws diagonal stripes at the screen's own pixels.
func (s *sheet) stripes(r rect, a, b color.NRGBA) {
	width := 22 * s.u
	o := canvas.NewRaster(func(w, h int) image.Image {
		scale := float32(w) / r.w
		return stripes(w, h, width*scale, a, b)
	})
	place(o, r)
	s.add(o)
}

func stripes(w, h int, width float32, a, b color.NRGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			// Where between two edges of stripes the pixel lies, -width to width.
			along := float32(x + y)
			pos := along - float32(int(along/(2*width)))*2*width - width
			share := min(1, max(0, 0.5+min(pos+0.5, width-pos-0.5))) // one pixel soft at each edge
			c := mix(a, b, share)
			img.SetRGBA(x, y, color.RGBA(c))
		}
	}
	return img
}
