package ledgertest

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var (
	states = []kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed,
		kiosk.StateClosed, kiosk.StateUnknown}
	refundStates = []kiosk.RefundState{kiosk.RefundAsked, kiosk.RefundUnknown, kiosk.RefundDone, kiosk.RefundRefused}
)

// Save is the part about Ledger.Save and Ledger.Find.
func Save(t *testing.T, open Open) {
	t.Run("every field is kept", func(t *testing.T) { keepsFields(t, open) })
	t.Run("long texts and odd bytes are kept", func(t *testing.T) { keepsTexts(t, open) })
	t.Run("every word is taken", func(t *testing.T) { takesWords(t, open) })
	t.Run("one write may have rows that refer to each other", func(t *testing.T) {
		s, of, p := open.subject(t), sale("S"), payment(1, "S")
		p.State = kiosk.StatePaid
		r := refund(1, p, 100)
		s.save(kiosk.Write{Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordRefund, OrderNo: p.OrderNo, Refund: r.No}},
			Refunds: []kiosk.Refund{r}, Payments: []kiosk.Payment{p}, Sales: []kiosk.Sale{of}})
		s.has(p, of, r)
	})
	t.Run("an empty write is none", func(t *testing.T) {
		s := open.subject(t)
		s.save(kiosk.Write{})
		require.Equal(t, kiosk.Snapshot{}, s.load(noon))
	})
	t.Run("a refused write leaves nothing", func(t *testing.T) { refuses(t, open) })
	t.Run("a payment keeps to the table of moves", func(t *testing.T) {
		s := open.subject(t)
		s.saveSale(sale("S"))
		eachMove(states, func(n int, from, to kiosk.State) {
			p := payment(n, "S")
			p.State = from
			s.savePayment(p)
			next := p
			saveMove(s, nextPayment(&next, toState(to)), from == to || kiosk.CanMove(from, to), &p, next)
			s.has(p, sale("S"))
		})
	})
	t.Run("a refund keeps to the table of moves", func(t *testing.T) {
		s, of, p := open.paid(t)
		eachMove(refundStates, func(n int, from, to kiosk.RefundState) {
			p := p
			p.OrderNo, p.Version = payment(1+n, "S").OrderNo, 1
			r := refund(n, p, 1)
			r.State = from
			s.save(kiosk.Write{Payments: []kiosk.Payment{p}, Refunds: []kiosk.Refund{r}})
			next := r
			saveMove(s, nextRefund(&next, toRefundState(to)), from == to || kiosk.CanRefundMove(from, to), &r, next)
			s.has(p, of, r)
		})
	})
	t.Run("no more goes back than was paid", func(t *testing.T) {
		s, of, p := open.paid(t)
		one, two := refund(1, p, 1000), refund(2, p, 250)
		s.saveRefund(one)
		require.Error(t, s.Save(t.Context(), kiosk.Write{Refunds: []kiosk.Refund{refund(2, p, 251)}}))
		s.saveRefund(two)
		require.Error(t, s.Save(t.Context(), kiosk.Write{Refunds: []kiosk.Refund{refund(3, p, 1)}}))
		s.has(p, of, one, two)
		s.save(nextRefund(&one, toRefundState(kiosk.RefundRefused)))
		three := refund(3, p, 1000) // there is room again
		s.saveRefund(three)
		s.save(nextRefund(&one, toRefundState(kiosk.RefundDone))) // what has happened is recorded all the same
		s.has(p, of, one, two, three)
	})
	t.Run("what is not there is not found", func(t *testing.T) {
		s, _, _ := open.paid(t)
		for _, n := range []kiosk.OrderNo{"P00002", "", "S", "p00001", "P0000%"} {
			s.hasNot(n)
		}
	})
}

// eachMove numbers all pairs of states from 1 on.
func eachMove[S any](states []S, try func(n int, from, to S)) {
	for i, from := range states {
		for j, to := range states {
			try(i*len(states)+j+1, from, to)
		}
	}
}

