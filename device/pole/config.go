package pole

import (
	"fmt"
	"slices"

	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Config is the [pole] section.
type Config struct {
	// Port is the display's serial port, as a scanner's. Empty: there is no display.
	Port string `toml:"port"`
	// Baud is the line's rate in bits a second, with 8 data bits, no parity and 1
	// stop bit.
	Baud int `toml:"baud"`
	// Dialect is the display's command set: "led8" or "cd5220".
	Dialect string `toml:"dialect"`
}

func Default() Config { return Config{Baud: 2400, Dialect: string(LED8)} }

func (c Config) Check() error {
	if err := serial.CheckBaud("pole.baud", c.Baud); err != nil {
		return err
	}
	if !slices.Contains(Dialects(), c.Dialect) {
		return fmt.Errorf("pole.dialect: %q is not one of led8, cd5220", c.Dialect)
	}
	return nil
}

// Check looks at the display's port.
func Check(port string) health.Check { return serial.Check(kiosk.CheckPole, port) }
