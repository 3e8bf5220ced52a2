package ledgertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Load is the part about Ledger.Load: what a till needs after a start.
func Load(t *testing.T, open Open) {
	t.Run("a new ledger has nothing", func(t *testing.T) {
		s := open.subject(t)
		require.Equal(t, kiosk.Snapshot{}, s.load(noon))
		s.restart()
		require.Equal(t, kiosk.Snapshot{}, s.load(noon))
	})
	t.Run("payments that are not finished", func(t *testing.T) { unfinished(t, open) })
	t.Run("an open sale comes with all its payments", func(t *testing.T) {
		s, of, p := open.subject(t), sale("S"), payment(1, "S")
		alone := sale("S0")
		p.State = kiosk.StateFailed
		s.saveSale(alone)
		s.save(kiosk.Write{Sales: []kiosk.Sale{of}, Payments: []kiosk.Payment{p}})
		more := payment(2, "S")
		s.savePayment(more)
		r := s.load(noon)
		require.Equal(t, []kiosk.Sale{alone, of}, r.Sales)
		require.Equal(t, []kiosk.Payment{p, more}, r.Payments)
		require.Nil(t, r.Last)
	})
	t.Run("what a notification called paid is never forgotten", func(t *testing.T) {
		s := many(t, open, func(n int, p *kiosk.Payment) {
			if p.State = kiosk.StateClosed; n == 3 {
				p.Note = kiosk.ReasonNotified // it is acknowledged, and sent no more
			}
		})
		r := s.load(noon.AddDate(0, 0, 3))
		require.Len(t, r.Payments, kiosk.SnapshotMin+1)
		require.Equal(t, kiosk.ReasonNotified, r.Payments[0].Note)
	})
	t.Run("the newest rows count whatever the clock says", func(t *testing.T) {
		s := many(t, open, func(n int, p *kiosk.Payment) {
			p.State, p.Rail, p.CodeTail, p.SentAt, p.Wallet = kiosk.StateFailed, kiosk.RailCode, fmt.Sprintf("%04d", n), noon, kiosk.Alipay
		})
		for _, now := range []time.Time{noon.Add(8 * time.Hour), noon.AddDate(6, 0, 0)} {
			r := s.load(now)
			require.Len(t, r.Payments, kiosk.SnapshotMin)
			require.Len(t, r.RecentTails, kiosk.SnapshotMin)
			require.Equal(t, "0008", r.RecentTails[0].Tail, "the newest by their order")
		}
	})
	t.Run("codes that were sent", func(t *testing.T) { tails(t, open) })
	t.Run("refunds that are not settled, with all others of their payments", func(t *testing.T) {
		s, of, p := open.paid(t)
		over := payment(2, "S")
		over.State = kiosk.StatePaid
		elsewhere := refund(9, over, 1)
		s.save(kiosk.Write{Payments: []kiosk.Payment{over}, Refunds: []kiosk.Refund{elsewhere}})
		s.save(nextRefund(&elsewhere, toRefundState(kiosk.RefundDone)))
		settled, asked := refund(1, p, 100), refund(2, p, 200)
		s.saveRefund(settled)
		s.save(nextRefund(&settled, toRefundState(kiosk.RefundDone)))
		r := s.load(noon)
		require.Empty(t, r.Refunds)
		require.Empty(t, r.Payments)
		s.saveRefund(asked)
		check := func() {
			t.Helper()
			r := s.load(noon)
			require.Equal(t, []kiosk.Payment{p}, r.Payments)
			require.Equal(t, []kiosk.Sale{of}, r.Sales)
			require.Equal(t, []kiosk.Refund{settled, asked}, r.Refunds)
		}
		check()
		s.save(nextRefund(&asked, toRefundState(kiosk.RefundUnknown)))
		s.restart()
		check()
		s.save(nextRefund(&asked, toRefundState(kiosk.RefundRefused)))
		require.Empty(t, s.load(noon).Payments)
	})
	t.Run("a refund that was done after all, until somebody has seen it", func(t *testing.T) {
		s, _, p := open.paid(t)
		w := nextPayment(&p, func(p *kiosk.Payment) {
			p.Late, p.LateDone, p.Refunded, p.Incident = true, kiosk.LateRefunded, p.Amount, kiosk.IncidentRefunded
		})
		w.Records = []kiosk.Record{about(p, kiosk.RecordIncident), about(p, kiosk.RecordLateDone)} // answered as late money alone
		s.save(w)
		require.Equal(t, []kiosk.Payment{p}, s.load(noon).Payments)
		w = nextPayment(&p, func(p *kiosk.Payment) { p.Incident = "" })
		w.Records = []kiosk.Record{about(p, kiosk.RecordDecided)}
		s.save(w)
		require.Empty(t, s.load(noon).Payments)
	})
	t.Run("how the last sale ended", func(t *testing.T) { lastSale(t, open) })
	t.Run("what was paid on the shop's day", func(t *testing.T) {
		s := open.subject(t)
		s.saveSale(sale("S"))
		midnight := time.Date(2026, 11, 20, 0, 0, 0, 0, Shop)
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
			{midnight.Add(time.Hour), 100000, kiosk.StateClosed, false},
		} {
			p := payment(i, "S")
			p.PaidAt, p.Amount, p.State, p.Late = c.at, c.amount, c.state, c.late
			s.savePayment(p)
		}
		for range 2 {
			require.Equal(t, kiosk.Fen(110), s.load(noon).Today)
			require.Equal(t, kiosk.Fen(1), s.load(midnight.Add(-time.Second)).Today)
			require.Equal(t, kiosk.Fen(1000), s.load(midnight.Add(25*time.Hour)).Today)
			require.Zero(t, s.load(midnight.AddDate(0, 0, 2)).Today)
			s.restart()
		}
	})
}

