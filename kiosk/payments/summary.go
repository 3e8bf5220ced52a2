package payments

import (
	"time"

	"facepay/kiosk"
)

// Summary of an answer about a payment or its refund, for people.
type Summary struct {
	Kind     SummaryKind
	Words    string             // SummaryWords, SummaryNotClosed: the gateway's own
	Fault    kiosk.GatewayState // SummaryFault: why the call had no answer
	Incident kiosk.Incident     // SummaryIncident
}

// SummaryKind of an answer, "" where none has come.
type SummaryKind string

// The kinds of summary.
const (
	SummaryPaid          SummaryKind = "paid"
	SummaryWaiting       SummaryKind = "waiting"
	SummaryScanned       SummaryKind = "scanned"
	SummaryClosing       SummaryKind = "closing"    // its effect is not checked yet
	SummaryNotClosed     SummaryKind = "not_closed" // Words
	SummaryClosed        SummaryKind = "closed"
	SummaryWords         SummaryKind = "words" // nothing but Words
	SummaryUnclear       SummaryKind = "unclear"
	SummaryRefundDone    SummaryKind = "refund_done"
	SummaryRefundPending SummaryKind = "refund_pending"
	SummaryRefundRefused SummaryKind = "refund_refused"
	SummaryFault         SummaryKind = "fault"    // Fault
	SummaryIncident      SummaryKind = "incident" // Incident
)

// LastAnswer is the newest answer about a payment.
type LastAnswer struct {
	Summary
	At time.Time // by the wall clock
}

// summary of the answer e about p, after it was taken.
func (b *Book) summary(p *Item, e kiosk.Answered) Summary {
	if fault := kiosk.FaultOf(e.Err); e.Err != nil && fault != kiosk.GatewayUntried {
		return Summary{Kind: SummaryFault, Fault: fault}
	}
	if e.Call.Kind == kiosk.CallRefund || e.Call.Kind == kiosk.CallRefundQuery {
		return refundSummary(e.Refund)
	}
	switch {
	case p.State == kiosk.StatePaid:
		return Summary{Kind: SummaryPaid}
	case p.contradicted():
		return Summary{Kind: SummaryIncident, Incident: p.Incident}
	case e.Answer.Order != "" && p.GatewayOrderNo != "" && e.Answer.Order != p.GatewayOrderNo:
		return Summary{Kind: SummaryIncident, Incident: kiosk.IncidentOrder}
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
			return Summary{Kind: SummaryNotClosed, Words: words}
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
	return Summary{Kind: SummaryWords, Words: words}
}
