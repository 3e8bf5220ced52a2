//go:build !windows

package serial

import (
	"github.com/tarm/serial"
)

// openPort opens a serial port by tarm/serial for this program alone, 8N1, whose
// reads end after ReadTimeout with 0, io.EOF.
func openPort(name string, baud int) (Port, error) {
	port, err := serial.OpenPort(&serial.Config{Name: name, Baud: baud, ReadTimeout: ReadTimeout})
	if err != nil {
		return nil, err // not a nil *serial.Port in the interface
	}
	return port, nil
}
