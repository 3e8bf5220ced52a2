package pole

import (
	"context"
	"io"
	"log/slog"
	"time"

	"facepay/device/serial"
	"facepay/kiosk"
)

// Display is a price display. No method but Run and Test waits for it: it holds no sale.
type Display struct {
	cfg    Config
	log    *slog.Logger
	line   *serial.Newest[Showing]
	status serial.Status
}

// New makes a display that shows nothing before Run.
func New(cfg Config, log *slog.Logger) *Display {
	d := Dialect(cfg.Dialect)
	return &Display{cfg: cfg, log: log, line: serial.NewNewest("pole", cfg.Baud, d.Begin(), d.Frame, nil, log)}
}

// Show has the display show what the screens show. It never blocks.
func (d *Display) Show(v *kiosk.View) { d.line.Set(Of(v)) }

// Run keeps the display until ctx ends, through its coming and going. Without a port it
// returns at once. shared is told the other program at its port, "" for none any more.
func (d *Display) Run(ctx context.Context, shared func(program string)) {
	if d.cfg.Port != "" {
		d.watch(shared).Run(ctx)
	}
}

func (d *Display) watch(shared func(program string)) serial.Watch {
	return serial.Watch{
		Name: "pole", Port: d.cfg.Port, Baud: d.cfg.Baud, Log: d.log,
		Begin:  func(port io.Writer) serial.Session { return mute(d.line.Begin(port)) },
		State:  d.status.Become,
		Shared: shared,
	}
}

// mute is a session with a display, which says nothing.
type mute func()

func (mute) Heard(time.Time, []byte) {}
func (mute) Quiet(time.Time)         {}
func (end mute) End()                { end() }
