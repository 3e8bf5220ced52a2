package desktop

import (
	"io"
	"os"
)

// quietly runs f with nothing going to standard error: what the window library
// prints there itself is told in one line, by whoever calls it. What f writes to
// printed is printed.
func quietly(_ bool, f func(printed io.Writer)) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		f(os.Stderr)
		return
	}
	defer null.Close()
	before := os.Stderr
	os.Stderr = null
	defer func() { os.Stderr = before }()
	f(before)
}
