package kiosk

import "time"

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
