package payments

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// Reversal (WeChat's reverse, Alipay's cancel) is what closes a code payment at its wallet,
// and gives back what was paid. The network may bring a request after the wallet has said
// "paid" to a question. So a payment that the till had tried to close is asked about until
// no such request can arrive any more.

// reversalPoll is the delay between the questions about a payment that may be reversed still.
const reversalPoll = 30 * time.Second

// watchReversal follows p, which is paid from now on, by the gateway's word or a manager's,
// while a request to reverse it may arrive: one of this run, of one before, or of the
// gateway's client, which cancels what was refused. doubted is whether the gateway says so
// of a p that was no more expected to be paid.
func (b *Book) watchReversal(p *Item, doubted bool) {
	switch {
	case p.Rail != kiosk.RailCode:
	case b.settings.Capabilities.Close && b.Queryable(p) && (p.closeTries > 0 || p.restored || doubted):
		b.awaitReversal(p)
	default:
		b.stopPolling(p)
	}
}

func (b *Book) awaitReversal(p *Item) {
	p.reversalUntil = b.Now.Add(inFlightMax)
	b.pollUntil(p, b.Now.Add(pollAgainFor))
}

// mayBeReversed reports whether p is paid and still followed because of a reversal.
func (p *Item) mayBeReversed() bool {
	return p.State == kiosk.StatePaid && p.Rail == kiosk.RailCode && !p.PollUntil.IsZero()
}

// notReversed takes the gateway's word that p is paid once more: the last that is needed
// when no request can arrive any more.
func (b *Book) notReversed(p *Item) {
	if p.mayBeReversed() && b.reached(p.reversalUntil) {
		b.stopPolling(p)
	}
}

// reversed takes the gateway's word that p, which was paid, is closed: its money went back.
// That is a refund, which nobody asked for. A refund that is under way tells by itself.
func (b *Book) reversed(p *Item, a kiosk.Answer) {
	if !p.mayBeReversed() || b.Undecided(p.OrderNo) != nil {
		return
	}
	b.stopPolling(p)
	if rest := b.Refundable(p); rest > 0 {
		f := b.beginRefund(p, rest, false, kiosk.RefundReversed)
		b.refundDone(p, f, b.Wall(), kiosk.RecordRefundMoved, kiosk.GatewaySaid(a.Reason))
	}
}

// Reversed reports whether p's money went back by a reversal after the answer "paid".
func (b *Book) Reversed(p *Item) bool {
	return slices.ContainsFunc(b.RefundsOf(p.OrderNo), func(f *RefundItem) bool { return f.Reversal() })
}
