package screen

import (
	"facepay/kiosk"
	"facepay/ui/draw"
)

// Page is the page of a section of the owner's side whose state is its own, such as
// the settings'. The owner's side has the bar, the sections and the keys that change
// them, counts when nobody touches it any more, and draws the page in the room
// that is left. All methods are called on Fyne's goroutine; none may block.
type Page interface {
	// Open tells that the page came on screen, or went.
	Open(shown bool)
	// Take takes what a person or a scanner typed: Pressed, Typed, Untyped, Pasted,
	// Scanned or ScanUnended. False leaves it to the owner's side: an Esc that no page
	// takes goes back to the counter.
	Take(kiosk.Event) bool
	// State is the input of Paint, a plain value: the page is drawn anew when it differs.
	State() any
	// Paint draws the page from the canvas's corner to its W and H, on paper.
	Paint(*draw.Canvas)
}
