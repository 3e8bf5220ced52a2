package scanner

import (
	"fmt"
	"slices"
)

// Bauds are the rates that scanners offer and every system can set.
var Bauds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200}

// Config is the [scanner] section.
type Config struct {
	// Port is the scanner's serial port: /dev/serial/by-id/…, /dev/ttyUSB0, COM3.
	// Empty means that there is no serial scanner; one that poses as a keyboard needs
	// no entry.
	Port string `toml:"port"`
	// Baud is the line's rate in bits a second, with 8 data bits, no parity and 1
	// stop bit.
	Baud int `toml:"baud"`
}

func Default() Config { return Config{Baud: 9600} }

func (c Config) Check() error {
	if !slices.Contains(Bauds, c.Baud) {
		return fmt.Errorf("scanner.baud: %d is none of the usual rates %v", c.Baud, Bauds)
	}
	return nil
}
