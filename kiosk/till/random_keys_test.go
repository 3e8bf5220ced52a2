package till_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
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
	c := tilltest.NewCounter(t, gatewaytest.Full())
	for range 100_000 {
		c.Press(keys[rng.IntN(len(keys))])
		for _, e := range c.Other {
			switch e := e.(type) {
			case kiosk.CheckPIN:
				c.Step(kiosk.PINChecked{Pad: e.Pad, Result: tilltest.PINAnswer(rng.IntN(2) == 0)})
			case kiosk.SetPIN:
				c.Step(kiosk.PINChecked{Pad: e.Pad, Set: true, Result: tilltest.RightPIN()})
			}
		}
		if rng.IntN(20) == 0 {
			c.Sleep(time.Duration(rng.IntN(5000)) * time.Millisecond)
		}
		if len(c.Open) > 0 && rng.IntN(2) == 0 {
			c.AnswerAsk(c.Open[0], tilltest.RandomAnswer(rng, c.Open[0]), nil)
		}
		require.LessOrEqual(t, c.View.Status.Open, tilltest.OpenPaymentsMax)
	}
	t.Logf("seed %d: %d sales, %d payments", seed, len(c.Sales), len(c.Payments))
	require.Greater(t, len(c.Sales), 100, "the keys should have reached the till")
	tilltest.SellAfterAll(c)
}
