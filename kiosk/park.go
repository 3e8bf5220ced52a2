package kiosk

// stalled is the open sale's QR that waits while the gateway is silent: its
// customer may have paid, and nothing of that would be heard. While that lasts
// nothing else is begun for the sale; it can be asked about, parked or cancelled.
// A link that no mini-program has opened cannot have been paid.
func (t *Till) stalled() *tracked {
	if t.sale == nil || !t.slow() || t.pendingCode() != nil {
		return nil
	}
	if p := t.shownQR(); p != nil && p.State == StateWaiting && t.ours(p) {
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
	t.letGo(LeftParked)
	if t.alarming(p) {
		t.later(p)
	}
}

// letGoUnheard makes the QR unknown that is let go while its gateway is silent,
// parked or because nobody did anything: people see it until the gateway's word
// settles it. Who cancels has decided that there is nothing to wait for.
func (t *Till) letGoUnheard(why LeftWhy) bool {
	p := t.stalled()
	if p == nil || why == LeftCancelled {
		return false
	}
	t.move(p, StateUnknown, RecordMoved, ReasonUnheard)
	return true
}

// unheard reports whether p is a QR that was let go while its gateway was silent,
// and nothing worse is known of it.
func (p *tracked) unheard() bool {
	return p.State == StateUnknown && p.Note == ReasonUnheard && p.Incident == ""
}

// advanceUnheard ends the doubt about such QRs once they can be paid no more, by
// the proof that serves for any other that was left (see expire): the gateway has
// said "not paid" since, or notifications were heard all the time and none came.
func (t *Till) advanceUnheard() {
	for _, p := range t.payments {
		switch {
		case !p.unheard():
		case t.saidVoid(p):
			t.move(p, StateWaiting, RecordMoved, ReasonUnheard) // watched on as one that was cancelled
		case t.silenceProves(p) && !t.now.Before(p.watchUntil):
			t.move(p, StateClosed, RecordUnwatched, ReasonExpired)
		}
	}
}
