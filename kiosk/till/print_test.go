package till_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func receiptsBy(when kiosk.Receipts, drawer bool) func(*kiosk.Settings) {
	return func(s *kiosk.Settings) { s.Receipts, s.Drawer, s.Cash, s.Practice = when, drawer, true, false }
}

func sellForCash(c *tilltest.Counter) {
	c.KeyIn("12.50")
	c.Press(kiosk.KeyF4)
}

// asItWon is the one payment, before its row was counted.
func asItWon(c *tilltest.Counter) kiosk.Payment {
	p := c.Only()
	p.Version = 0
	return p
}

func TestPrint_AReceiptIsPrintedWithTheProofOfTheMoney(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), receiptsBy(kiosk.ReceiptsPaid, true))
	sellForCash(c)
	require.Equal(t, []kiosk.Print{{Payment: asItWon(c), Paper: true, Drawer: true}}, c.Printed)
	c.Press(kiosk.KeyF5)
	require.Len(t, c.Printed, 1, "there is no such key then")
}

func TestPrint_NothingIsPrintedOfASaleThatIsNotPaid(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), receiptsBy(kiosk.ReceiptsPaid, true))
	c.KeyIn("5")
	c.Press(kiosk.KeyF1)
	c.Press(kiosk.KeyEsc)
	require.Empty(t, c.Printed)
}

func TestPrint_WhenItIsWantedByF5AtTheResult(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), receiptsBy(kiosk.ReceiptsAsk, false))
	c.Press(kiosk.KeyF5)
	sellForCash(c)
	require.Empty(t, c.Printed)
	require.Equal(t, kiosk.ActionPrint, c.View.Panel.Buttons[0].Action)
	c.Press(kiosk.KeyF5)
	c.Tap(kiosk.ActionPrint)
	require.Len(t, c.Printed, 2, "the queue knows that the second one is a copy")
	require.Equal(t, kiosk.Print{Payment: asItWon(c), Paper: true}, c.Printed[0])
	require.Equal(t, "panel.paid.title", c.View.Panel.Title.ID, "the result stays")
	c.Press(kiosk.KeyEnter)
	c.Press(kiosk.KeyF5)
	require.Len(t, c.Printed, 2)
}

func TestPrint_TheDrawerOpensForCashAloneWhateverIsPrinted(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike(), receiptsBy(kiosk.ReceiptsNone, true))
	sellForCash(c)
	require.Equal(t, []kiosk.Print{{Payment: asItWon(c), Drawer: true}}, c.Printed)
}

func TestPrint_ASlipOfARefundThatIsDone(t *testing.T) {
	for _, when := range []kiosk.Receipts{kiosk.ReceiptsNone, kiosk.ReceiptsAsk, kiosk.ReceiptsPaid} {
		c, n := tilltest.PaidSale(t, gatewaytest.Refunding())
		c.Settings.Receipts = when
		c.Restart()
		c.Refund(n, "5")
		require.Empty(t, c.Printed, "it is only on its way")
		c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
		require.Equal(t, kiosk.ScreenRefund, c.View.Screen)
		asked := slices.ContainsFunc(c.View.Panel.Buttons, func(b kiosk.Button) bool { return b.Action == kiosk.ActionPrint && b.Key == kiosk.KeyF5 })
		require.Equal(t, when == kiosk.ReceiptsAsk, asked)
		if when != kiosk.ReceiptsPaid {
			require.Empty(t, c.Printed)
			c.PressGuarded(kiosk.KeyF5)
		}
		if when == kiosk.ReceiptsNone {
			require.Empty(t, c.Printed)
			continue
		}
		require.Len(t, c.Printed, 1)
		require.Equal(t, kiosk.Fen(500), c.Printed[0].Refund.Amount)
		require.Equal(t, kiosk.RefundDone, c.Printed[0].Refund.State)
		require.Equal(t, n, c.Printed[0].Payment.OrderNo)
	}
}