// unfinished has one payment for each state in which the till writes one, all of
// sales that have ended and none among the newest.
func unfinished(t *testing.T, open Open) {
	s := open.subject(t)
	now := noon.Add(time.Hour)
	var want []kiosk.Payment
	var names []string
	n := 0
	add := func(name string, wanted bool, change func(*kiosk.Payment), kinds ...kiosk.RecordKind) {
		n++
		of := sale(kiosk.SaleID(fmt.Sprintf("S%d", n)))
		p := payment(n, of.ID)
		s.save(kiosk.Write{Sales: []kiosk.Sale{of}, Payments: []kiosk.Payment{p}})
		w := nextPayment(&p, change)
		for _, k := range kinds {
			w.Records = append(w.Records, about(p, k))
		}
		w.Sales = nextSale(&of, func(s *kiosk.Sale) {
			s.State, s.AbandonReason, s.AbandonedAt = kiosk.SaleAbandoned, kiosk.AbandonCancelled, noon
		}).Sales
		s.save(w)
		if wanted {
			want, names = append(want, p), append(names, name)
		}
	}
	watch := map[string]time.Time{"": {}, ", watched": now.Add(time.Millisecond), ", watched until now": now, ", watched once": now.Add(-time.Second)}
	for _, state := range states {
		for name, until := range watch {
			for _, rail := range []kiosk.Rail{kiosk.RailQR, kiosk.RailCode} {
				wanted := !state.Final() || (state != kiosk.StatePaid || rail == kiosk.RailCode) && until.After(now)
				add(string(state)+name+", "+string(rail), wanted, func(p *kiosk.Payment) { p.State, p.PollUntil, p.Rail = state, until, rail })
			}
		}
	}
	late := func(incident kiosk.Incident, done kiosk.LateDone) func(*kiosk.Payment) {
		return func(p *kiosk.Payment) {
			p.State, p.PaidAt, p.Late, p.LateDone, p.Incident = kiosk.StatePaid, noon, true, done, incident
		}
	}
	add("late", true, late("", ""), kiosk.RecordLate)
	add("paid twice", true, late(kiosk.IncidentDoubled, ""), kiosk.RecordLate)
	for _, done := range []kiosk.LateDone{kiosk.LateAccepted, kiosk.LateByHand, kiosk.LateRefunded} {
		add("late, "+string(done), false, late("", done), kiosk.RecordLate, kiosk.RecordLateDone)
		add("paid twice, "+string(done), false, late(kiosk.IncidentDoubled, done), kiosk.RecordLate, kiosk.RecordLateDone)
		add("a refund done after all, "+string(done), true, late(kiosk.IncidentRefunded, done), kiosk.RecordIncident)
	}
	incident := func(state kiosk.State, what kiosk.Incident) func(*kiosk.Payment) {
		return func(p *kiosk.Payment) { p.State, p.Incident = state, what }
	}
	for _, state := range []kiosk.State{kiosk.StateFailed, kiosk.StateClosed} {
		add(string(state)+" and contradicted", true, incident(state, kiosk.IncidentAmount), kiosk.RecordIncident)
		add(string(state)+" and contradicted after a decision", true, incident(state, kiosk.IncidentOrder), kiosk.RecordDecided, kiosk.RecordIncident)
		add(string(state)+" and contradicted, then moved", true, incident(state, kiosk.IncidentAmount), kiosk.RecordIncident, kiosk.RecordMoved)
		add(string(state)+" and contradicted, decided", false, incident(state, ""), kiosk.RecordIncident, kiosk.RecordDecided)
	}
	add("a refund done after all", true, incident(kiosk.StatePaid, kiosk.IncidentRefunded), kiosk.RecordIncident)
	for range kiosk.SnapshotMin {
		add("", false, toState(kiosk.StatePaid))
	}
	for range 2 {
		r := s.load(now)
		got := map[kiosk.OrderNo]bool{}
		for _, p := range r.Payments {
			got[p.OrderNo] = true
		}
		for i, p := range want {
			require.True(t, got[p.OrderNo], names[i])
		}
		require.Equal(t, want, r.Payments)
		require.Len(t, r.Sales, len(want))
		for i, p := range want {
			require.Equal(t, p.Sale, r.Sales[i].ID)
		}
		require.Empty(t, r.Refunds)
		s.restart()
	}
}

