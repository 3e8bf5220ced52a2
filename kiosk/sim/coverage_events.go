package sim

import (
	"facepay/kiosk"
)

// The events of a payment: each kind of answer with each thing that it can say,
// and what else happens to it.
var (
	payKinds    = [...]kiosk.CallKind{kiosk.CallQR, kiosk.CallCharge, kiosk.CallMini, kiosk.CallQuery, kiosk.CallClose}
	payOutcomes = [...]string{
		"not sent", "no answer", "garbage", "another amount", "another order",
		string(kiosk.VerdictPaid), string(kiosk.VerdictWaiting), string(kiosk.VerdictConfirming), string(kiosk.VerdictFailed),
		string(kiosk.VerdictClosed), string(kiosk.VerdictUnknown),
	}
)

// Places in payOutcomes and backOutcomes.
const (
	outNotSent = iota
	outNone
	outGarbage
	outAmount
	outOrder
	outVerdicts
)

const (
	payNoticePaid = len(payKinds)*len(payOutcomes) + iota
	payNoticeConfirming
	payNoticeClosed
	payNoticeAmount
	payNoticeOrder
	payNoticeRefund
	payCancelled
	payTimedOut
	payParked
	payOtherRail
	paySalePaid
	payRestarted
	payShownAgain
	payOpened
	payNumbered
	payCloseAsked
	payDeadline
	payUnwatched
	payDisowned
	payWrong
	payLate
	payDecidedPaid
	payDecidedUnpaid
	payAccepted
	payByHand
	payGivenBack
	payNoticed
	payStops
	payRead
	paySaveFails
	payClock
	payEvents
)

var payEventNames = [...]string{
	"notice: paid", "notice: confirming", "notice: closed", "notice: another amount", "notice: another order", "notice: refund",
	"left: cancelled", "left: timed out", "left: parked", "left: other rail", "left: sale was paid", "left: restart",
	"its QR is shown again", "a phone opens it", "is given a number", "is to be closed", "its deadline passes", "its watch ends", "its gateway is not in use",
	"an answer contradicts it", "its money is late", "manager: paid", "manager: not paid, or seen", "late money accepted",
	"late money given back by hand", "late money given back", "a notice is noted", "the till stops", "the ledger is read",
	"the ledger fails", "the clock is set",
}

func payRowName(i int) string {
	return string(states[i/places]) + [...]string{"", " left"}[i%places]
}

func payEventName(j int) string {
	if n := len(payKinds) * len(payOutcomes); j >= n {
		return payEventNames[j-n]
	}
	return string(payKinds[j/len(payOutcomes)]) + ": " + payOutcomes[j%len(payOutcomes)]
}

// errOutcome is what an error is, -1 for none.
func errOutcome(err error) int {
	switch {
	case err == nil:
		return -1
	case notSent(err):
		return outNotSent
	case answeredBadly(err):
		return outGarbage
	}
	return outNone
}

func payOutcome(e *kiosk.Answered, p *kiosk.Payment) int {
	a := &e.Answer
	switch out := errOutcome(e.Err); {
	case out >= 0:
		return out
	case a.Order != "" && p.GatewayOrderNo != "" && a.Order != p.GatewayOrderNo:
		return outOrder
	case a.Amount != nil && *a.Amount != p.Amount:
		return outAmount
	}
	return max(outVerdicts, index(payOutcomes[:], string(a.Verdict)))
}

func noticeEvent(n *kiosk.Notification, p *kiosk.Payment) int {
	a := &n.Answer
	switch {
	case a.GatewayOrderNo != "" && a.GatewayOrderNo != p.GatewayOrderNo && p.GatewayOrderNo != "" && p.GatewayOrderNo != string(p.OrderNo):
		return payNoticeOrder
	case a.Amount != nil && *a.Amount != p.Amount:
		return payNoticeAmount
	case a.Verdict == kiosk.VerdictClosed:
		return payNoticeClosed
	case a.Verdict == kiosk.VerdictConfirming:
		return payNoticeConfirming
	}
	return payNoticePaid
}

