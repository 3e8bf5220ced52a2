package sim

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"facepay/kiosk"
)

// orderState is an order's in the gateway's books, the truth that the till is held to.
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
	number       string
	payment      kiosk.OrderNo // the till's, known here even where the request carries no number of it
	sale         kiosk.SaleID
	wallet       kiosk.Wallet
	rail         kiosk.Rail
	amount       kiosk.Fen // taken from the customer
	qr           string
	state        orderState
	bornAt       time.Duration
	payableUntil time.Duration
	paidAt       time.Duration
	entered      bool        // made by the shop's own system, not by the till
	buyer        kiosk.Buyer // of a mini-program's order
	returned     kiosk.Fen   // given back
	refunds      []*refund
	told         *notification // the notification that it was paid
	refusal      string        // the gateway's words for it; "" where they say nothing
	reversed     bool          // it was paid, and went back
	saidPaid     bool          // an answer said so
	answeredAt   time.Duration // when the till last had an answer to a question about it
	declined     bool          // the last try came to nothing; a query may call that failed
}

// gateway is the vendor's side with its own books; nothing in it reads the till's ledger.
type gateway struct {
	w        *world
	prefix   string // of the numbers that it makes
	profile  profile
	orders   []*order
	byNumber map[string]*order
	byOwn    map[kiosk.OrderNo]*order // only where the till's number travels
	byQR     map[string]*order
	byParams map[string]*order // by the parameters that a mini-program hands to the wallet
	refunds  map[kiosk.RefundNo]*refund
	codes    map[string]*payCode
	reversed map[kiosk.OrderNo]bool // of which nothing had come yet
	// Chances of its own faults.
	miscount    float64 // it takes another amount than asked for, only where its replies would tell
	liesRefused float64 // a refund is refused and done later all the same, only where a notification and a query tell of it
	idleClose   float64 // closing is answered yes and does nothing
}

func newGateway(w *world, p profile) *gateway {
	return &gateway{
		w: w, profile: p, prefix: "G",
		byNumber: map[string]*order{}, byOwn: map[kiosk.OrderNo]*order{},
		byQR: map[string]*order{}, byParams: map[string]*order{}, refunds: map[kiosk.RefundNo]*refund{}, codes: map[string]*payCode{}, reversed: map[kiosk.OrderNo]bool{},
	}
}

// reply is the gateway's answer to one request.
type reply struct {
	kiosk.Answer
	Refund kiosk.RefundAnswer
}

// handle answers one request that arrived.
func (g *gateway) handle(a *kiosk.Call) reply {
	switch a.Kind {
	case kiosk.CallQR:
		return reply{Answer: g.openQR(&a.Payment)}
	case kiosk.CallCharge:
		return reply{Answer: g.charge(&a.Payment, a.Code)}
	case kiosk.CallMini:
		return reply{Answer: g.openMini(&a.Payment, a.Buyer)}
	case kiosk.CallQuery:
		return reply{Answer: g.query(&a.Payment)}
	case kiosk.CallClose:
		if g.profile.reverses && a.Payment.Rail == kiosk.RailCode {
			return reply{Answer: g.reverse(a)}
		}
		return reply{Answer: g.close(&a.Payment)}
	case kiosk.CallRefund:
		return reply{Refund: g.refund(&a.Payment, &a.Refund)}
	case kiosk.CallRefundQuery:
		return reply{Refund: g.queryRefund(&a.Payment, &a.Refund)}
	case kiosk.CallPing:
	default:
		g.w.fail("the till asked for %q, which no gateway knows", a.Kind)
	}
	return reply{}
}

func (g *gateway) openQR(p *kiosk.Payment) kiosk.Answer {
	switch {
	case p.Entered:
		return g.openEntered(p)
	case p.Rail == kiosk.RailMini && g.profile.can.Mini != kiosk.MiniPage, p.Rail == kiosk.RailQR && !slices.Contains(g.profile.can.QR, p.Wallet):
		g.w.fail("asked for a %s %s QR, which the gateway does not make", p.Wallet, p.Rail)
	}
	o := g.byOwn[p.OrderNo]
	if o == nil {
		o = g.book(p)
		o.payableUntil = g.w.now() + g.profile.can.QRValid
		o.qr = string(p.Wallet) + "://pay/" + o.number
		g.byQR[o.qr] = o
		g.mistake(o)
	}
	return g.openAnswer(o, o.qr)
}

