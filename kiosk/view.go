package kiosk

import "time"

// View is everything that the screens, the pole and the voice may know, as a
// plain value: two Views that are equal draw the same picture.
type View struct {
	Screen   Screen
	Practice bool
	// NetworkDropped: in practice mode the network was dropped on purpose.
	NetworkDropped bool
	Amount         AmountCard
	// Pay lists the pay keys that can be used; the place of the others stays
	// empty.
	Pay []PayKey
	// Panel stands in place of the keypad when its Title is set.
	Panel Panel
	// Seller is the person who sells.
	Seller Seller
	// PIN is set while a PIN is entered; digits then go there.
	PIN *PINEntry
	// Order is set while a shop order's number is entered; what is typed, pasted
	// or scanned then goes there.
	Order *OrderEntry
	// Refund is set on ScreenRefund. Amount is then the refund's.
	Refund *RefundEntry
	// Attention is set on ScreenAttention; the Panel then has its title and buttons.
	Attention *AttentionList
	Customer  CustomerScreen
	// Face is the request to a face terminal, zero when no face would be charged.
	Face   FaceAsk
	Last   *LastSale
	Today  Fen
	Status Status
	// Fault is the cause of the gateway's silence, as far as checks have found out.
	Fault *CheckResult
	// Warnings are other results of checks that stand until they are mended.
	Warnings []CheckResult
	// Checks is set on ScreenChecks.
	Checks *CheckReport
	// Owner: the door of the owner's side is open, whatever stands in front of it.
	Owner bool
	// SettingUp: it was opened to set this till up.
	SettingUp bool
	// SetUp is the card that offers to set this till up; without an Action there is none.
	SetUp Button
	// Alarm is the text of an alarm that cannot come up by itself, because the owner's
	// side has the screen. Zero without one.
	Alarm Text
	// Closing: people are asked whether the till is to be closed, or for the PIN.
	Closing bool
	// Practice buttons that make sense now, in order; empty outside practice.
	PracticeButtons []Button
}

// Screen is the cashier's side as a whole.
type Screen string

// The screens.
const (
	ScreenAmount     Screen = "amount"   // keypad
	ScreenPanel      Screen = "panel"    // amount card over a panel: a sale, its result
	ScreenAlarm      Screen = "alarm"    // one large card over both: late money, incident, decision
	ScreenAttention  Screen = "doubts"   // the attention list
	ScreenPIN        Screen = "pin"      // keypad for the PIN
	ScreenOrder      Screen = "order"    // the number of a shop's order is entered
	ScreenRefund     Screen = "refund"   // the refund's amount card over a keypad, or over its Panel
	ScreenHistory    Screen = "history"  // the owner's list
	ScreenHelp       Screen = "help"     // the table of keys
	ScreenRights     Screen = "rights"   // the table of who may do what: Rights and Roles
	ScreenChecks     Screen = "check"    // the results of the checks
	ScreenRecovering Screen = "settling" // after a start, before selling
	ScreenStopped    Screen = "stopped"  // the ledger cannot be written: nothing is sold
)

// AmountCard is the amount at the top of the cashier's side. It never moves.
type AmountCard struct {
	Label  Text
	Corner Text      // at the right; ignored when Since is set
	Since  time.Time // show the time passed since then instead of Corner
	Text   string    // grouped yuan without the sign: "1,284.50"
	Ghost  bool      // nothing typed: draw it pale
	// Problem with what was typed or scanned, told on the spot.
	Problem Text
}

// PayKey is one of the keys beside the digits.
type PayKey struct {
	Action Action
	Key    Key
	NoFace bool // of ActionScan: the amount is more than a face may be charged
}

// Tone says which colours a panel or stage wears.
type Tone string

// The tones.
const (
	TonePlain  Tone = "plain"
	ToneWeChat Tone = "wechat"
	ToneAlipay Tone = "alipay"
	ToneMini   Tone = "mini"
	TonePaid   Tone = "paid"
	ToneUnsure Tone = "unsure" // unknown and late
	ToneFailed Tone = "failed"
)

// Mark is the big shape that says it before the words do.
type Mark string

// The marks.
const (
	MarkNone     Mark = ""
	MarkSpinner  Mark = "spinner"
	MarkTick     Mark = "tick"
	MarkDots     Mark = "dots"
	MarkQuestion Mark = "question"
	MarkCross    Mark = "cross"
	MarkScan     Mark = "scan"
)

// Panel tells the cashier what is going on and what can be done.
type Panel struct {
	Tone     Tone
	Mark     Mark
	Title    Text
	Detail   Text
	Amount   string   // ScreenAlarm: the amount in question
	Progress Progress // ScreenAlarm: what the till does about it by itself
	Timeline []TimelineEntry
	Buttons  []Button
}

// TimelineEntry is one line of the story of a sale.
type TimelineEntry struct {
	At   time.Time
	Text Text
}

// Button is one thing that can be done, by touch or by Key.
type Button struct {
	Action Action
	Key    Key // "" when it has none
	Label  Text
	Tone   Tone // TonePlain, or a wallet's for a switch to it
	Main   bool // the one drawn dark
	// Group separates buttons into rows, 0 first.
	Group int
}

