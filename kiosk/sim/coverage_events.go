package sim

import (
	"cmp"
	"reflect"

	"facepay/kiosk"
)

// answers are the events that each kind of call makes with each thing that its
// answer can say. The first five words are those of no verdict.
func answers(calls []kiosk.CallKind, verdicts ...string) (events []string) {
	for _, call := range calls {
		for _, said := range append([]string{outNotSent, outNone, outGarbage, outAmount, outOrder}, verdicts...) {
			events = append(events, string(call)+": "+said)
		}
	}
	return events
}

const (
	outNotSent = "not sent"
	outNone    = "no answer"
	outGarbage = "garbage"
	outAmount  = "another amount"
	outOrder   = "another order"
)

// payEvents are all that happens to a payment.
var payEvents = append(
	answers([]kiosk.CallKind{kiosk.CallQR, kiosk.CallCharge, kiosk.CallMini, kiosk.CallQuery, kiosk.CallClose}, names([]kiosk.Verdict{
		kiosk.VerdictPaid, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed, kiosk.VerdictUnknown,
	})...),
	"notice: paid", "notice: confirming", "notice: closed", "notice: another amount", "notice: another order", "notice: refund",
	leftCancelled, leftTimedOut, "left: parked", "left: other rail", "left: sale was paid", "left: restart",
	"its QR is shown again", "a phone opens it", "is given a number", "is to be closed", "its deadline passes", "its watch ends", "its gateway is not in use",
	"an answer contradicts it", "its money is late", "manager: paid", "manager: not paid, or seen", "late money accepted",
	"late money given back by hand", "late money given back", "a notice is noted", "the till stops", "the ledger is read",
	"the ledger fails", "the clock is set",
)

// refundEvents are all that happens to a refund.
var refundEvents = append(
	answers([]kiosk.CallKind{kiosk.CallRefund, kiosk.CallRefundQuery}, names([]kiosk.RefundVerdict{
		kiosk.RefundSaidDone, kiosk.RefundSaidPending, kiosk.RefundSaidRefused, kiosk.RefundSaidUnknown,
	})...),
	"notice", "manager: given back", "manager: not given back", "the till stops", "the ledger is read", "the ledger fails", "the clock is set",
)

var refundDecisions = map[kiosk.State]string{
	kiosk.State(kiosk.RefundDone): "manager: given back", kiosk.State(kiosk.RefundRefused): "manager: not given back",
}

// errOutcome returns the outcome of a call that failed with err, "" for nil.
func errOutcome(err error) string {
	switch {
	case err == nil:
		return ""
	case isNotSent(err):
		return outNotSent
	case isGarbage(err):
		return outGarbage
	}
	return outNone
}

func payOutcome(e *kiosk.Answered, p *kiosk.Payment) string {
	a := &e.Answer
	switch out := errOutcome(e.Err); {
	case out != "":
		return out
	case a.Order != "" && p.GatewayOrderNo != "" && a.Order != p.GatewayOrderNo:
		return outOrder
	case a.Amount != nil && *a.Amount != p.Amount:
		return outAmount
	}
	return string(a.Verdict)
}

// refundOutcome returns the outcome of an answer about r. A total that does not
// add up is counted with the amounts.
func (w *world) refundOutcome(e *kiosk.Answered, r *kiosk.Refund) string {
	a, p := &e.Refund, w.ledger.paymentOf(r.OrderNo)
	switch out := errOutcome(e.Err); {
	case out != "":
		return out
	case a.Order != "" && a.Order != p.GatewayOrderNo && a.Order != string(p.OrderNo), a.Refund != "" && a.Refund != string(r.No):
		return outOrder
	case a.Amount != nil && *a.Amount != r.Amount, a.Total != nil && r.State != kiosk.RefundDone && *a.Total != p.Refunded+r.Amount:
		return outAmount
	}
	return string(a.Verdict)
}

func notificationEvent(n *kiosk.Notification, p *kiosk.Payment) string {
	a := &n.Answer
	switch {
	case n.Refund:
		return "notice: refund"
	case a.GatewayOrderNo != "" && a.GatewayOrderNo != p.GatewayOrderNo && p.GatewayOrderNo != "" && p.GatewayOrderNo != string(p.OrderNo):
		return "notice: another order"
	case a.Amount != nil && *a.Amount != p.Amount:
		return "notice: another amount"
	case a.Verdict == kiosk.VerdictClosed, a.Verdict == kiosk.VerdictConfirming:
		return "notice: " + string(a.Verdict)
	}
	return "notice: paid"
}

const (
	leftCancelled = "left: cancelled"
	leftTimedOut  = "left: timed out"
)

