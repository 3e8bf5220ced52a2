//go:build !windows

package awake

import (
	"bufio"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/require"
)

// daemon is a message bus at a fixed address that can die and come back.
type daemon struct {
	t       *testing.T
	address string
	cmd     *exec.Cmd
}

func newDaemon(t *testing.T) *daemon {
	d := &daemon{t: t, address: "unix:path=" + filepath.Join(t.TempDir(), "bus")}
	d.start()
	t.Cleanup(d.kill)
	return d
}

func (d *daemon) start() {
	d.cmd = exec.Command("dbus-daemon", "--session", "--nofork", "--print-address", "--address="+d.address)
	out, err := d.cmd.StdoutPipe()
	require.NoError(d.t, err)
	require.NoError(d.t, d.cmd.Start())
	_, err = bufio.NewReader(out).ReadString('\n')
	require.NoError(d.t, err, "the bus comes up")
}

func (d *daemon) kill() {
	_ = d.cmd.Process.Kill()
	_ = d.cmd.Wait()
	_ = os.Remove(strings.TrimPrefix(d.address, "unix:path="))
}

func (d *daemon) open(opts ...dbus.ConnOption) (*dbus.Conn, error) {
	return dbus.Dial(d.address, opts...)
}

// service is the answers of a desktop or systemd-logind, with a note of who is kept awake.
type service struct {
	conn *dbus.Conn
	mu   sync.Mutex
	held map[string]string // what for, by the connection that asked
}

// serve takes a name on the bus, with one interface.
func (d *daemon) serve(name string, path dbus.ObjectPath, of string, methods map[string]any) *service {
	s := &service{held: map[string]string{}}
	conn, err := dbus.Connect(d.address)
	require.NoError(d.t, err)
	s.conn = conn
	for name, f := range methods {
		if make, ok := f.(func(*service) any); ok {
			methods[name] = make(s)
		}
	}
	require.NoError(d.t, conn.ExportMethodTable(methods, path, of))
	reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue)
	require.NoError(d.t, err)
	require.Equal(d.t, dbus.RequestNameReplyPrimaryOwner, reply)
	d.t.Cleanup(func() { _ = conn.Close() })
	return s
}

func (s *service) note(who, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[who] = what
}

func (s *service) holds() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, what := range s.held {
		all = append(all, what)
	}
	return all
}

// screenSaver is a desktop that is asked to keep the screen on.
func (d *daemon) screenSaver() *service {
	return d.serve("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", map[string]any{"Inhibit": func(s *service) any {
		return func(application, reason string, from dbus.Sender) (uint32, *dbus.Error) {
			s.note(string(from), application+": "+reason)
			return 7, nil
		}
	}})
}

const soon = 30 * time.Second // a busy machine needs it

// The desktop and the bus may come later than the till, end and come back.
func TestDesktop_IsAskedWheneverItComes(t *testing.T) {
	bus := newDaemon(t)
	bus.kill()
	k := &desktop{bus: bus.client()}
	require.NoError(t, k.keep(t.Context(), true), "no bus")
	bus.start()
	require.NoError(t, k.keep(t.Context(), true), "no desktop")
	first := bus.screenSaver()
	require.NoError(t, k.keep(t.Context(), true))
	require.NoError(t, k.keep(t.Context(), true))
	require.Equal(t, []string{"facepay: the till is open"}, first.holds(), "asked once")

	require.NoError(t, first.conn.Close())
	second := bus.screenSaver()
	require.NoError(t, k.keep(t.Context(), true))
	require.Len(t, second.holds(), 1, "the desktop was started anew")

	bus.kill()
	require.Eventually(t, func() bool { return !k.conn.Connected() }, soon, time.Millisecond)
	require.NoError(t, k.keep(t.Context(), true), "the bus died")
	bus.start()
	third := bus.screenSaver()
	require.NoError(t, k.keep(t.Context(), true))
	require.Len(t, third.holds(), 1)

	kept := k.conn
	require.NoError(t, k.keep(t.Context(), false))
	require.False(t, kept.Connected(), "by which the desktop knows that the screen may blank")
	require.NoError(t, k.keep(t.Context(), true))
	require.Len(t, third.holds(), 2, "the shop opens again")
	k.close()
}

