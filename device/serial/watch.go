// Package serial keeps a device at a serial line: it opens the line for this program
// alone, notices that the device is gone, and finds it again, under whatever name.
package serial

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"slices"
	"time"
)

const (
	// ReadTimeout is the time that a read waits for a first byte; bytes that are
	// there return at once. A tenth of a second is the least that tarm/serial can set
	// on Linux. It also bounds the time that Run outlives its context.
	ReadTimeout = 100 * time.Millisecond

	// earlyRead is the duration below which a read that found nothing came too soon.
	earlyRead = ReadTimeout / 2

	// EarlyReadsMax is the number of such reads in a row that mean that the device is
	// gone: a line that was hung up answers them millions of times a second. More
	// than one, as a single one may be a signal's doing.
	EarlyReadsMax = 5

	// LookInterval is the pause between looks for a device that is not there. A
	// device that was plugged in again works within 3 s, most of which the system
	// may need to set it up.
	LookInterval = time.Second

	// flapMax is the longest stay, without sending anything, of a device that only
	// flaps: a loose plug or a port that another system service takes away.
	flapMax = 5 * time.Second

	// FlapsLoggedMax is the number of flaps in a row that are worth their lines in
	// the log, which a loose plug would otherwise fill.
	FlapsLoggedMax = 3

	// holderEvery is the pause between looks for another program that has opened the
	// port too: soon enough to be seen beside the first torn code.
	holderEvery = 5 * time.Second

	// readBytesMax is one read: a second of a fast device's line fits.
	readBytesMax = 16 << 10
)

// Bauds are the rates that devices offer and every system can set, in bits a second.
var Bauds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200}

// CheckBaud refuses a rate that is none of Bauds, as the value of key.
func CheckBaud(key string, baud int) error {
	if !slices.Contains(Bauds, baud) {
		return fmt.Errorf("%s: %d is none of the usual rates %v", key, baud, Bauds)
	}
	return nil
}

// Bits of one byte on a line with 8 data bits, no parity and 1 stop bit.
const bitsPerByte = 10

// WireTime is the time that a line of this rate takes for n bytes.
func WireTime(n, baud int) time.Duration {
	return time.Duration(n) * bitsPerByte * time.Second / time.Duration(baud)
}

var errHungUp = errors.New("the line was hung up")

// Port is an open line. A read ends after ReadTimeout, with 0 and nil or io.EOF when
// nothing came.
type Port = io.ReadWriteCloser

// Session is the work with a device from its opening to its loss. All are called from
// Run's goroutine, one at a time; while one of them blocks, nothing is read.
type Session interface {
	// Heard takes bytes that came at now.
	Heard(now time.Time, bytes []byte)
	// Quiet tells that nothing has come up to now.
	Quiet(now time.Time)
	// End is the last call. The port closes after it.
	End()
}

// State of a device on a serial line.
type State string

// The states.
const (
	Ready State = "ready" // open
	Gone  State = "gone"  // unplugged or not openable; being looked for
)

// Watch is a device and what is done with it.
type Watch struct {
	Name string // of the device, in the log: "scanner"
	Port string // as it is configured: /dev/serial/by-id/…, /dev/ttyUSB0, COM3
	Baud int    // bits a second, with 8 data bits, no parity and 1 stop bit
	// Begin is called with each port that was opened.
	Begin func(port io.Writer) Session
	// State is called when the state changes, first when Run knows it; nil: nobody is told.
	State func(State)
	// Trouble is told what is wrong at the port whenever that changes.
	Trouble func(Trouble)
	// Status is kept for whoever asks; nil: nobody does.
	Status *Status

	Log   *slog.Logger
	Ports Ports                           // nil: those of this machine
	Open  func(name string) (Port, error) // nil: Opener(Baud)
	Look  time.Duration                   // the pause between looks; 0: LookInterval
}

// Run keeps the device until ctx ends, then returns within ReadTimeout. It survives
// the device's coming and going.
func (c Watch) Run(ctx context.Context) {
	if c.Ports == nil {
		c.Ports = SystemPorts()
	}
	if c.Open == nil {
		c.Open = Opener(c.Baud)
	}
	if c.Look == 0 {
		c.Look = LookInterval
	}
	if c.State == nil {
		c.State = func(State) {}
	}
	if c.Status == nil {
		c.Status = new(Status)
	}
	w := watch{Watch: c, finder: NewFinder(c.Ports, c.Port)}
	w.run(ctx)
}

// Opener opens ports for this program alone.
func Opener(baud int) func(string) (Port, error) {
	return func(name string) (Port, error) {
		port, err := openPort(name, baud)
		if err != nil {
			return nil, err
		}
		release, err := claim(name)
		if err != nil {
			_ = port.Close() // it was only opened
			return nil, err
		}
		return claimed{port, release}, nil
	}
}

type claimed struct {
	Port
	release func()
}

func (c claimed) Close() error {
	c.release()
	return c.Port.Close()
}

type watch struct {
	Watch
	finder *Finder

	state  State
	flaps  int     // in a row
	failed failure // of the last look
	told   failure // the last one logged

	trouble Trouble
	looked  time.Time // of the last look for another program
	babble  babble
	babbled time.Time // of the last line in the log about it
}

type failure string

const (
	absent     failure = "absent"
	forbidden  failure = "forbidden"
	inUse      failure = "in use"
	unopenable failure = "unopenable"
)

