//go:build e2e

package e2e

import (
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// typist presses keys by the X protocol itself, without the start of a tool
// which would take longer than what is measured.
type typist struct {
	*observer
	test byte          // the number of the extension XTEST on this display
	keys map[rune]byte // keycodes
}

// Keysyms (X protocol 11, appendix A) of the keys that are pressed.
const (
	symFive      = 0x35
	symBackspace = 0xFF08
)

func newTypist(b *testing.B) *typist {
	t := &typist{observer: newObserver(b), keys: map[rune]byte{}}
	require.NoError(b, t.learn(), "keys of the display")
	return t
}

// learn asks where XTEST is, and which key has which keysym.
func (t *typist) learn() error {
	var err error
	if t.test, err = t.extension("XTEST"); err != nil {
		return err
	}
	const getKeyboardMapping, first = 101, 8
	head, body, err := t.ask([]byte{getKeyboardMapping, 0, 2, 0, first, 256 - first, 0, 0})
	if err != nil {
		return err
	}
	each := 4 * int(head[1])
	for i := 0; each > 0 && (i+1)*each <= len(body); i++ {
		sym := rune(binary.LittleEndian.Uint32(body[i*each:])) // without shift
		if _, known := t.keys[sym]; !known {
			t.keys[sym] = byte(first + i)
		}
	}
	for _, sym := range []rune{symFive, symBackspace} {
		if t.keys[sym] == 0 {
			return fmt.Errorf("no key has keysym %#x", sym)
		}
	}
	return nil
}

// press presses a key and lets it go, and returns when it did (XTEST,
// "FakeInput").
func (t *typist) press(sym rune) (time.Time, error) {
	const fakeInput, keyPress, keyRelease = 2, 2, 3
	var both []byte
	for _, kind := range []byte{keyPress, keyRelease} {
		r := make([]byte, 36)
		r[0], r[1], r[2], r[4], r[5] = t.test, fakeInput, 9, kind, t.keys[sym]
		both = append(both, r...)
	}
	now := time.Now()
	_, err := t.conn.Write(both)
	return now, err
}
