package kiosk

import (
	"slices"
	"time"
)

// LastSale is the newest sale that ended, always on screen.
type LastSale struct {
	Sale    SaleID
	Amount  Fen
	Wallet  Wallet
	Tail    string // of its order number
	At      time.Time
	Outcome Outcome
}

// Outcome of a sale.
type Outcome string

// The outcomes.
const (
	OutcomePaid      Outcome = "paid"
	OutcomeCancelled Outcome = "cancelled"
	OutcomeTimeout   Outcome = "timeout"
	OutcomeParked    Outcome = "parked"
	OutcomeRestart   Outcome = "restart" // cut off by a stop of the till
	OutcomeLate      Outcome = "late"    // money came after it was let go
	OutcomeUnpaid    Outcome = "unpaid"  // a manager said so, or the gateway
)

// Equal reports whether l and o draw the same.
func (l LastSale) Equal(o LastSale) bool {
	return l.Sale == o.Sale && l.Amount == o.Amount && l.Wallet == o.Wallet && l.Tail == o.Tail &&
		l.Outcome == o.Outcome && l.At.Equal(o.At)
}

// LastSaleOf is the outcome of s and the payment that made it, from its row and
// those of all its payments, in the order they were made: for the till while it
// runs, and for a ledger after a start.
func LastSaleOf(s *Sale, payments []Payment) LastSale {
	last := LastSale{Sale: s.ID, Amount: s.Amount, Wallet: WalletUnknown, At: s.AbandonedAt, Outcome: OutcomeOf(s, payments)}
	if last.At.IsZero() {
		last.At = s.OpenedAt
	}
	about := paidBy(s, payments)
	switch {
	case about != nil:
		last.At, last.Outcome = about.PaidAt, OutcomePaid
		if about.Late {
			last.Outcome = OutcomeLate
		}
	default:
		about = shownLast(s, payments)
	}
	if about != nil {
		last.Wallet, last.Tail = about.Wallet, about.OrderNo.Tail()
	}
	return last
}

// paidBy is the payment that paid for s. Where its money was given back, s names
// none, and it is the newest money that came for s.
func paidBy(s *Sale, payments []Payment) *Payment {
	var by *Payment
	for i := range payments {
		switch p := &payments[i]; {
		case p.State != StatePaid:
		case p.OrderNo == s.PaidBy:
			return p
		case p.Incident != IncidentDoubled && (by == nil || !p.PaidAt.Before(by.PaidAt)):
			by = p
		}
	}
	return by
}

// shownLast is the payment that s stood at when it was left: the one that was
// left with it, else the newest that had come to nothing while it was on show.
// One that had been left before for another, and was not shown again, is neither.
func shownLast(s *Sale, payments []Payment) *Payment {
	for _, shown := range []func(*Payment) bool{
		func(p *Payment) bool { return !p.ReleasedAt.IsZero() && SameInstant(p.ReleasedAt, s.AbandonedAt) },
		func(p *Payment) bool { return p.ReleasedAt.IsZero() && p.State.Final() },
	} {
		for i := range slices.Backward(payments) {
			if shown(&payments[i]) {
				return &payments[i]
			}
		}
	}
	return nil
}

// OutcomeOf is the outcome of s when nothing paid for it.
func OutcomeOf(s *Sale, payments []Payment) Outcome {
	is := func(fits func(State) bool) bool {
		return slices.ContainsFunc(payments, func(p Payment) bool { return fits(p.State) })
	}
	switch {
	case s.State == SalePaid:
		return OutcomePaid
	case (s.State == SaleParked || s.AbandonReason == AbandonParked) && is(func(of State) bool { return !of.Final() }),
		s.AbandonReason == AbandonTimeout && is(func(of State) bool { return of == StateUnknown }):
		return OutcomeParked
	}
	switch s.AbandonReason {
	case AbandonCancelled:
		return OutcomeCancelled
	case AbandonTimeout:
		return OutcomeTimeout
	case AbandonRestart:
		return OutcomeRestart
	}
	return OutcomeUnpaid
}
