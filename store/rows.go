package store

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"facepay/kiosk"
)

// stamp is a time as the ledger keeps it: Unix milliseconds, 0 for none.
func stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// unstamp is the time of a stamp, in UTC; the zero time for 0.
func unstamp(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const (
	saleColumns    = `sale, amount, state, opened_at, left_at, left_why, paid_by, version`
	paymentColumns = `order_no, sale, amount, wallet, rail, face, code_tail, provider, state, gateway_order_no,
		trade_no, qr, payer, created_at, sent_at, paid_at, left_at, watch_until, late, late_done, refunded,
		incident, note, cashier, entered, day, hour, shift, version`
	refundColumns = `refund_no, order_no, amount, state, by_hand, reason, gateway_no, asked_at, done_at, note,
		day, hour, shift, version`
	shiftColumns = `number, day, last_payment, opening, document, version`
)

// The values of a row are in the order of its columns.

func saleValues(s *kiosk.Sale) []any {
	return []any{string(s.ID), int64(s.Amount), string(s.State), stamp(s.OpenedAt), stamp(s.AbandonedAt),
		string(s.AbandonReason), string(s.PaidBy), int64(s.Version)}
}

func paymentValues(p *kiosk.Payment, in booking) []any {
	return []any{string(p.OrderNo), string(p.Sale), int64(p.Amount), string(p.Wallet), string(p.Rail),
		number(p.Face), p.CodeTail, p.Provider, string(p.State), p.GatewayOrderNo, p.TradeNo, p.QR, p.Payer,
		stamp(p.CreatedAt), stamp(p.SentAt), stamp(p.PaidAt), stamp(p.ReleasedAt), stamp(p.PollUntil),
		number(p.Late), string(p.LateDone), int64(p.Refunded), string(p.Incident), string(p.Note), p.Cashier,
		number(p.Entered), string(in.day), in.hour, in.shift, int64(p.Version)}
}

func refundValues(r *kiosk.Refund, in booking) []any {
	return []any{string(r.No), string(r.OrderNo), int64(r.Amount), string(r.State), number(r.ByHand), r.Reason,
		r.GatewayNo, stamp(r.AskedAt), stamp(r.DoneAt), string(r.Note), string(in.day),
		in.hour, in.shift, int64(r.Version)}
}

func scanRefund(scan scanner) (kiosk.Refund, error) {
	var r kiosk.Refund
	var asked, done int64
	var in booking
	err := scan(&r.No, &r.OrderNo, &r.Amount, &r.State, &r.ByHand, &r.Reason, &r.GatewayNo, &asked, &done, &r.Note,
		&in.day, &in.hour, &in.shift, &r.Version)
	if err != nil {
		return kiosk.Refund{}, err
	}
	r.AskedAt, r.DoneAt = unstamp(asked), unstamp(done)
	return r, checkRefund(&r)
}

func scanSale(scan scanner) (kiosk.Sale, error) {
	var s kiosk.Sale
	var opened, left int64
	err := scan(&s.ID, &s.Amount, &s.State, &opened, &left, &s.AbandonReason, &s.PaidBy, &s.Version)
	if err != nil {
		return kiosk.Sale{}, err
	}
	s.OpenedAt, s.AbandonedAt = unstamp(opened), unstamp(left)
	return s, checkSale(&s)
}

// scanPayment reads paymentColumns. It takes the values as they come, which a table that is
// STRICT holds to their kinds: converting each to its field's type by reflection took half
// of the time of an export.
func scanPayment(scan scanner) (kiosk.Payment, error) {
	v, into := places(paymentWidth)
	if err := scan(into...); err != nil {
		return kiosk.Payment{}, err
	}
	p := kiosk.Payment{
		OrderNo: kiosk.OrderNo(text(v[0])), Sale: kiosk.SaleID(text(v[1])), Amount: kiosk.Fen(whole(v[2])),
		Wallet: kiosk.Wallet(text(v[3])), Rail: kiosk.Rail(text(v[4])), Face: whole(v[5]) != 0, CodeTail: text(v[6]),
		Provider: text(v[7]), State: kiosk.State(text(v[8])), GatewayOrderNo: text(v[9]), TradeNo: text(v[10]), QR: text(v[11]), Payer: text(v[12]),
		CreatedAt: unstamp(whole(v[13])), SentAt: unstamp(whole(v[14])), PaidAt: unstamp(whole(v[15])), ReleasedAt: unstamp(whole(v[16])), PollUntil: unstamp(whole(v[17])),
		Late: whole(v[18]) != 0, LateDone: kiosk.LateDone(text(v[19])), Refunded: kiosk.Fen(whole(v[20])), Incident: kiosk.Incident(text(v[21])),
		Note: kiosk.Reason(text(v[22])), Cashier: text(v[23]), Entered: whole(v[24]) != 0, Version: int(whole(v[paymentWidth-1])),
	}
	return p, checkPayment(&p)
}

// The rules below hold on write and on read. What is merely a list of words is
// left to the schema on write; on read the words that steer the till are
// checked again, since the file may have been in other hands.

var (
	states       = []kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed, kiosk.StateUnknown}
	saleStates   = []kiosk.SaleState{kiosk.SaleOpen, kiosk.SalePaid, kiosk.SaleAbandoned, kiosk.SaleParked}
	refundStates = []kiosk.RefundState{kiosk.RefundAsked, kiosk.RefundUnknown, kiosk.RefundDone, kiosk.RefundRefused}
)

