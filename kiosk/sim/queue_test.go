package sim

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestQueue_DoesThingsInOrderOfTimeThenOfPlanning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		type done struct{ at, n int }
		var got, want []done
		for i, at := range rapid.SliceOf(rapid.IntRange(0, 20)).Draw(t, "times") {
			want = append(want, done{at, i})
			q.after(time.Duration(at), func() { got = append(got, done{int(q.now), i}) })
		}
		slices.SortStableFunc(want, func(a, b done) int { return a.at - b.at })
		for q.due(1000) {
			q.next()
		}
		require.Equal(t, want, got)
	})
}

func TestQueue_WhatIsTakenBackIsNotDone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var q queue
		var order []string
		q.after(time.Duration(rapid.IntRange(0, 9).Draw(t, "a")), func() { order = append(order, "a") })
		replaced := q.after(3, func() { t.Error("it was done") })
		alarm := time.Duration(rapid.IntRange(0, 9).Draw(t, "alarm"))
		again := q.after(alarm, func() { order = append(order, "alarm"); require.Equal(t, alarm, q.now) })
		q.cancel(replaced)
		q.after(time.Duration(rapid.IntRange(0, 9).Draw(t, "b")), func() { order = append(order, "b") })
		last := time.Duration(0)
		for q.due(9) {
			q.next()
			require.GreaterOrEqual(t, q.now, last)
			last = q.now
		}
		q.cancel(again) // it was done
		require.ElementsMatch(t, []string{"a", "alarm", "b"}, order)
		q.cancel(q.after(0, func() { t.Error("it was done") }))
		require.False(t, q.due(100))
	})
}

func TestQueue_WhatWasDueInASleepIsDoneAfterIt(t *testing.T) {
	t.Parallel()
	var q queue
	var at []time.Duration
	q.after(5, func() { at = append(at, q.now) })
	q.after(7, func() { at = append(at, q.now) })
	q.after(200, func() { at = append(at, q.now) })
	q.sleep(100)
	q.sleep(50) // never back
	for q.due(300) {
		q.next()
	}
	require.Equal(t, []time.Duration{100, 100, 200}, at)
}

func TestQueue_WhatIsPlannedInThePastIsDoneNow(t *testing.T) {
	t.Parallel()
	var q queue
	at := []time.Duration{}
	q.after(5, func() { q.after(-3, func() { at = append(at, q.now) }) })
	q.after(6, func() { at = append(at, q.now) })
	for q.due(100) {
		q.next()
	}
	require.Equal(t, []time.Duration{5, 6}, at)
}
