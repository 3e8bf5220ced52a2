package practice

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

func memoryBook() *orders {
	return newOrders(time.Now, time.Hour, Settings{FreeLimit: 100_000, PasswordReply: PasswordBare}, nil)
}

func paidOrder(t *testing.T, b *orders, own string) Order {
	t.Helper()
	o := wiretest.Call(b.of("probe").Open(NewOrder{Amount: 1000, Wallet: kiosk.WeChat, Own: own})).OK(t)
	o = wiretest.Call(b.act(ActionPay, o.No)).OK(t)
	return o
}

func TestRefund_InPartsUntilNothingIsLeft(t *testing.T) {
	b := memoryBook()
	o := paidOrder(t, b, "A1")
	for _, part := range []struct {
		no     string
		amount kiosk.Fen
		err    error
		total  kiosk.Fen
	}{
		{"R1", 300, nil, 300},
		{"R1", 300, nil, 300},
		{"R1", 999, nil, 300}, // the same number is the same refund
		{"R2", 701, ErrRefundTooMuch, 300},
		{"R2", 0, ErrRefundTooMuch, 300},
		{"R2", -5, ErrRefundTooMuch, 300},
		{"R2", 700, nil, 1000},
		{"R3", 1, ErrRefundTooMuch, 1000},
		{"R2", 1, nil, 1000},
	} {
		_, got, err := b.of("probe").Refund(o.No, part.no, part.amount)
		require.ErrorIs(t, err, part.err)
		require.Equal(t, part.total, got.Refunded, part.no)
	}
	r, _, err := b.of("probe").Refund(o.No, "R1", 1)
	require.NoError(t, err)
	require.Equal(t, kiosk.Fen(300), r.Amount)
	require.True(t, r.Again)
	l := wiretest.Call(b.ledger()).OK(t)
	require.Equal(t, kiosk.Fen(1000), l.Returned)
	require.Equal(t, kiosk.Fen(1000), l.Taken)
	require.Len(t, l.Orders[0].Refunds, 2)
	require.Equal(t, StatePaid, l.Orders[0].State)
}

func TestRefund_OnlyOfWhatIsPaidAndKnown(t *testing.T) {
	b := memoryBook()
	open := wiretest.Call(b.of("probe").Open(NewOrder{Amount: 1000})).OK(t)
	_, _, err := b.of("probe").Refund(open.No, "R1", 1)
	require.ErrorIs(t, err, ErrNotPaid)
	_, _, err = b.of("probe").Refund("nosuch", "R1", 1)
	require.ErrorIs(t, err, ErrNoOrder)
	o := paidOrder(t, b, "A1")
	_, _, err = b.of("lepay").Refund(o.No, "R1", 1)
	require.ErrorIs(t, err, ErrNoOrder, "another vendor's order")
	wiretest.Call(b.of("lepay").Find(o.No)).Fails(t, ErrNoOrder)
	_, _, err = b.of("probe").Refund(o.No, strings.Repeat("R", fieldBytesMax+1), 1)
	require.ErrorIs(t, err, ErrField)
}

func TestRefund_WithoutANumberEachIsItsOwn(t *testing.T) {
	b := memoryBook()
	o := paidOrder(t, b, "")
	seen := map[string]bool{}
	for range refundsMax {
		r, _, err := b.of("probe").Refund(o.No, "", 1)
		require.NoError(t, err)
		require.False(t, seen[r.No])
		seen[r.No] = true
	}
	_, got, err := b.of("probe").Refund(o.No, "", 1)
	require.ErrorIs(t, err, ErrRefundTooMuch, "there are too many")
	require.Equal(t, kiosk.Fen(refundsMax), got.Refunded)
}

func TestRefund_IsFoundByItsNumberInItsDialect(t *testing.T) {
	b := memoryBook()
	o := paidOrder(t, b, "A1")
	_, _, err := b.of("probe").Refund(o.No, "R1", 7)
	require.NoError(t, err)
	r, of, err := b.of("probe").FindRefund("R1")
	require.NoError(t, err)
	require.Equal(t, kiosk.Fen(7), r.Amount)
	require.Equal(t, o.No, of.No)
	for _, c := range [][2]string{{"probe", "R2"}, {"lepay", "R1"}, {"probe", ""}} {
		_, _, err = b.of(c[0]).FindRefund(c[1])
		require.ErrorIs(t, err, ErrNoRefund)
	}
}

