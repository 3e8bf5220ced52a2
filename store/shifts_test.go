package store

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// closing is a wish to close the shift after a number, at noon and so many hours.
func closing(after, hours int) kiosk.ShiftClose {
	return kiosk.ShiftClose{After: after, At: noon.Add(time.Duration(hours) * time.Hour)}
}

func closes(t testing.TB, l *Ledger, c kiosk.ShiftClose) kiosk.Shift {
	t.Helper()
	z, err := l.CloseShift(context.Background(), c)
	require.NoError(t, err)
	return z
}

func document(t testing.TB, r *Reader, number int) string {
	t.Helper()
	d, err := r.ShiftDocument(context.Background(), number)
	require.NoError(t, err)
	return string(d)
}

// sells saves a payment of its own sale and what becomes of it.
func sells(t testing.TB, l *Ledger, n int, amount kiosk.Fen, states ...kiosk.State) kiosk.Payment {
	t.Helper()
	id := fmt.Sprintf("s%d", n)
	s, p := sale(id), payment(fmt.Sprintf("ORDER%019d", n), id)
	s.Amount, p.Amount = amount, amount
	save(t, l, first(s, p))
	for _, to := range states {
		p = moves(t, l, p, to)
	}
	return p
}

func moves(t testing.TB, l *Ledger, p kiosk.Payment, to kiosk.State) kiosk.Payment {
	t.Helper()
	p, w := moved(p, to)
	save(t, l, w)
	return p
}

// givesBack saves a refund that is done.
func givesBack(t testing.TB, l *Ledger, no string, p kiosk.Payment, amount kiosk.Fen) kiosk.Payment {
	t.Helper()
	r := refund(no, p, amount)
	r.State, r.DoneAt = kiosk.RefundDone, noon
	p.Refunded, p.Version = p.Refunded+amount, p.Version+1
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}, Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{
		{At: noon, Kind: kiosk.RecordRefund, Sale: p.Sale, OrderNo: p.OrderNo, Refund: r.No, To: kiosk.State(kiosk.RefundAsked)},
		{At: noon, Kind: kiosk.RecordRefundDecided, Sale: p.Sale, OrderNo: p.OrderNo, Refund: r.No, From: kiosk.State(kiosk.RefundAsked), To: kiosk.State(kiosk.RefundDone)},
	}})
	return p
}

// recounted are the Zs of a ledger from its event log alone, in its order: what became
// paid and what went back between two closings. The last one is the open shift.
func recounted(t testing.TB, r *Reader) (all []kiosk.Shift) {
	t.Helper()
	next := kiosk.Shift{ByWallet: map[kiosk.Wallet]kiosk.Totals{}}
	require.NoError(t, each(context.Background(), r.db, func(scan scanner) error {
		var kind, to, refund string
		var wallet kiosk.Wallet
		var paid, back kiosk.Fen
		if err := scan(&kind, &to, &refund, &wallet, &paid, &back); err != nil {
			return err
		}
		var t kiosk.Totals
		switch {
		case kind == string(kindShiftClosed):
			next.Number = len(all) + 1
			all, next = append(all, next), kiosk.Shift{ByWallet: map[kiosk.Wallet]kiosk.Totals{}}
			return nil
		case refund == "" && to == string(kiosk.StatePaid):
			t = kiosk.Totals{Count: 1, Paid: paid}
		case to == string(kiosk.RefundDone):
			t = kiosk.Totals{RefundCount: 1, Refunded: back}
		default:
			return nil
		}
		next.Totals = next.Add(t)
		next.ByWallet[wallet] = next.ByWallet[wallet].Add(t)
		return nil
	}, `SELECT e.kind, e.to_state, coalesce(e.refund, ''), coalesce(p.wallet, ''), coalesce(p.amount, 0), coalesce(r.amount, 0)
		FROM events e LEFT JOIN payments p ON p.order_no = e.order_no LEFT JOIN refunds r ON r.refund_no = e.refund ORDER BY e.seq`))
	return append(all, next)
}

