package kiosk

import (
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
	keys := []Key{
		"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", KeyDot, KeyBackspace, KeyEnter, KeyEsc,
		KeyF1, KeyF2, KeyF3, KeyF5, KeyF6, KeyF7, KeyF9, KeyF10, KeyF11, KeyF12, "F4", "F8", "",
	}
	c := newCounter(t, fullGateway())
	for range 100_000 {
		c.press(keys[rng.IntN(len(keys))])
		for _, e := range c.other {
			switch e := e.(type) {
			case CheckPIN:
				c.step(PINChecked{Pad: e.Pad, Result: PINResult{OK: rng.IntN(2) == 0, TriesLeft: 3}})
			case SetPIN:
				c.step(PINChecked{Pad: e.Pad, Set: true, Result: PINResult{OK: true}})
			}
		}
		if rng.IntN(20) == 0 {
			c.sleep(time.Duration(rng.IntN(5000)) * time.Millisecond)
		}
		if len(c.open) > 0 && rng.IntN(2) == 0 {
			c.answerAsk(c.open[0], randomAnswer(rng, c.open[0]), nil)
		}
		require.LessOrEqual(t, len(c.till.book.payments), openPaymentsMax+paymentsPerSaleMax)
	}
	t.Logf("seed %d: %d sales, %d payments", seed, len(c.sales), len(c.payments))
	require.Greater(t, len(c.sales), 100, "the keys should have reached the till")
	sellAfterAll(c)
}

func randomVerdict(rng *rand.Rand) Verdict {
	return []Verdict{VerdictPaid, VerdictWaiting, VerdictConfirming, VerdictFailed, VerdictClosed, VerdictUnknown}[rng.IntN(6)]
}

func randomAnswer(rng *rand.Rand, a Call) Answer {
	v := randomVerdict(rng)
	if a.Kind == CallQR {
		v = VerdictWaiting
	}
	return Answer{Verdict: v, QR: "weixin://x"}
}

// sellAfterAll brings the till back to the amount and sells ¥1.
func sellAfterAll(c *counter) {
	c.t.Helper()
	for i := 0; c.view.Screen != ScreenAmount || c.view.Amount.Text != "0.00"; i++ {
		require.Less(c.t, i, 1000, "stuck on %s: %+v", c.view.Screen, c.view.Panel.Title)
		c.answerWith(time.Second, func(a Call) (Answer, error) {
			if a.Kind == CallQR {
				return Answer{Verdict: VerdictWaiting, QR: "weixin://x"}, nil
			}
			return Answer{Verdict: VerdictClosed}, nil
		})
		if c.view.Screen == ScreenPanel {
			c.press(KeyF6) // park what cannot be cancelled
		}
		c.press(KeyEsc)
	}
	c.press("1", KeyEnter)
	c.now = c.now.Add(PayCodeMemory)
	c.scan(wechatCode)
	c.answer(CallCharge, Answer{Verdict: VerdictPaid}, nil)
	require.Equal(c.t, "panel.paid.title", c.view.Panel.Title.ID)
}
