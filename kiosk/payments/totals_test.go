package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestClock_TheDaysSumIsTheDayTheClockShows(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	sell := func(number string) {
		c.OpenQR(kiosk.KeyF1, number)
		c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number})
		c.Press(kiosk.KeyEnter)
	}
	sell("G1")
	require.EqualValues(t, 12850, c.View.Today)
	c.Jump(10 * time.Hour)
	require.Zero(t, c.View.Today)
	sell("G2")
	sell("G3")
	require.EqualValues(t, 2*12850, c.View.Today)
	c.Jump(-10 * time.Hour)
	require.EqualValues(t, 12850, c.View.Today, "back on the day before")
	c.Sleep(12 * time.Hour)
	require.EqualValues(t, 2*12850, c.View.Today, "its midnight came")
}