// requireRecounted holds every Z, and the open shift, to the event log.
func requireRecounted(t testing.TB, r *Reader) (zs []kiosk.Shift) {
	t.Helper()
	ctx := context.Background()
	zs, err := r.Shifts(ctx, "", "")
	require.NoError(t, err)
	open, err := r.Shift(ctx, 0)
	require.NoError(t, err)
	all := recounted(t, r)
	require.Len(t, all, len(zs)+1)
	for i, z := range append(slices.Clone(zs), open) {
		if i < len(zs) {
			require.Equal(t, i+1, z.Number, "numbers without a gap")
		}
		sums := map[kiosk.Wallet]kiosk.Totals{}
		var byCashier kiosk.Totals
		for w, of := range z.ByWallet {
			of.Late = 0
			sums[w] = of
		}
		for _, of := range z.ByCashier {
			byCashier = byCashier.Add(of)
		}
		require.Equal(t, all[i].ByWallet, sums, "Z %d", i+1)
		got := z.Totals
		require.Equal(t, got.Paid, byCashier.Paid)
		require.NotContains(t, z.Notes, kiosk.ShiftNoteRecounted)
		got.Late, got.Unknown = 0, 0
		require.Equal(t, all[i].Totals, got, "Z %d", i+1)
	}
	return zs
}

func TestCloseShift_WhatIsDecidedLaterStandsInTheNextZ(t *testing.T) {
	l := newLedger(t)
	paid := sells(t, l, 1, 1000, kiosk.StateWaiting, kiosk.StatePaid)
	unknown := sells(t, l, 2, 2000, kiosk.StateUnknown)
	waiting := sells(t, l, 3, 3000, kiosk.StateWaiting)
	stays := sells(t, l, 4, 5000, kiosk.StateWaiting)
	failed := sells(t, l, 5, 4000, kiosk.StateFailed) // the newest
	asked := refund("R1", paid, 10)
	p := paid
	p.Version++
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}, Refunds: []kiosk.Refund{asked}})
	paid = p

	z1 := closes(t, l, closing(0, 9))
	require.Equal(t, 1, z1.Number)
	require.Equal(t, kiosk.Totals{Count: 1, Paid: 1000, Unknown: 1}, z1.Totals)
	require.Equal(t, []kiosk.OrderNo{unknown.OrderNo, waiting.OrderNo, stays.OrderNo}, z1.Carried)
	require.Equal(t, []kiosk.OrderNo{paid.OrderNo}, z1.Returning)
	require.Empty(t, z1.Later)
	before := document(t, l.Reader, 1)

	moves(t, l, waiting, kiosk.StateClosed) // nothing was paid, so that no shift is open yet
	x, err := l.Shift(t.Context(), 0)
	require.NoError(t, err)
	require.Zero(t, x.Number)
	require.Equal(t, 1, x.After)
	require.True(t, x.OpenedAt.IsZero(), "none is open")
	require.Equal(t, []kiosk.ShiftLater{{OrderNo: waiting.OrderNo, What: kiosk.LaterClosed, From: 1}}, x.Later)

	unknown = moves(t, l, unknown, kiosk.StatePaid)
	failed, late := moved(failed, kiosk.StatePaid)
	failed.Late, late.Payments[0].Late = true, true
	save(t, l, late)
	paid.Refunded, paid.Version = 10, paid.Version+1
	asked.DoneAt = noon
	_, done := refundMoved(asked, kiosk.RefundDone)
	done.Payments = []kiosk.Payment{paid}
	save(t, l, done)
	paid = givesBack(t, l, "R2", paid, 20)
	givesBack(t, l, "R3", unknown, 30) // of this shift's own
	sells(t, l, 6, 6000, kiosk.StatePaid)

	z2 := closes(t, l, closing(1, 30))
	require.Equal(t, kiosk.Totals{Count: 3, Paid: 12000, Late: 1, RefundCount: 3, Refunded: 60}, z2.Totals)
	require.Equal(t, []kiosk.OrderNo{stays.OrderNo}, z2.Carried)
	require.Empty(t, z2.Returning)
	require.Equal(t, []kiosk.ShiftLater{
		{OrderNo: paid.OrderNo, What: kiosk.LaterRefunded, From: 1},
		{OrderNo: unknown.OrderNo, What: kiosk.LaterPaid, From: 1},
		{OrderNo: waiting.OrderNo, What: kiosk.LaterClosed, From: 1},
		{OrderNo: failed.OrderNo, What: kiosk.LaterPaid, From: 1},
	}, z2.Later)
	require.Equal(t, []kiosk.ShiftNote{kiosk.ShiftNoteLate}, z2.Notes, "opened on one business day and closed on another")

	moves(t, l, stays, kiosk.StatePaid)
	z3 := closes(t, l, closing(2, 31))
	require.Equal(t, []kiosk.ShiftLater{{OrderNo: stays.OrderNo, What: kiosk.LaterPaid, From: 1}}, z3.Later, "of the shift in which it was made")
	require.Empty(t, z3.Carried)
	require.Equal(t, before, document(t, l.Reader, 1), "byte for byte")
	require.Len(t, requireRecounted(t, l.Reader), 3)
	require.NoError(t, l.Check(t.Context()))
}

