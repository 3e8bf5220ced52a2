//go:build e2e

package e2e

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// patience is how long a test waits for what must happen. It is generous, as
	// a busy machine that draws without a graphics card is slow; nothing hangs on
	// how much sooner it does.
	patience = 60 * time.Second
	// lookEvery is the pause between two looks.
	lookEvery = 10 * time.Millisecond
)

// await looks until it happened, and fails the test when that takes longer than
// patience. More tells, for the failure, what was seen instead.
func await(t require.TestingT, what string, happened func() bool, more func() string) {
	awaitWithin(t, patience, what, happened, more)
}

func awaitWithin(t require.TestingT, limit time.Duration, what string, happened func() bool, more func() string) {
	if comes(limit, happened) {
		return
	}
	seen := ""
	if more != nil {
		seen = more()
	}
	require.FailNow(t, fmt.Sprintf("no %s within %s", what, limit), seen)
}

// comes looks until it happened, for limit at most. It is the only place in which
// these tests wait.
func comes(limit time.Duration, happened func() bool) bool {
	for deadline := time.Now().Add(limit); !happened(); time.Sleep(lookEvery) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}
