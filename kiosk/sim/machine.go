package sim

import (
	"time"

	"facepay/kiosk"
)

// machine is the till under test.
type machine interface {
	Step(now time.Time, e kiosk.Event) []kiosk.Effect
}

func newMachine(s kiosk.Settings) machine { return kiosk.NewTill(s) }
