package kiosk

import "time"

// Event is what can happen to a till.
type Event interface{ event() }

// Key is a key of the keyboard or its on-screen twin.
type Key string

// The keys that mean something. Digits are "0" to "9".
const (
	KeyDot       Key = "."
	KeyBackspace Key = "Backspace"
	KeyEnter     Key = "Enter"
	KeyEsc       Key = "Esc"
	KeyF1        Key = "F1"
	KeyF2        Key = "F2"
	KeyF3        Key = "F3"
	KeyF4        Key = "F4" // practice mode: the customer pays
	KeyF5        Key = "F5"
	KeyF6        Key = "F6"
	KeyF7        Key = "F7"
	KeyF8        Key = "F8" // practice mode: the customer shows a code
	KeyF9        Key = "F9"
	KeyF10       Key = "F10"
	KeyF11       Key = "F11"
	KeyF12       Key = "F12"
	KeyTab       Key = "Tab" // ends a frame of some wedge scanners; a person's means nothing

	// In the list of what needs people.
	KeyUp       Key = "Up"
	KeyDown     Key = "Down"
	KeyPageUp   Key = "PageUp"
	KeyPageDown Key = "PageDown"
	KeyHome     Key = "Home"
	KeyEnd      Key = "End"
)

// Digit returns the digit that k types and whether it is one.
func (k Key) Digit() (byte, bool) {
	if len(k) == 1 && k[0] >= '0' && k[0] <= '9' {
		return k[0], true
	}
	return 0, false
}

// Char is the character that k types, or 0.
func (k Key) Char() rune {
	if _, digit := k.Digit(); digit || k == KeyDot {
		return rune(k[0])
	}
	return 0
}

// Moves reports whether k moves through a list.
func (k Key) Moves() bool {
	switch k {
	case KeyUp, KeyDown, KeyPageUp, KeyPageDown, KeyHome, KeyEnd:
		return true
	}
	return false
}

// Action is what a button of the View asks for.
type Action string

// The actions.
const (
	ActionWeChat       Action = "wechat"
	ActionAlipay       Action = "alipay"
	ActionMini         Action = "mini"
	ActionScan         Action = "scan" // open the sale with the scanner armed
	ActionCancel       Action = "cancel"
	ActionNext         Action = "next"      // back to the amount after a result
	ActionAskAgain     Action = "ask_again" // query now
	ActionPark         Action = "park"      // let an unknown payment go, watched, and sell on
	ActionManager      Action = "manager"   // decide an unknown payment with PIN
	ActionSayPaid      Action = "say_paid"  // the manager's decision: it was paid
	ActionSayUnpaid    Action = "say_unpaid"
	ActionAccept       Action = "accept"         // late money counts as paid
	ActionRefundByHand Action = "refund_by_hand" // money was given back outside this till, with PIN
	ActionRefund       Action = "give_back"      // refund through the gateway, with PIN
	ActionConfirm      Action = "confirm"        // the second look at a refund or a decision
	ActionRefunded     Action = "say_refunded"   // the manager's word on an unknown refund
	ActionUnrefunded   Action = "say_unrefunded"
	ActionLater        Action = "later"   // keep the alarm, sell on
	ActionReview       Action = "review"  // show what still needs a decision (F10)
	ActionDetails      Action = "details" // one payment of that list
	ActionOwner        Action = "owner"   // F9
	ActionHelp         Action = "help"    // F12
	ActionCheck        Action = "check"   // look at this machine and the way to the gateway
	ActionBack         Action = "back"
	ActionRetry        Action = "retry" // read the ledger again after it failed
	ActionFullScreen   Action = "full_screen"

	// Practice mode only: what the customer and the network do.
	ActionPracticePay    Action = "practice_pay"
	ActionPracticeRefuse Action = "practice_refuse"
	ActionPracticeDrop   Action = "practice_drop" // the network drops, or comes back
	ActionPracticeCode   Action = "practice_code" // the customer shows a payment code
)

