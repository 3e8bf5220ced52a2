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
	planned []planned // the next one last
	tape    *tape     // of the run's dice, nil in tests; it notes where each thing begins
}

type planned struct {
	at time.Duration
	id uint64
	do func()
}

// index is the place of what is planned for at after all else.
func (q *queue) index(at time.Duration) int {
	return sort.Search(len(q.planned), func(i int) bool { return q.planned[i].at <= at })
}

// after plans do for d from now; a negative d means now.
func (q *queue) after(d time.Duration, do func()) planned {
	q.lastID++
	p := planned{q.now + max(d, 0), q.lastID, do}
	q.planned = slices.Insert(q.planned, q.index(p.at), p)
	return p
}

// cancel takes p back, if it is still planned.
func (q *queue) cancel(p planned) {
	for i := q.index(p.at); i < len(q.planned) && q.planned[i].at == p.at; i++ {
		if q.planned[i].id == p.id {
			q.planned = slices.Delete(q.planned, i, i+1)
			return
		}
	}
}

// due reports whether anything is planned up to and including until.
func (q *queue) due(until time.Duration) bool {
	return len(q.planned) > 0 && q.planned[len(q.planned)-1].at <= until
}

// next moves the clock to the earliest thing planned and does it.
func (q *queue) next() {
	if q.tape != nil {
		q.tape.mark()
	}
	end := len(q.planned) - 1
	first := q.planned[end]
	q.planned = slices.Delete(q.planned, end, end+1)
	q.now = max(q.now, first.at) // it may have slept
	first.do()
}

// sleep lets the time go on until then; what was due meanwhile is done late.
func (q *queue) sleep(until time.Duration) { q.now = max(q.now, until) }
