package scanner

import (
	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check looks whether the port is there and may be opened. The bar has a light for the
// scanner, so there is no brief text but for another program.
func Check(port string) health.Check { return serial.Check(kiosk.CheckScanner, port) }
