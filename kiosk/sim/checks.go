package sim

import (
	"time"

	"facepay/kiosk"
)

// checksDone is the result of the machine's and the network's checks: now and
// then a fault, by the steps so far, so that no other draw of the run moves.
func (w *world) checksDone(deep bool) kiosk.ChecksDone {
	e := kiosk.ChecksDone{Full: deep, Results: []kiosk.CheckResult{
		{Check: kiosk.CheckTCP, Health: kiosk.HealthOK}, {Check: kiosk.CheckDisk, Health: kiosk.HealthOK},
	}}
	for i := range e.Results {
		if (w.steps+uint64(i))%3 == 0 {
			e.Results[i].Health, e.Results[i].Brief = kiosk.HealthFailed, kiosk.T("check.brief.fault")
		}
	}
	return e
}

// checksTake is the time from the start of the checks to their results.
const checksTake = 3 * time.Second
