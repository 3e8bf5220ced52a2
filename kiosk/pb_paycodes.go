package kiosk

import (
	"slices"
	"time"
)

// spentTail is a SentTail with when it was sent on the steady clock; of one from
// before the start, when it was read.
type spentTail struct {
	SentTail
	since time.Time
}

// restoreTails takes up the spent codes of the ledger. Those of this run keep
// their age; how old the others are, only a clock that may have leapt says.
func (b *Book) restoreTails(before []spentTail, rows []SentTail) {
	for _, row := range rows {
		s := spentTail{row, b.now}
		for _, b := range before {
			if b.Wallet == row.Wallet && b.Tail == row.Tail && sameInstant(b.At, row.At) {
				s.since = b.since
			}
		}
		b.payCodes.spent = append(b.payCodes.spent, s)
	}
}

// charge sends the customer's code for the open sale, which must be there, once.
func (b *Book) charge(pattern PayCodePattern, c PayCode) Refusal {
	if why := b.chargeRefusal(pattern, c.Tail()); why != "" {
		return why
	}
	if qr := b.shownQR(); qr != nil {
		b.release(qr, ReasonOtherRail)
	}
	p := b.newPayment(RailCode, pattern.Wallet)
	p.Face, p.CodeTail = pattern.Face, c.Tail()
	b.payCodes.spent = append(b.recentTails(), spentTail{SentTail{p.Wallet, p.CodeTail, p.SentAt}, b.now})
	b.fact(CodeSent, p)
	b.call(p, CallCharge, c)
	return ""
}

// chargeRefusal is why the code with this tail is not to be sent, "" when it is.
func (b *Book) chargeRefusal(p PayCodePattern, tail string) Refusal {
	can := &b.settings.Capabilities
	switch {
	case b.pendingCode() != nil || b.unsure() != nil:
		return RefusedSentOnce
	case b.stalled() != nil:
		return RefusedGatewaySilent
	case !can.Code:
		return RefusedNoCodes
	case can.CodeMax > 0 && b.counter.sale.Amount > can.CodeMax:
		return RefusedCodeTooMuch
	case p.Face && can.FaceMax > 0 && b.counter.sale.Amount > can.FaceMax:
		return RefusedFaceTooMuch
	case b.tooManyTries():
		return RefusedTooManyTries
	case b.spent(p.Wallet, tail):
		return RefusedCodeUsed
	}
	return ""
}

// spent reports whether a code with this tail was sent a short while ago. The
// whole code is kept nowhere, so one fresh code in ten thousand is refused as
// well; the customer's next one goes through.
func (b *Book) spent(w Wallet, tail string) bool {
	for _, s := range b.recentTails() {
		if s.Wallet == w && s.Tail == tail {
			return true
		}
	}
	return false
}

// recentTails drops the tails whose codes have long expired.
func (b *Book) recentTails() []spentTail {
	var keep []spentTail
	for _, s := range b.payCodes.spent {
		if age := b.now.Sub(s.since); age < PayCodeMemory {
			keep = append(keep, s)
		}
	}
	return keep
}

// unspend forgets p's code: it is proven that it never left.
func (b *Book) unspend(p *Item) {
	b.payCodes.spent = slices.DeleteFunc(slices.Clone(b.payCodes.spent), func(s spentTail) bool {
		return s.Wallet == p.Wallet && s.Tail == p.CodeTail && sameInstant(s.At, p.SentAt)
	})
}
