package kiosk

import (
	"fmt"
	"time"
)

// The length of a PIN: what people keep in mind, and what can still be
// guessed with patience; see the ledger's limits on guessing.
const (
	PINDigitsMin = 4
	PINDigitsMax = 8
)

// ErrPINShape tells that a PIN is not one of PINDigitsMin to PINDigitsMax digits.
var ErrPINShape = fmt.Errorf("a PIN has %d to %d digits", PINDigitsMin, PINDigitsMax)

// CheckPINShape is ErrPINShape for what cannot be a PIN, nil for all else.
func CheckPINShape(pin string) error {
	if len(pin) < PINDigitsMin || len(pin) > PINDigitsMax || !allDigits(pin) {
		return ErrPINShape
	}
	return nil
}

// The limits on guessing. All PINs have one count of misses, since whoever guesses tries
// them all at once: the fifth miss locks every PIN for a minute, each further one
// for twice as long as the one before, to at most an hour. The owner's right PIN forgets the
// misses; anybody else's does not, or whoever has one could buy guesses at another's with
// it. A miss is forgotten after PINMissMemory, for the slips of a busy day. Guessing a PIN
// of 4 digits takes half a year on average.
const (
	PINTriesFree  = 5
	PINWaitMax    = time.Hour
	PINMissMemory = time.Hour

	pinWaitFirst = time.Minute
)

// PINWait is the time for which so many misses lock all PINs.
func PINWait(misses int) time.Duration {
	if misses < PINTriesFree {
		return 0
	}
	wait := pinWaitFirst
	for range misses - PINTriesFree {
		if wait *= 2; wait >= PINWaitMax {
			return PINWaitMax
		}
	}
	return wait
}

// PINResult is the answer to an entered PIN.
type PINResult struct {
	OK          bool
	Person      Person // whose it is; zero unless OK
	NotSet      bool
	LockedUntil time.Time // by the clock of the question; not before then is another try looked at; zero: not locked
}
