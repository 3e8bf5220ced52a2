// Package pole shows the amount on a price display that stands on the counter (客显).
package pole

import (
	"fmt"
	"strings"
)

// Dialect is the command set of a display.
type Dialect string

// The dialects.
const (
	LED8   Dialect = "led8"   // eight digits and four lamps
	CD5220 Dialect = "cd5220" // two lines of 20 characters
)

// Dialects are all of them.
func Dialects() []string { return []string{string(LED8), string(CD5220)} }

// Lamp says what an amount is.
type Lamp string

// The lamps, as LED8 numbers them.
const (
	LampOff    Lamp = ""
	LampPrice  Lamp = "price"
	LampTotal  Lamp = "total"
	LampPaid   Lamp = "paid"
	LampChange Lamp = "change"
)

// lamps are LED8's numbers (ESC s n).
var lamps = map[Lamp]byte{LampOff: '0', LampPrice: '1', LampTotal: '2', LampPaid: '3', LampChange: '4'}

// Showing is the content of a display.
type Showing struct {
	Lamp   Lamp
	Amount string // yuan, "1284.50"; "" for nothing
}

const (
	esc = "\x1b"
	cr  = "\r"   // ends a string; outside of one it does no harm
	clr = "\x0c" // clears the display and ends its string mode

	digitsMax  = 8
	amountWide = digitsMax + 1 // with its point
	wordWide   = 6             // of the longest, CHANGE
	initialize = esc + "@"
	upperLine  = esc + "QA"
	lowerLine  = esc + "QB"
)

// Begin is sent when a display was opened. It may hold part of a frame whose rest was
// cut off, which the first byte ends.
func (d Dialect) Begin() []byte { return []byte(cr + clr + initialize) }

// shown is s as far as a display has room for it.
func (s Showing) shown() Showing {
	if len(strings.ReplaceAll(s.Amount, ".", "")) > digitsMax {
		return Showing{} // part of an amount is another amount
	}
	return s
}

// Frame are the bytes after which exactly s stands on a display that shows last, with the
// amount in one string, which stands as a whole or not at all.
func (d Dialect) Frame(last, s Showing) []byte {
	last, s = last.shown(), s.shown()
	switch {
	case d == CD5220 && s.Amount == "":
		return []byte(clr)
	case d == CD5220:
		// It is in string mode, in which only strings and clr are taken, and a string may
		// leave the rest of a longer one. The word goes last: cut off before it, the
		// display has the amount alone, or under what that was before.
		frame := fmt.Sprintf("%s%-*s%s", upperLine, amountWide, s.Amount, cr)
		if s.Lamp != last.Lamp {
			frame += fmt.Sprintf("%s%-*s%s", lowerLine, wordWide, strings.ToUpper(string(s.Lamp)), cr)
		}
		return []byte(frame)
	case s.Amount == "":
		return []byte(clr + esc + "s" + string(lamps[LampOff]))
	}
	return []byte(esc + "s" + string(lamps[s.Lamp]) + upperLine + s.Amount + cr)
}
