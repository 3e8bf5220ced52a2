package tilltest

import (
	"math/rand/v2"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// RandomVerdict is any of them.
func RandomVerdict(rng *rand.Rand) kiosk.Verdict {
	return []kiosk.Verdict{kiosk.VerdictPaid, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed, kiosk.VerdictUnknown}[rng.IntN(6)]
}

// RandomAnswer is an answer to a with a verdict by chance.
func RandomAnswer(rng *rand.Rand, a kiosk.Call) kiosk.Answer {
	v := RandomVerdict(rng)
	if a.Kind == kiosk.CallQR {
		v = kiosk.VerdictWaiting
	}
	return kiosk.Answer{Verdict: v, QR: "weixin://x"}
}

// SellAfterAll brings the till back to the amount and sells ¥1.
func SellAfterAll(c *Counter) {
	c.T.Helper()
	for i := 0; c.View.Screen != kiosk.ScreenAmount || c.View.Amount.Text != "0.00"; i++ {
		require.Less(c.T, i, 1000, "stuck on %s: %+v", c.View.Screen, c.View.Panel.Title)
		c.AnswerWith(time.Second, func(a kiosk.Call) (kiosk.Answer, error) {
			if a.Kind == kiosk.CallQR {
				return kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://x"}, nil
			}
			return kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil
		})
		if c.View.Screen == kiosk.ScreenPanel {
			c.Press(kiosk.KeyF6) // park what cannot be cancelled
		}
		c.Press(kiosk.KeyEsc)
	}
	c.Press("1", kiosk.KeyEnter)
	c.Now = c.Now.Add(kiosk.PayCodeMemory)
	c.Scan(WechatCode)
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(c.T, "panel.paid.title", c.View.Panel.Title.ID)
}