// saveMove saves w, and puts next in place of row, if it may be saved.
func saveMove[T any](s *subject, w kiosk.Write, may bool, row *T, next T) {
	s.Helper()
	w.Records = nil // which could not be written either
	err := s.Save(s.Context(), w)
	if !may {
		require.Error(s, err, "%v to %v", *row, next)
		return
	}
	require.NoError(s, err, "%v to %v", *row, next)
	*row = next
}

// filled requires that a row has something in each field, so that a field which
// is new has its part in the test.
func filled(t *testing.T, row any) {
	t.Helper()
	v := reflect.ValueOf(row)
	for i := range v.NumField() {
		require.False(t, v.Field(i).IsZero(), "%T has nothing in %s", row, v.Type().Field(i).Name)
	}
}

func keepsFields(t *testing.T, open Open) {
	s := open.subject(t)
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Millisecond) }
	of := kiosk.Sale{ID: "S", Amount: 1, State: kiosk.SaleAbandoned, OpenedAt: noon, AbandonedAt: at(1), AbandonReason: kiosk.AbandonTimeout,
		PaidBy: "P00001", Version: 1}
	p := kiosk.Payment{OrderNo: "P00001", Sale: "S", Amount: 1, Wallet: kiosk.Alipay, Rail: kiosk.RailCode, Face: true, CodeTail: "9876",
		Entered: true, Provider: "lepay", State: kiosk.StateClosed, GatewayOrderNo: "G1", TradeNo: "T1", QR: "https://qr.example/1",
		Payer: "张*", CreatedAt: noon, SentAt: at(1), PaidAt: at(2), ReleasedAt: at(3), PollUntil: at(4), Late: true,
		LateDone: kiosk.LateByHand, Refunded: 1, Incident: kiosk.IncidentAmount, Note: "n", Cashier: "李", Version: 1}
	r := kiosk.Refund{No: "R00001", OrderNo: "P00001", Amount: 1, State: kiosk.RefundUnknown, ByHand: true, Reason: "a", GatewayNo: "b",
		AskedAt: at(5), DoneAt: at(6), Note: "d", Version: 1}
	for _, row := range []any{of, p, r} {
		filled(t, row)
	}
	s.save(kiosk.Write{Sales: []kiosk.Sale{of}, Payments: []kiosk.Payment{p}, Refunds: []kiosk.Refund{r}})
	s.has(p, of, r)
	s.restart()
	s.has(p, of, r)

	w := nextPayment(&p, func(p *kiosk.Payment) {
		*p = kiosk.Payment{OrderNo: p.OrderNo, Sale: "S", Amount: 1, CreatedAt: p.CreatedAt, Version: 2, State: kiosk.StatePaid,
			Wallet: kiosk.UnionPay, Rail: kiosk.RailMini, CodeTail: "1", Provider: "b", GatewayOrderNo: "c", TradeNo: "d",
			QR: "e", Payer: "f", Note: "g", Cashier: "h", SentAt: at(5), PaidAt: at(6), PollUntil: at(7)}
	})
	w.Sales = nextSale(&of, func(s *kiosk.Sale) {
		s.State, s.AbandonedAt, s.AbandonReason, s.PaidBy = kiosk.SalePaid, at(8), "", "x"
	}).Sales
	w.Refunds = nextRefund(&r, func(r *kiosk.Refund) {
		r.State, r.ByHand, r.Reason, r.GatewayNo, r.DoneAt, r.Note = kiosk.RefundDone, false, "e", "f", at(9), "g"
	}).Refunds
	s.save(w)
	s.has(p, of, r)
	s.restart()
	s.has(p, of, r)
}

