package payments

import (
	"errors"
	"time"

	"facepay/kiosk"
)

// otherAmount takes an order that the gateway made for another amount. Its QR
// is never shown, and an order that the till had made is closed again.
func (b *Book) otherAmount(p *Item, theirs kiosk.Fen) {
	b.move(p, kiosk.StateClosed, kiosk.RecordMoved, kiosk.OtherAmount(theirs))
	b.emit(Fact{Kind: OtherAmount, Amount: theirs}, p)
	if b.settings.Capabilities.Close && !p.Entered && p.GatewayOrderNo != "" {
		p.closeTries++
		b.note(p, kiosk.RecordCloseAsked, "")
		b.call(p, kiosk.CallClose, kiosk.PayCode{})
	}
}

// closeAnswered takes the answer to CallClose. It proves nothing where a query
// can follow: gateways have said success and reversed nothing. That query comes when the
// next one is due: a phone may still be paying, and the network may bring the close twice.
func (b *Book) closeAnswered(p *Item, e kiosk.Answered) {
	switch {
	case e.Err != nil:
		if errors.As(e.Err, new(*kiosk.NotSent)) {
			p.closesNotSent++
		}
		b.noteSilence(p, e)
		return
	case e.Answer.Verdict == kiosk.VerdictPaid:
		b.apply(p, e.Answer)
	case b.Queryable(p):
		p.checkClose = true
	case e.Answer.Verdict == kiosk.VerdictClosed:
		b.cameToNothing(p, e.Answer)
	}
}

// Times of a code payment, from when the code was sent. Its customer has as long for the
// password as the wallet's own documents give; then it is closed (WeChat's reverse,
// Alipay's cancel). By the deadline it is decided or shown as unknown.
const (
	wechatCloseAfter = 45 * time.Second
	wechatDeadline   = 55 * time.Second
	alipayCloseAfter = 60 * time.Second
	alipayDeadline   = 64 * time.Second
	// reverseAfter: wallets reverse no sooner than this after the charge.
	reverseAfter = 15 * time.Second
)

// closeCodeAt is the time at which a code payment that still waits is closed.
func (b *Book) closeCodeAt(p *Item) time.Time {
	switch {
	case !p.ReleasedAt.IsZero():
		return p.SentSteady.Add(reverseAfter)
	case p.Wallet == kiosk.WeChat:
		return p.SentSteady.Add(wechatCloseAfter)
	}
	return p.SentSteady.Add(alipayCloseAfter)
}

func (b *Book) codeDeadline(p *Item) time.Time {
	if p.Rail != kiosk.RailCode {
		return p.SentSteady.Add(pollWindow)
	}
	if p.Wallet == kiosk.WeChat {
		return p.SentSteady.Add(wechatDeadline)
	}
	return p.SentSteady.Add(alipayDeadline)
}

// closeTriesMax: a gateway that does not close after these will not.
const closeTriesMax = 6

// wantsClose reports whether p should be closed at the gateway now. An order
// that the shop made elsewhere is not the till's to close.
func (b *Book) wantsClose(p *Item) bool {
	if !b.settings.Capabilities.Close || !b.Ours(p) || p.Entered || p.State.Final() || p.State == kiosk.StateCreated || p.GatewayOrderNo == "" ||
		p.closeTries-p.closesNotSent >= closeTriesMax || p.checkClose {
		return false
	}
	if p.Rail == kiosk.RailCode {
		return !b.Now.Before(b.closeCodeAt(p))
	}
	return !p.ReleasedAt.IsZero()
}

// expire ends the polling of p when its window has. A gateway that has
// said "not paid" since the QR lost its validity has proven that nothing came;
// without that word p is unknown, for people to see. Where notifications reach
// this till, and did so all the time, that none came is the word. How long the
// QR was valid counts from followedSince: what a clock said
// before that may have leapt, and a QR that can still be paid must not count as
// closed.
func (b *Book) expire(p *Item) {
	if p.State.Final() || p.pollUntilSteady.IsZero() || b.Now.Before(p.pollUntilSteady) || p.callID != 0 {
		return
	}
	switch {
	case b.Queryable(p) && !p.silentSince.IsZero() && !p.askedLast:
		// The network may be back since the last question, and the next would come too late.
		p.askedLast, p.NextPoll = true, b.Now
		b.pollUntil(p, b.Now.Add(inFlightMax))
	case p.State != kiosk.StateWaiting:
	case b.noNotificationProves(p), b.reportedVoid(p):
		b.move(p, kiosk.StateClosed, kiosk.RecordPollingEnded, kiosk.ReasonExpired)
	default:
		b.move(p, kiosk.StateUnknown, kiosk.RecordPollingEnded, kiosk.ReasonExpired)
	}
}

// noNotificationProves reports whether it proves p unpaid that no notification came
// until its polling window has ended. That this machine listens proves no way from the
// gateway to it: a notification of some payment must have come since p was sent.
func (b *Book) noNotificationProves(p *Item) bool {
	return b.Unqueryable(p) && b.settings.Capabilities.Notifications && !p.missedNotifications && b.notifications.lastAt.After(p.SentSteady)
}

// reportedVoid reports whether the gateway has said "not paid" since p's QR lost its
// validity.
func (b *Book) reportedVoid(p *Item) bool {
	return b.Queryable(p) && p.notPaidAt.After(p.followedSince.Add(b.settings.Capabilities.QRValid))
}
