package office

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// midnightNear is the distance from midnight in which a payment may count to the day before or after:
// the wallet's clock, the gateway's and the till's are not one.
const midnightNear = 10 * time.Minute

// gapMost is the longest time of which days without a row are told, as in a bill of a quarter.
const gapMost = 92

// billDays are the days of a bill: from first to last of all that it has, and the rows of
// each. A payment of an earlier day stands in a bill for its refund: it makes no sole.
type billDays struct {
	first, last kiosk.Date
	sole        map[kiosk.Date]bool // with payments of their own
	rows        map[kiosk.Date]int
}

func daysOf(b *kiosk.Bill) billDays {
	d := billDays{b.From, b.To, map[kiosk.Date]bool{}, map[kiosk.Date]int{}}
	for i := range b.Rows {
		r := &b.Rows[i]
		if r.At.IsZero() {
			continue
		}
		day := dateOf(r.At)
		if d.first == "" || day < d.first {
			d.first = day
		}
		d.last = max(d.last, day)
		d.rows[day]++
		if r.Refunded == 0 {
			d.sole[day] = true
		}
	}
	return d
}

func dateOf(t time.Time) kiosk.Date { return kiosk.Date(t.In(kiosk.Beijing).Format(time.DateOnly)) }

// BillDay is the day of a bill: the one that was asked for, where the bill has it, or
// the only one that it has. Errors: BillOtherDay, BillOfDays, BillNoDay.
func BillDay(b *kiosk.Bill, asked kiosk.Date) (kiosk.Date, error) {
	d := daysOf(b)
	switch {
	case asked != "" && d.last != "" && (asked < d.first || asked > d.last):
		return "", &kiosk.BillError{Cause: kiosk.BillOtherDay, Args: []string{"is", string(d.last), "asked", string(asked)}}
	case asked != "":
		return asked, nil
	case d.last == "":
		return "", kiosk.BillNoDay
	case b.From != "" && b.From == b.To:
		return b.From, nil
	}
	if delete(d.sole, d.last); len(d.sole) > 0 || b.From != b.To {
		return "", &kiosk.BillError{Cause: kiosk.BillOfDays, Args: []string{"from", string(d.first), "to", string(d.last)}}
	}
	return d.last, nil
}

// DayOfBill is a day that a bill of several has.
type DayOfBill struct {
	Day  kiosk.Date
	Rows int // -1 where the bill tells no days
}

// DaysOfBill are the days of a bill of several, the earliest first. Those between two of
// them are there too: a bill that lacks a day's payments tells something.
func DaysOfBill(b *kiosk.Bill) (days []DayOfBill) {
	d := daysOf(b)
	first, last := b.From, b.To
	for day := range d.sole {
		if first == "" || day < first {
			first = day
		}
		last = max(last, day)
	}
	from, err := kiosk.BillDay(first)
	until, untilErr := kiosk.BillDay(last)
	if err != nil || untilErr != nil {
		return nil
	}
	gaps := until.Start.Sub(from.Start) <= gapMost*24*time.Hour
	for at := from.Start.In(kiosk.Beijing); !at.After(until.Start); at = at.AddDate(0, 0, 1) {
		day := kiosk.Date(at.Format(time.DateOnly))
		if gaps || d.rows[day] > 0 {
			days = append(days, DayOfBill{day, d.rows[day]})
		}
	}
	return days
}

// Comparison is a bill beside the till's own lists. It is pure; whoever has the ledger
// adds what Unknown asks for.
type Comparison struct {
	Bill     *kiosk.Bill
	Day      kiosk.Date
	Provider string // "" for all
	Tag      string // the till's in its order numbers
	Fetched  bool   // the bill comes from the gateway itself, which has no other merchant's
	Now      time.Time
	Payments []kiosk.BilledPayment
	Refunds  []kiosk.BilledRefund
	// Elsewhere and RefundsElsewhere are what stood in the bills of other days.
	Elsewhere        []kiosk.OrderNo
	RefundsElsewhere []kiosk.RefundNo
	// Merchants of the bills of this kind that had payments of this till.
	Merchants []string
}

