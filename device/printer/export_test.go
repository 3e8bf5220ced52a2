package printer

import (
	"testing"
	"time"
)

// Patient gives a printer that answers the time that a busy machine needs.
func Patient() { statusMax, resetMax = 3*time.Second, 3*time.Second }

// GiveUpAfter has a spool wait no longer for one try, besides the time of a serial line.
func (s *Spool) GiveUpAfter(d time.Duration) { s.attemptMax = d }

// OpenDrawersUntil has a spool open a drawer that was asked for no longer ago.
func (s *Spool) OpenDrawersUntil(d time.Duration) { s.pulseMax = d }

// Limits are the times for writing so many bytes, and for the try that does.
func (s *Spool) Limits(bytes int) (write, try time.Duration) {
	return writeMax + s.Config.wireTime(bytes), s.limit(bytes)
}

// HearMarkers has a printer that tells when it is done heard for so long in a test, and one
// that does not for no time at all.
func HearMarkers(t *testing.T, d time.Duration) {
	most, short := markerMax, markerShort
	markerMax, markerShort = d, -1
	t.Cleanup(func() { markerMax, markerShort = most, short })
}
