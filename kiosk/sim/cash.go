package sim

import (
	"strings"

	"facepay/kiosk"
)

// The seed decides where cash is recorded, so that no draw of runs without it moves.
const cashEvery = 5

// drawerOpening is the money in the drawer at the beginning.
const drawerOpening = 200_00

// drawer is the till's drawer as the hands at it know it, never as the till's rows do: cash
// goes in by a press of the key, as much as stands on the screen then.
type drawer struct {
	in     kiosk.Fen // since the beginning, less what went back
	handed kiosk.Fen // by the customer at the press whose step is under way; 0 for none
}

// takesCash is the weight of a sale that is paid in cash.
func (c *cashier) takesCash() int {
	if c.w.settings.Cash {
		return 4
	}
	return 0
}

// sellForCash types an amount, where none stands, and takes notes and coins.
func (c *cashier) sellForCash() (es []kiosk.Event) {
	if c.w.view.Amount.Ghost {
		es = c.someAmount()
	}
	return append(es, pick(c.w.dice, []kiosk.Event{kiosk.Pressed{Key: kiosk.KeyF4}, kiosk.Tapped{Action: kiosk.ActionCash}}))
}

// cashHanded notes what a customer hands over where the cashier presses the key for it.
func (o *oracle) cashHanded(e kiosk.Event) {
	o.drawer.handed = 0
	w := o.w
	if !w.settings.Cash || !w.shown || w.view.Screen != kiosk.ScreenAmount {
		return
	}
	if e != kiosk.Event(kiosk.Pressed{Key: kiosk.KeyF4}) && e != kiosk.Event(kiosk.Tapped{Action: kiosk.ActionCash}) {
		return
	}
	shown := strings.TrimSuffix(strings.ReplaceAll(w.view.Amount.Text, ",", ""), ".")
	if amount, err := kiosk.ParseYuan(shown); err == nil {
		o.drawer.handed = amount
	}
}

// cashSold holds a new payment in cash against the press that it comes of: one each, of
// the amount on the screen, paid at once, and of no gateway.
func (o *oracle) cashSold(p *kiosk.Payment, s *kiosk.Sale, records []kiosk.Record) {
	w := o.w
	w.failIf(!w.settings.Cash, "payment %s is cash, which is switched off", p.OrderNo)
	w.failIf(p.State != kiosk.StatePaid || p.Wallet != kiosk.Cash || p.PaidAt.IsZero(), "new payment %s in cash is %s, %s, paid at %v", p.OrderNo, p.State, p.Wallet, p.PaidAt)
	w.failIf(!p.SentAt.IsZero() || p.GatewayOrderNo != "" || p.Provider != kiosk.ProviderCash, "payment %s in cash is a gateway's: %+v", p.OrderNo, *p)
	w.failIf(s.State != kiosk.SalePaid || s.PaidBy != p.OrderNo, "payment %s in cash stands at sale %s, which is %s by %q", p.OrderNo, s.ID, s.State, s.PaidBy)
	w.failIf(last(records, func(r *kiosk.Record) bool { return r.OrderNo == p.OrderNo && r.To == kiosk.StatePaid }) == nil, "payment %s in cash was paid without a record", p.OrderNo)
	w.failIf(o.drawer.handed != p.Amount, "payment %s says that %s were paid in cash, and %s were handed over", p.OrderNo, p.Amount, o.drawer.handed)
	o.drawer.in += o.drawer.handed
	o.drawer.handed = 0
	o.justPaid = append(o.justPaid, *p)
	w.counts.Cash++
	w.counts.Payments++
	w.counts.Paid++
}

// cashBack is a refund of cash that is done: it goes out of the drawer.
func (o *oracle) cashBack(r *kiosk.Refund) {
	o.w.failIf(!r.ByHand, "refund %s of payment %s, which was cash, is not by hand", r.No, r.OrderNo)
	o.drawer.in -= r.Amount
}

// counted closes the drawer: with what was in it at the beginning, the cash taken as the
// ledger has it is what is counted.
func (o *oracle) counted() {
	taken := kiosk.Totals{}
	for p := range where(o.w.ledger.payments, func(p *kiosk.Payment) bool { return p.Wallet == kiosk.Cash && p.State == kiosk.StatePaid }) {
		taken = taken.Add(kiosk.Totals{Count: 1, Paid: p.Amount, Refunded: p.Refunded})
	}
	in := drawerOpening + o.drawer.in
	c := kiosk.CashCount{Opening: drawerOpening, Taken: taken.Net(), Counted: &in}
	o.w.failIf(c.Difference() != 0, "the drawer has %s at its closing, and %s should be in it", in, c.Due())
}

// neverCalled: no gateway ever hears of cash.
func (o *oracle) neverCalled(c *kiosk.Call) {
	o.w.failIf(c.Payment.Rail == kiosk.RailCash, "a %s of payment %s, which was cash, goes to the gateway", c.Kind, c.Payment.OrderNo)
}
