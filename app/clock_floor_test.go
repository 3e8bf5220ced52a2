package app

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
)

// A machine that begins in 1970 sells in order, and by the right clock as soon as there is one.
func TestClock_GoesOnFromTheNewestPaymentUntilTheTimeIsKnown(t *testing.T) {
	madeAt := func(at time.Time) []kiosk.Payment { return []kiosk.Payment{{CreatedAt: at}} }
	for name, c := range map[string]struct {
		newest []kiosk.Payment
		from   time.Time
	}{
		"no sale yet":        {from: providers.Released},
		"yesterday's sales":  {newest: madeAt(providers.Released.AddDate(1, 2, 3)), from: providers.Released.AddDate(1, 2, 3)},
		"sales made in 1970": {newest: madeAt(time.Unix(1000, 0)), from: providers.Released},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wall := time.Unix(0, 0)
				clock := newClock(func() time.Time { return wall }, c.newest)
				require.True(t, clock.lost())
				require.WithinDuration(t, c.from, clock.now(), 0)
				time.Sleep(time.Hour)
				require.WithinDuration(t, c.from.Add(time.Hour), clock.now(), 0)

				wall = providers.Released.AddDate(3, 0, 0)
				require.False(t, clock.lost())
				require.Equal(t, wall, clock.now())
				wall = providers.Released.AddDate(0, 1, 0) // somebody sets it: nobody knows better
				require.Equal(t, wall, clock.now())
			})
		})
	}
}
