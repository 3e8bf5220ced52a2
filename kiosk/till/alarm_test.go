package till_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestTouchGuard_IsTheOneThatTheDriverWaits(t *testing.T) {
	require.Equal(t, till.TouchGuard, tilltest.TouchGuard)
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
