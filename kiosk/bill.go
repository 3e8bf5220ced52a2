package kiosk

import "time"

// Beijing is the time of gateways' bills, whatever the shop's clock says. China has
// had no other since 1991.
var Beijing = time.FixedZone("CST", 8*60*60)

// BillDay is the day of a bill, 00:00 to 24:00 of Beijing; an error for what is no date.
func BillDay(name Date) (Day, error) { return Calendar{Location: Beijing}.Day(name) }

// BillKind is the form of a bill.
type BillKind string

// The kinds. The values stand in the ledger and on the command line.
const (
	BillWeChat BillKind = "wechat"
	BillAlipay BillKind = "alipay"
	BillYfpay  BillKind = "yfpay"
	BillCSV    BillKind = "csv"
)

// BillKinds are all of them.
func BillKinds() []BillKind { return []BillKind{BillWeChat, BillAlipay, BillYfpay, BillCSV} }

// Covers reports whether a bill of kind k, narrowed to a provider unless that is "",
// has what was paid with the wallet w at p: a wallet's has that wallet's payments at
// whatever gateway, any other all but cash.
func (k BillKind) Covers(w Wallet, p, provider string) bool {
	if provider != "" && p != provider {
		return false
	}
	switch k {
	case BillWeChat:
		return w == WeChat
	case BillAlipay:
		return w == Alipay
	}
	return w != Cash
}

// Bill is a gateway's list of what was paid and given back, mostly of one day.
type Bill struct {
	Kind     BillKind
	Merchant string    // whose it is, "" where it does not tell
	From, To Date      // the days that it says it is of, "" where it does not tell
	MadeAt   time.Time // zero where it does not tell
	// Payments and Refunds tell which of them it lists: a list of refunds proves
	// nothing about payments.
	Payments, Refunds bool
	Rows              []BillRow
	Table             *BillTable // nil for a wallet's, which has columns of its own
}

// BillTable is the head and the first rows of a bill whose columns have names of their own.
type BillTable struct {
	Headers []string   // none twice, and none empty
	Samples [][]string // of the first rows, by header
	// Columns are the headers by what they are, such as order_no; "" is none. Named tells
	// that somebody said so, now or for an earlier bill.
	Columns map[string]string
	Named   bool
}

// BillRow is a row of a bill: a payment, a refund, or one payment with its refunds.
type BillRow struct {
	At        time.Time // zero where the bill does not tell
	OrderNo   string    // of the shop: ours, where the gateway takes it
	GatewayNo string    // the aggregator's
	TradeNo   string    // the wallet's
	Paid      bool      // it was paid: Amount
	Amount    Fen       // of the order, before coupons
	Refunded  Fen       // that went back
	RefundNo  string    // of the shop: ours, where the gateway takes it
	RefundGw  string    // the gateway's or wallet's number of the refund
	Pending   bool      // the refund was accepted and not done yet
	Revoked   bool      // the payment was reversed: nothing of it is left
}

// BilledPayment is a payment of the ledger as far as a bill is compared with it.
type BilledPayment struct {
	OrderNo   OrderNo
	GatewayNo string
	TradeNo   string
	Amount    Fen
	Wallet    Wallet
	Provider  string
	State     State
	CreatedAt time.Time
	PaidAt    time.Time
}

// BilledRefund is a refund of the ledger as far as a bill is compared with it.
type BilledRefund struct {
	No        RefundNo
	GatewayNo string
	OrderNo   OrderNo
	Amount    Fen
	State     RefundState
	ByHand    bool
	AskedAt   time.Time
	DoneAt    time.Time
}

