package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Several questions are under way when the gateway first says "busy": that is one
// word, and the counter's customer waits no longer for it.
func TestBusy_AnswersToOneBurstAreOneWord(t *testing.T) {
	c := newCounter(t, lepayLike())
	for _, n := range []string{"G1", "G2", "G3", "G4"} {
		c.openQR(KeyF1, n)
		if n != "G4" {
			c.press(KeyEsc)
		}
	}
	c.sleep(pollQuick)
	require.Greater(t, len(c.open), 3)
	for len(c.open) > 0 {
		c.answer(c.open[0].Kind, Answer{}, busyErr(0))
	}
	c.sleep(busyPauseMin)
	require.Len(t, c.open, 1)
	c.answer(c.open[0].Kind, Answer{}, busyErr(0))
	c.sleep(2*busyPauseMin - time.Second/10)
	require.Empty(t, c.open, "doubled with the next")
	c.sleep(time.Second)
	require.Len(t, c.open, 1)
}

// refundAtBusy has given ¥5 back, of which the gateway says only that it is busy.
func refundAtBusy(t *testing.T, retryAfter time.Duration) *counter {
	can := refunding()
	can.Notifications = true
	c := newCounter(t, can)
	c.answer(CallPing, Answer{}, nil)
	c.wantRefund(c.sell())
	c.give("5")
	c.answerRefund(CallRefund, RefundAnswer{}, busyErr(retryAfter))
	c.press(KeyEsc, KeyEsc, KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	return c
}

func TestBusy_RefundsHaveTheirTurn(t *testing.T) {
	c := refundAtBusy(t, 0)
	c.openQR(KeyF1, "G2")
	c.answersAs(4*time.Minute, func(string) (Answer, error) { return Answer{}, busyErr(0) })
	require.Greater(t, c.count(CallRefund), 2)
	require.Greater(t, c.count(CallQuery), 3)
}

func TestBusy_WhoWantsToKnowOfARefundAsksAtOnce(t *testing.T) {
	c := refundAtBusy(t, RetryAfterMax)
	c.press(KeyF10)
	c.sleep(time.Second)
	before := c.count(CallRefund)
	c.press(KeyF5)
	require.Equal(t, before+1, c.count(CallRefund))
	require.True(t, c.view.Attention.Rows[0].Doing.Busy)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Equal(t, RefundDone, c.theRefund().State)
}

// The customer who has paid does not stand there until the pause is over.
func TestBusy_WhatANotificationTellsOfDoesNotWait(t *testing.T) {
	c := refundAtBusy(t, RetryAfterMax)
	c.openQR(KeyF1, "G2")
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{}, busyErr(RetryAfterMax))
	c.sleep(10 * time.Second)
	require.Empty(t, c.open)
	c.notify(c.till.book.shownQR().OrderNo, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G2"}, nil)
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
}
