// Package ledgertest is the conformance test of kiosk.Ledger and kiosk.History.
// The ledger on disk passes it, and so does each one that stands in for it in
// tests: what a till is tried with is then what it has in a shop.
package ledgertest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Shop is the location of the ledgers under test.
var Shop = time.FixedZone("CST", 8*60*60)

// Open makes an empty ledger of Shop. A till that starts anew gets what reopen
// returns: another ledger with all that the last one kept, which was closed.
type Open func(t *testing.T) (l kiosk.Ledger, reopen func() kiosk.Ledger)

// Run is all of the test. What is about kiosk.History is left out for a ledger
// that is none.
func Run(t *testing.T, open Open) {
	for name, part := range map[string]func(*testing.T, Open){"Save": Save, "Load": Load, "PIN": PIN, "History": History} {
		t.Run(name, func(t *testing.T) { part(t, open) })
	}
}

// noon is a moment with milliseconds, so that losing them shows.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 123e6, Shop).UTC()

// subject is a ledger under test.
type subject struct {
	*testing.T
	kiosk.Ledger
	again func() kiosk.Ledger
}

func (open Open) subject(t *testing.T) *subject {
	l, again := open(t)
	return &subject{t, l, again}
}

func (s *subject) restart() { s.Ledger = s.again() }

func (s *subject) save(w kiosk.Write) {
	s.Helper()
	require.NoError(s, s.Save(s.Context(), w))
}

// saveSale saves rows without a record of their own.
func (s *subject) saveSale(rows ...kiosk.Sale)       { s.Helper(); s.save(kiosk.Write{Sales: rows}) }
func (s *subject) savePayment(rows ...kiosk.Payment) { s.Helper(); s.save(kiosk.Write{Payments: rows}) }
func (s *subject) saveRefund(rows ...kiosk.Refund)   { s.Helper(); s.save(kiosk.Write{Refunds: rows}) }

func (s *subject) load(now time.Time) kiosk.Snapshot {
	s.Helper()
	r, err := s.Load(s.Context(), now)
	require.NoError(s, err)
	r.At = time.Time{} // the runner's
	return r
}

// has requires that p, the sale and the refunds are on record as they are here.
func (s *subject) has(p kiosk.Payment, of kiosk.Sale, refunds ...kiosk.Refund) {
	s.Helper()
	gotPayment, gotSale, gotRefunds, err := s.Find(s.Context(), p.OrderNo)
	require.NoError(s, err)
	require.Equal(s, p, gotPayment)
	require.Equal(s, of, gotSale)
	require.Len(s, gotRefunds, len(refunds))
	for i := range refunds {
		require.Equal(s, refunds[i], gotRefunds[i])
	}
}

func (s *subject) hasNot(n kiosk.OrderNo) {
	s.Helper()
	_, _, _, err := s.Find(context.Background(), n)
	require.ErrorIs(s, err, kiosk.ErrNoPayment)
}

func sale(id kiosk.SaleID) kiosk.Sale {
	return kiosk.Sale{ID: id, Amount: 1250, State: kiosk.SaleOpen, OpenedAt: noon, Version: 1}
}

// payment is number n of a sale: P00001 and so on.
func payment(n int, of kiosk.SaleID) kiosk.Payment {
	return kiosk.Payment{OrderNo: kiosk.OrderNo(fmt.Sprintf("P%05d", n)), Sale: of, Amount: 1250, Wallet: kiosk.WeChat,
		Rail: kiosk.RailQR, Provider: "lepay", State: kiosk.StateCreated, CreatedAt: noon, Version: 1}
}

func refund(n int, p kiosk.Payment, amount kiosk.Fen) kiosk.Refund {
	return kiosk.Refund{No: kiosk.RefundNo(fmt.Sprintf("R%05d", n)), OrderNo: p.OrderNo, Amount: amount,
		State: kiosk.RefundAsked, Reason: "broken cup", AskedAt: noon, Version: 1}
}

func about(p kiosk.Payment, kind kiosk.RecordKind) kiosk.Record {
	return kiosk.Record{At: noon, Kind: kind, Sale: p.Sale, OrderNo: p.OrderNo}
}

// nextSale is the write of the next version of a row, changed by edit.
func nextSale(s *kiosk.Sale, edit func(*kiosk.Sale)) kiosk.Write {
	s.Version++
	edit(s)
	return kiosk.Write{Sales: []kiosk.Sale{*s}}
}

func nextPayment(p *kiosk.Payment, edit func(*kiosk.Payment)) kiosk.Write {
	from := p.State
	p.Version++
	edit(p)
	r := about(*p, kiosk.RecordMoved)
	if from != p.State {
		r.From, r.To = from, p.State
	}
	return kiosk.Write{Payments: []kiosk.Payment{*p}, Records: []kiosk.Record{r}}
}

func nextRefund(r *kiosk.Refund, edit func(*kiosk.Refund)) kiosk.Write {
	from := r.State
	r.Version++
	edit(r)
	record := kiosk.Record{At: noon, Kind: kiosk.RecordRefundMoved, OrderNo: r.OrderNo, Refund: r.No}
	if from != r.State {
		record.From, record.To = kiosk.State(from), kiosk.State(r.State)
	}
	return kiosk.Write{Refunds: []kiosk.Refund{*r}, Records: []kiosk.Record{record}}
}

func toState(to kiosk.State) func(*kiosk.Payment) { return func(p *kiosk.Payment) { p.State = to } }

func toRefundState(to kiosk.RefundState) func(*kiosk.Refund) {
	return func(r *kiosk.Refund) { r.State = to }
}

// paid is a ledger with the sale S, which payment P00001 paid for.
func (open Open) paid(t *testing.T) (s *subject, of kiosk.Sale, p kiosk.Payment) {
	s, of, p = open.subject(t), sale("S"), payment(1, "S")
	s.save(kiosk.Write{Sales: []kiosk.Sale{of}, Payments: []kiosk.Payment{p}, Records: []kiosk.Record{about(p, kiosk.RecordCreated)}})
	w := nextPayment(&p, func(p *kiosk.Payment) { p.State, p.PaidAt = kiosk.StatePaid, noon.Add(time.Minute) })
	w.Sales = nextSale(&of, func(s *kiosk.Sale) { s.State, s.PaidBy = kiosk.SalePaid, p.OrderNo }).Sales
	s.save(w)
	return s, of, p
}