func TestCloseShift_TheDrawer(t *testing.T) {
	opts := testOptions
	opts.Cash = true
	l, err := Open(t.Context(), t.TempDir(), opts)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	cash := func(n int, amount kiosk.Fen) kiosk.Payment {
		s, p := sale(fmt.Sprint("s", n)), payment(fmt.Sprintf("ORDER%019d", n), fmt.Sprint("s", n))
		p.Wallet, p.Rail, p.Provider, p.Amount, p.State, p.PaidAt = kiosk.Cash, kiosk.RailCash, kiosk.ProviderCash, amount, kiosk.StatePaid, noon
		save(t, l, first(s, p))
		return p
	}
	drawer := func(after int, counted *kiosk.Fen, opening, next kiosk.Fen) *kiosk.CashCount {
		c := closing(after, after+1)
		c.Drawer = &kiosk.DrawerClose{Counted: counted, Opening: opening, Next: next}
		return closes(t, l, c).Cash
	}
	amount := func(f kiosk.Fen) *kiosk.Fen { return &f }

	p := cash(1, 5000)
	sells(t, l, 2, 700, kiosk.StatePaid)
	first := drawer(0, amount(25000), 20000, 15000)
	require.Equal(t, &kiosk.CashCount{Opening: 20000, Taken: 5000, Counted: amount(25000)}, first)
	require.Zero(t, first.Difference(), "a count that fits is no trouble")
	require.Contains(t, document(t, l.Reader, 1), `"cash":{"opening":"200.00","taken":"50.00","counted":"250.00","difference":"0.00"}`)

	x, err := l.Shift(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, &kiosk.CashCount{Opening: 15000}, x.Cash, "before anything is sold")
	require.Contains(t, document(t, l.Reader, 0), `"cash":{"opening":"150.00","taken":"0.00","counted":null,"difference":null}`)

	cash(3, 1000)
	givesBack(t, l, "R1", p, 3000)
	second := drawer(1, amount(12999), 99999, 0)
	require.Equal(t, &kiosk.CashCount{Opening: 15000, Taken: -2000, Counted: amount(12999)}, second, "the opening is that which was left")
	require.Equal(t, kiosk.Fen(-1), second.Difference())
	require.Equal(t, &kiosk.CashCount{}, drawer(2, nil, 0, 0), "not counted")
	require.Nil(t, closes(t, l, closing(3, 4)).Cash, "cash is off")
	requireRecounted(t, l.Reader)
}

// The number of the open shift is remembered, but not from a save that came to nothing.
func TestSave_AFailedOneOpensNoShift(t *testing.T) {
	l := newLedger(t)
	made, gone := benchPayment(1), benchPayment(2)
	_, w := moved(gone, kiosk.StateWaiting) // a version 2 over none
	w.Sales, w.Payments = []kiosk.Sale{sale("s")}, append([]kiosk.Payment{made}, w.Payments...)
	require.ErrorIs(t, l.Save(t.Context(), w), kiosk.ErrConflict)
	require.Zero(t, count(t, l.Reader, "shifts"))
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	save(t, l, another(made))
	require.Equal(t, 1, count(t, l.Reader, "shifts"), "the payment has a shift that is there")
}

func TestCloseShift_ClosesWhatWasLookedAtAndNothingElse(t *testing.T) {
	l := newLedger(t)
	ctx := t.Context()
	_, err := l.CloseShift(ctx, closing(1, 1))
	require.ErrorIs(t, err, kiosk.ErrConflict)
	empty := closes(t, l, closing(0, 1))
	require.Equal(t, 1, empty.Number, "a shift without sales can be closed")
	require.Equal(t, empty.OpenedAt, empty.ClosedAt)
	_, err = l.CloseShift(ctx, closing(0, 2))
	require.ErrorIs(t, err, kiosk.ErrConflict, "the same wish a second time")
	sells(t, l, 1, 100, kiosk.StatePaid)
	closes(t, l, closing(1, 3))
	_, err = l.CloseShift(ctx, kiosk.ShiftClose{After: 2})
	require.ErrorIs(t, err, ErrRow, "without a time")
	_, err = l.Shift(ctx, 3)
	require.ErrorIs(t, err, kiosk.ErrNoShift)
	require.Len(t, requireRecounted(t, l.Reader), 2)
	require.Equal(t, 2, count(t, l.Reader, "shifts"), "no refused closing opens one")
}

