// Package scanner reads a payment code scanner, or a face terminal that sends
// codes as one does, on a serial line, and finds it again when it was unplugged.
package scanner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"time"

	"facepay/kiosk"
)

const (
	// readTimeout is the time that a read waits for a first byte; bytes that are
	// there return at once. A tenth of a second is the least that tarm/serial can set
	// on Linux. It also bounds the time that Run outlives its context.
	readTimeout = 100 * time.Millisecond

	// earlyRead is the duration below which a read that found nothing came too soon.
	earlyRead = readTimeout / 2

	// earlyReadsMax is the number of such reads in a row that mean that the device is
	// gone: a line that was hung up answers them millions of times a second. More
	// than one, as a single one may be a signal's doing.
	earlyReadsMax = 5

	// lookInterval is the pause between looks for a device that is not there. A
	// scanner that was plugged in again works within 3 s, most of which the system
	// may need to set it up.
	lookInterval = time.Second

	// flapMax is the longest stay, without sending anything, of a device that only
	// flaps: a loose plug or a port that another system service takes away.
	flapMax = 5 * time.Second

	// flapsLoggedMax is the number of flaps in a row that are worth their lines in
	// the log, which a loose plug would otherwise fill.
	flapsLoggedMax = 3

	// holderEvery is the pause between looks for another program that has opened the
	// port too: soon enough to be seen beside the first torn code.
	holderEvery = 5 * time.Second

	// readBytesMax is one read: a second of a fast scanner's line fits.
	readBytesMax = 16 << 10
)

var errHungUp = errors.New("the line was hung up")

// Sink receives what the scanner does. All are called from Run's goroutine, one
// at a time; while one of them blocks, nothing is read.
type Sink struct {
	// Code is one frame. One longer than kiosk.PayCodeBytesMax is cut there, which no
	// payment code reaches, so it is refused as too long.
	Code func(kiosk.PayCode)
	// Unended is a frame whose end the scanner did not mark, so that more of it may
	// follow; missing tells that it does mark its ends.
	Unended func(code kiosk.PayCode, missing bool)
	// Shared tells the other program that has the port open, "" when none has any more.
	Shared func(program string)
	// State is called when the state changes, first when Run knows it.
	State func(kiosk.ScannerState)
}

// Run reads the scanner until ctx ends, then returns nil, within readTimeout. It
// survives the device's coming and going. Without a port it tells ScannerNone
// and returns. It returns an error only if cfg is wrong.
func Run(ctx context.Context, cfg Config, sink Sink) error {
	if err := cfg.Check(); err != nil {
		return err
	}
	if cfg.Port == "" {
		sink.State(kiosk.ScannerNone)
		return nil
	}
	w := watch{sink: sink, log: slog.Default(), finder: &finder{ports: systemPorts(), configured: cfg.Port}, open: opener(cfg.Baud)}
	w.run(ctx)
	return nil
}

// opener opens ports for this program alone.
func opener(baud int) func(string) (io.ReadCloser, error) {
	return func(name string) (io.ReadCloser, error) {
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
	io.ReadCloser
	release func()
}

func (c claimed) Close() error {
	c.release()
	return c.ReadCloser.Close()
}

type watch struct {
	sink   Sink
	log    *slog.Logger
	finder *finder
	open   func(name string) (io.ReadCloser, error)

	state  kiosk.ScannerState
	flaps  int     // in a row
	failed failure // of the last look
	told   failure // the last one logged

	holder string    // the other program that has the port open
	looked time.Time // of the last look for it
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
			heard, err := w.read(ctx, port, found.path)
			// Closing a line that is gone fails too, which tells nothing new.
			_ = port.Close()
			if ctx.Err() != nil {
				return
			}
			w.lost(found, err, !heard && time.Since(since) < flapMax)
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookInterval):
		}
	}
}

