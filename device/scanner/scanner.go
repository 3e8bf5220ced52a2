// Package scanner reads a payment code scanner, or a face terminal that sends
// codes as one does, on a serial line, and finds it again when it was unplugged.
package scanner

import (
	"context"
	"io"
	"log/slog"
	"time"

	"facepay/device/serial"
	"facepay/kiosk"
)

// Sink receives what the scanner does. All are called from Run's goroutine, one
// at a time; while one of them blocks, nothing is read.
type Sink struct {
	// Code is one frame. One longer than kiosk.PayCodeBytesMax is cut there, which no
	// payment code reaches, so it is refused as too long.
	Code func(kiosk.PayCode)
	// Unended is a frame whose end the scanner did not mark, so that more of it may
	// follow; missing tells that it does mark its ends.
	Unended func(code kiosk.PayCode, missing bool)
	// Trouble is told what is wrong at the port whenever that changes.
	Trouble func(serial.Trouble)
	// State is called when the state changes, first when Run knows it.
	State func(kiosk.ScannerState)
	// Status is kept for whoever asks; nil: nobody does.
	Status *serial.Status
}

// Run reads the scanner until ctx ends, then returns nil, within serial.ReadTimeout. It
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
	cfg.watch(sink, slog.Default()).Run(ctx)
	return nil
}

// Session is the work with a device that sends codes as scanners do.
type Session interface {
	serial.Session
	// Within reports whether a frame has begun and has not ended.
	Within() bool
}

// NewSession delivers to sink what a device sends that sends codes as scanners do, from
// its opening to its loss.
func NewSession(sink Sink, log *slog.Logger) Session { return &reading{sink: sink, log: log} }

// watch is the scanner on its line.
func (c Config) watch(sink Sink, log *slog.Logger) serial.Watch {
	return serial.Watch{
		Name: "scanner", Port: c.Port, Baud: c.Baud, Log: log,
		Begin:   func(io.Writer) serial.Session { return NewSession(sink, log) },
		State:   func(s serial.State) { sink.State(states[s]) },
		Trouble: sink.Trouble,
		Status:  sink.Status,
	}
}

var states = map[serial.State]kiosk.ScannerState{serial.Ready: kiosk.ScannerReady, serial.Gone: kiosk.ScannerGone}

// reading delivers a scanner's frames from its opening to its loss. A frame cut off
// by that is dropped.
type reading struct {
	sink    Sink
	log     *slog.Logger
	frames  framer
	flooded bool
}

func (r *reading) Heard(now time.Time, bytes []byte) {
	for _, f := range r.frames.feed(now, bytes) {
		r.deliver(f)
		if f.tooLong && !r.flooded {
			r.flooded = true // once an opening
			r.log.Warn("scanner sends more than a code can be; is the baud rate right?", "bytes_max", kiosk.PayCodeBytesMax)
		}
	}
}

func (r *reading) Quiet(now time.Time) {
	for _, f := range r.frames.idle(now) {
		r.deliver(f)
	}
}

func (r *reading) End() {}

func (r *reading) Within() bool { return r.frames.within() }

func (r *reading) deliver(f frame) {
	if f.end == marked {
		r.sink.Code(kiosk.NewPayCode(f.text))
		return
	}
	r.sink.Unended(kiosk.NewPayCode(f.text), f.end == missing)
}
