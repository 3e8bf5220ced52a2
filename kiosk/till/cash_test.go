package till_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func takesCash(s *kiosk.Settings) { s.Cash, s.Practice = true, false }

// requireOnlyPings holds that no gateway heard of any payment.
func requireOnlyPings(c *tilltest.Counter) {
	c.T.Helper()
	for _, a := range c.Asked {
		require.Equal(c.T, kiosk.CallPing, a.Kind)
	}
}

func TestCash_IsSoldByOneKey(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), takesCash)
	c.KeyIn("12.50")
	require.True(t, slices.Contains(c.View.Pay, kiosk.PayKey{Action: kiosk.ActionCash, Key: kiosk.KeyF4}))
	c.Press(kiosk.KeyF4)

	p := c.Only()
	require.Equal(t, kiosk.StatePaid, p.State)
	require.Equal(t, kiosk.Cash, p.Wallet)
	require.Equal(t, kiosk.RailCash, p.Rail)
	require.Equal(t, kiosk.ProviderCash, p.Provider)
	require.Equal(t, kiosk.Fen(1250), p.Amount)
	require.Equal(t, 1, p.Version, "paid by the Save that put it on record")
	require.False(t, p.PaidAt.IsZero())
	require.True(t, p.SentAt.IsZero())
	require.Empty(t, p.GatewayOrderNo)
	require.Len(t, c.Sales, 1)
	for _, s := range c.Sales {
		require.Equal(t, kiosk.SalePaid, s.State)
		require.Equal(t, p.OrderNo, s.PaidBy)
	}
	require.Equal(t, "panel.paid.title", c.View.Panel.Title.ID)
	require.Equal(t, "story.cash", c.View.Panel.Timeline[len(c.View.Panel.Timeline)-1].Text.ID, "no gateway said so")
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	require.Equal(t, kiosk.Fen(1250), c.View.Today)
	require.Equal(t, kiosk.Cash, c.View.Last.Wallet)
	require.Equal(t, []kiosk.Phrase{{Kind: kiosk.PhrasePaid, Wallet: kiosk.Cash, Amount: 1250}}, c.Said)

	c.Press(kiosk.KeyF4)
	require.Len(t, c.Payments, 1, "the key pressed twice sells once")
	c.Press(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	c.Sleep(25 * time.Hour)
	requireOnlyPings(c)
}

func TestCash_IsOfferedWhereItIsSwitchedOnOnly(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.KeyIn("5")
	require.False(t, slices.ContainsFunc(c.View.Pay, func(k kiosk.PayKey) bool { return k.Action == kiosk.ActionCash }))
	c.Press(kiosk.KeyF4)
	c.Tap(kiosk.ActionCash)
	require.Empty(t, c.Payments)
	require.Equal(t, "5", c.View.Amount.Text)
}

func TestCash_TakesWhatASaleTakes(t *testing.T) {
	for typed, problem := range map[string]string{"": "problem.no_amount", "0": "problem.zero"} {
		c := tilltest.NewCounter(t, tilltest.LepayLike(), takesCash)
		c.KeyIn(typed)
		c.Press(kiosk.KeyF4)
		require.Equal(t, problem, c.View.Amount.Problem.ID, typed)
		require.Empty(t, c.Payments, typed)
	}
}

// At an open sale the key does nothing: a QR on show may be paid at any moment.
func TestCash_DoesNotEndAnOpenSale(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.Settings.Cash = true
	c.Press(kiosk.KeyF4)
	c.Tap(kiosk.ActionCash)
	require.Len(t, c.Payments, 1)
	require.NotEqual(t, kiosk.StatePaid, c.Only().State)
}

func TestCash_APractisedSaleIsNotTakenForMoney(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), takesCash, func(s *kiosk.Settings) { s.Practice, s.Provider = true, "practice" })
	c.Pay("5", kiosk.KeyF4)
	require.Equal(t, "practice", c.Only().Provider)
	require.Equal(t, kiosk.Cash, c.Only().Wallet)
}

func TestCash_GoesBackFromTheDrawer(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), takesCash)
	c.Pay("20", kiosk.KeyF4)
	n := c.Only().OrderNo
	c.Press(kiosk.KeyEnter)
	c.Restart()
	c.OpenRefund(n)
	require.Equal(t, "refund.cash.detail", c.View.Refund.Detail.ID)
	c.KeyIn("8")
	c.PressGuarded(kiosk.KeyEnter)
	require.Equal(t, "refund.confirm_cash.title", c.View.Panel.Title.ID)
	c.PressGuarded(kiosk.KeyEnter)
	require.Equal(t, kiosk.Fen(800), c.Payments[n].Refunded)
	refunds := c.RefundsOf(n)
	require.Len(t, refunds, 1)
	require.True(t, refunds[0].ByHand)
	require.Equal(t, kiosk.RefundDone, refunds[0].State)
	requireOnlyPings(c)
}
