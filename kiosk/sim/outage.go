package sim

import (
	"time"

	"facepay/kiosk"
)

// One run in about longOutageEvery has an outage of hours, up to a day, in which
// the shop first tries and then waits: those days cost as much as a hundred other
// runs.
const (
	longOutageEvery = 400
	longOutageMin   = 4 * time.Hour
	longOutageMax   = 24 * time.Hour
)

// drawLong adds an outage of hours to n's.
func (n *network) drawLong() {
	d := n.w.dice
	if !d.chance(1.0 / longOutageEvery) {
		return
	}
	from := d.between(10*time.Second, 5*time.Minute)
	n.long = outage{from, from + d.between(longOutageMin, longOutageMax), pick(d, outageFaults)}
	n.outages = append(n.outages, n.long)
	n.w.count(FaultLongOutage)
}

// waitsFor is the time that a shop waits for its gateway to come back, 0 while it
// goes on as always or only tries again. A QR whose gateway answers nonsense is
// often left standing, so that its sale ends by itself.
func (c *cashier) waitsFor() time.Duration {
	w := c.w
	if w.network.babbles(kiosk.CallQuery) && w.view.Customer.Kind == kiosk.CustomerQR && w.dice.chance(0.3) {
		return w.dice.between(time.Minute, 9*time.Minute)
	}
	o := &w.network.long
	if !o.has(w.now()) || !w.dice.chance(0.1) {
		return 0
	}
	return o.to - w.now() + w.dice.between(time.Second, 2*time.Minute)
}
