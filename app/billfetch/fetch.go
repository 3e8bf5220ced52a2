// Package billfetch fetches the bill of each day from the gateway once it is made, and
// has it compared with the ledger, whoever is in the shop: what came of it waits in the
// owner's window.
package billfetch

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"facepay/app/reconcile"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/bill"
	"facepay/providers/gatewayhttp"
	"facepay/store"
)

const (
	// readyAfter the end of its day a bill is made: WeChat's from 10:00, Alipay's from
	// about 9:00.
	readyAfter = 10 * time.Hour
	// daysBack are the days whose bill is still fetched: a shop is closed for a holiday.
	daysBack = 14
	// lookEvery is the pause after which the clock is looked at: it may be set, and the
	// machine may have slept.
	lookEvery = 30 * time.Second
	// planEvery is the longest time for which nothing is looked up in the ledger.
	planEvery = time.Hour
	// busyMost is the number of pauses for which a sale is waited for: a shop that is never
	// at rest has its bills, too.
	busyMost = 40
	// scratchName is the file of the data folder in which a bill lies while it is read.
	scratchName = "fetched.bill"
)

// Fetcher fetches the bills of a till. It never writes a payment.
type Fetcher struct {
	Sources  []bill.Source
	Ledger   *store.Reader
	Dir      string // the data folder
	Till     string // its name in the config
	Now      func() time.Time
	Location *time.Location // of the times that people read
	Busy     func() bool    // a sale is under way; nil: never
	Log      *slog.Logger

	due    time.Time // when the ledger is asked what is to be fetched
	paused int       // for a sale, times

	mu      sync.Mutex
	fetches []fetch // the newest day first
}

// Run fetches until ctx ends.
func (f *Fetcher) Run(ctx context.Context) {
	if len(f.Sources) == 0 {
		return
	}
	f.load()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C: // the till's start comes first
		}
		f.look(ctx)
	}
}

// look fetches what is due.
func (f *Fetcher) look(ctx context.Context) {
	now := f.Now()
	if wait := f.due.Sub(now); wait > 0 && wait <= planEvery {
		return // longer waits are those of a clock that was set
	}
	if f.Busy != nil && f.Busy() && f.paused < busyMost {
		f.paused++
		return
	}
	f.paused = 0
	for _, s := range f.Sources {
		if err := f.fetchAll(ctx, s, now); err != nil && ctx.Err() == nil {
			f.Log.Error("read the ledger for a bill", "err", err)
		}
	}
	f.due = f.nextAt(now)
	f.keep(now)
}

// fetchAll fetches what is due of a source. Errors are those of the ledger.
func (f *Fetcher) fetchAll(ctx context.Context, s bill.Source, now time.Time) error {
	days, err := f.wanted(ctx, s, now)
	if err != nil {
		return err
	}
	for i, w := range days {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		came, err := f.fetch(ctx, s, w, now)
		if err != nil {
			return err
		}
		f.note(s, w.day, came, now)
		if came.outcome == unanswered { // nor would it for the other days
			for _, w := range days[i+1:] {
				f.note(s, w.day, came, now)
			}
			break
		}
	}
	return nil
}

// wanted is a day whose bill is due.
type wanted struct {
	day  kiosk.Date
	made time.Time // when its bill is
	sold bool      // the till has something of it
}

// wanted are the days of which a bill is due, the newest first: of those since the till
// last sold at the source, those that were not compared.
func (f *Fetcher) wanted(ctx context.Context, s bill.Source, now time.Time) (due []wanted, err error) {
	today := now.In(kiosk.Beijing)
	name := func(ago int) kiosk.Date { return kiosk.Date(today.AddDate(0, 0, -ago).Format(time.DateOnly)) }
	records, err := f.Ledger.Reconciliations(ctx, name(daysBack), name(1))
	if err != nil {
		return nil, err
	}
	began := false
	for ago := daysBack; ago > 0; ago-- {
		w := wanted{day: name(ago)}
		span, err := kiosk.BillDay(w.day)
		if err != nil {
			return nil, err
		}
		if w.sold, err = f.sold(ctx, s, span); err != nil {
			return nil, err
		}
		w.made = span.End.Add(readyAfter)
		began = began || w.sold
		done := slices.IndexFunc(records, func(r kiosk.BillRecord) bool {
			return r.Day == w.day && r.Kind == s.BillKind() && r.Provider == s.Name() && !r.ImportedAt.Before(w.made)
		})
		switch last := f.last(s, w.day); {
		case done >= 0:
			if last == nil || !last.over() { // the till ended before it was kept
				f.note(s, w.day, cameTo(&records[done]), records[done].ImportedAt)
			}
		case !began:
		case now.Before(w.made):
			f.note(s, w.day, came{outcome: before}, now)
		case last.waits(now):
		default:
			due = append(due, w)
		}
	}
	slices.Reverse(due)
	return due, nil
}

// sold reports whether the till has something of a day that the source's bill covers.
func (f *Fetcher) sold(ctx context.Context, s bill.Source, day kiosk.Day) (bool, error) {
	payments, _, err := f.Ledger.Billed(ctx, day)
	return slices.ContainsFunc(payments, func(p kiosk.BilledPayment) bool {
		return s.BillKind().Covers(p.Wallet, p.Provider, s.Name())
	}), err
}

