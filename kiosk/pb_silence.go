package kiosk

import (
	"slices"
	"time"
)

// stalled is the open sale's QR that waits while the gateway is silent: its
// customer may have paid, and nothing of that would be heard. While that lasts
// nothing else is begun for the sale; it can be asked about, parked or cancelled.
// A link that no mini-program has opened cannot have been paid.
func (b *Book) stalled() *Item {
	if b.counter.sale == nil || b.pendingCode() != nil {
		return nil
	}
	if p := b.shownQR(); p != nil && p.State == StateWaiting && b.ours(p) && b.silent(p) {
		return p
	}
	return nil
}

// markSilentUnknown makes unknown what is let go and may have been paid for all that
// was heard: people see it until the gateway's word settles it. A sale that ends
// because nobody did anything says "not paid" only with proof about each of its
// payments. Who cancels has decided that there is nothing to wait for.
func (b *Book) markSilentUnknown(why AbandonReason) bool {
	unheard := false
	for _, p := range b.payments {
		if !b.ofOpenSale(p) || why == AbandonTimeout && b.provenUnpaid(p) || why == AbandonParked && p != b.stalled() || why == AbandonCancelled {
			continue
		}
		if unheard = true; p.State == StateWaiting {
			b.move(p, StateUnknown, RecordMoved, ReasonGatewaySilent)
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
	late := p.asking != 0 && b.now.Sub(p.askedAt) >= slowAfter
	return b.saidUnpaid(p) && (p.State != StateWaiting || !late && b.now.Sub(p.saidOpenAt) <= openProofMax)
}

// saidUnpaid reports whether "not paid" is the last word on p: that it came to
// nothing, was never on show, or is not paid yet. A silence, a busy gateway or a
// sleep of the machine since then, or a notification that says paid, ends that.
func (b *Book) saidUnpaid(p *Item) bool {
	switch {
	case p.State.Final():
		return p.Note != ReasonNotified
	case p.unopened(), p.State == StateCreated && p.Rail != RailCode:
		return true
	}
	return p.State == StateWaiting && b.queryable(p) && !p.notifiedPaid() && !b.slow() && p.silentSince.IsZero() && p.saidOpenAt.After(p.followedSince)
}

// otherUnproven reports whether another payment of p's sale may have been paid: a
// QR that was shown before, of which nothing certain has been heard since.
func (b *Book) otherUnproven(p *Item) bool {
	return slices.ContainsFunc(b.payments, func(o *Item) bool { return o != p && o.Sale == p.Sale && !b.provenUnpaid(o) })
}

// noteSilence notes whether the answer to a question about p says anything of it.
func (b *Book) noteSilence(p *Item, e Answered) {
	switch {
	case e.Err == nil && !saysNothing(e):
		p.silentSince = time.Time{}
	case p.silentSince.IsZero():
		p.silentSince = b.now
	}
}

// silent reports whether nothing has been heard of p, or from the gateway, for
// long enough to say so.
func (b *Book) silent(p *Item) bool {
	return b.slow() || p != nil && !p.silentSince.IsZero() && b.now.Sub(p.silentSince) >= slowAfter
}

// unheard reports whether p is a QR that was let go while its gateway was silent,
// and nothing worse is known of it.
func (p *Item) unheard() bool {
	return p.State == StateUnknown && p.Note == ReasonGatewaySilent && p.Incident == ""
}

// advanceUnheard ends the doubt about such QRs once they can be paid no more, by
// the proof that serves for any other that was left (see expire): the gateway has
// said "not paid" since, or notifications were heard all the time and none came.
func (b *Book) advanceUnheard() {
	for _, p := range b.payments {
		switch {
		case !p.unheard():
		case b.saidVoid(p):
			b.move(p, StateWaiting, RecordMoved, ReasonGatewaySilent) // watched on as one that was cancelled
		case b.silenceProves(p) && !b.now.Before(p.pollUntilSteady):
			b.move(p, StateClosed, RecordPollingEnded, ReasonExpired)
		}
	}
}
