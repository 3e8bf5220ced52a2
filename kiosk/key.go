package kiosk

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
	KeyF4        Key = "F4" // cash; at an open sale of practice mode the customer pays
	KeyF5        Key = "F5"
	KeyF6        Key = "F6"
	KeyF7        Key = "F7"
	KeyF8        Key = "F8" // practice mode: the customer shows a code; without a config: set this till up
	KeyF9        Key = "F9"
	KeyF10       Key = "F10"
	KeyF11       Key = "F11"
	KeyF12       Key = "F12"
	KeyTab       Key = "Tab" // ends a frame of some wedge scanners; a person's moves the focus

	// In the attention list.
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

// Action is a command: a button of the View, or a key.
type Action string

// The actions.
const (
	ActionWeChat       Action = "wechat"
	ActionAlipay       Action = "alipay"
	ActionMini         Action = "mini"
	ActionScan         Action = "scan" // open the sale with the scanner armed
	ActionCash         Action = "cash" // record a sale that was paid in cash
	ActionCancel       Action = "cancel"
	ActionNext         Action = "next"      // back to the amount after a result
	ActionAskAgain     Action = "ask_again" // query now
	ActionPark         Action = "park"      // let an unknown payment go, polled, and sell on
	ActionManager      Action = "manager"   // decide an unknown payment with PIN
	ActionSayPaid      Action = "say_paid"  // the manager's decision: it was paid
	ActionSayUnpaid    Action = "say_unpaid"
	ActionAccept       Action = "accept"         // late money counts as paid
	ActionRefundByHand Action = "refund_by_hand" // money was given back outside this till, with PIN
	ActionRefund       Action = "give_back"      // refund through the gateway, with PIN
	ActionConfirm      Action = "confirm"        // a refund or a decision, asked once more
	ActionRefunded     Action = "say_refunded"   // the manager's word on an unknown refund
	ActionUnrefunded   Action = "say_unrefunded"
	ActionLater        Action = "later"   // keep the alarm, sell on
	ActionReview       Action = "review"  // show what still needs a decision (F10)
	ActionDetails      Action = "details" // one payment of that list
	ActionOwner        Action = "owner"   // F9
	ActionSetUp        Action = "set_up"  // F8: the owner's side at its settings, while there is no config
	ActionSignIn       Action = "sign_in" // who sells: F7 between two sales
	ActionSetPIN       Action = "set_pin" // the owner chooses the PIN
	ActionApprove      Action = "approve" // what the owner's side asks leave for
	ActionRights       Action = "rights"  // the page of who may do what
	ActionHelp         Action = "help"    // F12
	ActionCheck        Action = "check"   // run the checks of this machine and the way to the gateway
	ActionBack         Action = "back"
	ActionRetry        Action = "retry" // read the ledger again after it failed
	ActionFullScreen   Action = "full_screen"
	ActionMute         Action = "mute"  // the voice until the business day ends, or no longer
	ActionPrint        Action = "print" // the receipt of the sale that just ended; at the owner's side, a copy
	ActionClose        Action = "close" // the till although a sale is open

	// Practice mode only: what the customer and the network do.
	ActionPracticePay    Action = "practice_pay"
	ActionPracticeRefuse Action = "practice_refuse"
	ActionPracticeDrop   Action = "practice_drop" // the network drops, or comes back
	ActionPracticeCode   Action = "practice_code" // the customer shows a payment code
)
