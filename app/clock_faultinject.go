//go:build faultinject

package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// clockVariable names a file that holds by how much this till's clock is wrong,
// such as "-8h". It is read each time, so that a test can set the clock while
// the till runs.
const clockVariable = "FACEPAY_FAULTINJECT_CLOCK"

// wallClock is the time on the wall of a program that is built with the tag faultinject
// for tests alone. Like a clock that was set, it has no monotonic reading.
func wallClock() time.Time {
	now := time.Now()
	name := os.Getenv(clockVariable)
	if name == "" {
		return now
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return now
	}
	offset, parseErr := time.ParseDuration(strings.TrimSpace(string(text)))
	if err := errors.Join(err, parseErr); err != nil {
		panic(fmt.Sprintf("%s: %v", clockVariable, err))
	}
	return now.Round(0).Add(offset)
}
