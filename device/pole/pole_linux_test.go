package pole

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/device/pole/poletest"
	"facepay/device/serial"
	"facepay/device/serial/faulttest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// counter is a display on a pty, and what the till has to do with it.
type counter struct {
	*poletest.Counter
	*Display
	watch serial.Watch
}

func newCounter(t testing.TB, u *serialtest.USBTree, dialect Dialect) *counter {
	c := &counter{Counter: poletest.NewCounter(t, u, dialect == CD5220)}
	cfg := Default()
	cfg.Port, cfg.Dialect = faulttest.Port(u), string(dialect)
	c.Display = New(cfg, slog.New(slog.DiscardHandler))
	c.watch = c.Display.watch(func(serial.Trouble) {})
	c.watch.Ports, c.watch.Look = serial.PortsIn(u.Dev, u.Sys), 5*time.Millisecond
	return c
}

func (c *counter) show(amount string) {
	c.Show(&kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerQR, Amount: amount}})
}

func TestDisplay_WhateverIsWrongWithIt(t *testing.T) {
	for _, dialect := range Dialects() {
		t.Run(dialect, func(t *testing.T) {
			faulttest.Run(t, func(t *testing.T, u *serialtest.USBTree) faulttest.Device {
				c := newCounter(t, u, Dialect(dialect))
				n := 0
				amount := func() string { return faulttest.Amount(n) }
				c.show(amount()) // before it is there
				return faulttest.Device{
					Watch: c.watch, Report: c.Report, Take: c.Take, Came: func() int { return 0 },
					Next:    func() { n++; c.show(amount()) },
					Stands:  func() { c.Stands(amount(), 0) },
					Opening: len(Dialect(dialect).Begin()) + len(Dialect(dialect).Frame(Showing{}, Showing{LampTotal, amount()})),
				}
			})
		})
	}
}

func TestDisplay_IsTestedFromSettings(t *testing.T) {
	c := newCounter(t, serialtest.NewUSBTree(t), LED8)
	serialtest.Keep(t, c.watch.Run)
	require.Eventually(t, func() bool { return c.Report().State == kiosk.DeviceGone }, patience, time.Millisecond)
	require.Equal(t, "check.found.pole.gone", c.Test(t.Context(), c.cfg)[0].What.ID)
	c.Connect(faulttest.PortName)
	c.show("3.21")
	c.Stands("3.21", '2')
	sent := func() bool { return c.Report().Last.Equal(kiosk.T("device.last.shown", "amount", "3.21")) }
	require.Eventually(t, sent, patience, time.Millisecond)
	require.Equal(t, "check.found.pole.unsaved", c.Test(t.Context(), Default())[0].What.ID)

	c.testLamp = patience // as long as it takes to be seen
	ctx, seen := context.WithCancel(t.Context())
	found := make(chan kiosk.CheckResult, 1)
	go func() { found <- c.Test(ctx, c.cfg)[0] }()
	c.Stands("8888.88", 0)
	seen()
	r := <-found
	require.Equal(t, "check.found.pole.tried", r.What.ID)
	require.Contains(t, r.What.Args, "3.21", "the last word")
	c.Stands("3.21", '2')
	require.Eventually(t, sent, patience, time.Millisecond)

	ctx, seen = context.WithCancel(t.Context())
	go func() { found <- c.Test(ctx, c.cfg)[0] }()
	c.Stands("8888.88", 0)
	c.show("7.00")
	c.Stands("7.00", '2')
	seen()
	<-found
	c.Stands("7.00", '2')
}

func TestDisplay_ShowsNoAmountOnceTheTillHasEnded(t *testing.T) {
	for _, dialect := range Dialects() {
		t.Run(dialect, func(t *testing.T) {
			c := newCounter(t, serialtest.NewUSBTree(t), Dialect(dialect))
			end := serialtest.Keep(t, c.watch.Run)
			c.Connect(faulttest.PortName)
			c.show("3.21")
			c.Stands("3.21", 0)
			end()
			c.Stands("", 0)
		})
	}
}
