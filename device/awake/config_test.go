package awake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestConfig_Hours(t *testing.T) {
	for hours, on := range map[string][]string{
		"":              {"00:00", "04:00", "12:00", "23:59"},
		"07:30-22:00":   {"07:30", "12:00", "21:59"},
		"18:00 - 02:00": {"18:00", "23:59", "00:00", "01:59"},
		"00:00-00:00":   {"00:00", "04:00", "23:59"},
	} {
		c := Config{Awake: hours}
		require.NoError(t, c.Check())
		for _, text := range on {
			at, err := time.Parse(timeOfDay, text)
			require.NoError(t, err)
			require.True(t, c.At(at), "%s at %s", hours, text)
		}
	}
	for hours, off := range map[string][]string{"07:30-22:00": {"07:29", "22:00", "00:00"}, "18:00-02:00": {"02:00", "12:00", "17:59"}} {
		for _, text := range off {
			at, err := time.Parse(timeOfDay, text)
			require.NoError(t, err)
			require.False(t, Config{Awake: hours}.At(at), "%s at %s", hours, text)
		}
	}
	for _, wrong := range []string{"7", "07:30", "07:30-", "25:00-26:00", "07:30-22:00-23:00", "always"} {
		require.ErrorContains(t, Config{Awake: wrong}.Check(), "awake: ", wrong)
		require.True(t, Config{Awake: wrong}.At(time.Time{}), "a mistake blanks nothing")
	}
}
