package printer

import (
	"context"
	"strconv"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Left counts papers that a person has to see to.
type Left func(context.Context) (offered, unknown int, err error)

// Check looks whether the printer is there and what it says of itself. It prints nothing.
func Check(c Config, left Left) health.Check {
	return health.Check{Name: kiosk.CheckPrinter, Full: true, Run: func(ctx context.Context) []kiosk.CheckResult {
		if c.Port == "" {
			return nil
		}
		results := []kiosk.CheckResult{look(ctx, c)}
		if c.Logo != "" {
			if _, err := ReadLogo(c.Logo); err != nil {
				results = append(results, health.Warning(kiosk.CheckPrinter, "printer.logo", "file", c.Logo, "reason", health.Reason(err)))
			}
		}
		offered, unknown, err := left(ctx)
		switch {
		case err != nil:
			results = append(results, health.Warning(kiosk.CheckPrinter, "printer.queue", "reason", health.Reason(err)))
		case offered+unknown > 0:
			results = append(results, LeftResult(offered, unknown))
		}
		return results
	}}
}

// look opens the way to the printer and asks how it is.
func look(ctx context.Context, c Config) kiosk.CheckResult {
	w, err := dial(ctx, c)
	if err != nil {
		return Result(c.Port, Report{Fault: faultOf(err)})
	}
	defer w.Close()
	s := askStatus(w)
	if !s.heard {
		return health.OK(kiosk.CheckPrinter, "printer.mute", "port", c.Port)
	}
	return Result(c.Port, Report{Fault: s.fault, Low: s.low})
}

// states are the results of the faults.
var states = map[kiosk.PrintersFault]health.State{
	kiosk.PrinterAbsent:   {Name: "printer.absent"},
	kiosk.PrinterRefuses:  {Name: "printer.refuses"},
	kiosk.PrinterDenied:   {Name: "printer.denied"},
	kiosk.PrinterBusy:     {Name: "printer.busy"},
	kiosk.PrinterPaper:    {Name: "printer.paper"},
	kiosk.PrinterCover:    {Name: "printer.cover"},
	kiosk.PrinterError:    {Name: "printer.error"},
	kiosk.PrinterCutOff:   {Name: "printer.cut_off"},
	kiosk.PrinterSilent:   {Name: "printer.silent"},
	kiosk.PrinterNoRecord: {Name: "printer.no_queue"},
}

// Result tells people what is known of a printer.
func Result(port string, r Report) kiosk.CheckResult {
	if s, is := states[r.Fault]; is {
		s.Check, s.Health, s.Cause, s.Brief = kiosk.CheckPrinter, kiosk.HealthFailed, kiosk.CauseMachine, true
		return s.Result("port", port)
	}
	if r.Low {
		// Brief, so that it takes the place of a fault that has gone.
		s := health.State{Name: "printer.low", Check: kiosk.CheckPrinter, Health: kiosk.HealthWarning, Brief: true}
		return s.Result("port", port)
	}
	return health.OK(kiosk.CheckPrinter, "printer.ok", "port", port)
}

// LeftResult tells of papers that were not printed, or of which nobody knows.
func LeftResult(offered, unknown int) kiosk.CheckResult {
	s := health.State{Name: "printer.left", Check: kiosk.CheckPrinter, Health: kiosk.HealthWarning, Brief: true}
	return s.Result("offered", strconv.Itoa(offered), "unknown", strconv.Itoa(unknown))
}
