//go:build !windows

package awake

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// busEvery is the interval at which a bus that is not there, or no more, is tried.
const busEvery = 30 * time.Second

// Slept calls woke when the machine has slept, until ctx ends. Where nothing tells of
// it, it is never called.
func Slept(ctx context.Context, woke func()) { slept(ctx, dbus.SystemBusPrivate, busEvery, woke) }

func slept(ctx context.Context, open func(...dbus.ConnOption) (*dbus.Conn, error), every time.Duration, woke func()) {
	b := bus{open: open}
	defer b.close()
	for ctx.Err() == nil {
		if conn := b.get(); conn != nil {
			hear(ctx, conn, woke)
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
}

// hear listens until the connection or ctx ends (systemd, "org.freedesktop.login1").
func hear(ctx context.Context, conn *dbus.Conn, woke func()) {
	signals := make(chan *dbus.Signal, 4)
	conn.Signal(signals)
	const member = "PrepareForSleep"
	if conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface(loginManager), dbus.WithMatchMember(member), dbus.WithMatchObjectPath(loginPath)) != nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case s, ok := <-signals:
			if !ok {
				return
			}
			if s.Name != loginManager+"."+member || len(s.Body) != 1 {
				continue
			}
			if going, is := s.Body[0].(bool); is && !going {
				woke()
			}
		}
	}
}
