package sim

import (
	"errors"
	"fmt"
	"time"

	"facepay/kiosk"
)

// errDiskFull stands for every reason that keeps a transaction from the disk.
var errDiskFull = errors.New("disk is full")

// ledger is the meaning of kiosk.Ledger without a disk: it survives a crash of
// the till and checks what the till writes by kiosk's own table of moves.
type ledger struct {
	w        *world
	sales    []kiosk.Sale // in order of their first write
	payments []kiosk.Payment
	times    []rowTimes // of payments
	sale     map[kiosk.SaleID]int
	payment  map[kiosk.OrderNo]int
	refunds  []kiosk.Refund
	refundAt map[kiosk.RefundNo]int
	noticed  map[noticedFact]bool
	ended    []kiosk.SaleID // in order of their end, a sale once
	pin      string
	misses   int
	locked   time.Time
	writes   int // counts save

	day kiosk.Day // that today was asked about last
}

func newLedger(w *world) *ledger {
	return &ledger{w: w, sale: map[kiosk.SaleID]int{}, payment: map[kiosk.OrderNo]int{}, refundAt: map[kiosk.RefundNo]int{}, noticed: map[noticedFact]bool{}}
}

func (l *ledger) paymentOf(n kiosk.OrderNo) *kiosk.Payment {
	if i, ok := l.payment[n]; ok {
		return &l.payments[i]
	}
	return nil
}

func (l *ledger) saleOf(id kiosk.SaleID) *kiosk.Sale {
	if i, ok := l.sale[id]; ok {
		return &l.sales[i]
	}
	return nil
}

// openSale is the sale that stands open in the ledger, nil if none does.
func (l *ledger) openSale() *kiosk.Sale {
	for i := len(l.sales) - 1; i >= 0; i-- {
		if l.sales[i].State == kiosk.SaleOpen {
			return &l.sales[i]
		}
	}
	return nil
}

// save commits w whole. One till writes, so a conflict is the till's fault, as
// is every row that breaks the table of moves.
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
	i, known := l.sale[s.ID]
	if !known {
		if s.Version != 1 || s.State != kiosk.SaleOpen || s.Amount <= 0 {
			l.w.fail("new sale %s written as version %d, %s, %s", s.ID, s.Version, s.State, s.Amount)
		}
		if open := l.openSale(); open != nil {
			l.w.fail("sale %s opened while sale %s is open", s.ID, open.ID)
		}
		l.sale[s.ID] = len(l.sales)
		l.sales = append(l.sales, *s)
		l.w.counts.Sales++
		return
	}
	old := &l.sales[i]
	switch {
	case old.Version != s.Version-1:
		l.w.fail("conflict: sale %s is at version %d, written as %d", s.ID, old.Version, s.Version)
	case old.Amount != s.Amount:
		l.w.fail("sale %s changed its amount from %s to %s", s.ID, old.Amount, s.Amount)
	case old.State != kiosk.SaleOpen && s.State == kiosk.SaleOpen:
		l.w.fail("sale %s opened again", s.ID)
	}
	if old.State == kiosk.SaleOpen && s.State != kiosk.SaleOpen {
		l.ended = append(l.ended, s.ID)
	}
	*old = *s
}

func (l *ledger) savePayment(p *kiosk.Payment, records []kiosk.Record) {
	i, known := l.payment[p.OrderNo]
	if l.saleOf(p.Sale) == nil {
		l.w.fail("payment %s written without its sale", p.OrderNo)
	}
	if !known {
		if p.Version != 1 || p.State != kiosk.StateCreated || p.Amount != l.saleOf(p.Sale).Amount {
			l.w.fail("new payment %s written as version %d, %s, %s", p.OrderNo, p.Version, p.State, p.Amount)
		}
		if l.saleOf(p.Sale).State != kiosk.SaleOpen {
			l.w.fail("payment %s begun for sale %s, which is %s", p.OrderNo, p.Sale, l.saleOf(p.Sale).State)
		}
		l.payment[p.OrderNo] = len(l.payments)
		l.payments = append(l.payments, *p)
		l.times = append(l.times, rowTimes{})
		l.timed(&l.times[len(l.times)-1], nil, p)
		l.w.counts.Payments++
		return
	}
	old := &l.payments[i]
	l.checkChange(old, p)
	if old.State != p.State {
		l.moved(old, p, records)
	}
	l.timed(&l.times[i], old, p)
	*old = *p
}

