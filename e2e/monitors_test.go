//go:build e2e

package e2e

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// screenMonitor is one monitor of a display whose monitors come and go.
type screenMonitor struct {
	id uint32
	at image.Rectangle
}

// The cashier's and the customer's monitor in these tests.
var (
	cashierMonitor  = screenMonitor{1, image.Rect(0, 0, 1280, 800)}
	customerMonitor = screenMonitor{2, image.Rect(1280, 0, 1280+1024, 768)}
)

// monitors is the hand that plugs and unplugs the monitors of a display.
type monitors struct {
	*display
	conn net.Conn
}

func newMonitors(t *testing.T, on ...screenMonitor) *monitors {
	socket := filepath.Join(t.TempDir(), "rfb")
	d, err := newDisplay("MONITORS=" + socket)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.end()) })
	conn, err := net.Dial("unix", socket)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() }) // the server may have ended
	m := &monitors{d, conn}
	m.greet(t)
	m.plug(t, on...)
	return m
}

// greet is the beginning of the protocol (RFC 6143, 7.1 to 7.3), without a
// password, and the wish to be told of screens (ExtendedDesktopSize).
func (m *monitors) greet(t *testing.T) {
	require.NoError(t, m.conn.SetDeadline(time.Now().Add(patience)))
	read := func(n int) []byte {
		b := make([]byte, n)
		_, err := io.ReadFull(m.conn, b)
		require.NoError(t, err)
		return b
	}
	const version = "RFB 003.008\n"
	require.Equal(t, "RFB 003.", string(read(len(version))[:8]))
	m.send(t, []byte(version))
	const noPassword = 1
	require.Contains(t, read(int(read(1)[0])), byte(noPassword))
	m.send(t, []byte{noPassword})
	require.Zero(t, binary.BigEndian.Uint32(read(4)), "refused")
	const shared = 1
	m.send(t, []byte{shared})
	const sizeAndFormat = 2 + 2 + 16
	read(sizeAndFormat)
	read(int(binary.BigEndian.Uint32(read(4)))) // the name
	require.NoError(t, m.conn.SetDeadline(time.Time{}))
	const setEncodings, extendedDesktopSize = 2, -308
	m.send(t, []byte{setEncodings, 0, 0, 1}, int32(extendedDesktopSize))
	const updateRequest = 3
	m.send(t, []byte{updateRequest, 0, 0, 0, 0, 0, 0, 1, 0, 1})
	go func() { _, _ = io.Copy(io.Discard, m.conn) }() // what the server draws; it ends with the connection
}

func (m *monitors) send(t *testing.T, parts ...any) {
	var message bytes.Buffer
	for _, p := range parts {
		require.NoError(t, binary.Write(&message, binary.BigEndian, p))
	}
	_, err := m.conn.Write(message.Bytes())
	require.NoError(t, err)
}

// plug makes these the monitors that are on, and waits until X says so.
func (m *monitors) plug(t *testing.T, on ...screenMonitor) {
	var all image.Rectangle
	for _, s := range on {
		all = all.Union(s.at)
	}
	const setDesktopSize = 251
	parts := []any{[]byte{setDesktopSize, 0}, uint16(all.Max.X), uint16(all.Max.Y), []byte{byte(len(on)), 0}}
	for _, s := range on {
		parts = append(parts, s.id, uint16(s.at.Min.X), uint16(s.at.Min.Y), uint16(s.at.Dx()), uint16(s.at.Dy()), uint32(0))
	}
	m.send(t, parts...)
	await(t, "monitors", func() bool {
		out, err := m.run("xdpyinfo", "-ext", "XINERAMA")
		if err != nil {
			return false
		}
		for _, s := range on {
			head := fmt.Sprintf(": %dx%d @ %d,%d\n", s.at.Dx(), s.at.Dy(), s.at.Min.X, s.at.Min.Y)
			if !strings.Contains(string(out), head) {
				return false
			}
		}
		return strings.Count(string(out), "head #") == len(on)
	}, nil)
}

// awaitWindows waits until the till's visible windows fill these monitors, and
// there are no others.
func (m *monitors) awaitWindows(tl *till, on ...screenMonitor) []window {
	var seen map[image.Rectangle]window
	found := make([]window, len(on))
	awaitWithin(tl.t, patience, fmt.Sprintf("windows on %v", on), func() bool {
		seen = map[image.Rectangle]window{}
		all := m.windows(tl.cmd.Process.Pid)
		for _, w := range all {
			at, err := w.place()
			if err != nil {
				return false
			}
			seen[at] = w
		}
		for i, s := range on {
			found[i] = seen[s.at]
			if found[i].id == "" {
				return false
			}
		}
		return len(all) == len(on)
	}, func() string { return fmt.Sprintf("windows: %v", seen) })
	return found
}

