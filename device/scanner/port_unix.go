//go:build !windows

package scanner

import (
	"io"

	"github.com/tarm/serial"
)

// openPort opens a serial port by tarm/serial for this program alone, 8N1, whose
// reads end after readTimeout with 0, io.EOF.
func openPort(name string, baud int) (io.ReadCloser, error) {
	port, err := serial.OpenPort(&serial.Config{Name: name, Baud: baud, ReadTimeout: readTimeout})
	if err != nil {
		return nil, err // not a nil *serial.Port in the interface
	}
	return port, nil
}
