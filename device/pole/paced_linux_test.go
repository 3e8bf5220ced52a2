package pole

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"facepay/device/serial"
	"facepay/device/serial/faulttest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// BenchmarkDisplay_LastAmount is the time from the last of eight keys, pressed within 300
// ms, until the amount stands on a display at a pty that takes bytes at 2400 bits a second.
func BenchmarkDisplay_LastAmount(b *testing.B) {
	for _, dialect := range Dialects() {
		b.Run(dialect, func(b *testing.B) {
			var took []time.Duration
			for range b.N {
				took = append(took, lastAmount(b, Dialect(dialect)))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
		})
	}
}

func lastAmount(b *testing.B, dialect Dialect) time.Duration {
	u := serialtest.NewUSBTree(b)
	c := newCounter(b, u, dialect)
	w := serialtest.NewWire(b)
	last, stood := Plain(eightAmounts[7]), make(chan time.Time, 1)
	w.ReceiveSlowly(c.cfg.Baud, func(bytes []byte) {
		before := c.Text()
		c.Take(bytes)
		if before != last && c.Text() == last {
			stood <- time.Now()
		}
	})
	u.Plug(faulttest.PortName, serialtest.Seat, serialtest.ID, w.Slave.Name())
	defer serialtest.Keep(b, c.watch.Run)()
	for is, _ := c.status.Now(); is != serial.Ready; is, _ = c.status.Now() {
		time.Sleep(time.Millisecond)
	}
	c.Stands("", '0')
	begin := time.Now()
	for i, at := range serialtest.EightKeys(rand.Int64N) {
		time.Sleep(time.Until(begin.Add(at)))
		c.Show(&kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: eightAmounts[i]}})
	}
	pressed := time.Now()
	return (<-stood).Sub(pressed)
}