func (w *watch) look() (device, io.ReadCloser, error) {
	found, err := w.finder.find()
	if err != nil {
		return found, nil, err
	}
	port, err := w.open(found.path)
	return found, port, err
}

func (w *watch) opened(found device) {
	w.finder.remember(found)
	w.failed, w.told = "", ""
	w.looked = time.Time{}
	w.tell(slog.LevelInfo, "scanner ready", found, nil)
	w.become(kiosk.ScannerReady)
}

func (w *watch) lost(found device, err error, flap bool) {
	if !flap {
		w.flaps = 0
	}
	w.tell(slog.LevelWarn, "scanner gone, looking for it", found, err)
	if flap {
		w.flaps++
	}
	w.failed, w.told = absent, absent
	w.become(kiosk.ScannerGone)
}

// tell logs the device's coming and going, in a whisper while it flaps.
func (w *watch) tell(level slog.Level, message string, found device, err error) {
	if w.flaps >= flapsLoggedMax {
		level = slog.LevelDebug
	}
	attrs := []slog.Attr{slog.String("port", found.path)}
	if usb := found.usb.String(); usb != "" {
		attrs = append(attrs, slog.String("usb", usb))
	}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	w.log.LogAttrs(context.Background(), level, message, attrs...)
}

// cannotOpen logs why, once for each sort of failure in a row. At a start that is
// at once; after an unplug the second look decides, as a device that is being set
// up may be there before its permissions are.
func (w *watch) cannotOpen(found device, err error) {
	sort, advice := unopenable, ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		sort = absent
	case taken(err):
		sort = inUse
	case errors.Is(err, fs.ErrPermission):
		sort, advice = forbidden, permissionAdvice(found.path)
	}
	if sort != w.told && (sort == w.failed || w.state == "") {
		w.told = sort
		attrs := []any{"port", found.path, "error", err}
		if advice != "" {
			attrs = append(attrs, "advice", advice)
		}
		w.log.Warn("scanner cannot be opened, trying on", attrs...)
	}
	w.failed = sort
	if w.become(kiosk.ScannerGone); sort == inUse {
		w.sharedWith(cmp.Or(Holder(found.path), "?"))
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
	if w.holder == program {
		return
	}
	if w.holder = program; program != "" {
		w.log.Warn("another program has the scanner's port open", "program", program)
	}
	w.sink.Shared(program)
}

func (w *watch) become(state kiosk.ScannerState) {
	if w.state != state {
		w.state = state
		w.sink.State(state)
	}
}

func (w *watch) deliver(f frame) {
	if f.end == marked {
		w.sink.Code(kiosk.NewPayCode(f.text))
		return
	}
	w.sink.Unended(kiosk.NewPayCode(f.text), f.end == missing)
}

// read delivers frames until ctx ends or the device is gone, and tells whether
// the device sent anything. A frame cut off by that is dropped.
func (w *watch) read(ctx context.Context, port io.Reader, path string) (heard bool, err error) {
	var frames framer
	buf := make([]byte, readBytesMax)
	early, flooded := 0, false
	for ctx.Err() == nil {
		w.lookForHolder(time.Now(), path)
		asked := time.Now()
		n, err := port.Read(buf)
		now := time.Now()
		for _, f := range frames.feed(now, buf[:n]) {
			w.deliver(f)
			if f.tooLong && !flooded {
				flooded = true // once an opening
				w.log.Warn("scanner sends more than a code can be; is the baud rate right?", "bytes_max", kiosk.PayCodeBytesMax)
			}
		}
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			return heard, fmt.Errorf("read scanner: %w", err)
		case n > 0:
			heard, early = true, 0
		case now.Sub(asked) < earlyRead:
			if early++; early == earlyReadsMax {
				return heard, errHungUp
			}
		default: // waited in vain: tarm/serial says so by 0, EOF, Windows by 0, nil
			early = 0
			for _, f := range frames.idle(now) {
				w.deliver(f)
			}
		}
	}
	return heard, nil
}
