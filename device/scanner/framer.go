package scanner

import (
	"strings"
	"time"

	"facepay/kiosk"
)

const (
	// idleGap is the silence that ends a frame of a scanner that marks no ends.
	// Those leave 50 to 150 ms between frames; within one, even a slow line with a
	// converter that collects bytes for 16 ms stays far below. It is less than
	// serial.ReadTimeout, so that the first read that finds nothing ends the frame. A
	// line may pause for longer all the same, so the frame is told to be unended.
	idleGap = 80 * time.Millisecond

	// markGap is the silence after which a scanner that marks its ends will not mark
	// this one: it was unplugged in the middle, or bytes were lost. What came is told
	// then, and is not the beginning of the next frame.
	markGap = 2 * time.Second

	// unmarkedMax is the number of ends in a row that may stay unmarked before the
	// scanner is taken for one that marks none: somebody has set it up anew.
	unmarkedMax = 3
)

const (
	stx    = 0x02                     // begins a frame
	bounds = "\r\n\t\x00\x02\x03\x04" // end one or, being STX, start the next; NUL, STX, ETX, EOT
)

// frame is one reading of the scanner, without its bounds; never empty.
type frame struct {
	text string
	// tooLong: text is the first kiosk.PayCodeBytesMax bytes, the rest is dropped.
	tooLong bool
	end     end
}

type end string

const (
	marked  end = ""        // by the scanner's mark
	silence end = "silence" // the scanner has set no mark since it was opened
	missing end = "missing" // the scanner sets marks, and this time it did not
)

// framer cuts a scanner's bytes into frames. They end with CR, LF, CRLF, TAB,
// ETX, EOT or NUL, and may begin with STX, one so and the next otherwise. A
// silence ends them only as long as the scanner has set none of those marks.
// Bytes are taken as they are; whether they make a code is not decided here. It
// has no clock: the zero value is ready, every call is told the time.
type framer struct {
	held     []byte
	last     time.Time // of the newest byte
	dropping bool      // the rest of an over-long frame
	marks    bool      // the scanner sets marks
	unmarked int       // ends in a row that it did not mark
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
		case b == stx:
			frames = f.end(frames, f.unended())
		case strings.IndexByte(bounds, b) >= 0:
			if len(f.held) > 0 {
				f.marks, f.unmarked = true, 0
			}
			frames = f.end(frames, marked)
		case f.dropping:
		case len(f.held) == kiosk.PayCodeBytesMax:
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
	gap := idleGap
	if f.marks && !f.dropping {
		gap = markGap
	}
	if now.Sub(f.last) < gap || !f.within() {
		return nil
	}
	end := f.unended()
	if f.marks && !f.dropping {
		if f.unmarked++; f.unmarked == unmarkedMax {
			f.marks, f.unmarked = false, 0
		}
	}
	return f.end(nil, end)
}

// within reports whether a frame has begun and has not ended.
func (f *framer) within() bool { return len(f.held) > 0 || f.dropping }

// unended is the kind of a frame's end without its mark.
func (f *framer) unended() end {
	if f.marks {
		return missing
	}
	return silence
}

// end closes the frame under way. The second half of CRLF closes an empty one,
// which is none.
func (f *framer) end(frames []frame, by end) []frame {
	if len(f.held) > 0 {
		frames = append(frames, frame{text: string(f.held), end: by})
	}
	f.held, f.dropping = f.held[:0], false
	return frames
}
