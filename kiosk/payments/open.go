package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// CanQR reports whether the gateway makes QRs for w.
func (b *Book) CanQR(w kiosk.Wallet) bool { return slices.Contains(b.settings.Capabilities.QR, w) }

// Method of a payment that the customer makes by scanning: a wallet's QR, or the
// mini-program's.
type Method struct {
	Rail   kiosk.Rail
	Wallet kiosk.Wallet
}

// ByQR is the method of w's QR.
func ByQR(w kiosk.Wallet) Method { return Method{kiosk.RailQR, w} }

// ByMini is the method of the mini-program.
func (b *Book) ByMini() Method { return Method{kiosk.RailMini, b.miniWallet()} }

// Of reports whether p is paid this way.
func (w Method) Of(p *Item) bool {
	return p.Rail == w.Rail && (w.Rail == kiosk.RailMini || p.Wallet == w.Wallet)
}

// CanShow reports whether w can be put on show at this gateway.
func (b *Book) CanShow(w Method) bool {
	if w.Rail == kiosk.RailMini {
		return b.CanMini()
	}
	return b.CanQR(w.Wallet)
}

// Show puts a QR on show for the open sale. Pressed twice it does nothing more;
// another QR is released first. With OrderEntry the payment is of the order
// number; without one the cashier is asked for it, or the order on show stays.
func (b *Book) Show(w Method, number string) Refusal {
	switch {
	case b.PendingCode() != nil || b.UnknownPayment() != nil:
		return RefusedOneAtATime
	case b.counter.sale == nil || !b.CanShow(w):
		return RefusedNotNow
	}
	shown := b.ShownQR()
	if shown != nil && w.Of(shown) && number == "" {
		return ""
	}
	if b.Stalled() != nil {
		return RefusedGatewaySilent
	}
	if b.settings.Capabilities.OrderEntry && number == "" {
		if shown == nil {
			return RefusedNoNumber
		}
		number = shown.GatewayOrderNo
	}
	if shown != nil {
		b.release(shown, kiosk.ReasonOtherRail)
	}
	if again := b.reusableQR(w); again != nil && number == "" {
		// One order fewer that could be paid by mistake.
		again.ReleasedAt, again.PollUntil, again.dirty = time.Time{}, time.Time{}, true
		again.releasedSteady, again.pollUntilSteady = time.Time{}, time.Time{}
		again.NextPoll, b.counter.active = b.Now, b.Now
		b.noteReason(again, kiosk.RecordMoved, kiosk.ReasonShownAgain)
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
	if w.Rail == kiosk.RailMini && b.settings.Capabilities.Mini == kiosk.MiniParams {
		b.showMiniLink(p)
		return ""
	}
	b.call(p, kiosk.CallQR, kiosk.PayCode{})
	return ""
}

// reusableQR is a QR of this sale that was released for another one and can still
// be paid: nobody asked the gateway to close it.
func (b *Book) reusableQR(w Method) *Item {
	return b.findOpen(func(p *Item) bool {
		return w.Of(p) && p.closeTries == 0 && !b.settings.Capabilities.Close &&
			(p.State == kiosk.StateCreated || p.State == kiosk.StateWaiting && p.QR != "")
	})
}

// newPayment puts a payment of the open sale on record, or returns nil when the
// sale has had too many.
func (b *Book) newPayment(r kiosk.Rail, w kiosk.Wallet) *Item {
	if b.tooManyTries() {
		return nil
	}
	p := &Item{Payment: kiosk.Payment{
		OrderNo: b.orderNumber(), Sale: b.counter.sale.ID, Amount: b.counter.sale.Amount, Wallet: w, Rail: r,
		Provider: b.settings.ProviderOf(w), State: kiosk.StateCreated, CreatedAt: b.Wall(), SentAt: b.Wall(), Cashier: b.cashier,
	}, SentSteady: b.Now, followedSince: b.Now, dirty: true, missedNotifications: !b.notifications.listening}
	if b.settings.Capabilities.OwnNumber {
		p.GatewayOrderNo = string(p.OrderNo)
	}
	b.payments, b.counter.active = append(b.payments, p), b.Now
	b.record(kiosk.Record{Kind: kiosk.RecordCreated, Sale: p.Sale, OrderNo: p.OrderNo, To: kiosk.StateCreated, Note: kiosk.CreatedNote(r, w)})
	return p
}

// Refusal is the reason for which a payment is not begun, "" when it is.
type Refusal string

// The refusals.
const (
	RefusedNotNow        Refusal = "not_now"         // nothing here can be paid that way
	RefusedNoNumber      Refusal = "no_order_number" // the shop's order number is wanted first
	RefusedOneAtATime    Refusal = "one_at_a_time"   // a code, or an unknown payment, is to be decided first
	RefusedCodeUndecided Refusal = "code_sent_once"  // the same, for a code
	RefusedGatewaySilent Refusal = "gateway_silent"  // the QR on show may have been paid
	RefusedTooManyTries  Refusal = "too_many_tries"
	RefusedNoCodes       Refusal = "no_code_rail"
	RefusedCodeWallet    Refusal = "code_wallet" // the gateway takes none of that wallet
	RefusedCodeTooMuch   Refusal = "code_too_much"
	RefusedFaceTooMuch   Refusal = "face_too_much"
	RefusedCodeUsed      Refusal = "code_used"
)
