package cashier

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/ui/internal/drawtest"
	"facepay/ui/screen"
)

func TestElapsed_ReadsLikeAClock(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0:00", 7900 * time.Millisecond: "0:07", 754 * time.Second: "12:34", 3723 * time.Second: "1:02:03", -time.Second: "0:00",
	} {
		require.Equal(t, want, elapsed(d))
	}
}

func TestRoughly_InTheUnitPeopleWouldUse(t *testing.T) {
	s := counter{&screen.Context{Texts: drawtest.Catalogues(t, "en")[0]}}
	for d, want := range map[time.Duration]string{
		-time.Second: "0 s", 59900 * time.Millisecond: "59 s", time.Minute: "1 min", time.Hour - 1: "59 min",
		time.Hour: "1 h 0 min", 23*time.Hour + 59*time.Minute: "23 h 59 min", 50 * time.Hour: "2 d",
	} {
		require.Equal(t, want, s.roughly(d), d)
	}
}