func TestCloseShift_NamesWhoOpenedAndClosedIt(t *testing.T) {
	l := newLedger(t)
	for n, cashier := range []string{"Li", "Wang", "Li"} {
		s, p := sale(fmt.Sprint("s", n)), payment(fmt.Sprintf("ORDER%019d", n), fmt.Sprint("s", n))
		p.Cashier, p.State, p.PaidAt = cashier, kiosk.StatePaid, noon
		save(t, l, first(s, p))
	}
	c := closing(0, 1)
	c.By, c.ApprovedBy = "Wang", "Zhao"
	c.Counted = map[kiosk.Wallet]kiosk.Fen{kiosk.WeChat: 3749}
	z := closes(t, l, c)
	require.Equal(t, []string{"Li", "Wang", "Zhao"}, []string{z.OpenedBy, z.ClosedBy, z.ApprovedBy})
	require.Equal(t, []kiosk.ShiftNote{kiosk.ShiftNoteOther}, z.Notes)
	require.Equal(t, map[string]kiosk.Totals{"Li": {Count: 2, Paid: 2500}, "Wang": {Count: 1, Paid: 1250}}, z.ByCashier)
	require.Equal(t, c.Counted, z.Counted)
	require.Equal(t, kiosk.RightCloseOther, z.CloseRight(kiosk.Person{Name: "Wang"}))
	require.Equal(t, kiosk.RightCloseShift, z.CloseRight(kiosk.Person{Name: "Li"}))
}

// Sums that other hands have changed do not get into a Z, which says that they differed.
func TestCloseShift_IsOfTheRowsAndNotOfTheSums(t *testing.T) {
	l := newLedger(t)
	sells(t, l, 1, 100, kiosk.StatePaid)
	byOtherHands(t, l.dir, `UPDATE sums SET amount = amount + 1 WHERE state = 'paid'`)
	z := closes(t, l, closing(0, 1))
	require.Equal(t, kiosk.Fen(100), z.Paid)
	require.Equal(t, []kiosk.ShiftNote{kiosk.ShiftNoteRecounted}, z.Notes)
}

func TestCloseShift_AZNeverChanges(t *testing.T) {
	l := newLedger(t)
	sells(t, l, 1, 100, kiosk.StatePaid)
	closes(t, l, closing(0, 1))
	for _, statement := range []string{
		`UPDATE z_reports SET document = '{}'`, `DELETE FROM z_reports`, `DELETE FROM shifts`,
		`INSERT INTO z_reports SELECT 3, 3, day, last_payment, opening, document, version FROM z_reports`,
	} {
		_, err := l.conn.ExecContext(t.Context(), statement)
		require.Error(t, err, statement)
	}
	require.NoError(t, l.Check(t.Context()))
}

func TestVerify_AZThatWasTamperedWithShows(t *testing.T) {
	for name, tc := range map[string]struct {
		sql   string
		fault Fault
	}{
		"another sum": {`UPDATE z_reports SET document = replace(document, '"paid":"1.00"', '"paid":"9.00"') WHERE number = 1`, FaultEdited},
		"another day": {`UPDATE z_reports SET day = '2026-11-01' WHERE number = 1`, FaultEdited},
		"removed":     {`DELETE FROM z_reports WHERE number = 1`, FaultRemoved},
		"put there":   {`INSERT INTO shifts VALUES (3, 1, '', 1); INSERT INTO z_reports SELECT 3, 3, day, last_payment, opening, document, version FROM z_reports WHERE number = 1`, FaultInserted},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			sells(t, l, 1, 100, kiosk.StatePaid)
			closes(t, l, closing(0, 1))
			sells(t, l, 2, 200, kiosk.StatePaid)
			closes(t, l, closing(1, 2))
			require.NoError(t, l.VerifyChain(t.Context()))
			byOtherHands(t, l.dir, tc.sql)
			found := chainFaults(l.VerifyChain(t.Context()))
			require.Len(t, found, 1)
			require.Equal(t, RowShift, found[0].Row)
			require.Equal(t, tc.fault, found[0].Fault)
			require.NotEmpty(t, found[0].Shift)
			require.Contains(t, found[0].Error(), "Z report "+found[0].Shift)
		})
	}
}

// While the disk is full nothing is closed, and nothing is half closed.
func TestCloseShift_OnAFullDisk(t *testing.T) {
	l := newLedger(t)
	for n := range 200 {
		sells(t, l, n, 100, kiosk.StateUnknown) // whose numbers fill the Z
	}
	var pages int
	require.NoError(t, l.conn.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages))
	_, err := l.conn.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
	require.NoError(t, err)
	_, err = l.CloseShift(t.Context(), closing(0, 1))
	require.ErrorIs(t, err, ErrDiskFull)
	require.Zero(t, count(t, l.Reader, "z_reports"))
	x, err := l.Shift(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, 200, x.Unknown)
	require.False(t, x.OpenedAt.IsZero())
	_, err = l.conn.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+1000))
	require.NoError(t, err)
	require.Len(t, closes(t, l, closing(0, 1)).Carried, 200)
	require.NoError(t, l.Check(t.Context()))
}

