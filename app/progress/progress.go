// Package progress shows on a terminal how far long work has come.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

const (
	// drawEvery is the shortest interval at which a line is drawn anew: the eye reads no faster.
	drawEvery = 100 * time.Millisecond
	// estimateAfter is the work behind an estimate of the rest; before it that would jump.
	estimateAfter = time.Second
	// columnsDefault is the width of a terminal that does not tell its own.
	columnsDefault = 80
)

// Bar is one line about one piece of work, drawn over itself. It is safe for concurrent use.
// A nil Bar shows nothing.
type Bar struct {
	out  io.Writer
	what string
	now  func() time.Time
	wide func() int // columns

	mu          sync.Mutex // guards all below
	began, last time.Time
	drawn       int // columns that have to be cleared
	ended       bool
}

// On is a Bar on stderr where that is a terminal, and nil where it is not, so that a log
// or a script finds nothing of it.
func On(stderr io.Writer, what string) *Bar {
	if !IsTerminal(stderr) {
		return nil
	}
	return &Bar{out: stderr, what: what, now: time.Now, wide: func() int {
		columns, _, err := term.GetSize(int(stderr.(*os.File).Fd()))
		if err != nil || columns < 1 {
			return columnsDefault
		}
		return columns
	}}
}

// Around is w, before each text on which the line is taken away where w is a terminal too.
func (b *Bar) Around(w io.Writer) io.Writer {
	if b == nil || !IsTerminal(w) {
		return w
	}
	return around{b, w}
}

type around struct {
	bar *Bar
	w   io.Writer
}

func (a around) Write(text []byte) (int, error) {
	a.bar.mu.Lock()
	defer a.bar.mu.Unlock()
	a.bar.clear()
	return a.w.Write(text)
}

// IsTerminal reports whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// Show tells that done of total are behind; total may grow meanwhile, and is 0 as long as
// nobody knows it.
func (b *Bar) Show(done, total int64) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if b.began.IsZero() || done == 0 {
		b.began = now // the next part of a work begins at 0 again
	}
	if b.ended || b.drawn > 0 && now.Sub(b.last) < drawEvery && done < total {
		return
	}
	b.last = now
	line := Line(b.what, done, total, now.Sub(b.began))
	if most := b.wide() - 1; len(line) > most { // a line that wraps cannot be drawn over
		line = line[:max(most, 0)]
	}
	fmt.Fprintf(b.out, "\r%s%s", line, strings.Repeat(" ", max(b.drawn-len(line), 0)))
	b.drawn = len(line)
}

func (b *Bar) clear() {
	if b.drawn > 0 {
		fmt.Fprintf(b.out, "\r%s\r", strings.Repeat(" ", b.drawn))
		b.drawn = 0
	}
}

// End takes the line away for good. What is shown afterwards is not drawn.
func (b *Bar) End() {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	b.ended = true
}

// Line is the text of a work that has come so far after so long: its part of the whole and
// the rest in time.
func Line(what string, done, total int64, after time.Duration) string {
	if total <= 0 {
		return fmt.Sprintf("%s: %d", what, done)
	}
	done = min(max(done, 0), total)
	line := fmt.Sprintf("%s: %3d%%  %d of %d", what, percent(done, total), done, total)
	if rest, known := Rest(done, total, after); known {
		line += ", about " + rest.String() + " left"
	}
	return line
}

// percent rounds down: the whole is there only at the end.
func percent(done, total int64) int64 { return int64(float64(done) / float64(total) * 100) }

// Rest estimates the time to the end from the pace so far, in whole seconds. It is not known
// in the first second, and there is none at the end.
func Rest(done, total int64, after time.Duration) (rest time.Duration, known bool) {
	if after < estimateAfter || done <= 0 || done >= total {
		return 0, false
	}
	left := float64(after) / float64(done) * float64(total-done)
	return max(time.Duration(left).Round(time.Second), time.Second), true
}
