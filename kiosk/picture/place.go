package picture

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

const (
	// trimMax is the largest part of a picture cut off its longer sides, as a share of
	// its length, for it to fill its place; beyond it the picture is shown whole.
	trimMax = 0.06
	// blurSide is the longer side of a surround, in pixels, before it is drawn large: what
	// was in the picture is only colours then.
	blurSide = 8
	// surroundLight is the brightness of the surround, as a share of the picture's.
	surroundLight = 0.55
)

// place puts src into a picture of size.
func place(src image.Image, held orientation, size image.Point) *image.RGBA {
	bounds := src.Bounds()
	if held.turned() { // all but the last step is done as it is stored
		bounds.Max = bounds.Min.Add(image.Pt(bounds.Dy(), bounds.Dx()))
	}
	part, fitted := fit(bounds, size)
	stored := fitted
	if held.turned() {
		stored = image.Pt(fitted.Y, fitted.X)
	}
	of := middle(src.Bounds(), part.Size(), held.turned()) // trimmed evenly, however it was held
	scaled := image.NewRGBA(image.Rectangle{Max: stored})
	draw.CatmullRom.Scale(scaled, scaled.Rect, src, of, draw.Src, nil)
	scaled = turn(scaled, held)
	if fitted == size && scaled.Opaque() {
		return scaled
	}
	out := surround(scaled, size)
	at := size.Sub(fitted).Div(2)
	draw.Draw(out, image.Rectangle{Min: at, Max: at.Add(fitted)}, scaled, image.Point{}, draw.Over)
	return out
}

// fit is the part of a picture that is shown, and how large: as much of it as fits,
// whole, or filling the place when little has to be trimmed for that.
func fit(picture image.Rectangle, size image.Point) (part image.Rectangle, fitted image.Point) {
	w, h := picture.Dx(), picture.Dy()
	filling := cover(picture, size)
	if float64(filling.Dx()) >= (1-trimMax)*float64(w) && float64(filling.Dy()) >= (1-trimMax)*float64(h) {
		return filling, size
	}
	if int64(w)*int64(size.Y) > int64(h)*int64(size.X) {
		return picture, image.Pt(size.X, max(1, int(int64(h)*int64(size.X)/int64(w))))
	}
	return picture, image.Pt(max(1, int(int64(w)*int64(size.Y)/int64(h))), size.Y)
}

// cover is the middle part of picture that has the proportions of size.
func cover(picture image.Rectangle, size image.Point) image.Rectangle {
	w, h := picture.Dx(), picture.Dy()
	if w*size.Y > h*size.X {
		return middle(picture, image.Pt(max(1, h*size.X/size.Y), h), false)
	}
	return middle(picture, image.Pt(w, max(1, w*size.Y/size.X)), false)
}

// middle is the part of size in r's middle; turned has its sides change places.
func middle(r image.Rectangle, size image.Point, turned bool) image.Rectangle {
	if turned {
		size = image.Pt(size.Y, size.X)
	}
	at := r.Min.Add(r.Size().Sub(size).Div(2))
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

// surround is the background of a picture that does not fill its place: its own
// colours, blurred beyond recognition and darker.
func surround(picture *image.RGBA, size image.Point) *image.RGBA {
	few := image.Pt(blurSide, max(1, blurSide*size.Y/size.X))
	if size.Y > size.X {
		few = image.Pt(max(1, blurSide*size.X/size.Y), blurSide)
	}
	small := image.NewRGBA(image.Rectangle{Max: few})
	draw.Draw(small, small.Rect, image.NewUniform(color.Black), image.Point{}, draw.Src)
	draw.BiLinear.Scale(small, small.Rect, picture, cover(picture.Rect, size), draw.Over, nil)
	for i := range small.Pix {
		if i%4 != 3 {
			small.Pix[i] = uint8(float64(small.Pix[i]) * surroundLight)
		}
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(out, out.Rect, small, small.Rect, draw.Src, nil)
	return out
}

// turn is a stored picture as it was seen.
func turn(img *image.RGBA, held orientation) *image.RGBA {
	if held == upright {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if held.turned() {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			at := image.Pt(x, y)
			switch held {
			case mirrored:
				at = image.Pt(w-1-x, y)
			case upsideDown:
				at = image.Pt(w-1-x, h-1-y)
			case flipped:
				at = image.Pt(x, h-1-y)
			case transposed:
				at = image.Pt(y, x)
			case turnedRight:
				at = image.Pt(h-1-y, x)
			case transversed:
				at = image.Pt(h-1-y, w-1-x)
			case turnedLeft:
				at = image.Pt(y, w-1-x)
			}
			copy(out.Pix[out.PixOffset(at.X, at.Y):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return out
}
