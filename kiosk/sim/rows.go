package sim

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"facepay/kiosk"
)

// rows are a kiosk.Ledger without a disk: what is on record, and what a ledger
// refuses to put there. ledgertest holds them to what the one on disk does.
type rows struct {
	sales    []kiosk.Sale // in order of their first write
	payments []kiosk.Payment
	refunds  []kiosk.Refund
	ended    []kiosk.SaleID // in order of their end, a sale once
	people   []personRow
	misses   int
	wait     time.Duration // that no PIN is looked at, from anchor on
	anchor   time.Time     // zero: not since the ledger was opened

	day      kiosk.Day     // that today was asked about last
	dayStart time.Duration // of a business day
}

// refusal is the error of a row that cannot be written.
type refusal struct {
	format string
	args   []any
}

func (r *refusal) Error() string { return fmt.Sprintf(r.format, r.args...) }

// Is makes a write over another one a kiosk.ErrConflict.
func (r *refusal) Is(target error) bool {
	return target == kiosk.ErrConflict && strings.HasPrefix(r.format, "conflict:")
}

func refuse(format string, args ...any) *refusal { return &refusal{format, args} }

func (r *rows) paymentOf(n kiosk.OrderNo) *kiosk.Payment {
	return last(r.payments, func(p *kiosk.Payment) bool { return p.OrderNo == n })
}

func (r *rows) saleOf(id kiosk.SaleID) *kiosk.Sale {
	return last(r.sales, func(s *kiosk.Sale) bool { return s.ID == id })
}

func (r *rows) refundOf(n kiosk.RefundNo) *kiosk.Refund {
	return last(r.refunds, func(f *kiosk.Refund) bool { return f.No == n })
}

// openSale is the sale that stands open in the ledger, nil if none does.
func (r *rows) openSale() *kiosk.Sale {
	return last(r.sales, func(s *kiosk.Sale) bool { return s.State == kiosk.SaleOpen })
}

// last is the newest row that is so, nil if none is.
func last[T any](of []T, is func(*T) bool) *T {
	for i := len(of) - 1; i >= 0; i-- {
		if is(&of[i]) {
			return &of[i]
		}
	}
	return nil
}

// each goes through a slice's elements themselves, not copies of them.
func each[T any](of []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range of {
			if !yield(&of[i]) {
				return
			}
		}
	}
}

// where goes through those elements that are so.
func where[T any](of []T, is func(*T) bool) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range of {
			if is(&of[i]) && !yield(&of[i]) {
				return
			}
		}
	}
}

// paymentsOf goes through a sale's payments, oldest first.
func (r *rows) paymentsOf(id kiosk.SaleID) iter.Seq[*kiosk.Payment] {
	return where(r.payments, func(p *kiosk.Payment) bool { return p.Sale == id })
}

// refundsOf goes through a payment's refunds, oldest first.
func (r *rows) refundsOf(n kiosk.OrderNo) iter.Seq[*kiosk.Refund] {
	return where(r.refunds, func(f *kiosk.Refund) bool { return f.OrderNo == n })
}

// copies are the rows as they stand now.
func copies[T any](of iter.Seq[*T]) (rows []T) {
	for x := range of {
		rows = append(rows, *x)
	}
	return rows
}

// timesPaid counts the payments of a sale that were paid.
func (r *rows) timesPaid(id kiosk.SaleID) (n int) {
	for p := range r.paymentsOf(id) {
		if p.State == kiosk.StatePaid {
			n++
		}
	}
	return n
}

// undecided reports whether a refund of payment n is neither done nor refused.
func (r *rows) undecided(n kiosk.OrderNo) bool {
	return last(r.refunds, func(f *kiosk.Refund) bool { return f.OrderNo == n && !f.State.Final() }) != nil
}

// put writes row over at, or as a new one where at is nil.
func put[T any](rows *[]T, at, row *T) {
	if at == nil {
		*rows = append(*rows, *row)
	} else {
		*at = *row
	}
}

// valueOf is the row at, zero where it is nil.
func valueOf[T any](at *T) (row T) {
	if at != nil {
		row = *at
	}
	return row
}

func (r *rows) putSale(s *kiosk.Sale) *refusal {
	at := r.saleOf(s.ID)
	old := valueOf(at)
	switch {
	case old.Version != s.Version-1:
		return refuse("conflict: sale %s is at version %d, written as %d", s.ID, old.Version, s.Version)
	case at != nil && old.Amount != s.Amount:
		return refuse("sale %s changed its amount from %s to %s", s.ID, old.Amount, s.Amount)
	case s.State != kiosk.SaleOpen && (at == nil || old.State == kiosk.SaleOpen):
		r.ended = append(r.ended, s.ID)
	}
	put(&r.sales, at, s)
	return nil
}

func (r *rows) putPayment(p *kiosk.Payment) *refusal {
	at := r.paymentOf(p.OrderNo)
	old := valueOf(at)
	switch {
	case r.saleOf(p.Sale) == nil:
		return refuse("payment %s written without its sale", p.OrderNo)
	case old.Version != p.Version-1:
		return refuse("conflict: payment %s is at version %d, written as %d", p.OrderNo, old.Version, p.Version)
	case at == nil:
	case old.State != p.State && !kiosk.CanMove(old.State, p.State):
		return refuse("payment %s moved from %s to %s", p.OrderNo, old.State, p.State)
	case old.Sale != p.Sale, old.Amount != p.Amount:
		return refuse("payment %s was re-bound: %+v became %+v", p.OrderNo, old, *p)
	}
	put(&r.payments, at, p)
	return nil
}

