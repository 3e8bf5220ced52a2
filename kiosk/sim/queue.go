package sim

import (
	"math/rand/v2"
	"time"
)

// queue is the virtual clock and what is to happen on it. Two things due at the
// same instant happen in the order in which they were planned, so that a seed
// always tells the same story.
type queue struct {
	now     time.Duration // since the run began
	planned uint64
	heap    []planned
}

type planned struct {
	at  time.Duration
	seq uint64
	do  func()
}

func (p planned) before(q planned) bool {
	return p.at < q.at || p.at == q.at && p.seq < q.seq
}

// after plans do for d from now; a negative d means now.
func (q *queue) after(d time.Duration, do func()) {
	q.planned++
	q.heap = append(q.heap, planned{q.now + max(d, 0), q.planned, do})
	i := len(q.heap) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !q.heap[i].before(q.heap[parent]) {
			break
		}
		q.heap[i], q.heap[parent] = q.heap[parent], q.heap[i]
		i = parent
	}
}

// due reports whether anything is planned up to and including until.
func (q *queue) due(until time.Duration) bool {
	return len(q.heap) > 0 && q.heap[0].at <= until
}

// next moves the clock to the earliest thing planned and does it.
func (q *queue) next() {
	first := q.heap[0]
	last := len(q.heap) - 1
	q.heap[0] = q.heap[last]
	q.heap[last] = planned{}
	q.heap = q.heap[:last]
	for i := 0; ; {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < last; child++ {
			if q.heap[child].before(q.heap[least]) {
				least = child
			}
		}
		if least == i {
			break
		}
		q.heap[i], q.heap[least] = q.heap[least], q.heap[i]
		i = least
	}
	q.now = first.at
	first.do()
}

// dice is a run's only source of chance.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice {
	const stream = 0x7469_6c6c // any constant: one stream a seed
	return dice{rand.New(rand.NewPCG(seed, stream))}
}

func (d dice) chance(p float64) bool { return p > 0 && d.Float64() < p }

// between is even over [low, high).
func (d dice) between(low, high time.Duration) time.Duration {
	return low + time.Duration(d.Int64N(int64(high-low)))
}

func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// weighted returns an index with chance proportional to its weight.
func (d dice) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("weights are positive")
}

func (d dice) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(d.IntN(10))
	}
	return string(b)
}
