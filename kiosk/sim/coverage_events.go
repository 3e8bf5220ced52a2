package sim

import (
	"maps"
	"reflect"
	"slices"

	"facepay/kiosk"
)

var (
	states       = []kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown}
	refundStates = []kiosk.RefundState{kiosk.RefundAsked, kiosk.RefundUnknown, kiosk.RefundDone, kiosk.RefundRefused}
	screens      = []kiosk.Screen{
		kiosk.ScreenAmount, kiosk.ScreenPanel, kiosk.ScreenAlarm, kiosk.ScreenAttention, kiosk.ScreenPIN, kiosk.ScreenOrder, kiosk.ScreenRefund,
		kiosk.ScreenHistory, kiosk.ScreenHelp, kiosk.ScreenRights, kiosk.ScreenChecks, kiosk.ScreenRecovering, kiosk.ScreenStopped,
	}
)

// left is the suffix of a payment's row once it was let go or its sale is over;
// else it is at the counter.
const left = " left"

func payRows() (rows []string) {
	for _, s := range states {
		rows = append(rows, string(s), string(s)+left)
	}
	return rows
}

// answers are the events that each kind of call makes with each thing that its
// answer can say. The first five words are those of no verdict.
func answers(verdicts []string, calls ...kiosk.CallKind) (events []string) {
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
var payEvents = slices.Concat(
	answers(names(kiosk.VerdictPaid, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed, kiosk.VerdictUnknown),
		kiosk.CallQR, kiosk.CallCharge, kiosk.CallMini, kiosk.CallQuery, kiosk.CallClose),
	[]string{"notice: paid", "notice: confirming", "notice: closed", "notice: another amount", "notice: another order", "notice: refund"},
	recordEvents(payRecords), events,
)

// refundEvents are all that happens to a refund.
var refundEvents = slices.Concat(
	answers(names(kiosk.RefundSaidDone, kiosk.RefundSaidPending, kiosk.RefundSaidRefused, kiosk.RefundSaidStuck, kiosk.RefundSaidUnknown),
		kiosk.CallRefund, kiosk.CallRefundQuery),
	[]string{"notice"}, recordEvents(refundRecords), events,
)

// events happen to every payment and refund.
var events = append([]string{tillStops}, eventNames(kiosk.Loaded{}, kiosk.SaveFailed{}, kiosk.ClockChanged{})...)

const tillStops = "the till stops"

// payRecords are the records that are events of a payment, each with the notes
// that are events of their own; other notes count as "", or not at all. A
// decision's note is the state to which the payment moves.
var payRecords = map[kiosk.RecordKind][]string{
	kiosk.RecordReleased: {
		"", string(kiosk.ReasonOtherRail), string(kiosk.AbandonRestart), string(kiosk.SaleParked), string(kiosk.SalePaid), string(kiosk.AbandonTimeout),
	},
	kiosk.RecordMoved:        names(kiosk.ReasonShownAgain, kiosk.ReasonDeadline),
	kiosk.RecordPollingEnded: names("", kiosk.ReasonOtherGateway),
	kiosk.RecordLateDone:     names("", kiosk.LateAccepted, kiosk.LateByHand),
	kiosk.RecordDecided:      names("", kiosk.StatePaid),
	kiosk.RecordBuyer:        {""}, kiosk.RecordNumbered: {""}, kiosk.RecordCloseAsked: {""}, kiosk.RecordIncident: {""},
	kiosk.RecordLate: {""}, kiosk.RecordNotified: {""},
}

// refundRecords are payRecords of a refund.
var refundRecords = map[kiosk.RecordKind][]string{
	kiosk.RecordRefundDecided: names(kiosk.RefundDone, kiosk.RefundRefused),
}

func recordEvents(records map[kiosk.RecordKind][]string) (events []string) {
	for _, kind := range slices.Sorted(maps.Keys(records)) {
		for _, note := range records[kind] {
			events = append(events, recordName(kind, note))
		}
	}
	return events
}

func recordName(kind kiosk.RecordKind, note string) string {
	if note == "" {
		return string(kind)
	}
	return string(kind) + ": " + note
}

// recordEvent returns the event by its record, "" when it is counted elsewhere.
func recordEvent(kind kiosk.RecordKind, note string) string {
	notes, ok := payRecords[kind]
	if !ok {
		notes = refundRecords[kind]
	}
	switch {
	case slices.Contains(notes, note):
		return recordName(kind, note)
	case slices.Contains(notes, ""):
		return string(kind)
	}
	return ""
}

// outcome is an answer's: its verdict, if it is one about the payment or refund that
// was asked about.
func outcome(err error, otherOrder, otherAmount bool, verdict string) string {
	switch {
	case isNotSent(err):
		return outNotSent
	case isGarbage(err):
		return outGarbage
	case err != nil:
		return outNone
	case otherOrder:
		return outOrder
	case otherAmount:
		return outAmount
	}
	return verdict
}

func payOutcome(e *kiosk.Answered, p *kiosk.Payment) string {
	a := &e.Answer
	return outcome(e.Err, a.Order != "" && p.GatewayOrderNo != "" && a.Order != p.GatewayOrderNo,
		a.Amount != nil && *a.Amount != p.Amount, string(a.Verdict))
}

// refundOutcome counts a total that does not add up with the amounts.
func refundOutcome(e *kiosk.Answered, p *kiosk.Payment, r *kiosk.Refund) string {
	a := &e.Refund
	otherOrder := a.Order != "" && a.Order != p.GatewayOrderNo && a.Order != string(p.OrderNo)
	otherTotal := a.Total != nil && r.State != kiosk.RefundDone && *a.Total != p.Refunded+r.Amount
	return outcome(e.Err, otherOrder || a.Refund != "" && a.Refund != string(r.No),
		otherTotal || a.Amount != nil && *a.Amount != r.Amount, string(a.Verdict))
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

// screenEvents are the events counted while a screen stands. A key and an answer
// count by what is in them.
var screenEvents = append([]string{pressedDigit, pressedBackspace, pressedButton, pressedOther, answeredRefund, answeredPing}, eventNames(
	kiosk.Tapped{}, kiosk.Typed{}, kiosk.Pasted{}, kiosk.Scanned{}, kiosk.ScanUnended{}, kiosk.Woke{}, kiosk.Answered{}, kiosk.Loaded{},
	kiosk.SaveFailed{}, kiosk.PINChecked{}, kiosk.ScannerChanged{}, kiosk.NotificationReceived{}, kiosk.ListenerChanged{},
	kiosk.NotificationsRefused{}, kiosk.MiniAsked{}, kiosk.RefundWanted{}, kiosk.Found{}, kiosk.AdvertsChanged{}, kiosk.ClockChanged{},
	kiosk.DayCounted{}, kiosk.ChecksDone{}, kiosk.Picked{}, kiosk.Closing{},
)...)

const (
	pressedDigit     = "Pressed: digit or dot"
	pressedBackspace = "Pressed: Backspace"
	pressedButton    = "Pressed: a button's"
	pressedOther     = "Pressed: another"
	answeredRefund   = "Answered: refund"
	answeredPing     = "Answered: ping"
)

func eventName(e kiosk.Event) string { return reflect.TypeOf(e).Name() }

func eventNames(of ...kiosk.Event) (names []string) {
	for _, e := range of {
		names = append(names, eventName(e))
	}
	return names
}

// screenEvent returns the name under which e counts on a screen.
func (w *world) screenEvent(e kiosk.Event) string {
	switch e := e.(type) {
	case kiosk.Pressed:
		_, digit := e.Key.Digit()
		switch {
		case digit, e.Key == kiosk.KeyDot:
			return pressedDigit
		case e.Key == kiosk.KeyBackspace:
			return pressedBackspace
		case w.cashier.meaning(e) != "":
			return pressedButton
		}
		return pressedOther
	case kiosk.Answered:
		switch {
		case e.Call.Kind == kiosk.CallPing:
			return answeredPing
		case ofRefund(e.Call.Kind):
			return answeredRefund
		}
	}
	return eventName(e)
}
