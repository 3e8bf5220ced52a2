package kiosk_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Every moment belongs to one business day, the one whose clock has begun.
func TestCalendar_AMomentBelongsToOneDay(t *testing.T) {
	for _, zone := range []string{"Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"} {
		shop, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for _, start := range []time.Duration{0, 90 * time.Minute, 2*time.Hour + 30*time.Minute, 4 * time.Hour} {
			c := kiosk.Calendar{Location: shop, DayStart: start}
			for d := range 366 {
				day := c.On(2026, 1, 1+d)
				_, name := c.Of(day.Start)
				require.Equal(t, kiosk.Date(time.Date(2026, 1, 1+d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)), name, "%s %s", zone, start)
				again, err := c.Day(name)
				require.NoError(t, err)
				require.Equal(t, day, again)
				for _, off := range []time.Duration{-time.Millisecond, 0, time.Millisecond} {
					in, _ := c.Of(day.Start.Add(off))
					require.True(t, in.Has(day.Start.Add(off)), "%s %s %s", zone, start, day.Start.Add(off))
					require.Equal(t, off >= 0, in == day)
				}
			}
		}
	}
}

func TestCalendar_ANightBelongsToTheEveningBefore(t *testing.T) {
	c := kiosk.Calendar{Location: time.UTC, DayStart: 4 * time.Hour}
	_, name := c.Of(time.Date(2026, 12, 1, 3, 59, 59, 0, time.UTC))
	require.Equal(t, kiosk.Date("2026-11-30"), name)
	_, name = c.Of(time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC))
	require.Equal(t, kiosk.Date("2026-12-01"), name)
	_, err := c.Day("2026-13-01")
	require.Error(t, err)
}