func checkSale(s *kiosk.Sale) error {
	if !slices.Contains(saleStates, s.State) {
		return fmt.Errorf("sale %s: %w: state %q", s.ID, ErrRow, s.State)
	}
	if s.ID == "" || s.Amount < 0 || s.Version < 1 {
		return fmt.Errorf("sale %s: %w: amount %s, version %d", s.ID, ErrRow, s.Amount, s.Version)
	}
	return nil
}

func checkPayment(p *kiosk.Payment) error {
	if !slices.Contains(states, p.State) {
		return fmt.Errorf("payment …%s: %w: state %q", p.OrderNo.Tail(), ErrRow, p.State)
	}
	if p.OrderNo == "" || p.Amount < 0 || p.Refunded < 0 || p.Version < 1 {
		return fmt.Errorf("payment …%s: %w: amount %s, refunded %s, version %d",
			p.OrderNo.Tail(), ErrRow, p.Amount, p.Refunded, p.Version)
	}
	return nil
}

func checkRefund(r *kiosk.Refund) error {
	if !slices.Contains(refundStates, r.State) || r.No == "" || r.OrderNo == "" || r.Amount <= 0 || r.Version < 1 {
		return fmt.Errorf("refund …%s: %w: state %q, amount %s, version %d",
			kiosk.OrderNo(r.No).Tail(), ErrRow, r.State, r.Amount, r.Version)
	}
	return nil
}

// checkRecord holds a record to the table of moves.
func checkRecord(r *kiosk.Record) error {
	if ownKind(r.Kind) {
		return fmt.Errorf("record: %w: kind %q is the ledger's own", ErrRow, r.Kind)
	}
	if !r.Kind.Known() {
		return fmt.Errorf("record: %w: kind %q is none", ErrRow, r.Kind)
	}
	return checkMoved(r)
}

func checkMoved(r *kiosk.Record) error {
	if r.From == "" || r.To == "" {
		return nil // the first state, or no change of state
	}
	if r.Refund != "" {
		return checkRefundMove(r.OrderNo, kiosk.RefundState(r.From), kiosk.RefundState(r.To))
	}
	return checkMove(r.OrderNo, r.From, r.To)
}

// checkMove returns an ErrMove unless a payment may go from one state to the
// other, or stays.
func checkMove(n kiosk.OrderNo, from, to kiosk.State) error {
	if from == to && slices.Contains(states, to) || kiosk.CanMove(from, to) {
		return nil
	}
	return moveError(n, from, to)
}

// checkRefundMove is checkMove for a refund of the payment n.
func checkRefundMove(n kiosk.OrderNo, from, to kiosk.RefundState) error {
	if from == to && slices.Contains(refundStates, to) || kiosk.CanRefundMove(from, to) {
		return nil
	}
	return moveError(n, from, to)
}

func moveError[S ~string](n kiosk.OrderNo, from, to S) error {
	return fmt.Errorf("payment …%s: %q to %q: %w", n.Tail(), from, to, ErrMove)
}

// isRule reports whether err is a broken rule of the ledger, and not a failure
// to read it.
func isRule(err error) bool { return errors.Is(err, ErrRow) || errors.Is(err, ErrMove) }
