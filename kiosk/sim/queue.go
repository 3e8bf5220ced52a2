package sim

import (
	"container/heap"
	"time"
)

// queue is the virtual clock and what is to happen on it. Two things due at the
// same instant happen in the order in which they were planned, so that a seed
// always tells the same story.
type queue struct {
	now     time.Duration // since the run began
	planned uint64
	heap    plans
	// alarm is the one thing that is planned anew all the time, the till's wake:
	// here the old one leaves nothing behind.
	alarm planned
	tape  *tape // of the run's dice, nil in tests; it notes where each thing begins
}

type planned struct {
	at  time.Duration
	seq uint64
	do  func()
}

func (p planned) before(q planned) bool {
	return p.at < q.at || p.at == q.at && p.seq < q.seq
}

// plans are a heap.
type plans []planned

func (p plans) Len() int           { return len(p) }
func (p plans) Less(i, j int) bool { return p[i].before(p[j]) }
func (p plans) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }
func (p *plans) Push(x any)        { *p = append(*p, x.(planned)) }
func (p *plans) Pop() any {
	last := len(*p) - 1
	x := (*p)[last]
	(*p)[last] = planned{} // lets go of what it does
	*p = (*p)[:last]
	return x
}

// after plans do for d from now; a negative d means now.
func (q *queue) after(d time.Duration, do func()) {
	q.planned++
	heap.Push(&q.heap, planned{q.now + max(d, 0), q.planned, do})
}

// wake plans the alarm for d from now in place of the one before; nil is none.
func (q *queue) wake(d time.Duration, do func()) {
	q.planned++
	q.alarm = planned{q.now + max(d, 0), q.planned, do}
}

// alarmFirst reports whether the alarm comes before all else.
func (q *queue) alarmFirst() bool {
	return q.alarm.do != nil && (len(q.heap) == 0 || q.alarm.before(q.heap[0]))
}

// due reports whether anything is planned up to and including until.
func (q *queue) due(until time.Duration) bool {
	return len(q.heap) > 0 && q.heap[0].at <= until || q.alarm.do != nil && q.alarm.at <= until
}

// next moves the clock to the earliest thing planned and does it.
func (q *queue) next() {
	if q.tape != nil {
		q.tape.mark()
	}
	first := q.alarm
	if q.alarmFirst() {
		q.alarm = planned{}
	} else {
		first = heap.Pop(&q.heap).(planned)
	}
	q.now = max(q.now, first.at) // it may have slept
	first.do()
}

// sleep lets the time go on until then with nothing done meanwhile; what was due
// before is done late.
func (q *queue) sleep(until time.Duration) { q.now = max(q.now, until) }
