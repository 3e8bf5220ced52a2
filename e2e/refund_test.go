//go:build e2e

package e2e

import (
	"image"
	"image/color"
	"slices"

	"facepay/kiosk"
)

// pinKeys are the owner's PIN.
var pinKeys = []string{"2", "4", "6", "8", "Return"}

// entersPIN enters the owner's PIN where it is asked for: the first time in a
// till's life it is set by that, twice.
func (tl *till) entersPIN() {
	tl.awaitScreen(kiosk.ScreenPIN)
	tl.keys(pinKeys...)
	if !tl.pinSet {
		tl.keys(pinKeys...)
		tl.pinSet = true
	}
}

// inFirstRow is a point of the history's first row between two of its words,
// where it has the paper's colour when it is chosen, and the card's before there
// are any rows.
var (
	inFirstRow = image.Pt(300, 166)
	paper      = color.NRGBA{R: 0xF6, G: 0xF5, B: 0xF1, A: 0xFF}
)

// opensHistory opens the owner's list, with the newest payment chosen.
func (tl *till) opensHistory() {
	tl.keys("F9")
	tl.entersPIN()
	tl.awaitHistory()
}

// awaitHistory waits until the list is there with its rows, which are read after
// it is opened.
func (tl *till) awaitHistory() {
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.awaits("rows in the window", func() bool {
		c, err := tl.window.pixel(inFirstRow)
		return err == nil && c == paper
	})
}

// choosesRefund begins the refund of the payment that is chosen in the history.
func (tl *till) choosesRefund() {
	tl.keys("F6")
	tl.awaitScreen(kiosk.ScreenRefund)
}

// givesBack gives back what stands there, or an amount that is typed first, and
// waits for what comes of it.
func (tl *till) givesBack(yuan, outcome string) {
	if yuan != "" {
		tl.keys(amountKeys(yuan)...)
	}
	tl.answers("Return")
	tl.awaitPanel("refund.confirm.title")
	tl.answers("Return")
	tl.awaitPanel(outcome)
}

// showed reports whether a panel was on the screens since the till was opened.
func (tl *till) showed(title string) bool {
	return slices.ContainsFunc(tl.views(), func(v logLine) bool { return v.Panel == title })
}
