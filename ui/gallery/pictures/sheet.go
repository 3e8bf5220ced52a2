package main

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"slices"

	"golang.org/x/image/draw"
)

// sheetGap is between the pictures of a sheet, in pixels.
const sheetGap = 8

// small is a picture scaled to a height.
func small(of image.Image, high int) image.Image {
	b := of.Bounds()
	p := image.NewNRGBA(image.Rect(0, 0, b.Dx()*high/b.Dy(), high))
	draw.CatmullRom.Scale(p, p.Bounds(), of, b, draw.Src, nil)
	return p
}

// sheet is rows of small pictures on one, each as high as its highest.
func sheet(rows [][]image.Image) image.Image {
	wide, step := sheetGap, 0
	for _, picture := range rows[0] {
		wide += picture.Bounds().Dx() + sheetGap
		step = max(step, picture.Bounds().Dy()+sheetGap)
	}
	p := image.NewNRGBA(image.Rect(0, 0, wide, sheetGap+len(rows)*step))
	draw.Draw(p, p.Bounds(), image.NewUniform(color.Gray{Y: 0xB4}), image.Point{}, draw.Src)
	at := image.Pt(sheetGap, sheetGap)
	for _, row := range rows {
		at.X = sheetGap
		for _, picture := range row {
			draw.Draw(p, picture.Bounds().Add(at), picture, image.Point{}, draw.Src)
			at.X += picture.Bounds().Dx() + sheetGap
		}
		at.Y += step
	}
	return p
}

// few is a picture in so many colours: the most frequent ones, and in the other places
// those of hues that are rare, such as a lamp's or a wallet's mark, before rare greys.
func few(of image.Image, most, frequent int) image.Image {
	count := map[color.NRGBA]int{}
	b := of.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[color.NRGBAModel.Convert(of.At(x, y)).(color.NRGBA)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.NRGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B), int(a.A)-int(b.A))
	})
	var palette color.Palette
	hues := map[color.NRGBA]bool{}
	hue := func(c color.NRGBA) color.NRGBA { return color.NRGBA{R: c.R >> 5, G: c.G >> 5, B: c.B >> 5} }
	take := func(room int, wanted func(color.NRGBA) bool) {
		for _, c := range colours {
			if len(palette) < room && wanted(c) {
				palette, hues[hue(c)] = append(palette, c), true
			}
		}
	}
	fresh := func(c color.NRGBA) bool { return !hues[hue(c)] }
	take(frequent, func(color.NRGBA) bool { return true })
	take(frequent+(most-frequent+1)/2, func(c color.NRGBA) bool { return strong(c) && fresh(c) })
	take(most, fresh)
	p := image.NewPaletted(b, palette)
	draw.Draw(p, b, of, b.Min, draw.Src)
	return p
}

// strong reports whether a colour is far from grey.
func strong(c color.NRGBA) bool {
	const far = 64
	return max(c.R, c.G, c.B)-min(c.R, c.G, c.B) >= far
}

func write(name string, picture image.Image, level png.CompressionLevel) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: level}
	if err := encoder.Encode(f, picture); err != nil {
		return err
	}
	return f.Close()
}
