package kiosk

import (
	"slices"
	"strings"
	"time"
)

// RefundNo is the till's own number of a refund, of the same kind as OrderNo.
// Every retry of a refund carries the same one.
type RefundNo string

// RefundReason is why money goes back. The words go to the gateway, which may refuse
// none, and onto record.
type RefundReason string

// The reasons.
const (
	RefundNoReason    RefundReason = "refund" // nobody chose one
	RefundReturned    RefundReason = "goods returned"
	RefundWrongAmount RefundReason = "wrong amount"
	RefundPaidTwice   RefundReason = "paid twice"
	RefundOther       RefundReason = "other reason"
	RefundLatePayment RefundReason = "late payment"
	// RefundReversed: nobody asked for it; a reversal of the payment gave it back after the
	// wallet had said "paid".
	RefundReversed RefundReason = "reversed"
)

// RefundReasons are those that people choose from.
var RefundReasons = []RefundReason{RefundReturned, RefundWrongAmount, RefundPaidTwice, RefundOther}

// Text is the reason in people's words; nothing for RefundNoReason and for what is no reason
// of this list.
func (r RefundReason) Text() Text {
	if r == RefundLatePayment || r == RefundReversed || slices.Contains(RefundReasons, r) {
		return T("refund_reason." + strings.ReplaceAll(string(r), " ", "_"))
	}
	return Text{}
}

// RefundNote is the note of a RecordRefund.
func RefundNote(amount Fen, r RefundReason) string { return amount.Yuan() + " " + string(r) }

// RefundState of one refund, as far as is known.
type RefundState string

// The states of a refund; refundMoves says which may follow which.
const (
	RefundAsked   RefundState = "asked"   // on record, and perhaps on its way or under way
	RefundUnknown RefundState = "unknown" // the answer was lost or does not fit, or it is stuck
	RefundDone    RefundState = "done"    // proven by the gateway or said by a manager
	RefundRefused RefundState = "refused" // the gateway said no, or nothing was sent
)

// refundMoves is the one table of allowed changes of a refund's state.
//
//	asked ─▶ done | refused        the gateway's word
//	  └───▶ unknown ─▶ asked       it answered that the refund is under way
//	            └────▶ done | refused, by its word or a manager's
//	refused ─▶ done                it says so after all: people must see it
var refundMoves = map[RefundState][]RefundState{
	RefundAsked:   {RefundDone, RefundRefused, RefundUnknown},
	RefundUnknown: {RefundAsked, RefundDone, RefundRefused},
	RefundRefused: {RefundDone},
	RefundDone:    {},
}

// CanRefundMove reports whether a refund in state from may become to.
func CanRefundMove(from, to RefundState) bool {
	return slices.Contains(refundMoves[from], to)
}

// Final reports whether s is an end state.
func (s RefundState) Final() bool { return s == RefundDone || s == RefundRefused }

// Refund is money going back on one payment. It is a plain value; the ledger
// keeps every field.
type Refund struct {
	No        RefundNo
	OrderNo   OrderNo // the payment that it is of
	Amount    Fen
	State     RefundState
	ByHand    bool   // given back outside of this till, said by a manager
	Reason    string // a RefundReason, for the gateway and the record; at most ReasonRunesMax
	GatewayNo string // the gateway's own number of it, when told
	AskedAt   time.Time
	DoneAt    time.Time // the gateway's time when told, else when the till learnt it
	Note      Reason    // of the last change
	Version   int       // counts its writes, for compare-and-set in the ledger
}

// Reversal reports whether nobody asked for f: a reversal of its payment gave it back.
func (f *Refund) Reversal() bool { return f.Reason == string(RefundReversed) }

// RefundVerdict is one answer's word on one refund.
type RefundVerdict string

// The verdicts.
const (
	RefundSaidDone    RefundVerdict = "done"
	RefundSaidPending RefundVerdict = "pending" // accepted; it will be done later
	RefundSaidRefused RefundVerdict = "refused" // a documented no: nothing went back
	RefundSaidStuck   RefundVerdict = "stuck"   // it left the shop and waits for a person at the gateway
	RefundSaidUnknown RefundVerdict = "unknown" // it answered, in words that prove nothing
)

// RefundAnswer is a gateway's reply about a refund, checked for form by its
// provider. The till checks that it fits.
type RefundAnswer struct {
	Verdict RefundVerdict
	// Order is the number of the payment that the reply names, "" where it names
	// none.
	Order string
	// Refund is the number of the refund that the reply names, "" where none.
	Refund string
	// Amount that this refund gave back, nil where the reply names none.
	Amount *Fen
	// Total of all refunds of the payment, nil where the reply names none.
	Total     *Fen
	GatewayNo string
	DoneAt    time.Time // zero when not told
	Reason    string    // the gateway's own words, at most ReasonRunesMax
}
