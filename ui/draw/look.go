package draw

// Look is a way to draw the screens, for the eyes and hands of a shop. The zero Look is
// the usual one.
type Look struct {
	Large        bool // text and keys are larger, as far as a window has room
	HighContrast bool // the second palette, with a line around what can be touched
	Still        bool // nothing turns, fades or shakes
	LeftHanded   bool // the cashier is
}

// largeGrowth is the scale of large text.
const largeGrowth = 1.3

// Growth is the wanted scale of a unit.
func (l Look) Growth() float32 {
	if l.Large {
		return largeGrowth
	}
	return 1
}

// least is the size in logical pixels below which no text goes. As the colours it belongs
// to the UI's goroutine.
var least float32 = SizeLeast

// SetPixels tells how many pixels a logical one of the screen has. Where a screen is
// scaled up the till may draw in fewer logical pixels what is as large for an eye.
func SetPixels(pixels float32) { least = SizeLeast / max(1, pixels) }

// Least is the size in logical pixels below which no text goes.
func Least() float32 { return least }

// Mirrored is the place of r for a cashier of the other hand: in a place so wide.
func (l Look) Mirrored(r Rect, width float32) Rect {
	if l.LeftHanded {
		r.X = width - r.Right()
	}
	return r
}

// LineWidth is the width of a line around a shape that is usually so wide: at high
// contrast twice that, in whole pixels.
func (c *Canvas) LineWidth(stroke float32) float32 {
	if c.HighContrast && stroke > 0 {
		return max(2, Round(2*stroke*max(1, c.Unit)))
	}
	return stroke
}
