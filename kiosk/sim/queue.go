package sim

import (
	"slices"
	"sort"
	"time"
)

// queue is the virtual clock and what is planned on it. Two things due at the same
// instant happen in the order in which they were planned, so that a seed always
// tells the same story.
type queue struct {
	now     time.Duration // since the run began
	lastID  uint64
	planned []planned // in the order in which it is done
	tape    *tape     // of the run's dice, nil in tests; it notes where each thing begins
}

type planned struct {
	at time.Duration
	id uint64
	do func()
}

// after plans do for d from now and returns its id; a negative d means now.
func (q *queue) after(d time.Duration, do func()) (id uint64) {
	at := q.now + max(d, 0)
	i := sort.Search(len(q.planned), func(i int) bool { return q.planned[i].at > at })
	q.lastID++
	q.planned = slices.Insert(q.planned, i, planned{at, q.lastID, do})
	return q.lastID
}

// cancel takes back what is planned as id, if it still is.
func (q *queue) cancel(id uint64) {
	q.planned = slices.DeleteFunc(q.planned, func(p planned) bool { return p.id == id })
}

// due reports whether anything is planned up to and including until.
func (q *queue) due(until time.Duration) bool { return len(q.planned) > 0 && q.planned[0].at <= until }

// next moves the clock to the earliest thing planned and does it.
func (q *queue) next() {
	if q.tape != nil {
		q.tape.mark()
	}
	first := q.planned[0]
	q.planned = slices.Delete(q.planned, 0, 1)
	q.now = max(q.now, first.at) // it may have slept
	first.do()
}

// sleep lets the time go on until then; what was due meanwhile is done late.
func (q *queue) sleep(until time.Duration) { q.now = max(q.now, until) }
