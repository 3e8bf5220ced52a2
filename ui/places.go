package ui

import (
	"math"

	"fyne.io/fyne/v2"
)

// layout makes a Fyne layout of a function of the size.
type layout func(fyne.Size)

// MinSize lets a window have any size.
func (l layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is called by Fyne when the size changed.
func (l layout) Layout(_ []fyne.CanvasObject, size fyne.Size) { l(size) }

// layout places everything in the cashier's window.
func (u *UI) layout(size fyne.Size) {
	u.size = size
	u.floor.Resize(size)
	u.draw()
}

// Scale is how large everything is drawn in one window, or half of one.
type Scale struct {
	Unit float32 // logical pixels of a unit
	// Low is how far a side is from being high enough for all measures, 0, to the
	// least that there is, 1: what is only air gives way first.
	Low float32
}

// Tall is a measure in logical pixels: full units where there is room for all, low
// ones where there is least.
func (scale Scale) Tall(full, low float32) float32 { return (full + (low-full)*scale.Low) * scale.Unit }

// A side that is lower than unitsHigh first gives up air, down to unitsLow at one
// logical pixel a unit; below that everything shrinks, as it does in a side that
// is narrower than unitsNarrow.
const (
	unitsHigh   = 800
	unitsLow    = 600
	unitsNarrow = 520
	// stageNarrow is the customer's side's.
	stageNarrow = 376
)

// scaleOf is the scale of a side of size.
func scaleOf(width, height, narrow float32) Scale {
	scale := Scale{Unit: height / unitsHigh}
	if scale.Unit < 1 {
		scale.Unit = min(1, height/unitsLow)
	}
	scale.Unit = min(scale.Unit, width/narrow)
	scale.Low = lowness(height / scale.Unit)
	return scale
}

// The smallest window that there is a till for, in logical pixels, the longer side
// first. The customer's own may be smaller: nothing is pressed there.
const (
	windowLong, windowShort = 640, 400
	stageLong, stageShort   = 400, 280
)

// fits reports whether a window of size is large enough.
func fits(size fyne.Size, long, short float32) bool {
	const rounded = 0.5 // away by a scale
	return max(size.Width, size.Height) >= long-rounded && min(size.Width, size.Height) >= short-rounded
}

// places are where the parts stand.
type places struct {
	counterK, stageK                       Scale
	counter, stage                         Rect
	bar, strip, amount, below, whole, last Rect
	customerStrip                          Rect // empty unless the customer has a window and it is practice
}

func (u *UI) places() places {
	w, h := u.size.Width, u.size.Height
	p := places{counter: R(0, 0, w, h)}
	switch {
	case u.stage.root != nil:
		size := u.stage.root.Size()
		p.stage = R(0, 0, size.Width, size.Height)
		p.stageK = scaleOf(size.Width, min(size.Height, size.Width*1.2), stageNarrow)
		if u.view.Practice {
			high := Round(p.stageK.Tall(stripHeight, stripLow))
			p.customerStrip = R(0, 0, size.Width, high)
			p.stage.Y, p.stage.H = high, max(0, size.Height-high)
		}
	case w < h: // the stage above the counter
		high := Round(h * counterShare)
		p.stage, p.counter = R(0, 0, w, h-high), R(0, h-high, w, high)
	default:
		wide := Round(w * counterShare)
		p.counter, p.stage = R(0, 0, wide, h), R(wide, 0, w-wide, h)
	}
	p.counterK = scaleOf(p.counter.W, p.counter.H, unitsNarrow)
	if u.stage.root == nil {
		p.stageK = Scale{Unit: p.counterK.Unit}
		p.stageK.Low = lowness(p.stage.H / p.stageK.Unit)
	}
	scale, c := p.counterK, p.counter
	p.bar = R(c.X, c.Y, c.W, Round(scale.Tall(barHeight, barLow)))
	y := p.bar.Bottom()
	if u.view.Practice {
		strip := scale.Tall(stripHeight, stripLow)
		if u.stage.root != nil && len(u.view.PracticeButtons) > 0 {
			strip = scale.Tall(stripTall, TouchMin+6)
		}
		p.strip = R(c.X, y, c.W, Round(strip))
		y = p.strip.Bottom()
	}
	gap, side := Round(scale.Tall(SideGap, KeyGap)), Round(scale.Tall(Edge, SideGap))
	x, inner := c.X+side, c.W-2*side
	y += gap
	last := Round(scale.Tall(lastHeight, lastLow))
	p.last = R(x, c.Bottom()-gap-last, inner, last)
	foot := p.last.Y - gap
	p.amount = R(x, y, inner, Round(scale.Tall(amountHeight, amountLow)))
	p.below = R(x, p.amount.Bottom()+Round(scale.Tall(CardGap, KeyGap)), inner, 0)
	p.below.H = foot - p.below.Y
	p.whole = R(x, y, inner, foot-y)
	return p
}

// lowness is how low a side of so many units is, 0 to 1.
func lowness(units float32) float32 {
	return min(1, max(0, (unitsHigh-units)/(unitsHigh-unitsLow)))
}

func Round(v float32) float32 { return float32(math.Round(float64(v))) }