// Reconciliation is the outcome of comparing a bill with the ledger.
type Reconciliation struct {
	Kind     BillKind `json:"kind"`
	Day      Date     `json:"day"`
	Provider string   `json:"provider,omitempty"` // "" for all
	Merchant string   `json:"merchant,omitempty"`
	Rows     int      `json:"rows"`
	// Matched are payments that are equal in all on both sides, and refunds of
	// payments of other days.
	Matched     int          `json:"matched"`
	OtherTills  int          `json:"other_tills"` // sales of other tills of the same merchant
	NotYet      int          `json:"not_yet"`     // payments that came after the bill was made
	Differences []Difference `json:"differences,omitempty"`
	// Till and Bill are the sums of what each side has of this till, as of the bill: what
	// they differ by is in the Differences.
	Till BillSums `json:"till,omitzero"`
	Bill BillSums `json:"bill,omitzero"`
	// Elsewhere are payments of the bill that the ledger counts to another day, as
	// around midnight: that day's bill lacks them rightly.
	Elsewhere []OrderNo `json:"elsewhere,omitempty"`
	// RefundsElsewhere are refunds of the bill that were done on another day than they were
	// asked for on, which this day is.
	RefundsElsewhere []RefundNo `json:"refunds_elsewhere,omitempty"`

	// AlreadyImported tells that this is the answer of an earlier comparison of the
	// same file.
	AlreadyImported bool `json:"-"`
	// Settled are the differences of that answer that are none any more, by number.
	Settled []string `json:"-"`
}

// BillSums are what was paid and what went back, in fen.
type BillSums struct {
	Paid     Fen `json:"paid"`
	Refunded Fen `json:"refunded"`
}

// Equal reports whether the bill and the ledger agree.
func (r *Reconciliation) Equal() bool { return len(r.Differences) == 0 }

// Of are the differences of a kind.
func (r *Reconciliation) Of(k DifferenceKind) (found []Difference) {
	for _, d := range r.Differences {
		if d.Kind == k {
			found = append(found, d)
		}
	}
	return found
}

// DifferenceKind is the sort of a difference.
type DifferenceKind string

// The kinds, in the order in which people read them.
const (
	MissingInBill   DifferenceKind = "missing_in_bill"
	MissingInLedger DifferenceKind = "missing_in_ledger"
	AmountDiffers   DifferenceKind = "amount_differs"
	StateDiffers    DifferenceKind = "state_differs" // paid in the bill, and not in the ledger
	RefundDiffers   DifferenceKind = "refund_differs"
)

// DifferenceKinds are all of them, in that order.
func DifferenceKinds() []DifferenceKind {
	return []DifferenceKind{MissingInBill, MissingInLedger, AmountDiffers, StateDiffers, RefundDiffers}
}

// DifferenceHint is a detail of a difference that changes what is to be done.
type DifferenceHint string

// The hints.
const (
	HintMidnight DifferenceHint = "midnight" // paid so near to midnight that another day's bill may have it
	HintByHand   DifferenceHint = "by_hand"  // a manager noted the refund as given back by hand
	HintUnknown  DifferenceHint = "unknown"  // the till does not know what became of the refund
	HintRevoked  DifferenceHint = "revoked"  // the gateway reversed the payment
	HintForeign  DifferenceHint = "foreign"  // the number is none that a till makes
)

// Difference is one thing on which a bill and the ledger do not agree.
type Difference struct {
	Kind DifferenceKind `json:"kind"`
	// No is the ledger's number of the payment, or what the bill has where the
	// ledger lacks it.
	No     string         `json:"no"`
	Ledger Fen            `json:"ledger"` // the payment's amount, or of a RefundDiffers what went back
	Bill   Fen            `json:"bill"`
	State  State          `json:"state,omitempty"` // of a StateDiffers, in the ledger
	At     time.Time      `json:"at,omitzero"`
	Hint   DifferenceHint `json:"hint,omitempty"`
}

// Texts are the difference in people's words, and what to do about it.
func (d Difference) Texts() (what, todo Text) {
	args := []string{"order", OrderNo(d.No).Tail(), "ledger", d.Ledger.Grouped(), "bill", d.Bill.Grouped(), "state", "@" + stateText(d.State),
		"time", d.At.In(Beijing).Format("15:04:05")}
	what, todo = T("reconcile.what."+string(d.Kind), args...), T("reconcile.todo."+string(d.Kind))
	if d.Hint != "" {
		todo = T("reconcile.hint." + string(d.Hint))
	}
	return what, todo
}

// BillRecord is a comparison on record.
type BillRecord struct {
	SHA256     string // of the file, in hex
	ImportedAt time.Time
	Reconciliation
}
