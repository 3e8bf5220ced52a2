package voice

import (
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/gen2brain/malgo"
)

// renewAfter is the age from which a context on which nothing could be opened is replaced:
// its sound system may have been started anew.
const renewAfter = 10 * time.Second

// contexts are the ways to the sound systems, one for each list of backends, kept and
// shared: malgo leaves 166 bytes of each that it makes behind for good (its log, in
// goSetContextConfigCallbacks), and a till without a card looks for one three times a
// second while it has something to say.
type contexts struct {
	mu   sync.Mutex
	kept map[string]*soundSystem
	made int // for tests
}

var systems = contexts{kept: map[string]*soundSystem{}}

// soundSystem is a context in use, or the error of one that could not be made.
type soundSystem struct {
	*malgo.AllocatedContext
	err    error
	since  time.Time
	users  int
	left   bool // it is replaced; its last user closes it
	closed bool
}

// acquire returns the context of backends. The caller gives it back by release.
func (c *contexts) acquire(backends []malgo.Backend) (*soundSystem, error) {
	hushALSA()
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.kept[key(backends)]
	if s == nil || s.err != nil && time.Since(s.since) > renewAfter {
		s = &soundSystem{since: time.Now()}
		s.AllocatedContext, s.err = malgo.InitContext(backends, malgo.ContextConfig{}, nil)
		c.kept[key(backends)] = s
		c.made++
	}
	if s.err != nil {
		return nil, fmt.Errorf("reach the sound system: %w", s.err)
	}
	s.users++
	return s, nil
}

func key(backends []malgo.Backend) string { return fmt.Sprint(backends) }

// release gives s back; worked is whether something could be opened on it.
func (c *contexts) release(s *soundSystem, worked bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s.users--
	if !worked && !s.left && time.Since(s.since) > renewAfter {
		s.left = true
		maps.DeleteFunc(c.kept, func(_ string, kept *soundSystem) bool { return kept == s })
	}
	if s.left && s.users == 0 {
		_ = s.Uninit() // it only says that there is none
		s.Free()
		s.closed = true
	}
}
