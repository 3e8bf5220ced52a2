package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRandomKeys presses 100,000 keys without sense, answers whatever the till
// asks in random ways, and then sells something.
func TestRandomKeys(t *testing.T) {
	const seed = 20261122
	rng := rand.New(rand.NewPCG(seed, 1))
	keys := []kiosk.Key{
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", kiosk.KeyDot, kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyEsc,
		kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF9, kiosk.KeyF10, kiosk.KeyF11, kiosk.KeyF12, "F4", "F8", "",
	}
	c := newCounter(t, fullGateway())
	for range 100_000 {
		c.press(keys[rng.IntN(len(keys))])
		for _, e := range c.other {
			switch e := e.(type) {
			case kiosk.CheckPIN:
				c.step(kiosk.PINChecked{Pad: e.Pad, Result: kiosk.PINResult{OK: rng.IntN(2) == 0, TriesLeft: 3}})
			case kiosk.SetPIN:
				c.step(kiosk.PINChecked{Pad: e.Pad, Set: true, Result: kiosk.PINResult{OK: true}})
			}
		}
		if rng.IntN(20) == 0 {
			c.sleep(time.Duration(rng.IntN(5000)) * time.Millisecond)
		}
		if len(c.open) > 0 && rng.IntN(2) == 0 {
			c.answerAsk(c.open[0], randomAnswer(rng, c.open[0]), nil)
		}
		require.LessOrEqual(t, len(c.till.book.Payments()), payments.OpenPaymentsMax+payments.PaymentsPerSaleMax)
	}
	t.Logf("seed %d: %d sales, %d payments", seed, len(c.sales), len(c.payments))
	require.Greater(t, len(c.sales), 100, "the keys should have reached the till")
	sellAfterAll(c)
}

func randomVerdict(rng *rand.Rand) kiosk.Verdict {
	return []kiosk.Verdict{kiosk.VerdictPaid, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictFailed, kiosk.VerdictClosed, kiosk.VerdictUnknown}[rng.IntN(6)]
}

func randomAnswer(rng *rand.Rand, a kiosk.Call) kiosk.Answer {
	v := randomVerdict(rng)
	if a.Kind == kiosk.CallQR {
		v = kiosk.VerdictWaiting
	}
	return kiosk.Answer{Verdict: v, QR: "weixin://x"}
}

// sellAfterAll brings the till back to the amount and sells ¥1.
func sellAfterAll(c *counter) {
	c.t.Helper()
	for i := 0; c.view.Screen != kiosk.ScreenAmount || c.view.Amount.Text != "0.00"; i++ {
		require.Less(c.t, i, 1000, "stuck on %s: %+v", c.view.Screen, c.view.Panel.Title)
		c.answerWith(time.Second, func(a kiosk.Call) (kiosk.Answer, error) {
			if a.Kind == kiosk.CallQR {
				return kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://x"}, nil
			}
			return kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil
		})
		if c.view.Screen == kiosk.ScreenPanel {
			c.press(kiosk.KeyF6) // park what cannot be cancelled
		}
		c.press(kiosk.KeyEsc)
	}
	c.press("1", kiosk.KeyEnter)
	c.now = c.now.Add(kiosk.PayCodeMemory)
	c.scan(wechatCode)
	c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(c.t, "panel.paid.title", c.view.Panel.Title.ID)
}
