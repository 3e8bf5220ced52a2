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
	times   []rowTimes // of payments
	noticed map[noticedFact]bool
	writes  int // counts save
}

func newLedger(w *world) *ledger {
	return &ledger{rows: newRows(), w: w, noticed: map[noticedFact]bool{}}
}

// must ends the run when a ledger would refuse a row: one till writes, so it is
// the till's fault.
func (l *ledger) must(r *refusal) {
	if r != nil {
		l.w.fail(r.format, r.args...)
	}
}

// save commits w whole.
func (l *ledger) save(w kiosk.Write) {
	l.writes++
	l.w.meetsRecords(&w)
	for i := range w.Sales {
		l.saveSale(&w.Sales[i])
	}
	for i := range w.Payments {
		l.savePayment(&w.Payments[i], w.Records)
	}
	for i := range w.Refunds {
		l.saveRefund(&w.Refunds[i], w.Records)
	}
	l.refundSums(&w)
	for i := range w.Records {
		l.checkRecord(&w.Records[i])
	}
}

func (l *ledger) saveSale(s *kiosk.Sale) {
	old := l.saleOf(s.ID)
	if old == nil {
		if s.State != kiosk.SaleOpen || s.Amount <= 0 {
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
	var old *kiosk.Payment
	if row := l.paymentOf(p.OrderNo); row != nil {
		before := *row
		old = &before
	}
	l.must(l.putPayment(p))
	if old == nil {
		if p.State != kiosk.StateCreated || p.Amount != l.saleOf(p.Sale).Amount {
			l.w.fail("new payment %s written as version %d, %s, %s", p.OrderNo, p.Version, p.State, p.Amount)
		}
		if l.saleOf(p.Sale).State != kiosk.SaleOpen {
			l.w.fail("payment %s begun for sale %s, which is %s", p.OrderNo, p.Sale, l.saleOf(p.Sale).State)
		}
		l.times = append(l.times, rowTimes{})
		l.w.counts.Payments++
	} else {
		l.checkChange(old, p)
		if old.State != p.State {
			l.moved(old, p, records)
		}
	}
	l.timed(&l.times[l.payment[p.OrderNo]], old, p)
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
	recorded, decided := false, false
	for r := range each(records) {
		if r.OrderNo == p.OrderNo && r.To == p.State {
			recorded = true
		}
		decided = decided || r.OrderNo == p.OrderNo && r.Kind == kiosk.RecordDecided
	}
	if !recorded {
		l.w.fail("payment %s moved from %s to %s without a record", p.OrderNo, old.State, p.State)
	}
	if decided {
		l.w.counts.Decisions++
	}
	count(&l.w.counts.Moves, pair{aboutPayment, string(old.State), string(p.State)}, 1)
	if p.State == kiosk.StateUnknown {
		l.w.counts.Unknowns++
	}
	if p.State == kiosk.StatePaid {
		l.w.oracle.markedPaid(old, p, decided)
	}
}

func (l *ledger) checkRecord(r *kiosk.Record) {
	l.must(l.takes(r))
	switch {
	case r.At.IsZero(), r.Kind == "":
		l.w.fail("record without time or kind: %+v", *r)
	case !r.At.Equal(l.w.tillWall()):
		l.w.fail("a record says %s, the clock %s", r.At, l.w.tillWall())
	case r.Kind == kiosk.RecordNotified:
		l.noticed[noticedFact{r.OrderNo, r.Note}] = true
	case !worded(r):
		l.w.fail("record %s of payment %s has a note that nobody can read: %q", r.Kind, r.OrderNo, r.Note)
	}
}

// worded reports whether people have words for all that r says.
func worded(r *kiosk.Record) bool {
	_, _, ok := r.Reason()
	return ok
}