func keepsTexts(t *testing.T, open Open) {
	s := open.subject(t)
	s.saveSale(sale("S"))
	texts := []string{"'; DROP TABLE payments; --", "a\x00b", "\xff\xfe", "第一行\n第二行\r\n", " ", "%_\\", "\ufeff=1+1",
		strings.Repeat("很长", 1<<18)}
	rows := make([]kiosk.Payment, len(texts))
	refunds := make([]kiosk.Refund, len(texts))
	for i, text := range texts {
		p := payment(i, "S")
		p.Provider, p.GatewayOrderNo, p.TradeNo, p.QR, p.Payer, p.Cashier = text, text, text, text, text, text
		p.Note, p.State = kiosk.Reason(text), kiosk.StatePaid
		r := refund(i, p, 1)
		r.Reason, r.GatewayNo, r.Note = text, text, kiosk.Reason(text)
		rows[i], refunds[i] = p, r
		s.save(kiosk.Write{Payments: rows[i : i+1], Refunds: refunds[i : i+1], Records: []kiosk.Record{
			{At: noon, Kind: kiosk.RecordMoved, Sale: "S", OrderNo: p.OrderNo, Note: text}}})
	}
	s.restart()
	for i := range rows {
		s.has(rows[i], sale("S"), refunds[i])
	}
}

func takesWords(t *testing.T, open Open) {
	s, of := open.subject(t), sale("S")
	s.saveSale(of)
	n := 0
	add := func(change func(*kiosk.Payment)) {
		n++
		p := payment(n, "S")
		change(&p)
		s.savePayment(p)
		s.has(p, of)
	}
	for _, v := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay, kiosk.Cash, kiosk.WalletUnknown} {
		add(func(p *kiosk.Payment) { p.Wallet = v })
	}
	for _, v := range []kiosk.Rail{kiosk.RailQR, kiosk.RailCode, kiosk.RailMini, kiosk.RailCash} {
		add(func(p *kiosk.Payment) { p.Rail = v })
	}
	for _, v := range states {
		add(toState(v))
	}
	for _, v := range []kiosk.LateDone{kiosk.LateAccepted, kiosk.LateByHand, kiosk.LateRefunded} {
		add(func(p *kiosk.Payment) { p.LateDone = v })
	}
	for _, v := range []kiosk.Incident{kiosk.IncidentAmount, kiosk.IncidentOrder, kiosk.IncidentDoubled, kiosk.IncidentRefunded} {
		add(func(p *kiosk.Payment) { p.Incident = v })
	}
	for _, k := range []kiosk.RecordKind{kiosk.RecordSaleOpened, kiosk.RecordSaleEnded, kiosk.RecordCreated,
		kiosk.RecordMoved, kiosk.RecordReleased, kiosk.RecordNumbered, kiosk.RecordLate, kiosk.RecordIncident,
		kiosk.RecordDecided, kiosk.RecordPollingEnded, kiosk.RecordCloseAsked, kiosk.RecordLateDone,
		kiosk.RecordNotified, kiosk.RecordBuyer, kiosk.RecordRefund, kiosk.RecordRefundMoved, kiosk.RecordRefundDecided,
		kiosk.RecordApproved, kiosk.RecordRefused, kiosk.RecordLocked, kiosk.RecordSignedIn} {
		s.save(kiosk.Write{Records: []kiosk.Record{{At: noon, Kind: k, Sale: "S"}}})
	}
	whys := []kiosk.AbandonReason{kiosk.AbandonCancelled, kiosk.AbandonTimeout, kiosk.AbandonRestart, kiosk.AbandonParked}
	for i, v := range []kiosk.SaleState{kiosk.SalePaid, kiosk.SaleAbandoned, kiosk.SaleParked, kiosk.SaleOpen} {
		s.save(nextSale(&of, func(s *kiosk.Sale) { s.State, s.AbandonReason = v, whys[i] }))
		s.has(payment(1, "S"), of)
	}
}

func edited[T any](row T, edits []func(*T)) T {
	for _, edit := range edits {
		edit(&row)
	}
	return row
}

