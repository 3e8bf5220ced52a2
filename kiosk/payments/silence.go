package payments

import (
	"facepay/kiosk"
	"slices"
	"time"
)

// Stalled is the open sale's QR that waits while the gateway is silent: its
// customer may have paid, and nothing of that would be heard. While that lasts
// nothing else is begun for the sale; it can be asked about, parked or cancelled.
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

// markSilentUnknown makes unknown what is let go and may have been paid for all that
// was heard: people see it until the gateway's word settles it. A sale that ends
// because nobody did anything says "not paid" only with proof about each of its
// payments. Who cancels has decided that there is nothing to wait for.
func (b *Book) markSilentUnknown(why kiosk.AbandonReason) bool {
	unheard := false
	for _, p := range b.payments {
		if !b.ofOpenSale(p) || why == kiosk.AbandonTimeout && b.provenUnpaid(p) || why == kiosk.AbandonParked && p != b.Stalled() || why == kiosk.AbandonCancelled {
			continue
		}
		if unheard = true; p.State == kiosk.StateWaiting {
			b.move(p, kiosk.StateUnknown, kiosk.RecordMoved, kiosk.ReasonGatewaySilent)
		}
	}
	return unheard
}

// openProofMax is how old the gateway's "not paid yet" may be to count: longer
// than the pause between two questions about any payment of an open sale.
const openProofMax = 90 * time.Second

// provenUnpaid reports whether it is proven that p has not been paid until a
// moment ago: its gateway said so, or it was never on show.
func (b *Book) provenUnpaid(p *Item) bool {
	late := p.CallID != 0 && b.Now.Sub(p.calledAt) >= SlowAfter
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
	return p.State == kiosk.StateWaiting && b.Queryable(p) && !p.notifiedPaid() && !b.slow() && p.silentSince.IsZero() && p.notPaidAt.After(p.FollowedSince)
}

// OtherMayBePaid reports whether another payment of p's sale may have been paid: a
// QR that was shown before, of which nothing certain has been heard since.
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

// Silent reports whether nothing has been heard of p, or from the gateway, for
// long enough to say so.
func (b *Book) Silent(p *Item) bool {
	return b.slow() || p != nil && !p.silentSince.IsZero() && b.Now.Sub(p.silentSince) >= SlowAfter
}

// releasedInSilence reports whether p is a QR that was let go while its gateway was silent,
// and nothing worse is known of it.
func (p *Item) releasedInSilence() bool {
	return p.State == kiosk.StateUnknown && p.Note == kiosk.ReasonGatewaySilent && p.Incident == ""
}

// proveSilent ends the doubt about such QRs once they can be paid no more, by
// the proof that serves for any other that was left (see expire): the gateway has
// said "not paid" since, or notifications were heard all the time and none came.
func (b *Book) proveSilent() {
	for _, p := range b.payments {
		switch {
		case !p.releasedInSilence():
		case b.reportedVoid(p):
			b.move(p, kiosk.StateWaiting, kiosk.RecordMoved, kiosk.ReasonGatewaySilent) // watched on as one that was cancelled
		case b.notNotifiedProves(p) && b.reached(p.PollUntilSteady):
			b.move(p, kiosk.StateClosed, kiosk.RecordPollingEnded, kiosk.ReasonExpired)
		}
	}
}
