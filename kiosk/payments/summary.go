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
	SummaryPaid          SummaryKind = "said.paid"
	SummaryWaiting       SummaryKind = "said.waiting"
	SummaryScanned       SummaryKind = "story.scanned"
	SummaryClosing       SummaryKind = "said.closing"
	SummaryNotClosed     SummaryKind = "said.not_closed"
	SummaryClosed        SummaryKind = "said.closed"
	SummaryWords         SummaryKind = "said.reason"
	SummaryUnclear       SummaryKind = "said.unclear"
	SummaryRefundDone    SummaryKind = "story.refund_done"
	SummaryRefundPending SummaryKind = "story.refund_pending"
	SummaryRefundRefused SummaryKind = "story.refund_refused"
	summaryOfState       SummaryKind = "said."  // with a GatewayState
	summaryOfIncident    SummaryKind = "story." // with an Incident
)

// LastAnswer is an answer's Summary and when it came, by the wall clock.
type LastAnswer struct {
	At      time.Time
	Summary Summary
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
		return Summary{Kind: SummaryPaid}
	case p.contradicted():
		return Summary{Kind: summaryOfIncident + SummaryKind(p.Incident)}
	case e.Answer.Order != "" && p.GatewayOrderNo != "" && e.Answer.Order != p.GatewayOrderNo:
		return Summary{Kind: summaryOfIncident + SummaryKind(kiosk.IncidentOrder)}
	}
	words := e.Answer.Reason
	switch v := e.Answer.Verdict; {
	case v == kiosk.VerdictWaiting:
		return Summary{Kind: SummaryWaiting}
	case v == kiosk.VerdictConfirming:
		return Summary{Kind: SummaryScanned}
	case e.Call.Kind == kiosk.CallClose && p.checkClose && v == kiosk.VerdictClosed:
		return Summary{Kind: SummaryClosing}
	case e.Call.Kind == kiosk.CallClose && (p.checkClose || !p.State.Final()):
		if words != "" { // it proves nothing, whatever it says
			return Summary{SummaryNotClosed, words}
		}
	case v == kiosk.VerdictFailed, v == kiosk.VerdictClosed:
		return Summary{Kind: SummaryClosed}
	}
	return inWords(words)
}

func refundSummary(a kiosk.RefundAnswer) Summary {
	switch a.Verdict {
	case kiosk.RefundSaidDone:
		return Summary{Kind: SummaryRefundDone}
	case kiosk.RefundSaidPending:
		return Summary{Kind: SummaryRefundPending}
	case kiosk.RefundSaidRefused:
		return Summary{Kind: SummaryRefundRefused}
	}
	return inWords(a.Reason)
}

func inWords(words string) Summary {
	if words == "" {
		return Summary{Kind: SummaryUnclear}
	}
	return Summary{SummaryWords, words}
}
