package payments

import (
	"encoding/json"
	"slices"

	"facepay/kiosk"
)

// miniOrder holds the mini-program that opened a payment. It is kept in memory alone:
// after a stop of the till its sale is over.
type miniOrder struct {
	buyer   kiosk.Buyer
	params  json.RawMessage // nil while the gateway is asked for them
	askID   uint64          // the MiniAsked that waits for them
	waiting bool            // asker has no reply yet
}

// CanMini reports whether the mini-program rail can be offered.
func (b *Book) CanMini() bool {
	return b.settings.Capabilities.Mini == kiosk.MiniPage || b.settings.Capabilities.Mini == kiosk.MiniParams && b.settings.MiniLink != ""
}

// miniWallet is the wallet of a mini-program payment before anybody opened it:
// certain only where the gateway's own page takes one wallet.
func (b *Book) miniWallet() kiosk.Wallet {
	if b.settings.Capabilities.Mini == kiosk.MiniPage && len(b.settings.Capabilities.MiniWallets) == 1 {
		return b.settings.Capabilities.MiniWallets[0]
	}
	return kiosk.WalletUnknown
}

// showMiniLink puts p's link on show. The gateway learns of p when somebody
// opens it.
func (b *Book) showMiniLink(p *Item) {
	p.QR = kiosk.FillMiniLink(b.settings.MiniLink, p.OrderNo, p.Amount)
	b.fact(LinkShown, p)
}

// Unopened reports whether p is a link that no mini-program has opened:
// the gateway knows nothing of it, so it cannot be paid.
func (p *Item) Unopened() bool {
	return p.LinkShown() && p.callID == 0
}

// MiniOpened reports whether a mini-program has opened p's link.
func (p *Item) MiniOpened() bool { return p.mini != nil }

// LinkShown reports whether p's link is on the customer's side though the
// gateway has not answered about p.
func (p *Item) LinkShown() bool {
	return p.Rail == kiosk.RailMini && p.State == kiosk.StateCreated && p.QR != ""
}

// MiniAsked takes the mini-program's question for payment parameters.
func (b *Book) MiniAsked(e kiosk.MiniAsked) {
	p := b.miniOnShow(e.OrderNo)
	switch {
	case p == nil:
		b.RefuseMini(e, kiosk.MiniNoOrder)
	case !b.takesBuyer(e.Buyer):
		b.RefuseMini(e, kiosk.MiniBuyer)
	case p.mini == nil:
		b.openMini(p, e)
	case p.mini.buyer != e.Buyer:
		b.RefuseMini(e, kiosk.MiniTaken)
	case p.mini.params == nil:
		b.RefuseMini(e, kiosk.MiniBusy)
	default:
		b.Effect(kiosk.ReplyMini{ID: e.ID, Reply: kiosk.MiniReply{OrderNo: p.OrderNo, Amount: p.Amount, Params: p.mini.params}})
	}
}

// RefuseMini answers a mini-program that gets no parameters.
func (b *Book) RefuseMini(e kiosk.MiniAsked, why kiosk.MiniError) {
	b.Effect(kiosk.ReplyMini{ID: e.ID, Reply: kiosk.MiniReply{OrderNo: e.OrderNo, Error: why}})
}

// miniOnShow is the payment n when its link stands on the customer's side now.
// The number in the link dies with the sale.
func (b *Book) miniOnShow(n kiosk.OrderNo) *Item {
	p := b.ShownQR()
	if p == nil || p.OrderNo != n || p.Rail != kiosk.RailMini || p.State == kiosk.StateUnknown || b.settings.Capabilities.Mini != kiosk.MiniParams {
		return nil
	}
	return p
}

// takesBuyer reports whether a payment can be opened for that customer.
func (b *Book) takesBuyer(who kiosk.Buyer) bool {
	can := &b.settings.Capabilities
	if who.ID == "" {
		return can.MiniAnyone && (who.Wallet == "" || who.Wallet == kiosk.WalletUnknown)
	}
	return len(who.ID) <= kiosk.BuyerIDMax && slices.Contains(can.MiniWallets, who.Wallet)
}

// openMini has the gateway make p for the customer who opened its link. The
// buyer's number stays out of the ledger: it names a person.
func (b *Book) openMini(p *Item, e kiosk.MiniAsked) {
	p.mini = &miniOrder{buyer: e.Buyer, askID: e.ID, waiting: true}
	if e.Buyer.ID != "" {
		p.Wallet = e.Buyer.Wallet
	}
	p.SentSteady, p.SentAt, b.counter.active = b.Now, b.Wall(), b.Now
	b.note(p, kiosk.RecordBuyer, string(p.Wallet))
	b.fact(LinkOpened, p)
	b.call(p, kiosk.CallMini, kiosk.PayCode{}).Buyer = e.Buyer
}

// miniAnswered takes the answer to CallMini. Parameters that never reached the
// phone cannot be paid with.
func (b *Book) miniAnswered(p *Item, e kiosk.Answered) {
	if p.State != kiosk.StateCreated {
		b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniNoOrder})
		return
	}
	opened := e.Answer.Verdict == kiosk.VerdictWaiting || e.Answer.Verdict == kiosk.VerdictConfirming
	switch {
	case b.notOpened(p, e), b.orderTaken(p):
		b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniGateway})
	case !opened || len(e.Answer.Params) == 0 || p.GatewayOrderNo == "":
		b.neverShown(p)
		b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniGateway})
	case !b.atCounter(p):
		b.neverShown(p)
		b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniNoOrder})
	default:
		p.mini.params = e.Answer.Params
		b.move(p, kiosk.StateWaiting, kiosk.RecordMoved, "")
		b.fact(ParamsSent, p)
		b.replyMini(p, kiosk.MiniReply{Amount: p.Amount, Params: p.mini.params})
	}
}

// reopenMini lets p's link be opened again: it is proven that nothing left.
func (b *Book) reopenMini(p *Item) {
	b.replyMini(p, kiosk.MiniReply{Error: kiosk.MiniGateway})
	p.mini, p.Wallet, p.dirty = nil, b.miniWallet(), true
}

// replyMini answers the mini-program that waits for p's parameters, once.
func (b *Book) replyMini(p *Item, r kiosk.MiniReply) {
	if p.mini == nil || !p.mini.waiting {
		return
	}
	p.mini.waiting = false
	r.OrderNo = p.OrderNo
	b.Effect(kiosk.ReplyMini{ID: p.mini.askID, Reply: r})
}
