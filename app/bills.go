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

	"facepay/app/reconcile"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/bill"
	"facepay/store"
)

const (
	// billsFolder of the data folder is looked into beside the sticks.
	billsFolder = "bills"
	// billsMost bounds each of the lists of the page.
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

func (w works) billFiles() (files []office.BillFile) {
	type dated struct {
		office.BillFile
		at time.Time
	}
	var found []dated
	for _, dir := range append(w.sticks(), filepath.Join(w.setup.DataDir, billsFolder)) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // a stick that is gone has no files, nor has a folder that nobody made
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(e.Name(), ".") || !slices.Contains(billSuffixes, strings.ToLower(filepath.Ext(e.Name()))) {
				continue
			}
			found = append(found, dated{office.BillFile{Name: e.Name(), Path: filepath.Join(dir, e.Name()), Size: info.Size()}, info.ModTime()})
		}
	}
	slices.SortStableFunc(found, func(a, b dated) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.Path, b.Path)) })
	for _, f := range found[:min(len(found), billsMost)] {
		files = append(files, f.BillFile)
	}
	return files
}

// billErrors are the sentences of what can be wrong with a bill.
var billErrors = []struct {
	err error
	id  string
}{
	{bill.ErrEmpty, "empty"}, {bill.ErrCut, "cut"}, {bill.ErrSummary, "sums"}, {bill.ErrTooLarge, "large"}, {bill.ErrLine, "no_bill"},
	{bill.ErrWorkbook, "workbook"}, {bill.ErrPacked, "packed"}, {bill.ErrHeaders, "columns"}, {office.ErrNoDay, "no_day"}, {office.ErrOtherShop, "other_shop"},
}

// reconcile compares a bill with the ledger.
func (w works) reconcile(ctx context.Context, job office.BillJob, show func(done, total int64)) office.Outcome {
	res, err := reconcile.Import(ctx, w.reader, reconcile.Request{Path: job.File.Path, Till: w.setup.Config.Shop.Till, Now: w.now(), Progress: show})
	switch {
	case err != nil && ctx.Err() != nil:
		return office.Outcome{Said: kiosk.T("screen.bills.was_cut")}
	case err != nil:
		w.log.Warn("a bill cannot be compared", "err", err)
		return office.Outcome{Said: billTold(job.File, err), Failed: true}
	case res.NotRecorded != nil:
		w.log.Error("put a bill on record", "err", res.NotRecorded)
		id := "screen.bills.not_recorded"
		if errors.Is(res.NotRecorded, store.ErrDiskFull) {
			id = "screen.bills.full"
		}
		return office.Outcome{Said: kiosk.T(id), Failed: true, Result: res.Reconciliation}
	}
	return office.Outcome{Result: res.Reconciliation}
}

// billTold is why a bill cannot be compared, in one sentence.
func billTold(f office.BillFile, err error) kiosk.Text {
	id := "ledger"
	if errors.As(err, new(*reconcile.BillError)) {
		id = "unreadable"
		if _, gone := os.Stat(f.Path); gone != nil {
			id = "gone"
		}
	}
	for _, of := range billErrors {
		if errors.Is(err, of.err) {
			id = of.id
		}
	}
	return kiosk.T("screen.bills.error."+id, "file", f.Name)
}
