// Package face tells a face terminal (刷脸机) the amount of a sale and takes the payment
// code that it makes of a face, on one serial line.
package face

import (
	"context"
	"fmt"

	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Config is the [face] section.
type Config struct {
	// Port is the terminal's serial port, as a scanner's. Empty: no terminal has a line
	// of its own.
	Port string `toml:"port"`
	// Baud is the line's rate in bits a second, with 8 data bits, no parity and 1
	// stop bit.
	Baud int `toml:"baud"`
	// MaxAmount is the most in yuan that a face is charged, whichever device read it.
	MaxAmount string `toml:"max_amount"`
}

func Default() Config { return Config{Baud: 9600, MaxAmount: "5000.00"} }

// Limit is MaxAmount.
func (c Config) Limit() (kiosk.Fen, error) { return kiosk.ParseLimit(c.MaxAmount) }

func (c Config) Check() error {
	if err := serial.CheckBaud("face.baud", c.Baud); err != nil {
		return err
	}
	if _, err := c.Limit(); err != nil {
		return fmt.Errorf("face.max_amount: %w", err)
	}
	return nil
}

// Check looks at the terminal's port, and tells what usually fails at one that is there:
// nothing on its line does.
func Check(port string) health.Check {
	check := serial.Check(kiosk.CheckFace, port)
	look := check.Run
	check.Run = func(ctx context.Context) []kiosk.CheckResult {
		results := look(ctx)
		if port != "" {
			results = append(results, health.OK(kiosk.CheckFace, "face.usual"))
		}
		return results
	}
	return check
}
