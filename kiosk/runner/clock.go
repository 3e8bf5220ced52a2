package runner

import (
	"context"
	"fmt"
	"time"

	"facepay/kiosk"
)

// ClockTolerance bounds the drift of the wall clock from the steady one before
// the till is told: less than people read off a screen or a record.
const ClockTolerance = time.Second

// steady is the till's clock: the wall clock's time at the beginning and what
// has passed since on the machine's monotonic clock, which nobody can set. Where
// that one stands still while the machine sleeps, so does the till's, and the
// sleep is a jump of the wall clock.
func (r *Runner) steady() time.Time { return r.wallBegan.Add(time.Since(r.began)) }

// followClock tells the till when the wall clock has jumped since the last look.
// Each step looks, and the till's pings see to it that there is one a minute.
func (r *Runner) followClock(ctx context.Context) {
	offset := r.ports.Now().Round(0).Sub(r.steady())
	by := offset - r.offset
	if by.Abs() <= ClockTolerance {
		return
	}
	r.offset = offset
	r.ports.Log.Warn("the clock jumped", "by", by.Round(time.Millisecond))
	r.stepAll(ctx, kiosk.ClockChanged{Offset: offset})
}

// countDay reads the day's sum for the till.
func (r *Runner) countDay(ctx context.Context, at time.Time) kiosk.Event {
	restored, err := r.ports.Ledger.Load(ctx, at)
	if err != nil {
		r.ports.Log.Error("read the day's sum", "err", err)
		return kiosk.DayCounted{At: at, Err: fmt.Errorf("read the day's sum: %w", err)}
	}
	return kiosk.DayCounted{At: at, Today: restored.Today}
}
