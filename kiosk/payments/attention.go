package payments

import (
	"time"

	"facepay/kiosk"
)

// NeedsAttention reports whether p stands in the attention list: an alarm, an unknown
// payment, or an unknown refund.
func (b *Book) NeedsAttention(p *Item) bool {
	return b.Alarming(p) || p.State == kiosk.StateUnknown || b.UnknownRefund(p.OrderNo) != nil
}

// AttentionCount is the number in the status bar. The open sale's own panel shows its
// unknown payment, so that one is not counted.
func (b *Book) AttentionCount() int {
	n, shown := 0, b.UnknownPayment()
	for _, p := range b.payments {
		if b.NeedsAttention(p) && p != shown {
			n++
		}
	}
	return n
}

// Askable reports whether the gateway can be asked what became of p, or of its
// refund.
func (b *Book) Askable(p *Item) bool {
	if f := b.Undecided(p.OrderNo); f != nil {
		return b.RefundQueryable(p, f)
	}
	return (p.State == kiosk.StateUnknown || p.contradicted() || p == b.Stalled()) && b.Queryable(p) && !p.superseded()
}

const (
	// manualCallsMax bounds the calls under way when people ask at once: what the
	// background may have and as many again, not one for each of hundreds.
	manualCallsMax = 2 * backgroundCallsMax
	// UnknownPatience is the time without an outcome after which somebody should look
	// elsewhere although the till goes on polling: a gateway that will ever know by
	// itself knows by then.
	UnknownPatience = 15 * time.Minute
)

// QueryNow polls p at once, because somebody wants to know, also when its polling
// window had ended.
func (b *Book) QueryNow(p *Item) {
	if !b.Askable(p) {
		return
	}
	p.Manual = true
	b.fact(ManualQuery, p)
	if f := b.Undecided(p.OrderNo); f != nil {
		if f.callID != 0 {
			return
		}
		if b.QueryRefundNow(f); b.RefundPolled(f) && len(b.calls.inFlight) < manualCallsMax {
			b.callRefund(p, f, b.refundPollKind(f))
		}
		return
	}
	if p.callID != 0 {
		return // its answer is on the way
	}
	if !p.ReleasedAt.IsZero() {
		b.extendPolling(p)
	}
	p.NextPoll = b.Now
	if len(b.calls.inFlight) < manualCallsMax {
		b.call(p, kiosk.CallQuery, kiosk.PayCode{})
	}
}

// noteAnswer keeps the summary of an answer that has been taken. listed is whether the
// payment needed attention before that.
func (b *Book) noteAnswer(e kiosk.Answered, listed bool) {
	p := b.Find(e.Call.Payment.OrderNo)
	if p == nil {
		return
	}
	switch e.Call.Kind {
	case kiosk.CallQuery, kiosk.CallClose, kiosk.CallRefund, kiosk.CallRefundQuery:
	default:
		return
	}
	summary := b.summary(p, e)
	f := Fact{Kind: AnswerNoted, Summary: summary, Manual: p.Manual, Resolved: listed && !b.NeedsAttention(p)}
	p.Manual, p.LastAnswer = false, LastAnswer{summary, b.Wall()}
	b.emit(f, p)
}

// AwaitsNotification reports whether a notification may still prove p, which is
// unqueryable.
func (b *Book) AwaitsNotification(p *Item) bool {
	return b.Unqueryable(p) && b.settings.Capabilities.Notifications && b.Now.Before(p.pollUntilSteady)
}

// Age of p since it was released, or since it was sent.
func (b *Book) Age(p *Item) time.Duration {
	if !p.releasedSteady.IsZero() {
		return b.Now.Sub(p.releasedSteady)
	}
	return b.Now.Sub(p.SentSteady)
}

// Alarming reports whether p needs somebody to decide: late money, or an answer
// that contradicts it.
func (b *Book) Alarming(p *Item) bool {
	if p.Incident == kiosk.IncidentRefunded {
		return true
	}
	if p.Late {
		return p.LateDone == ""
	}
	return p.contradicted()
}

// contradicted reports whether an answer about p did not fit and nothing has
// resolved that since.
func (p *Item) contradicted() bool { return p.Incident != "" && p.State != kiosk.StatePaid }