// recordEvent is what a record tells of its payment, -1 when that is counted
// elsewhere.
func recordEvent(r *kiosk.Record) int {
	switch r.Kind {
	case kiosk.RecordReleased:
		return leftEvent(r.Note)
	case kiosk.RecordMoved:
		switch kiosk.Reason(r.Note) {
		case kiosk.ReasonShownAgain:
			return payShownAgain
		case kiosk.ReasonDeadline:
			return payDeadline
		}
	case kiosk.RecordBuyer:
		return payOpened
	case kiosk.RecordNumbered:
		return payNumbered
	case kiosk.RecordCloseAsked:
		return payCloseAsked
	case kiosk.RecordPollingEnded:
		if r.Note == string(kiosk.ReasonOtherGateway) {
			return payDisowned
		}
		return payUnwatched
	case kiosk.RecordIncident:
		return payWrong
	case kiosk.RecordLate:
		return payLate
	case kiosk.RecordNotified:
		return payNoticed
	case kiosk.RecordDecided:
		if r.To == kiosk.StatePaid {
			return payDecidedPaid
		}
		return payDecidedUnpaid
	case kiosk.RecordLateDone:
		return lateDoneEvent(kiosk.LateDone(r.Note))
	}
	return -1
}

func leftEvent(why string) int {
	switch why {
	case string(kiosk.ReasonOtherRail):
		return payOtherRail
	case string(kiosk.AbandonRestart):
		return payRestarted
	case string(kiosk.SaleParked):
		return payParked
	case string(kiosk.SalePaid):
		return paySalePaid
	case string(kiosk.AbandonTimeout):
		return payTimedOut
	}
	return payCancelled
}

func lateDoneEvent(d kiosk.LateDone) int {
	switch d {
	case kiosk.LateAccepted:
		return payAccepted
	case kiosk.LateByHand:
		return payByHand
	}
	return payGivenBack
}

// The events of a refund.
var (
	backKinds    = [...]kiosk.CallKind{kiosk.CallRefund, kiosk.CallRefundQuery}
	backOutcomes = [...]string{
		"not sent", "no answer", "garbage", "another amount", "another order",
		string(kiosk.RefundSaidDone), string(kiosk.RefundSaidPending), string(kiosk.RefundSaidRefused), string(kiosk.RefundSaidUnknown),
	}
)

const (
	backNotice = len(backKinds)*len(backOutcomes) + iota
	backSaidDone
	backSaidRefused
	backStops
	backRead
	backSaveFails
	backClock
	backEvents
)

var backEventNames = [...]string{
	"notice", "manager: given back", "manager: not given back", "the till stops", "the ledger is read", "the ledger fails", "the clock is set",
}

func backEventName(j int) string {
	if n := len(backKinds) * len(backOutcomes); j >= n {
		return backEventNames[j-n]
	}
	return string(backKinds[j/len(backOutcomes)]) + ": " + backOutcomes[j%len(backOutcomes)]
}

// backOutcome tells what an answer about r says. A total that does not add up is
// counted with the amounts.
func (w *world) backOutcome(e *kiosk.Answered, r *kiosk.Refund) int {
	a, p := &e.Refund, w.ledger.paymentOf(r.OrderNo)
	switch out := errOutcome(e.Err); {
	case out >= 0:
		return out
	case a.Order != "" && a.Order != p.GatewayOrderNo && a.Order != string(p.OrderNo), a.Refund != "" && a.Refund != string(r.No):
		return outOrder
	case a.Amount != nil && *a.Amount != r.Amount, a.Total != nil && r.State != kiosk.RefundDone && *a.Total != p.Refunded+r.Amount:
		return outAmount
	}
	return max(outVerdicts, index(backOutcomes[:], string(a.Verdict)))
}

