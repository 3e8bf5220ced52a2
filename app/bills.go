package app

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"facepay/app/billfetch"
	"facepay/app/config"
	"facepay/app/reconcile"
	"facepay/app/setup"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/bill"
	"facepay/store"
)

const (
	// billsFolder of the data folder is looked into beside the sticks.
	billsFolder = "bills"
	// billsMost bounds the files of each stick, and the records.
	billsMost = 50
	// billDays are those of which bills that were compared are listed.
	billDays = 92
)

// billSuffixes are those of files that wallets and gateways hand out.
var billSuffixes = []string{".csv", ".zip", ".gz", ".txt"}

// bills are the files that may be bills, on sticks and in the folder bills, the newest
// first, and the comparisons on record.
func (w works) bills(ctx context.Context) ([]office.BillFile, []kiosk.BillRecord, error) {
	found := make(chan []office.BillFile, 1)
	go func() { found <- w.billFiles() }()
	var files []office.BillFile
	select {
	case files = <-found:
	case <-ctx.Done(): // a stick may hang for ever
		return nil, nil, ctx.Err()
	}
	now := w.now().In(kiosk.Beijing)
	records, err := w.reader.Reconciliations(ctx, kiosk.Date(now.AddDate(0, 0, -billDays).Format(time.DateOnly)), kiosk.Date(now.Format(time.DateOnly)))
	slices.Reverse(records)
	return files, records[:min(len(records), billsMost)], err
}

// billSources are the gateways, or parts of one, that hand out bills.
func (g gateway) billSources() (sources []bill.Source) {
	for _, p := range g.parts {
		if s, is := p.Gateway.(bill.Source); is {
			sources = append(sources, s)
		}
	}
	return sources
}

// newBillFetcher fetches the bills of the gateways that hand them out.
func (a *App) newBillFetcher() *billfetch.Fetcher {
	return &billfetch.Fetcher{
		Sources: a.gateway.billSources(),
		Ledger:  a.ledger.Reader, Dir: a.setup.DataDir, Till: a.setup.Config.Shop.Till, Now: a.clock.now, Location: config.ShopLocation(),
		Busy: a.selling.Load, Log: a.log,
	}
}

func (w works) billFiles() (files []office.BillFile) {
	type dated struct {
		office.BillFile
		at time.Time
	}
	newest := func(a, b dated) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.Path, b.Path)) }
	var found []dated
	look := func(dir, stick string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return // a stick that is gone has no files, nor has a folder that nobody made
		}
		var here []dated
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") || !slices.Contains(billSuffixes, strings.ToLower(filepath.Ext(e.Name()))) {
				continue
			}
			here = append(here, dated{office.BillFile{Name: e.Name(), Path: filepath.Join(dir, e.Name()), Stick: stick, Size: info.Size()}, info.ModTime()})
		}
		slices.SortFunc(here, newest)
		found = append(found, here[:min(len(here), billsMost)]...)
	}
	for _, stick := range w.sticks() {
		look(stick, setup.StickName(stick))
	}
	look(filepath.Join(w.setup.DataDir, billsFolder), "")
	slices.SortFunc(found, newest)
	for _, f := range found {
		files = append(files, f.BillFile)
	}
	return files
}

// reconcile compares a bill with the ledger.
func (w works) reconcile(ctx context.Context, job office.BillJob, show func(done, total int64)) office.Outcome {
	q := reconcile.Request{Path: job.File.Path, Columns: job.Columns, Day: job.Day, Till: w.setup.Config.Shop.Till, Now: w.now(), Progress: show}
	q.Read, _ = job.Read.(*reconcile.Read)
	res, err := reconcile.Import(ctx, w.reader, q)
	switch {
	case err != nil && ctx.Err() != nil:
		return office.Outcome{Said: kiosk.T("screen.bills.was_cut")}
	case err != nil:
		return w.billRefused(job, err)
	}
	out := office.Outcome{Result: office.BillAnswer{Reconciliation: &res.Reconciliation, Table: res.Read.Bill.Table}}
	if res.NotRecorded != nil {
		w.log.Error("put a bill on record", "err", res.NotRecorded)
		out.Said, out.Failed = kiosk.T("screen.bills.not_recorded"), true
		if errors.Is(res.NotRecorded, store.ErrDiskFull) {
			out.Said = kiosk.T("screen.bills.full")
		}
	}
	return out
}

// heldRowsMost bounds a bill of several days that is kept for the next of them; a larger
// one is read again.
const heldRowsMost = 100_000

// billRefused asks what has to be known about a bill, or says in one sentence why it
// cannot be compared; then its columns can be named anew, where somebody had named them.
func (w works) billRefused(job office.BillJob, err error) office.Outcome {
	var of *reconcile.BillError
	if !errors.As(err, &of) {
		w.log.Error("compare a bill", "err", err)
		return office.Outcome{Said: kiosk.T("screen.bills.ledger"), Failed: true}
	}
	said := office.Outcome{Said: kiosk.T("screen.bills.refused", "file", job.File.Name, "why", kiosk.BillText(of.Err).Arg()), Failed: true}
	w.log.Warn("a bill cannot be compared", "err", err)
	if of.Read == nil {
		return said
	}
	b, days := &of.Read.Bill, office.DaysAsked{SHA256: of.Read.SHA256}
	if len(b.Rows) <= heldRowsMost {
		days.Read = of.Read
	}
	is := func(causes ...kiosk.BillCause) bool {
		return slices.ContainsFunc(causes, func(c kiosk.BillCause) bool { return errors.Is(err, c) })
	}
	switch {
	case is(kiosk.BillOfDays):
		days.Days = office.DaysOfBill(b)
		return office.Outcome{Result: office.BillAnswer{Table: b.Table, Days: days}}
	case is(kiosk.BillNoDay) && (b.Table == nil || b.Table.Named):
		for i := range daysOffered {
			day := kiosk.Date(w.now().In(kiosk.Beijing).AddDate(0, 0, -i).Format(time.DateOnly))
			days.Days = append(days.Days, office.DayOfBill{Day: day, Rows: -1})
		}
		return office.Outcome{Result: office.BillAnswer{Table: b.Table, Days: days}}
	case is(kiosk.BillColumns, kiosk.BillNoDay):
		return office.Outcome{Result: office.BillAnswer{Table: b.Table}}
	case b.Table != nil && b.Table.Named && is(kiosk.BillNoMoney, kiosk.BillNoTime, kiosk.BillNoNumber, kiosk.BillOtherShop):
		said.Result = office.BillAnswer{Table: b.Table, Column: wrongColumn(err)}
	}
	return said
}

// daysOffered are those of which one is a bill's that does not tell it.
const daysOffered = 31

// wrongColumn is the header of which an error tells, "" for none.
func wrongColumn(err error) string {
	if of, ok := errors.AsType[*kiosk.BillError](err); ok {
		if i := slices.Index(of.Args, "column"); i >= 0 {
			return of.Args[i+1]
		}
	}
	return ""
}