// awaitTill is awaitWindows, after which the keyboard is the first one's.
func (m *monitors) awaitTill(tl *till, on ...screenMonitor) []window {
	found := m.awaitWindows(tl, on...)
	tl.window = found[0]
	tl.window.focus(tl.t)
	return found
}

const withCustomer = "[customer_screen]\nenabled = true\n"

// monitorTill is a till that fills the monitors that are on.
func monitorTill(t *testing.T, m *monitors) *till {
	g := newGateway(t)
	tl := layTillOn(t, m.display, g, g.lepay()+withCustomer)
	tl.full = true
	tl.run()
	tl.await("till that is ready", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount })
	return tl
}

// The customer's monitor goes while a QR is shown: the QR is in the cashier's
// window within a moment, and back on the customer's monitor when that is back.
func TestMonitors_TheCustomersGoesAndComesBack(t *testing.T) {
	t.Parallel()
	m := newMonitors(t, cashierMonitor, customerMonitor)
	tl := monitorTill(t, m)
	both := m.awaitTill(tl, cashierMonitor, customerMonitor)
	o := tl.opens("45.67", "F2")
	tl.awaitQR(both[1], o.QR)
	require.Empty(t, both[0].qr(t), "the cashier's window has room for other things")

	m.plug(t, cashierMonitor)
	tl.window = m.awaitWindows(tl, cashierMonitor)[0]
	tl.shows(o)

	m.plug(t, cashierMonitor, customerMonitor)
	both = m.awaitWindows(tl, cashierMonitor, customerMonitor)
	tl.awaitQR(both[1], o.QR)
	await(t, "cashier's window without the QR", func() bool { return both[0].qr(t) == "" }, nil)
	tl.gateway.pays(o.No)
	tl.awaitPanel("panel.paid.title")
}

// One monitor goes dark and wakes up in another mode, larger or smaller.
func TestMonitors_OneChangesItsModeAndItsPlace(t *testing.T) {
	t.Parallel()
	m := newMonitors(t, cashierMonitor)
	tl := monitorTill(t, m)
	tl.window = m.awaitWindows(tl, cashierMonitor)[0]
	for _, size := range []image.Point{{1024, 768}, {800, 480}, {1920, 1080}, {1280, 800}} {
		now := screenMonitor{1, image.Rectangle{Max: size}}
		m.plug(t, now)
		m.awaitWindows(tl, now)
	}
	// The cable goes into another socket.
	other := screenMonitor{7, image.Rect(0, 0, 1024, 600)}
	m.plug(t, other)
	m.awaitTill(tl, other)
	tl.types("5")
}

// The cashier's monitor goes: the till is on the one that is left, with the
// customer's side in the same window, and both have their places when it is back.
func TestMonitors_TheCashiersGoesAndComesBack(t *testing.T) {
	t.Parallel()
	m := newMonitors(t, cashierMonitor, customerMonitor)
	tl := monitorTill(t, m)
	m.awaitWindows(tl, cashierMonitor, customerMonitor)
	left := screenMonitor{customerMonitor.id, image.Rect(0, 0, 1024, 768)}
	m.plug(t, left)
	m.awaitTill(tl, left)
	tl.shows(tl.opens("45.67", "F2"))
	m.plug(t, cashierMonitor, customerMonitor)
	m.awaitWindows(tl, cashierMonitor, customerMonitor)
}

// A touch of the customer's window takes no key from the cashier's, and a monitor that
// goes and comes back has its window again.
func TestMonitors_TheCustomersWindowStays(t *testing.T) {
	t.Parallel()
	m := newMonitors(t, cashierMonitor, customerMonitor)
	tl := monitorTill(t, m)
	both := m.awaitWindows(tl, cashierMonitor, customerMonitor)
	tl.window = both[0]
	tl.window.focus(t)
	at, err := both[1].place()
	require.NoError(t, err)
	middle := at.Min.Add(at.Size().Div(2))
	m.hand(t, "mousemove", fmt.Sprint(middle.X), fmt.Sprint(middle.Y), "click", "1") // a customer's finger
	o := tl.opens("45.67", "F2")
	tl.awaitQR(both[1], o.QR)
	tl.gateway.pays(o.No)
	tl.awaitPanel("panel.paid.title")
	seen := len(tl.told("monitors"))
	m.plug(t, cashierMonitor)
	await(t, "till that has seen it go", func() bool { return len(tl.told("monitors")) > seen }, nil) // nobody is as quick as this test
	m.plug(t, cashierMonitor, customerMonitor)
	m.awaitWindows(tl, cashierMonitor, customerMonitor)
}
