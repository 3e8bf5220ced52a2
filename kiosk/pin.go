package kiosk

import (
	"fmt"
	"time"
)

// The length of the owner's PIN: what people keep in mind, and what can still be
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

// The limits on guessing the owner's PIN: the fifth miss in a row locks it for a
// minute, each further one for twice as long as the one before, to at most an
// hour. Guessing a PIN of 4 digits then takes half a year on average.
const (
	PINTriesFree = 5
	PINWaitMax   = time.Hour

	pinWaitFirst = time.Minute
)

// PINWait is the time for which so many misses in a row lock the PIN.
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
	NotSet      bool
	LockedUntil time.Time // not before then is another try looked at; zero: not locked
	TriesLeft   int
}
