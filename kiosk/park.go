package kiosk

import (
	"slices"
	"time"
)

// stalled is the open sale's QR that waits while the gateway is silent: its
// customer may have paid, and nothing of that would be heard. While that lasts
// nothing else is begun for the sale; it can be asked about, parked or cancelled.
// A link that no mini-program has opened cannot have been paid.
func (t *Till) stalled() *item {
	if t.sale == nil || t.pendingCode() != nil {
		return nil
	}
	if p := t.shownQR(); p != nil && p.State == StateWaiting && t.ours(p) && t.silent(p) {
		return p
	}
	return nil
}

// park lets the open sale go while nobody knows whether it was paid. It stays
// watched and counted in the status bar. Whoever parks an answer that does not
// fit has seen it: its card comes when it is due again, not over the next sale.
func (t *Till) park() {
	p := t.unsure()
	if p == nil {
		p = t.stalled()
	}
	if p == nil {
		return
	}
	t.letGo(AbandonParked)
	if t.alarming(p) {
		t.later(p)
	}
}

// letGoUnheard makes unknown what is let go and may have been paid for all that
// was heard: people see it until the gateway's word settles it. A sale that ends
// because nobody did anything says "not paid" only with proof about each of its
// payments. Who cancels has decided that there is nothing to wait for.
func (t *Till) letGoUnheard(why AbandonReason) bool {
	unheard := false
	for _, p := range t.payments {
		if !t.ofOpenSale(p) || why == AbandonTimeout && t.provenUnpaid(p) || why == AbandonParked && p != t.stalled() || why == AbandonCancelled {
			continue
		}
		if unheard = true; p.State == StateWaiting {
			t.move(p, StateUnknown, RecordMoved, ReasonGatewaySilent)
		}
	}
	return unheard
}

// openProofMax is how old the gateway's "not paid yet" may be to count: longer
// than the pause between two questions about any payment of an open sale.
const openProofMax = 90 * time.Second

// provenUnpaid reports whether it is proven that p has not been paid until a
// moment ago: its gateway said so, or it was never on show.
func (t *Till) provenUnpaid(p *item) bool {
	late := p.asking != 0 && t.now.Sub(p.askedAt) >= slowAfter
	return t.saidUnpaid(p) && (p.State != StateWaiting || !late && t.now.Sub(p.saidOpenAt) <= openProofMax)
}

// saidUnpaid reports whether "not paid" is the last word on p: that it came to
// nothing, was never on show, or is not paid yet. A silence, a busy gateway or a
// sleep of the machine since then, or a notification that says paid, ends that.
func (t *Till) saidUnpaid(p *item) bool {
	switch {
	case p.State.Final():
		return p.Note != ReasonNotified
	case p.unopened(), p.State == StateCreated && p.Rail != RailCode:
		return true
	}
	return p.State == StateWaiting && t.queryable(p) && !p.heardPaid() && !t.slow() && p.silentSince.IsZero() && p.saidOpenAt.After(p.followedSince)
}

// otherUnproven reports whether another payment of p's sale may have been paid: a
// QR that was shown before, of which nothing certain has been heard since.
func (t *Till) otherUnproven(p *item) bool {
	return slices.ContainsFunc(t.payments, func(o *item) bool { return o != p && o.Sale == p.Sale && !t.provenUnpaid(o) })
}

// noteSilence notes whether the answer to a question about p says anything of it.
func (t *Till) noteSilence(p *item, e Answered) {
	switch {
	case e.Err == nil && !saysNothing(e):
		p.silentSince = time.Time{}
	case p.silentSince.IsZero():
		p.silentSince = t.now
	}
}

// silent reports whether nothing has been heard of p, or from the gateway, for
// long enough to say so.
func (t *Till) silent(p *item) bool {
	return t.slow() || p != nil && !p.silentSince.IsZero() && t.now.Sub(p.silentSince) >= slowAfter
}

// unheardResult reports whether it is not known of the ended sale on screen that
// it was not paid: when it ended, or any more because its gateway fell silent or
// something contradicts it.
func (t *Till) unheardResult() bool {
	r := t.result
	if r.unheard || r.payment != nil {
		return r.unheard
	}
	return slices.ContainsFunc(t.payments, func(p *item) bool { return p.Sale == r.sale.ID && !t.saidUnpaid(p) })
}

// unheard reports whether p is a QR that was let go while its gateway was silent,
// and nothing worse is known of it.
func (p *item) unheard() bool {
	return p.State == StateUnknown && p.Note == ReasonGatewaySilent && p.Incident == ""
}

// advanceUnheard ends the doubt about such QRs once they can be paid no more, by
// the proof that serves for any other that was left (see expire): the gateway has
// said "not paid" since, or notifications were heard all the time and none came.
func (t *Till) advanceUnheard() {
	for _, p := range t.payments {
		switch {
		case !p.unheard():
		case t.saidVoid(p):
			t.move(p, StateWaiting, RecordMoved, ReasonGatewaySilent) // watched on as one that was cancelled
		case t.silenceProves(p) && !t.now.Before(p.pollUntilSteady):
			t.move(p, StateClosed, RecordPollingEnded, ReasonExpired)
		}
	}
}