// The screens and what the till is given while one stands.
var screenNames = [...]kiosk.Screen{
	kiosk.ScreenAmount, kiosk.ScreenPanel, kiosk.ScreenAlarm, kiosk.ScreenAttention, kiosk.ScreenPIN, kiosk.ScreenOrder, kiosk.ScreenRefund,
	kiosk.ScreenHistory, kiosk.ScreenHelp, kiosk.ScreenChecks, kiosk.ScreenRecovering, kiosk.ScreenStopped,
}

const screens = len(screenNames)

func screenOf(s kiosk.Screen) int { return index(screenNames[:], s) }

const (
	tillDigit = iota
	tillEdit
	tillKey
	tillButton
	tillTap
	tillType
	tillPaste
	tillScan
	tillWoke
	tillAnswer
	tillRefundAnswer
	tillPing
	tillLoaded
	tillSaveFailed
	tillPIN
	tillScanner
	tillNotice
	tillHears
	tillMini
	tillRefundWanted
	tillFound
	tillAdverts
	tillClock
	tillDay
	tillExamined
	tillPicked
	tillClosing
	tillOther
	tillEvents
)

var tillEventNames = [tillEvents]string{
	"a digit or dot", "Backspace", "another key", "a button's key", "a tap", "a character", "a paste", "a scan", "a wake", "an answer",
	"an answer about a refund", "an answer to a ping", "the ledger's content", "the ledger fails", "a PIN's answer", "the scanner comes or goes",
	"a notification", "deaf, or hearing again", "a mini-program", "a payment to refund", "a payment that was looked up", "other adverts",
	"the clock is set", "a day is counted", "an examination", "a payment of a list", "a wish to close", "anything else",
}

func tillEventName(j int) string { return tillEventNames[j] }

// tillEvent is which of the events of a screen e is.
func (w *world) tillEvent(e kiosk.Event) int {
	switch e := e.(type) {
	case kiosk.Pressed:
		return w.pressEvent(e)
	case kiosk.Tapped:
		return tillTap
	case kiosk.Typed, kiosk.Untyped:
		return tillType
	case kiosk.Pasted:
		return tillPaste
	case kiosk.Picked:
		return tillPicked
	case kiosk.Closing:
		return tillClosing
	case kiosk.Scanned, kiosk.ScanUnended:
		return tillScan
	case kiosk.Woke:
		return tillWoke
	case kiosk.Answered:
		switch e.Call.Kind {
		case kiosk.CallPing:
			return tillPing
		case kiosk.CallRefund, kiosk.CallRefundQuery:
			return tillRefundAnswer
		}
		return tillAnswer
	}
	return machineEvent(e)
}

func (w *world) pressEvent(e kiosk.Pressed) int {
	if _, digit := e.Key.Digit(); digit || e.Key == kiosk.KeyDot {
		return tillDigit
	}
	switch {
	case e.Key == kiosk.KeyBackspace:
		return tillEdit
	case w.cashier.meaning(e) != "":
		return tillButton
	}
	return tillKey
}

// machineEvent is tillEvent of what no person does at the till.
func machineEvent(e kiosk.Event) int {
	switch e.(type) {
	case kiosk.Loaded:
		return tillLoaded
	case kiosk.SaveFailed:
		return tillSaveFailed
	case kiosk.PINChecked:
		return tillPIN
	case kiosk.ScannerChanged:
		return tillScanner
	case kiosk.NotificationReceived:
		return tillNotice
	case kiosk.ListenerChanged, kiosk.NotificationsRefused:
		return tillHears
	case kiosk.MiniAsked:
		return tillMini
	case kiosk.RefundWanted:
		return tillRefundWanted
	case kiosk.Found:
		return tillFound
	case kiosk.AdvertsChanged:
		return tillAdverts
	case kiosk.ClockChanged:
		return tillClock
	case kiosk.DayCounted:
		return tillDay
	case kiosk.ChecksDone:
		return tillExamined
	}
	return tillOther
}
