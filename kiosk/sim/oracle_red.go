package sim

import (
	"time"

	"facepay/kiosk"
)

const (
	// redStale is the longest time with money at the gateway and "not paid" on the
	// customer's side: for so long the gateway's "not paid yet" counts.
	redStale = 90*time.Second + grace
	// greenMax bounds the answers in a row, none of which says anything of a QR that
	// the gateway made, while its light is green.
	greenMax = 3
)

// hears notes what an answer says before the till gets it.
func (o *oracle) hears(a *kiosk.Call, ans *reply, err error) {
	n := a.Payment.OrderNo
	switch v := ans.Verdict; {
	case isNotSent(err):
		o.final[n] = o.final[n] || a.Kind == kiosk.CallCharge || a.Kind == kiosk.CallQR
	case a.Kind == kiosk.CallClose && (err != nil || o.w.gateway.profile.canAsk(&a.Payment)):
		// A gateway has said closed and closed nothing; a question shows.
	case err == nil && (v == kiosk.VerdictFailed || v == kiosk.VerdictClosed):
		o.final[n] = true
	}
	switch {
	case a.Kind == kiosk.CallPing:
	case a.Kind == kiosk.CallQuery && (err == nil && ans.Verdict == kiosk.VerdictUnknown || isGarbage(err)):
		if a.Payment.QR != "" && a.Payment.ReleasedAt.IsZero() && a.Payment.State == kiosk.StateWaiting {
			o.nothing++
		}
	case err == nil:
		o.nothing = 0
	}
}

// red: the customer's side says "not paid" only with proof. Money that comes
// after the proof is seen at the next question, or the red goes with the silence.
func (o *oracle) red(v *kiosk.View) {
	w := o.w
	if v.Customer.Kind != kiosk.CustomerFailed {
		return
	}
	s := o.newestSale()
	if s == nil {
		return
	}
	for _, ord := range w.gateway.orders {
		if ord.sale != s.ID || ord.state != orderPaid || w.now()-ord.paidAt <= redStale {
			continue
		}
		row := w.ownerOf(ord)
		if o.final[row.OrderNo] || row.State == kiosk.StatePaid || w.releasedLongAgo(row) || row.Sale != s.ID {
			continue
		}
		w.fail("the stage says that it did not work, %s was taken %s ago for payment %s and its gateway has never said no", ord.amount, (w.now() - ord.paidAt).Round(time.Second), row.OrderNo)
	}
}

// green: the gateway's light is not green while nothing that it says is an answer.
// The mutation that takes such answers for "not paid yet" has to show by its red.
func (o *oracle) green(v *kiosk.View) {
	if o.w.mutation != MutateNothingOpen && v.Status.Gateway.State == kiosk.GatewayOK && o.nothing > greenMax {
		o.w.fail("the light is green after %d answers in a row that say nothing", o.nothing)
	}
}