// mistake makes an order for another amount, where the gateway's replies would tell.
func (g *gateway) mistake(o *order) {
	told := g.profile.queryAmount[o.wallet] && g.profile.can.QueryQR || g.profile.openNames
	if told && g.w.faulty() && g.w.dice.chance(g.miscount) {
		was := o.amount
		o.amount += kiosk.Fen(1 + g.w.dice.IntN(500))
		g.w.note("gateway", "makes order %s for %s instead of %s", o.number, o.amount, was)
	}
}

func (g *gateway) openAnswer(o *order, qr string) kiosk.Answer {
	if o.state == orderClosed || o.state == orderFailed || o.state == orderPaid {
		return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "order is " + o.state.String()}
	}
	ans := kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: qr, GatewayOrderNo: o.number}
	if g.profile.openNames {
		g.name(&ans, o)
		if !g.profile.can.OwnNumber && !o.entered {
			ans.Order = ""
		}
	}
	return ans
}

// book opens a line for p.
func (g *gateway) book(p *kiosk.Payment) *order {
	o := &order{
		payment: p.OrderNo, sale: p.Sale,
		wallet: p.Wallet, rail: p.Rail, amount: p.Amount, bornAt: g.w.now(),
	}
	if g.profile.can.OwnNumber {
		o.number = string(p.OrderNo)
		g.byOwn[p.OrderNo] = o
	}
	g.enter(o)
	return o
}

// enter gives o a number, unless it has the till's, and a line in the books.
func (g *gateway) enter(o *order) {
	if o.number == "" {
		o.number = g.prefix + g.w.dice.digits(10) + itoa4(len(g.orders))
	}
	g.orders = append(g.orders, o)
	g.byNumber[o.number] = o
}

func itoa4(n int) string { return fmt.Sprintf("%04d", n%10_000) }

func (g *gateway) name(ans *kiosk.Answer, o *order) {
	ans.Order, ans.Amount = o.number, new(o.amount)
}

func (g *gateway) charge(p *kiosk.Payment, spent kiosk.PayCode) kiosk.Answer {
	g.w.failIf(!g.profile.can.Code, "a code was sent to a gateway that takes none")
	g.w.failIf(g.profile.can.CodeWallets != nil && !slices.Contains(g.profile.can.CodeWallets, p.Wallet), "a code of %s was sent to a gateway that takes none", p.Wallet)
	c := g.codes[spent.Reveal()]
	g.w.failIf(c == nil, "a code was sent that no customer showed")
	if c.received++; c.received > 1 {
		g.w.fail("code …%s sent twice: the gateway received it again, for payment %s", spent.Tail(), p.OrderNo)
	}
	o := g.book(p)
	switch {
	case g.reversed[p.OrderNo]:
		g.w.meetsReversal(p, reversalThen)
		o.state = orderClosed
	case g.w.now() > c.validUntil, c.refusal != "":
		o.state, o.refusal = orderFailed, c.refusal
	case c.manner == pays:
		g.take(o)
	case c.manner == cannotPay:
		o.state = orderFailed
	default:
		o.state = orderConfirming
		o.payableUntil = g.w.now() + codeOrderLife
		g.w.plan(c.thinks, func() { g.confirm(o, c.manner == confirms) })
	}
	return g.chargeAnswer(o)
}

// codeOrderLife is the time that a wallet waits for a password.
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
	case orderFailed, orderClosed:
		ans.Verdict, ans.Reason = kiosk.VerdictFailed, cmp.Or(o.refusal, "refused")
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
	g.w.note("gateway", "takes %s for order %s", o.amount, o.number)
	g.w.oracle.moneyTaken(o)
	g.notify(o, kiosk.VerdictPaid)
}

