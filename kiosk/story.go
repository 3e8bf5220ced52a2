package kiosk

// happening is what the screens and the voice make of a kind of fact.
type happening struct {
	line   func(*Fact) Text // in the story of the open sale, where the fact is of it
	phrase PhraseKind       // to be heard
	atSale bool             // the phrase is only for the open sale's
	then   func(*Till, *Fact)
}

// story is the one table from what happened to what people see and hear of it.
var story = map[FactKind]happening{
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
		h := story[f.Kind]
		if f.Open && h.line != nil {
			if line := h.line(f); !line.IsZero() {
				t.tell(line)
			}
		}
		if h.phrase != "" && (f.Open || !h.atSale) {
			amount := f.Payment.Amount
			if f.Amount > 0 {
				amount = f.Amount
			}
			t.say(h.phrase, f.Payment.Wallet, amount)
		}
		if h.then != nil {
			h.then(t, f)
		}
	}
	t.facts = t.facts[:0]
}

// saleEnded closes what was open about the sale that has ended.
func (t *Till) saleEnded() {
	t.pin, t.order = nil, nil
	if t.mode == modeDecide || t.mode == modeReview {
		t.mode = modeSell
	}
}

func (t *Till) saleWon(f *Fact) {
	t.saleEnded()
	paid := f.Payment
	t.result = &result{sale: f.Sale, payment: &paid, outcome: OutcomePaid}
}

func (t *Till) saleAbandoned(f *Fact) {
	t.entry.problem = Text{} // it was about this sale
	t.saleEnded()
	if f.Sale.AbandonReason == AbandonTimeout {
		t.result = &result{sale: f.Sale, outcome: OutcomeTimeout, unheard: f.Unheard}
	}
}

func (t *Till) cameLate(f *Fact) {
	delete(t.alarms.snooze, f.Payment.OrderNo) // what was put off was another alarm
	if r := t.result; r != nil && r.payment == nil && r.sale.ID == f.Payment.Sale {
		t.result = nil // it says that nobody paid; the alarm says what is so
	}
}

func (t *Till) cardAnswered(f *Fact) { t.cardDone(f.Payment.OrderNo) }

// heardOf keeps for the list what became of a payment that has left it.
func (t *Till) heardOf(f *Fact) {
	if f.NeedsNobody && (t.mode == modeDoubts || t.mode == modeReview) {
		t.doubtGone(&f.Payment, summaryText(f.Summary))
	}
}

// refusalText is why a payment is not begun, for the cashier.
func refusalText(why Refusal) Text {
	if why == "" {
		return Text{}
	}
	return T("problem." + string(why))
}