func (r *rows) putRefund(f *kiosk.Refund) *refusal {
	at, p := r.refundOf(f.No), r.paymentOf(f.OrderNo)
	old := valueOf(at)
	switch {
	case p == nil:
		return refuse("refund %s of payment %s, which has no row", f.No, f.OrderNo)
	case f.Amount <= 0:
		return refuse("refund %s of payment %s gives %s back", f.No, f.OrderNo, f.Amount)
	case old.Version != f.Version-1:
		return refuse("conflict: refund %s is at version %d, written as %d", f.No, old.Version, f.Version)
	case at == nil && r.givenBack(f.OrderNo)+f.Amount > p.Amount:
		return refuse("refund %s of %s, and %s of payment %s are back or on their way, which took %s", f.No, f.Amount, r.givenBack(f.OrderNo), p.OrderNo, p.Amount)
	case at == nil:
	case old.State != f.State && !kiosk.CanRefundMove(old.State, f.State):
		return refuse("refund %s moved from %s to %s", f.No, old.State, f.State)
	case old.OrderNo != f.OrderNo, old.Amount != f.Amount, !old.AskedAt.Equal(f.AskedAt):
		return refuse("refund %s was re-bound: %+v became %+v", f.No, old, *f)
	}
	put(&r.refunds, at, f)
	return nil
}

// givenBack sums the refunds of payment n that are not refused.
func (r *rows) givenBack(n kiosk.OrderNo) (sum kiosk.Fen) {
	for f := range r.refundsOf(n) {
		if f.State != kiosk.RefundRefused {
			sum += f.Amount
		}
	}
	return sum
}

// takes is nil for a record that a ledger takes.
func (r *rows) takes(rec *kiosk.Record) *refusal {
	switch {
	case !rec.Kind.Known():
		return refuse("record of the kind %q, which is none", rec.Kind)
	case rec.OrderNo != "" && r.paymentOf(rec.OrderNo) == nil:
		return refuse("record about payment %s, which has no row", rec.OrderNo)
	case rec.Refund != "" && r.refundOf(rec.Refund) == nil:
		return refuse("record about refund %s, which has no row", rec.Refund)
	case rec.From == "" || rec.From == rec.To:
	case rec.Refund != "" && !kiosk.CanRefundMove(kiosk.RefundState(rec.From), kiosk.RefundState(rec.To)),
		rec.Refund == "" && !kiosk.CanMove(rec.From, rec.To):
		return refuse("record of a move from %s to %s", rec.From, rec.To)
	}
	return nil
}

// unfinished reports whether p is one of those that Snapshot.Payments promises.
// What a notification called paid is asked about until the gateway has spoken,
// since an acknowledged one is sent no more.
func unfinished(p *kiosk.Payment, newest bool, now time.Time) bool {
	watched := !p.PollUntil.IsZero() && (newest || p.Note == kiosk.ReasonNotified || p.PollUntil.After(now))
	return !p.State.Final() || (p.State != kiosk.StatePaid || p.Rail == kiosk.RailCode) && watched || alarming(p)
}

// alarming reports whether nobody has answered p's late money or incident.
func alarming(p *kiosk.Payment) bool {
	return p.Incident == kiosk.IncidentRefunded || (p.Late || p.Incident != "") && p.LateDone == ""
}

// load is kiosk.Ledger.Load.
func (r *rows) load(now time.Time) kiosk.Snapshot {
	res := kiosk.Snapshot{PINSet: r.ownerPIN() != "", People: r.everybody(), Today: r.today(now)}
	wanted := map[kiosk.SaleID]bool{}
	for i := range r.payments {
		p, newest := &r.payments[i], i >= len(r.payments)-kiosk.SnapshotMin
		if r.saleOf(p.Sale).State == kiosk.SaleOpen || r.undecided(p.OrderNo) || unfinished(p, newest, now) {
			res.Payments = append(res.Payments, *p)
			res.Refunds = append(res.Refunds, copies(r.refundsOf(p.OrderNo))...)
			wanted[p.Sale] = true
		}
		unsent := p.State == kiosk.StateFailed && p.Note == kiosk.ReasonNotSent
		if p.CodeTail != "" && !unsent && (newest || p.SentAt.After(now.Add(-kiosk.PayCodeMemory))) {
			res.RecentTails = append(res.RecentTails, kiosk.SentTail{Wallet: p.Wallet, Tail: p.CodeTail, At: p.SentAt})
		}
	}
	for s := range each(r.sales) {
		if s.State == kiosk.SaleOpen || wanted[s.ID] {
			res.Sales = append(res.Sales, *s)
		}
	}
	res.Last = r.lastSale()
	return res
}

// today sums what was paid on the business day of now.
func (r *rows) today(now time.Time) kiosk.Fen {
	if !r.day.Has(now) {
		r.day, _ = kiosk.Calendar{Location: shopTime, DayStart: r.dayStart}.Of(now)
	}
	var sum kiosk.Fen
	for p := range each(r.payments) {
		if p.State == kiosk.StatePaid && r.day.Has(p.PaidAt) {
			sum += p.Amount
		}
	}
	return sum
}

// lastSale returns the newest sale that ended, nil when none has.
func (r *rows) lastSale() *kiosk.LastSale {
	if len(r.ended) == 0 {
		return nil
	}
	s := r.saleOf(r.ended[len(r.ended)-1])
	l := kiosk.LastSaleOf(s, copies(r.paymentsOf(s.ID)))
	return &l
}

// find is kiosk.Ledger.Find.
func (r *rows) find(n kiosk.OrderNo) kiosk.Found {
	p := r.paymentOf(n)
	if p == nil {
		return kiosk.Found{OrderNo: n}
	}
	row, sale := *p, *r.saleOf(p.Sale)
	return kiosk.Found{OrderNo: n, Payment: &row, Sale: &sale, Refunds: copies(r.refundsOf(n))}
}