func TestRefund_ManyAtOnceNeverGiveBackMoreThanWasPaid(t *testing.T) {
	b := memoryBook()
	o := paidOrder(t, b, "A1")
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() { _, _, _ = b.of("probe").Refund(o.No, "", 90) })
	}
	wg.Wait()
	require.Equal(t, kiosk.Fen(990), wiretest.Call(b.ledger()).OK(t).Returned)
}

func TestClose_KeepsAnOrderFromBeingPaidInTheOrdinaryWay(t *testing.T) {
	b := memoryBook()
	o := wiretest.Call(b.of("probe").Open(NewOrder{Amount: 1000, Own: "A1"})).OK(t)
	for range 2 {
		require.Equal(t, StateClosed, wiretest.Call(b.of("probe").Close(o.No)).OK(t).State)
	}
	for _, a := range []Action{ActionScan, ActionPay, ActionRefuse} {
		wiretest.Call(b.act(a, o.No)).Fails(t, ErrSettled)
	}
	got := wiretest.Call(b.act(ActionPayLate, "A1")).OK(t)
	require.True(t, got.Late)
	got, err := b.of("probe").Close(o.No)
	require.ErrorIs(t, err, ErrSettled)
	require.Equal(t, StatePaid, got.State)
	wiretest.Call(b.of("lepay").Close(o.No)).Fails(t, ErrNoOrder)
}

func TestOwnNumber_IsUniqueInItsDialectAndFreedWhenForgotten(t *testing.T) {
	b := memoryBook()
	first := wiretest.Call(b.of("probe").Open(NewOrder{Amount: 1000, Own: "A1"})).OK(t)
	got, err := b.of("probe").Open(NewOrder{Amount: 7, Own: "A1"})
	require.ErrorIs(t, err, ErrOwnTaken)
	require.Equal(t, first, got)
	got, err = b.of("probe").Charge(NewOrder{Amount: 7, Own: "A1"}, kiosk.NewPayCode("134567890123456789"))
	require.ErrorIs(t, err, ErrOwnTaken)
	require.Equal(t, first, got)
	require.Empty(t, b.codes, "and the code is not spent")
	wiretest.Call(b.of("lepay").Open(NewOrder{Amount: 7, Own: "A1"})).OK(t, "another vendor's numbers are its own")
	for range 3 {
		wiretest.Call(b.of("probe").Open(NewOrder{Amount: 7})).OK(t, "none is not a number")
	}
	got = wiretest.Call(b.of("probe").FindOwn("A1")).OK(t)
	require.Equal(t, first.No, got.No)
	for _, own := range []string{"", "A2"} {
		wiretest.Call(b.of("probe").FindOwn(own)).Fails(t, ErrNoOrder)
	}
	require.NoError(t, b.reset())
	wiretest.Call(b.of("probe").Open(NewOrder{Amount: 7, Own: "A1"})).OK(t)
}

func TestOpen_RailsValidityAndFieldBounds(t *testing.T) {
	b := memoryBook()
	mini := wiretest.Call(b.of("probe").Open(NewOrder{Amount: 1, Rail: kiosk.RailMini, Payer: "o1", Valid: time.Minute})).OK(t)
	require.Empty(t, mini.QR)
	require.Equal(t, kiosk.RailMini, mini.Rail)
	require.Equal(t, time.Minute, mini.ExpiresAt.Sub(mini.CreatedAt).Round(time.Second))
	qr := wiretest.Call(b.of("probe").Open(NewOrder{Amount: 1})).OK(t)
	require.NotEmpty(t, qr.QR)
	require.Equal(t, kiosk.RailQR, qr.Rail)
	long := strings.Repeat("x", fieldBytesMax+1)
	for _, n := range []NewOrder{{Own: long}, {Payer: long}, {NotifyURL: long}, {Attach: long}} {
		wiretest.Call(b.of("probe").Open(n)).Fails(t, ErrField)
	}
}
