package pole

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Display is a price display. No method but Run and Test waits for it: it holds no sale.
type Display struct {
	cfg    Config
	log    *slog.Logger
	line   *serial.Newest[Showing]
	status serial.Status
	// testLamp is the constant, in tests longer.
	testLamp time.Duration

	mu   sync.Mutex
	view Showing
	test *Showing // in its place, while people look whether it works
}

// New makes a display that shows nothing before Run.
func New(cfg Config, log *slog.Logger) *Display {
	d := Dialect(cfg.Dialect)
	return &Display{cfg: cfg, log: log, testLamp: testLamp, line: serial.NewNewest("pole", cfg.Baud, d.Begin(), d.Frame, nil, log)}
}

// Show has the display show what the screens show. It never blocks.
func (d *Display) Show(v *kiosk.View) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s := Of(v); s != d.view {
		d.view, d.test = s, nil // a customer's amount is no test's
		d.line.Set(s)
	}
}

// Run keeps the display until ctx ends, through its coming and going. Without a port it
// returns at once. trouble is told what is wrong at its port.
func (d *Display) Run(ctx context.Context, trouble func(serial.Trouble)) {
	if d.cfg.Port != "" {
		d.watch(trouble).Run(ctx)
	}
}

func (d *Display) watch(trouble func(serial.Trouble)) serial.Watch {
	return serial.Watch{
		Name: "pole", Port: d.cfg.Port, Baud: d.cfg.Baud, Log: d.log,
		Begin:   func(port io.Writer) serial.Session { return mute(d.line.Begin(port)) },
		Trouble: trouble,
		Status:  &d.status,
	}
}

// mute is a session with a display, which says nothing.
type mute func()

func (mute) Heard(time.Time, []byte) {}
func (mute) Quiet(time.Time)         {}
func (end mute) End()                { end() }

const (
	testAmount = "8888.88" // most of the segments
	testLamp   = 800 * time.Millisecond
)

// Test shows 8888.88 under each lamp in turn and clears it, and tells what is known of
// the display. A customer's amount that comes meanwhile ends it. What is not saved in cfg
// cannot be tested, as the line is taken.
func (d *Display) Test(ctx context.Context, cfg Config) []kiosk.CheckResult {
	if cfg != d.cfg {
		return health.One(health.Warning(kiosk.CheckPole, "pole.unsaved"))
	}
	if r, away := d.status.Away(kiosk.CheckPole, d.cfg.Port); away {
		return health.One(r)
	}
	last, at, failed := d.line.Sent()
	_, since := d.status.Now()
	for _, lamp := range []Lamp{LampPrice, LampTotal, LampPaid, LampChange} {
		if !d.try(&Showing{lamp, testAmount}, lamp == LampPrice) {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(d.testLamp):
		}
	}
	d.try(nil, false)
	if failed != nil {
		return health.One(health.Failed(kiosk.CheckPole, kiosk.CauseMachine, "pole.silent", "port", d.cfg.Port, "reason", health.Reason(failed)))
	}
	word := last.Amount
	if word == "" {
		word = "–"
	}
	return health.One(health.OK(kiosk.CheckPole, "pole.tried", "port", d.cfg.Port, "since", serial.When(since), "last", word, "at", serial.When(at)))
}

// Report is the display's report.
func (d *Display) Report() kiosk.DeviceReport {
	r := d.status.Report(kiosk.DevicePole, d.cfg.Port)
	last, at, failed := d.line.Sent()
	return serial.Shown(r, last.Amount, at, failed)
}

// try puts a test's figures onto the display, nil takes them away. It reports false when
// a customer's amount has ended the test that began before.
func (d *Display) try(s *Showing, begins bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s != nil && d.test == nil && !begins {
		return false
	}
	d.test = s
	if s == nil {
		s = &d.view
	}
	d.line.Set(*s)
	return true
}
