package payments

import (
	"math/rand/v2"
	"time"

	"facepay/kiosk"
)

// Book holds the open sale, every payment and refund that the till still follows, and
// what is known of the gateway.
type Book struct {
	settings kiosk.Settings
	*Turn

	sales    map[kiosk.SaleID]*kiosk.Sale // of all payments below, and the open one
	payments []*Item                      // oldest first
	refunds  []*RefundItem                // oldest first, of payments above
	counter  counter
	cashier  string    // named on each new payment, "" for nobody
	recovery *recovery // nil once the till may sell
	attended attended

	numbers       orderNumbers
	payCodes      payCodes
	calls         gatewayCalls
	link          link
	notifications notifications
	totals        totals
	committed     struct { // totals of the last step that is surely on record
		last  *kiosk.LastSale
		today kiosk.Fen
	}
}

// counter is the sale at the counter.
type counter struct {
	sale   *kiosk.Sale // nil between sales
	opened time.Time
	active time.Time // when something last happened at it
}

// attended are the payments that somebody is at: one whose refund is being entered is
// not forgotten, and of one that a manager decides about no refund is sent.
type attended struct{ refund, decision kiosk.OrderNo }

// orderNumbers makes the till's order numbers and keeps the gateway's.
type orderNumbers struct {
	rng    *rand.Rand
	owners map[string]kiosk.OrderNo // of the gateway's numbers of this run
}

// payCodes are the codes that were spent a short while ago.
type payCodes struct{ spent []spentTail }

// gatewayCalls are the calls that have not been answered.
type gatewayCalls struct {
	last uint64 // ID of the newest
	// inFlight outlives a Reload, as the calls do.
	inFlight map[uint64]subject
	overdue  uint64 // the call that the longest overdue payment had last
	// redelivered are the answers that the last Loaded took up again, until that
	// step is surely on record.
	redelivered []kiosk.Event
}

// subject of a call: a payment, a refund, or neither for a ping.
type subject struct {
	wallet  kiosk.Wallet
	payment kiosk.OrderNo
	refund  kiosk.RefundNo
}

// link is the gateway and the way to it, as far as calls have shown.
type link struct {
	rails  []*rail // one, unless wallets have gateways of their own
	last   *rail   // that answered last
	pingAt time.Time
}

// rail is a gateway that is reached by itself.
type rail struct {
	wallet   kiosk.Wallet // "" of the one that has all
	status   kiosk.GatewayStatus
	calledAt time.Time // when it last answered a call, or the call was given up
	busy     busy
}

// notifications are those that wait, and whether they reach this till.
type notifications struct {
	waiting   []waitingNotification // for what the ledger has on their payments
	refunds   []refundNotification  // for what the gateway says of refunds that it had refused
	listening bool                  // they reach this till now
	lastAt    time.Time             // when the last one about a payment of this till came
}

// totals are the last sale and the day's sum.
type totals struct {
	last    *kiosk.LastSale
	today   kiosk.Fen
	day     kiosk.Day // that today adds up
	countAt time.Time // it could not be read; tried again then
}

// NewBook returns an empty book whose steps are turn's.
func NewBook(s kiosk.Settings, turn *Turn) *Book {
	return &Book{
		settings: s, Turn: turn, sales: map[kiosk.SaleID]*kiosk.Sale{},
		numbers: orderNumbers{rand.New(rand.NewChaCha8(s.Seed)), map[string]kiosk.OrderNo{}},
		calls:   gatewayCalls{inFlight: map[uint64]subject{}},
		link:    newLink(s.Rails),
	}
}

// Sale at the counter, nil between sales.
func (b *Book) Sale() *kiosk.Sale { return b.counter.sale }

// SaleOpenedSteady is the time at which the open sale began, by the steady clock.
func (b *Book) SaleOpenedSteady() time.Time { return b.counter.opened }

// SaleOf returns p's sale, nil for one that only the ledger knows.
func (b *Book) SaleOf(p *Item) *kiosk.Sale { return b.sales[p.Sale] }

// NoteActivity begins the idle time of the open sale anew: somebody is at it.
func (b *Book) NoteActivity() { b.counter.active = b.Now }

// SellAs names who sells on each payment from now on.
func (b *Book) SellAs(called string) { b.cashier = called }

// Payments that are followed, oldest first. They and the slice are only to be read.
func (b *Book) Payments() []*Item { return b.payments }

// Refunds of these payments, oldest first. They and the slice are only to be read.
func (b *Book) Refunds() []*RefundItem { return b.refunds }

// Recovering reports whether the till still finds out, after its start, what became of
// the payments that were open. It sells nothing until then.
func (b *Book) Recovering() bool { return b.recovery != nil }

// Attend names the payment whose refund is being entered and the one whose refund a
// manager decides about, "" for none. The first is not forgotten; no refund of the
// second is sent.
func (b *Book) Attend(refund, decision kiosk.OrderNo) { b.attended = attended{refund, decision} }

// GatewayStatus is the gateway's light, by the calls of this run: where wallets have
// gateways of their own, that of the one that has been in trouble longest. Since is by the
// steady clock.
func (b *Book) GatewayStatus() kiosk.GatewayStatus { return b.link.shown(b.link.worst()) }

// GatewayStatusOf is the light of p's gateway.
func (b *Book) GatewayStatusOf(p *Item) kiosk.GatewayStatus { return b.link.shown(b.railOf(p.Wallet)) }

// LastSale is the newest sale that ended, nil before the first. What it points to does
// not change.
func (b *Book) LastSale() *kiosk.LastSale { return b.totals.last }

// Today is the sum of what was paid on the day shown, refunds not taken off.
func (b *Book) Today() kiosk.Fen { return b.totals.today }

// Redelivered are the answers that the last Restore took up again, until that step is
// on record.
func (b *Book) Redelivered() []kiosk.Event { return b.calls.redelivered }

// CallEnded forgets a call whose answer cannot be taken now.
func (b *Book) CallEnded(id uint64) { delete(b.calls.inFlight, id) }
