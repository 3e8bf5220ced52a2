package kiosk

import (
	"encoding/json"
	"slices"
	"strings"
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
func (t *Till) canMini() bool {
	return t.set.Capabilities.Mini == MiniPage || t.set.Capabilities.Mini == MiniParams && t.set.MiniLink != ""
}

// miniWallet is the wallet of a mini-program payment before anybody opened it:
// known only where the gateway's own page takes one wallet.
func (t *Till) miniWallet() Wallet {
	if t.set.Capabilities.Mini == MiniPage && len(t.set.Capabilities.MiniWallets) == 1 {
		return t.set.Capabilities.MiniWallets[0]
	}
	return WalletUnknown
}

// FillMiniLink is the link to the shop's mini-program for one payment: in
// template {order_no} stands for its number, {amount} for yuan with two decimals
// and {path} for the path at which the till is asked for parameters.
func FillMiniLink(template string, n OrderNo, amount Fen) string {
	return strings.NewReplacer(
		"{order_no}", string(n),
		"{amount}", amount.Yuan(),
		"{path}", "/mini/"+string(n),
	).Replace(template)
}

// showMiniLink puts p's link on show. The gateway learns of p when somebody
// opens it.
func (t *Till) showMiniLink(p *item) {
	p.QR = FillMiniLink(t.set.MiniLink, p.OrderNo, p.Amount)
	t.fact(LinkShown, p)
}

// unopened reports whether p is a link that no mini-program has asked about:
// the gateway knows nothing of it, so it cannot be paid.
func (p *item) unopened() bool {
	return p.Rail == RailMini && p.State == StateCreated && p.QR != "" && p.asking == 0
}

// linkShown reports whether p's link is on the customer's side though the
// gateway has not answered about p.
func (p *item) linkShown() bool {
	return p.Rail == RailMini && p.State == StateCreated && p.QR != ""
}

// miniAsked takes the mini-program's question for payment parameters.
func (t *Till) miniAsked(e MiniAsked) {
	p := t.miniOnShow(e.OrderNo)
	switch {
	case p == nil:
		t.refuseMini(e, MiniNoOrder)
	case !t.takesBuyer(e.Buyer):
		t.refuseMini(e, MiniBuyer)
	case p.mini == nil:
		t.openMini(p, e)
	case p.mini.buyer != e.Buyer:
		t.refuseMini(e, MiniTaken)
	case p.mini.params == nil:
		t.refuseMini(e, MiniBusy)
	default:
		t.do(ReplyMini{e.ID, MiniReply{OrderNo: p.OrderNo, Amount: p.Amount, Params: p.mini.params}})
	}
}

func (t *Till) refuseMini(e MiniAsked, why MiniError) {
	t.do(ReplyMini{e.ID, MiniReply{OrderNo: e.OrderNo, Error: why}})
}

// miniOnShow is the payment n when its link stands on the customer's side now.
// The number in the link dies with the sale.
func (t *Till) miniOnShow(n OrderNo) *item {
	p := t.shownQR()
	if p == nil || p.OrderNo != n || p.Rail != RailMini || p.State == StateUnknown || t.set.Capabilities.Mini != MiniParams {
		return nil
	}
	return p
}

// takesBuyer reports whether a payment can be opened for b.
func (t *Till) takesBuyer(b Buyer) bool {
	if b.ID == "" {
		return t.set.Capabilities.MiniAnyone && (b.Wallet == "" || b.Wallet == WalletUnknown)
	}
	return len(b.ID) <= BuyerIDMax && slices.Contains(t.set.Capabilities.MiniWallets, b.Wallet)
}

// openMini has the gateway make p for the customer who opened its link. The
// buyer's number stays out of the ledger: it names a person.
func (t *Till) openMini(p *item, e MiniAsked) {
	p.mini = &miniOrder{buyer: e.Buyer, asker: e.ID, waiting: true}
	if e.Buyer.ID != "" {
		p.Wallet = e.Buyer.Wallet
	}
	p.sentSteady, p.SentAt, t.active = t.now, t.wall(), t.now
	t.note(p, RecordBuyer, string(p.Wallet))
	t.fact(LinkOpened, p)
	t.ask(p, CallMini, PayCode{})
	t.calls[len(t.calls)-1].Buyer = e.Buyer
}

// miniAnswered takes the answer to CallMini. Parameters that never reached the
// phone cannot be paid with.
func (t *Till) miniAnswered(p *item, e Answered) {
	if p.State != StateCreated {
		t.replyMini(p, MiniReply{Error: MiniNoOrder})
		return
	}
	opened := e.Answer.Verdict == VerdictWaiting || e.Answer.Verdict == VerdictConfirming
	switch {
	case t.notOpened(p, e), t.orderTaken(p):
		t.replyMini(p, MiniReply{Error: MiniGateway})
	case !opened || len(e.Answer.Params) == 0 || p.GatewayOrderNo == "":
		t.neverShown(p)
		t.replyMini(p, MiniReply{Error: MiniGateway})
	case !p.ReleasedAt.IsZero() || !t.ofOpenSale(p):
		t.neverShown(p)
		t.replyMini(p, MiniReply{Error: MiniNoOrder})
	default:
		p.mini.params = e.Answer.Params
		t.move(p, StateWaiting, RecordMoved, "")
		t.fact(ParamsSent, p)
		t.replyMini(p, MiniReply{Amount: p.Amount, Params: p.mini.params})
	}
}

// reopenMini lets p's link be opened again: it is proven that nothing left.
func (t *Till) reopenMini(p *item) {
	t.replyMini(p, MiniReply{Error: MiniGateway})
	p.mini, p.Wallet, p.dirty = nil, t.miniWallet(), true
}

// replyMini answers the mini-program that waits for p's parameters, once.
func (t *Till) replyMini(p *item, r MiniReply) {
	if p.mini == nil || !p.mini.waiting {
		return
	}
	p.mini.waiting = false
	r.OrderNo = p.OrderNo
	t.do(ReplyMini{p.mini.asker, r})
}
