package kiosk

import (
	"slices"
	"time"
)

func (b *Book) canQR(w Wallet) bool { return slices.Contains(b.set.Capabilities.QR, w) }

// way is what can be put on show: a wallet's QR, or the mini-program's.
type way struct {
	rail   Rail
	wallet Wallet
}

func byQR(w Wallet) way { return way{RailQR, w} }

func (b *Book) byMini() way { return way{RailMini, b.miniWallet()} }

// of reports whether p is paid this way.
func (w way) of(p *item) bool {
	return p.Rail == w.rail && (w.rail == RailMini || p.Wallet == w.wallet)
}

func (b *Book) canShow(w way) bool {
	if w.rail == RailMini {
		return b.canMini()
	}
	return b.canQR(w.wallet)
}

// show puts a QR on show for the open sale. Pressed twice it does nothing more;
// another QR is left behind first. With OrderEntry the payment is of the order
// number; without one the cashier is asked for it, or the order on show stays.
func (b *Book) show(w way, number string) Refusal {
	switch {
	case b.pendingCode() != nil || b.unsure() != nil:
		return RefusedOneAtATime
	case b.counter.sale == nil || !b.canShow(w):
		return RefusedNow
	}
	shown := b.shownQR()
	if shown != nil && w.of(shown) && number == "" {
		return ""
	}
	if b.stalled() != nil {
		return RefusedGatewaySilent
	}
	if b.set.Capabilities.OrderEntry && number == "" {
		if shown == nil {
			return RefusedNoNumber
		}
		number = shown.GatewayOrderNo
	}
	if shown != nil {
		b.release(shown, ReasonOtherRail)
	}
	if again := b.reusableQR(w); again != nil && number == "" {
		// One order fewer that could be paid by mistake.
		again.ReleasedAt, again.PollUntil, again.dirty = time.Time{}, time.Time{}, true
		again.releasedSteady, again.pollUntilSteady = time.Time{}, time.Time{}
		again.nextAsk, b.counter.active = b.now, b.now
		b.because(again, RecordMoved, ReasonShownAgain)
		return ""
	}
	p := b.newPayment(w.rail, w.wallet)
	if p == nil {
		return RefusedTooManyTries
	}
	b.fact(Opened, p)
	if number != "" {
		p.Entered, p.GatewayOrderNo = true, number
	}
	if w.rail == RailMini && b.set.Capabilities.Mini == MiniParams {
		b.showMiniLink(p)
		return ""
	}
	b.ask(p, CallQR, PayCode{})
	return ""
}

// reusableQR is a QR of this sale that was left for another one and can still
// be paid: nobody asked the gateway to close it.
func (b *Book) reusableQR(w way) *item {
	return b.findOpen(func(p *item) bool {
		return w.of(p) && p.closeAsked == 0 && !b.set.Capabilities.Close &&
			(p.State == StateCreated || p.State == StateWaiting && p.QR != "")
	})
}

// newPayment puts a payment of the open sale on record, or returns nil when the
// sale has had too many.
func (b *Book) newPayment(r Rail, w Wallet) *item {
	if b.tooManyTries() {
		return nil
	}
	p := &item{Payment: Payment{
		OrderNo: b.orderNumber(), Sale: b.counter.sale.ID, Amount: b.counter.sale.Amount, Wallet: w, Rail: r,
		Provider: b.set.Provider, State: StateCreated, CreatedAt: b.wall(), SentAt: b.wall(),
	}, sentSteady: b.now, followedSince: b.now, dirty: true, missed: !b.notifications.listening}
	if b.set.Capabilities.OwnNumber {
		p.GatewayOrderNo = string(p.OrderNo)
	}
	b.payments, b.counter.active = append(b.payments, p), b.now
	b.record(Record{Kind: RecordCreated, Sale: p.Sale, OrderNo: p.OrderNo, To: StateCreated, Note: createdNote(r, w)})
	return p
}
