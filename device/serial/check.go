package serial

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check looks whether a device's port is there and may be opened. It does not open it:
// a running till would lose what the device sends meanwhile. Its texts are those of the
// catalogues that are named as the check is.
func Check(c kiosk.Check, port string) health.Check {
	return health.Check{Name: c, Full: true, Run: func(context.Context) []kiosk.CheckResult { return health.One(Result(c, port)) }}
}

// Result is that of Check.
func Result(c kiosk.Check, port string) kiosk.CheckResult {
	if port == "" {
		return health.OK(c, string(c)+".none")
	}
	err := usable(port)
	if err == nil {
		return TroubleResult(c, port, Trouble{Program: Holder(port)})
	}
	name := string(c) + ".gone"
	if errors.Is(err, os.ErrPermission) {
		name = string(c) + ".denied"
	}
	return health.Failed(c, kiosk.CauseMachine, name, "port", port, "reason", health.Reason(err))
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

// Away is the result of a device of a running till that is not open: what is wrong with
// its port, or that it was gone at the last look.
func (s *Status) Away(c kiosk.Check, port string) (r kiosk.CheckResult, away bool) {
	state, since := s.Now()
	if port == "" || state == Ready {
		return health.OK(c, string(c)+".none"), port == ""
	}
	if r = Result(c, port); r.Health == kiosk.HealthOK {
		r = health.Failed(c, kiosk.CauseMachine, string(c)+".away", "port", port, "since", When(since))
	}
	return r, true
}

// When is a time as people read it; "–" before there is one.
func When(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return at.Format(time.DateTime)
}
