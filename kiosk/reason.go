package kiosk

import (
	"slices"
	"strings"
)

// Reason of a payment's or refund's state, and of a record. Its words stand in the ledger, its events and the exports, and each has
// a text in the catalogues under "screen.note." or, with particulars, in Texts. The
// reasons of other types (AbandonReason, Incident, LateDone) are among them by their own
// words.
type Reason string

// Reasons without particulars.
const (
	ReasonNotSent       Reason = "not_sent"       // the request never left
	ReasonNeverShown    Reason = "never_shown"    // its QR never reached the till
	ReasonNeverOpened   Reason = "never_opened"   // no mini-program asked for it
	ReasonNoAnswer      Reason = "no_answer"      // the answer was lost
	ReasonDeadline      Reason = "deadline"       // a code's time is over
	ReasonExpired       Reason = "expired"        // the time of asking is over
	ReasonGatewaySilent Reason = "unheard"        // it was let go while its gateway was silent
	ReasonEnteredAgain  Reason = "entered_again"  // another payment is of its order
	ReasonOtherGateway  Reason = "other_gateway"  // it is open at a gateway that is not in use any more
	ReasonNotified      Reason = "noticed"        // it had come to nothing, and a notification says paid
	ReasonPaidAfterAll  Reason = "paid_after_all" // a manager had said that it was not
	ReasonOtherRail     Reason = "other_rail"     // the customer pays another way
	ReasonShownAgain    Reason = "shown_again"    // its QR is back on show
	ReasonManager       Reason = "manager"        // a person with the PIN said so, see Manager
	ReasonRefundPending Reason = "pending"        // accepted by the gateway; it will be done later
	ReasonWrongRefund   Reason = "wrong_refund"   // the answer names another refund
	ReasonWrongTotal    Reason = "wrong_total"    // it does not add up with what went back before
)

// Reasons that are followed by particulars; GatewaySaid and OtherAmount make
// them.
const (
	ReasonGateway     Reason = "gateway"
	ReasonOtherAmount Reason = "other_amount"
)

// gatewayWords begins the gateway's own words, so that they are never taken for
// the till's.
const gatewayWords = string(ReasonGateway) + ": "

// GatewaySaid is the gateway's own words as a reason, none for none.
func GatewaySaid(words string) Reason {
	if words == "" {
		return ""
	}
	return Reason(gatewayWords + words)
}

// Manager is a manager's decision and from where the manager knows.
func Manager(e Evidence) Reason { return ReasonManager + " " + Reason(e) }

// OtherAmount is the amount that the gateway named instead of the payment's.
func OtherAmount(theirs Fen) Reason { return ReasonOtherAmount + " " + Reason(theirs.Yuan()) }

// Parse takes r apart: the reason without its particulars, and these, which are
// the gateway's words, a manager's Evidence or an amount.
func (r Reason) Parse() (reason Reason, particulars string) {
	if words, ok := strings.CutPrefix(string(r), gatewayWords); ok {
		return ReasonGateway, words
	}
	word, particulars, _ := strings.Cut(string(r), " ")
	if w := Reason(word); w == ReasonManager || w == ReasonOtherAmount {
		return w, particulars
	}
	return r, ""
}

// Managed reports whether r is a manager's decision.
func (r Reason) Managed() bool {
	reason, _ := r.Parse()
	return reason == ReasonManager
}

// Misfit reports whether r is an answer about a refund that does not fit it.
func (r Reason) Misfit() bool {
	return slices.Contains([]Reason{Reason(IncidentAmount), Reason(IncidentOrder), ReasonWrongRefund, ReasonWrongTotal}, r)
}

// Evidence is from where a manager knows what became of a payment. Its words
// stand in the ledger and in exports, behind "manager ".
type Evidence string

// The kinds of evidence.
const (
	EvidenceInApp    Evidence = "merchant_app"     // the merchant's app or back office has it
	EvidenceBill     Evidence = "wallet_bill"      // the customer's wallet shows it
	EvidenceSupport  Evidence = "gateway_support"  // the gateway's people said so
	EvidenceNotInApp Evidence = "not_in_app"       // the merchant's app has it not
	EvidenceNoBill   Evidence = "no_bill"          // the customer's wallet shows nothing
	EvidenceOtherWay Evidence = "paid_another_way" // the customer paid another way
)

// allEvidence lists every kind of evidence.
var allEvidence = []Evidence{EvidenceInApp, EvidenceBill, EvidenceSupport, EvidenceNotInApp, EvidenceNoBill, EvidenceOtherWay}

// RecordReasons are the reasons that a record of each kind can have, beside none.
// What stands in a record of any other kind is a number, an amount or the like.
var RecordReasons = map[RecordKind][]Reason{
	RecordSaleEnded: {Reason(AbandonCancelled), Reason(AbandonTimeout), Reason(AbandonRestart), Reason(AbandonParked)},
	RecordMoved: {ReasonNotSent, ReasonNeverShown, ReasonNeverOpened, ReasonNoAnswer, ReasonDeadline, ReasonGatewaySilent,
		ReasonEnteredAgain, ReasonPaidAfterAll, ReasonShownAgain, ReasonGateway, ReasonOtherAmount,
		Reason(IncidentAmount), Reason(IncidentOrder)},
	RecordReleased:     {ReasonOtherRail, Reason(SaleAbandoned), Reason(SalePaid), Reason(SaleParked), Reason(AbandonRestart)},
	RecordLate:         {Reason(IncidentDoubled)},
	RecordIncident:     {Reason(IncidentAmount), Reason(IncidentOrder), Reason(IncidentRefunded), ReasonWrongRefund, ReasonWrongTotal},
	RecordDecided:      {ReasonManager},
	RecordPollingEnded: {ReasonExpired, ReasonEnteredAgain, ReasonOtherGateway},
	RecordLateDone:     {Reason(LateAccepted), Reason(LateByHand), Reason(LateRefunded)},
	RecordRefundMoved: {ReasonNotSent, ReasonNoAnswer, ReasonExpired, ReasonRefundPending, ReasonWrongRefund, ReasonWrongTotal,
		ReasonGateway, Reason(IncidentAmount), Reason(IncidentOrder)},
	RecordRefundDecided: {ReasonManager},
}

// Reason takes r's note apart as Reason.Parse does; ok is false for a note that
// no till writes in such a record.
func (r *Record) Reason() (reason Reason, particulars string, ok bool) {
	note := strings.TrimSpace(r.Note)
	if r.Kind == RecordSaleEnded { // the sale's state stands before it
		_, note, _ = strings.Cut(note, " ")
	}
	if _, reasoned := RecordReasons[r.Kind]; note == "" || !reasoned {
		return "", note, true
	}
	reason, particulars = Reason(note).Parse()
	if !slices.Contains(RecordReasons[r.Kind], reason) {
		return "", note, false
	}
	return reason, particulars, true
}
