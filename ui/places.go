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
	u.floors[0].Resize(size)
	if u.stageRoot == nil {
		u.floors[1].Resize(size)
	}
	u.draw()
}

// layoutStage places the stage in the customer's window.
func (u *UI) layoutStage(size fyne.Size) {
	u.floors[1].Resize(size)
	u.draw()
}

// places are where the parts stand.
type places struct {
	u, stageU                              float32
	counter, stage                         rect
	bar, strip, amount, below, whole, last rect
	customerStrip                          rect // empty unless the customer has a window and it is practice
}

func (u *UI) places() places {
	w, h := u.size.Width, u.size.Height
	p := places{counter: rect{0, 0, w, h}}
	switch {
	case u.stageRoot != nil:
		size := u.stageRoot.Size()
		p.u = unit(min(w, h))
		p.stage = rect{0, 0, size.Width, size.Height}
		p.stageU = unit(min(size.Height, size.Width*1.2))
		if u.view.Practice {
			high := whole(stripHeight * p.stageU)
			p.customerStrip = rect{0, 0, size.Width, high}
			p.stage.y, p.stage.h = high, max(0, size.Height-high)
		}
	case w < h: // the stage above the counter
		p.u = unit(w)
		high := whole(h * counterShare)
		p.stage, p.counter = rect{0, 0, w, h - high}, rect{0, h - high, w, high}
		p.stageU = p.u
	default:
		p.u = unit(h)
		wide := whole(w * counterShare)
		p.counter, p.stage = rect{0, 0, wide, h}, rect{wide, 0, w - wide, h}
		p.stageU = p.u
	}
	k, c := p.u, p.counter
	p.bar = rect{c.x, c.y, c.w, whole(barHeight * k)}
	y := p.bar.bottom()
	if u.view.Practice {
		strip := float32(stripHeight)
		if u.stageRoot != nil && len(u.view.PracticeButtons) > 0 {
			strip = stripTall
		}
		p.strip = rect{c.x, y, c.w, whole(strip * k)}
		y = p.strip.bottom()
	}
	x, inner := c.x+whole(edge*k), c.w-2*whole(edge*k)
	y += whole(lastGap * k)
	bottom := c.bottom() - whole(lastGap*k)
	p.last = rect{x, bottom - whole(lastHeight*k), inner, whole(lastHeight * k)}
	foot := p.last.y - whole(lastGap*k)
	p.amount = rect{x, y, inner, whole(amountHeight * k)}
	p.below = rect{x, p.amount.bottom() + whole(cardGap*k), inner, 0}
	p.below.h = foot - p.below.y
	p.whole = rect{x, y, inner, foot - y}
	return p
}

// unit is the logical pixels of a unit for a length that has 800 of them.
func unit(length float32) float32 { return max(1, length/unitsHigh) }

func whole(v float32) float32 { return float32(math.Round(float64(v))) }