// many is a ledger with more payments of a sale that was let go than a start
// looks through, each with its watch over in a quarter of an hour.
func many(t *testing.T, open Open, change func(n int, p *kiosk.Payment)) *subject {
	s, of := open.subject(t), sale("S")
	s.saveSale(of)
	for n := range kiosk.SnapshotMin + 8 {
		p := payment(n, "S")
		p.PollUntil = noon.Add(15 * time.Minute)
		change(n, &p)
		s.savePayment(p)
	}
	s.save(nextSale(&of, func(s *kiosk.Sale) { s.State, s.AbandonedAt = kiosk.SaleAbandoned, noon }))
	return s
}

func tails(t *testing.T, open Open) {
	s := open.subject(t)
	now := noon.Add(time.Hour)
	s.saveSale(sale("S"))
	n := 0
	add := func(tail string, sent time.Time, change func(*kiosk.Payment)) {
		n++
		p := payment(n, "S")
		p.Rail, p.CodeTail, p.SentAt, p.Wallet = kiosk.RailCode, tail, sent, kiosk.Alipay
		change(&p)
		s.savePayment(p)
	}
	as := func(*kiosk.Payment) {}
	add("old0", now.Add(-kiosk.PayCodeMemory), as)
	add("new1", now.Add(-kiosk.PayCodeMemory+time.Millisecond), as)
	add("fut2", now.Add(time.Minute), as)
	add("uns3", time.Time{}, as)
	add("not4", now, func(p *kiosk.Payment) { p.State, p.Note = kiosk.StateFailed, kiosk.ReasonNotSent })
	add("ref5", now, func(p *kiosk.Payment) { p.State, p.Note = kiosk.StateFailed, kiosk.GatewaySaid("no") })
	add("", now, as)
	for range kiosk.SnapshotMin - 3 {
		add("", now, func(p *kiosk.Payment) { p.Rail = kiosk.RailQR })
	}
	for range 2 {
		require.Equal(t, []kiosk.SentTail{
			{Wallet: kiosk.Alipay, Tail: "new1", At: now.Add(-kiosk.PayCodeMemory + time.Millisecond)},
			{Wallet: kiosk.Alipay, Tail: "fut2", At: now.Add(time.Minute)},
			{Wallet: kiosk.Alipay, Tail: "ref5", At: now},
		}, s.load(now).RecentTails)
		s.restart()
	}
}

