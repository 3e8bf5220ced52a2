package sim

import (
	"time"

	"facepay/kiosk"
)

// examined is what looking at the machine and the network finds here: now and
// then a fault, by the steps so far, so that no other draw of the run moves.
func (w *world) examined(deep bool) kiosk.Examined {
	e := kiosk.Examined{Deep: deep, Findings: []kiosk.Finding{
		{Look: kiosk.LookTCP, Health: kiosk.HealthOK}, {Look: kiosk.LookDisk, Health: kiosk.HealthOK},
	}}
	for i := range e.Findings {
		if (w.steps+uint64(i))%3 == 0 {
			e.Findings[i].Health, e.Findings[i].Brief = kiosk.HealthFailed, kiosk.T("check.brief.fault")
		}
	}
	return e
}

// examineTakes is how long that takes.
const examineTakes = 3 * time.Second
