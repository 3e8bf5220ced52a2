package ledgertest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// History is the part about kiosk.History, for a ledger that is one.
func History(t *testing.T, open Open) {
	history := func(t *testing.T, s *subject) kiosk.History {
		h, is := s.Ledger.(kiosk.History)
		if !is {
			t.Skip("no history")
		}
		return h
	}
	t.Run("pages are newest first and miss nothing", func(t *testing.T) {
		s := open.subject(t)
		h := history(t, s)
		s.saveSale(sale("S"))
		var want []kiosk.OrderNo
		for i := range 25 {
			p := payment(97*i%25, "S")
			p.CreatedAt = noon.Add(time.Duration(i/5) * time.Second) // five share each moment
			s.savePayment(p)
			want = append([]kiosk.OrderNo{p.OrderNo}, want...)
		}
		var got []kiosk.OrderNo
		for before := kiosk.OrderNo(""); ; before = got[len(got)-1] {
			page, err := h.Payments(t.Context(), kiosk.HistoryFilter{}, before, 4)
			require.NoError(t, err)
			require.LessOrEqual(t, len(page), 4)
			if len(page) == 0 {
				break
			}
			for _, p := range page {
				got = append(got, p.OrderNo)
			}
		}
		require.Equal(t, want, got)
	})
	t.Run("a filter selects what it says", func(t *testing.T) {
		history(t, open.subject(t))
		filters(t, open)
	})
	t.Run("a page has whole rows", func(t *testing.T) {
		s, _, p := open.paid(t)
		page, err := history(t, s).Payments(t.Context(), kiosk.HistoryFilter{}, "", 10)
		require.NoError(t, err)
		require.Equal(t, []kiosk.Payment{p}, page)
	})
	t.Run("there is no page before an unknown payment, and none of nothing", func(t *testing.T) {
		s, _, _ := open.paid(t)
		_, err := history(t, s).Payments(t.Context(), kiosk.HistoryFilter{}, "none", 4)
		require.ErrorIs(t, err, kiosk.ErrNoPayment)
		for _, limit := range []int{0, -1} {
			page, err := history(t, s).Payments(t.Context(), kiosk.HistoryFilter{}, "", limit)
			require.NoError(t, err)
			require.Empty(t, page)
		}
	})
	t.Run("a story has a payment's records, oldest first", func(t *testing.T) {
		s := open.subject(t)
		history(t, s)
		of, p, other := sale("S"), payment(1, "S"), payment(2, "S")
		p.State, other.State = kiosk.StateWaiting, kiosk.StatePaid
		r := refund(1, p, 1)
		full := kiosk.Record{At: noon.Add(time.Millisecond), Kind: kiosk.RecordMoved, Sale: "S", OrderNo: p.OrderNo,
			From: kiosk.StateWaiting, To: kiosk.StatePaid, Note: "a\x00b\xff"}
		given := kiosk.Record{At: noon, Kind: kiosk.RecordRefund, OrderNo: p.OrderNo, Refund: r.No, To: kiosk.State(r.State), Note: "0.01"}
		s.save(kiosk.Write{Sales: []kiosk.Sale{of}, Payments: []kiosk.Payment{p, other}, Records: []kiosk.Record{
			{At: noon, Kind: kiosk.RecordSaleOpened, Sale: "S"}, about(p, kiosk.RecordCreated), about(other, kiosk.RecordCreated)}})
		w := nextPayment(&p, toState(kiosk.StatePaid))
		w.Records = []kiosk.Record{full}
		s.save(w)
		s.save(kiosk.Write{Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{given}})
		p.Version++
		s.savePayment(p) // without a record of its own
		s.restart()
		story, err := history(t, s).Story(t.Context(), p.OrderNo)
		require.NoError(t, err)
		require.Equal(t, []kiosk.Record{about(p, kiosk.RecordCreated), full, given}, story)
		story, err = history(t, s).Story(t.Context(), "none")
		require.NoError(t, err)
		require.Empty(t, story)
	})
}