// recordEvents are a payment's events by its record's kind, noteEvents by kind
// and note where the note tells more. What is in neither is counted elsewhere.
var (
	recordEvents = map[kiosk.RecordKind]string{
		kiosk.RecordReleased: leftCancelled, kiosk.RecordBuyer: "a phone opens it", kiosk.RecordNumbered: "is given a number",
		kiosk.RecordCloseAsked: "is to be closed", kiosk.RecordPollingEnded: "its watch ends", kiosk.RecordIncident: "an answer contradicts it",
		kiosk.RecordLate: "its money is late", kiosk.RecordNotified: "a notice is noted", kiosk.RecordLateDone: "late money given back",
	}
	noteEvents = map[kiosk.RecordKind]map[string]string{
		kiosk.RecordReleased: {
			string(kiosk.ReasonOtherRail): "left: other rail", string(kiosk.AbandonRestart): "left: restart", string(kiosk.SaleParked): "left: parked",
			string(kiosk.SalePaid): "left: sale was paid", string(kiosk.AbandonTimeout): leftTimedOut,
		},
		kiosk.RecordMoved: {
			string(kiosk.ReasonShownAgain): "its QR is shown again", string(kiosk.ReasonDeadline): "its deadline passes",
		},
		kiosk.RecordPollingEnded: {string(kiosk.ReasonOtherGateway): "its gateway is not in use"},
		kiosk.RecordLateDone:     {string(kiosk.LateAccepted): "late money accepted", string(kiosk.LateByHand): "late money given back by hand"},
	}
)

// recordEvent returns the payment's event by its record, "" when it is counted
// elsewhere.
func recordEvent(r *kiosk.Record) string {
	switch {
	case r.Kind == kiosk.RecordDecided && r.To == kiosk.StatePaid:
		return "manager: paid"
	case r.Kind == kiosk.RecordDecided:
		return "manager: not paid, or seen"
	}
	return cmp.Or(noteEvents[r.Kind][r.Note], recordEvents[r.Kind])
}

// screenEventTypes are the events counted while a screen stands, with their
// types. A key and an answer count by what is in them.
var screenEventTypes = []struct {
	name  string
	types []kiosk.Event
}{
	{"a digit or dot", nil}, {"Backspace", nil}, {"another key", nil}, {"a button's key", nil},
	{"a tap", []kiosk.Event{kiosk.Tapped{}}},
	{"a character", []kiosk.Event{kiosk.Typed{}, kiosk.Untyped{}}},
	{"a paste", []kiosk.Event{kiosk.Pasted{}}},
	{"a scan", []kiosk.Event{kiosk.Scanned{}, kiosk.ScanUnended{}}},
	{"a wake", []kiosk.Event{kiosk.Woke{}}},
	{"an answer", []kiosk.Event{kiosk.Answered{}}}, {"an answer about a refund", nil}, {"an answer to a ping", nil},
	{"the ledger's content", []kiosk.Event{kiosk.Loaded{}}},
	{"the ledger fails", []kiosk.Event{kiosk.SaveFailed{}}},
	{"a PIN's answer", []kiosk.Event{kiosk.PINChecked{}}},
	{"the scanner comes or goes", []kiosk.Event{kiosk.ScannerChanged{}}},
	{"a notification", []kiosk.Event{kiosk.NotificationReceived{}}},
	{"deaf, or hearing again", []kiosk.Event{kiosk.ListenerChanged{}, kiosk.NotificationsRefused{}}},
	{"a mini-program", []kiosk.Event{kiosk.MiniAsked{}}},
	{"a payment to refund", []kiosk.Event{kiosk.RefundWanted{}}},
	{"a payment that was looked up", []kiosk.Event{kiosk.Found{}}},
	{"other adverts", []kiosk.Event{kiosk.AdvertsChanged{}}},
	{"the clock is set", []kiosk.Event{kiosk.ClockChanged{}}},
	{"a day is counted", []kiosk.Event{kiosk.DayCounted{}}},
	{"an examination", []kiosk.Event{kiosk.ChecksDone{}}},
	{"a payment of a list", []kiosk.Event{kiosk.Picked{}}},
	{"a wish to close", []kiosk.Event{kiosk.Closing{}}},
	{"anything else", nil},
}

func screenEvents() (events []string) {
	for _, e := range screenEventTypes {
		events = append(events, e.name)
	}
	return events
}

var screenEventOf = func() map[reflect.Type]string {
	of := map[reflect.Type]string{}
	for _, row := range screenEventTypes {
		for _, e := range row.types {
			of[reflect.TypeOf(e)] = row.name
		}
	}
	return of
}()

// screenEvent returns the name under which e counts on a screen.
func (w *world) screenEvent(e kiosk.Event) string {
	switch e := e.(type) {
	case kiosk.Pressed:
		return w.pressEvent(e)
	case kiosk.Answered:
		switch e.Call.Kind {
		case kiosk.CallPing:
			return "an answer to a ping"
		case kiosk.CallRefund, kiosk.CallRefundQuery:
			return "an answer about a refund"
		}
	}
	return cmp.Or(screenEventOf[reflect.TypeOf(e)], "anything else")
}

func (w *world) pressEvent(e kiosk.Pressed) string {
	_, digit := e.Key.Digit()
	switch {
	case digit, e.Key == kiosk.KeyDot:
		return "a digit or dot"
	case e.Key == kiosk.KeyBackspace:
		return "Backspace"
	case w.cashier.meaning(e) != "":
		return "a button's key"
	}
	return "another key"
}
