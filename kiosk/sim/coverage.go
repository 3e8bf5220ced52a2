package sim

import (
	"fmt"
	"io"

	"facepay/kiosk"
)

var (
	states       = [...]kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown}
	refundStates = [...]kiosk.RefundState{"", kiosk.RefundAsked, kiosk.RefundUnknown, kiosk.RefundDone, kiosk.RefundRefused}
)

func index[T comparable](of []T, x T) int {
	for i := range of {
		if of[i] == x {
			return i
		}
	}
	return 0
}

func (c *Counts) moved(from, to kiosk.State) {
	c.Moves[index(states[:], from)][index(states[:], to)]++
}

func (c *Counts) refundMoved(from, to kiosk.RefundState) {
	c.RefundMoves[index(refundStates[:], from)][index(refundStates[:], to)]++
}

// Unreached lists the moves that the till may make and none of the runs made.
func (c *Counts) Unreached() []string {
	var never []string
	for i, from := range states {
		for j, to := range states {
			if kiosk.CanMove(from, to) && c.Moves[i][j] == 0 {
				never = append(never, fmt.Sprintf("payment %s to %s", from, to))
			}
		}
	}
	for i, from := range refundStates {
		for j, to := range refundStates {
			if kiosk.CanRefundMove(from, to) && c.RefundMoves[i][j] == 0 {
				never = append(never, fmt.Sprintf("refund %s to %s", from, to))
			}
		}
	}
	return never
}

func (c *Counts) printUnreached(w io.Writer) {
	for _, s := range c.Unreached() {
		fmt.Fprintf(w, "%12s  moves of a %s\n", "no", s)
	}
}
