package printer

import (
	"time"

	"facepay/kiosk"
)

// Status of a printer, as DLE EOT 1 to 4 tell it.
type status struct {
	heard bool // it answers at all
	fault kiosk.PrintersFault
	low   bool // the roll is near its end
}

// statusMax is the time for one answer. It comes at once from a printer that has one,
// and takes a serial line's time.
var statusMax = 500 * time.Millisecond

const (
	// drainMax is the time in which what a printer said before is heard and forgotten.
	drainMax = 30 * time.Millisecond
	// heardMax bounds the bytes among which an answer is looked for: more is babble.
	heardMax = 512
)

// isStatus reports whether b can be an answer to DLE EOT: its fixed bits are 0xx1xx10.
func isStatus(b byte) bool { return b&0b1001_0011 == 0b0001_0010 }

// isMarker reports whether b can be the answer to GS r 1: its fixed bits are 0xx0xxxx.
func isMarker(b byte) bool { return b&0b1001_0000 == 0 }

// hear reads until a byte that fits, for at most the time.
func hear(w way, most time.Duration, fits func(byte) bool) (byte, bool) {
	if w.SetDeadline(time.Now().Add(most)) != nil {
		return 0, false
	}
	var buf [64]byte
	for heard := 0; heard < heardMax; {
		n, err := w.Read(buf[:])
		heard += n
		for _, b := range buf[:n] {
			if fits(b) {
				return b, true
			}
		}
		if err != nil || n == 0 {
			return 0, false
		}
	}
	return 0, false
}

// askStatus asks for all four, one after another, so that each answer is known to be to its
// question. A printer that does not answer the first one is asked no more.
func askStatus(w way) (s status) {
	if w.Mute() {
		return s
	}
	babbles := false
	hear(w, drainMax, func(byte) bool { babbles = true; return false })
	if babbles {
		// What came unasked may go on coming, and must not be taken for an answer.
		if _, still := hear(w, drainMax, func(byte) bool { return true }); still {
			return s
		}
	}
	for n := byte(1); n <= 4; n++ {
		if w.SetDeadline(time.Now().Add(statusMax)) != nil {
			return s
		}
		if _, err := w.Write([]byte{0x10, 0x04, n}); err != nil {
			return s
		}
		b, ok := hear(w, statusMax, isStatus)
		if !ok {
			return s
		}
		s.heard = true
		s.take(n, b)
	}
	return s
}

// take reads the answer to one question. What is told first is what a person mends first.
func (s *status) take(n, b byte) {
	is := func(bits byte, fault kiosk.PrintersFault) {
		if b&bits != 0 && (s.fault == kiosk.PrinterFine || s.fault == kiosk.PrinterError) {
			s.fault = fault
		}
	}
	switch n {
	case 1:
		is(0b0000_1000, kiosk.PrinterError) // off line: the next answers say why
	case 2:
		is(0b0000_0100, kiosk.PrinterCover)
		is(0b0010_0000, kiosk.PrinterPaper)
		is(0b0100_0000, kiosk.PrinterError)
	case 3:
		is(0b0010_1000, kiosk.PrinterError)
	case 4:
		is(0b0110_0000, kiosk.PrinterPaper)
		s.low = b&0b0000_1100 != 0
	}
}