// index finds payments by their numbers.
type index struct {
	order, gateway, trade map[string]*kiosk.BilledPayment
}

func indexOf(payments []kiosk.BilledPayment) index {
	x := index{make(map[string]*kiosk.BilledPayment, len(payments)), make(map[string]*kiosk.BilledPayment, len(payments)), make(map[string]*kiosk.BilledPayment, len(payments))}
	for i := range payments {
		p := &payments[i]
		x.order[string(p.OrderNo)] = p
		// An order of the gateway's may have been paid at the second try.
		for _, n := range []struct {
			in     map[string]*kiosk.BilledPayment
			number string
		}{{x.gateway, p.GatewayNo}, {x.trade, p.TradeNo}} {
			if other := n.in[n.number]; n.number != "" && (other == nil || other.State != kiosk.StatePaid) {
				n.in[n.number] = p
			}
		}
	}
	return x
}

// find is the payment of a row, nil if none is known: what one calls its order is
// another's trade, so each number is looked up as each.
func (x index) find(r *kiosk.BillRow) *kiosk.BilledPayment {
	for _, n := range []string{r.OrderNo, r.GatewayNo, r.TradeNo} {
		if n == "" {
			continue
		}
		for _, in := range []map[string]*kiosk.BilledPayment{x.order, x.gateway, x.trade} {
			if p := in[n]; p != nil {
				return p
			}
		}
	}
	return nil
}

// Unknown are the numbers of the bill that no payment of the comparison has: orders in
// the form of ours, and others.
func (c *Comparison) Unknown() (orders, others []string) {
	x := indexOf(c.Payments)
	for i := range c.Bill.Rows {
		r := &c.Bill.Rows[i]
		if x.find(r) != nil {
			continue
		}
		tag := kiosk.OrderNo(r.OrderNo).Tag()
		if tag != "" {
			orders = append(orders, r.OrderNo)
			if tag != c.Tag {
				continue
			}
		} else if r.OrderNo != "" {
			others = append(others, r.OrderNo)
		}
		for _, n := range []string{r.GatewayNo, r.TradeNo} {
			if n != "" {
				others = append(others, n)
			}
		}
	}
	return orders, others
}

// Refunded are the payments of which the bill gave something back: all their refunds
// are to be compared, whenever they were made.
func (c *Comparison) Refunded() (orders []kiosk.OrderNo) {
	x := indexOf(c.Payments)
	seen := map[kiosk.OrderNo]bool{}
	for i := range c.Bill.Rows {
		r := &c.Bill.Rows[i]
		if r.Refunded == 0 && r.RefundNo == "" && r.RefundGw == "" {
			continue
		}
		if p := x.find(r); p != nil && !seen[p.OrderNo] {
			seen[p.OrderNo] = true
			orders = append(orders, p.OrderNo)
		}
	}
	return orders
}

// entry is a bill's word on one payment.
type entry struct {
	payment *kiosk.BilledPayment // nil where the ledger lacks it
	no      string               // as the bill has it
	paid    bool
	amount  kiosk.Fen
	at      time.Time
	revoked bool
	refunds []*kiosk.BillRow
	refund  kiosk.Fen // their sum
	// undated: it tells of no refund's day, in a bill of several
	undated bool
}

