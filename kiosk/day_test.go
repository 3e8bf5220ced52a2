package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDay_IsWhereTheShopIs(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	china := time.FixedZone("CST", 8*60*60)
	for name, row := range map[string]struct {
		at    time.Time
		shop  *time.Location
		start string
		hours float64
	}{
		"the next day in China already": {time.Date(2026, 11, 28, 16, 0, 0, 0, time.UTC), china, "2026-11-29T00:00:00+08:00", 24},
		"still the day before in China": {time.Date(2026, 11, 28, 15, 59, 59, 0, time.UTC), china, "2026-11-28T00:00:00+08:00", 24},
		"clocks go forward":             {time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC), berlin, "2026-03-29T00:00:00+01:00", 23},
		"clocks go back":                {time.Date(2026, 10, 25, 12, 0, 0, 0, time.UTC), berlin, "2026-10-25T00:00:00+02:00", 25},
		"the last of a year":            {time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC), time.UTC, "2026-12-31T00:00:00Z", 24},
	} {
		t.Run(name, func(t *testing.T) {
			d := DayOf(row.at, row.shop)
			require.Equal(t, row.start, d.Start.Format(time.RFC3339))
			require.InDelta(t, row.hours, d.End.Sub(d.Start).Hours(), 0)
			require.True(t, d.Has(row.at))
			require.True(t, d.Has(d.Start))
			require.False(t, d.Has(d.End), "that is the next day")
			require.False(t, d.Has(d.Start.Add(-1)))
			require.Equal(t, d.End, DayOf(d.End, row.shop).Start, "days leave no gap")
		})
	}
	require.False(t, Day{}.Has(time.Now()))
}