func (d *daemon) client() bus { return bus{open: d.open} }

// A locked till keeps the keys for power and sleep as well.
func TestLogind_IsAskedForIdleAndForKeys(t *testing.T) {
	for locked, wanted := range map[bool]string{
		false: "idle", true: "idle:handle-power-key:handle-suspend-key:handle-hibernate-key:handle-lid-switch",
	} {
		daemon := newDaemon(t)
		asked := make(chan string, 1)
		read, write, err := os.Pipe()
		require.NoError(t, err)
		fd := dbus.UnixFD(write.Fd())
		daemon.serve(loginName, loginPath, loginManager, map[string]any{"Inhibit": func(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
			asked <- what + " " + mode
			return fd, nil
		}})
		l := &logind{bus: daemon.client(), locked: locked}
		require.NoError(t, l.keep(t.Context(), true))
		require.Equal(t, wanted+" block", <-asked)
		require.NoError(t, write.Close())
		require.NoError(t, read.SetReadDeadline(time.Now().Add(soon)))
		require.NoError(t, l.keep(t.Context(), false))
		_, err = read.Read(make([]byte, 1))
		require.ErrorContains(t, err, "EOF", "the lock is let go")
	}
}

// A machine that wakes up is told at once, also by a bus that was started anew.
func TestSlept_AfterTheBusWasGone(t *testing.T) {
	bus := newDaemon(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	woke := make(chan struct{}, 100)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		slept(ctx, bus.open, time.Millisecond, func() { woke <- struct{}{} })
	}()
	for range 2 {
		conn, err := dbus.Connect(bus.address)
		require.NoError(t, err)
		require.Eventually(t, func() bool { // until somebody listens
			require.NoError(t, conn.Emit(loginPath, loginManager+".PrepareForSleep", true))
			require.NoError(t, conn.Emit(loginPath, loginManager+".PrepareForSleep", false))
			return len(woke) > 0
		}, soon, 10*time.Millisecond)
		require.NoError(t, conn.Close())
		bus.kill()
		for len(woke) > 0 {
			<-woke
		}
		bus.start()
	}
	cancel()
	<-ended
}

// asked notes what it is asked for.
type asked chan bool

func (asked) name() string { return "asked" }

func (a asked) keep(_ context.Context, awake bool) error {
	a <- awake
	return nil
}

func TestKeeper_TakesOtherHoursWhileItRuns(t *testing.T) {
	at, err := time.Parse(timeOfDay, "12:00")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	a, ended := make(asked), make(chan struct{})
	var hours atomic.Pointer[Config]
	hours.Store(&Config{Awake: "08:00-20:00"})
	go func() {
		defer close(ended)
		(&Keeper{
			Config: func() Config { return *hours.Load() }, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler),
			all: []sleeper{a}, every: time.Millisecond,
		}).Run(ctx)
	}()
	require.True(t, <-a)
	hours.Store(&Config{Awake: "18:00-20:00"})
	<-a // it may have been asked for before
	require.False(t, <-a)
	go func() { // until the last one
		for range a {
		}
	}()
	cancel()
	<-ended
	close(a)
}

func TestKeeper_ByHoursAndNoLongerThanTheTill(t *testing.T) {
	for text, awake := range map[string]bool{"07:59": false, "08:00": true, "19:59": true, "20:00": false} {
		at, err := time.Parse(timeOfDay, text)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		a, ended := make(asked), make(chan struct{})
		go func() {
			defer close(ended)
			(&Keeper{
				Config: func() Config { return Config{Awake: "08:00-20:00"} }, Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler),
				all: []sleeper{a}, every: time.Millisecond,
			}).Run(ctx)
		}()
		require.Equal(t, awake, <-a, text)
		require.Equal(t, awake, <-a, "%s: again and again", text)
		cancel()
		last := awake
		for ending := false; !ending; {
			select {
			case last = <-a:
			case <-ended:
				ending = true
			}
		}
		require.False(t, last, "the end lets the screen blank")
	}
}
