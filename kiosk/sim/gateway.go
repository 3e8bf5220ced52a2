package sim

import (
	"fmt"
	"time"

	"facepay/kiosk"
)

// orderState is what the gateway knows of one order. Its books are the truth
// that the till is held to.
type orderState uint8

const (
	orderOpen orderState = iota
	orderConfirming
	orderPaid
	orderClosed
	orderFailed
)

func (s orderState) String() string {
	return [...]string{"open", "confirming", "paid", "closed", "failed"}[s]
}

// order is a line of the gateway's books.
type order struct {
	number string
	// payment is the row of the till that it belongs to. The simulator knows
	// it even where the request does not carry the till's number.
	payment      kiosk.OrderNo
	sale         kiosk.SaleID
	wallet       kiosk.Wallet
	rail         kiosk.Rail
	amount       kiosk.Fen // what is taken from the customer
	qr           string
	state        orderState
	bornAt       time.Duration
	payableUntil time.Duration
	paidAt       time.Duration
}

// gateway is the vendor's side with its own books. Nothing in it reads the
// till's ledger.
type gateway struct {
	w        *world
	profile  profile
	orders   []*order
	byNumber map[string]*order
	byOwn    map[kiosk.OrderNo]*order // only where the till's number travels
	byQR     map[string]*order
	codes    map[string]*code
	// miscount is the chance that it takes another amount than asked for, only
	// where its replies would tell.
	miscount float64
	// idleClose is the chance that closing is answered yes and does nothing.
	idleClose float64
}

func newGateway(w *world, p profile) *gateway {
	return &gateway{
		w: w, profile: p,
		byNumber: map[string]*order{}, byOwn: map[kiosk.OrderNo]*order{},
		byQR: map[string]*order{}, codes: map[string]*code{},
	}
}

// handle answers one request that arrived. The error is nil or ErrUnsupported.
func (g *gateway) handle(a kiosk.Ask) (kiosk.Answer, error) {
	switch a.Kind {
	case kiosk.AskQR:
		return g.openQR(&a.Payment)
	case kiosk.AskCharge:
		return g.charge(&a.Payment, a.Code)
	case kiosk.AskQuery:
		return g.query(&a.Payment)
	case kiosk.AskClose:
		return g.close(&a.Payment)
	case kiosk.AskPing:
		return kiosk.Answer{}, nil
	}
	g.w.fail("the till asked for %q, which no gateway knows", a.Kind)
	return kiosk.Answer{}, nil
}

func (g *gateway) openQR(p *kiosk.Payment) (kiosk.Answer, error) {
	if !g.profile.makesQR(p.Wallet) {
		g.w.fail("asked for a %s QR, which the gateway does not make", p.Wallet)
	}
	o := g.byOwn[p.OrderNo]
	if o == nil {
		o = g.book(p)
		o.payableUntil = g.w.now() + g.profile.can.QRValid
		o.qr = fmt.Sprintf("%s://pay/%s", p.Wallet, o.number)
		g.byQR[o.qr] = o
		if g.profile.queryAmount[p.Wallet] && g.w.faulty() && g.w.dice.chance(g.miscount) {
			o.amount += kiosk.Fen(1 + g.w.dice.IntN(500))
			g.w.note("gateway", "makes order %s for %s instead of %s", o.number, o.amount, p.Amount)
		}
	}
	if o.state == orderClosed || o.state == orderFailed {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "order is closed"}, nil
	}
	ans := kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: o.qr, GatewayOrderNo: o.number}
	if g.profile.openNames {
		g.name(&ans, o)
		if !g.profile.can.OwnNumber {
			ans.Order = ""
		}
	}
	return ans, nil
}

// book opens a line for p.
func (g *gateway) book(p *kiosk.Payment) *order {
	o := &order{
		number: fmt.Sprintf("G%s%04d", g.w.dice.digits(10), len(g.orders)), payment: p.OrderNo, sale: p.Sale,
		wallet: p.Wallet, rail: p.Rail, amount: p.Amount, bornAt: g.w.now(),
	}
	if g.profile.can.OwnNumber {
		o.number = string(p.OrderNo)
		g.byOwn[p.OrderNo] = o
	}
	g.orders = append(g.orders, o)
	g.byNumber[o.number] = o
	return o
}

func (g *gateway) name(ans *kiosk.Answer, o *order) {
	amount := o.amount
	ans.Order, ans.Amount = o.number, &amount
}

func (g *gateway) charge(p *kiosk.Payment, spent kiosk.Code) (kiosk.Answer, error) {
	if !g.profile.can.Code {
		g.w.fail("a code was sent to a gateway that takes none")
	}
	c := g.codes[spent.Reveal()]
	if c == nil {
		g.w.fail("a code was sent that no customer showed")
	}
	if c.received++; c.received > 1 {
		g.w.fail("code …%s sent twice: the gateway received it again, for payment %s", spent.Tail(), p.OrderNo)
	}
	o := g.book(p)
	switch {
	case g.w.now() > c.validUntil:
		o.state = orderFailed
	case c.manner == pays:
		g.take(o)
	case c.manner == cannotPay:
		o.state = orderFailed
	default:
		o.state = orderConfirming
		o.payableUntil = g.w.now() + codeOrderLife
		g.w.plan(c.thinks, func() { g.confirm(o, c.manner == confirms) })
	}
	return g.chargeAnswer(o), nil
}

