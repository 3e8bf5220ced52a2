package heartbeat

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// endMax is the timeout for the end in order of a till whose parent is gone. It lets a
// charge under way have its answer; a till that hangs must not keep its ledger locked.
const endMax = time.Minute

// Sender is the till's side of the heartbeat. Without a parent and without systemd it
// sends nothing and holds nothing back.
type Sender struct {
	parent  io.Writer // nil without one
	ready   func()
	painted chan struct{}
	goes    chan struct{}
}

// NewSender returns the Sender of this process, whose environment says who waits for
// it. end is called when the parent is gone or wants the till to end; it may be called
// from any goroutine.
func NewSender(stdin io.Reader, stdout io.Writer, end func()) *Sender {
	s := &Sender{painted: make(chan struct{}), goes: make(chan struct{})}
	s.ready = sync.OnceFunc(func() { close(s.painted) })
	if os.Getenv(Env) != "1" {
		close(s.goes)
		return s
	}
	s.parent = stdout
	// A parent that is gone ends the till in order, and not by a signal in the middle.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	go func() {
		lines := bufio.NewScanner(stdin)
		for first := true; lines.Scan(); {
			if lines.Text() == wordGo && first {
				first = false
				close(s.goes)
			}
		}
		end()
		time.Sleep(endMax)
		os.Exit(1)
	}()
	return s
}

// Supervised reports whether another facepay started this one and waits for it.
func (s *Sender) Supervised() bool { return s.parent != nil }

// Kept reports whether somebody, another facepay or systemd, starts the till again when
// it ends.
func (s *Sender) Kept() bool { return s.Supervised() || os.Getenv(notifySocket) != "" }

// Ready says that the ledger is open and the first frame is painted. It returns at once.
func (s *Sender) Ready() { s.ready() }

// Go is closed once the till may make calls and sales.
func (s *Sender) Go() <-chan struct{} { return s.goes }

// Usage says that flags or config are wrong. A crash of Go has the same exit code.
func (s *Sender) Usage() { s.tell(wordUsage) }

// Again says that the till ends to be started anew.
func (s *Sender) Again() { s.tell(wordAgain) }

// Run sends ready once it is, and beats from then until ctx ends. do runs a function on
// the window's loop, soon, or never while that stands.
func (s *Sender) Run(ctx context.Context, do func(func())) {
	select {
	case <-ctx.Done():
		return
	case <-s.painted:
	}
	s.tell(wordReady)
	s.beat(ctx, do)
}

// Ask sends beats until ctx ends for a window that stands in place of the till.
func (s *Sender) Ask(ctx context.Context, do func(func())) { s.beat(ctx, do) }

func (s *Sender) beat(ctx context.Context, do func(func())) {
	notifySystemd("READY=1")
	round := make(chan struct{}, 1)
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		do(func() { round <- struct{}{} }) // the next is asked for when this one came
		select {
		case <-ctx.Done():
			return
		case <-round:
		}
		s.tell(wordBeat)
		notifySystemd("WATCHDOG=1")
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell writes a line to the parent. That it cannot be written is heard from the
// standard input, too, which ends.
func (s *Sender) tell(word string) {
	if s.parent != nil {
		fmt.Fprintln(s.parent, word)
	}
}
