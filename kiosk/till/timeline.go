package till

import (
	"slices"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// reaction of the screens and the voice to a kind of fact.
type reaction struct {
	line   func(*payments.Fact) kiosk.Text // in the timeline of the open sale, where the fact is of it
	phrase kiosk.PhraseKind                // to be heard
	atSale bool                            // the phrase is only for the open sale's
	then   func(*Till, *payments.Fact)
}

// reactions is the one table from what happened to what people see and hear of it.
var reactions = map[payments.FactKind]reaction{
	payments.Opened: {line: func(f *payments.Fact) kiosk.Text { return kiosk.T("story.opened", "order", string(f.Payment.OrderNo)) }},
	payments.CodeSent: {line: func(f *payments.Fact) kiosk.Text {
		return kiosk.T(byFace(&f.Payment, "story.face_sent", "story.code_sent"), "tail", f.Payment.CodeTail)
	}},
	payments.LinkShown:  {line: says("story.mini_shown")},
	payments.LinkOpened: {line: says("story.mini_opened")},
	payments.ParamsSent: {line: says("story.mini_params")},
	payments.QRShown:    {line: says("story.qr_shown")},
	payments.NotSent:    {line: says("story.not_sent")},
	payments.Refused:    {line: func(f *payments.Fact) kiosk.Text { return kiosk.T("story.refused", "reason", f.Words) }},
	payments.NeverShown: {line: says("story.no_qr")},
	payments.OtherAmount: {line: func(f *payments.Fact) kiosk.Text {
		return kiosk.T("story.other_amount", "theirs", f.Amount.Grouped(), "amount", f.Payment.Amount.Grouped())
	}},
	payments.OrderTaken: {line: says("problem.order_used")},
	payments.Confirming: {line: func(f *payments.Fact) kiosk.Text {
		if f.Payment.Rail == kiosk.RailCode {
			return kiosk.T("story.confirming")
		}
		return kiosk.T("story.scanned")
	}},
	payments.NotScanned:              {line: says("story.not_scanned")},
	payments.Closed:                  {line: says("story.closed")},
	payments.CameToNothing:           {phrase: kiosk.PhraseFailed},
	payments.CameToNothingOthersOpen: {phrase: kiosk.PhraseUnknown},
	payments.BecameUnknown: {phrase: kiosk.PhraseUnknown, atSale: true, line: func(f *payments.Fact) kiosk.Text {
		if f.Payment.Note == kiosk.ReasonDeadline {
			return kiosk.T("story.deadline")
		}
		return kiosk.T("story.no_answer")
	}},
	payments.Contradicted:      {phrase: kiosk.PhraseUnknown},
	payments.ContradictedAgain: {line: func(f *payments.Fact) kiosk.Text { return kiosk.T("story." + string(f.Payment.Incident)) }},
	payments.Paid: {line: func(f *payments.Fact) kiosk.Text {
		if f.Payment.Rail == kiosk.RailCash {
			return kiosk.T("story.cash") // no gateway said so
		}
		return kiosk.T("story.paid")
	}},
	payments.SalePaid:      {phrase: kiosk.PhrasePaid, then: (*Till).saleWon},
	payments.SaleAbandoned: {then: (*Till).saleAbandoned},
	payments.PaidLate:      {phrase: kiosk.PhraseLate, then: (*Till).cameLate},
	payments.LateDecided:   {then: (*Till).cardAnswered},
	payments.DecidedPaid:   {line: says("story.manager_paid")},
	payments.DecidedUnpaid: {line: says("story.manager_unpaid")},
	payments.ManualQuery:   {line: says("said.asking")},
	payments.AnswerNoted: {line: func(f *payments.Fact) kiosk.Text {
		if f.Manual {
			return summaryText(f.Summary)
		}
		return kiosk.Text{}
	}, then: (*Till).attentionResolved},
	payments.RefundBecameUnknown: {phrase: kiosk.PhraseUnknown},
	payments.RefundContradicted:  {phrase: kiosk.PhraseUnknown},
	payments.RefundedAfterAll:    {phrase: kiosk.PhraseUnknown, then: (*Till).wentBack},
	payments.RefundDone:          {then: (*Till).refundDone},
	payments.RefundAcknowledged:  {then: (*Till).cardAnswered},
	payments.GatewayUp:           {then: func(t *Till, _ *payments.Fact) { t.health.GatewayUp() }},
	payments.GatewayDown:         {then: func(t *Till, _ *payments.Fact) { t.health.GatewayDown(t.Now) }},
}

// says is the line of a fact that has no particulars.
func says(id string) func(*payments.Fact) kiosk.Text {
	text := kiosk.T(id)
	return func(*payments.Fact) kiosk.Text { return text }
}

// tellFacts gives what has happened to the screens and the voice.
func (t *Till) tellFacts() {
	facts := t.TakeFacts()
	for i := range facts {
		f := &facts[i]
		r := reactions[f.Kind]
		if f.Open && r.line != nil {
			if line := r.line(f); !line.IsZero() {
				t.addToTimeline(line)
			}
		}
		if r.phrase != "" && (f.Open || !r.atSale) {
			amount := f.Payment.Amount
			if f.Amount > 0 {
				amount = f.Amount
			}
			t.announce(r.phrase, f.Payment.Wallet, amount)
		}
		if r.then != nil {
			r.then(t, f)
		}
	}
}

func (t *Till) saleWon(f *payments.Fact) {
	t.popAll()
	paid := f.Payment
	t.result = &resultScreen{sale: f.Sale, payment: &paid, outcome: kiosk.OutcomePaid}
	e := kiosk.Print{Payment: paid, Paper: t.settings.Receipts == kiosk.ReceiptsPaid, Drawer: t.settings.Drawer && paid.Rail == kiosk.RailCash}
	if e.Paper || e.Drawer {
		t.Effect(e)
	}
}

// refundDone prints the slip of money that went back, where receipts are printed too.
func (t *Till) refundDone(f *payments.Fact) {
	if t.settings.Receipts == kiosk.ReceiptsPaid && !f.Refund.Reversal() { // nobody is there to sign it
		t.Effect(kiosk.Print{Payment: f.Payment, Refund: &f.Refund, Paper: true})
	}
}

func (t *Till) saleAbandoned(f *payments.Fact) {
	t.amount.entry.problem = kiosk.Text{} // it was about this sale
	t.popAll()
	if f.Sale.AbandonReason == kiosk.AbandonTimeout {
		t.result = &resultScreen{sale: f.Sale, outcome: kiosk.OutcomeTimeout, gatewaySilent: f.GatewaySilent}
	}
}

func (t *Till) cameLate(f *payments.Fact) {
	delete(t.alarms.snooze, f.Payment.OrderNo) // what was put off was another alarm
	if r := t.result; r != nil && r.payment == nil && r.sale.ID == f.Payment.Sale {
		t.result = nil // it says that nobody paid; the alarm says what is so
	}
}

// wentBack takes the answer "paid" off the screens when it is so no more.
func (t *Till) wentBack(f *payments.Fact) {
	if r := t.result; r != nil && r.payment != nil && r.payment.OrderNo == f.Payment.OrderNo {
		t.result = nil
	}
}

// cardAnswered leaves the card of a payment that somebody has answered.
func (t *Till) cardAnswered(f *payments.Fact) {
	if c, ok := t.page().(*card); ok && c.order == f.Payment.OrderNo {
		t.pop(c)
		c.list.back(t, c.order)
	}
}

// attentionResolved keeps for the list the outcome of a payment that has left it.
func (t *Till) attentionResolved(f *payments.Fact) {
	switch t.page().(type) {
	case *attention, *card:
		if f.Resolved {
			t.resolved(&f.Payment, summaryText(f.Summary))
		}
	}
}

// timelineMax bounds the lines of a sale that are kept for the panel.
const timelineMax = 12

// addToTimeline adds a line to the timeline of the sale on screen.
func (t *Till) addToTimeline(text kiosk.Text) {
	if n := len(t.sale.timeline); n > 0 && t.sale.timeline[n-1].Text.Equal(text) {
		return
	}
	if len(t.sale.timeline) == timelineMax {
		t.sale.timeline = slices.Delete(slices.Clone(t.sale.timeline), 0, 1)
	}
	t.sale.timeline = append(slices.Clip(t.sale.timeline), kiosk.TimelineEntry{At: t.Wall(), Text: text})
}

// refusalText tells the cashier why a payment is not begun.
func refusalText(why payments.Refusal) kiosk.Text {
	if why == "" {
		return kiosk.Text{}
	}
	return kiosk.T("problem." + string(why))
}

// summaryTexts tell what the gateway answered.
var summaryTexts = map[payments.SummaryKind]string{
	payments.SummaryPaid: "said.paid", payments.SummaryWaiting: "said.waiting", payments.SummaryScanned: "story.scanned",
	payments.SummaryClosing: "said.closing", payments.SummaryNotClosed: "said.not_closed", payments.SummaryClosed: "said.closed",
	payments.SummaryWords: "said.reason", payments.SummaryUnclear: "said.unclear", payments.SummaryRefundDone: "story.refund_done",
	payments.SummaryRefundPending: "story.refund_pending", payments.SummaryRefundRefused: "story.refund_refused",
}

func summaryText(s payments.Summary) kiosk.Text {
	switch {
	case s.Kind == payments.SummaryFault:
		return kiosk.T("said." + string(s.Fault))
	case s.Kind == payments.SummaryIncident:
		return kiosk.T("story." + string(s.Incident))
	case s.Words != "":
		return kiosk.T(summaryTexts[s.Kind], "reason", s.Words)
	}
	return kiosk.T(summaryTexts[s.Kind])
}
