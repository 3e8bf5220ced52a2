package draw

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2/canvas"
)

// Stripes draws diagonal stripes at the screen's own pixels.
func (c *Canvas) Stripes(r Rect, a, b color.NRGBA) {
	width := 22 * c.Unit
	o := canvas.NewRaster(func(w, h int) image.Image {
		scale := float32(w) / r.W
		return stripes(w, h, width*scale, a, b)
	})
	Place(o, r)
	c.Add(o)
}

func stripes(w, h int, width float32, a, b color.NRGBA) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			// Where between two edges of stripes the pixel lies, -width to width.
			along := float32(x + y)
			pos := along - float32(int(along/(2*width)))*2*width - width
			share := min(1, max(0, 0.5+min(pos+0.5, width-pos-0.5))) // one pixel soft at each edge
			colour := Mix(a, b, share)
			img.SetRGBA(x, y, color.RGBA(colour))
		}
	}
	return img
}