// Result compares the lists. Errors: BillOtherShop.
func (c *Comparison) Result() (kiosk.Reconciliation, error) {
	day, err := kiosk.BillDay(c.Day)
	if err != nil {
		return kiosk.Reconciliation{}, err
	}
	res := kiosk.Reconciliation{Kind: c.Bill.Kind, Day: c.Day, Provider: c.Provider, Merchant: c.Bill.Merchant, Rows: len(c.Bill.Rows)}
	entries, ledger := c.entries(day)
	later := c.later(day, ledger.last)
	ours := false
	others := map[string]bool{}
	for _, e := range entries {
		if e.payment != nil {
			ours = true
			c.compare(&res, day, e, ledger.refunds[e.payment.OrderNo], later)
			continue
		}
		switch tag := kiosk.OrderNo(e.no).Tag(); {
		case tag != "" && tag != c.Tag:
			others[e.no] = true
		case e.paid && !e.revoked, len(e.refunds) > 0 && !e.revoked && !e.paid:
			ours = ours || tag != ""
			res.Bill.Paid += e.amount
			res.Bill.Refunded += e.refund
			d := kiosk.Difference{Kind: kiosk.MissingInLedger, No: e.no, Bill: max(e.amount, e.refund), At: e.at}
			if tag == "" {
				d.Hint = kiosk.HintForeign
			}
			res.Differences = append(res.Differences, d)
		}
	}
	res.OtherTills = len(others)
	if !ours && len(entries) > 0 && !c.Fetched && c.anothers(len(others) > 0) {
		return kiosk.Reconciliation{}, kiosk.BillOtherShop
	}
	c.missing(&res, day, ledger, later)
	for i := range res.Differences {
		res.Differences[i].At = res.Differences[i].At.UTC()
	}
	slices.SortStableFunc(res.Differences, func(a, b kiosk.Difference) int { return a.At.Compare(b.At) })
	return res, nil
}

// anothers reports whether a bill without a payment of this till is another merchant's:
// it names one whose bills never had any while others had, or has no till's numbers.
func (c *Comparison) anothers(tills bool) bool {
	if len(c.Merchants) > 0 && c.Bill.Merchant != "" {
		return !slices.Contains(c.Merchants, c.Bill.Merchant)
	}
	return !tills
}

// lists is the ledger's side of a comparison.
type lists struct {
	billed  map[kiosk.OrderNo]*entry // payments that the bill has
	refunds map[kiosk.OrderNo][]*kiosk.BilledRefund
	last    time.Time // of the bill's rows
}

// entries gathers the bill's rows by payment, in its order.
func (c *Comparison) entries(day kiosk.Day) ([]*entry, lists) {
	x := indexOf(c.Payments)
	l := lists{map[kiosk.OrderNo]*entry{}, map[kiosk.OrderNo][]*kiosk.BilledRefund{}, time.Time{}}
	seen := map[kiosk.RefundNo]bool{}
	for i := range c.Refunds {
		if f := &c.Refunds[i]; !seen[f.No] {
			seen[f.No] = true
			l.refunds[f.OrderNo] = append(l.refunds[f.OrderNo], f)
		}
	}
	unknown := map[string]*entry{}
	sole := daysOf(c.Bill).sole
	var all []*entry
	for i := range c.Bill.Rows {
		r := &c.Bill.Rows[i]
		p := x.find(r)
		inDay := r.At.IsZero() || within(day, r.At) || r.Paid && p != nil && p.State == kiosk.StatePaid && within(day, p.PaidAt)
		if !inDay && (r.Refunded == 0 || !r.Paid) {
			continue // another day's, in a bill of several
		}
		if r.At.After(l.last) {
			l.last = r.At
		}
		var e *entry
		if p != nil {
			if e = l.billed[p.OrderNo]; e == nil {
				e = &entry{payment: p, no: string(p.OrderNo)}
				l.billed[p.OrderNo] = e
				all = append(all, e)
			}
		} else {
			no := r.OrderNo
			for _, other := range []string{r.GatewayNo, r.TradeNo} {
				if no == "" {
					no = other
				}
			}
			if e = unknown[no]; e == nil {
				e = &entry{no: no}
				unknown[no] = e
				all = append(all, e)
			}
		}
		e.add(r, inDay)
		if r.Paid && r.Refunded > 0 && len(sole) > 1 && sole[dateOf(r.At)] {
			e.undated = true
		}
	}
	return all, l
}

// add puts a row to its payment. What an earlier day's payment stands there for is its
// refund.
func (e *entry) add(r *kiosk.BillRow, inDay bool) {
	if e.at.IsZero() || r.Paid {
		e.at = r.At
	}
	if r.Paid && inDay {
		e.paid = true
		e.amount += r.Amount
	}
	e.revoked = e.revoked || r.Revoked
	if r.Refunded > 0 || r.RefundNo != "" || r.RefundGw != "" {
		e.refunds = append(e.refunds, r)
		e.refund += r.Refunded
	}
}

