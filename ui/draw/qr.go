package draw

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"fyne.io/fyne/v2/canvas"
	qrcode "github.com/skip2/go-qrcode"
)

// quietZone is the white margin around a QR, in modules (ISO/IEC 18004, 6.3.8).
const quietZone = 4

// modules are the squares of a QR with its quiet zone; true is black.
type modules [][]bool

// encodeQR makes the modules of text. Level M mends an eighth of them: a screen
// gets no dirt, only glare, and fewer modules are larger ones.
func encodeQR(text string) (modules, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("make QR of %d characters: %w", len(text), err)
	}
	q.DisableBorder = true
	inner := q.Bitmap()
	n := len(inner) + 2*quietZone
	out := make(modules, n)
	for y := range out {
		out[y] = make([]bool, n)
	}
	for y, row := range inner {
		copy(out[y+quietZone][quietZone:], row)
	}
	return out, nil
}

// draw paints m in the middle of w by h, every module the same whole number of pixels.
func (m modules) draw(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	n := len(m)
	px := min(w, h) / n
	x0, y0 := (w-px*n)/2, (h-px*n)/2
	for y, row := range m {
		for x, black := range row {
			if !black {
				continue
			}
			at := image.Pt(x0+x*px, y0+y*px)
			draw.Draw(img, image.Rectangle{Min: at, Max: at.Add(image.Pt(px, px))}, image.Black, image.Point{}, draw.Src)
		}
	}
	return img
}

// QR draws text as a QR in the square r, or a cross when it is too long for one.
func (c *Canvas) QR(text string, r Rect) {
	c.Fill(r, color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}, 0)
	m, err := encodeQR(text)
	if err != nil {
		c.Mark(Cross, r.CX(), r.CY(), r.W/3, Failed.Mark, OnInk)
		c.Overflow("QR", float32(len(text)), 0)
		return
	}
	o := canvas.NewRaster(func(w, h int) image.Image { return m.draw(w, h) })
	o.ScaleMode = canvas.ImageScalePixels
	c.Add(o, r)
}
