package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// "Not paid yet" was said of the open sale's QR, and its customer may have paid
// since.

func TestProof_ASleepMakesItOld(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := openSale(t, lepayLike())
		c.answerFor(saleIdleMax-time.Second, g1Waiting, nil)
		require.True(t, c.saleOpen())
		sleep(c, 10*time.Minute)
		c.sleep(time.Second)
		require.False(t, c.saleOpen())
		require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
		require.Equal(t, 1, c.view.Status.Open)

		c = idleSale(t, lepayLike())
		sleep(c, 10*time.Minute)
		require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "nor does it stay red")
		c.answerFor(time.Minute, g1Waiting, nil)
		require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	})
}

// The pause that a busy gateway wants is longer than a proof keeps.
func TestProof_ABusyGatewayMakesItOld(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.openQR(KeyF1, "G2")
	busy := c.now.Add(saleIdleMax - 80*time.Second)
	c.answerWith(saleIdleMax+time.Second, func(a Call) (Answer, error) {
		if a.Payment.GatewayOrderNo == "G1" && c.now.After(busy) {
			return Answer{}, busyErr(RetryAfterMax)
		}
		return waiting, nil
	})
	require.False(t, c.saleOpen())
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestProof_ANotificationThatSaysPaidEndsIt(t *testing.T) {
	can := noticeGateway()
	for name, row := range map[string]struct {
		said    Answer
		outcome Outcome
	}{
		"paid":           {Answer{Verdict: VerdictPaid, Amount: fen(12850)}, OutcomeTimeout},
		"another amount": {Answer{Verdict: VerdictPaid, Amount: fen(1)}, OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := idleSale(t, can)
			c.notify(c.only().OrderNo, row.said)
			require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
			require.Equal(t, row.outcome, c.view.Last.Outcome)
		})
	}
	c := idleSale(t, can)
	c.answerUntil(StateClosed, Answer{Verdict: VerdictClosed})
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	c.notify(c.only().OrderNo, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
	c.find(c.only().OrderNo)
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "it had been closed")
}

// What the panel says of the list is so.
func TestProof_OnlyWhatIsListedIsCalledListed(t *testing.T) {
	c := idleSale(t, lepayLike())
	c.answerFor(10*time.Second, Answer{}, nil)
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, "panel.timeout.silent", c.view.Panel.Detail.ID)
}

func TestProof_AStopLeavesAQRThatCannotBeAskedAboutInDoubt(t *testing.T) {
	for _, notices := range []bool{true, false} {
		c, n := openBlind(t, blindGateway(notices))
		c.restart()
		require.Equal(t, StateUnknown, c.payments[n].State)
		require.Equal(t, 1, c.view.Status.Open)
	}
}
