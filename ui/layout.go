package ui

import (
	"fyne.io/fyne/v2"

	"facepay/ui/draw"
	"facepay/ui/screen"
)

// A side that is lower than unitsHigh first gives up air, down to unitsLow at one
// logical pixel a unit; below that everything shrinks, as it does in a side that
// is narrower than unitsNarrow.
const (
	unitsHigh   = 800
	unitsLow    = 600
	unitsNarrow = 520
	// customerNarrow is the customer's side's.
	customerNarrow = 376
)

// scaleOf is the scale of a side of size. Large text is larger units, as far as the side
// has room for them: air gives way first, as on a low side.
func scaleOf(width, height, narrow float32, look draw.Look) draw.Scale {
	scale := draw.Scale{Unit: height / unitsHigh, Look: look}
	if scale.Unit < 1 {
		scale.Unit = min(1, height/unitsLow)
	}
	scale.Unit = min(scale.Unit*look.Growth(), max(scale.Unit, height/unitsLow), width/narrow)
	scale.Low = lowness(height / scale.Unit)
	return scale
}

// lowness is Scale.Low of a side of so many units, 0 to 1.
func lowness(units float32) float32 {
	return min(1, max(0, (unitsHigh-units)/(unitsHigh-unitsLow)))
}

// The smallest window that there is a till for, in the screen's own pixels, the longer
// side first. The customer's own may be smaller: nothing is pressed there.
const (
	windowLong, windowShort     = 640, 400
	customerLong, customerShort = 400, 280
)

// fits reports whether a window of size is large enough.
func fits(size fyne.Size, long, short float32) bool {
	const rounded = 0.5 // away by a scale
	return max(size.Width, size.Height) >= long-rounded && min(size.Width, size.Height) >= short-rounded
}

// Heights of the regions in units, and on a side that is low.
const (
	barHeight, barLow       = 56, 50
	stripHeight, stripLow   = 30, 26
	stripTall, stripTallLow = 68, draw.TouchMin + 6 // with the practice buttons in it
	amountHeight, amountLow = 150, 104
	lastHeight, lastLow     = 84, 58
)

// counterShare is the cashier's share of a window that both sides stand in.
const counterShare = 0.58

// layouts are the layouts of both sides in windows of their size; own is the size
// of the customer's window, nil where the customer's side stands in the cashier's.
// With owners the owner's side has all of the cashier's window. A strip is wanted in
// practice, a tall one with buttons.
func layouts(size fyne.Size, own *fyne.Size, owners, strip, buttons bool, look draw.Look) (counter, customer screen.Layout) {
	w, h := size.Width, size.Height
	switch {
	case own != nil:
		counter.Side = draw.R(0, 0, w, h)
		customer.Side = draw.R(0, 0, own.Width, own.Height)
		customer.Scale = scaleOf(own.Width, min(own.Height, own.Width*1.2), customerNarrow, look)
		if strip {
			high := draw.Round(customer.Tall(stripHeight, stripLow))
			customer.Strip = draw.R(0, 0, own.Width, high)
			customer.Side.Y, customer.Side.H = high, max(0, own.Height-high)
		}
	case owners:
		counter.Side = draw.R(0, 0, w, h)
	case w < h: // the customer's side above the counter
		high := draw.Round(h * counterShare)
		customer.Side, counter.Side = draw.R(0, 0, w, h-high), draw.R(0, h-high, w, high)
	default:
		wide := draw.Round(w * counterShare)
		counter.Side = look.Mirrored(draw.R(0, 0, wide, h), w)
		customer.Side = look.Mirrored(draw.R(wide, 0, w-wide, h), w)
	}
	counter.Scale = scaleOf(counter.Side.W, counter.Side.H, unitsNarrow, look)
	if own == nil {
		customer.Scale = counter.Scale
		customer.Low = lowness(customer.Side.H / counter.Unit)
	}
	if owners {
		counter.Scale = ownersScale(w, h, look)
	}
	layCounter(&counter, strip, buttons && (own != nil || owners))
	if owners {
		layOwners(&counter)
	}
	return counter, customer
}

// unitsOwners is the width of the owner's side from which on its units grow with it.
const unitsOwners = 800

// ownersScale is the scale of the owner's side, which needs width more than height.
func ownersScale(width, height float32, look draw.Look) draw.Scale {
	scale := scaleOf(width, height, unitsNarrow, look)
	scale.Unit = min(scale.Unit, max(1, width/unitsOwners))
	scale.Low = lowness(height / scale.Unit)
	return scale
}

// The sections' names stand at the left, or on top of a window that is higher than wide.
const (
	sectionsWide, sectionsWideLow = 168, 148
	sectionsHigh                  = 64 // of a row
	// sectionsNarrow is the width from which on they stand in one row.
	sectionsNarrow = 700
)

// layOwners places the regions of the owner's side below bar and strip.
func layOwners(l *screen.Layout) {
	c := l.Side
	gap, side := draw.Round(l.Tall(draw.SideGap, draw.KeyGap)), draw.Round(l.Tall(draw.Edge, draw.SideGap))
	y := max(l.Bar.Bottom(), l.Strip.Bottom()) + gap
	room := draw.R(c.X+side, y, c.W-2*side, c.Bottom()-gap-y)
	if c.W < c.H {
		rows := float32(1)
		if room.W < sectionsNarrow*l.Unit {
			rows = 2
		}
		l.Sections = draw.R(room.X, room.Y, room.W, draw.Round(rows*sectionsHigh*l.Unit))
		l.Page = draw.R(room.X, l.Sections.Bottom()+gap, room.W, room.Bottom()-l.Sections.Bottom()-gap)
		return
	}
	l.Sections = draw.R(room.X, room.Y, draw.Round(l.Tall(sectionsWide, sectionsWideLow)), room.H)
	l.Page = draw.R(l.Sections.Right()+gap, room.Y, room.Right()-l.Sections.Right()-gap, room.H)
}

// layCounter places the regions of the cashier's side.
func layCounter(l *screen.Layout, strip, tall bool) {
	c := l.Side
	l.Bar = draw.R(c.X, c.Y, c.W, draw.Round(l.Tall(barHeight, barLow)))
	y := l.Bar.Bottom()
	if strip {
		high := l.Tall(stripHeight, stripLow)
		if tall {
			high = l.Tall(stripTall, stripTallLow)
		}
		l.Strip = draw.R(c.X, y, c.W, draw.Round(high))
		y = l.Strip.Bottom()
	}
	gap, side := draw.Round(l.Tall(draw.SideGap, draw.KeyGap)), draw.Round(l.Tall(draw.Edge, draw.SideGap))
	x, inner := c.X+side, c.W-2*side
	y += gap
	last := draw.Round(l.Tall(lastHeight, lastLow))
	l.Last = draw.R(x, c.Bottom()-gap-last, inner, last)
	foot := l.Last.Y - gap
	l.Amount = draw.R(x, y, inner, draw.Round(l.Tall(amountHeight, amountLow)))
	l.Below = draw.R(x, l.Amount.Bottom()+draw.Round(l.Tall(draw.CardGap, draw.KeyGap)), inner, 0)
	l.Below.H = foot - l.Below.Y
	l.Whole = draw.R(x, y, inner, foot-y)
}