// checkChange looks at what may never change in a row.
func (l *ledger) checkChange(old, p *kiosk.Payment) {
	switch {
	case old.Version != p.Version-1:
		l.w.fail("conflict: payment %s is at version %d, written as %d", p.OrderNo, old.Version, p.Version)
	case old.State != p.State && !kiosk.CanMove(old.State, p.State):
		l.w.fail("payment %s moved from %s to %s", p.OrderNo, old.State, p.State)
	case old.Sale != p.Sale, old.Amount != p.Amount, old.Rail != p.Rail, old.Wallet != p.Wallet && !(p.Rail == kiosk.RailMini && old.State == kiosk.StateCreated), old.CodeTail != p.CodeTail && p.CodeTail != "":
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
	for i := range records {
		r := &records[i]
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
	switch {
	case r.At.IsZero(), r.Kind == "":
		l.w.fail("record without time or kind: %+v", *r)
	case !r.At.Equal(l.w.tillWall()):
		l.w.fail("a record says %s, the clock %s", r.At, l.w.tillWall())
	case r.OrderNo != "" && l.paymentOf(r.OrderNo) == nil:
		l.w.fail("record about payment %s, which has no row", r.OrderNo)
	case r.Refund != "" && l.refundOf(r.Refund) == nil:
		l.w.fail("record about refund %s, which has no row", r.Refund)
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

// unsettled reports whether p is one of those that Snapshot.Payments promises.
func unsettled(p *kiosk.Payment, now time.Time) bool {
	return !p.State.Final() || p.State != kiosk.StatePaid && p.PollUntil.After(now) || alarming(p)
}

// alarming reports whether nobody has answered p's late money or incident.
func alarming(p *kiosk.Payment) bool {
	return p.Incident == kiosk.IncidentRefunded || (p.Late || p.Incident != "") && p.LateDone == ""
}

// load is kiosk.Ledger.Load.
func (l *ledger) load(now time.Time) kiosk.Snapshot {
	r := kiosk.Snapshot{PINSet: l.pin != "", Today: l.today(now)}
	wanted := map[kiosk.SaleID]bool{}
	for i := range l.payments {
		p, newest := &l.payments[i], i >= len(l.payments)-kiosk.SnapshotMin
		nothing := p.State != kiosk.StatePaid && !p.PollUntil.IsZero()
		if l.saleOf(p.Sale).State == kiosk.SaleOpen || l.undecided(p.OrderNo) || unsettled(p, now) || newest && nothing {
			r.Payments = append(r.Payments, *p)
			r.Refunds = l.refundsOf(p.OrderNo, r.Refunds)
			wanted[p.Sale] = true
		}
		unsent := p.State == kiosk.StateFailed && p.Note == kiosk.ReasonNotSent
		if p.CodeTail != "" && !unsent && (newest || p.SentAt.After(now.Add(-kiosk.PayCodeMemory))) {
			r.RecentTails = append(r.RecentTails, kiosk.SentTail{Wallet: p.Wallet, Tail: p.CodeTail, At: p.SentAt})
		}
	}
	for i := range l.sales {
		if s := &l.sales[i]; s.State == kiosk.SaleOpen || wanted[s.ID] {
			r.Sales = append(r.Sales, *s)
		}
	}
	r.Last = l.lastSale()
	return r
}

// today is what was paid on the local day of now.
func (l *ledger) today(now time.Time) kiosk.Fen {
	if !l.day.Has(now) {
		l.day = kiosk.DayOf(now, l.w.settings.Location)
	}
	var sum kiosk.Fen
	for i := range l.payments {
		p := &l.payments[i]
		if p.State == kiosk.StatePaid && l.day.Has(p.PaidAt) {
			sum += p.Amount
		}
	}
	return sum
}

// lastSale is how the newest sale that ended did so, nil when none has.
func (l *ledger) lastSale() *kiosk.LastSale {
	if len(l.ended) == 0 {
		return nil
	}
	s := l.saleOf(l.ended[len(l.ended)-1])
	var of []kiosk.Payment
	for i := range l.payments {
		if l.payments[i].Sale == s.ID {
			of = append(of, l.payments[i])
		}
	}
	last := kiosk.LastSaleOf(s, of)
	return &last
}

// Limits of the model's PIN, as a real ledger has them.
const (
	pinTries = 5
	pinLock  = time.Minute
)

func (l *ledger) setPIN(pin string) error {
	if err := kiosk.CheckPINShape(pin); err != nil {
		return fmt.Errorf("set PIN: %w", err)
	}
	l.pin = pin
	return nil
}

func (l *ledger) checkPIN(pin string, now time.Time) kiosk.PINResult {
	switch {
	case l.pin == "":
		return kiosk.PINResult{NotSet: true}
	case now.Before(l.locked):
		return kiosk.PINResult{LockedUntil: l.locked}
	case pin == l.pin:
		l.misses = 0
		return kiosk.PINResult{OK: true, TriesLeft: pinTries}
	}
	if l.misses++; l.misses >= pinTries {
		l.misses, l.locked = 0, now.Add(pinLock)
		return kiosk.PINResult{LockedUntil: l.locked}
	}
	return kiosk.PINResult{TriesLeft: pinTries - l.misses}
}