func within(day kiosk.Day, t time.Time) bool { return !t.Before(day.Start) && t.Before(day.End) }

// compare holds what the bill says of one payment against the ledger.
func (c *Comparison) compare(res *kiosk.Reconciliation, day kiosk.Day, e *entry, refunds []*kiosk.BilledRefund, later func(time.Time) bool) {
	p, before := e.payment, len(res.Differences)
	paid := p.State == kiosk.StatePaid
	if e.revoked && !paid {
		return // reversed here and there
	}
	differs := func(d kiosk.Difference) {
		d.No, d.At = string(p.OrderNo), e.at
		if paid {
			d.At = p.PaidAt
		}
		res.Differences = append(res.Differences, d)
	}
	if e.paid {
		res.Bill.Paid += e.amount
	}
	if e.paid && !e.revoked && !paid {
		differs(kiosk.Difference{Kind: kiosk.StateDiffers, Ledger: p.Amount, Bill: e.amount, State: p.State})
		if e.refund > 0 { // given back in the merchant's app: whoever decides has to know
			res.Bill.Refunded += e.refund
			differs(kiosk.Difference{Kind: kiosk.RefundDiffers, Bill: e.refund})
		}
		// Decided later, it counts to the day of the decision, whose bill lacks it rightly.
		res.Elsewhere = append(res.Elsewhere, p.OrderNo)
		return
	}
	if e.paid {
		res.Till.Paid += p.Amount
	}
	if e.paid && e.amount != p.Amount {
		differs(kiosk.Difference{Kind: kiosk.AmountDiffers, Ledger: p.Amount, Bill: e.amount})
	}
	if c.Bill.Refunds || e.revoked {
		back, hint := c.refunded(res, day, refunds, e, later)
		if e.undated && doneOf(refunds) == e.refund || e.undated && !e.paid && back == 0 {
			e.refund = back // equal in all; or the payment's own day tells of it
		}
		res.Till.Refunded += back
		res.Bill.Refunded += e.refund
		if back != e.refund {
			if e.revoked {
				hint = kiosk.HintRevoked
			}
			differs(kiosk.Difference{Kind: kiosk.RefundDiffers, Ledger: back, Bill: e.refund, Hint: hint})
		}
	}
	if e.paid && paid && !within(day, p.PaidAt) {
		res.Elsewhere = append(res.Elsewhere, p.OrderNo)
	}
	if len(res.Differences) == before {
		res.Matched++
	}
}

// doneOf is the sum of the refunds that are done.
func doneOf(refunds []*kiosk.BilledRefund) (sum kiosk.Fen) {
	for _, f := range refunds {
		if f.State == kiosk.RefundDone {
			sum += f.Amount
		}
	}
	return sum
}

// refunded is the sum that the ledger gave back of a payment in the bill's day, and what else is
// known. A refund that was asked for on one day and done on another stands in the bill of
// either: on the first it counts where that makes both sides equal, and on the second unless
// it did. So does one that came after the bill was made.
func (c *Comparison) refunded(res *kiosk.Reconciliation, day kiosk.Day, refunds []*kiosk.BilledRefund, e *entry, later func(time.Time) bool) (back kiosk.Fen, hint kiosk.DifferenceHint) {
	var either []*kiosk.BilledRefund
	counts := func(f *kiosk.BilledRefund) {
		back += f.Amount
		if !within(day, f.DoneAt) {
			res.RefundsElsewhere = append(res.RefundsElsewhere, f.No)
		}
	}
	for _, f := range refunds {
		row := e.refundRow(f)
		done, asked := within(day, f.DoneAt), within(day, f.AskedAt)
		switch {
		case f.State == kiosk.RefundRefused:
		case f.State != kiosk.RefundDone && row != nil && row.Pending && f.State == kiosk.RefundAsked:
			back += f.Amount // under way, here and there
		case f.State != kiosk.RefundDone:
			if row != nil || asked {
				hint = kiosk.HintUnknown
			}
		case row == nil && done && later(f.DoneAt):
			either = append(either, f)
		case row != nil, done && (asked || !slices.Contains(c.RefundsElsewhere, f.No)):
			counts(f)
			if row == nil && !asked {
				hint = kiosk.HintMidnight
			}
			if f.ByHand && row == nil {
				hint = kiosk.HintByHand
			}
		case done || asked:
			either = append(either, f)
		}
	}
	for _, f := range either {
		if back+f.Amount <= e.refund {
			counts(f)
		}
	}
	return back, hint
}

