//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// typist presses keys by the X protocol itself, without the start of a tool
// which would take longer than what is measured.
type typist struct {
	*observer
	test byte // the number of the extension XTEST on this display
}

// Keycodes of a PC's keyboard under X, whose keycodes are Linux's and 8 more
// (linux/input-event-codes.h).
const (
	keyFive      = 8 + 6
	keyBackspace = 8 + 14
)

func newTypist(b *testing.B) *typist { return newTypistOn(b, mainDisplay().name) }

func newTypistOn(b *testing.B, display string) *typist {
	o := newObserverOf(b, display)
	test, err := o.extension("XTEST")
	require.NoError(b, err)
	return &typist{o, test}
}

// press presses a key and lets it go, and returns when it did (XTEST,
// "FakeInput").
func (t *typist) press(key byte) (time.Time, error) {
	const fakeInput, keyPress, keyRelease = 2, 2, 3
	var both []byte
	for _, kind := range []byte{keyPress, keyRelease} {
		r := make([]byte, 36)
		r[0], r[1], r[2], r[4], r[5] = t.test, fakeInput, 9, kind, key
		both = append(both, r...)
	}
	now := time.Now()
	_, err := t.conn.Write(both)
	return now, err
}
