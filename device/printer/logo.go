package printer

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // formats of a logo
	_ "image/png"
	"io"
	"os"

	"golang.org/x/image/draw"
)

// Bounds of a logo's file, so that no picture takes the till's memory.
const (
	logoBytesMax  = 4 << 20
	logoPixelsMax = 16 << 20
	logoDotsMax   = 384 // its width on paper, that of 58 mm
	logoRowsMax   = 240 // 30 mm
)

// Errors of ReadLogo, besides those of reading the file.
var (
	ErrLogoSize = errors.New("the logo is larger than 4 MB or 16 million pixels")
	ErrLogoKind = errors.New("the logo is no PNG or JPEG picture")
)

// ReadLogo reads a logo and draws it in dots, as large as fits on 58 mm paper.
func ReadLogo(file string) (*Bitmap, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", file, ErrLogoKind)
	}
	data, err := io.ReadAll(io.LimitReader(f, logoBytesMax+1))
	if err != nil {
		return nil, err
	}
	if len(data) > logoBytesMax {
		return nil, ErrLogoSize
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, ErrLogoKind
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > logoPixelsMax/size.Height {
		return nil, ErrLogoSize
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrLogoKind
	}
	return inDots(picture), nil
}

// inDots scales a picture down to what fits, and dithers it (Floyd and Steinberg).
func inDots(picture image.Image) *Bitmap {
	from := picture.Bounds()
	scale := min(1, float64(logoDotsMax)/float64(from.Dx()), float64(logoRowsMax)/float64(from.Dy()))
	to := image.Rect(0, 0, max(1, int(float64(from.Dx())*scale)), max(1, int(float64(from.Dy())*scale)))
	white := image.NewGray(to) // paper shows through what is transparent
	draw.Draw(white, to, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(white, to, picture, from, draw.Over, nil)
	ink := image.NewPaletted(to, color.Palette{color.White, color.Black})
	draw.FloydSteinberg.Draw(ink, to, white, image.Point{})
	b := newBitmap(to.Dx(), to.Dy())
	for y := range b.Height {
		for x := range b.Width {
			if ink.ColorIndexAt(x, y) == 1 {
				b.blacken(x, y)
			}
		}
	}
	return b
}

// narrowed is b where the paper is as wide, else its left part.
func (b *Bitmap) narrowed(width int) *Bitmap {
	if b.Width <= width {
		return b
	}
	cut := newBitmap(width, b.Height)
	for y := range cut.Height {
		for x := range cut.Width {
			if b.black(x, y) {
				cut.blacken(x, y)
			}
		}
	}
	return cut
}
