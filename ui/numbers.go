package ui

import (
	"image"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"facepay/ui/draw"
)

const (
	// numbersTime is for how long the monitors' numbers stand.
	numbersTime = 6 * time.Second
	// numberShare is a number's share of its monitor's height.
	numberShare = 3
)

// numbers are the windows that show each monitor's number. They are kept: a program
// that makes windows again and again keeps a part of each.
type numbers struct {
	windows []fyne.Window
	away    *time.Timer
}

// Monitors are the identities of the monitors that are on, in the order of their numbers.
// It is called on Fyne's goroutine.
func (u *UI) Monitors() (ids []string) {
	if u.windows.desktop == nil {
		return nil
	}
	for _, m := range u.windows.desktop.Monitors() {
		ids = append(ids, m.ID())
	}
	return ids
}

// NumberMonitors shows its number on each monitor for a while, from 1, in the corner
// where the settings have nothing to choose. It may be called from any goroutine.
func (u *UI) NumberMonitors() { u.do(u.numberMonitors) }

func (u *UI) numberMonitors() {
	n := &u.numbers
	if u.windows.desktop == nil {
		return
	}
	u.hideNumbers()
	for i, m := range u.windows.desktop.Monitors() {
		if i == len(n.windows) {
			n.windows = append(n.windows, u.numberWindow(i+1))
		}
		corner := image.Pt(m.At.Min.X, m.At.Max.Y)
		side := m.At.Dy() / numberShare
		u.windows.desktop.Cover(n.windows[i], image.Rectangle{Min: corner.Sub(image.Pt(0, side)), Max: corner.Add(image.Pt(side, 0))})
	}
	n.away = time.AfterFunc(numbersTime, func() { u.do(u.hideNumbers) })
}

func (u *UI) hideNumbers() {
	if u.numbers.away != nil {
		u.numbers.away.Stop()
	}
	for _, w := range u.numbers.windows {
		w.Hide()
	}
}

func (u *UI) numberWindow(n int) fyne.Window {
	w := u.app.NewWindow(u.Shop)
	ground, digit := canvas.NewRectangle(draw.Ink), canvas.NewText(strconv.Itoa(n), draw.OnInk)
	digit.Alignment, digit.TextStyle.Bold = fyne.TextAlignCenter, true
	const high = 0.7
	w.SetPadded(false)
	w.SetContent(container.New(draw.Layout(func(size fyne.Size) {
		ground.Resize(size)
		digit.TextSize = size.Height * high
		digit.Resize(size)
		digit.Refresh()
	}), ground, digit))
	w.SetCloseIntercept(w.Hide)
	return w
}