// refundRow is the bill's row of a refund, by its numbers, or of a pending one by its
// amount.
func (e *entry) refundRow(f *kiosk.BilledRefund) *kiosk.BillRow {
	for _, r := range e.refunds {
		if r.RefundNo != "" && r.RefundNo == string(f.No) || r.RefundGw != "" && r.RefundGw == f.GatewayNo {
			return r
		}
	}
	for _, r := range e.refunds {
		if r.Pending && r.Refunded == f.Amount && f.State == kiosk.RefundAsked {
			return r
		}
	}
	return nil
}

// later tells what came after the bill was made: one that was made before its day was over
// lacks it.
func (c *Comparison) later(day kiosk.Day, last time.Time) func(time.Time) bool {
	cut := c.Bill.MadeAt
	if cut.IsZero() && c.Now.Before(day.End) && !last.IsZero() {
		cut = last.Add(time.Second) // bills have whole seconds
	}
	return func(t time.Time) bool { return !cut.IsZero() && cut.Before(day.End) && !t.Before(cut) }
}

// missing names what the ledger has and the bill has not.
func (c *Comparison) missing(res *kiosk.Reconciliation, day kiosk.Day, l lists, later func(time.Time) bool) {
	elsewhere := map[kiosk.OrderNo]bool{}
	for _, n := range c.Elsewhere {
		elsewhere[n] = true
	}
	named := map[kiosk.OrderNo]bool{}
	for i := range c.Payments {
		p := &c.Payments[i]
		if l.billed[p.OrderNo] != nil && l.billed[p.OrderNo].paid || named[p.OrderNo] || !c.Bill.Kind.Covers(p.Wallet, p.Provider, c.Provider) {
			continue
		}
		named[p.OrderNo] = true
		counts := c.Bill.Payments && p.State == kiosk.StatePaid && within(day, p.PaidAt) && !elsewhere[p.OrderNo]
		switch {
		case counts && later(p.PaidAt):
			res.NotYet++
		case counts && !(l.billed[p.OrderNo] != nil && l.billed[p.OrderNo].revoked):
			res.Till.Paid += p.Amount
			d := kiosk.Difference{Kind: kiosk.MissingInBill, No: string(p.OrderNo), Ledger: p.Amount, At: p.PaidAt}
			if p.PaidAt.Sub(day.Start) < midnightNear || day.End.Sub(p.PaidAt) <= midnightNear {
				d.Hint = kiosk.HintMidnight
			}
			res.Differences = append(res.Differences, d)
		case l.billed[p.OrderNo] == nil && c.Bill.Refunds:
			c.missingRefund(res, day, p, l.refunds[p.OrderNo], later)
		}
	}
}

// missingRefund names what went back, in the bill's day, of a payment that the bill lacks.
func (c *Comparison) missingRefund(res *kiosk.Reconciliation, day kiosk.Day, p *kiosk.BilledPayment, refunds []*kiosk.BilledRefund, later func(time.Time) bool) {
	if back, hint := c.refunded(res, day, refunds, &entry{}, later); back > 0 {
		res.Till.Refunded += back
		res.Differences = append(res.Differences, kiosk.Difference{
			Kind: kiosk.RefundDiffers, No: string(p.OrderNo), Ledger: back, At: refunds[0].DoneAt, Hint: hint,
		})
	}
}
