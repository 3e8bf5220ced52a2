package kiosk

import "time"

// Effect is an output of a step, to be carried out. Effects are carried out strictly in order.
type Effect interface{ effect() }

// CallKind is a call of the Gateway.
type CallKind string

// The kinds. The first four can move money: each must stand after the
// Save that put its payment or refund on record.
const (
	CallQR          CallKind = "qr"
	CallCharge      CallKind = "charge"
	CallMini        CallKind = "mini"
	CallRefund      CallKind = "refund"
	CallQuery       CallKind = "query"
	CallClose       CallKind = "close"
	CallRefundQuery CallKind = "refund_query"
	CallPing        CallKind = "ping"
)

// MovesMoney reports whether a call of this kind may lead to a charge or a
// refund.
func (k CallKind) MovesMoney() bool {
	return k == CallQR || k == CallCharge || k == CallMini || k == CallRefund
}

// CallMax is the deadline of one Call, over the HTTP client's own 15 s so that the
// client's better error comes first.
const CallMax = 20 * time.Second

type (
	// Save puts rows on record, committed before the next effect.
	Save struct{ Write Write }
	// Call calls the gateway. It yields exactly one Answered, whatever happens.
	Call struct {
		ID      uint64
		Kind    CallKind
		Payment Payment // as it is on record
		Code    PayCode // CallCharge only
		Buyer   Buyer   // CallMini only
		Refund  Refund  // CallRefund and CallRefundQuery only, as it is on record
	}
	// Wake asks for a Woke at At of the steady clock; a later Wake replaces it.
	Wake struct{ At time.Time }
	// Show draws View, which the till draws into again: it stands until the next
	// step.
	Show struct{ View *View }
	// Print prints what Payment or, with one, Refund is proof of, or opens the drawer for it.
	// What was printed before is printed as a copy.
	Print struct {
		Payment Payment
		Refund  *Refund
		Paper   bool
		Drawer  bool
	}
	// Say is heard, once.
	Say struct{ Phrase Phrase }
	// Mute keeps for the next start whether the voice is muted, and ends what is being said.
	// On is the business day for which it is; "" for none.
	Mute struct{ On Date }
	// CheckPIN compares an entered PIN; it yields one PINChecked.
	CheckPIN struct {
		PIN string
		Pad int // returned in the PINChecked
	}
	// SetPIN stores a new PIN; it yields one PINChecked.
	SetPIN struct {
		PIN string
		Pad int
	}
	// RightGiven answers a RightWanted.
	RightGiven struct {
		Right    Right
		Approval Approval
	}
	// CountDay reads what was paid on the business day of At, a wall time; it yields
	// one DayCounted before any other event. It stands last.
	CountDay struct{ At time.Time }
	// Reload reads the ledger again; it yields Loaded or SaveFailed.
	Reload struct{}
	// Find reads one payment with its sale and refunds from the ledger; it yields
	// one Found.
	Find struct{ OrderNo OrderNo }
	// Acknowledge answers a NotificationReceived.
	Acknowledge struct {
		ID     uint64
		Result NotificationResult
	}
	// ReplyMini answers a MiniAsked.
	ReplyMini struct {
		ID    uint64
		Reply MiniReply
	}
	// Practice tells the practice gateway what the customer or the network does.
	Practice struct {
		Action         Action
		GatewayOrderNo string
		// Open: the customer first opens the mini-program of OrderNo.
		Open    bool
		OrderNo OrderNo
	}
	// OwnerScanned hands the owner's side a scan that came while it was up: it is
	// searched for, never sold with.
	OwnerScanned struct{ Code PayCode }
	// FullScreen switches the window between full screen and not.
	FullScreen struct{}
	// Close ends the till in order.
	Close struct{}
)

func (Save) effect()         {}
func (Call) effect()         {}
func (Wake) effect()         {}
func (Show) effect()         {}
func (Say) effect()          {}
func (Mute) effect()         {}
func (Print) effect()        {}
func (CheckPIN) effect()     {}
func (SetPIN) effect()       {}
func (RightGiven) effect()   {}
func (Reload) effect()       {}
func (CountDay) effect()     {}
func (Practice) effect()     {}
func (FullScreen) effect()   {}
func (Find) effect()         {}
func (Acknowledge) effect()  {}
func (ReplyMini) effect()    {}
func (Close) effect()        {}
func (OwnerScanned) effect() {}

// String and GoString keep an entered PIN out of logs.
func (CheckPIN) String() string   { return "CheckPIN" }
func (CheckPIN) GoString() string { return "CheckPIN" }
func (SetPIN) String() string     { return "SetPIN" }
func (SetPIN) GoString() string   { return "SetPIN" }

// Phrase is something to be heard.
type Phrase struct {
	Kind   PhraseKind
	Wallet Wallet
	Amount Fen
}

// PhraseKind tells sounds and sentences apart.
type PhraseKind string

// The phrases.
const (
	PhrasePaid    PhraseKind = "paid"
	PhraseFailed  PhraseKind = "failed"
	PhraseUnknown PhraseKind = "unknown"
	PhraseLate    PhraseKind = "late"
	PhraseBadScan PhraseKind = "bad_scan"
)

// Muted is the rest of a phrase while the voice is muted: a tone where somebody has
// to look at money, and else nothing.
func (p Phrase) Muted() (Phrase, bool) {
	if p.Kind == PhraseUnknown || p.Kind == PhraseLate {
		return Phrase{Kind: PhraseUnknown}, true
	}
	return Phrase{}, false
}
