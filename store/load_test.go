package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func load(t *testing.T, l *Ledger, now time.Time) kiosk.Snapshot {
	t.Helper()
	res, err := l.Load(context.Background(), now)
	require.NoError(t, err)
	return res
}

func TestLoad_OfANewLedgerHasNothing(t *testing.T) {
	require.Equal(t, kiosk.Snapshot{}, load(t, newLedger(t), noon))
}

func TestLoad_TakesUpWhatIsNotFinished(t *testing.T) {
	now := noon.Add(time.Hour)
	in := func(s kiosk.State, change func(*kiosk.Payment)) func(*kiosk.Payment) {
		return func(p *kiosk.Payment) {
			p.State = s
			if change != nil {
				change(p)
			}
		}
	}
	watched := func(d time.Duration) func(*kiosk.Payment) {
		return func(p *kiosk.Payment) { p.PollUntil = now.Add(d) }
	}
	late := func(done kiosk.LateDone) func(*kiosk.Payment) {
		return func(p *kiosk.Payment) { p.Late, p.LateDone, p.PaidAt = true, done, noon }
	}
	incident := func(p *kiosk.Payment) { p.Incident = kiosk.IncidentDoubled }
	for name, c := range map[string]struct {
		payment func(*kiosk.Payment)
		records []kiosk.RecordKind
		want    bool
	}{
		"created":                     {in(kiosk.StateCreated, nil), nil, true},
		"waiting":                     {in(kiosk.StateWaiting, nil), nil, true},
		"unknown":                     {in(kiosk.StateUnknown, nil), nil, true},
		"unknown, no longer watched":  {in(kiosk.StateUnknown, watched(-time.Second)), nil, true},
		"paid":                        {in(kiosk.StatePaid, nil), nil, false},
		"failed":                      {in(kiosk.StateFailed, nil), nil, false},
		"closed":                      {in(kiosk.StateClosed, nil), nil, false},
		"closed, watched":             {in(kiosk.StateClosed, watched(time.Second)), nil, true},
		"failed, watched":             {in(kiosk.StateFailed, watched(time.Second)), nil, true},
		"closed, watched until now":   {in(kiosk.StateClosed, watched(0)), nil, true}, // says a clock that may have leapt
		"paid while watched":          {in(kiosk.StatePaid, watched(time.Second)), nil, false},
		"late":                        {in(kiosk.StatePaid, late("")), nil, true},
		"late, accepted":              {in(kiosk.StatePaid, late(kiosk.LateAccepted)), nil, false},
		"late, given back":            {in(kiosk.StatePaid, late(kiosk.LateByHand)), nil, false},
		"incident without a record":   {in(kiosk.StatePaid, incident), nil, true},
		"incident":                    {in(kiosk.StatePaid, incident), []kiosk.RecordKind{kiosk.RecordIncident}, true},
		"incident, then another move": {in(kiosk.StatePaid, incident), []kiosk.RecordKind{kiosk.RecordIncident, kiosk.RecordMoved}, true},
		"incident, decided":           {in(kiosk.StatePaid, incident), []kiosk.RecordKind{kiosk.RecordIncident, kiosk.RecordDecided}, false},
		"incident, answered":          {in(kiosk.StatePaid, incident), []kiosk.RecordKind{kiosk.RecordIncident, kiosk.RecordLateDone}, false},
		"incident after a decision":   {in(kiosk.StatePaid, incident), []kiosk.RecordKind{kiosk.RecordDecided, kiosk.RecordIncident}, true},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			s := sale("s1")
			s.State = kiosk.SaleAbandoned
			p := payment("ORDER0000000000000000001", "s1")
			c.payment(&p)
			w := first(s, p)
			for _, k := range c.records {
				w.Records = append(w.Records, kiosk.Record{At: noon, Kind: k, Sale: "s1", OrderNo: p.OrderNo})
			}
			save(t, l, w)
			// Another till start in between must not change the answer.
			require.NoError(t, l.Close())
			l = openLedger(t, l.dir)
			res := load(t, l, now)
			if !c.want {
				require.Empty(t, res.Payments)
				require.Empty(t, res.Sales)
				return
			}
			require.Equal(t, []kiosk.Payment{inUTC(p)}, res.Payments)
			require.Len(t, res.Sales, 1)
			require.Equal(t, s.ID, res.Sales[0].ID)
		})
	}
}

func TestLoad_HasOpenSalesOnce(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("open without a payment")}})
	save(t, l, first(sale("open"), payment("ORDER0000000000000000001", "open")))
	save(t, l, kiosk.Write{Payments: []kiosk.Payment{payment("ORDER0000000000000000002", "open")}})
	res := load(t, l, noon)
	require.Len(t, res.Payments, 2)
	require.Len(t, res.Sales, 2)
	want := sale("open")
	want.OpenedAt = want.OpenedAt.UTC()
	require.Equal(t, want, res.Sales[1])
}

