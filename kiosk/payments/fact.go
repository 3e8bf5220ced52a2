package payments

import "facepay/kiosk"

// FactKind says what has happened to a payment, a refund or the open sale.
type FactKind string

// The kinds of fact; the till's reactions say which line and which sound each has.
const (
	Opened                  FactKind = "opened"      // a QR's order is being made
	CodeSent                FactKind = "code_sent"   // a code is on its way
	LinkShown               FactKind = "link_shown"  // a mini-program's link is on show
	LinkOpened              FactKind = "link_opened" // a mini-program opened it
	ParamsSent              FactKind = "params_sent" // and has what its wallet needs
	QRShown                 FactKind = "qr_shown"
	NotSent                 FactKind = "not_sent"     // proven that no request left
	Refused                 FactKind = "refused"      // Words: the gateway's reason
	NeverShown              FactKind = "never_shown"  // its QR never came
	OtherAmount             FactKind = "other_amount" // Amount: the gateway's
	OrderTaken              FactKind = "order_taken"  // its order was paid meanwhile
	Confirming              FactKind = "confirming"   // the customer is at it
	NotScanned              FactKind = "not_scanned"  // not paid yet
	Closed                  FactKind = "closed"
	CameToNothing           FactKind = "nothing_came"     // at the counter; it came to nothing
	CameToNothingOthersOpen FactKind = "nothing_came_yet" // and another of its sale may have been paid
	BecameUnknown           FactKind = "doubted"          // an answer was lost, or its time is over
	Contradicted            FactKind = "contradicted"     // an answer does not fit
	ContradictedAgain       FactKind = "contradicted_again"
	Paid                    FactKind = "paid"
	SalePaid                FactKind = "sale_won"       // Sale ended with its money
	SaleAbandoned           FactKind = "sale_abandoned" // Sale ended without
	PaidLate                FactKind = "late"           // its money came when its sale was over
	LateDecided             FactKind = "late_answered"  // somebody said what becomes of that
	DecidedPaid             FactKind = "said_paid"      // a manager did
	DecidedUnpaid           FactKind = "said_unpaid"
	ManualQuery             FactKind = "asked_now"           // because somebody wants to know
	AnswerNoted             FactKind = "heard"               // Summary: what the answer said
	RefundBecameUnknown     FactKind = "refund_doubted"      // Amount: the refund's
	RefundContradicted      FactKind = "refund_contradicted" // Amount: the refund's
	RefundedAfterAll        FactKind = "refunded_after_all"  // Amount: the refund's
	GatewayUp               FactKind = "gateway_heard"
	GatewayDown             FactKind = "gateway_lost"
	RefundAcknowledged      FactKind = "refund_seen" // somebody answered that
)

// Fact is something that has happened to a payment, in no language: what the
// screens and the voice make of it is theirs.
type Fact struct {
	Kind    FactKind
	Payment kiosk.Payment // as it was then
	Open    bool          // it is of the open sale
	Sale    kiosk.Sale    // SaleWon, SaleEndedUnpaid
	Words   string
	Amount  kiosk.Fen
	Summary Summary
	Manual  bool // Heard: somebody had asked for it
	// Resolved, Heard: with this answer it has left the list of what needs people.
	Resolved bool
	// GatewaySilent, SaleEndedUnpaid: its gateway was silent.
	GatewaySilent bool
}

// fact notes what has happened to p.
func (b *Book) fact(k FactKind, p *Item) { b.emit(Fact{Kind: k}, p) }

// emit notes f about p.
func (b *Book) emit(f Fact, p *Item) {
	f.Payment, f.Open = p.Payment, b.ofOpenSale(p)
	b.facts = append(b.facts, f)
}
