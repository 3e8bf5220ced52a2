package sim

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fakeRun is a run of one event a number that breaks rule "b" when fails says so.
func fakeRun(fails func([]uint64) bool) func(dice, uint64) attempt {
	return func(d dice, most uint64) attempt {
		a := attempt{numbers: slices.Clone(d.numbers), draws: len(d.numbers), events: uint64(len(d.numbers))}
		for i := range a.numbers {
			a.marks = append(a.marks, i)
		}
		switch {
		case most > 0 && a.events > most:
			a.broken = &Violation{Rule: tooLong}
		case fails(a.numbers):
			a.broken = &Violation{Rule: "b"}
		}
		return a
	}
}

func shrunkFake(fails func([]uint64) bool, numbers ...uint64) *shrinker {
	s := &shrinker{play: fakeRun(fails)}
	s.best = s.play(played(numbers), 0)
	s.shrink()
	return s
}

func TestShrink_LeavesOnlyWhatTheFailureNeeds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fails func([]uint64) bool
		want  func(*testing.T, []uint64)
	}{
		"one large number": {
			func(n []uint64) bool { return slices.ContainsFunc(n, func(x uint64) bool { return x >= 1000 }) },
			func(t *testing.T, n []uint64) {
				require.Len(t, n, 1)
				require.GreaterOrEqual(t, n[0], uint64(1000))
				require.Less(t, n[0], uint64(2000), "it is halved while it is enough")
			},
		},
		"two numbers in order, with others between": {
			func(n []uint64) bool {
				i := slices.Index(n, 7)
				return i >= 0 && slices.Contains(n[i:], 9)
			},
			func(t *testing.T, n []uint64) { require.Equal(t, []uint64{7, 9}, n) },
		},
		"a length": {
			func(n []uint64) bool { return len(n) >= 5 },
			func(t *testing.T, n []uint64) { require.Equal(t, make([]uint64, 5), n) },
		},
		"nothing at all": {
			func([]uint64) bool { return true },
			func(t *testing.T, n []uint64) { require.Empty(t, n) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var numbers []uint64
			for i := range uint64(60) {
				numbers = append(numbers, 10+i)
			}
			numbers = slices.Insert(numbers, 20, 7, 5000)
			numbers = slices.Insert(numbers, 50, 9)
			s := shrunkFake(c.fails, numbers...)
			require.Equal(t, "b", s.best.broken.Rule)
			c.want(t, s.best.numbers)
			again := shrunkFake(c.fails, numbers...)
			require.Equal(t, s.best.numbers, again.best.numbers)
			require.Equal(t, s.tries, again.tries, "no chance and no clock in it")
		})
	}
}

func TestShrink_KeepsToTheRuleThatBroke(t *testing.T) {
	t.Parallel()
	play := fakeRun(func(n []uint64) bool { return len(n) >= 3 && n[0] > 0 })
	s := &shrinker{play: func(d dice, most uint64) attempt {
		a := play(d, most)
		if a.broken == nil && len(a.numbers) > 0 {
			a.broken = &Violation{Rule: "another"}
		}
		return a
	}}
	s.best = s.play(played([]uint64{5, 5, 5, 5, 5}), 0)
	s.shrink()
	require.Equal(t, "b", s.best.broken.Rule)
	require.Equal(t, []uint64{1, 0, 0}, s.best.numbers)
}

func TestShrink_StopsAtItsLimits(t *testing.T) {
	t.Parallel()
	late := &shrinker{play: fakeRun(func([]uint64) bool { return true }), until: time.Now().Add(-time.Second)}
	late.best = late.play(played([]uint64{1, 2, 3}), 0)
	late.shrink()
	require.Zero(t, late.tries)
	require.Equal(t, []uint64{1, 2, 3}, late.best.numbers)

	tired := &shrinker{play: fakeRun(func([]uint64) bool { return true }), tries: shrinkTries - 1}
	tired.best = tired.play(played([]uint64{1, 2, 3}), 0)
	tired.shrink()
	require.Equal(t, shrinkTries, tired.tries)
}

func TestShrink_OfARunThatKeepsTheRulesIsNothing(t *testing.T) {
	t.Parallel()
	require.Nil(t, Shrink(3, MutateNone, time.Time{}))
}

// A broken rule is cut down to what a person can read: some tens of events.
const shrunkEventsMax = 60

func TestShrink_ABrokenRuleBecomesAShortRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mutation Mutation
		says     string
	}{
		{MutateForgetOpen, "its row says failed and nothing on screen does"},
		{MutateLostIsFailed, "its gateway has never said no"},
		{MutateAskBeforeSave, "money without its row"},
		{MutateUnknownPaid, "without money at the gateway"},
	} {
		t.Run(string(c.mutation), func(t *testing.T) {
			t.Parallel()
			broken := Run(Plan{From: 1, Runs: mutationRuns, Workers: 1, Mutation: c.mutation}).Broken
			require.NotNil(t, broken)
			s := Shrink(broken.Seed, c.mutation, time.Time{})
			require.Equal(t, broken.Rule, s.Broken.Rule)
			require.LessOrEqual(t, s.After, s.Before)
			require.LessOrEqual(t, s.After, uint64(shrunkEventsMax), "of %d", s.Before)

			var replay bytes.Buffer
			require.Equal(t, s.Broken, s.Tape.Play(&replay), "told or not, it is the same run")
			lines := strings.Split(strings.TrimSpace(replay.String()), "\n")
			require.Greater(t, len(lines), 10)
			require.Contains(t, lines[len(lines)-1], "VIOLATION: ")
			require.Contains(t, lines[len(lines)-1], c.says)

			clean := s.Tape
			clean.Mutation = MutateNone
			require.Nil(t, clean.Play(nil), "the run fails without the mutation too")
		})
	}
}

func TestTape_IsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for name, tape := range map[string]Tape{
		"zeros within":       {Seed: 7, Rule: "a … rule", Numbers: []uint64{1, 0, 0, 0, math.MaxUint64, 0, 255}},
		"only zeros":         {Seed: 1, Rule: "r", Numbers: []uint64{0, 0}},
		"with its mutation":  {Seed: math.MaxUint64, Mutation: MutateResend, Rule: "x: y", Numbers: []uint64{10}},
		"zeros at both ends": {Rule: "r", Numbers: []uint64{0, 3, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var file bytes.Buffer
			require.NoError(t, tape.Write(&file))
			got, err := ReadTape(&file)
			require.NoError(t, err)
			require.Equal(t, &tape, got)
		})
	}
}

func TestTape_ThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, says string }{
		"empty":             {"", "EOF"},
		"without numbers":   {`{"seed": 1, "rule": "r"}`, "no numbers"},
		"a strange word":    {`{"seed": 1, "speed": 2}`, `"speed"`},
		"a bad seed":        {`{"seed": "one", "numbers": [1]}`, "seed"},
		"a bad number":      {`{"numbers": [1, "xyz"]}`, "numbers"},
		"too large":         {`{"numbers": [36893488147419103231]}`, "36893488147419103231"},
		"a negative number": {`{"numbers": [-1]}`, "-1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadTape(strings.NewReader(c.file))
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestTape_PlaysTheRunThatItRecorded(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed < 60; seed++ {
		var live, again Counts
		d := recorded(seed)
		a := newWorldOf(d, seed, MutateNone, &live).run()
		b := newWorldOf(played(d.used()), seed, MutateNone, &again).run()
		require.Equal(t, a, b)
		require.Equal(t, live, again, "seed %d", seed)
	}
}
