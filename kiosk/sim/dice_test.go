package sim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestDice_StayInTheirBoundsWhateverTheTapeSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := played(rapid.SliceOfN(rapid.OneOf(rapid.Uint64(), rapid.Just(uint64(math.MaxUint64))), 20, 20).Draw(t, "tape"))
		n := rapid.IntRange(1, math.MaxInt).Draw(t, "n")
		got := d.IntN(n)
		require.True(t, got >= 0 && got < n)
		f := d.Float64()
		require.True(t, f >= 0 && f < 1)
		require.GreaterOrEqual(t, d.ExpFloat64(), 0.0)
		b := d.between(time.Second, time.Minute)
		require.True(t, b >= time.Second && b < time.Minute)
		require.Less(t, d.weighted(3, 0, 1), 3)
		digits := rapid.IntRange(0, 40).Draw(t, "digits")
		text := d.digits(digits)
		require.Len(t, text, digits)
		require.NotContains(t, text, " ")
		require.False(t, d.chance(0))
		require.True(t, d.chance(1))
	})
}

func TestDice_AfterTheTapeComesThePlainestOutcome(t *testing.T) {
	t.Parallel()
	d := played(nil)
	require.False(t, d.chance(0.999999))
	require.Zero(t, d.IntN(1000))
	require.Equal(t, time.Second, d.between(time.Second, time.Hour))
	require.Zero(t, d.weighted(1, 1000))
	require.Equal(t, "000", d.digits(3))
	require.Greater(t, d.ExpFloat64(), 30.0, "the next crash is far away")
	b := []byte{1, 2, 3}
	d.fill(b)
	require.Equal(t, []byte{0, 0, 0}, b)
}

func TestDice_AreFair(t *testing.T) {
	t.Parallel()
	d := newDice(1)
	const throws = 100_000
	var faces [6]int
	sum, yes := 0.0, 0
	for range throws {
		faces[d.IntN(6)]++
		sum += d.ExpFloat64()
		if d.chance(0.25) {
			yes++
		}
	}
	for _, n := range faces {
		require.InDelta(t, throws/6, n, 600) // five standard deviations
	}
	require.InDelta(t, 1, sum/throws, 0.02)
	require.InDelta(t, throws/4, yes, 700)
}
