package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/zone"
)

// machineZone is the time zone of this machine, looked for once.
var machineZone = sync.OnceValue(zone.Find)

// beijing is how far the gateways' clocks, and all shops of China, are from UTC.
const beijing = 8 * time.Hour

// zoneLook tells by which time zone the till goes. It is quick, so a till tells
// by itself of one that could not be read.
func zoneLook(z zone.Zone, language string) health.Check {
	return health.Check{Name: kiosk.CheckZone, Run: func(context.Context) []kiosk.CheckResult {
		return one(zoneFinding(z, language, time.Now()))
	}}
}

func zoneFinding(z zone.Zone, language string, now time.Time) kiosk.CheckResult {
	now = now.In(z.Location)
	args := []string{"name", zoneName(z), "offset", now.Format("-07:00")}
	f := kiosk.CheckResult{Check: kiosk.CheckZone, Todo: kiosk.T("check.todo.zone")}
	if runtime.GOOS == "windows" {
		f.Todo = kiosk.T("check.todo.zone.windows")
	}
	switch _, offset := now.Zone(); {
	case z.Err != nil:
		f.Health, f.Cause = kiosk.HealthFailed, kiosk.CauseMachine
		f.What, f.Brief = kiosk.T("check.found.zone.unreadable", "reason", kiosk.Trim(z.Err.Error())), kiosk.T("check.brief.zone.unreadable")
	case language == defaultLanguage && time.Duration(offset)*time.Second != beijing:
		f.Health, f.What = kiosk.HealthWarning, kiosk.T("check.found.zone.elsewhere", args...)
	default:
		return well(kiosk.CheckZone, kiosk.T("check.found.zone.ok", args...))
	}
	return f
}

// zoneName is a zone's name for people. One that was read from a file without a
// name has only its letters, such as CST.
func zoneName(z zone.Zone) string {
	if name := z.Location.String(); name != "Local" {
		return name
	}
	letters, _ := time.Now().In(z.Location).Zone()
	return letters
}
