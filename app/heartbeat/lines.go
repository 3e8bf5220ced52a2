package heartbeat

import "bytes"

// LineWriter takes what a program writes a line at a time. Of a longer line than Max
// bytes it keeps the beginning.
type LineWriter struct {
	Max  int
	Take func(line string)

	line []byte // the one that has not ended yet
}

// Write never fails.
func (w *LineWriter) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		piece, after, ended := bytes.Cut(rest, []byte("\n"))
		w.line = append(w.line, piece[:min(len(piece), w.Max-len(w.line))]...)
		if ended {
			w.Take(string(w.line))
			w.line = w.line[:0]
		}
		rest = after
	}
	return len(p), nil
}

// Rest is the line that has not ended yet.
func (w *LineWriter) Rest() string { return string(w.line) }
