package smallsaas

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"facepay/kiosk"
)

// loginRefused is a login that the mall refused, in its words, which people are
// told where a payment comes to nothing by it.
type loginRefused struct{ said string }

func (e *loginRefused) Error() string { return "login refused: " + e.said }

// refusedLogin finds the mall's words in an error; false when it is another.
func refusedLogin(err error) (said string, is bool) {
	if e, is := errors.AsType[*loginRefused](err); is {
		return e.said, true
	}
	return "", false
}

// loginPause is the wait before a login is tried again that was refused or changed
// nothing. The till asks every second, and malls lock accounts tried so often.
const loginPause = 30 * time.Second

// session keeps the token that the mall gave for a login. Calls that need one
// at the same time share a login.
type session struct {
	login func(context.Context) (string, error)
	now   func() time.Time

	mu      sync.Mutex
	token   token
	flight  *flight // the login under way, nil when none
	refusal error   // of the last login, nil when it was not refused
	pause   time.Time
}

// token is one login's. Its number tells it from the one before: the mall may
// give the same text again, with a longer life.
type token struct {
	text   string
	number int
}

// flight is one login that any number of calls wait for.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	token   token
	err     error
}

// get returns a token that is not stale, the one that a call was refused with;
// the zero token when there was none. Errors wrap a loginRefused, or are the login's
// *kiosk.NotSent and *kiosk.Unanswered.
func (s *session) get(ctx context.Context, stale token) (token, error) {
	s.mu.Lock()
	if s.token.text != "" && s.token.number != stale.number {
		defer s.mu.Unlock()
		return s.token, nil
	}
	if s.refusal != nil && s.now().Before(s.pause) {
		defer s.mu.Unlock()
		return token{}, s.refusal
	}
	f := s.flight
	if f == nil {
		f = s.start(ctx)
	}
	f.waiting++
	s.mu.Unlock()

	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		s.leave(f)
		return token{}, &kiosk.Unanswered{Err: fmt.Errorf("smallsaas login: %w", ctx.Err())}
	}
}

// start logs in apart from its callers: one may go away, the others wait.
func (s *session) start(ctx context.Context) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel}
	s.flight = f
	go func() {
		defer cancel()
		text, err := s.login(ctx)
		s.mu.Lock()
		defer s.mu.Unlock()
		if f.err = err; err == nil {
			f.token = token{text, s.token.number + 1}
			s.token, s.refusal = f.token, nil
		} else if _, refused := refusedLogin(err); refused {
			s.refusal, s.pause = err, s.now().Add(loginPause)
		}
		if s.flight == f {
			s.flight = nil
		}
		close(f.done)
	}()
	return f
}

// leave stops a login that nobody waits for any more.
func (s *session) leave(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiting--; f.waiting > 0 {
		return
	}
	f.cancel()
	if s.flight == f {
		s.flight = nil
	}
}

// renewable reports whether another login may help a call that was refused.
func (s *session) renewable() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.now().Before(s.pause)
}

// futile notes that a call was refused with a token made for it: it is the right
// that is missing, not the token.
func (s *session) futile() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pause = s.now().Add(loginPause)
}
