package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStrokes_ASlowScannersCodeIsKnownByItsShape(t *testing.T) {
	var s Strokes
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	types := func(text string, pace time.Duration) {
		for _, r := range text {
			now = now.Add(pace)
			s.Add(now, r)
		}
	}
	ends := func(pause time.Duration) (int, bool) {
		now = now.Add(pause)
		return s.End(now, DefaultPayCodes())
	}
	for _, c := range []struct {
		typed   string
		pause   time.Duration
		n       int
		scanned bool
	}{
		{"130000000000001001", 100 * time.Millisecond, 18, true},
		{"", 100 * time.Millisecond, 0, true},                      // its LF
		{"", 100 * time.Millisecond, 0, false},                     // a person's
		{"20130000000000001001", 100 * time.Millisecond, 18, true}, // with two digits before it
		{"", 3 * time.Second, 0, false},
		{"130000000000001001", 3 * time.Second, 0, false}, // nobody's scanner waits so long
		{"208.50", 100 * time.Millisecond, 0, false},
		{"fp0123456789012345678901234567890ab", 50 * time.Millisecond, 35, true},
	} {
		types(c.typed, 100*time.Millisecond)
		n, scanned := ends(c.pause)
		require.Equal(t, c.n, n, c.typed)
		require.Equal(t, c.scanned, scanned, c.typed)
	}
	types("5013", 100*time.Millisecond)
	require.Equal(t, 2, s.Join(now, NewPayCode("0000000000001001"), DefaultPayCodes()), "the beginning of a code that stalled")
	types("50", 100*time.Millisecond)
	require.Zero(t, s.Join(now, NewPayCode("130000000000001001"), DefaultPayCodes()), "a whole code")
	types("13000000", 100*time.Millisecond)
	s.TakeBack(3)
	types("0000001001000", 100*time.Millisecond)
	n, scanned := ends(time.Millisecond)
	require.Equal(t, 18, n)
	require.True(t, scanned)
}
