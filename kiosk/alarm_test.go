package kiosk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAlarm_SaysThatItTookNothingTyped(t *testing.T) {
	for name, e := range map[string]Event{
		"a digit": Pressed{"5"}, "Enter": Pressed{KeyEnter}, "a dot": Pressed{KeyDot}, "F1": Pressed{KeyF1}, "a scan": Scanned{NewPayCode(wechatCode)},
		"a character": Typed{'x'}, "a paste": Pasted{"12.5"}, "Esc before anybody can have read it": Pressed{KeyEsc},
	} {
		t.Run(name, func(t *testing.T) {
			c := cancelledSale(t, lepayLike())
			c.answerNext(g1Paid, nil)
			require.Equal(t, ScreenAlarm, c.view.Screen)
			require.True(t, c.view.Panel.Doing.Text.IsZero())
			payments := len(c.payments)
			c.step(e)
			require.Equal(t, ScreenAlarm, c.view.Screen, "nothing answers the card by the way")
			require.Equal(t, "alarm.answer_first", c.view.Panel.Doing.Text.ID)
			require.Empty(t, c.only().LateDone)
			require.Len(t, c.payments, payments)
			c.pressGuarded(KeyEsc)
			require.Equal(t, ScreenAmount, c.view.Screen)
			require.True(t, c.view.Amount.Ghost)
		})
	}
}
