package practice

import (
	"errors"
	"time"

	"facepay/kiosk"
)

// State is what became of an order, in the gateway's own ledger.
type State string

// The states. Paid is final; the others can still be paid late.
const (
	StateCreated    State = "created"    // a QR that nobody has scanned
	StateConfirming State = "confirming" // scanned, or the wallet asks for the password
	StatePaid       State = "paid"
	StateRefused    State = "refused" // by the customer or the wallet
	StateExpired    State = "expired" // its validity passed
)

// Open reports whether a customer can still pay in the ordinary way.
func (s State) Open() bool { return s == StateCreated || s == StateConfirming }

// Refusal is why an order was refused.
type Refusal string

// The refusals.
const (
	RefusedByCustomer Refusal = "customer"
	RefusedBalance    Refusal = "balance"
	RefusedCode       Refusal = "code_expired"
)

// Order is one order as the gateway knows it. It is a plain value.
type Order struct {
	No      string       `json:"no"`       // the gateway's order number (lepay: out_trade_no)
	TradeNo string       `json:"trade_no"` // the wallet's number, once the wallet knows the order
	Dialect string       `json:"dialect"`
	Store   string       `json:"store"`
	Amount  kiosk.Fen    `json:"amount_fen"`
	Wallet  kiosk.Wallet `json:"wallet"`
	Rail    kiosk.Rail   `json:"rail"`
	State   State        `json:"state"`
	Refusal Refusal      `json:"refusal,omitempty"`
	QR      string       `json:"qr,omitempty"`
	// CodeTail is the last 4 of the code that it was charged by.
	CodeTail string `json:"code_tail,omitempty"`
	// CodeSent counts how many requests carried that code, lost ones too.
	CodeSent int `json:"code_sent,omitempty"`
	// Charges counts how many times the customer was charged.
	Charges int `json:"charges"`
	// Late tells that it was paid after it had expired or been refused.
	Late      bool      `json:"late,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	ScannedAt time.Time `json:"scanned_at,omitzero"`
	SettledAt time.Time `json:"settled_at,omitzero"` // paid or refused
}

// CodeUse is one payment code that was seen, without the code.
type CodeUse struct {
	Tail string `json:"tail"`
	// Sent counts the requests that carried it, lost ones too.
	Sent int `json:"sent"`
	// Order is the order that it was spent on, "" when it was not taken.
	Order string `json:"order,omitempty"`
}

// Ledger is everything that the gateway remembers.
type Ledger struct {
	Orders []Order   `json:"orders"` // oldest first
	Codes  []CodeUse `json:"codes"`  // oldest first
	// Taken is the sum of all charges, in fen.
	Taken kiosk.Fen `json:"taken_fen"`
	// Requests counts the requests of each route since the gateway started,
	// such as "lepay/tofastpay".
	Requests map[string]int `json:"requests"`
}

// Order finds an order by its number.
func (l Ledger) Order(no string) (Order, bool) {
	for _, o := range l.Orders {
		if o.No == no {
			return o, true
		}
	}
	return Order{}, false
}

// Action is what a customer does with an order.
type Action string

// The actions.
const (
	ActionPay     Action = "pay"
	ActionRefuse  Action = "refuse"
	ActionScan    Action = "scan"
	ActionPayLate Action = "pay-late" // pays whatever the till did in the meantime
)

// Why an action or a request was not carried out. Client returns the same
// errors.
var (
	ErrNoOrder  = errors.New("no such order")
	ErrSettled  = errors.New("the order is settled already")
	ErrCodeUsed = errors.New("the payment code was used before")
	ErrFull     = errors.New("too many open orders")
)

// apply is the one place where a customer changes an order.
func (o Order) apply(a Action, now time.Time) (Order, error) {
	switch {
	case o.State == StatePaid, a != ActionPayLate && !o.State.Open():
		return o, ErrSettled
	case a == ActionScan:
		if o.State == StateConfirming {
			return o, nil
		}
		o.State, o.ScannedAt = StateConfirming, now
	case a == ActionRefuse:
		if o.ScannedAt.IsZero() {
			o.ScannedAt = now // only what was scanned can be refused
		}
		o.State, o.Refusal, o.SettledAt = StateRefused, RefusedByCustomer, now
	case a == ActionPay, a == ActionPayLate:
		o.Late = !o.State.Open()
		if o.ScannedAt.IsZero() {
			o.ScannedAt = now
		}
		o.State, o.Refusal, o.SettledAt = StatePaid, "", now
		o.Charges++
	default:
		return o, errors.New("no such action")
	}
	if o.TradeNo == "" {
		o.TradeNo = newTradeNo(o.Wallet, now)
	}
	return o, nil
}

// at is the order as it stands at now: an open one expires with its validity.
func (o Order) at(now time.Time) Order {
	if o.State.Open() && now.After(o.ExpiresAt) {
		o.State = StateExpired
	}
	return o
}
