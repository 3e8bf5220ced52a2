package practice

import (
	"errors"
	"slices"
	"time"

	"facepay/kiosk"
)

// State is an order's state. Paid is final; the others can still be paid late.
type State string

const (
	StateCreated    State = "created"    // a QR that nobody has scanned
	StateConfirming State = "confirming" // scanned, or the wallet asks for the password
	StatePaid       State = "paid"
	StateRefused    State = "refused" // by the customer or the wallet
	StateExpired    State = "expired" // its validity passed
	StateClosed     State = "closed"  // the till asked for that
)

// Open reports whether a customer can still pay in the ordinary way.
func (s State) Open() bool { return s == StateCreated || s == StateConfirming }

// Refusal is the reason of a refused order.
type Refusal string

const (
	RefusedByCustomer Refusal = "customer"
	RefusedBalance    Refusal = "balance"
	RefusedCode       Refusal = "code_expired"
)

// Order is one order as the gateway knows it. It is a plain value.
type Order struct {
	No           string       `json:"no"`            // the gateway's order number (lepay: out_trade_no)
	Own          string       `json:"own,omitempty"` // the merchant's number, where a dialect has one
	TradeNo      string       `json:"trade_no"`      // the wallet's number, once the wallet knows the order
	Dialect      string       `json:"dialect"`
	Store        string       `json:"store"`
	Amount       kiosk.Fen    `json:"amount_fen"`
	Wallet       kiosk.Wallet `json:"wallet"`
	Rail         kiosk.Rail   `json:"rail"`
	State        State        `json:"state"`
	Refusal      Refusal      `json:"refusal,omitempty"`
	QR           string       `json:"qr,omitempty"`
	CodeTail     string       `json:"code_tail,omitempty"` // the last 4 of the code that it was charged by
	CodeSent     int          `json:"code_sent,omitempty"` // requests that carried that code, lost ones too
	Charges      int          `json:"charges"`
	Late         bool         `json:"late,omitempty"`  // paid after it had expired or been refused
	Payer        string       `json:"payer,omitempty"` // of a mini-program order: an openid or a buyer id
	NotifyURL    string       `json:"notify_url,omitempty"`
	Attach       string       `json:"attach,omitempty"` // the merchant's own words, given back in notifications
	Refunded     kiosk.Fen    `json:"refunded_fen,omitempty"`
	Refunds      []Refund     `json:"refunds,omitempty"`       // oldest first
	NoticesSent  int          `json:"notices_sent,omitempty"`  // lost ones and repetitions too
	NoticesAcked int          `json:"notices_acked,omitempty"` // by the till
	// NoticeDue: the till has not acknowledged the newest state yet. It is sent
	// again when the gateway starts anew.
	NoticeDue bool      `json:"notice_due,omitempty"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	ScannedAt time.Time `json:"scanned_at,omitzero"`
	SettledAt time.Time `json:"settled_at,omitzero"` // paid, refused or closed
}

// Refund is money that went back on an order.
type Refund struct {
	No        string    `json:"no"` // the merchant's number of it, or one made up
	Amount    kiosk.Fen `json:"amount_fen"`
	At        time.Time `json:"at"`
	NoticeDue bool      `json:"notice_due,omitempty"` // the till has not acknowledged it yet
	Again     bool      `json:"-"`                    // a refund from before; nothing moved this time
}

// CodeUse is one payment code that was seen, without the code.
type CodeUse struct {
	Tail  string `json:"tail"`
	Sent  int    `json:"sent"`            // requests that carried it, lost ones too
	Order string `json:"order,omitempty"` // that it was spent on, "" when it was not taken
}

// Ledger is the gateway's whole memory.
type Ledger struct {
	Orders   []Order        `json:"orders"` // oldest first
	Codes    []CodeUse      `json:"codes"`  // oldest first
	Taken    kiosk.Fen      `json:"taken_fen"`
	Returned kiosk.Fen      `json:"returned_fen"`
	Requests map[string]int `json:"requests"` // of each route, such as "lepay/tofastpay", since the start
}

// Order finds an order by the gateway's number.
func (l Ledger) Order(no string) (Order, bool) {
	if i := slices.IndexFunc(l.Orders, func(o Order) bool { return o.No == no }); i >= 0 {
		return l.Orders[i], true
	}
	return Order{}, false
}

// Own finds the newest order with a merchant's number.
func (l Ledger) Own(own string) (Order, bool) {
	for _, o := range slices.Backward(l.Orders) {
		if o.Own == own && own != "" {
			return o, true
		}
	}
	return Order{}, false
}

// Action is a customer's action on an order.
type Action string

const (
	ActionPay     Action = "pay"
	ActionRefuse  Action = "refuse"
	ActionScan    Action = "scan"
	ActionPayLate Action = "pay-late" // pays whatever the till did in the meantime
)

// Why an action or a request was not carried out.
var (
	ErrNoOrder       = errors.New("no such order")
	ErrSettled       = errors.New("the order is settled already")
	ErrCodeUsed      = errors.New("the payment code was used before")
	ErrOwnTaken      = errors.New("the merchant's order number was used before")
	ErrFull          = errors.New("too many open orders")
	ErrField         = errors.New("a field of the order is too long")
	ErrNotPaid       = errors.New("the order is not paid")
	ErrRefundTooMuch = errors.New("more than what is left of the payment, or nothing at all")
	ErrNoRefund      = errors.New("no such refund")
	ErrNoNotice      = errors.New("there is nothing to notify of this order")
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
		o.State = StateConfirming
	case a == ActionRefuse:
		o.State, o.Refusal, o.SettledAt = StateRefused, RefusedByCustomer, now
	case a == ActionPay, a == ActionPayLate:
		o.Late = !o.State.Open()
		o.State, o.Refusal, o.SettledAt = StatePaid, "", now
		o.Charges++
	default:
		return o, errors.New("no such action")
	}
	if o.ScannedAt.IsZero() {
		o.ScannedAt = now // only what was scanned can be refused or paid
	}
	if o.TradeNo == "" {
		o.TradeNo = NewTradeNo(o.Wallet, now)
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