// PINEntry is the state of entering a PIN; no digit of it leaves the till.
type PINEntry struct {
	Title  Text
	Detail Text
	Dots   int // digits entered
	Busy   bool
	Shakes int       // entries that were wrong so far: the dots shake at each
	Until  time.Time // no PIN is looked at before; zero: there is no lock
}

// Seller is the person signed in at the counter.
type Seller struct {
	Asked bool   // people are set up: without, nothing of it is shown
	Name  string // "" for nobody; see NameText
}

// OrderEntry is the state of entering the number of a shop's order.
type OrderEntry struct {
	Title  Text
	Detail Text // what to do, or what is wrong with the last key, paste or scan
	Text   string
}

// RefundEntry is a refund that the owner makes, on ScreenRefund.
type RefundEntry struct {
	Title  Text
	Detail Text // of which payment, and what kind of refund it is
	// Order is the tail of the payment's order number.
	Order    string
	Wallet   Wallet
	Paid     string // grouped yuan: what was paid
	Refunded string // what went back already, "" when nothing did
	Max      string // the most that can be given back now, "" when nothing can
	// Fixed: the amount cannot be chosen, the digits do nothing.
	Fixed bool
	// ByHand: the money goes back outside of this till; the till only notes it.
	ByHand bool
	// Confirm: it is asked once more. The Panel has the question.
	Confirm bool
	// Buttons of the amount's step, when no Panel stands in place of the keypad.
	Buttons []Button
}

// CustomerScreenKind tells the customer's screens apart.
type CustomerScreenKind string

// The kinds.
const (
	CustomerAdverts  CustomerScreenKind = "adverts" // no sale: adverts, or the shop's name
	CustomerAmount   CustomerScreenKind = "amount"  // an amount is being typed
	CustomerOpening  CustomerScreenKind = "opening" // the order is being made
	CustomerQR       CustomerScreenKind = "qr"
	CustomerShowCode CustomerScreenKind = "show"    // show your payment code or face
	CustomerConfirm  CustomerScreenKind = "confirm" // enter your password
	CustomerPaid     CustomerScreenKind = "paid"
	CustomerUnsure   CustomerScreenKind = "unsure" // the network is slow, do not pay again
	CustomerFailed   CustomerScreenKind = "failed"
	CustomerAskHelp  CustomerScreenKind = "ask" // ask the cashier
)

// CustomerScreen is the customer's side.
type CustomerScreen struct {
	Kind   CustomerScreenKind
	Tone   Tone // ToneMini for a mini-program's QR, else "": Wallet says it
	Wallet Wallet
	Amount string // grouped yuan without the sign
	QR     string // text of the QR, CustomerQR only
	Title  Text
	Detail Text
	// Guide tells the customer more while money is uncertain. A screen that has one
	// says Title, Detail and Guide in both languages.
	Guide   []Text
	Adverts []Advert // in turn, CustomerAdverts only
}

// Advert is a picture of the shop's.
type Advert struct {
	File   string        // on disk
	Name   string        // as the shop knows it
	Hash   string        // of its content, so that a replaced one is another one
	Time   time.Duration // display time; 0 is the usual one
	Weight int           // its turns in a round; 0 is 1
}

// FaceAsk is the sale that a face terminal is asked to have paid.
type FaceAsk struct {
	Sale   SaleID
	Amount string // grouped yuan
}

// Status is the bar at the top.
type Status struct {
	Gateway GatewayStatus
	Scanner ScannerState
	// Open counts payments whose outcome is not known and alarms not answered.
	Open int
	// Refused counts the notifications refused lately for their form or
	// signature.
	Refused int
	Sound   SoundState
}

// SoundState is the voice's button in the bar.
type SoundState string

// The states of the voice.
const (
	SoundNone  SoundState = "" // nothing is ever said
	SoundOn    SoundState = "on"
	SoundMuted SoundState = "muted" // tones for what needs somebody, and nothing else
)

// GatewayStatus is the gateway's health, by the last calls.
type GatewayStatus struct {
	State   GatewayState
	Wallet  Wallet        // whose gateway is in trouble, where each has its own; "" otherwise
	Latency time.Duration // of the last answer, to 10 ms
	Since   time.Time     // since when it has not answered; zero when it does
}

// GatewayState is the gateway's light in the bar.
type GatewayState string

// The gateway's states.
const (
	GatewayUntried     GatewayState = ""
	GatewayOK          GatewayState = "ok"
	GatewaySilent      GatewayState = "silent"  // requests leave, nothing usable returns
	GatewayUnreachable GatewayState = "no_way"  // requests cannot be sent: this shop's network
	GatewayGarbage     GatewayState = "garbage" // it answers nonsense: the gateway's side
	GatewayBusy        GatewayState = "busy"    // it wants to be asked less often
	// GatewayReachable: a connection to it stands, and no call has been made since.
	GatewayReachable GatewayState = "reachable"
)
