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

// scale is how large everything is drawn in one window, or half of one.
type scale struct {
	u float32 // logical pixels of a unit
	// low is how far a side is from being high enough for all measures, 0, to the
	// least that there is, 1: what is only air gives way first.
	low float32
}

// tall is a measure in logical pixels: full units where there is room for all, low
// ones where there is least.
func (k scale) tall(full, low float32) float32 { return (full + (low-full)*k.low) * k.u }

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
func scaleOf(width, height, narrow float32) scale {
	k := scale{u: height / unitsHigh}
	if k.u < 1 {
		k.u = min(1, height/unitsLow)
	}
	k.u = min(k.u, width/narrow)
	k.low = lowness(height / k.u)
	return k
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
	counterK, stageK                       scale
	counter, stage                         rect
	bar, strip, amount, below, whole, last rect
	customerStrip                          rect // empty unless the customer has a window and it is practice
}

func (u *UI) places() places {
	w, h := u.size.Width, u.size.Height
	p := places{counter: rect{0, 0, w, h}}
	switch {
	case u.stage.root != nil:
		size := u.stage.root.Size()
		p.stage = rect{0, 0, size.Width, size.Height}
		p.stageK = scaleOf(size.Width, min(size.Height, size.Width*1.2), stageNarrow)
		if u.view.Practice {
			high := whole(p.stageK.tall(stripHeight, stripLow))
			p.customerStrip = rect{0, 0, size.Width, high}
			p.stage.y, p.stage.h = high, max(0, size.Height-high)
		}
	case w < h: // the stage above the counter
		high := whole(h * counterShare)
		p.stage, p.counter = rect{0, 0, w, h - high}, rect{0, h - high, w, high}
	default:
		wide := whole(w * counterShare)
		p.counter, p.stage = rect{0, 0, wide, h}, rect{wide, 0, w - wide, h}
	}
	p.counterK = scaleOf(p.counter.w, p.counter.h, unitsNarrow)
	if u.stage.root == nil {
		p.stageK = scale{u: p.counterK.u}
		p.stageK.low = lowness(p.stage.h / p.stageK.u)
	}
	k, c := p.counterK, p.counter
	p.bar = rect{c.x, c.y, c.w, whole(k.tall(barHeight, barLow))}
	y := p.bar.bottom()
	if u.view.Practice {
		strip := k.tall(stripHeight, stripLow)
		if u.stage.root != nil && len(u.view.PracticeButtons) > 0 {
			strip = k.tall(stripTall, touchMin+6)
		}
		p.strip = rect{c.x, y, c.w, whole(strip)}
		y = p.strip.bottom()
	}
	gap, side := whole(k.tall(lastGap, keyGap)), whole(k.tall(edge, lastGap))
	x, inner := c.x+side, c.w-2*side
	y += gap
	last := whole(k.tall(lastHeight, lastLow))
	p.last = rect{x, c.bottom() - gap - last, inner, last}
	foot := p.last.y - gap
	p.amount = rect{x, y, inner, whole(k.tall(amountHeight, amountLow))}
	p.below = rect{x, p.amount.bottom() + whole(k.tall(cardGap, keyGap)), inner, 0}
	p.below.h = foot - p.below.y
	p.whole = rect{x, y, inner, foot - y}
	return p
}

// lowness is how low a side of so many units is, 0 to 1.
func lowness(units float32) float32 {
	return min(1, max(0, (unitsHigh-units)/(unitsHigh-unitsLow)))
}

func whole(v float32) float32 { return float32(math.Round(float64(v))) }
