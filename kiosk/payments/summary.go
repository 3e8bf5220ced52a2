package payments

import (
	"facepay/kiosk"
	"time"
)

// Summary is what an answer said of a payment or of its refund, in short.
type Summary struct {
	Kind  SummaryKind
	Words string // the gateway's own
}

// SummaryKind says what an answer said. Its words are the texts of the catalogue
// that tell it.
type SummaryKind string

// The kinds of summary. A failed call's is silent, unreachable, garbage or busy, as
// the gateway's light is.
const (
	SaidPaidKind      SummaryKind = "said.paid"
	SaidWaiting       SummaryKind = "said.waiting"
	SaidScanned       SummaryKind = "story.scanned"
	SaidClosing       SummaryKind = "said.closing"
	SaidNotClosed     SummaryKind = "said.not_closed"
	SaidClosed        SummaryKind = "said.closed"
	SaidWords         SummaryKind = "said.reason"
	SaidUnclear       SummaryKind = "said.unclear"
	SaidRefundDone    SummaryKind = "story.refund_done"
	SaidRefundPending SummaryKind = "story.refund_pending"
	SaidRefundRefused SummaryKind = "story.refund_refused"
	summaryOfState    SummaryKind = "said."  // with a GatewayState
	summaryOfIncident SummaryKind = "story." // with an Incident
)

// heard is an answer's Summary and when it came, by the wall clock.
type heard struct {
	At   time.Time
	Said Summary
}

// summary is what the answer e said about p, after it was taken.
func (b *Book) summary(p *Item, e kiosk.Answered) Summary {
	if fault := kiosk.FaultOf(e.Err); e.Err != nil && fault != kiosk.GatewayUntried {
		return Summary{Kind: summaryOfState + SummaryKind(fault)}
	}
	if e.Call.Kind == kiosk.CallRefund || e.Call.Kind == kiosk.CallRefundQuery {
		return refundSummary(e.Refund)
	}
	switch {
	case p.State == kiosk.StatePaid:
		return Summary{Kind: SaidPaidKind}
	case p.contradicted():
		return Summary{Kind: summaryOfIncident + SummaryKind(p.Incident)}
	case e.Answer.Order != "" && p.GatewayOrderNo != "" && e.Answer.Order != p.GatewayOrderNo:
		return Summary{Kind: summaryOfIncident + SummaryKind(kiosk.IncidentOrder)}
	}
	words := e.Answer.Reason
	switch v := e.Answer.Verdict; {
	case v == kiosk.VerdictWaiting:
		return Summary{Kind: SaidWaiting}
	case v == kiosk.VerdictConfirming:
		return Summary{Kind: SaidScanned}
	case e.Call.Kind == kiosk.CallClose && p.checkClose && v == kiosk.VerdictClosed:
		return Summary{Kind: SaidClosing}
	case e.Call.Kind == kiosk.CallClose && (p.checkClose || !p.State.Final()):
		if words != "" { // it proves nothing, whatever it says
			return Summary{SaidNotClosed, words}
		}
	case v == kiosk.VerdictFailed, v == kiosk.VerdictClosed:
		return Summary{Kind: SaidClosed}
	}
	return inWords(words)
}

func refundSummary(a kiosk.RefundAnswer) Summary {
	switch a.Verdict {
	case kiosk.RefundSaidDone:
		return Summary{Kind: SaidRefundDone}
	case kiosk.RefundSaidPending:
		return Summary{Kind: SaidRefundPending}
	case kiosk.RefundSaidRefused:
		return Summary{Kind: SaidRefundRefused}
	}
	return inWords(a.Reason)
}

func inWords(words string) Summary {
	if words == "" {
		return Summary{Kind: SaidUnclear}
	}
	return Summary{SaidWords, words}
}
