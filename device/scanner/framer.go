package scanner

import (
	"time"

	"facepay/kiosk"
)

// idleGap is the silence that ends a frame without a terminator. Scanners that
// send none leave 50 to 150 ms between frames; within one, even a slow line with
// a converter that collects bytes for 16 ms stays far below. It is less than
// readTimeout, so that the first read that finds nothing ends the frame.
const idleGap = 80 * time.Millisecond

// The bytes that bound frames.
const (
	nul = 0x00
	stx = 0x02
	etx = 0x03
	eot = 0x04
)

// frame is what the scanner read, without its bounds; never empty.
type frame struct {
	text string
	// tooLong: text is the first kiosk.CodeBytesMax bytes, the rest is dropped.
	tooLong bool
}

// framer cuts a scanner's bytes into frames. They end with CR, LF, CRLF, TAB,
// ETX, EOT, NUL or a silence, and may begin with STX, one so and the next
// otherwise. Bytes are taken as they are; whether they make a code is not decided
// here. It has no clock: the zero value is ready, every call is told the time.
type framer struct {
	held     []byte
	last     time.Time // when the newest byte came
	dropping bool      // the rest of an over-long frame
}

// feed takes bytes that came at now and returns the frames that they complete.
// Chunks may be cut anywhere. A late chunk does not end a frame, only idle does:
// when the reader was held up, what lies ready may have come in time.
func (f *framer) feed(now time.Time, chunk []byte) []frame {
	var frames []frame
	if len(chunk) > 0 {
		f.last = now
	}
	for _, b := range chunk {
		switch {
		case isBound(b):
			frames = f.end(frames)
		case f.dropping:
		case len(f.held) == kiosk.CodeBytesMax:
			// Told at once, as its end may never come.
			frames = append(frames, frame{text: string(f.held), tooLong: true})
			f.held, f.dropping = f.held[:0], true
		default:
			f.held = append(f.held, b)
		}
	}
	return frames
}

// idle is called when nothing has come up to now; it returns the frame that
// the silence completes, if any.
func (f *framer) idle(now time.Time) []frame {
	if now.Sub(f.last) < idleGap {
		return nil
	}
	return f.end(nil)
}

// end closes the frame under way. The second half of CRLF closes an empty one,
// which is none.
func (f *framer) end(frames []frame) []frame {
	if len(f.held) > 0 {
		frames = append(frames, frame{text: string(f.held)})
	}
	f.held, f.dropping = f.held[:0], false
	return frames
}

// isBound reports whether b ends a frame or, being STX, starts the next.
func isBound(b byte) bool {
	switch b {
	case '\r', '\n', '\t', nul, stx, etx, eot:
		return true
	}
	return false
}