// codeOrderLife is how long a wallet waits for a password before it gives up.
const codeOrderLife = 2 * time.Minute

func (g *gateway) confirm(o *order, yes bool) {
	switch {
	case o.state != orderConfirming || g.w.now() > o.payableUntil:
	case yes:
		g.take(o)
	default:
		o.state = orderFailed
		g.w.note("customer", "refuses on the phone, order %s", o.number)
	}
}

func (g *gateway) chargeAnswer(o *order) kiosk.Answer {
	ans := kiosk.Answer{GatewayOrderNo: o.number}
	if g.profile.chargeNames {
		g.name(&ans, o)
	}
	if !g.profile.can.OwnNumber {
		ans.Order = ""
		if !g.profile.can.QueryCode && !g.profile.tellsCodeNumber {
			ans.GatewayOrderNo = "" // lepay's tofastpay names none
		}
	}
	switch o.state {
	case orderPaid:
		ans.Verdict, ans.TradeNo = kiosk.VerdictPaid, "T"+o.number
	case orderFailed:
		ans.Verdict, ans.Reason = kiosk.VerdictFailed, "refused"
	default:
		ans.Verdict = kiosk.VerdictConfirming
		if g.profile.confirmingIsUnknown {
			ans.Verdict = kiosk.VerdictUnknown
		}
	}
	return ans
}

// take moves the customer's money.
func (g *gateway) take(o *order) {
	o.state, o.paidAt = orderPaid, g.w.now()
	g.w.note("gateway", "takes %s for order %s (payment %s)", o.amount, o.number, o.payment.Tail())
	g.w.oracle.moneyTaken(o)
}

// scanned tells that a customer has the QR's order open on the phone.
func (g *gateway) scanned(qr string) *order {
	o := g.byQR[qr]
	if o == nil {
		g.w.fail("a QR was shown that the gateway never made: %q", qr)
	}
	if o.state != orderOpen || g.w.now() > o.payableUntil {
		return nil
	}
	o.state = orderConfirming
	return o
}

// settle ends what scanned began.
func (g *gateway) settle(o *order, pay bool) {
	switch {
	case o.state != orderConfirming:
	case pay && g.w.now() <= o.payableUntil:
		g.take(o)
	default:
		o.state = orderOpen // a QR can be scanned again
	}
}

func (g *gateway) find(p *kiosk.Payment) *order {
	if p.GatewayOrderNo != "" {
		return g.byNumber[p.GatewayOrderNo]
	}
	if g.profile.can.OwnNumber {
		return g.byOwn[p.OrderNo]
	}
	g.w.fail("payment %s was asked about without any number to ask by", p.OrderNo)
	return nil
}

func (g *gateway) query(p *kiosk.Payment) (kiosk.Answer, error) {
	if p.Rail == kiosk.RailCode && !g.profile.canAsk(p) {
		g.w.fail("a code payment was queried at a gateway that has no such query")
	}
	o := g.find(p)
	if o == nil {
		if g.profile.absentIsFailed && g.w.clock().Sub(p.CreatedAt) > absentAfter {
			return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: string(p.OrderNo), Reason: "no such order"}, nil
		}
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "no such order"}, nil
	}
	ans := kiosk.Answer{Order: o.number}
	if g.profile.queryAmount[o.wallet] {
		g.name(&ans, o)
	}
	ans.Verdict = g.word(o)
	if o.state == orderPaid {
		ans.TradeNo, ans.PaidAt = "T"+o.number, g.w.at(o.paidAt)
	}
	return ans, nil
}

// word is what a query says of o.
func (g *gateway) word(o *order) kiosk.Verdict {
	expired := g.w.now() > o.payableUntil
	switch o.state {
	case orderPaid:
		return kiosk.VerdictPaid
	case orderFailed:
		return kiosk.VerdictFailed
	case orderClosed:
		return kiosk.VerdictClosed
	}
	if expired && (o.rail == kiosk.RailCode || g.profile.expiredIsClosed) {
		return kiosk.VerdictClosed
	}
	if o.state == orderConfirming && (o.rail == kiosk.RailCode || g.profile.tellsScanned) {
		return kiosk.VerdictConfirming
	}
	return kiosk.VerdictWaiting
}

func (g *gateway) close(p *kiosk.Payment) (kiosk.Answer, error) {
	if !g.profile.can.Close {
		g.w.fail("asked to close at a gateway that cannot")
	}
	o := g.find(p)
	if o == nil {
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "no such order"}, nil
	}
	ans := kiosk.Answer{Order: o.number, Verdict: kiosk.VerdictClosed}
	switch o.state {
	case orderPaid:
		if ans.Verdict = g.profile.closePaid; ans.Verdict == kiosk.VerdictPaid {
			g.name(&ans, o)
		}
		return ans, nil
	case orderFailed:
		return ans, nil
	}
	if g.w.faulty() && g.w.dice.chance(g.idleClose) {
		g.w.count(FaultIdleClose)
		g.w.note("gateway", "says that order %s is closed, and it is not", o.number)
		return ans, nil
	}
	o.state = orderClosed
	return ans, nil
}

// final reports whether nothing can change o any more.
func (o *order) final(now time.Duration) bool {
	switch o.state {
	case orderOpen, orderConfirming:
		return now > o.payableUntil
	}
	return true
}
