package till

import (
	"facepay/kiosk"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAlarm_SaysThatItTookNothingTyped(t *testing.T) {
	for name, e := range map[string]kiosk.Event{
		"a digit": kiosk.Pressed{Key: "5"}, "Enter": kiosk.Pressed{Key: kiosk.KeyEnter}, "a dot": kiosk.Pressed{Key: kiosk.KeyDot}, "F1": kiosk.Pressed{Key: kiosk.KeyF1}, "a scan": kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode)},
		"a character": kiosk.Typed{Rune: 'x'}, "a paste": kiosk.Pasted{Text: "12.5"}, "Esc before anybody can have read it": kiosk.Pressed{Key: kiosk.KeyEsc},
	} {
		t.Run(name, func(t *testing.T) {
			c := cancelledSale(t, lepayLike())
			c.answerNext(g1Paid, nil)
			require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
			require.True(t, c.view.Panel.Progress.Text.IsZero())
			payments := len(c.payments)
			c.step(e)
			require.Equal(t, kiosk.ScreenAlarm, c.view.Screen, "nothing answers the card by the way")
			require.Equal(t, "alarm.answer_first", c.view.Panel.Progress.Text.ID)
			require.Empty(t, c.only().LateDone)
			require.Len(t, c.payments, payments)
			c.pressGuarded(kiosk.KeyEsc)
			require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
			require.True(t, c.view.Amount.Ghost)
		})
	}
}
