package till

import "facepay/kiosk"

// actPractice plays the customer or the network, in practice mode only.
func (t *Till) actPractice(a kiosk.Action) {
	if !t.settings.Practice {
		return
	}
	switch a {
	case kiosk.ActionPracticeCode:
		t.scan(t.practiceCode())
		return
	case kiosk.ActionPracticeDrop:
		t.practice.dropped = !t.practice.dropped
		t.Effect(kiosk.Practice{Action: a})
		return
	}
	if p := t.book.Current(); p != nil && !p.State.Final() {
		t.Effect(kiosk.Practice{Action: a, GatewayOrderNo: p.GatewayOrderNo, Open: p.Unopened(), OrderNo: p.OrderNo})
	}
}

// practiceCode is a code such as a customer's phone shows, of either wallet in
// turn by chance.
func (t *Till) practiceCode() kiosk.PayCode {
	prefix := "13"
	if t.practice.codes.IntN(2) == 1 {
		prefix = "28"
	}
	b := []byte(prefix)
	for range 16 {
		b = append(b, byte('0'+t.practice.codes.IntN(10)))
	}
	return kiosk.NewPayCode(string(b))
}

// practiceButtons play the customer and the network.
func (t *Till) practiceButtons() []kiosk.Button {
	if !t.settings.Practice {
		return nil
	}
	var bs []kiosk.Button
	if p := t.book.Current(); p != nil && (p.Unopened() || p.State == kiosk.StateWaiting || p.State == kiosk.StateUnknown) {
		bs = append(bs, kiosk.Button{Action: kiosk.ActionPracticePay, Key: kiosk.KeyF4, Label: kiosk.T("practice.pay")})
		if !p.Unopened() {
			bs = append(bs, kiosk.Button{Action: kiosk.ActionPracticeRefuse, Label: kiosk.T("practice.refuse")})
		}
	}
	if t.book.Sale() != nil && t.settings.Capabilities.Code && t.book.PendingCode() == nil && t.book.UnknownPayment() == nil && t.book.Stalled() == nil {
		bs = append(bs, kiosk.Button{Action: kiosk.ActionPracticeCode, Key: kiosk.KeyF8, Label: kiosk.T("practice.code")})
	}
	drop := kiosk.T("practice.drop")
	if t.practice.dropped {
		drop = kiosk.T("practice.restore")
	}
	return append(bs, kiosk.Button{Action: kiosk.ActionPracticeDrop, Label: drop})
}
