package kiosk

import (
	"slices"
	"time"
)

// Wallet is the app that the customer pays with.
type Wallet string

// The wallets. The values stand in the ledger and in exports.
const (
	WeChat        Wallet = "wechat"
	Alipay        Wallet = "alipay"
	UnionPay      Wallet = "unionpay"
	Cash          Wallet = "cash" // no app: notes and coins in the drawer
	WalletUnknown Wallet = "unknown"
)

// Text is the wallet's name; that of one that the till does not know is
// WalletUnknown's.
func (w Wallet) Text() Text {
	switch w {
	case WeChat:
		return Text{ID: "wallet.wechat"}
	case Alipay:
		return Text{ID: "wallet.alipay"}
	case UnionPay:
		return Text{ID: "wallet.unionpay"}
	case Cash:
		return Text{ID: "wallet.cash"}
	}
	return Text{ID: "wallet.unknown"}
}

// known is Text for where a wallet that is not known is not mentioned.
func (w Wallet) known() Text {
	if t := w.Text(); t.ID != WalletUnknown.Text().ID {
		return t
	}
	return Text{}
}

// Rail is a payment's way to the gateway.
type Rail string

// The rails.
const (
	RailQR   Rail = "qr"   // the customer scans the screen
	RailCode Rail = "code" // the till scans the customer's code; a face terminal sends one too
	RailMini Rail = "mini" // the shop's mini-program
	RailCash Rail = "cash" // over the counter: no gateway knows of it
)

// ProviderCash is the Provider of a payment that went to no gateway.
const ProviderCash = "cash"

// State of one payment, as far as is known.
type State string

// The states of a payment; Moves says which may follow which.
const (
	StateCreated State = "created" // on record, and perhaps on its way
	StateWaiting State = "waiting" // the gateway knows it, nobody has paid yet
	StatePaid    State = "paid"    // proven by the gateway or said by a manager
	StateFailed  State = "failed"  // the gateway said no before money moved, or nothing was sent
	StateClosed  State = "closed"  // it can no longer be paid
	StateUnknown State = "unknown" // the answer was lost or does not fit
)

// moves is the one table of allowed changes of state.
//
//	created ─▶ waiting ─▶ paid | failed | closed
//	   │          └─────▶ unknown   its deadline passed, or an answer did not fit
//	   ├─▶ paid | failed            the first answer decided it
//	   ├─▶ closed                   its QR never reached the till, so nobody can pay it
//	   └─▶ unknown ─▶ waiting | paid | failed | closed
//	failed | closed ─▶ paid         late money: always with an alarm
var moves = map[State][]State{
	StateCreated: {StateWaiting, StatePaid, StateFailed, StateClosed, StateUnknown},
	StateWaiting: {StatePaid, StateFailed, StateClosed, StateUnknown},
	StateUnknown: {StateWaiting, StatePaid, StateFailed, StateClosed},
	StateFailed:  {StatePaid},
	StateClosed:  {StatePaid},
	StatePaid:    {},
}

// CanMove reports whether a payment in state from may become to. Staying where
// it is is no move.
func CanMove(from, to State) bool {
	return slices.Contains(moves[from], to)
}

// Final reports whether s is an end state. Only late money leaves one.
func (s State) Final() bool { return s == StatePaid || s == StateFailed || s == StateClosed }

// SaleID names one sale of this till.
type SaleID string

// SaleState of a sale.
type SaleState string

// The states of a sale. Only an open sale may have a QR on show or send a code.
const (
	SaleOpen      SaleState = "open"
	SalePaid      SaleState = "paid"
	SaleAbandoned SaleState = "left"   // cancelled, timed out, or cut off by a crash
	SaleParked    SaleState = "parked" // its payment is unknown; the cashier sells on
)

// Sale of one amount, opened by the cashier. A new amount is a new sale.
type Sale struct {
	ID            SaleID
	Amount        Fen
	State         SaleState
	OpenedAt      time.Time
	AbandonedAt   time.Time     // when it was left or parked; zero while open
	AbandonReason AbandonReason // why it was left; empty while open
	PaidBy        OrderNo       // the payment that paid for it, also late; a second one is an incident
	Version       int           // counts its writes, for compare-and-set in the ledger
}

// AbandonReason is the reason for which a sale was let go.
type AbandonReason string

// The reasons.
const (
	AbandonCancelled AbandonReason = "cancelled"
	AbandonTimeout   AbandonReason = "timeout"
	AbandonRestart   AbandonReason = "restart"
	AbandonParked    AbandonReason = "parked"
)

// Payment is one order at a gateway for a sale. It is a plain value; the ledger
// keeps every field.
type Payment struct {
	OrderNo        OrderNo
	Sale           SaleID
	Amount         Fen
	Wallet         Wallet
	Rail           Rail
	Face           bool   // the code came from a face terminal
	CodeTail       string // last 4 of the code, never more
	Entered        bool   // the order existed; the cashier entered its GatewayOrderNo
	Provider       string // gateway's name in the config
	State          State
	GatewayOrderNo string // the number to query by: the gateway's where it makes one, else OrderNo once it was sent
	TradeNo        string // the wallet's own number, when told
	QR             string // the QR's text while it may be shown
	Payer          string // masked account, as the gateway gives it
	CreatedAt      time.Time
	SentAt         time.Time // when the request was handed to the network
	PaidAt         time.Time // the gateway's time when told, else when the till learnt it
	ReleasedAt     time.Time // when the till let it go: another rail, cancel, timeout, restart
	PollUntil      time.Time // left payments are asked about until then
	Late           bool      // money came after its sale had been let go
	LateDone       LateDone  // what people decided about late money
	Refunded       Fen
	Incident       Incident // an answer that did not fit; people must see it
	Note           Reason   // of the last change
	Cashier        string
	Version        int // counts its writes, for compare-and-set in the ledger
}

// Channel is the rail as the export names it: qr, code, face, mini or cash.
func (p *Payment) Channel() string {
	if p.Face {
		return "face"
	}
	return string(p.Rail)
}

// LateDone is a decision about late money.
type LateDone string

// The decisions; empty means that the alarm still stands.
const (
	LateAccepted LateDone = "accepted"         // counts as paid
	LateByHand   LateDone = "refunded_by_hand" // a manager gave it back outside this till
	LateRefunded LateDone = "refunded"         // the gateway gave it back
)

// Incident names an answer that contradicts the payment it was about.
type Incident string

// The incidents.
const (
	IncidentAmount  Incident = "wrong_amount" // the gateway says paid, with another amount
	IncidentOrder   Incident = "wrong_order"  // the answer is about another order
	IncidentDoubled Incident = "paid_twice"   // a second payment of one sale was taken
	// IncidentRefunded: money went back that was told to have stayed: by a refund that had
	// come to nothing, or by a reversal after the answer "paid".
	IncidentRefunded Incident = "refunded_after_all"
)
