//go:build e2e

package e2e

import (
	"flag"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice/practicetest"
)

var stormFor = flag.Duration("storm", 20*time.Second, "how long tills sell over a way on which anything happens")

// calmLimit is the time in which a till, once the way is fair again, must find
// out about every open payment: the deadline of a code, and the next question
// about one that was left a quarter of an hour ago.
const calmLimit = 3 * time.Minute

// A cashier sells on and on while the way to the gateway is slow, cut, reset and
// gone. When it is fair again the till finds out about everything.
func TestStorm(t *testing.T) {
	t.Parallel()
	start := startSeed(t)
	for lane, shop := range []struct {
		name   string
		config func(*gateway) string
	}{
		{"a gateway that can be asked about everything", (*gateway).yfpay},
		{"a gateway that cannot be asked about codes", (*gateway).lepay},
		{"both wallets themselves", (*gateway).official},
	} {
		t.Run(shop.name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(start, uint64(lane)))
			g := newGateway(t)
			wy := newWay(t, g)
			m := newFaultTill(t, g, shop.config(&gateway{t, &practicetest.Client{URL: wy.URL}}))
			m.open()

			stop := make(chan struct{})
			var sky sync.WaitGroup
			weatherSeed := rand.New(rand.NewPCG(start, uint64(100+lane)))
			sky.Go(func() { wy.storm(weatherSeed, stop) })
			c := &stormCounter{faultTill: m, rng: rng}
			c.sellsUntil(time.Now().Add(*stormFor))
			close(stop)
			sky.Wait()

			m.settles(calmLimit)
			m.sellsByQR()
			m.sellsByCode()
			said := m.settles(calmLimit)
			m.logsNoError()
			t.Logf("%s of weathers %v: %d sales begun, %d paid at the counter, %d let go, alarms answered %d; payments %v; %s",
				*stormFor, wy.met, c.begun, c.paid, c.letGo, c.alarms, m.states(), said)
			require.NotZero(t, c.begun)
		})
	}
}

// stormCounter is a counter whose cashier acts on what is on screen.
type stormCounter struct {
	*faultTill
	rng                        *rand.Rand
	begun, paid, letGo, alarms int

	opened  time.Time // the sale
	retried int
	payer   int // this customer's kind, of the shares below
}

// What customers are like, of a hundred; the others pay.
const (
	payerLeaves = 10  // of them walk off without paying
	payerLate   = 10  // are let go and pay then
	payerDone   = 100 // has paid
)

// How patient the cashier is with a sale, and how often a failed one is tried
// again.
const (
	cashierPatience = 15 * time.Second
	cashierRetries  = 2
)

func (c *stormCounter) sellsUntil(end time.Time) {
	comes(time.Until(end), func() bool {
		c.lives()
		c.acts()
		return false
	})
}

// acts does the one thing that the screen asks for now, if any.
func (c *stormCounter) acts() {
	v := c.view()
	late := time.Since(c.opened) > cashierPatience
	switch {
	case v.Screen == kiosk.ScreenAlarm && strings.HasPrefix(v.Panel, "decide."):
		c.answers("Escape")
	case v.Screen == kiosk.ScreenAlarm:
		c.alarms++
		c.answers(cardKey(v))
	case v.Screen == kiosk.ScreenAmount && v.Amount == "0.00":
		c.begins()
	case v.Screen == kiosk.ScreenAmount:
		c.keys("Escape")
	case v.Panel == "panel.paid.title":
		c.paid++
		c.keys("Return")
		c.leavesPanel(v.Panel)
	case v.Panel == "panel.unknown.title":
		c.letsGo("F6", v.Panel)
	case v.Panel == "panel.failed.title" && c.retried < cashierRetries && c.payer >= payerLeaves:
		c.retried++
		c.keys([]string{"F1", "F2"}[c.rng.IntN(2)])
		c.leavesPanel(v.Panel)
	case v.Panel == "panel.failed.title", v.Stage == kiosk.CustomerQR && c.payer < payerLeaves:
		c.letsGo("Escape", v.Panel)
	case v.Stage == kiosk.CustomerQR && c.payer < payerLeaves+payerLate:
		seen := c.window.qr(c.t)
		c.letsGo("Escape", v.Panel)
		c.phonePays(seen)
		c.payer = payerDone
	case v.Stage == kiosk.CustomerQR && c.payer < payerDone:
		if seen := c.window.qr(c.t); seen != "" {
			c.phonePays(seen)
			c.payer = payerDone
		}
	case late && v.Screen == kiosk.ScreenPanel:
		c.letGo++
		c.answers("Escape") // a code on its way stays where it is
		c.opened = time.Now()
	}
}

func (c *stormCounter) letsGo(key, panel string) {
	c.letGo++
	c.answers(key)
	c.leavesPanel(panel)
}

// reactionMax is the time that the cashier waits for the screen to follow a key.
const reactionMax = 2 * time.Second

// leavesPanel waits until the screen shows something else, so that one answer is
// not given twice. A key that did nothing is pressed again.
func (c *stormCounter) leavesPanel(title string) {
	comes(reactionMax, func() bool { return c.view().Panel != title })
}

// phonePays pays the order whose QR a phone has read, whatever the till has done
// with it meanwhile.
func (c *stormCounter) phonePays(qr string) {
	for _, o := range c.gateway.book().Orders {
		if qr != "" && o.QR == qr && o.Charges == 0 {
			c.gateway.paysLate(o.No)
		}
	}
}

// begins begins a sale, by a QR or by a code.
func (c *stormCounter) begins() {
	c.opened, c.retried, c.payer = time.Now(), 0, c.rng.IntN(payerDone)
	yuan := c.amount()
	c.keys(amountKeys(yuan)...)
	if !comes(reactionMax, func() bool { return c.view().Amount == yuan }) {
		return // something else came up, such as an alarm
	}
	c.begun++
	way := []string{"F1", "F2", "Return"}[c.rng.IntN(3)]
	c.keys(way)
	if way == "Return" && comes(reactionMax, func() bool { return c.view().Panel == "panel.armed.title" }) {
		c.scanner.sends(c.code() + "\r")
	}
	comes(reactionMax, func() bool { return c.view().Screen != kiosk.ScreenAmount })
}
