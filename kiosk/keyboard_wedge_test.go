package kiosk

import "time"

// KeyWedge is a wedge.Detector, which an internal test of the package that it
// imports cannot name.
type KeyWedge interface {
	Key(now time.Time, k WedgeKey) []Event
	Due() (time.Time, bool)
	Expire(now time.Time) []Event
}

// WedgeKey is a wedge.KeyPress.
type WedgeKey struct {
	Rune rune
	Key  Key
}

// NewKeyWedge is filled in by the external test package.
var NewKeyWedge func() KeyWedge

var (
	wedgeEnter = WedgeKey{Key: KeyEnter}
	wedgeTab   = WedgeKey{Key: KeyTab}
)
