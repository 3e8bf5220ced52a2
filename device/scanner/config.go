package scanner

import (
	"facepay/device/serial"
)

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
	return serial.CheckBaud("scanner.baud", c.Baud)
}
