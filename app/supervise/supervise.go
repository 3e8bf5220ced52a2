// Package supervise keeps a till running: it starts one, ends one whose window stands,
// and starts the next.
package supervise

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"facepay/app/heartbeat"
)

// limits are numbers of beats that did not come: a machine that slept has missed none.
type limits struct {
	ready int // of a till that was ready
	start int // of one that opens its ledger, which may be a migration of years of sales
}

// usual lets a till sell again within 10 s of its window's last round: it is ended, writes
// its stacks and starts anew in what is left of them.
var usual = limits{ready: 8, start: 180}

const (
	// stacksMax is the time in which a till that is to be killed may write what its
	// goroutines did.
	stacksMax = time.Second
	// endMax is the timeout of the end in order: an answer of the gateway is waited for.
	endMax = 40 * time.Second
)

// The pause before a start: none after a till that lived for lively, and otherwise
// doubled from pauseMin to pauseMax, over which a shop would wait for nothing.
const (
	lively   = time.Minute
	pauseMin = 500 * time.Millisecond
	pauseMax = 4 * time.Second
)

// ErrUsage ends a supervision whose till says that its flags or its config are wrong.
var ErrUsage = errors.New("the till's flags or config are wrong")

// Supervisor keeps a till running.
type Supervisor struct {
	// Start starts a till, of whichever version is to run. It may have been let go.
	Start func(context.Context) (*heartbeat.Child, error)
	Log   *slog.Logger
	// Killed is told why a till was killed, for whoever opens the next one.
	Killed func(why string)

	limits limits // zero: the usual ones
}

// Run keeps a till running until one ends in order, or ctx, which ends the till in
// order too. It returns ErrUsage when the same again would be no use.
func (s *Supervisor) Run(ctx context.Context) error {
	pause := time.Duration(0)
	for {
		began := time.Now()
		err := s.runOne(ctx)
		switch {
		case err == nil, ctx.Err() != nil:
			return nil
		case errors.Is(err, ErrUsage):
			return err
		case time.Since(began) >= lively:
			pause = 0
		}
		s.Log.Error("the till ended and is started again", "lived", time.Since(began).Round(time.Millisecond).String(), "after", pause.String(), "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		pause = min(max(2*pause, pauseMin), pauseMax)
	}
}

// runOne is one till from its start to its end; nil means that it left in order.
func (s *Supervisor) runOne(ctx context.Context) error {
	c, err := s.Start(ctx)
	if err != nil {
		return err
	}
	s.Log.Info("a till was started", "pid", c.PID())
	why := s.watch(ctx, c)
	if why != "" {
		if s.Killed != nil {
			s.Killed(why)
		}
		if c.Abort() {
			select {
			case <-c.Done():
			case <-time.After(stacksMax):
			}
		}
		c.Kill()
	}
	err = c.Wait()
	switch {
	case why != "":
		return errors.New(why)
	case err != nil && c.Usage():
		return ErrUsage
	}
	return err
}

// watch returns when the till has ended, or why it has to be.
func (s *Supervisor) watch(ctx context.Context, c *heartbeat.Child) (why string) {
	limits := s.limits
	if limits.ready == 0 {
		limits = usual
	}
	limit, missed, doing := limits.start, 0, "opened nothing"
	// Counted on the ticks and not by the clock: this process may have stood too.
	tick := time.NewTicker(heartbeat.Every)
	defer tick.Stop()
	ready, done := c.Ready(), ctx.Done()
	var end <-chan time.Time
	for {
		select {
		case <-c.Done():
			return ""
		case <-ready:
			ready, limit, missed, doing = nil, limits.ready, 0, "stood"
			if err := c.Go(); err != nil {
				s.Log.Error("let the till go", "err", err) // it is ending
			}
		case <-c.Beats():
			missed = 0
		case <-done:
			done, end, ready = nil, time.After(endMax), nil
		case <-end:
			return fmt.Sprintf("the till was asked to end and had not done so after %v: it was killed", endMax)
		case <-tick.C:
			if missed++; missed >= limit && end == nil {
				return fmt.Sprintf("the till's window %s for %d s: it was killed", doing, limit)
			}
		}
	}
}
