package scanner

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check looks whether the port is there and may be opened. It does not
// open it: a running till would lose what the scanner sends meanwhile. The bar
// has a light for the scanner, so there is no brief text but for another program.
func Check(port string) health.Check {
	return health.Check{Name: kiosk.CheckScanner, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		if port == "" {
			return health.One(health.OK(kiosk.CheckScanner, kiosk.T("check.found.scanner.none")))
		}
		err := portUsable(port)
		if err == nil {
			return health.One(SharedResult(port, Holder(port)))
		}
		f := kiosk.CheckResult{Check: kiosk.CheckScanner, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
		f.What, f.Todo = kiosk.T("check.found.scanner.gone", "port", port, "reason", health.Reason(err)), kiosk.T("check.todo.scanner.gone")
		if errors.Is(err, os.ErrPermission) {
			f.What, f.Todo = kiosk.T("check.found.scanner.denied", "port", port, "reason", health.Reason(err)), kiosk.T("check.todo.scanner.denied")
		}
		return health.One(f)
	}}
}

// SharedResult is the result of another program at the scanner's port, "" for none.
// Beside a running till that other program is the till.
func SharedResult(port, program string) kiosk.CheckResult {
	if program == "" || program == ownName() {
		return health.OK(kiosk.CheckScanner, kiosk.T("check.found.scanner.ok", "port", port))
	}
	return kiosk.CheckResult{
		Check: kiosk.CheckScanner, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine,
		Brief: kiosk.T("check.brief.scanner.shared", "program", program),
		What:  kiosk.T("check.found.scanner.shared", "port", port, "program", program),
		Todo:  kiosk.T("check.todo.scanner.shared", "program", program),
	}
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
