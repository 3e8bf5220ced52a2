package serial

import (
	"cmp"
	"sync"
	"time"

	"facepay/kiosk"
)

// Status is the last state of a device, for whoever asks. The zero value is that of one
// of which nothing is known yet.
type Status struct {
	mu      sync.Mutex
	state   State
	since   time.Time
	at      Device
	why     failure // of the last look, "" where it could be opened
	trouble Trouble
}

// become notes a state, which began now, and the device that was opened or looked for.
func (s *Status) become(state State, at Device) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.since, s.at = state, time.Now(), at
}

// looked notes what came of a look for the device.
func (s *Status) looked(why failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.why = why
}

// troubled notes what is wrong at the port.
func (s *Status) troubled(t Trouble) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = t
}

// Now is the state and since when it is so; "" before any was noted.
func (s *Status) Now() (State, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state, s.since
}

// Report is that of the device whose port is configured, "" for none.
func (s *Status) Report(d kiosk.Device, configured string) kiosk.DeviceReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := kiosk.DeviceReport{Device: d, State: kiosk.DeviceOff, Port: configured, Since: s.since}
	switch {
	case configured == "":
		return r
	case s.state == "":
		r.State = kiosk.DeviceUnknown
	case s.state == Gone:
		r.State = kiosk.DeviceGone
		switch s.why {
		case forbidden:
			r.Trouble = kiosk.T("device.trouble.forbidden")
		case unopenable:
			r.Trouble = kiosk.T("device.trouble.unopenable")
		}
	default:
		r.State, r.Port, r.Name = kiosk.DeviceReady, cmp.Or(s.at.Node, s.at.Path), s.at.Name
	}
	switch {
	case s.trouble.Program != "":
		r.Trouble = kiosk.T("device.trouble.shared", "program", s.trouble.Program)
	case s.trouble.Babbles:
		r.Trouble = kiosk.T("device.trouble.babbles")
	default:
		return r
	}
	if r.State == kiosk.DeviceReady {
		r.State = kiosk.DeviceTrouble
	}
	return r
}

// Shown adds to the report of a device that shows amounts the one that was sent last, ""
// for none, and why sending fails.
func Shown(r kiosk.DeviceReport, amount string, at time.Time, failed error) kiosk.DeviceReport {
	if r.LastAt = at; !at.IsZero() {
		r.Last = kiosk.T("device.last.cleared")
		if amount != "" {
			r.Last = kiosk.T("device.last.shown", "amount", amount)
		}
	}
	if failed != nil && r.State == kiosk.DeviceReady {
		r.State, r.Trouble = kiosk.DeviceTrouble, kiosk.T("device.trouble.silent")
	}
	return r
}

// Heard adds to a report the last four of the code that came last, if one did.
func Heard(r kiosk.DeviceReport, tail string, at time.Time) kiosk.DeviceReport {
	if !at.IsZero() && !at.Before(r.LastAt) {
		r.Last, r.LastAt = kiosk.T("device.last.code", "tail", tail), at
	}
	return r
}
