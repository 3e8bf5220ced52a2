package kiosk

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// "Not paid yet" was said of the open sale's QR, and its customer may have paid
// since.

func busyErr(retryAfter time.Duration) error {
	return &Unanswered{Err: errors.New("429"), Answered: true, Busy: true, RetryAfter: retryAfter}
}

// answersAs has the gateway say of each payment what answer does, for so long.
func (c *counter) answersAs(d time.Duration, answer func(number string) (Answer, error)) {
	c.t.Helper()
	for end := c.now.Add(d); c.now.Before(end); c.sleep(time.Second / 2) {
		for len(c.open) > 0 {
			a, err := answer(c.open[0].Payment.GatewayOrderNo)
			c.answer(c.open[0].Kind, a, err)
		}
	}
}

func notPaidYet(number string) (Answer, error) {
	return Answer{Verdict: VerdictWaiting, Order: number}, nil
}

// timesOut shows a QR that nobody pays, and whose gateway says so.
func timesOut(t *testing.T, can Capabilities) *counter {
	c := newCounter(t, can)
	c.openQR(KeyF1, "G1")
	c.answersAs(saleIdleMax+time.Second, notPaidYet)
	require.Nil(t, c.till.book.sale)
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	return c
}

func TestProof_ASleepMakesItOld(t *testing.T) {
	eachSleep(t, func(t *testing.T, sleep func(*counter, time.Duration)) {
		c := newCounter(t, lepayLike())
		c.openQR(KeyF1, "G1")
		c.answersAs(saleIdleMax-time.Second/2, notPaidYet)
		require.NotNil(t, c.till.book.sale)
		sleep(c, 10*time.Minute)
		c.sleep(time.Second)
		require.Nil(t, c.till.book.sale)
		require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
		require.Equal(t, 1, c.view.Status.Open)

		c = timesOut(t, lepayLike())
		sleep(c, 10*time.Minute)
		require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "nor does it stay red")
		c.answersAs(time.Minute, notPaidYet)
		require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	})
}

// The pause that a busy gateway wants is longer than a proof keeps.
func TestProof_ABusyGatewayMakesItOld(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc)
	c.openQR(KeyF1, "G2")
	busy := c.now.Add(saleIdleMax - 80*time.Second)
	c.answersAs(saleIdleMax+time.Second, func(number string) (Answer, error) {
		if number == "G1" && c.now.After(busy) {
			return Answer{}, busyErr(RetryAfterMax)
		}
		return notPaidYet(number)
	})
	require.Nil(t, c.till.book.sale)
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestProof_ANotificationThatSaysPaidEndsIt(t *testing.T) {
	can := fullGateway()
	can.Notifications = true
	for name, row := range map[string]struct {
		said    Answer
		outcome Outcome
	}{
		"paid":           {Answer{Verdict: VerdictPaid, Amount: fen(12850)}, OutcomeTimeout},
		"another amount": {Answer{Verdict: VerdictPaid, Amount: fen(1)}, OutcomeParked},
	} {
		t.Run(name, func(t *testing.T) {
			c := timesOut(t, can)
			c.notify(c.only().OrderNo, row.said)
			require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
			require.Equal(t, row.outcome, c.view.Last.Outcome)
		})
	}
	c := timesOut(t, can)
	for c.only().State != StateClosed {
		c.answersAs(time.Second, func(string) (Answer, error) { return Answer{Verdict: VerdictClosed}, nil })
	}
	require.Equal(t, CustomerFailed, c.view.Customer.Kind)
	c.notify(c.only().OrderNo, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
	c.look(c.only().OrderNo)
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "it had been closed")
}

// What the panel says of the list is so.
func TestProof_OnlyWhatIsListedIsCalledListed(t *testing.T) {
	c := timesOut(t, lepayLike())
	c.answersAs(10*time.Second, func(string) (Answer, error) { return Answer{}, nil })
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind)
	require.Zero(t, c.view.Status.Open)
	require.Equal(t, "panel.timeout.silent", c.view.Panel.Detail.ID)
}

func TestProof_AStopLeavesAQRThatCannotBeAskedAboutInDoubt(t *testing.T) {
	for _, notices := range []bool{true, false} {
		c := newCounter(t, blindGateway(notices))
		n := c.openBlind()
		c.restart(blindGateway(notices))
		require.Equal(t, StateUnknown, c.payments[n].State)
		require.Equal(t, 1, c.view.Status.Open)
	}
}
