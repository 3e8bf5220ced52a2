package printer

import "time"

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
