package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// spentTail is a SentTail with its time on the steady clock: when it was sent, or of
// one from before the start, when it was read.
type spentTail struct {
	kiosk.SentTail
	since time.Time
}

// restoreTails takes up the spent codes of the ledger. Those of this run keep
// their age; how old the others are, only a clock that may have leapt says.
func (b *Book) restoreTails(before []spentTail, rows []kiosk.SentTail) {
	b.payCodes.spent = nil
	for _, row := range rows {
		s := spentTail{row, b.Now}
		for _, b := range before {
			if b.Wallet == row.Wallet && b.Tail == row.Tail && kiosk.SameInstant(b.At, row.At) {
				s.since = b.since
			}
		}
		b.payCodes.spent = append(b.payCodes.spent, s)
	}
}

// Charge sends the customer's code for the open sale, which must be there, once.
func (b *Book) Charge(pattern kiosk.PayCodePattern, c kiosk.PayCode) Refusal {
	if why := b.chargeRefusal(pattern, c.Tail()); why != "" {
		return why
	}
	if qr := b.ShownQR(); qr != nil {
		b.release(qr, kiosk.ReasonOtherRail)
	}
	p := b.newPayment(kiosk.RailCode, pattern.Wallet)
	p.Face, p.CodeTail = pattern.Face, c.Tail()
	b.payCodes.spent = append(b.recentTails(), spentTail{kiosk.SentTail{Wallet: p.Wallet, Tail: p.CodeTail, At: p.SentAt}, b.Now})
	b.fact(CodeSent, p)
	b.call(p, kiosk.CallCharge, c)
	return ""
}

// FaceRefusal tells why a face would not be charged for the open sale now, "" when it
// would be.
func (b *Book) FaceRefusal() Refusal {
	if b.Sale() == nil {
		return RefusedNotNow
	}
	return b.chargeRefusal(kiosk.PayCodePattern{Face: true}, "")
}

// FaceTooMuch reports whether the open sale is over the limit of a face, where codes are
// taken.
func (b *Book) FaceTooMuch() bool {
	return b.Sale() != nil && b.OverFace(b.counter.sale.Amount)
}

// OverFace reports whether an amount is over the limit of a face, where codes are taken.
func (b *Book) OverFace(amount kiosk.Fen) bool {
	can := &b.settings.Capabilities
	return can.Code && can.FaceMax > 0 && amount > can.FaceMax
}

// chargeRefusal of the code with this tail, "" when it may be sent.
func (b *Book) chargeRefusal(p kiosk.PayCodePattern, tail string) Refusal {
	can := &b.settings.Capabilities
	switch {
	case b.PendingCode() != nil || b.UnknownPayment() != nil:
		return RefusedCodeUndecided
	case b.Stalled() != nil:
		return RefusedGatewaySilent
	case !can.Code:
		return RefusedNoCodes
	case can.CodeWallets != nil && p.Wallet != "" && !slices.Contains(can.CodeWallets, p.Wallet):
		return RefusedCodeWallet
	case can.CodeMax > 0 && b.counter.sale.Amount > can.CodeMax:
		return RefusedCodeTooMuch
	case p.Face && b.FaceTooMuch():
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
func (b *Book) spent(w kiosk.Wallet, tail string) bool {
	return slices.ContainsFunc(b.recentTails(), func(s spentTail) bool { return s.Wallet == w && s.Tail == tail })
}

// recentTails drops the tails whose codes have long expired.
func (b *Book) recentTails() []spentTail {
	return slices.DeleteFunc(slices.Clone(b.payCodes.spent), func(s spentTail) bool { return b.Now.Sub(s.since) >= kiosk.PayCodeMemory })
}

// unspend forgets p's code: it is proven that it never left.
func (b *Book) unspend(p *Item) {
	b.payCodes.spent = slices.DeleteFunc(slices.Clone(b.payCodes.spent), func(s spentTail) bool {
		return s.Wallet == p.Wallet && s.Tail == p.CodeTail && kiosk.SameInstant(s.At, p.SentAt)
	})
}
