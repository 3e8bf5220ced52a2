package kiosk

import "time"

// otherAmount takes an order that the gateway made for another amount. Its QR
// is never shown, and an order that the till had made is closed again.
func (b *Book) otherAmount(p *Item, theirs Fen) {
	b.move(p, StateClosed, RecordMoved, OtherAmount(theirs))
	b.emit(Fact{Kind: MadeForOtherAmount, Amount: theirs}, p)
	if b.settings.Capabilities.Close && !p.Entered && p.GatewayOrderNo != "" {
		p.closeAsked++
		b.note(p, RecordCloseAsked, "")
		b.call(p, CallClose, PayCode{})
	}
}

// closeAnswered takes the answer to AskClose. It proves nothing where a query
// can follow: gateways have said success and reversed nothing.
func (b *Book) closeAnswered(p *Item, e Answered) {
	switch {
	case e.Err != nil:
		b.noteSilence(p, e)
		return
	case e.Answer.Verdict == VerdictPaid:
		b.apply(p, e.Answer)
	case b.queryable(p):
		p.checkClose = true
	case e.Answer.Verdict == VerdictClosed:
		b.cameToNothing(p, e.Answer)
	}
}

// Deadlines of a code payment, from when the code was sent. By then it is
// decided or shown as unknown: wallets give up on a code within these.
const (
	weChatDeadline = 55 * time.Second
	alipayDeadline = 60 * time.Second
	// closeCodeAfter leaves time to see what closing did before the deadline;
	// wallets do not reverse sooner than 15 s after the charge.
	closeCodeAfter = 40 * time.Second
)

func (b *Book) codeDeadline(p *Item) time.Time {
	if p.Rail != RailCode {
		return p.sentSteady.Add(pollWindow)
	}
	if p.Wallet == WeChat {
		return p.sentSteady.Add(weChatDeadline)
	}
	return p.sentSteady.Add(alipayDeadline)
}

// closeTriesMax: a gateway that does not close after these will not.
const closeTriesMax = 6

// wantsClose reports whether p should be closed at the gateway now. An order
// that the shop made elsewhere is not the till's to close.
func (b *Book) wantsClose(p *Item) bool {
	if !b.settings.Capabilities.Close || !b.ours(p) || p.Entered || p.State.Final() || p.State == StateCreated || p.GatewayOrderNo == "" ||
		p.closeAsked >= closeTriesMax || p.checkClose {
		return false
	}
	if p.Rail == RailCode {
		const reverseAfter = 15 * time.Second
		age := b.now.Sub(p.sentSteady)
		return age >= closeCodeAfter || !p.ReleasedAt.IsZero() && age >= reverseAfter
	}
	return !p.ReleasedAt.IsZero()
}

// expire ends the watch over p when its time has passed. A gateway that has
// said "not paid" since the QR lost its validity has proven that nothing came;
// without that word p is unknown, for people to see. Where notifications reach
// this till, and did so all the time, that none came is the word. How long the
// QR was valid counts from when this run has followed p: what a clock said
// before that may have leapt, and a QR that can still be paid must not count as
// closed.
func (b *Book) expire(p *Item) {
	if p.State.Final() || p.pollUntilSteady.IsZero() || b.now.Before(p.pollUntilSteady) || p.asking != 0 {
		return
	}
	switch {
	case p.State != StateWaiting:
	case b.silenceProves(p), b.saidVoid(p):
		b.move(p, StateClosed, RecordPollingEnded, ReasonExpired)
	default:
		b.move(p, StateUnknown, RecordPollingEnded, ReasonExpired)
	}
}

// silenceProves reports whether it is the word on p that no notification came
// until its watch has ended. That this machine listens proves no way from the
// gateway to it: a notification of some payment must have come since p was sent.
func (b *Book) silenceProves(p *Item) bool {
	return b.unqueryable(p) && b.settings.Capabilities.Notifications && !p.missedNotifications && b.notifications.lastAt.After(p.sentSteady)
}

// saidVoid reports whether the gateway has said "not paid" since p's QR lost its
// validity.
func (b *Book) saidVoid(p *Item) bool {
	return b.queryable(p) && p.saidOpenAt.After(p.followedSince.Add(b.settings.Capabilities.QRValid))
}
