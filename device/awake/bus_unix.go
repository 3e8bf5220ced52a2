//go:build !windows

package awake

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/godbus/dbus/v5"
)

// The name and the reason that a desktop may show of whoever keeps it awake.
const applicationName, reason = "facepay", "the till is open"

// bus is a connection to a message bus that is opened anew when it is gone.
type bus struct {
	open func(opts ...dbus.ConnOption) (*dbus.Conn, error)
	conn *dbus.Conn
}

// get is the connection, nil where there is no such bus now.
func (b *bus) get() *dbus.Conn {
	if b.conn != nil && b.conn.Connected() {
		return b.conn
	}
	b.close()
	ctx, cancel := context.WithCancel(context.Background())
	conn, err := b.open(dbus.WithContext(ctx))
	if err != nil {
		cancel()
		return nil
	}
	defer time.AfterFunc(askMax, cancel).Stop() // a bus that hangs is none
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		_ = conn.Close()
		return nil
	}
	b.conn = conn
	return conn
}

func (b *bus) close() {
	if b.conn != nil {
		_ = b.conn.Close() // it is gone
	}
	b.conn = nil
}

// owner is the connection that has a name on the bus, "" for none.
func owner(ctx context.Context, conn *dbus.Conn, name string) (who string) {
	_ = conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", dbus.FlagNoAutoStart, name).Store(&who)
	return who
}

// desktop keeps the session's desktop from blanking the screen and locking it
// (freedesktop.org, "Idle Inhibition Service"). The desktop ends that when the
// connection does.
type desktop struct {
	bus
	by string // who was asked
}

func (*desktop) name() string { return "org.freedesktop.ScreenSaver" }

func (d *desktop) keep(ctx context.Context, awake bool) error {
	if !awake {
		d.close()
		d.by = ""
		return nil
	}
	if d.open == nil {
		d.open = dbus.SessionBusPrivateNoAutoStartup
	}
	before := d.conn
	conn := d.get()
	if conn != before {
		d.by = ""
	}
	if conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	now := owner(ctx, conn, d.name())
	if now == d.by {
		return nil
	}
	d.by = ""
	if now == "" {
		return nil
	}
	call := conn.Object(d.name(), "/org/freedesktop/ScreenSaver").CallWithContext(ctx, d.name()+".Inhibit", dbus.FlagNoAutoStart, applicationName, reason)
	if call.Err != nil {
		return fmt.Errorf("inhibit blanking: %w", call.Err)
	}
	d.by = now
	return nil
}

// logind keeps the machine from sleeping when nobody touches it, and on a locked till by
// its own keys (systemd, "Inhibitor Locks"). That ends with the file.
type logind struct {
	bus
	locked bool
	by     string // who was asked
	file   *os.File
}

const (
	loginName    = "org.freedesktop.login1"
	loginManager = "org.freedesktop.login1.Manager"
	loginPath    = dbus.ObjectPath("/org/freedesktop/login1")
)

func (*logind) name() string { return loginName }

func (l *logind) keep(ctx context.Context, awake bool) error {
	if !awake {
		l.release()
		l.close()
		return nil
	}
	if l.open == nil {
		l.open = dbus.SystemBusPrivate
	}
	conn := l.get()
	if conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	now := owner(ctx, conn, loginName)
	if now == l.by {
		return nil
	}
	l.release()
	if now == "" {
		return nil
	}
	what := "idle"
	if l.locked {
		what += ":handle-power-key:handle-suspend-key:handle-hibernate-key:handle-lid-switch"
	}
	var file dbus.UnixFD
	if err := conn.Object(loginName, loginPath).CallWithContext(ctx, loginManager+".Inhibit", dbus.FlagNoAutoStart, what, applicationName, reason, "block").Store(&file); err != nil {
		return fmt.Errorf("inhibit sleep: %w", err)
	}
	l.by, l.file = now, os.NewFile(uintptr(file), "inhibitor")
	return nil
}

func (l *logind) release() {
	if l.file != nil {
		_ = l.file.Close()
	}
	l.by, l.file = "", nil
}
