package kiosk

import "slices"

// reaction is what the screens and the voice make of a kind of fact.
type reaction struct {
	line   func(*Fact) Text // in the timeline of the open sale, where the fact is of it
	phrase PhraseKind       // to be heard
	atSale bool             // the phrase is only for the open sale's
	then   func(*Till, *Fact)
}

// reactions is the one table from what happened to what people see and hear of it.
var reactions = map[FactKind]reaction{
	Opened:      {line: func(f *Fact) Text { return T("story.opened", "order", string(f.Payment.OrderNo)) }},
	CodeSent:    {line: func(f *Fact) Text { return T("story.code_sent", "tail", f.Payment.CodeTail) }},
	LinkShown:   {line: says("story.mini_shown")},
	LinkOpened:  {line: says("story.mini_opened")},
	ParamsSent:  {line: says("story.mini_params")},
	QRShown:     {line: says("story.qr_shown")},
	NotSentFact: {line: says("story.not_sent")},
	Refused:     {line: func(f *Fact) Text { return T("story.refused", "reason", f.Words) }},
	NeverShown:  {line: says("story.no_qr")},
	MadeForOtherAmount: {line: func(f *Fact) Text {
		return T("story.other_amount", "theirs", f.Amount.Grouped(), "amount", f.Payment.Amount.Grouped())
	}},
	OrderTaken: {line: says("problem.order_used")},
	Confirming: {line: func(f *Fact) Text {
		if f.Payment.Rail == RailCode {
			return T("story.confirming")
		}
		return T("story.scanned")
	}},
	NotScanned:     {line: says("story.not_scanned")},
	Closed:         {line: says("story.closed")},
	NothingCame:    {phrase: PhraseFailed},
	NothingCameYet: {phrase: PhraseUnknown},
	Doubted: {phrase: PhraseUnknown, atSale: true, line: func(f *Fact) Text {
		if f.Payment.Note == ReasonDeadline {
			return T("story.deadline")
		}
		return T("story.no_answer")
	}},
	Contradicted:      {phrase: PhraseUnknown},
	ContradictedAgain: {line: func(f *Fact) Text { return T("story." + string(f.Payment.Incident)) }},
	Paid:              {line: says("story.paid")},
	SaleWon:           {phrase: PhrasePaid, then: (*Till).saleWon},
	SaleEndedUnpaid:   {then: (*Till).saleAbandoned},
	Late:              {phrase: PhraseLate, then: (*Till).cameLate},
	LateAnswered:      {then: (*Till).cardAnswered},
	SaidPaid:          {line: says("story.manager_paid")},
	SaidUnpaid:        {line: says("story.manager_unpaid")},
	AskedNow:          {line: says("said.asking")},
	Heard: {line: func(f *Fact) Text {
		if f.Wanted {
			return summaryText(f.Summary)
		}
		return Text{}
	}, then: (*Till).heardOf},
	RefundDoubted:      {phrase: PhraseUnknown},
	RefundContradicted: {phrase: PhraseUnknown},
	RefundedAfterAll:   {phrase: PhraseUnknown},
	RefundSeen:         {then: (*Till).cardAnswered},
	GatewayHeard:       {then: func(t *Till, _ *Fact) { t.checks.fault = nil }},
	GatewayLost:        {then: func(t *Till, _ *Fact) { t.checks.lookInto(t.now) }},
}

// says is the line of a fact that has no particulars.
func says(id string) func(*Fact) Text {
	text := T(id)
	return func(*Fact) Text { return text }
}

// tellFacts gives what has happened to the screens and the voice.
func (t *Till) tellFacts() {
	for i := range t.facts {
		f := &t.facts[i]
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
	t.facts = t.facts[:0]
}

func (t *Till) saleWon(f *Fact) {
	t.popAll()
	paid := f.Payment
	t.result = &resultScreen{sale: f.Sale, payment: &paid, outcome: OutcomePaid}
}

func (t *Till) saleAbandoned(f *Fact) {
	t.amount.entry.problem = Text{} // it was about this sale
	t.popAll()
	if f.Sale.AbandonReason == AbandonTimeout {
		t.result = &resultScreen{sale: f.Sale, outcome: OutcomeTimeout, unheard: f.Unheard}
	}
}

func (t *Till) cameLate(f *Fact) {
	delete(t.alarms.snooze, f.Payment.OrderNo) // what was put off was another alarm
	if r := t.result; r != nil && r.payment == nil && r.sale.ID == f.Payment.Sale {
		t.result = nil // it says that nobody paid; the alarm says what is so
	}
}

// cardAnswered leaves the card of a payment that somebody has answered.
func (t *Till) cardAnswered(f *Fact) {
	if c, ok := t.page().(*card); ok && c.order == f.Payment.OrderNo {
		t.pop(c)
		c.list.back(t, c.order)
	}
}

// heardOf keeps for the list what became of a payment that has left it.
func (t *Till) heardOf(f *Fact) {
	switch t.page().(type) {
	case *attention, *card:
		if f.NeedsNobody {
			t.itemGone(&f.Payment, summaryText(f.Summary))
		}
	}
}

// announce has something heard.
func (t *Till) announce(k PhraseKind, w Wallet, amount Fen) { t.effect(Say{Phrase{k, w, amount}}) }

// timelineMax bounds the lines of a sale that are kept for the panel.
const timelineMax = 12

// addToTimeline adds a line to the timeline of the sale on screen.
func (t *Till) addToTimeline(text Text) {
	if n := len(t.sale.timeline); n > 0 && t.sale.timeline[n-1].Text.Equal(text) {
		return
	}
	if len(t.sale.timeline) == timelineMax {
		t.sale.timeline = slices.Delete(slices.Clone(t.sale.timeline), 0, 1)
	}
	t.sale.timeline = append(slices.Clip(t.sale.timeline), TimelineEntry{t.wall(), text})
}

// refusalText is why a payment is not begun, for the cashier.
func refusalText(why Refusal) Text {
	if why == "" {
		return Text{}
	}
	return T("problem." + string(why))
}
