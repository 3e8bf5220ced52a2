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
