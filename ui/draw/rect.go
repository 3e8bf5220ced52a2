package draw

import (
	"math"

	"fyne.io/fyne/v2"
)

// Rect is a place in logical pixels.
type Rect struct{ X, Y, W, H float32 }

func (r Rect) CX() float32     { return r.X + r.W/2 }
func (r Rect) CY() float32     { return r.Y + r.H/2 }
func (r Rect) Right() float32  { return r.X + r.W }
func (r Rect) Bottom() float32 { return r.Y + r.H }

// Inset is r made smaller by d on every side.
func (r Rect) Inset(d float32) Rect { return R(r.X+d, r.Y+d, r.W-2*d, r.H-2*d) }

// Holds reports whether a place lies in r.
func (r Rect) Holds(at fyne.Position) bool {
	return at.X >= r.X && at.X < r.Right() && at.Y >= r.Y && at.Y < r.Bottom()
}

// R makes a Rect.
func R(x, y, w, h float32) Rect { return Rect{x, y, w, h} }

// Place puts o at r.
func Place(o fyne.CanvasObject, r Rect) {
	o.Resize(fyne.NewSize(r.W, r.H))
	o.Move(fyne.NewPos(r.X, r.Y))
}

// Round is v in whole pixels.
func Round(v float32) float32 { return float32(math.Round(float64(v))) }

// Scale is the drawing scale of one window, or half of one, and how it is to look.
type Scale struct {
	Unit float32 // logical pixels of a unit
	// Low is the lack of height of a side, from 0, high enough for all measures, to 1,
	// the least that there is: what is only air gives way first.
	Low float32
	Look
}

// Tall is a measure in logical pixels: full units where nothing is low, else down to low ones.
func (scale Scale) Tall(full, low float32) float32 { return (full + (low-full)*scale.Low) * scale.Unit }

// Layout makes a Fyne layout of a function of the size.
type Layout func(fyne.Size)

// MinSize lets a window have any size.
func (l Layout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout is called by Fyne when the size changed.
func (l Layout) Layout(_ []fyne.CanvasObject, size fyne.Size) { l(size) }
