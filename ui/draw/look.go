package draw

// Look is how the screens are drawn for the eyes and hands of a shop. The zero Look is
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

// Mirrored is where r stands for a cashier of the other hand: in a place so wide.
func (l Look) Mirrored(r Rect, width float32) Rect {
	if l.LeftHanded {
		r.X = width - r.Right()
	}
	return r
}

// lineWidth is the width of a line around a shape that is usually so wide: at high
// contrast twice that, in whole pixels.
func (c *Canvas) lineWidth(stroke float32) float32 {
	if c.HighContrast && stroke > 0 {
		return max(2, Round(2*stroke*max(1, c.Unit)))
	}
	return stroke
}