// scanned tells that a customer has the QR's order open on the phone.
func (g *gateway) scanned(qr string) *order {
	o := g.byQR[qr]
	g.w.failIf(o == nil, "a QR was shown that the gateway never made: %q", qr)
	if !g.reached(o) {
		return nil
	}
	return o
}

// reached opens o in a customer's wallet; it reports whether o can still be paid.
func (g *gateway) reached(o *order) bool {
	if o.state != orderOpen || g.w.now() > o.payableUntil {
		return false
	}
	o.state, o.declined = orderConfirming, false
	if g.profile.noticeScan {
		g.notify(o, kiosk.VerdictConfirming)
	}
	return true
}

// endScan ends what scanned began.
func (g *gateway) endScan(o *order, pay bool) {
	switch {
	case o.state != orderConfirming:
	case pay && g.w.now() <= o.payableUntil:
		g.take(o)
	default:
		o.state, o.declined = orderOpen, !pay // a QR can be scanned again
	}
}

func (g *gateway) find(p *kiosk.Payment) *order {
	if p.GatewayOrderNo != "" {
		return g.lookup(p.GatewayOrderNo)
	}
	if g.profile.can.OwnNumber {
		return g.byOwn[p.OrderNo]
	}
	g.w.fail("payment %s was asked about without any number to ask by", p.OrderNo)
	return nil
}

func (g *gateway) query(p *kiosk.Payment) kiosk.Answer {
	g.w.failIf(!g.profile.canAsk(p), "a %s payment was queried at a gateway that has no such query", p.Rail)
	o := g.find(p)
	if o == nil {
		if g.reversed[p.OrderNo] {
			return kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "reversed, and never seen"}
		}
		if g.profile.absentIsFailed && g.w.now()-g.w.ledger.times[p.OrderNo].created > absentAfter {
			return kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: string(p.OrderNo), Reason: "no such order"}
		}
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "no such order"}
	}
	ans := kiosk.Answer{Order: o.number}
	if g.profile.queryAmount[o.wallet] {
		g.name(&ans, o)
	}
	ans.Verdict = g.word(o)
	if o.state == orderPaid {
		ans.TradeNo, ans.PaidAt = "T"+o.number, g.w.at(o.paidAt)
	}
	return ans
}

// word is the verdict that a query about o gets.
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
	if o.declined && !expired && g.profile.declinedIsFailed {
		return kiosk.VerdictFailed
	}
	if expired && (o.rail == kiosk.RailCode || g.profile.expiredIsClosed) {
		return kiosk.VerdictClosed
	}
	if o.state == orderConfirming && (o.rail == kiosk.RailCode || g.profile.tellsScanned) {
		return kiosk.VerdictConfirming
	}
	return kiosk.VerdictWaiting
}

func (g *gateway) close(p *kiosk.Payment) kiosk.Answer {
	g.w.failIf(!g.profile.can.Close || p.Entered, "asked to close what the till cannot or may not close")
	o := g.find(p)
	if o == nil {
		return kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "no such order"}
	}
	ans := kiosk.Answer{Order: o.number, Verdict: kiosk.VerdictClosed}
	switch o.state {
	case orderPaid:
		if ans.Verdict = g.profile.closePaid; ans.Verdict == kiosk.VerdictPaid {
			g.name(&ans, o)
		}
		return ans
	case orderFailed:
		return ans
	}
	if g.w.faulty() && g.w.dice.chance(g.idleClose) {
		g.w.count(FaultIdleClose)
		g.w.note("gateway", "says that order %s is closed, and it is not", o.number)
		return ans
	}
	o.state = orderClosed
	if g.profile.noticeClosed {
		g.notify(o, kiosk.VerdictClosed)
	}
	return ans
}

// final reports whether nothing can change o any more.
func (o *order) final(now time.Duration) bool {
	return o.state != orderOpen && o.state != orderConfirming || now > o.payableUntil
}
