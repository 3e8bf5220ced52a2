package sim

import (
	"io"
	"math"
	"regexp"
	"slices"
	"time"
)

// Rules that are none of the oracle's.
const (
	rulePanic = "the program stopped with a panic"
	tooLong   = "the run is longer than the one to beat"
)

var particulars = regexp.MustCompile(`%[+#]?[a-z]`)

// ruleOf is a violation's sentence without its particulars.
func ruleOf(format string) string { return particulars.ReplaceAllString(format, "…") }

// shrinkTries bounds the runs that shrinking one failure may make: a few tens of
// seconds. Where no time is set, the count alone ends it, so that a seed always
// shrinks to the same run.
const shrinkTries = 20_000

// Shrunk is a failing run that was cut down.
type Shrunk struct {
	Tape          Tape
	Broken        *Violation
	Before, After uint64 // events that the till was given, as the run was found and as it is now
	Tries         int
}

// Shrink cuts the failing run of seed down to the shortest that it finds, which
// breaks the same rule. Past until it stops with what it has; the zero time is
// no limit. It returns nil when the run keeps every rule.
func Shrink(seed uint64, m Mutation, until time.Time) *Shrunk {
	play := func(d dice, most uint64) attempt { return playOnce(d, seed, m, most) }
	first := play(recorded(seed), 0)
	if first.broken == nil {
		return nil
	}
	s := &shrinker{play: play, best: first, until: until}
	s.shrink()
	return &Shrunk{
		Tape:   Tape{Seed: seed, Mutation: m, Rule: first.broken.Rule, Numbers: s.best.numbers},
		Broken: s.best.broken, Before: first.events, After: s.best.events, Tries: s.tries,
	}
}

// attempt is one run on the way to the shortest.
type attempt struct {
	broken  *Violation
	events  uint64
	numbers []uint64
	draws   int // numbers and the zeros after them
	marks   []int
}

func playOnce(d dice, seed uint64, m Mutation, most uint64) attempt {
	var c Counts
	w := newWorldOf(d, seed, m, &c)
	w.stepsMax = most
	broken := w.run()
	return attempt{broken, c.Steps, slices.Clone(d.used()), d.at, d.marks}
}

// shorter orders attempts: fewer events, then fewer numbers, then smaller ones.
func (a *attempt) shorter(b *attempt) bool {
	if a.events != b.events {
		return a.events < b.events
	}
	if len(a.numbers) != len(b.numbers) {
		return len(a.numbers) < len(b.numbers)
	}
	return slices.Compare(a.numbers, b.numbers) < 0
}

// shrinker looks for the shortest run that breaks the rule that best breaks.
type shrinker struct {
	// play makes a run with at most most events; 0 is no limit.
	play  func(d dice, most uint64) attempt
	best  attempt
	tries int
	until time.Time
}

// shrink goes through all passes until none helps any more.
func (s *shrinker) shrink() {
	for better := true; better && !s.spent(); {
		better = false
		for _, pass := range []func() bool{s.cutEnd, s.dropThings, s.calmThings, s.lowerNumbers, s.raiseNumbers} {
			better = pass() || better
		}
	}
}

func (s *shrinker) spent() bool {
	return s.tries >= shrinkTries || !s.until.IsZero() && time.Now().After(s.until)
}

// try plays numbers and takes that run when it is shorter and breaks the same rule.
func (s *shrinker) try(numbers []uint64) bool {
	if s.spent() {
		return false
	}
	s.tries++
	a := s.play(played(numbers), s.best.events)
	if a.broken == nil || a.broken.Rule != s.best.broken.Rule || !a.shorter(&s.best) {
		return false
	}
	s.best = a
	return true
}

// cutEnd drops ever smaller parts of the end.
func (s *shrinker) cutEnd() bool {
	better := false
	for part := len(s.best.numbers); part > 0; part /= 2 {
		for n := len(s.best.numbers); n > 0 && s.try(s.best.numbers[:max(0, n-part)]); n = len(s.best.numbers) {
			better = true
		}
	}
	return better
}

// things calls do for ever smaller spans of the best run's things, from its end, by their numbers.
func (s *shrinker) things(do func(from, to int) bool) bool {
	better := false
	for span := len(s.best.marks); span > 0; span /= 2 {
		for i := len(s.best.marks); i > 0 && !s.spent(); i -= span {
			i = min(i, len(s.best.marks))
			from, to := 0, len(s.best.numbers)
			if i-span > 0 {
				from = s.best.marks[i-span]
			}
			if i < len(s.best.marks) {
				to = s.best.marks[i]
			}
			if to = min(to, len(s.best.numbers)); from < to && do(from, to) {
				better = true
			}
		}
	}
	return better
}

// dropThings leaves out things that happened.
func (s *shrinker) dropThings() bool {
	return s.things(func(from, to int) bool {
		return s.try(slices.Concat(s.best.numbers[:from], s.best.numbers[to:]))
	})
}

// calmThings lets things happen in the plainest way.
func (s *shrinker) calmThings() bool {
	return s.things(func(from, to int) bool {
		numbers := slices.Clone(s.best.numbers)
		clear(numbers[from:to])
		return s.try(numbers)
	})
}

// lowerNumbers makes single numbers 0, or ever less smaller.
func (s *shrinker) lowerNumbers() bool {
	return s.changeNumbers(func(n uint64) []uint64 { return []uint64{0, n >> 16, n >> 4, n >> 1} })
}

// raiseNumbers makes single numbers the highest, also past the tape's end: a long
// pause has fewer events than a busy calm.
func (s *shrinker) raiseNumbers() bool {
	return s.changeNumbers(func(uint64) []uint64 { return []uint64{math.MaxUint64} })
}

// changeNumbers tries for each number what to says in its place.
func (s *shrinker) changeNumbers(to func(uint64) []uint64) bool {
	better := false
	for i := 0; i < s.best.draws && !s.spent(); i++ {
		numbers := make([]uint64, max(len(s.best.numbers), i+1))
		copy(numbers, s.best.numbers)
		was := numbers[i]
		for _, n := range to(was) {
			numbers = slices.Clone(numbers)
			if numbers[i] = n; n != was && s.try(numbers) {
				better = true
				break
			}
		}
	}
	return better
}

// Play makes the run of t, tells it to out if that is not nil, and returns what it broke, or nil.
func (t *Tape) Play(out io.Writer) *Violation {
	w := t.world()
	w.trace = out
	w.opens()
	return w.run()
}

func (t *Tape) world() *world {
	return newWorldOf(played(t.Numbers), t.Seed, t.Mutation, &Counts{})
}
