package kiosk

import "time"

// Event is an input of a till: something that happened.
type Event interface{ event() }

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
	// Picked is a payment of the attention list, touched.
	Picked struct{ OrderNo OrderNo }
	// Scanned is one frame from a scanner, a face terminal or a wedge, which ended
	// it by a mark: Enter, CR, ETX and the like.
	Scanned struct {
		Code PayCode
		From Reader
		Sale SaleID // of ReaderFace: for which it was asked
	}
	// ScanUnended is a frame that silence ended, so that more of it may follow.
	ScanUnended struct {
		Code    PayCode
		From    Reader
		Sale    SaleID
		Missing bool // the scanner sets a mark, and this time it did not come
		Keys    bool // it was typed, by a wedge
	}
	// ClockChanged is the offset of the wall clock from the steady one that Step is
	// called with: wall time minus steady time. Until the first one it is 0.
	ClockChanged struct{ Offset time.Duration }
	// DayCounted answers a CountDay.
	DayCounted struct {
		At    time.Time // of the effect
		Today Fen       // what was paid on the business day of At
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
	// PeopleChanged tells that people were set up, renamed or removed.
	PeopleChanged struct{ People []Person }
	// CashierChanged brings those of the Settings that take effect at once.
	CashierChanged struct {
		MaxAmount Fen
		DefaultQR Wallet
	}
	// VoiceChanged tells whether anything is said at all.
	VoiceChanged struct{ Enabled bool }
	// RightWanted is the owner's side asking for leave to do something. It yields one
	// RightGiven once somebody who may has entered their PIN, and nothing when they do not.
	RightWanted struct{ Right Right }
	// ScannerChanged tells whether the serial scanner is there.
	ScannerChanged struct{ State ScannerState }
	// NotificationReceived is a notification whose signature fits; it yields exactly one
	// Acknowledge with the same ID, unless the till stops first.
	NotificationReceived struct {
		ID           uint64
		Notification Notification
	}
	// NotificationsRefused is the number of notifications refused lately because of
	// their form or signature.
	NotificationsRefused struct{ Count int }
	// ListenerChanged tells whether notifications reach this till now. Until the
	// first one it counts as not reached. Listening false also stands for a moment
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
	// QueryWanted is the owner wanting a payment of the history asked about now.
	QueryWanted struct{ OrderNo OrderNo }
	// DecisionWanted is the owner wanting to decide a payment of the history.
	DecisionWanted struct{ OrderNo OrderNo }
	// OwnerLeft is the owner's side giving way to the counter.
	OwnerLeft struct{}
	// Found answers a Find. Payment is nil when there is none.
	Found struct {
		OrderNo OrderNo
		Payment *Payment
		Sale    *Sale    // the payment's
		Refunds []Refund // the payment's, oldest first
		Err     error
	}
	// AdvertsChanged tells the pictures that are to play now.
	AdvertsChanged struct{ Adverts []Advert }
	// Closing is somebody's wish to close the till's window, such as Alt+F4. The
	// end of the machine or of the desktop's session asks nobody.
	Closing struct {
		Locked bool // the till fills the screen: nobody leaves it by accident, nor without the PIN
	}
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
func (PeopleChanged) event()        {}
func (CashierChanged) event()       {}
func (VoiceChanged) event()         {}
func (RightWanted) event()          {}
func (ScannerChanged) event()       {}
func (AdvertsChanged) event()       {}
func (NotificationReceived) event() {}
func (NotificationsRefused) event() {}
func (ListenerChanged) event()      {}
func (MiniAsked) event()            {}
func (RefundWanted) event()         {}
func (QueryWanted) event()          {}
func (DecisionWanted) event()       {}
func (OwnerLeft) event()            {}
func (Found) event()                {}
func (Closing) event()              {}

// Reader is the device that read a code.
type Reader string

// The readers.
const (
	ReaderScanner Reader = "" // a scanner, serial or one that types
	ReaderFace    Reader = "face"
)

// ScannerState is the serial scanner's light in the bar.
type ScannerState string

// The scanner's states.
const (
	ScannerNone  ScannerState = ""      // none configured; a wedge may still be used
	ScannerReady ScannerState = "ready" // open
	ScannerGone  ScannerState = "gone"  // unplugged or not openable; being looked for
)
