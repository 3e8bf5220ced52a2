package serial

import (
	"sync"
	"time"
)

// Status is the last state of a device, for whoever asks. The zero value is that of one
// of which nothing is known yet.
type Status struct {
	mu    sync.Mutex
	state State
	since time.Time
}

// Become notes a state, which began now.
func (s *Status) Become(state State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.since = state, time.Now()
}

// Now is the state and since when it is so; "" before any was noted.
func (s *Status) Now() (State, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state, s.since
}