func TestLoad_RemembersCodesThatWereSent(t *testing.T) {
	l := newLedger(t)
	now := noon.Add(time.Hour)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	n := 0
	add := func(tail string, sent time.Time, change func(*kiosk.Payment)) {
		n++
		p := payment(fmt.Sprintf("ORDER%019d", n), "s")
		p.Rail, p.CodeTail, p.SentAt, p.Wallet = kiosk.RailCode, tail, sent, kiosk.Alipay
		if change != nil {
			change(&p)
		}
		save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
	}
	add("old0", now.Add(-kiosk.PayCodeMemory), nil)
	add("new1", now.Add(-kiosk.PayCodeMemory+time.Millisecond), nil)
	add("fut2", now.Add(time.Minute), nil)
	add("uns3", time.Time{}, nil)
	add("not4", now, func(p *kiosk.Payment) { p.State, p.Note = kiosk.StateFailed, kiosk.ReasonNotSent })
	add("ref5", now, func(p *kiosk.Payment) { p.State, p.Note = kiosk.StateFailed, "refused" })
	add("", now, nil)
	for range kiosk.SnapshotMin - 3 {
		add("", now, func(p *kiosk.Payment) { p.Rail = kiosk.RailQR })
	}
	require.Equal(t, []kiosk.SentTail{
		{Wallet: kiosk.Alipay, Tail: "new1", At: now.Add(-kiosk.PayCodeMemory + time.Millisecond).UTC()},
		{Wallet: kiosk.Alipay, Tail: "fut2", At: now.Add(time.Minute).UTC()},
		{Wallet: kiosk.Alipay, Tail: "ref5", At: now.UTC()},
	}, load(t, l, now).RecentTails)
}

// leftMany is a ledger with more payments of a sale that was let go than a start
// looks through, each with its watch over in a quarter of an hour.
func leftMany(t *testing.T, change func(n int, p *kiosk.Payment)) *Ledger {
	l := newLedger(t)
	s := sale("s")
	s.State = kiosk.SaleAbandoned
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{s}})
	for n := range kiosk.SnapshotMin + 8 {
		p := payment(fmt.Sprintf("ORDER%019d", n), "s")
		p.PollUntil = noon.Add(15 * time.Minute)
		change(n, &p)
		save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
	}
	return l
}

// An acknowledged notification is sent no more, so what it called paid is asked
// about until the gateway has spoken.
func TestLoad_WhatANotificationCalledPaidIsNeverForgotten(t *testing.T) {
	l := leftMany(t, func(n int, p *kiosk.Payment) {
		p.State = kiosk.StateClosed
		if n == 3 {
			p.Note = kiosk.ReasonNotified
		}
	})
	r := load(t, l, noon.AddDate(0, 0, 3))
	require.Len(t, r.Payments, kiosk.SnapshotMin+1)
	require.Equal(t, kiosk.ReasonNotified, r.Payments[0].Note)
}

// The clock leapt while the till was off: it says nothing about the newest rows.
func TestLoad_TheNewestRowsCountWhateverTheClockSays(t *testing.T) {
	l := leftMany(t, func(n int, p *kiosk.Payment) {
		p.Rail, p.CodeTail, p.SentAt, p.Wallet = kiosk.RailCode, fmt.Sprintf("%04d", n), noon, kiosk.Alipay
		p.State = kiosk.StateFailed
	})
	for name, now := range map[string]time.Time{"hours later": noon.Add(8 * time.Hour), "years later": noon.AddDate(6, 0, 0)} {
		r := load(t, l, now)
		require.Len(t, r.Payments, kiosk.SnapshotMin, name)
		require.Len(t, r.RecentTails, kiosk.SnapshotMin, name)
		require.Equal(t, "0008", r.RecentTails[0].Tail, "the newest by their order")
	}
	require.Len(t, load(t, l, noon.AddDate(-6, 0, 0)).RecentTails, kiosk.SnapshotMin, "an empty RTC brings no years of codes back")
}

func TestLoad_AnOpenSaleComesWithAllItsPayments(t *testing.T) {
	l := newLedger(t)
	p := payment("ORDER0000000000000000001", "s")
	p.State = kiosk.StateFailed
	save(t, l, first(sale("s"), p))
	r := load(t, l, noon)
	require.Len(t, r.Payments, 1, "how the sale ended is told from them")
}

