package tilltest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till"
)

// Counter drives a till by hand: it keeps the effects of every step and the
// rows that were saved, and lets a test answer each ask as a gateway would.
type Counter struct {
	T        *testing.T
	Till     *till.Till
	Settings kiosk.Settings // for the next start
	Now      time.Time
	Offset   time.Duration // of the wall clock from now
	Sales    map[kiosk.SaleID]kiosk.Sale
	Payments map[kiosk.OrderNo]kiosk.Payment
	Order    []kiosk.OrderNo // of payments, by their first write
	Ended    []kiosk.SaleID  // in the order of their end
	Refunds  map[kiosk.RefundNo]kiosk.Refund
	Records  []kiosk.Record
	Open     []kiosk.Call // asks that have no answer yet
	Asked    []kiosk.Call // all asks ever
	Said     []kiosk.Phrase
	Printed  []kiosk.Print
	Other    []kiosk.Effect // of the last step
	People   []kiosk.Person // of the next start
	Wake     time.Time
	View     kiosk.View
	Shows    int
	Notices  uint64 // notifications sent so far
}

// NewCounter has a till that has read an empty ledger.
func NewCounter(t *testing.T, can kiosk.Capabilities, with ...func(*kiosk.Settings)) *Counter {
	c := BareCounter(t, can, with...)
	c.Load(kiosk.Snapshot{PINSet: true})
	return c
}

// BareCounter has a till that has read nothing yet.
func BareCounter(t *testing.T, can kiosk.Capabilities, with ...func(*kiosk.Settings)) *Counter {
	c := &Counter{
		T: t, Now: time.Date(2026, 11, 22, 14, 32, 5, 0, time.UTC), Sales: map[kiosk.SaleID]kiosk.Sale{}, Payments: map[kiosk.OrderNo]kiosk.Payment{}, Refunds: map[kiosk.RefundNo]kiosk.Refund{},
		Settings: kiosk.Settings{Shop: "茶铺", Till: "01", Provider: "test", Capabilities: can, MaxAmount: 5_000_000, Practice: true},
	}
	for _, set := range with {
		set(&c.Settings)
	}
	c.Start()
	return c
}

func DefaultQR(w kiosk.Wallet) func(*kiosk.Settings) {
	return func(s *kiosk.Settings) { s.DefaultQR = w }
}

func (c *Counter) Start() {
	c.Till, c.Open = till.NewTill(c.Settings), nil
}

func (c *Counter) Load(r kiosk.Snapshot) {
	c.T.Helper()
	c.Step(kiosk.ListenerChanged{Listening: c.Settings.Capabilities.Notifications})
	c.Step(kiosk.Loaded{Snapshot: r})
}

// Restart starts the till anew with what stands in the ledger.
func (c *Counter) Restart() {
	c.T.Helper()
	r := c.Restored()
	c.Start()
	c.Load(r)
}

// RestartAfter is a restart whose clock has gone on, or leapt, by d.
func (c *Counter) RestartAfter(d time.Duration) {
	c.T.Helper()
	c.Now = c.Now.Add(d)
	c.Restart()
}

// ChangeGateway starts the till anew at another gateway.
func (c *Counter) ChangeGateway(provider string, can kiosk.Capabilities) {
	c.T.Helper()
	c.Settings.Provider, c.Settings.Capabilities, c.Asked = provider, can, nil
	c.Restart()
}

func (c *Counter) Step(e kiosk.Event) {
	c.T.Helper()
	before, said := c.View, len(c.Said)
	c.CarryOut(c.Till.Step(c.Now, e))
	_, loaded := e.(kiosk.Loaded)
	c.heardAsSeen(before, c.Said[said:], loaded)
}

// StepUnsaved is a step whose Save the ledger refuses, so that none of its effects
// is carried out.
func (c *Counter) StepUnsaved(e kiosk.Event) {
	c.T.Helper()
	c.Till.Step(c.Now, e)
	c.Step(kiosk.SaveFailed{Cause: e, Err: kiosk.ErrLedgerFull})
}

// Reload has a stopped till read its ledger again.
func (c *Counter) Reload() {
	c.T.Helper()
	c.Press(kiosk.KeyEnter)
	c.Step(kiosk.Loaded{Snapshot: c.Restored()})
}

// CarryOut does the effects of one step.
func (c *Counter) CarryOut(effects []kiosk.Effect) {
	c.T.Helper()
	c.Other = nil
	saved := false
	var count *kiosk.CountDay
	for _, eff := range effects {
		switch eff := eff.(type) {
		case kiosk.Save:
			require.False(c.T, saved, "one Save a step")
			require.Empty(c.T, c.Other, "nothing is said before it is on record")
			saved = true
			c.Save(eff.Write)
		case kiosk.Call:
			if eff.Kind == kiosk.CallRefund || eff.Kind == kiosk.CallRefundQuery {
				c.RefundLeaves(eff)
			} else if eff.Kind.MovesMoney() {
				require.Equal(c.T, kiosk.StateCreated, c.Payments[eff.Payment.OrderNo].State, "on record before it is sent")
			}
			c.Open, c.Asked = append(c.Open, eff), append(c.Asked, eff)
		case kiosk.Wake:
			c.Wake = eff.At
		case kiosk.Show:
			c.View = *eff.View
			c.Shows++
		case kiosk.Say:
			c.Said = append(c.Said, eff.Phrase)
		case kiosk.Print:
			require.True(c.T, eff.Refund == nil && c.Payments[eff.Payment.OrderNo].State == kiosk.StatePaid || eff.Refund != nil && c.Refunds[eff.Refund.No].State == kiosk.RefundDone, "on record before it is printed")
			c.Printed = append(c.Printed, eff)
		case kiosk.CountDay:
			count = &eff
		default:
			c.Other = append(c.Other, eff)
		}
	}
	c.LastFitsTheRows()
	if count != nil {
		c.Step(kiosk.DayCounted{At: count.At, Today: c.PaidOn(count.At)})
	}
}

// Effects are those of one kind in the last step.
func Effects[E kiosk.Effect](c *Counter) (all []E) {
	for _, e := range c.Other {
		if e, ok := e.(E); ok {
			all = append(all, e)
		}
	}
	return all
}
