package payments

import "facepay/kiosk"

// FactKind of an event of a payment, a refund, the open sale or the gateway.
type FactKind int

// The kinds of fact. The till's reactions say which line and which sound each has.
const (
	_          FactKind = iota
	Opened              // a QR's order is being made
	CodeSent            // a code is on its way
	LinkShown           // a mini-program's link is on show
	LinkOpened          // a mini-program opened it
	ParamsSent          // and has what its wallet needs
	QRShown
	NotSent     // proven that no request left
	Refused     // Words: the gateway's reason
	NeverShown  // its QR never came
	OtherAmount // its order was made for another Amount
	OrderTaken  // its order was paid meanwhile
	Confirming  // the customer is at it
	NotScanned  // not paid yet
	Closed
	CameToNothing           // at the counter
	CameToNothingOthersOpen // and another of its sale may have been paid
	BecameUnknown           // an answer was lost, or its time is over
	Contradicted            // an answer does not fit
	ContradictedAgain       // also the first time
	Paid                    // of the open sale
	SalePaid                // Sale ended with its money
	SaleAbandoned           // Sale ended without
	PaidLate                // its money came when its sale was over
	LateDecided             // somebody said what becomes of that
	DecidedPaid             // a manager did
	DecidedUnpaid
	ManualQuery         // it is polled because somebody wants to know
	AnswerNoted         // Summary: of the answer
	RefundDone          // Refund: it
	RefundBecameUnknown // Amount: the refund's
	RefundContradicted  // Amount: the refund's
	RefundedAfterAll    // Amount: the refund's
	RefundAcknowledged  // somebody answered that
	GatewayUp           // also when it was before
	GatewayDown
)

// Fact is something that has happened to a payment, in no language: what the
// screens and the voice make of it is theirs.
type Fact struct {
	Kind          FactKind
	Payment       kiosk.Payment // as it was then; zero where the fact is of none
	Open          bool          // it is of the open sale
	Sale          kiosk.Sale    // SalePaid, SaleAbandoned
	GatewaySilent bool          // SaleAbandoned: a payment of it was released in a silence
	Words         string        // Refused
	Amount        kiosk.Fen     // as the kind says
	Refund        kiosk.Refund  // RefundDone
	Summary       Summary       // AnswerNoted
	Manual        bool          // AnswerNoted: somebody had asked for it
	Resolved      bool          // AnswerNoted: it has left the attention list with it
}

// fact notes what has happened to p.
func (b *Book) fact(k FactKind, p *Item) { b.emit(Fact{Kind: k}, p) }

// emit notes f about p.
func (b *Book) emit(f Fact, p *Item) {
	f.Payment, f.Open = p.Payment, b.ofOpenSale(p)
	b.facts = append(b.facts, f)
}
