package serial

import (
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"
)

// endMax bounds the wait for a write under way when a line is given up. A line that
// takes nothing holds a write for good, until it hangs up; Windows ends it before.
const endMax = 3 * time.Second

// clearMax bounds the wait for a device to take that nothing is shown any more.
const clearMax = 500 * time.Millisecond

// errTakesNothing is the failure of a write that has not ended for endMax.
var errTakesNothing = errors.New("the line takes nothing")

// Newest sends a device the newest of what it is to show. What is overtaken while the
// line is busy is never sent, so that the last is there within two frames' time.
// The zero value is not ready: see NewNewest.
type Newest[T comparable] struct {
	baud   int
	begin  []byte                    // sent first whenever the line was opened
	encode func(last, want T) []byte // its frame
	before func(T)                   // called before a frame is sent
	log    *slog.Logger
	name   string

	mu      sync.Mutex
	want    T
	changed chan struct{}
	sent    T
	at      time.Time // of the last frame, zero before the first
	failed  error     // of the last write
	writing time.Time // since when a write is under way, zero for none
}

// NewNewest makes one whose frames encode writes, each from the last that was sent. begin
// puts the device into its first state, that of the zero T, each time it is opened;
// before, which may be nil, is told of each frame before it is sent.
func NewNewest[T comparable](name string, baud int, begin []byte, encode func(last, want T) []byte, before func(T), log *slog.Logger) *Newest[T] {
	if before == nil {
		before = func(T) {}
	}
	return &Newest[T]{name: name, baud: baud, begin: begin, encode: encode, before: before, log: log, changed: make(chan struct{}, 1)}
}

// Set has the device show want from now on. It never blocks.
func (n *Newest[T]) Set(want T) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.want == want {
		return
	}
	n.want = want
	select {
	case n.changed <- struct{}{}:
	default:
	}
}

// Sent is the value sent last, its time (zero: nothing yet), and why the next one fails, if it
// does.
func (n *Newest[T]) Sent() (what T, at time.Time, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.failed == nil && !n.writing.IsZero() && time.Since(n.writing) > endMax {
		return n.sent, n.at, errTakesNothing
	}
	return n.sent, n.at, n.failed
}

// Begin sends to a port that was opened, until the function that it returns is called.
// That one waits for a write under way, which may last where a line takes nothing, and puts
// a device that works into its first state: nobody would end what stands there.
func (n *Newest[T]) Begin(port io.Writer) (end func()) {
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for n.send(port, ended) {
			select { // it failed: the line may take it later
			case <-ended:
				return
			case <-time.After(LookInterval):
			}
		}
	}()
	return func() {
		close(ended)
		select {
		case <-done:
			n.clear(port)
		case <-time.After(endMax):
		}
	}
}

// clear puts the device into its first state. One that was lost fails at once.
func (n *Newest[T]) clear(port io.Writer) {
	n.mu.Lock()
	sent, failed := n.sent, n.failed
	n.mu.Unlock()
	if failed != nil {
		return
	}
	var none T
	frame, done := n.encode(sent, none), make(chan struct{})
	go func() {
		defer close(done)
		_, _ = port.Write(frame) // nobody is left to be told
	}()
	select {
	case <-done:
	case <-time.After(clearMax):
	}
}

// send begins the device and sends whatever is newest. It returns true when a write
// failed, false once it ended.
func (n *Newest[T]) send(port io.Writer, ended <-chan struct{}) (failed bool) {
	first := true
	var last T
	for {
		n.mu.Lock()
		want := n.want
		n.mu.Unlock()
		frame := n.encode(last, want)
		switch {
		case first:
			frame = append(append([]byte{}, n.begin...), frame...)
		case want == last:
			select {
			case <-ended:
				return false
			case <-n.changed:
			}
			continue
		}
		n.before(want)
		asked := time.Now()
		n.begins(asked)
		_, err := port.Write(frame)
		select {
		case <-ended: // the port may be closed by now
			return false
		default:
		}
		n.wrote(want, err)
		if err != nil {
			return true
		}
		first, last = false, want
		select { // the system takes a frame at once, the line takes its time
		case <-ended:
			return false
		case <-time.After(WireTime(len(frame), n.baud) - time.Since(asked)):
		}
	}
}

// begins notes that a write is under way from now on.
func (n *Newest[T]) begins(now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.writing = now
}

func (n *Newest[T]) wrote(what T, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.writing = time.Time{}
	if err != nil {
		if n.failed == nil {
			n.log.Warn("write "+n.name, "err", err)
		}
		n.failed = err
		return
	}
	n.sent, n.at, n.failed = what, time.Now(), nil
}