// came is the end of asking for a bill.
type came struct {
	outcome outcome
	why     kiosk.Text // of what people can do something about
	result  kiosk.Reconciliation
}

// cameTo is the outcome of a comparison on record.
func cameTo(r *kiosk.BillRecord) came {
	if r.SHA256 == noFile {
		return came{outcome: none, result: r.Reconciliation}
	}
	return came{outcome: compared, result: r.Reconciliation}
}

// fetch asks for the bill of a day and compares it. Errors are those of the ledger.
func (f *Fetcher) fetch(ctx context.Context, s bill.Source, w wanted, now time.Time) (came, error) {
	file, err := s.DownloadBill(ctx, w.day)
	switch refused := (*bill.Refused)(nil); {
	case err == nil:
		return f.compare(ctx, s, w, now, file)
	case errors.Is(err, bill.ErrNone), errors.Is(err, bill.ErrNoneYet) && !now.Before(w.made.Add(noneAfter(w.sold))):
		return f.record(ctx, request(s, f, w, now), &reconcile.Read{
			Bill:   kiosk.Bill{Kind: s.BillKind(), From: w.day, To: w.day, Payments: true, Refunds: true},
			SHA256: noFile,
		})
	case errors.Is(err, bill.ErrNoneYet), errors.Is(err, bill.ErrLater):
		return came{outcome: later}, nil
	case errors.As(err, &refused):
		f.Log.Warn("a bill is refused", "provider", s.Name(), "day", w.day, "err", err)
		return came{outcome: refusedOutcome, why: kiosk.T("screen.bills.fetch.said", "words", refused.Why)}, nil
	}
	if errors.Is(err, gatewayhttp.ErrTooLarge) {
		f.Log.Warn("a bill is too large", "provider", s.Name(), "day", w.day, "err", err)
		return came{outcome: unreadable, why: kiosk.T("screen.bills.fetch.large")}, nil
	}
	f.Log.Warn("a bill cannot be fetched", "provider", s.Name(), "day", w.day, "err", err)
	return came{outcome: unanswered}, nil
}

// noFile is the SHA-256 of nothing, which stands for the file of a day without a bill.
const noFile = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// noneAfter is the time after which a day's bill is taken for none, where the gateway
// says the same of a bill that is not made yet: with sales it should be there.
func noneAfter(sold bool) time.Duration {
	if sold {
		return 72 * time.Hour
	}
	return 4 * time.Hour
}

func request(s bill.Source, f *Fetcher, w wanted, now time.Time) reconcile.Request {
	return reconcile.Request{
		Path: filepath.Join(f.Dir, scratchName), Kind: s.BillKind(), Day: w.day, Provider: s.Name(), Till: f.Till, Now: now, Fetched: true,
	}
}

// compare reads a bill that came. Errors are those of the ledger.
func (f *Fetcher) compare(ctx context.Context, s bill.Source, w wanted, now time.Time, file []byte) (came, error) {
	q := request(s, f, w, now)
	if err := os.WriteFile(q.Path, file, 0o600); err != nil {
		f.Log.Warn("keep a bill", "err", err)
		return came{outcome: unrecorded}, nil
	}
	defer func() { _ = os.Remove(q.Path) }() // the next one takes its place all the same
	read, err := reconcile.ReadFile(ctx, f.Ledger, q)
	if err != nil {
		return f.unreadable(w.day, err)
	}
	if made := read.Bill.MadeAt; !made.IsZero() && made.Before(w.made.Add(-readyAfter)) {
		return came{outcome: early}, nil
	}
	return f.record(ctx, q, read)
}

// record compares a bill that was read and puts the answer on record. Errors are those
// of the ledger.
func (f *Fetcher) record(ctx context.Context, q reconcile.Request, read *reconcile.Read) (came, error) {
	q.Read = read
	res, err := reconcile.Import(ctx, f.Ledger, q)
	if err != nil {
		return f.unreadable(q.Day, err)
	}
	if res.NotRecorded != nil {
		f.Log.Error("put a fetched bill on record", "day", q.Day, "err", res.NotRecorded)
		return came{outcome: unrecorded}, nil
	}
	f.Log.Info("compared a fetched bill", "provider", q.Provider, "day", q.Day, "rows", res.Rows, "equal", res.Matched, "differences", len(res.Differences))
	return cameTo(&kiosk.BillRecord{SHA256: read.SHA256, Reconciliation: res.Reconciliation}), nil
}

// unreadable tells why a bill that came cannot be compared. Errors are those of the ledger.
func (f *Fetcher) unreadable(day kiosk.Date, err error) (came, error) {
	of, is := errors.AsType[*reconcile.BillError](err)
	if !is {
		return came{}, err
	}
	f.Log.Warn("a bill that came cannot be compared", "day", day, "err", of.Err)
	if errors.Is(err, kiosk.BillOtherKind) { // such as a page of HTML, which has lines too
		return came{outcome: unreadable, why: kiosk.BillText(kiosk.BillNone)}, nil
	}
	return came{outcome: unreadable, why: kiosk.BillText(of.Err)}, nil
}

// Notes are what there is to tell of bills: those that are awaited, and the newest that
// was compared.
func (f *Fetcher) Notes() (notes []office.BillNote) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.fetches {
		notes = append(notes, f.fetches[i].note(f.Location))
	}
	return notes
}
