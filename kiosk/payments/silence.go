package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// Stalled is the open sale's QR that waits while the gateway is silent: its
// customer may have paid without the till's knowing. While that lasts
// nothing else is begun for the sale; it can be queried, parked or cancelled.
// A link that no mini-program has opened cannot have been paid.
func (b *Book) Stalled() *Item {
	if b.counter.sale == nil || b.PendingCode() != nil {
		return nil
	}
	if p := b.ShownQR(); p != nil && p.State == kiosk.StateWaiting && b.Ours(p) && b.Silent(p) {
		return p
	}
	return nil
}

// markSilentUnknown makes unknown what is released in a silence of the gateway and may
// have been paid, and reports whether there was any. People see it until the gateway's
// word resolves it. A sale that ends because nobody did anything says "not paid" only
// with proof about each of its payments. Who cancels has decided that there is nothing
// to wait for.
func (b *Book) markSilentUnknown(why kiosk.AbandonReason) (silent bool) {
	for _, p := range b.payments {
		if !b.ofOpenSale(p) || why == kiosk.AbandonTimeout && b.provenUnpaid(p) || why == kiosk.AbandonParked && p != b.Stalled() || why == kiosk.AbandonCancelled {
			continue
		}
		if silent = true; p.State == kiosk.StateWaiting {
			b.move(p, kiosk.StateUnknown, kiosk.RecordMoved, kiosk.ReasonGatewaySilent)
		}
	}
	return silent
}

// openProofMax bounds the age of a "not paid yet" that still counts: longer
// than the pause between two questions about any payment of an open sale.
const openProofMax = 90 * time.Second

// provenUnpaid reports whether it is proven that p has not been paid until a
// moment ago: its gateway said so, or it was never on show.
func (b *Book) provenUnpaid(p *Item) bool {
	late := p.callID != 0 && b.Now.Sub(p.calledAt) >= slowAfter
	return b.ReportedUnpaid(p) && (p.State != kiosk.StateWaiting || !late && b.Now.Sub(p.notPaidAt) <= openProofMax)
}

// ReportedUnpaid reports whether "not paid" is the last word on p: that it came to
// nothing, was never on show, or is not paid yet. A silence, a busy gateway or a
// sleep of the machine since then, or a notification that says paid, ends that.
func (b *Book) ReportedUnpaid(p *Item) bool {
	switch {
	case p.State.Final():
		return p.Note != kiosk.ReasonNotified
	case p.Unopened(), p.State == kiosk.StateCreated && p.Rail != kiosk.RailCode:
		return true
	}
	return p.State == kiosk.StateWaiting && b.Queryable(p) && !p.notifiedPaid() && !b.slow(b.railOf(p.Wallet)) && p.silentSince.IsZero() && p.notPaidAt.After(p.followedSince)
}

// OtherMayBePaid reports whether another payment of p's sale may have been paid: a
// QR that was shown before, without a certain answer since.
func (b *Book) OtherMayBePaid(p *Item) bool {
	return slices.ContainsFunc(b.payments, func(o *Item) bool { return o != p && o.Sale == p.Sale && !b.provenUnpaid(o) })
}

// noteSilence notes whether the answer to a question about p says anything of it.
func (b *Book) noteSilence(p *Item, e kiosk.Answered) {
	switch {
	case e.Err == nil && !provesNothing(e):
		p.silentSince = time.Time{}
	case p.silentSince.IsZero():
		p.silentSince = b.Now
	}
}

// Silent reports whether the gateway, or its answers about p, have said nothing for
// slowAfter.
func (b *Book) Silent(p *Item) bool {
	if p == nil {
		return b.slow(b.link.worst())
	}
	return b.slow(b.railOf(p.Wallet)) || !p.silentSince.IsZero() && b.Now.Sub(p.silentSince) >= slowAfter
}

// releasedInSilence reports whether p is unknown because its QR was released while the
// gateway was silent, and for no worse reason.
func (p *Item) releasedInSilence() bool {
	return p.State == kiosk.StateUnknown && p.Note == kiosk.ReasonGatewaySilent && p.Incident == ""
}

// proveSilent resolves such QRs once they can be paid no more, by the proof that
// serves for any other that was released (see expire).
func (b *Book) proveSilent() {
	for _, p := range b.payments {
		switch {
		case !p.releasedInSilence():
		case b.reportedVoid(p):
			b.move(p, kiosk.StateWaiting, kiosk.RecordMoved, kiosk.ReasonGatewaySilent) // polled on as one that was cancelled
		case b.noNotificationProves(p) && b.reached(p.pollUntilSteady):
			b.move(p, kiosk.StateClosed, kiosk.RecordPollingEnded, kiosk.ReasonExpired)
		}
	}
}
