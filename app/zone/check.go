package zone

import (
	"context"
	"runtime"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// beijing is the offset from UTC of the gateways' clocks and of all shops of China.
const beijing = 8 * time.Hour

// Check tells by which time zone the till goes. It is quick, so a till tells by
// itself of one that could not be read. chinese is whether the till speaks Chinese,
// as shops of China do.
func Check(z Zone, chinese bool) health.Check {
	return health.Check{Name: kiosk.CheckZone, Run: func(context.Context) []kiosk.CheckResult {
		return health.One(result(z, chinese, time.Now()))
	}}
}

func result(z Zone, chinese bool, now time.Time) kiosk.CheckResult {
	now = now.In(z.Location)
	args := []string{"name", z.name(), "offset", now.Format("-07:00")}
	f := kiosk.CheckResult{Check: kiosk.CheckZone, Todo: kiosk.T("check.todo.zone")}
	if runtime.GOOS == "windows" {
		f.Todo = kiosk.T("check.todo.zone.windows")
	}
	switch _, offset := now.Zone(); {
	case z.Err != nil:
		f.Health, f.Cause = kiosk.HealthFailed, kiosk.CauseMachine
		f.What, f.Brief = kiosk.T("check.found.zone.unreadable", "reason", kiosk.Trim(z.Err.Error())), kiosk.T("check.brief.zone.unreadable")
	case chinese && time.Duration(offset)*time.Second != beijing:
		f.Health, f.What = kiosk.HealthWarning, kiosk.T("check.found.zone.elsewhere", args...)
	default:
		return health.OK(kiosk.CheckZone, "zone.ok", args...)
	}
	return f
}

// name is a zone's name for people. One that was read from a file without a
// name has only its letters, such as CST.
func (z Zone) name() string {
	if name := z.Location.String(); name != "Local" {
		return name
	}
	letters, _ := time.Now().In(z.Location).Zone()
	return letters
}
