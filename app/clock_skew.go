package app

import (
	"context"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/netcheck"
)

// skewEvery is the pause after which the clock is held against what the gateway's answers
// told.
const skewEvery = 10 * time.Second

// watchSkew tells of a clock that is off as soon as an answer to one of the
// till's own calls shows it, at once where it is from before this program was made, and
// when it is right again, or was set and nothing has told of it since: a till at rest
// asks nobody for the time.
func watchSkew(ctx context.Context, clock *clock, heard func() gatewayhttp.Observations, post func(kiosk.Event) bool) {
	tick := time.NewTicker(skewEvery)
	defer tick.Stop()
	off := false
	for {
		switch skew := heard().Skew; {
		case clock.lost():
			off = true
			post(kiosk.WarningRaised{Result: netcheck.ClockLost(clock.wall())})
		case skew == nil && off:
			off = false
			post(kiosk.WarningRaised{Result: netcheck.ClockUnasked(time.Now())})
		case skew != nil && off != (skew.Abs() > netcheck.SkewMax):
			off = !off
			post(kiosk.WarningRaised{Result: netcheck.ClockResult(time.Now(), *skew)})
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
