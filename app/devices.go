package app

import (
	"path/filepath"
	"sync"
	"time"

	"facepay/device/serial"
	"facepay/kiosk"
)

// Reporter is a device that tells of itself. Report returns at once, from any goroutine.
type Reporter interface {
	Report() kiosk.DeviceReport
}

// reporterFunc is a Reporter without a type of its own.
type reporterFunc func() kiosk.DeviceReport

func (f reporterFunc) Report() kiosk.DeviceReport { return f() }

// reporters are the devices of a till, in the order of kiosk.Devices.
func (a *App) reporters() []Reporter {
	c := a.setup.Config
	return []Reporter{
		&a.scans, a.pole,
		reporterFunc(func() kiosk.DeviceReport {
			if a.printer == nil {
				return untold(kiosk.DevicePrinter, c.Printer.Port, c.Printer.Port != "")
			}
			return a.printer.Report()
		}),
		a.face,
		reporterFunc(func() kiosk.DeviceReport {
			if a.voice == nil {
				return untold(kiosk.DeviceVoice, "", false)
			}
			return a.voice.Report()
		}),
		reporterFunc(func() kiosk.DeviceReport { return a.customer.report(a.window.CustomerScreen()) }),
		reporterFunc(func() kiosk.DeviceReport {
			if a.tablet == nil {
				return untold(kiosk.DeviceTablet, "", false)
			}
			return a.tablet.Report()
		}),
		&a.played,
	}
}

// deviceReports are those of all devices, as they are now.
func (a *App) deviceReports() []kiosk.DeviceReport {
	var all []kiosk.DeviceReport
	for _, d := range a.reporters() {
		all = append(all, d.Report())
	}
	return all
}

// untold is the report of a device that tells nothing of itself.
func untold(d kiosk.Device, port string, on bool) kiosk.DeviceReport {
	r := kiosk.DeviceReport{Device: d, Port: port, State: kiosk.DeviceUnknown}
	if !on {
		r.State = kiosk.DeviceOff
	}
	return r
}

// scans is the scanner: the one on a serial line, and whatever types its codes.
type scans struct {
	port   string
	status serial.Status

	mu   sync.Mutex
	tail string // the last four of the code that came last
	at   time.Time
}

// noted notes the scans on their way to next.
func (s *scans) noted(next func(kiosk.Event) bool) func(kiosk.Event) bool {
	return func(e kiosk.Event) bool {
		switch e := e.(type) {
		case kiosk.Scanned:
			s.note(e.Code, e.From)
		case kiosk.ScanUnended:
			s.note(e.Code, e.From)
		}
		return next(e)
	}
}

func (s *scans) note(c kiosk.PayCode, from kiosk.Reader) {
	if from == kiosk.ReaderFace {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tail, s.at = c.Tail(), time.Now()
}

// Report is the scanner's report. One that types is known by its scans alone.
func (s *scans) Report() kiosk.DeviceReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := serial.Heard(s.status.Report(kiosk.DeviceScanner, s.port), s.tail, s.at)
	if s.port == "" && !s.at.IsZero() {
		r.State = kiosk.DeviceReady
	}
	return r
}

// customerScreen is the amount that people saw last in the customer's window.
type customerScreen struct {
	mu     sync.Mutex
	amount string
	at     time.Time // zero: none yet
}

// seen is told each View that people see.
func (c *customerScreen) seen(v *kiosk.View) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.amount != v.Customer.Amount {
		c.amount, c.at = v.Customer.Amount, time.Now()
	}
}

// report adds the amount to the window's own report.
func (c *customerScreen) report(r kiosk.DeviceReport) kiosk.DeviceReport {
	if r.State == kiosk.DeviceOff {
		return r
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return serial.Shown(r, c.amount, c.at, nil)
}

// played is the shop's pictures: which there are, and which was seen last.
type played struct {
	mu     sync.Mutex
	count  int
	folder string
	since  time.Time // of the list; zero before there is one
	last   string
	at     time.Time
}

// changed notes what is to play from now on.
func (p *played) changed(list []kiosk.Advert) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count, p.since, p.folder = len(list), time.Now(), ""
	if len(list) > 0 {
		p.folder = filepath.Dir(list[0].File)
	}
}

// shown notes the picture that was seen last.
func (p *played) shown(a kiosk.Advert) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last, p.at = a.Name, time.Now()
}

// Report is the pictures' report.
func (p *played) Report() kiosk.DeviceReport {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := kiosk.DeviceReport{Device: kiosk.DeviceAdverts, State: kiosk.DeviceUnknown, Port: p.folder, Since: p.since, LastAt: p.at}
	switch {
	case p.since.IsZero():
	case p.count == 0:
		r.State = kiosk.DeviceOff
	default:
		r.State = kiosk.DeviceReady
	}
	if !p.at.IsZero() {
		r.Last = kiosk.T("device.last.picture", "name", p.last)
	}
	return r
}
