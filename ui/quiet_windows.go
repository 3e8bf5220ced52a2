package ui

import "os"

// quietly runs f with nothing going to standard error: what the window library
// prints there itself is told in one line, by whoever calls it.
func quietly(f func()) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		f()
		return
	}
	defer null.Close()
	before := os.Stderr
	os.Stderr = null
	defer func() { os.Stderr = before }()
	f()
}
