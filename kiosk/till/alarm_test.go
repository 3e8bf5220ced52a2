package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestLimits_AreThoseThatTheDriverWaitsFor(t *testing.T) {
	require.Equal(t, till.TouchGuard, tilltest.TouchGuard)
	require.Equal(t, till.SnoozeFor, tilltest.SnoozeFor)
}

func TestAlarm_SaysThatItTookNothingTyped(t *testing.T) {
	for name, e := range map[string]kiosk.Event{
		"a digit": kiosk.Pressed{Key: "5"}, "Enter": kiosk.Pressed{Key: kiosk.KeyEnter}, "a dot": kiosk.Pressed{Key: kiosk.KeyDot}, "F1": kiosk.Pressed{Key: kiosk.KeyF1}, "a scan": kiosk.Scanned{Code: kiosk.NewPayCode(tilltest.WechatCode)},
		"a character": kiosk.Typed{Rune: 'x'}, "a paste": kiosk.Pasted{Text: "12.5"}, "Esc before anybody can have read it": kiosk.Pressed{Key: kiosk.KeyEsc},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.CancelledSale(t, tilltest.LepayLike())
			c.AnswerNext(tilltest.G1Paid, nil)
			require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
			require.True(t, c.View.Panel.Progress.Text.IsZero())
			payments := len(c.Payments)
			c.Step(e)
			require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "nothing answers the card by the way")
			require.Equal(t, "alarm.answer_first", c.View.Panel.Progress.Text.ID)
			require.Empty(t, c.Only().LateDone)
			require.Len(t, c.Payments, payments)
			c.PressGuarded(kiosk.KeyEsc)
			require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
			require.True(t, c.View.Amount.Ghost)
		})
	}
}

func TestRule5_CancelledThenPaidIsAnAlarm(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, kiosk.OutcomeCancelled, c.View.Last.Outcome)
	for range 3 {
		c.Answer(kiosk.CallQuery, tilltest.G1Waiting, nil)
		c.Sleep(5 * time.Second)
	}
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
	require.Equal(t, "alarm.late.title.cancelled", c.View.Panel.Title.ID)
	require.True(t, c.Only().Late)
	require.Equal(t, 1, c.View.Status.Open)
	c.KeyIn("5")
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "typing does not wipe an alarm")
	c.Press(till.AcceptKey)
	require.Empty(t, c.Only().LateDone, "a key on its way down does not answer it")
	c.PressGuarded(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, 1, c.View.Status.Open)
	c.Sleep(tilltest.SnoozeFor)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "later is not never")
	c.Sleep(tilltest.TouchGuard)
	c.Press(kiosk.KeyF12, kiosk.KeyF5)
	require.Empty(t, c.Only().LateDone, "that is the check of the table of keys")
	c.Press(till.AcceptKey)
	require.Equal(t, kiosk.LateAccepted, c.Only().LateDone)
	require.Equal(t, 0, c.View.Status.Open)
}

func TestPark_AnAnswerThatDoesNotFitLetsTheCashierSell(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.View.Panel.Title.ID)
	c.Press(kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, 1, c.View.Status.Open)
	c.Pay("7", kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenPanel, c.View.Screen)
	c.Press(kiosk.KeyEsc, kiosk.KeyF10)
	require.Equal(t, "doubts.incident", c.Chosen().Title.ID)
	c.Press(kiosk.KeyEsc)
	c.Sleep(tilltest.SnoozeFor)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen, "it comes back")
}
