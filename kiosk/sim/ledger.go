package sim

import (
	"errors"

	"facepay/kiosk"
)

// errDiskFull stands for every reason that keeps a transaction from the disk.
var errDiskFull = errors.New("disk is full")

// ledger checks what the till writes, as the oracle of this package and by
// kiosk's own rules. It survives a crash of the till.
type ledger struct {
	rows
	w       *world
	times   map[kiosk.OrderNo]*rowTimes
	noticed map[noticedFact]bool
	writes  int // counts save
}

func newLedger(w *world) *ledger {
	return &ledger{w: w, rows: rows{dayStart: w.settings.DayStart}, times: map[kiosk.OrderNo]*rowTimes{}, noticed: map[noticedFact]bool{}}
}

// must ends the run when a ledger would refuse a row, which is the one till's fault.
func (l *ledger) must(r *refusal) {
	if r != nil {
		l.w.fail(r.format, r.args...)
	}
}

// save commits w whole.
func (l *ledger) save(w kiosk.Write) {
	l.writes++
	l.w.meetsRecords(&w)
	l.w.oracle.approved(&w)
	for s := range each(w.Sales) {
		l.saveSale(s, w.Payments)
	}
	for p := range each(w.Payments) {
		l.savePayment(p, w.Records)
	}
	for r := range each(w.Refunds) {
		l.saveRefund(r, w.Records)
	}
	for r := range each(w.Refunds) {
		l.refundSum(l.paymentOf(r.OrderNo))
	}
	for r := range each(w.Records) {
		l.checkRecord(r)
	}
}

func (l *ledger) saveSale(s *kiosk.Sale, payments []kiosk.Payment) {
	old := l.saleOf(s.ID)
	if old == nil {
		cash := last(payments, func(p *kiosk.Payment) bool { return p.Sale == s.ID && p.Rail == kiosk.RailCash })
		if s.State != kiosk.SaleOpen && (cash == nil || s.State != kiosk.SalePaid) || s.Amount <= 0 {
			l.w.fail("new sale %s written as version %d, %s, %s", s.ID, s.Version, s.State, s.Amount)
		}
		if open := l.openSale(); open != nil {
			l.w.fail("sale %s opened while sale %s is open", s.ID, open.ID)
		}
		l.w.counts.Sales++
	} else if old.State != kiosk.SaleOpen && s.State == kiosk.SaleOpen {
		l.w.fail("sale %s opened again", s.ID)
	}
	l.must(l.putSale(s))
}

func (l *ledger) savePayment(p *kiosk.Payment, records []kiosk.Record) {
	row, sale := l.paymentOf(p.OrderNo), l.saleOf(p.Sale)
	old := valueOf(row)
	l.must(l.putPayment(p))
	if row == nil && p.Rail == kiosk.RailCash {
		l.w.failIf(p.Amount != sale.Amount, "new payment %s of %s at sale %s of %s", p.OrderNo, p.Amount, sale.ID, sale.Amount)
		l.w.oracle.cashSold(p, sale, records)
	} else if row == nil {
		if p.State != kiosk.StateCreated || p.Amount != sale.Amount {
			l.w.fail("new payment %s written as version %d, %s, %s", p.OrderNo, p.Version, p.State, p.Amount)
		}
		l.w.failIf(sale.State != kiosk.SaleOpen, "payment %s begun for sale %s, which is %s", p.OrderNo, p.Sale, sale.State)
		l.w.counts.Payments++
	} else {
		l.checkChange(&old, p)
		if old.State != p.State {
			l.moved(&old, p, records)
		}
	}
	l.timed(&old, p)
}

// checkChange looks at what a till never changes in a row.
func (l *ledger) checkChange(old, p *kiosk.Payment) {
	switch {
	case old.Rail != p.Rail, old.Wallet != p.Wallet && !(p.Rail == kiosk.RailMini && old.State == kiosk.StateCreated), old.CodeTail != p.CodeTail && p.CodeTail != "":
		l.w.fail("payment %s was re-bound: %+v became %+v", p.OrderNo, *old, *p)
	case old.LateDone != "" && p.LateDone != old.LateDone:
		l.w.fail("payment %s: the decision %q about late money became %q", p.OrderNo, old.LateDone, p.LateDone)
	case old.Refunded > p.Refunded:
		l.w.fail("payment %s: %s went back and now %s", p.OrderNo, old.Refunded, p.Refunded)
	case old.Late && !p.Late:
		l.w.fail("payment %s is no longer late", p.OrderNo)
	}
}

// moved holds a change of state against its record and the gateway's books.
func (l *ledger) moved(old, p *kiosk.Payment, records []kiosk.Record) {
	if last(records, func(r *kiosk.Record) bool { return r.OrderNo == p.OrderNo && r.To == p.State }) == nil {
		l.w.fail("payment %s moved from %s to %s without a record", p.OrderNo, old.State, p.State)
	}
	decided := last(records, func(r *kiosk.Record) bool { return r.OrderNo == p.OrderNo && r.Kind == kiosk.RecordDecided }) != nil
	if decided {
		l.w.counts.Decisions++
	}
	l.w.counts.meet(pair{aboutPaymentMove, string(old.State), string(p.State)}, 1)
	if p.State == kiosk.StateUnknown {
		l.w.counts.Unknowns++
	}
	if p.State == kiosk.StatePaid {
		l.w.oracle.markedPaid(old, p, decided)
	}
}

func (l *ledger) checkRecord(r *kiosk.Record) {
	l.must(l.takes(r))
	_, _, readable := r.Reason()
	switch {
	case r.At.IsZero(), r.Kind == "":
		l.w.fail("record without time or kind: %+v", *r)
	case !r.At.Equal(l.w.tillWall()):
		l.w.fail("a record says %s, the clock %s", r.At, l.w.tillWall())
	case r.Kind == kiosk.RecordNotified:
		l.noticed[noticedFact{r.OrderNo, r.Note}] = true
	case !readable:
		l.w.fail("record %s of payment %s has a note that nobody can read: %q", r.Kind, r.OrderNo, r.Note)
	}
}
