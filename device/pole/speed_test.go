package pole

import (
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/pole/poletest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// eightAmounts are what a customer sees while 123456.78 is typed, the last after the
// eighth key.
var eightAmounts = [8]string{"1.00", "12.00", "123.00", "1,234.00", "12,345.00", "123,456.00", "123,456.00", "123,456.70"}

func TestDisplay_TheLastAmountStandsSoonAfterTheLastKey(t *testing.T) {
	const standsMax = 150 * time.Millisecond // at 2400 bits a second
	for _, dialect := range []Dialect{LED8, CD5220} {
		rng := rand.New(rand.NewPCG(8, 300))
		var worst time.Duration
		for range 500 {
			synctest.Test(t, func(t *testing.T) {
				line := &serialtest.SlowLine{Baud: 2400}
				cfg := Default()
				cfg.Dialect = string(dialect)
				d := New(cfg, slog.New(slog.DiscardHandler))
				end := d.line.Begin(line)
				time.Sleep(time.Second)
				start := time.Now()
				for i, at := range serialtest.EightKeys(rng.Int64N) {
					time.Sleep(time.Until(start.Add(at)))
					d.Show(&kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: eightAmounts[i]}})
				}
				pressed := time.Now()
				time.Sleep(time.Second)
				frames, stood := line.Frames()
				end()
				at := poletest.Display{TwoLines: dialect == CD5220}
				for _, frame := range frames {
					_, _ = at.Write([]byte(frame))
				}
				requireStands(t, dialect, Showing{LampPrice, "123456.70"}, at)
				worst = max(worst, stood[len(stood)-1].Sub(pressed))
			})
		}
		t.Log(dialect, "the last amount stands after", worst)
		require.LessOrEqual(t, worst, standsMax, dialect)
	}
}
