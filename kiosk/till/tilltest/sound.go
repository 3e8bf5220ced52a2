package tilltest

import (
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// heardAsSeen holds that a step's sounds and its picture say the same: yes, no, or that
// somebody has to look; and that nothing looks paid in silence.
func (c *Counter) heardAsSeen(before kiosk.View, said []kiosk.Phrase, loaded bool) {
	c.T.Helper()
	v := &c.View
	sees := func(tone kiosk.Tone) bool { return v.Panel.Tone == tone }
	paid := 0
	for _, p := range said {
		switch p.Kind {
		case kiosk.PhrasePaid:
			paid++
			require.Equal(c.T, kiosk.CustomerPaid, v.Customer.Kind, "heard as paid")
			require.Equal(c.T, p.Amount.Grouped(), v.Customer.Amount, "of this amount")
			require.True(c.T, sees(kiosk.TonePaid) || v.Closing || v.Screen != kiosk.ScreenPanel, "heard as paid: %+v", v.Panel)
		case kiosk.PhraseFailed:
			require.NotEqual(c.T, kiosk.CustomerPaid, v.Customer.Kind, "heard as not paid")
			require.True(c.T, sees(kiosk.ToneFailed) || v.Customer.Kind == kiosk.CustomerFailed, "heard as not paid: %+v %+v", v.Panel, v.Customer)
		case kiosk.PhraseLate, kiosk.PhraseUnknown:
			require.True(c.T, sees(kiosk.ToneUnsure) || v.Status.Open > 0 || !v.Alarm.IsZero() || v.Customer.Kind == kiosk.CustomerAskHelp, "heard as something to look at: %+v %+v", v.Panel, v.Status)
			if p.Kind == kiosk.PhraseUnknown {
				require.False(c.T, v.Customer.Kind == kiosk.CustomerPaid && before.Customer.Kind != kiosk.CustomerPaid, "paid, and heard as not known")
			}
		case kiosk.PhraseBadScan:
			require.True(c.T, !v.Amount.Problem.IsZero() || v.PIN != nil || v.Order != nil, "a scan is heard as not taken, and nothing says why: %+v", v)
		}
	}
	if looks := v.Customer.Kind == kiosk.CustomerPaid && before.Customer.Kind != kiosk.CustomerPaid; looks && !loaded && v.Status.Sound != kiosk.SoundMuted {
		require.Equal(c.T, 1, paid, "it looks paid, and nothing is heard")
	}
}
