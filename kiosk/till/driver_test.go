package till

import (
	"facepay/kiosk"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// counter drives a till by hand: it keeps the effects of every step and the
// rows that were saved, and lets a test answer each ask as a gateway would.
type counter struct {
	t        *testing.T
	till     *Till
	settings kiosk.Settings // for the next start
	now      time.Time
	offset   time.Duration // of the wall clock from now
	sales    map[kiosk.SaleID]kiosk.Sale
	payments map[kiosk.OrderNo]kiosk.Payment
	order    []kiosk.OrderNo // of payments, by their first write
	ended    []kiosk.SaleID  // in the order of their end
	refunds  map[kiosk.RefundNo]kiosk.Refund
	records  []kiosk.Record
	open     []kiosk.Call // asks that have no answer yet
	asked    []kiosk.Call // all asks ever
	said     []kiosk.Phrase
	other    []kiosk.Effect // of the last step
	wake     time.Time
	view     kiosk.View
	shows    int
	notices  uint64 // notifications sent so far
}

// newCounter has a till that has read an empty ledger.
func newCounter(t *testing.T, can kiosk.Capabilities, with ...func(*kiosk.Settings)) *counter {
	c := bareCounter(t, can, with...)
	c.load(kiosk.Snapshot{PINSet: true})
	return c
}

// bareCounter has a till that has read nothing yet.
func bareCounter(t *testing.T, can kiosk.Capabilities, with ...func(*kiosk.Settings)) *counter {
	c := &counter{
		t: t, now: time.Date(2026, 11, 22, 14, 32, 5, 0, time.UTC), sales: map[kiosk.SaleID]kiosk.Sale{}, payments: map[kiosk.OrderNo]kiosk.Payment{}, refunds: map[kiosk.RefundNo]kiosk.Refund{},
		settings: kiosk.Settings{Shop: "茶铺", Till: "01", Provider: "test", Capabilities: can, MaxAmount: 5_000_000, Practice: true},
	}
	for _, set := range with {
		set(&c.settings)
	}
	c.start()
	return c
}

func defaultQR(w kiosk.Wallet) func(*kiosk.Settings) {
	return func(s *kiosk.Settings) { s.DefaultQR = w }
}

func (c *counter) start() {
	c.till, c.open = NewTill(c.settings), nil
}

func (c *counter) load(r kiosk.Snapshot) {
	c.t.Helper()
	c.step(kiosk.ListenerChanged{Listening: c.settings.Capabilities.Notifications})
	c.step(kiosk.Loaded{Snapshot: r})
}

// restart starts the till anew with what stands in the ledger.
func (c *counter) restart() {
	c.t.Helper()
	r := c.restored()
	c.start()
	c.load(r)
}

// restartAfter is a restart whose clock has gone on, or leapt, by d.
func (c *counter) restartAfter(d time.Duration) {
	c.t.Helper()
	c.now = c.now.Add(d)
	c.restart()
}

// changeGateway starts the till anew at another gateway.
func (c *counter) changeGateway(provider string, can kiosk.Capabilities) {
	c.t.Helper()
	c.settings.Provider, c.settings.Capabilities, c.asked = provider, can, nil
	c.restart()
}

func (c *counter) step(e kiosk.Event) {
	c.t.Helper()
	c.carryOut(c.till.Step(c.now, e))
}

// stepUnsaved is a step whose Save the ledger refuses, so that none of its effects
// is carried out.
func (c *counter) stepUnsaved(e kiosk.Event) {
	c.t.Helper()
	c.till.Step(c.now, e)
	c.step(kiosk.SaveFailed{Cause: e, Err: kiosk.ErrLedgerFull})
}

// reload has a stopped till read its ledger again.
func (c *counter) reload() {
	c.t.Helper()
	c.press(kiosk.KeyEnter)
	c.step(kiosk.Loaded{Snapshot: c.restored()})
}

// carryOut does the effects of one step.
func (c *counter) carryOut(effects []kiosk.Effect) {
	c.t.Helper()
	c.other = nil
	saved := false
	var count *kiosk.CountDay
	for _, eff := range effects {
		switch eff := eff.(type) {
		case kiosk.Save:
			require.False(c.t, saved, "one Save a step")
			require.Empty(c.t, c.other, "nothing is said before it is on record")
			saved = true
			c.save(eff.Write)
		case kiosk.Call:
			if eff.Kind == kiosk.CallRefund || eff.Kind == kiosk.CallRefundQuery {
				c.refundLeaves(eff)
			} else if eff.Kind.MovesMoney() {
				require.Equal(c.t, kiosk.StateCreated, c.payments[eff.Payment.OrderNo].State, "on record before it is sent")
			}
			c.open, c.asked = append(c.open, eff), append(c.asked, eff)
		case kiosk.Wake:
			c.wake = eff.At
		case kiosk.Show:
			c.view = *eff.View
			c.shows++
		case kiosk.Say:
			c.said = append(c.said, eff.Phrase)
		case kiosk.CountDay:
			count = &eff
		default:
			c.other = append(c.other, eff)
		}
	}
	c.lastFitsTheRows()
	if count != nil {
		c.step(kiosk.DayCounted{At: count.At, Today: c.paidOn(count.At)})
	}
}

// effects are those of one kind in the last step.
func effects[E kiosk.Effect](c *counter) (all []E) {
	for _, e := range c.other {
		if e, ok := e.(E); ok {
			all = append(all, e)
		}
	}
	return all
}
