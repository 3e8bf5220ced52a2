package sim

import (
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// miniLink is the link of the shop's mini-program in every run.
const miniLink = "https://shop.example/mini?o={order_no}&a={amount}&p={path}"

// phone is a customer's with the mini-program open, waiting for the till's answer.
type phone struct {
	id      uint64
	no      kiosk.OrderNo
	buyer   kiosk.Buyer
	pays    bool
	think   time.Duration
	at      time.Duration
	retries int
	astray  bool // it asks the other till
}

func (c *crowd) anyBuyer() kiosk.Buyer {
	d, can := c.w.dice, &c.w.settings.Capabilities
	if can.MiniAnyone && d.chance(0.6) {
		return kiosk.Buyer{Wallet: kiosk.WalletUnknown}
	}
	b := kiosk.Buyer{Wallet: pick(d, can.MiniWallets), ID: "buyer-" + d.digits(6)}
	switch d.weighted(20, 1, 1) {
	case 1:
		b.Wallet = kiosk.UnionPay
	case 2:
		b.ID = ""
	}
	return b
}

// open opens the mini-program by the link on the stage: at once, late, twice, on two
// phones, with a number mistaken, or from a photo after the sale.
func (c *crowd) open(n kiosk.OrderNo) {
	d := c.w.dice
	p := &phone{no: n, buyer: c.anyBuyer(), pays: d.chance(0.85), think: d.between(300*time.Millisecond, 20*time.Second)}
	look := d.between(500*time.Millisecond, 8*time.Second)
	switch d.weighted(12, 2, 2, 2, 1, 1, 3) {
	case 1:
		look = d.between(5*time.Second, 90*time.Second)
	case 2: // the same phone twice
		again := *p
		c.w.plan(look+d.between(0, 2*time.Second), func() { c.ask(&again) })
	case 3: // two phones
		other := *p
		other.buyer = c.anyBuyer()
		c.w.plan(look+d.between(0, 3*time.Second), func() { c.ask(&other) })
	case 4:
		p.no = kiosk.OrderNo("X" + d.digits(23))
	case 5: // from a photo
		look = d.between(10*time.Second, pick(d, []time.Duration{time.Minute, 20 * time.Minute}))
	case 6:
		return
	}
	c.w.plan(look, func() { c.ask(p) })
}

// ask posts the phone's question to the till's listener.
func (c *crowd) ask(p *phone) {
	w := c.w
	if w.till == nil || w.faulty() && w.dice.chance(w.network.rate/3) {
		return
	}
	w.notificationID++
	p.id, p.at = w.notificationID, w.now()
	c.wrongDoor(p)
	c.phones = append(c.phones, p)
	w.counts.MiniAsked++
	w.feed(kiosk.MiniAsked{ID: p.id, OrderNo: p.no, Buyer: p.buyer})
}

// replied takes the till's answer to a phone.
func (c *crowd) replied(id uint64, r kiosk.MiniReply) {
	i := slices.IndexFunc(c.phones, func(p *phone) bool { return p.id == id })
	c.w.failIf(i < 0, "mini-program question %d was answered twice, or never came", id)
	p := c.phones[i]
	c.phones = slices.Delete(c.phones, i, i+1)
	c.w.oracle.miniAnswered(p, &r)
	c.goOn(p, &r)
}

func (c *crowd) goOn(p *phone, r *kiosk.MiniReply) {
	w := c.w
	if r.Error != "" {
		again := r.Error == kiosk.MiniBusy || r.Error == kiosk.MiniGateway || r.Error == kiosk.MiniNotNow
		if p.retries++; again && p.retries < 4 {
			w.plan(w.dice.between(time.Second, 5*time.Second), func() { c.ask(p) })
		}
		return
	}
	o := w.gateway.byParams[string(r.Params)]
	w.plan(p.think/4, func() {
		if !w.gateway.reached(o) {
			w.note("customer", "opens order %s, which can no longer be paid", o.number)
			return
		}
		w.plan(p.think, func() { w.gateway.endScan(o, p.pays) })
	})
}

// phonesStill: the till answers every phone within the deadline of its call.
func (w *world) phonesStill() {
	const within = callDeadline + time.Second
	for _, p := range w.crowd.phones {
		w.failIf(w.now()-p.at > within && w.till != nil, "a mini-program that asked about %s was not answered within %s", p.no, within)
	}
}

// miniOf is the payment whose link is text, nil when it is none.
func (w *world) miniOf(text string) *kiosk.Payment {
	if w.settings.Capabilities.Mini != kiosk.MiniParams {
		return nil
	}
	return last(w.ledger.payments, func(p *kiosk.Payment) bool { return p.Rail == kiosk.RailMini && p.QR == text })
}

func (o *oracle) miniAnswered(p *phone, r *kiosk.MiniReply) {
	w := o.w
	row := w.ledger.paymentOf(p.no)
	switch {
	case r.OrderNo != p.no:
		w.fail("a mini-program asked about %s and was told of %s", p.no, r.OrderNo)
	case (r.Error == "") == (r.Params == nil):
		w.fail("a mini-program was told %+v", *r)
	case r.Error != "":
		return
	case row == nil:
		w.fail("parameters for payment %s, which has no row", p.no)
	}
	ord, open := w.gateway.byParams[string(r.Params)], w.ledger.openSale()
	switch {
	case ord == nil || ord.payment != p.no:
		w.fail("payment %s got parameters that are not its own: %s", p.no, r.Params)
	case ord.buyer != p.buyer:
		w.fail("the parameters made for %v were handed to %v", ord.buyer, p.buyer)
	case open == nil || row.Sale != open.ID:
		w.fail("parameters of payment %s were handed out after its sale", p.no)
	case r.Amount != open.Amount, ord.amount != open.Amount && w.gateway.profile.openNames:
		w.fail("a mini-program pays %s by order of %s for a sale of %s", r.Amount, ord.amount, open.Amount)
	case row.State != kiosk.StateWaiting:
		w.fail("parameters of payment %s were handed out while its row says %s", p.no, row.State)
	}
	w.counts.MiniOpened++
}

// showsLink checks a link on the stage.
func (o *oracle) showsLink(v *kiosk.View, row *kiosk.Payment) {
	open := o.w.ledger.openSale()
	o.w.failIf(open == nil || row.Sale != open.ID, "the stage shows the link of sale %s, which is not open", row.Sale)
	link := kiosk.FillMiniLink(miniLink, row.OrderNo, open.Amount)
	o.w.failIf(v.Customer.QR != link, "the stage shows a link that is not payment %s's: %q", row.OrderNo, v.Customer.QR)
	o.w.failIf(row.State.Final(), "the stage shows the link of payment %s, which is %s", row.OrderNo, row.State)
	o.w.failIf(v.Customer.Amount != open.Amount.Grouped(), "the stage asks for %s, the sale is %s", v.Customer.Amount, open.Amount)
}

// typeOrder enters the shop's order: the right one, of another amount, an old one, or none.
func (c *cashier) typeOrder() []kiosk.Event {
	d, g, amount := c.w.dice, c.w.gateway, c.due()
	if amount == 0 {
		return escape()
	}
	return c.one(
		gesture{10, func() []kiosk.Event { return c.enters(g.shopOrder(amount).number) }},
		gesture{1, func() []kiosk.Event { return c.enters(g.shopOrder(amount + 1).number) }},
		gesture{4, func() []kiosk.Event {
			if len(g.orders) == 0 {
				return escape()
			}
			return c.enters(pick(d, g.orders).number)
		}},
		gesture{1, func() []kiosk.Event { return c.enters(pick(d, []string{"订单", "12 34", "G0000000000"})) }},
		gesture{1, escape},
	)
}

// enters scans or pastes text, and Enter.
func (c *cashier) enters(text string) []kiosk.Event {
	if c.w.dice.chance(0.3) {
		return append(scan(text), enter()...)
	}
	return pasted(text)
}

// pasted is text from the clipboard, and Enter.
func pasted(text string) []kiosk.Event {
	return append([]kiosk.Event{kiosk.Pasted{Text: text}}, enter()...)
}

// due is the amount of the open sale, else what is typed.
func (c *cashier) due() kiosk.Fen {
	if open := c.w.ledger.openSale(); open != nil {
		return open.Amount
	}
	return yuan(c.w.view.Amount.Text)
}

func yuan(grouped string) kiosk.Fen {
	amount, err := kiosk.ParseYuan(strings.TrimSuffix(strings.ReplaceAll(grouped, ",", ""), "."))
	if err != nil {
		return 0
	}
	return amount
}
