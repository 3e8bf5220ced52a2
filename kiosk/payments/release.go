package payments

import (
	"time"

	"facepay/kiosk"
)

// release lets p go: it is closed at the gateway where that can be, and polled until
// it is final or can no longer be paid (rule 5).
func (b *Book) release(p *Item, why kiosk.Reason) {
	if !p.ReleasedAt.IsZero() {
		return
	}
	p.releasedSteady, p.ReleasedAt = b.Now, b.releaseTime(p.Sale)
	b.pollUntil(p, b.pollEnd(p))
	p.NextPoll = b.Now
	b.noteReason(p, kiosk.RecordReleased, why)
	if p.Unopened() {
		b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.ReasonNeverOpened)
	}
}

// pollEnd of a payment that is released now. That of an unqueryable one ends with its
// QR and the last notification.
func (b *Book) pollEnd(p *Item) time.Time {
	if !b.Unqueryable(p) {
		return b.Now.Add(pollWindow)
	}
	return later(b.payableUntil(p), b.Now.Add(notificationGrace))
}

// payableUntil is the time at which p's QR is surely void and its last notification
// has come.
func (b *Book) payableUntil(p *Item) time.Time {
	return p.SentSteady.Add(b.settings.Capabilities.QRValid + notificationGrace)
}