func (w *watch) run(ctx context.Context) {
	for ctx.Err() == nil {
		found, port, err := w.look()
		if err != nil {
			w.cannotOpen(found, err)
		} else {
			w.opened(found)
			since := time.Now()
			heard, err := w.read(ctx, port, found.Path)
			// Closing a line that is gone fails too, which tells nothing new.
			_ = port.Close()
			if ctx.Err() != nil {
				return
			}
			w.lost(found, err, !heard && time.Since(since) < flapMax)
		}
		rest(ctx, w.Look)
	}
}

// rest waits, until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (w *watch) look() (Device, Port, error) {
	found, err := w.finder.Find()
	if err != nil {
		return found, nil, err
	}
	port, err := w.Open(found.Path)
	return found, port, err
}

func (w *watch) opened(found Device) {
	w.finder.Remember(found)
	w.failed, w.told = "", ""
	w.looked = time.Time{}
	w.tell(slog.LevelInfo, w.Name+" ready", found, nil)
	w.Status.looked("")
	w.become(Ready, found)
}

func (w *watch) lost(found Device, err error, flap bool) {
	if !flap {
		w.flaps = 0
	}
	w.tell(slog.LevelWarn, w.Name+" gone, looking for it", found, err)
	if flap {
		w.flaps++
	}
	w.failed, w.told = absent, absent
	w.Status.looked(absent)
	w.become(Gone, found)
}

// tell logs the device's coming and going, in a whisper while it flaps.
func (w *watch) tell(level slog.Level, message string, found Device, err error) {
	if w.flaps >= FlapsLoggedMax {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{slog.String("port", found.Path)}
	if usb := found.usb.String(); usb != "" {
		attrs = append(attrs, slog.String("usb", usb))
	}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	w.Log.LogAttrs(context.Background(), level, message, attrs...)
}

// cannotOpen logs why, once for each sort of failure in a row. At a start that is
// at once; after an unplug the second look decides, as a device that is being set
// up may be there before its permissions are.
func (w *watch) cannotOpen(found Device, err error) {
	sort, advice := unopenable, ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		sort = absent
	case taken(err):
		sort = inUse
	case errors.Is(err, fs.ErrPermission):
		sort, advice = forbidden, permissionAdvice(found.Path)
	}
	if sort != w.told && (sort == w.failed || w.state == "") {
		w.told = sort
		attrs := []any{"port", found.Path, "error", err}
		if advice != "" {
			attrs = append(attrs, "advice", advice)
		}
		w.Log.Warn(w.Name+" cannot be opened, trying on", attrs...)
	}
	w.failed = sort
	w.Status.looked(sort)
	if w.become(Gone, found); sort == inUse {
		w.sharedWith(cmp.Or(Holder(found.Path), "?"))
		return
	}
	w.sharedWith("")
}

// lookForHolder reports another program that has the port open too.
func (w *watch) lookForHolder(now time.Time, path string) {
	if now.Sub(w.looked) >= holderEvery {
		w.looked = now
		w.sharedWith(Holder(path))
	}
}

// sharedWith tells of another program at the port, and that there is none any more.
func (w *watch) sharedWith(program string) {
	if program != "" && program != w.trouble.Program {
		w.Log.Warn("another program has the "+w.Name+"'s port open", "program", program)
	}
	w.troubled(Trouble{Program: program, Babbles: w.trouble.Babbles})
}

// babbling tells that the device sends without pause, and that it does no more.
func (w *watch) babbling(is bool, now time.Time) {
	if is && !w.trouble.Babbles && (w.babbled.IsZero() || now.Sub(w.babbled) >= babbleLoggedEvery) {
		w.babbled = now
		w.Log.Warn(w.Name + " sends without pause, and nothing of it is taken; is the baud rate right?")
	}
	w.troubled(Trouble{Program: w.trouble.Program, Babbles: is})
}

func (w *watch) troubled(t Trouble) {
	if w.trouble == t {
		return
	}
	w.trouble = t
	w.Status.troubled(t)
	w.Trouble(t)
}

func (w *watch) become(state State, at Device) {
	if w.state != state {
		w.state = state
		w.Status.become(state, at)
		w.State(state)
	}
}

// read hands on what comes until ctx ends or the device is gone, and tells whether
// the device sent anything.
func (w *watch) read(ctx context.Context, port Port, path string) (heard bool, err error) {
	session := w.Begin(port)
	defer session.End()
	buf := make([]byte, readBytesMax)
	early := 0
	w.babble = babble{}
	defer func() { w.babbling(false, time.Now()) }()
	for ctx.Err() == nil {
		w.lookForHolder(time.Now(), path)
		asked := time.Now()
		n, err := port.Read(buf)
		now := time.Now()
		if n > 0 {
			babbles := w.babble.heard(now, n)
			w.babbling(babbles, now)
			if !babbles {
				session.Heard(now, buf[:n])
			} else if err == nil {
				rest(ctx, babblePause)
			}
		}
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return heard, fmt.Errorf("read %s: %w", w.Name, err)
		case n > 0:
			heard, early = true, 0
		case now.Sub(asked) < earlyRead:
			if early++; early == EarlyReadsMax {
				return heard, errHungUp
			}
		default: // waited in vain: tarm/serial says so by 0, EOF, Windows by 0, nil
			early = 0
			if !w.babble.quiet(now) {
				w.babbling(false, now)
				session.Quiet(now)
			}
		}
	}
	return heard, nil
}
