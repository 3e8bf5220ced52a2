package kiosk

// actPractice plays the customer or the network, in practice mode only.
func (t *Till) actPractice(a Action) {
	if !t.settings.Practice {
		return
	}
	switch a {
	case ActionPracticeCode:
		t.scan(t.practiceCode())
		return
	case ActionPracticeDrop:
		t.practice.dropped = !t.practice.dropped
		t.effect(Practice{Action: a})
		return
	}
	if p := t.book.current(); p != nil && !p.State.Final() {
		t.effect(Practice{Action: a, GatewayOrderNo: p.GatewayOrderNo, Open: p.unopened(), OrderNo: p.OrderNo})
	}
}

// practiceCode is a code such as a customer's phone shows, of either wallet in
// turn by chance.
func (t *Till) practiceCode() PayCode {
	prefix := "13"
	if t.practice.codes.IntN(2) == 1 {
		prefix = "28"
	}
	b := []byte(prefix)
	for range 16 {
		b = append(b, byte('0'+t.practice.codes.IntN(10)))
	}
	return NewPayCode(string(b))
}

// practiceButtons are what can be done for the customer or the network now.
func (t *Till) practiceButtons() []Button {
	if !t.settings.Practice {
		return nil
	}
	var bs []Button
	if p := t.book.current(); p != nil && (p.unopened() || p.State == StateWaiting || p.State == StateUnknown) {
		bs = append(bs, Button{Action: ActionPracticePay, Key: KeyF4, Label: T("practice.pay")})
		if !p.unopened() {
			bs = append(bs, Button{Action: ActionPracticeRefuse, Label: T("practice.refuse")})
		}
	}
	if t.book.counter.sale != nil && t.settings.Capabilities.Code && t.book.pendingCode() == nil && t.book.unsure() == nil && t.book.stalled() == nil {
		bs = append(bs, Button{Action: ActionPracticeCode, Key: KeyF8, Label: T("practice.code")})
	}
	drop := T("practice.drop")
	if t.practice.dropped {
		drop = T("practice.restore")
	}
	return append(bs, Button{Action: ActionPracticeDrop, Label: drop})
}