type (
	// Pressed is a key that a person pressed (a wedge scanner's keys come as
	// Scanned).
	Pressed struct{ Key Key }
	// Typed is a character that is no Key, such as a full-width digit.
	Typed struct{ Rune rune }
	// Untyped takes back the last Keys characters that were Pressed or Typed: they
	// were the beginning of a scan.
	Untyped struct{ Keys int }
	// Pasted is text from the clipboard.
	Pasted struct{ Text string }
	// Tapped is a button of the View, touched or clicked.
	Tapped struct{ Action Action }
	// Picked is a payment of the list of what needs people, touched.
	Picked struct{ OrderNo OrderNo }
	// Scanned is one frame from a scanner, a face terminal or a wedge, which ended
	// it by a mark: Enter, CR, ETX and the like.
	Scanned struct{ Code PayCode }
	// ScanUnended is a frame that silence ended, so that more of it may follow.
	ScanUnended struct {
		Code    PayCode
		Missing bool // the scanner sets a mark, and this time it did not come
		Keys    bool // it was typed, by a wedge
	}
	// ClockChanged tells how far the wall clock is from the steady one that Step
	// is called with: wall time minus steady time. Until the first one it is 0.
	ClockChanged struct{ Offset time.Duration }
	// DayCounted answers a CountDay.
	DayCounted struct {
		At    time.Time // of the effect
		Today Fen       // what was paid on the local day of At
		Err   error
	}
	// Woke is a Wake that came due.
	Woke struct{}
	// Answered is the one answer to a Call.
	Answered struct {
		Call   Call
		Answer Answer
		Refund RefundAnswer // of CallRefund and CallRefundQuery
		Err    error
		Took   time.Duration
	}
	// Loaded is the ledger's content, at start and after a Reload.
	Loaded struct{ Snapshot Snapshot }
	// SaveFailed tells that a Save of the step for Cause, or a Load (Cause nil),
	// did not happen. No later effect of that step was carried out.
	SaveFailed struct {
		Cause Event
		Err   error
	}
	// PINChecked answers a CheckPIN or SetPIN effect.
	PINChecked struct {
		Pad    int  // of the effect
		Set    bool // it answers a SetPIN
		Result PINResult
		Err    error
	}
	// ScannerChanged tells whether the serial scanner is there.
	ScannerChanged struct{ State ScannerState }
	// NotificationReceived is a notification whose signature fits; it yields exactly one
	// Acknowledge with the same ID, unless the till stops first.
	NotificationReceived struct {
		ID           uint64
		Notification Notification
	}
	// NotificationsRefused tells how many notifications were refused lately because of
	// their form or signature.
	NotificationsRefused struct{ Count int }
	// ListenerChanged tells whether notifications reach this till now. Until the
	// first one the till counts as deaf. Listening false also stands for a moment
	// in which one may have been lost: true may follow at once.
	ListenerChanged struct{ Listening bool }
	// MiniAsked is the shop's mini-program asking for payment parameters; it
	// yields exactly one ReplyMini with the same ID, unless the till stops first.
	MiniAsked struct {
		ID      uint64
		OrderNo OrderNo
		Buyer   Buyer
	}
	// RefundWanted is the owner choosing a payment of the history to give back.
	RefundWanted struct{ OrderNo OrderNo }
	// Found answers a Find. Payment is nil when there is none.
	Found struct {
		OrderNo OrderNo
		Payment *Payment
		Sale    *Sale    // the payment's
		Refunds []Refund // the payment's, oldest first
		Err     error
	}
	// AdvertsChanged tells that the cached pictures are now these files.
	AdvertsChanged struct{ Files []string }
)

func (Pressed) event()              {}
func (Typed) event()                {}
func (Untyped) event()              {}
func (Pasted) event()               {}
func (Tapped) event()               {}
func (Picked) event()               {}
func (Scanned) event()              {}
func (ScanUnended) event()          {}
func (Woke) event()                 {}
func (ClockChanged) event()         {}
func (DayCounted) event()           {}
func (Answered) event()             {}
func (Loaded) event()               {}
func (SaveFailed) event()           {}
func (PINChecked) event()           {}
func (ScannerChanged) event()       {}
func (AdvertsChanged) event()       {}
func (NotificationReceived) event() {}
func (NotificationsRefused) event() {}
func (ListenerChanged) event()      {}
func (MiniAsked) event()            {}
func (RefundWanted) event()         {}
func (Found) event()                {}

// ScannerState is what is known of the serial scanner.
type ScannerState string

// The scanner's states.
const (
	ScannerNone  ScannerState = ""      // none configured; a wedge may still be used
	ScannerReady ScannerState = "ready" // open
	ScannerGone  ScannerState = "gone"  // unplugged or not openable; being looked for
)
