package kiosk

import "time"

// needsAttention reports whether p counts in the status bar: an alarm, a payment
// that was let go and of which nothing is known, or a refund of which nothing
// is.
func (b *Book) needsAttention(p *Item) bool {
	return b.alarming(p) || p.State == StateUnknown || b.unsureRefund(p.OrderNo) != nil
}

// attentionCount is the number in the status bar. The one that the open sale's own
// panel is about is not counted.
func (b *Book) attentionCount() int {
	n, unsure := 0, b.unsure()
	for _, p := range b.payments {
		if b.needsAttention(p) && p != unsure {
			n++
		}
	}
	return n
}

// askable reports whether the gateway can be asked what became of p, or of its
// refund.
func (b *Book) askable(p *Item) bool {
	if f := b.undecided(p.OrderNo); f != nil {
		return b.followable(p, f)
	}
	return (p.State == StateUnknown || p.contradicted() || p == b.stalled()) && b.queryable(p) && !p.superseded()
}

const (
	// askNowMax bounds the calls under way when people ask at once: what the
	// background may have and as many again, not one for each of hundreds.
	askNowMax = 2 * backgroundCallsMax
	// doubtPatience is after what time without an outcome somebody should look
	// elsewhere although the till goes on asking: a gateway that will ever know by
	// itself knows by then.
	doubtPatience = 15 * time.Minute
)

// queryNow asks about p at once, because somebody wants to know, also when its
// time of being asked about had passed.
func (b *Book) queryNow(p *Item) {
	if !b.askable(p) {
		return
	}
	p.manual = true
	b.fact(AskedNow, p)
	if f := b.undecided(p.OrderNo); f != nil {
		if f.asking != 0 {
			return
		}
		if b.queryRefundNow(f); b.refundFollowed(f) && len(b.requests.inFlight) < askNowMax {
			b.callRefund(p, f, b.followKind(f))
		}
		return
	}
	if p.asking != 0 {
		return // its answer is on the way
	}
	if !p.ReleasedAt.IsZero() {
		b.extendPolling(p)
	}
	p.nextAsk = b.now
	if len(b.requests.inFlight) < askNowMax {
		b.call(p, CallQuery, PayCode{})
	}
}

// noteAnswer keeps what the answer to a question about a payment said, for people.
// It is called when the answer has been taken; listed is whether the payment
// needed people before that.
func (b *Book) noteAnswer(e Answered, listed bool) {
	p := b.find(e.Call.Payment.OrderNo)
	if p == nil {
		return
	}
	switch e.Call.Kind {
	case CallQuery, CallClose, CallRefund, CallRefundQuery:
	default:
		return
	}
	said := b.summary(p, e)
	f := Fact{Kind: Heard, Summary: said, Wanted: p.manual, NeedsNobody: listed && !b.needsAttention(p)}
	p.manual, p.lastAnswer = false, heard{b.wall(), said}
	b.emit(f, p)
}

// awaitsNotice reports whether a notification may still prove p, which cannot be
// asked about.
func (b *Book) awaitsNotice(p *Item) bool {
	return b.unqueryable(p) && b.settings.Capabilities.Notifications && b.now.Before(p.pollUntilSteady)
}

// age is for how long p has been left, or since it was sent.
func (b *Book) age(p *Item) time.Duration {
	if !p.releasedSteady.IsZero() {
		return b.now.Sub(p.releasedSteady)
	}
	return b.now.Sub(p.sentSteady)
}
