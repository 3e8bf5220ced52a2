package kiosk

import (
	"slices"
	"time"
)

func (b *Book) canQR(w Wallet) bool { return slices.Contains(b.settings.Capabilities.QR, w) }

// Method is what can be put on show: a wallet's QR, or the mini-program's.
type Method struct {
	Rail   Rail
	Wallet Wallet
}

func byQR(w Wallet) Method { return Method{RailQR, w} }

func (b *Book) byMini() Method { return Method{RailMini, b.miniWallet()} }

// of reports whether p is paid this way.
func (w Method) of(p *Item) bool {
	return p.Rail == w.Rail && (w.Rail == RailMini || p.Wallet == w.Wallet)
}

func (b *Book) canShow(w Method) bool {
	if w.Rail == RailMini {
		return b.canMini()
	}
	return b.canQR(w.Wallet)
}

// show puts a QR on show for the open sale. Pressed twice it does nothing more;
// another QR is left behind first. With OrderEntry the payment is of the order
// number; without one the cashier is asked for it, or the order on show stays.
func (b *Book) show(w Method, number string) Refusal {
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
	if b.settings.Capabilities.OrderEntry && number == "" {
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
	p := b.newPayment(w.Rail, w.Wallet)
	if p == nil {
		return RefusedTooManyTries
	}
	b.fact(Opened, p)
	if number != "" {
		p.Entered, p.GatewayOrderNo = true, number
	}
	if w.Rail == RailMini && b.settings.Capabilities.Mini == MiniParams {
		b.showMiniLink(p)
		return ""
	}
	b.call(p, CallQR, PayCode{})
	return ""
}

// reusableQR is a QR of this sale that was left for another one and can still
// be paid: nobody asked the gateway to close it.
func (b *Book) reusableQR(w Method) *Item {
	return b.findOpen(func(p *Item) bool {
		return w.of(p) && p.closeAsked == 0 && !b.settings.Capabilities.Close &&
			(p.State == StateCreated || p.State == StateWaiting && p.QR != "")
	})
}

// newPayment puts a payment of the open sale on record, or returns nil when the
// sale has had too many.
func (b *Book) newPayment(r Rail, w Wallet) *Item {
	if b.tooManyTries() {
		return nil
	}
	p := &Item{Payment: Payment{
		OrderNo: b.orderNumber(), Sale: b.counter.sale.ID, Amount: b.counter.sale.Amount, Wallet: w, Rail: r,
		Provider: b.settings.Provider, State: StateCreated, CreatedAt: b.wall(), SentAt: b.wall(),
	}, sentSteady: b.now, followedSince: b.now, dirty: true, missedNotifications: !b.notifications.listening}
	if b.settings.Capabilities.OwnNumber {
		p.GatewayOrderNo = string(p.OrderNo)
	}
	b.payments, b.counter.active = append(b.payments, p), b.now
	b.record(Record{Kind: RecordCreated, Sale: p.Sale, OrderNo: p.OrderNo, To: StateCreated, Note: createdNote(r, w)})
	return p
}
