package payments

import (
	"facepay/kiosk"
	"math/rand/v2"
	"time"
)

// Book is the book of payments: the open sale, every payment and refund that the
// till still follows, and all rules of money. It knows no screen: what happens in
// it is told as facts.
type Book struct {
	settings kiosk.Settings
	*Turn

	Sales    map[kiosk.SaleID]*kiosk.Sale // of all payments below, and the open one
	Payments []*Item                      // oldest first
	Refunds  []*RefundItem                // oldest first, of payments above
	Counter  saleAtCounter
	Recovery *recovery // nil once the till may sell
	Screens  attended

	numbers       orderNumbers
	payCodes      payCodes
	Requests      calls
	Link          link
	Notifications notifications
	Totals        totals
}

// saleAtCounter is the sale at the counter.
type saleAtCounter struct {
	Sale   *kiosk.Sale // nil between sales
	Opened time.Time   // when it began
	Active time.Time   // when something last happened at it
}

// attended are the payments that people are at: one on screen is not forgotten, and
// of one that a manager decides about no refund is sent.
type attended struct{ Shown, Decided kiosk.OrderNo }

// orderNumbers makes the till's order numbers and keeps the gateway's.
type orderNumbers struct {
	rng    *rand.Rand
	owners map[string]kiosk.OrderNo // of the gateway's numbers of this run
}

// payCodes are the codes that were spent a short while ago.
type payCodes struct{ spent []spentTail }

// calls are the calls of the gateway.
type calls struct {
	last uint64 // ID of the newest
	// inFlight are those that have not been answered, with the payment that each is
	// about. It outlives a Reload, as the calls do.
	InFlight map[uint64]kiosk.OrderNo
	// refunds are those of them that are about a refund.
	Refunds map[uint64]kiosk.RefundNo
	overdue uint64 // the one that the longest overdue payment had last
	// redelivered are the answers that the last Loaded took up again, until that
	// step is surely on record.
	Redelivered []kiosk.Event
}

// link is the gateway and the way to it, as far as calls have shown.
type link struct {
	Status   kiosk.GatewayStatus
	pingAt   time.Time
	calledAt time.Time // when the gateway last answered a call, or the call was given up
	busy     busy
}

// notifications are those that wait, and whether they reach this till.
type notifications struct {
	Waiting   []waitingNotification // for what the ledger has on their payments
	refunds   []refundNotification  // for what the gateway says of refunds that it had refused
	listening bool                  // they reach this till now
	lastAt    time.Time             // when the last one about a payment of this till came
}

// totals are the last sale and the day's sum.
type totals struct {
	Last    *kiosk.LastSale
	Today   kiosk.Fen
	day     kiosk.Day // that today adds up
	countAt time.Time // it could not be read; tried again then
}

func NewBook(s kiosk.Settings, turn *Turn) *Book {
	return &Book{
		settings: s, Turn: turn,
		numbers:  orderNumbers{rand.New(rand.NewChaCha8(s.Seed)), map[string]kiosk.OrderNo{}},
		Requests: calls{InFlight: map[uint64]kiosk.OrderNo{}, Refunds: map[uint64]kiosk.RefundNo{}},
	}
}
