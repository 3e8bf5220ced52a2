package kiosk

import (
	"math/rand/v2"
	"time"
)

// Book is the book of payments: the open sale, every payment and refund that the
// till still follows, and all rules of money. It knows no screen: what happens in
// it is told as facts.
type Book struct {
	set Settings
	*Turn
	rng *rand.Rand // of order numbers

	sales    map[SaleID]*Sale
	sale     *Sale            // the open sale, nil between sales
	payments []*item          // oldest first
	refunds  []*trackedRefund // oldest first, of payments above
	opened   time.Time        // when the open sale began
	active   time.Time        // when something last happened at it
	recovery *recovery
	// kept is the payment that a screen is about; decidedOn the one whose refund a
	// manager decides about.
	kept, decidedOn OrderNo

	tails   []spentTail
	numbers map[string]OrderNo // the gateway's order numbers of this run and whose they are

	callID uint64
	// inFlight are the calls that have not been answered, with the payment that each
	// is about. It outlives a Reload, as the calls do.
	inFlight map[uint64]OrderNo
	// refundCalls are those of them that are about a refund.
	refundCalls map[uint64]RefundNo
	overdueCall uint64 // the call that the longest overdue payment had last
	// redelivered are the answers that the last Loaded took up again, until that
	// step is surely on record.
	redelivered []Event

	gateway  GatewayStatus
	pingAt   time.Time
	calledAt time.Time // when the gateway last answered a call, or the call was given up
	busy     busy

	notices       []waitingNotice // wait for what the ledger has on their payments
	refundNotices []refundNotice  // wait for what the gateway says of refunds that it had refused
	listening     bool            // notifications reach this till now
	noticedAt     time.Time       // when the last one about a payment of this till came

	last    *LastSale
	today   Fen
	day     Day       // that today adds up
	countAt time.Time // the day's sum could not be read; tried again then
}

func newBook(s Settings, turn *Turn) *Book {
	return &Book{
		set: s, Turn: turn, rng: rand.New(rand.NewChaCha8(s.Seed)),
		inFlight: map[uint64]OrderNo{}, refundCalls: map[uint64]RefundNo{}, numbers: map[string]OrderNo{},
	}
}
