package sim

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/till"
)

// machine is the till under test. Nothing else here names the package that makes
// it, so that the simulator stays as it is wherever that one goes.
type machine interface {
	Step(now time.Time, e kiosk.Event) []kiosk.Effect
}

func newMachine(s kiosk.Settings) machine { return till.NewTill(s) }