func TestLoad_LastSale(t *testing.T) {
	left := noon.Add(30 * time.Second)
	paid := noon.Add(time.Minute)
	for name, c := range map[string]struct {
		state    kiosk.SaleState
		why      kiosk.AbandonReason
		payments []func(*kiosk.Payment)
		want     kiosk.LastSale
	}{
		"paid by the second of two": {kiosk.SalePaid, "", []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State = kiosk.StateClosed },
			func(p *kiosk.Payment) { p.State, p.Wallet, p.PaidAt = kiosk.StatePaid, kiosk.Alipay, paid },
			func(p *kiosk.Payment) { p.State = kiosk.StateClosed },
		}, kiosk.LastSale{Amount: 1250, Wallet: kiosk.Alipay, Tail: "0002", At: paid, Outcome: kiosk.OutcomePaid}},
		"late": {kiosk.SaleAbandoned, kiosk.AbandonCancelled, []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State, p.PaidAt, p.Late = kiosk.StatePaid, paid, true },
		}, kiosk.LastSale{Amount: 1250, Wallet: kiosk.WeChat, Tail: "0001", At: paid, Outcome: kiosk.OutcomeLate}},
		"cancelled": {kiosk.SaleAbandoned, kiosk.AbandonCancelled, []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State = kiosk.StateClosed },
		}, kiosk.LastSale{Amount: 1250, Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeCancelled}},
		"timed out before a payment": {kiosk.SaleAbandoned, kiosk.AbandonTimeout, nil,
			kiosk.LastSale{Amount: 1250, Wallet: kiosk.WalletUnknown, At: left, Outcome: kiosk.OutcomeTimeout}},
		"cut off": {kiosk.SaleAbandoned, kiosk.AbandonRestart, nil,
			kiosk.LastSale{Amount: 1250, Wallet: kiosk.WalletUnknown, At: left, Outcome: kiosk.OutcomeRestart}},
		"parked": {kiosk.SaleParked, kiosk.AbandonParked, []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State, p.ReleasedAt = kiosk.StateUnknown, left },
		}, kiosk.LastSale{Amount: 1250, Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeParked}},
		"cancelled with the first QR back on show": {kiosk.SaleAbandoned, kiosk.AbandonCancelled, []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State, p.ReleasedAt = kiosk.StateWaiting, left },
			func(p *kiosk.Payment) {
				p.State, p.Wallet, p.ReleasedAt = kiosk.StateWaiting, kiosk.Alipay, left.Add(-time.Second)
			},
		}, kiosk.LastSale{Amount: 1250, Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeCancelled}},
		"parked, then not paid": {kiosk.SaleParked, kiosk.AbandonParked, []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State = kiosk.StateFailed },
		}, kiosk.LastSale{Amount: 1250, Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeUnpaid}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			older := sale("older")
			older.State = kiosk.SalePaid
			s := sale("s")
			s.State, s.AbandonReason = c.state, c.why
			if c.why != "" {
				s.AbandonedAt = left
			}
			save(t, l, kiosk.Write{Sales: []kiosk.Sale{older, s, sale("open now")}})
			for i, change := range c.payments {
				p := payment(fmt.Sprintf("ORDER%019d", i+1), "s")
				change(&p)
				save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
			}
			c.want.Sale, c.want.At = "s", c.want.At.UTC()
			require.Equal(t, &c.want, load(t, l, noon).Last)
		})
	}
}

func TestLoad_SumsTheLocalDay(t *testing.T) {
	l := newLedger(t)
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, shanghai)
	for i, c := range []struct {
		at     time.Time
		amount kiosk.Fen
		state  kiosk.State
		late   bool
	}{
		{midnight.Add(-time.Millisecond), 1, kiosk.StatePaid, false},
		{midnight, 10, kiosk.StatePaid, false},
		{midnight.Add(24*time.Hour - time.Millisecond), 100, kiosk.StatePaid, true},
		{midnight.Add(24 * time.Hour), 1000, kiosk.StatePaid, false},
		{midnight.Add(time.Hour), 10000, kiosk.StateUnknown, false},
	} {
		p := payment(fmt.Sprintf("ORDER%019d", i), "s")
		p.PaidAt, p.Amount, p.State, p.Late = c.at, c.amount, c.state, c.late
		save(t, l, kiosk.Write{Payments: []kiosk.Payment{p}})
	}
	require.Equal(t, kiosk.Fen(110), load(t, l, noon.UTC()).Today)
	require.Equal(t, kiosk.Fen(1), load(t, l, midnight.Add(-time.Second)).Today)
	require.Equal(t, kiosk.Fen(1000), load(t, l, midnight.Add(25*time.Hour)).Today)
}

func TestLoad_RefusesALedgerWhoseRowsBreakTheRules(t *testing.T) {
	l := newLedger(t)
	save(t, l, first(sale("s1"), payment("ORDER0000000000000000001", "s1")))
	byOtherHands(t, l.dir, `UPDATE payments SET amount = -1`)
	_, err := l.Load(context.Background(), noon)
	require.ErrorIs(t, err, ErrRow)
}
