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

// Showing is what stands on a display.
type Showing struct {
	Lamp   Lamp
	Amount string // yuan, "1284.50"; "" for nothing
}

const (
	esc = "\x1b"
	cr  = "\r"   // ends a string; outside of one it does no harm
	clr = "\x0c" // clears the display and ends its string mode

	digitsMax  = 8
	columns    = 20
	initialize = esc + "@"
	upperLine  = esc + "QA"
)

// Begin is sent when a display was opened. It may hold part of a frame whose rest was
// cut off, which the first byte ends.
func (d Dialect) Begin() []byte { return []byte(cr + clr + initialize) }

// Frame are the bytes after which exactly s stands on the display.
func (d Dialect) Frame(s Showing) []byte {
	if len(strings.ReplaceAll(s.Amount, ".", "")) > digitsMax {
		s = Showing{} // part of an amount is another amount
	}
	switch {
	case d == CD5220 && s.Amount == "":
		return []byte(clr)
	case d == CD5220:
		// The whole line, as nothing else takes the rest of a longer one away. It is
		// in string mode then, in which only another string or clr is taken.
		word := strings.ToUpper(string(s.Lamp))
		return []byte(upperLine + word + fmt.Sprintf("%*s", columns-len(word), s.Amount) + cr)
	case s.Amount == "":
		return []byte(clr + esc + "s" + string(lamps[LampOff]))
	}
	return []byte(esc + "s" + string(lamps[s.Lamp]) + upperLine + s.Amount + cr)
}
