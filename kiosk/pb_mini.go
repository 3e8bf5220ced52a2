package kiosk

import (
	"encoding/json"
	"slices"
)

// miniOrder is what the till knows of a mini-program that opened a payment. It
// is kept in memory alone: after a stop of the till its sale is over.
type miniOrder struct {
	buyer   Buyer
	params  json.RawMessage // nil while the gateway is asked for them
	asker   uint64          // the MiniAsked that waits for them
	waiting bool            // asker has no reply yet
}

// canMini reports whether the mini-program rail can be offered.
func (b *Book) canMini() bool {
	return b.settings.Capabilities.Mini == MiniPage || b.settings.Capabilities.Mini == MiniParams && b.settings.MiniLink != ""
}

// miniWallet is the wallet of a mini-program payment before anybody opened it:
// known only where the gateway's own page takes one wallet.
func (b *Book) miniWallet() Wallet {
	if b.settings.Capabilities.Mini == MiniPage && len(b.settings.Capabilities.MiniWallets) == 1 {
		return b.settings.Capabilities.MiniWallets[0]
	}
	return WalletUnknown
}

// showMiniLink puts p's link on show. The gateway learns of p when somebody
// opens it.
func (b *Book) showMiniLink(p *Item) {
	p.QR = FillMiniLink(b.settings.MiniLink, p.OrderNo, p.Amount)
	b.fact(LinkShown, p)
}

// unopened reports whether p is a link that no mini-program has asked about:
// the gateway knows nothing of it, so it cannot be paid.
func (p *Item) unopened() bool {
	return p.Rail == RailMini && p.State == StateCreated && p.QR != "" && p.asking == 0
}

// linkShown reports whether p's link is on the customer's side though the
// gateway has not answered about p.
func (p *Item) linkShown() bool {
	return p.Rail == RailMini && p.State == StateCreated && p.QR != ""
}

// miniAsked takes the mini-program's question for payment parameters.
func (b *Book) miniAsked(e MiniAsked) {
	p := b.miniOnShow(e.OrderNo)
	switch {
	case p == nil:
		b.refuseMini(e, MiniNoOrder)
	case !b.takesBuyer(e.Buyer):
		b.refuseMini(e, MiniBuyer)
	case p.mini == nil:
		b.openMini(p, e)
	case p.mini.buyer != e.Buyer:
		b.refuseMini(e, MiniTaken)
	case p.mini.params == nil:
		b.refuseMini(e, MiniBusy)
	default:
		b.effect(ReplyMini{e.ID, MiniReply{OrderNo: p.OrderNo, Amount: p.Amount, Params: p.mini.params}})
	}
}

func (b *Book) refuseMini(e MiniAsked, why MiniError) {
	b.effect(ReplyMini{e.ID, MiniReply{OrderNo: e.OrderNo, Error: why}})
}

// miniOnShow is the payment n when its link stands on the customer's side now.
// The number in the link dies with the sale.
func (b *Book) miniOnShow(n OrderNo) *Item {
	p := b.shownQR()
	if p == nil || p.OrderNo != n || p.Rail != RailMini || p.State == StateUnknown || b.settings.Capabilities.Mini != MiniParams {
		return nil
	}
	return p
}

// takesBuyer reports whether a payment can be opened for that customer.
func (b *Book) takesBuyer(who Buyer) bool {
	can := &b.settings.Capabilities
	if who.ID == "" {
		return can.MiniAnyone && (who.Wallet == "" || who.Wallet == WalletUnknown)
	}
	return len(who.ID) <= BuyerIDMax && slices.Contains(can.MiniWallets, who.Wallet)
}

// openMini has the gateway make p for the customer who opened its link. The
// buyer's number stays out of the ledger: it names a person.
func (b *Book) openMini(p *Item, e MiniAsked) {
	p.mini = &miniOrder{buyer: e.Buyer, asker: e.ID, waiting: true}
	if e.Buyer.ID != "" {
		p.Wallet = e.Buyer.Wallet
	}
	p.sentSteady, p.SentAt, b.counter.active = b.now, b.wall(), b.now
	b.note(p, RecordBuyer, string(p.Wallet))
	b.fact(LinkOpened, p)
	b.call(p, CallMini, PayCode{})
	b.calls[len(b.calls)-1].Buyer = e.Buyer
}

// miniAnswered takes the answer to CallMini. Parameters that never reached the
// phone cannot be paid with.
func (b *Book) miniAnswered(p *Item, e Answered) {
	if p.State != StateCreated {
		b.replyMini(p, MiniReply{Error: MiniNoOrder})
		return
	}
	opened := e.Answer.Verdict == VerdictWaiting || e.Answer.Verdict == VerdictConfirming
	switch {
	case b.notOpened(p, e), b.orderTaken(p):
		b.replyMini(p, MiniReply{Error: MiniGateway})
	case !opened || len(e.Answer.Params) == 0 || p.GatewayOrderNo == "":
		b.neverShown(p)
		b.replyMini(p, MiniReply{Error: MiniGateway})
	case !p.ReleasedAt.IsZero() || !b.ofOpenSale(p):
		b.neverShown(p)
		b.replyMini(p, MiniReply{Error: MiniNoOrder})
	default:
		p.mini.params = e.Answer.Params
		b.move(p, StateWaiting, RecordMoved, "")
		b.fact(ParamsSent, p)
		b.replyMini(p, MiniReply{Amount: p.Amount, Params: p.mini.params})
	}
}

// reopenMini lets p's link be opened again: it is proven that nothing left.
func (b *Book) reopenMini(p *Item) {
	b.replyMini(p, MiniReply{Error: MiniGateway})
	p.mini, p.Wallet, p.dirty = nil, b.miniWallet(), true
}

// replyMini answers the mini-program that waits for p's parameters, once.
func (b *Book) replyMini(p *Item, r MiniReply) {
	if p.mini == nil || !p.mini.waiting {
		return
	}
	p.mini.waiting = false
	r.OrderNo = p.OrderNo
	b.effect(ReplyMini{p.mini.asker, r})
}
