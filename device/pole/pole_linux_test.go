package pole

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/device/pole/poletest"
	"facepay/device/serial"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// counter is a display on a pty, whose plug can be pulled.
type counter struct {
	t *testing.T
	*serialtest.USBTree
	*Display
	watch serial.Watch

	mu     sync.Mutex
	at     poletest.Display // it keeps what it has got while it is unplugged
	shared []string
}

func newCounter(t *testing.T) *counter {
	c := &counter{t: t, USBTree: serialtest.NewUSBTree(t)}
	cfg := Default()
	cfg.Port = filepath.Join(c.Dev, "ttyUSB0")
	c.Display = New(cfg, slog.New(slog.DiscardHandler))
	c.watch = c.Display.watch(func(program string) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.shared = append(c.shared, program)
	})
	c.watch.Ports, c.watch.Look = serial.PortsIn(c.Dev, c.Sys), 5*time.Millisecond
	return c
}

// run keeps the display until the test ends.
func (c *counter) run() { serialtest.Keep(c.t, c.watch.Run) }

// plugIn puts the display into a socket.
func (c *counter) plugIn(tty string) *serialtest.Wire {
	return c.PlugIn(tty, "1-1", "1a86:7523:", func(b []byte) {
		c.mu.Lock()
		defer c.mu.Unlock()
		_, _ = c.at.Write(b)
	})
}

func (c *counter) show(amount string) {
	c.Show(&kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerQR, Amount: amount}})
}

func (c *counter) stands(want string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.at.Text == want
	}, patience, time.Millisecond, want)
}

func (c *counter) state(want serial.State) {
	c.t.Helper()
	require.Eventually(c.t, func() bool { is, _ := c.status.Now(); return is == want }, patience, time.Millisecond)
}

func TestDisplay_IsPluggedInAgainAHundredTimes(t *testing.T) {
	c := newCounter(t)
	c.show("0.50") // absent at the start
	c.run()
	c.state(serial.Gone)
	for i := range serialtest.Replugs {
		tty := serialtest.ReplugName(i)
		w := c.plugIn(tty)
		amount := fmt.Sprintf("%d.%02d", 1+i, i)
		c.show(amount)
		c.stands(amount)
		c.state(serial.Ready)
		r := c.Report()
		require.Equal(t, kiosk.DeviceReady, r.State)
		require.Equal(t, tty, filepath.Base(r.Port), "the name under which it was found")
		require.Eventually(t, func() bool { return c.Report().Last.Equal(kiosk.T("device.last.shown", "amount", amount)) }, patience, time.Millisecond)
		if i%2 == 0 {
			c.show("999.99") // it is on its way when the plug is pulled
		}
		c.PullOut(tty, w)
		c.state(serial.Gone)
		require.Equal(t, kiosk.DeviceGone, c.Report().State)
	}
}

func TestDisplay_BusyByAnotherProgramComesLater(t *testing.T) {
	c := newCounter(t)
	w := c.plugIn("ttyUSB0")
	other, err := serial.Opener(2400)(w.Slave.Name())
	require.NoError(t, err)
	c.show("3.21")
	c.run()
	c.state(serial.Gone)
	require.NoError(t, other.Close())
	c.stands("3.21")
}

// cutLine is a line that is pulled at a byte.
type cutLine struct {
	serial.Port
	mu   *sync.Mutex
	to   io.Writer
	left *int // bytes until then; below 0: never
}

func (l cutLine) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(b)
	if *l.left >= 0 {
		n = min(n, *l.left)
		*l.left -= n
	}
	_, _ = l.to.Write(b[:n])
	if n < len(b) {
		return n, io.ErrClosedPipe
	}
	return n, nil
}

// Read finds the line gone once it was pulled.
func (l cutLine) Read([]byte) (int, error) {
	time.Sleep(time.Millisecond)
	l.mu.Lock()
	defer l.mu.Unlock()
	if *l.left == 0 {
		return 0, os.ErrClosed
	}
	return 0, io.EOF
}

func TestDisplay_PulledAtEveryByteOfAFrame(t *testing.T) {
	whole := len(LED8.Begin()) + len(LED8.Frame(Showing{}, Showing{LampTotal, "1284.50"}))
	for at := range whole {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			c := newCounter(t)
			left := at
			opens := 0
			c.watch.Open = func(string) (serial.Port, error) {
				c.mu.Lock()
				defer c.mu.Unlock()
				if opens++; opens > 1 {
					left = -1 // plugged in again
				}
				return cutLine{nopClose{}, &c.mu, &c.at, &left}, nil
			}
			c.show("1,284.50")
			c.run()
			c.stands("1284.50")
		})
	}
}

type nopClose struct{ serial.Port }

func (nopClose) Close() error { return nil }

func TestDisplay_IsTestedFromSettings(t *testing.T) {
	c := newCounter(t)
	c.run()
	c.state(serial.Gone)
	require.Equal(t, "check.found.pole.gone", c.Test(t.Context(), c.cfg)[0].What.ID)
	c.plugIn("ttyUSB0")
	c.show("3.21")
	c.stands("3.21")
	require.Equal(t, "check.found.pole.unsaved", c.Test(t.Context(), Default())[0].What.ID)

	found := make(chan kiosk.CheckResult, 1)
	go func() { found <- c.Test(context.Background(), c.cfg)[0] }()
	c.stands("8888.88")
	r := <-found
	require.Equal(t, "check.found.pole.tried", r.What.ID)
	require.Contains(t, r.What.Args, "3.21", "the last word")
	c.stands("3.21")

	go func() { found <- c.Test(context.Background(), c.cfg)[0] }()
	c.stands("8888.88")
	c.show("7.00")
	<-found
	c.stands("7.00")
}
