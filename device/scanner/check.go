package scanner

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check looks whether the port is there and may be opened. It does not
// open it: a running till would lose what the scanner sends meanwhile. The bar
// has a light for the scanner, so there is no brief text but for another program.
func Check(port string) health.Check {
	return health.Check{Name: kiosk.CheckScanner, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		if port == "" {
			return health.One(health.OK(kiosk.CheckScanner, "scanner.none"))
		}
		err := serial.Usable(port)
		if err == nil {
			return health.One(SharedResult(port, serial.Holder(port)))
		}
		name := "scanner.gone"
		if errors.Is(err, os.ErrPermission) {
			name = "scanner.denied"
		}
		return health.One(health.Failed(kiosk.CheckScanner, kiosk.CauseMachine, name, "port", port, "reason", health.Reason(err)))
	}}
}

// SharedResult is the result of another program at the scanner's port, "" for none.
// Beside a running till that other program is the till.
func SharedResult(port, program string) kiosk.CheckResult {
	if program == "" || program == ownName() {
		return health.OK(kiosk.CheckScanner, "scanner.ok", "port", port)
	}
	r := health.Failed(kiosk.CheckScanner, kiosk.CauseMachine, "scanner.shared", "port", port, "program", program)
	r.Brief = kiosk.T("check.brief.scanner.shared", "program", program)
	return r
}

// ownName is the system's name of this program.
func ownName() string {
	own, err := os.Executable()
	if err != nil {
		return ""
	}
	const commMax = 15 // of Linux
	name := filepath.Base(own)
	return name[:min(len(name), commMax)]
}
