package payments

import (
	"facepay/kiosk"
	"time"
)

// release lets p go: it is closed at the gateway where that can be, and asked
// about until it is settled or can no longer be paid.
func (b *Book) release(p *Item, why kiosk.Reason) {
	if !p.ReleasedAt.IsZero() {
		return
	}
	p.ReleasedSteady, p.ReleasedAt = b.Now, b.releaseTime(p.Sale)
	b.pollUntil(p, b.pollEnd(p))
	p.NextPoll = b.Now
	b.noteReason(p, kiosk.RecordReleased, why)
	if p.Unopened() {
		b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.ReasonNeverOpened)
	}
}

// pollEnd is how long a payment that is left now may still be heard of. One
// that nobody can ask about ends with its QR and the last notification.
func (b *Book) pollEnd(p *Item) time.Time {
	if !b.Unqueryable(p) {
		return b.Now.Add(PollWindow)
	}
	return later(b.payableUntil(p), b.Now.Add(NotificationGrace))
}

// payableUntil is when p's QR is surely void and its last notification has had
// its time.
func (b *Book) payableUntil(p *Item) time.Time {
	return p.SentSteady.Add(b.settings.Capabilities.QRValid + NotificationGrace)
}
