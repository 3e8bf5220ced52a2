package kiosk

import "context"

// Totals are sums over payments and refunds.
type Totals struct {
	Count       int // payments that were paid
	Paid        Fen // what they were paid
	Late        int // of Count, those whose money came late
	Unknown     int // payments of which nobody knows yet whether they were paid
	RefundCount int // refunds that were done
	Refunded    Fen // what they gave back
}

// Net is the sum that stays.
func (t Totals) Net() Fen { return t.Paid - t.Refunded }

// Add returns the sums of both.
func (t Totals) Add(o Totals) Totals {
	return Totals{t.Count + o.Count, t.Paid + o.Paid, t.Late + o.Late, t.Unknown + o.Unknown, t.RefundCount + o.RefundCount, t.Refunded + o.Refunded}
}

// Grouping is the key by which the rows of a report are grouped.
type Grouping string

// The groupings.
const (
	ByHour    Grouping = "hour"    // keys "00" to "23", of the shop's clock
	ByDay     Grouping = "day"     // a Date
	ByMonth   Grouping = "month"   // "2026-11"
	ByWallet  Grouping = "wallet"  // a Wallet
	ByChannel Grouping = "channel" // as Payment.Channel
	ByCashier Grouping = "cashier"
	ByShift   Grouping = "shift" // the shift's number
)

// TotalsRow is one row of a report.
type TotalsRow struct {
	Key string
	Totals
}

// Report are the totals of business days, From to To. A payment counts on the day
// on which it became paid, an unknown one on the day on which it was made, a refund
// on the day on which it was done.
type Report struct {
	From, To Date
	By       Grouping
	Rows     []TotalsRow // by Key
	Total    Totals
}

// Reports adds up what was taken.
type Reports interface {
	// Report are the totals of the business days from to to.
	Report(ctx context.Context, from, to Date, by Grouping) (Report, error)
}