func refuses(t *testing.T, open Open) {
	payments := func(version int, edits ...func(*kiosk.Payment)) kiosk.Write {
		p := payment(1, "S")
		p.Version = version
		return kiosk.Write{Payments: []kiosk.Payment{edited(p, edits)}}
	}
	sales := func(version int, edits ...func(*kiosk.Sale)) kiosk.Write {
		s := sale("S")
		s.Version = version
		return kiosk.Write{Sales: []kiosk.Sale{edited(s, edits)}}
	}
	refunds := func(version int, edits ...func(*kiosk.Refund)) kiosk.Write {
		r := refund(1, payment(2, "S"), 100)
		r.Version = version
		return kiosk.Write{Refunds: []kiosk.Refund{edited(r, edits)}}
	}
	for name, c := range map[string]struct {
		write    kiosk.Write
		conflict bool
	}{
		"a payment that is there":             {payments(1), true},
		"a payment's version left out":        {payments(3), true},
		"a payment's version over none":       {payments(2, func(p *kiosk.Payment) { p.OrderNo = "P00009" }), true},
		"a sale that is there":                {sales(1), true},
		"a sale's version left out":           {sales(3), true},
		"a sale's version over none":          {sales(2, func(s *kiosk.Sale) { s.ID = "S9" }), true},
		"a refund that is there":              {refunds(1), true},
		"a refund's version left out":         {refunds(3), true},
		"a refund's version over none":        {refunds(2, func(r *kiosk.Refund) { r.No = "R00009" }), true},
		"a payment of another amount":         {payments(2, func(p *kiosk.Payment) { p.Amount++ }), false},
		"a payment of another sale":           {payments(2, func(p *kiosk.Payment) { p.Sale = "S2" }), false},
		"a payment without its sale":          {payments(1, func(p *kiosk.Payment) { p.OrderNo, p.Sale = "P00009", "none" }), false},
		"a payment without a version":         {payments(0, func(p *kiosk.Payment) { p.OrderNo = "P00009" }), false},
		"a sale of another amount":            {sales(2, func(s *kiosk.Sale) { s.Amount++ }), false},
		"a refund of another amount":          {refunds(2, func(r *kiosk.Refund) { r.Amount++ }), false},
		"a refund of another payment":         {refunds(2, func(r *kiosk.Refund) { r.OrderNo = "P00001" }), false},
		"a refund of nothing":                 {refunds(1, func(r *kiosk.Refund) { r.No, r.Amount = "R00009", 0 }), false},
		"a refund of a payment that is none":  {refunds(1, func(r *kiosk.Refund) { r.No, r.OrderNo = "R00009", "none" }), false},
		"a record about a payment that is no": {kiosk.Write{Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordMoved, Sale: "S", OrderNo: "none"}}}, false},
		"a record of a kind that is none":     {kiosk.Write{Records: []kiosk.Record{{At: noon, Kind: "invented", Sale: "S"}}}, false},
		"a record of a move that is not allowed": {kiosk.Write{Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordMoved, Sale: "S",
			OrderNo: "P00001", From: kiosk.StatePaid, To: kiosk.StateWaiting}}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, of, p, paid := open.subject(t), sale("S"), payment(1, "S"), payment(2, "S")
			paid.State = kiosk.StatePaid
			r := refund(1, paid, 100)
			s.save(kiosk.Write{Sales: []kiosk.Sale{of, sale("S2")}, Payments: []kiosk.Payment{p, paid}, Refunds: []kiosk.Refund{r}})
			before := s.load(noon)
			// What stands beside it in the same write is sound.
			good := payment(3, "S")
			w := c.write
			w.Sales = append([]kiosk.Sale{sale("S3")}, w.Sales...)
			w.Payments = append([]kiosk.Payment{good}, w.Payments...)
			err := s.Save(context.Background(), w)
			require.Error(t, err)
			if c.conflict {
				require.ErrorIs(t, err, kiosk.ErrConflict)
			}
			for range 2 {
				require.Equal(t, before, s.load(noon))
				s.has(p, of)
				s.has(paid, of, r)
				s.hasNot(good.OrderNo)
				s.restart()
			}
			s.save(kiosk.Write{Sales: []kiosk.Sale{sale("S3")}, Payments: []kiosk.Payment{good}})
			s.save(nextPayment(&p, toState(kiosk.StateWaiting)))
			s.has(p, of)
		})
	}
}
