package heartbeat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// pipesMax is the time for which the pipes of a child that ended are read to their end:
// a process that it left behind may hold them open.
const pipesMax = 2 * time.Second

// wordBytesMax bounds a line of the child's.
const wordBytesMax = 64

// Child is a till that this process started and listens to: the parent's side.
type Child struct {
	cmd   *exec.Cmd
	stdin io.WriteCloser
	ready chan struct{}
	beats chan struct{}
	done  chan struct{}
	err   error // once done
	usage bool  // once done
	again bool  // once done
	kill  func()
}

// Start starts cmd as a till with a heartbeat; its standard input and output are the
// pipes, everything else is the caller's. When ctx ends, the till is asked to end. It
// does so too when this process is gone; where the system can, it is ended then.
func Start(ctx context.Context, cmd *exec.Cmd) (*Child, error) {
	c := &Child{cmd: cmd, ready: make(chan struct{}), beats: make(chan struct{}, 1), done: make(chan struct{})}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	c.stdin = stdin
	cmd.Stdout, cmd.WaitDelay = &LineWriter{Max: wordBytesMax, Take: c.take}, pipesMax
	cmd.Env = append(cmd.Environ(), Env+"=1")
	if c.kill, err = startBound(cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	asked := context.AfterFunc(ctx, c.End)
	go func() {
		defer close(c.done)
		if err := cmd.Wait(); !errors.Is(err, exec.ErrWaitDelay) {
			c.err = err
		}
		asked()
		c.kill() // what it may have left behind
	}()
	return c, nil
}

// Ready is closed once the till's ledger is open and its first frame is painted.
func (c *Child) Ready() <-chan struct{} { return c.ready }

// Go lets the till make calls and sales. It is to be called once, after Ready.
func (c *Child) Go() error {
	if _, err := fmt.Fprintln(c.stdin, wordGo); err != nil {
		return fmt.Errorf("let the till go: %w", err)
	}
	return nil
}

// Beats has a value when the till has beaten since the last one was taken.
func (c *Child) Beats() <-chan struct{} { return c.beats }

// End asks the till to end in order, as the end of a session does.
func (c *Child) End() { _ = c.stdin.Close() }

// PID is the till's process number.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Abort has Go write what every goroutine of the till did, and end; ok is false where
// the system has nothing like it.
func (c *Child) Abort() (ok bool) { return c.cmd.Process.Signal(syscall.SIGABRT) == nil }

// Kill ends the till, and whatever it started, at once.
func (c *Child) Kill() { c.kill() }

// Done is closed once the till has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// Wait waits for the till's end and returns what exec.Cmd.Wait says of it.
func (c *Child) Wait() error {
	<-c.done
	return c.err
}

// Usage reports whether the till has ended because its flags or its config are wrong.
// It is to be asked after Wait.
func (c *Child) Usage() bool { return c.usage }

// Again reports whether the till has ended to be started anew. It is to be asked after
// Wait.
func (c *Child) Again() bool { return c.again }

// take knows the words of the protocol and passes over whatever else a library may have
// had to say.
func (c *Child) take(word string) {
	switch strings.TrimSuffix(word, "\r") {
	case wordUsage:
		c.usage = true
	case wordAgain:
		c.again = true
	case wordReady:
		select {
		case <-c.ready: // said twice
		default:
			close(c.ready)
		}
	case wordBeat:
		select {
		case c.beats <- struct{}{}:
		default:
		}
	}
}