func lastSale(t *testing.T, open Open) {
	left, paid := noon.Add(30*time.Second), noon.Add(time.Minute)
	for name, c := range map[string]struct {
		end      func(*kiosk.Sale)
		payments []func(*kiosk.Payment)
		want     kiosk.LastSale
	}{
		"paid by the second of three": {func(s *kiosk.Sale) { s.State, s.PaidBy = kiosk.SalePaid, "P00002" }, []func(*kiosk.Payment){
			toState(kiosk.StateClosed),
			func(p *kiosk.Payment) { p.State, p.Wallet, p.PaidAt = kiosk.StatePaid, kiosk.Alipay, paid },
			toState(kiosk.StateClosed),
		}, kiosk.LastSale{Wallet: kiosk.Alipay, Tail: "0002", At: paid, Outcome: kiosk.OutcomePaid}},
		"late": {leftFor(kiosk.AbandonCancelled, left), []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State, p.PaidAt, p.Late = kiosk.StatePaid, paid, true },
		}, kiosk.LastSale{Wallet: kiosk.WeChat, Tail: "0001", At: paid, Outcome: kiosk.OutcomeLate}},
		"cancelled": {leftFor(kiosk.AbandonCancelled, left), []func(*kiosk.Payment){toState(kiosk.StateClosed)},
			kiosk.LastSale{Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeCancelled}},
		"timed out before a payment": {leftFor(kiosk.AbandonTimeout, left), nil,
			kiosk.LastSale{Wallet: kiosk.WalletUnknown, At: left, Outcome: kiosk.OutcomeTimeout}},
		"cut off": {leftFor(kiosk.AbandonRestart, left), nil,
			kiosk.LastSale{Wallet: kiosk.WalletUnknown, At: left, Outcome: kiosk.OutcomeRestart}},
		"parked": {parkedAt(left), []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State, p.ReleasedAt = kiosk.StateUnknown, left },
		}, kiosk.LastSale{Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeParked}},
		"cancelled with the first QR back on show": {leftFor(kiosk.AbandonCancelled, left), []func(*kiosk.Payment){
			func(p *kiosk.Payment) { p.State, p.ReleasedAt = kiosk.StateWaiting, left },
			func(p *kiosk.Payment) {
				p.State, p.Wallet, p.ReleasedAt = kiosk.StateWaiting, kiosk.Alipay, left.Add(-time.Second)
			},
		}, kiosk.LastSale{Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeCancelled}},
		"parked, then not paid": {parkedAt(left), []func(*kiosk.Payment){toState(kiosk.StateFailed)},
			kiosk.LastSale{Wallet: kiosk.WeChat, Tail: "0001", At: left, Outcome: kiosk.OutcomeUnpaid}},
	} {
		t.Run(name, func(t *testing.T) {
			s := open.subject(t)
			older, of := sale("S0"), sale("S")
			s.saveSale(older)
			s.save(nextSale(&older, func(s *kiosk.Sale) { s.State, s.AbandonedAt = kiosk.SalePaid, left.Add(time.Hour) })) // by another clock
			s.saveSale(of)
			rows := make([]kiosk.Payment, len(c.payments))
			for i, change := range c.payments {
				rows[i] = payment(i+1, "S")
				change(&rows[i])
			}
			s.savePayment(rows...)
			s.save(nextSale(&of, c.end))
			s.saveSale(sale("S9")) // open now
			c.want.Sale, c.want.Amount = "S", 1250
			for range 2 {
				last := s.load(noon).Last
				require.Equal(t, &c.want, last)
				require.Equal(t, kiosk.LastSaleOf(&of, rows), *last)
				s.restart()
			}
		})
	}
}

func leftFor(why kiosk.AbandonReason, at time.Time) func(*kiosk.Sale) {
	return func(s *kiosk.Sale) { s.State, s.AbandonReason, s.AbandonedAt = kiosk.SaleAbandoned, why, at }
}

func parkedAt(at time.Time) func(*kiosk.Sale) {
	return func(s *kiosk.Sale) {
		s.State, s.AbandonReason, s.AbandonedAt = kiosk.SaleParked, kiosk.AbandonParked, at
	}
}