// The list of shifts goes by the business day on which they were closed, whatever the
// zone and its clocks do. The day is worked out here from what a clock on the wall reads.
func TestShifts_ByTheBusinessDayOfTheirClosing(t *testing.T) {
	for _, zone := range []string{"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for _, start := range []time.Duration{0, 4 * time.Hour} {
			t.Run(fmt.Sprint(zone, start), func(t *testing.T) {
				opts := testOptions
				opts.Location, opts.DayStart = loc, start
				l, err := Open(t.Context(), t.TempDir(), opts)
				require.NoError(t, err)
				t.Cleanup(func() { require.NoError(t, l.Close()) })
				closed, sold := map[kiosk.Date][]int{}, map[kiosk.Date]kiosk.Fen{}
				n := 0
				for _, at := range edges(loc) {
					n++
					wall := at.Format("2006-01-02 15:04:05.000")
					day := wall[:10]
					if wall[11:] < (time.Time{}).Add(start).Format("15:04:05.000") {
						d, err := time.Parse(time.DateOnly, day)
						require.NoError(t, err)
						day = d.AddDate(0, 0, -1).Format(time.DateOnly)
					}
					s, p := sale(fmt.Sprint("s", n)), payment(fmt.Sprintf("ORDER%019d", n), fmt.Sprint("s", n))
					p.CreatedAt, p.PaidAt, p.State, p.Amount = at, at, kiosk.StatePaid, kiosk.Fen(1<<n)
					save(t, l, first(s, p))
					closes(t, l, kiosk.ShiftClose{After: n - 1, At: at})
					closed[kiosk.Date(day)] = append(closed[kiosk.Date(day)], n)
					sold[kiosk.Date(day)] += p.Amount
				}
				zs := requireRecounted(t, l.Reader)
				require.Len(t, zs, n)
				for day, numbers := range closed {
					of, err := l.Shifts(t.Context(), day, day)
					require.NoError(t, err)
					var paid kiosk.Fen
					got := []int{}
					for _, z := range of {
						got, paid = append(got, z.Number), paid+z.Paid
						require.Empty(t, z.Notes, "opened and closed at one moment")
					}
					require.Equal(t, numbers, got, day)
					require.Equal(t, sold[day], paid, day)
				}
				require.Len(t, closed, len(slices.Collect(maps.Keys(sold))))
			})
		}
	}
}

// edges are the moments around midnight and four o'clock, of an ordinary day, of a month's
// and a year's end, and of the days on which some clocks are changed.
func edges(loc *time.Location) (all []time.Time) {
	for _, day := range []time.Time{
		time.Date(2026, 3, 8, 0, 0, 0, 0, loc), time.Date(2026, 4, 5, 0, 0, 0, 0, loc), time.Date(2026, 10, 4, 0, 0, 0, 0, loc),
		time.Date(2026, 11, 1, 0, 0, 0, 0, loc), time.Date(2026, 11, 15, 0, 0, 0, 0, loc), time.Date(2027, 1, 1, 0, 0, 0, 0, loc),
	} {
		y, m, d := day.Date()
		for _, hour := range []int{0, 4} {
			for ms := -1; ms <= 1; ms++ {
				all = append(all, time.Date(y, m, d, hour, 0, 0, 0, loc).Add(time.Duration(ms)*time.Millisecond))
			}
		}
	}
	return all
}

// A closing reads as much of the ledger as the shift has, and no table from its beginning.
func TestCloseShift_NoQueryReadsAWholeTable(t *testing.T) {
	l := newLedger(t)
	for _, query := range []string{shiftRows, shiftSums, carriedOrders, returningOrders, paidAfterAll, refundedLater, madeInShift} {
		rows, err := l.db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+regexp.MustCompile(`\?\d*`).ReplaceAllString(query, "1"))
		require.NoError(t, err, query)
		for rows.Next() {
			var id, parent, unused int
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			if strings.HasPrefix(detail, "SCAN") {
				require.Regexp(t, `USING (COVERING )?INDEX (payments_pending|refunds_open)\b`, detail, "only what is open is read through: %s", query)
			}
		}
		require.NoError(t, rows.Err())
	}
}
