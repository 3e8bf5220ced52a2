package printer

import (
	"context"
	"errors"
	"os"
	"time"

	"facepay/device/serial"
	"facepay/kiosk"
)

// outcome of one try to print a paper.
type outcome struct {
	state kiosk.PrintState // PrintWaiting when no byte of it left
	fault kiosk.PrintersFault
	low   bool
	err   error // for the log
}

// writeMax is the time for a job's bytes, besides that of a serial line: printers stop
// taking them while they print.
const writeMax = 20 * time.Second

var (
	// markerMax is the time for the answer to GS r 1, which comes after the paper, and
	// markerShort that for a printer which did not know the question before.
	markerMax   = 8 * time.Second
	markerShort = 300 * time.Millisecond
	// resetMax is the time in which a printer in the network that goes too soon is heard.
	resetMax = 300 * time.Millisecond
)

// try is one printer's answer to tries; it belongs to one goroutine.
type try struct {
	cfg      Config
	finder   *serial.Finder // nil: the name alone is looked for
	marker   bool           // this printer has answered GS r
	noMarker bool           // this printer tells its status, and does not know GS r
}

// open opens the way to the printer, under whatever name it is there now.
func (t *try) open(ctx context.Context) (way, error) {
	if t.finder == nil || kindOf(t.cfg.Port) != device {
		return dial(ctx, t.cfg)
	}
	found, err := t.finder.Find()
	if err != nil {
		return nil, err
	}
	c := t.cfg
	c.Port = found.Path
	w, err := dial(ctx, c)
	if err == nil {
		t.finder.Remember(found)
	}
	return w, err
}

// print tries to print data once. begin is called before the first byte of it leaves, and
// nothing leaves when it fails.
func (t *try) print(ctx context.Context, data []byte, begin func() error) outcome {
	w, err := t.open(ctx)
	if err != nil {
		return outcome{state: kiosk.PrintWaiting, fault: faultOf(err), err: err}
	}
	defer w.Close()
	before := askStatus(w)
	if before.fault != kiosk.PrinterFine {
		return outcome{state: kiosk.PrintWaiting, fault: before.fault, low: before.low}
	}
	if err := begin(); err != nil {
		return outcome{state: kiosk.PrintWaiting, fault: kiosk.PrinterNoRecord, err: err}
	}
	unknown := func(fault kiosk.PrintersFault, err error) outcome {
		return outcome{state: kiosk.PrintUnknown, fault: fault, low: before.low, err: err}
	}
	if err := t.write(w, data); err != nil {
		fault := kiosk.PrinterCutOff
		if errors.Is(err, os.ErrDeadlineExceeded) {
			fault = kiosk.PrinterSilent
		}
		return unknown(fault, err)
	}
	if !before.heard {
		if err := w.SetDeadline(time.Now().Add(t.flushMax(w))); err != nil {
			return unknown(kiosk.PrinterCutOff, err)
		}
		switch err := w.Flush(); {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return unknown(kiosk.PrinterSilent, err)
		case err != nil:
			return unknown(kiosk.PrinterCutOff, err)
		}
		return outcome{state: kiosk.PrintSent}
	}
	return t.confirm(w, unknown)
}

// flushMax is the time for what was written to leave.
func (t *try) flushMax(w way) time.Duration {
	if _, network := w.(tcpWay); network {
		return resetMax
	}
	return writeMax
}

// write writes a job within its time.
func (t *try) write(w way, data []byte) error {
	if err := w.SetDeadline(time.Now().Add(writeMax + t.cfg.wireTime(len(data)))); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// wireTime is the time that so many bytes take on a serial line; other ways need none.
func (c Config) wireTime(bytes int) time.Duration {
	if kindOf(c.Port) != device {
		return 0
	}
	return serial.WireTime(bytes, c.Baud)
}

// confirm asks a printer that tells its status what became of the job. Only the answer to
// GS r comes in its turn, after what was sent before was done.
func (t *try) confirm(w way, unknown func(kiosk.PrintersFault, error) outcome) outcome {
	wait := markerMax
	if t.noMarker {
		wait = markerShort
	}
	if err := w.SetDeadline(time.Now().Add(statusMax)); err != nil {
		return unknown(kiosk.PrinterCutOff, err)
	}
	if _, err := w.Write([]byte{0x1D, 'r', 1}); err != nil {
		return unknown(kiosk.PrinterCutOff, err)
	}
	_, done := hear(w, wait, isMarker)
	after := askStatus(w)
	switch {
	case after.fault != kiosk.PrinterFine:
		return unknown(after.fault, nil)
	case done && after.heard:
		t.marker, t.noMarker = true, false
		return outcome{state: kiosk.PrintPrinted, low: after.low}
	case !after.heard:
		return unknown(kiosk.PrinterSilent, nil)
	}
	t.noMarker = !t.marker // else this one paper took too long
	return outcome{state: kiosk.PrintSent, low: after.low}
}
