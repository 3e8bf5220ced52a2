// Package faulttest holds devices at serial lines to what they do when something is wrong
// with them or their line: every fault on ptys, the same for each device.
package faulttest

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/serial"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// PortName is the name under which a device is configured and plugged in first.
const PortName = "ttyUSB0"

// Device is a device under test, and the till's hands at it.
type Device struct {
	// Watch is the till's, made for the port PortName of the tree.
	Watch  serial.Watch
	Report func() kiosk.DeviceReport
	// Take hears what the device is sent, and Next has something new sent to it; both are
	// nil where it is sent nothing.
	Take func([]byte)
	Next func()
	// Stands waits until the device has what Next asked for last.
	Stands func()
	// Opening is the number of bytes that it is sent when it was opened.
	Opening int
	// Frame is a frame that it sends, "" where it sends none. Reads waits until one that
	// is another each time went from the wire to the till.
	Frame string
	Reads func(*serialtest.Wire)
	// Came is the number of frames, whole or torn, that the till took of the device so far.
	Came func() int
}

// Run holds a device to every fault. device makes one for the system of a tree.
func Run(t *testing.T, device func(*testing.T, *serialtest.USBTree) Device) {
	for name, fault := range map[string]func(*bench){
		"absent at the start":                      absent,
		"pulled at every byte that it is sent":     pulledAsItIsSent,
		"pulled at every byte that it sends":       pulledAsItSends,
		"back under another name":                  renamed,
		"pulled and plugged again a hundred times": replugged,
		"slow":                    slow,
		"silent":                  silent,
		"babbling":                babbling,
		"busy by another program": busy,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree := serialtest.NewUSBTree(t)
			fault(&bench{t: t, USBTree: tree, Device: device(t, tree), left: -1})
		})
	}
}

// bench is a device at the ptys of a made-up system.
type bench struct {
	t *testing.T
	*serialtest.USBTree
	Device
	reads atomic.Int64
	log   serialtest.Log

	mu   sync.Mutex
	left int // bytes that the device still gets before its plug is pulled; below 0: all
	cut  chan struct{}
}

// metered is a port whose reads are counted.
type metered struct {
	serial.Port
	reads *atomic.Int64
}

func (m metered) Read(b []byte) (int, error) {
	n, err := m.Port.Read(b)
	if n > 0 {
		m.reads.Add(1)
	}
	return n, err
}

// start has the till keep the device until the test ends.
func (b *bench) start() {
	open := serial.Opener(b.Watch.Baud)
	b.Watch.Ports, b.Watch.Look = serial.PortsIn(b.Dev, b.Sys), 5*time.Millisecond
	b.Watch.Log = b.log.Logger()
	b.Watch.Open = func(name string) (serial.Port, error) {
		port, err := open(name)
		if err != nil {
			return nil, err
		}
		return metered{port, &b.reads}, nil
	}
	serialtest.Keep(b.t, b.Watch.Run)
}

// plug puts the device into its socket.
func (b *bench) plug(tty string) *serialtest.Wire {
	return b.PlugIn(tty, serialtest.Seat, serialtest.ID, b.take)
}

func (b *bench) take(bytes []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left >= 0 {
		bytes = bytes[:min(b.left, len(bytes))]
		if b.left -= len(bytes); b.left == 0 && b.cut != nil {
			close(b.cut)
			b.cut = nil
		}
	}
	if b.Take != nil {
		b.Take(bytes)
	}
}

// cutAfter has the device get so many bytes more, and tells when it has them; below 0, it
// gets all again.
func (b *bench) cutAfter(n int) (cut <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left, b.cut = n, nil
	if n > 0 {
		b.cut = make(chan struct{})
	}
	return b.cut
}

// works has the device do all that it is for.
func (b *bench) works(w *serialtest.Wire) {
	b.t.Helper()
	b.is(kiosk.DeviceReady, "")
	if b.Next != nil {
		b.Next()
		b.Stands()
	}
	if b.Frame != "" {
		b.Reads(w)
	}
}

// is waits until the device's row in Settings says so.
func (b *bench) is(state kiosk.DeviceState, trouble string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		r := b.Report()
		return r.State == state && r.Trouble.ID == trouble
	}, patience, time.Millisecond, "%s %s; it is %+v", state, trouble, b.Report())
}

func absent(b *bench) {
	b.start()
	b.is(kiosk.DeviceGone, "")
	require.Equal(b.t, filepath.Join(b.Dev, PortName), b.Report().Port, "the one that is looked for")
	b.works(b.plug(PortName))
}

func pulledAsItIsSent(b *bench) {
	b.start()
	for n := range b.Opening {
		cut := b.cutAfter(n)
		w := b.plug(PortName)
		if n == 0 {
			b.is(kiosk.DeviceReady, "")
		} else {
			select {
			case <-cut:
			case <-time.After(patience):
				require.FailNow(b.t, "it was not sent", "byte %d", n)
			}
		}
		b.PullOut(PortName, w)
		b.is(kiosk.DeviceGone, "")
		b.cutAfter(-1)
		w = b.plug(PortName)
		b.Stands()
		b.works(w)
		b.PullOut(PortName, w)
		b.is(kiosk.DeviceGone, "")
	}
}

func pulledAsItSends(b *bench) {
	b.start()
	for n := 1; n < len(b.Frame); n++ {
		w := b.plug(PortName)
		b.works(w) // the frame's mark is known by now
		w.Send(b.Frame[:n])
		b.PullOut(PortName, w)
		b.is(kiosk.DeviceGone, "")
	}
	b.works(b.plug(PortName))
}

func renamed(b *bench) {
	b.Plug("ttyUSB4", "1-2", "1eab:0006:SN0001", "/dev/null") // another one, always there
	w := b.plug(PortName)
	b.start()
	b.works(w)
	b.PullOut(PortName, w)
	b.is(kiosk.DeviceGone, "")
	b.Unplug("ttyUSB4")
	b.Plug(PortName, "1-2", "1eab:0006:SN0001", "/dev/null") // which has its name now
	b.works(b.PlugIn("ttyUSB7", "1-3.4", serialtest.ID, b.take))
	require.Equal(b.t, filepath.Join(b.Dev, "ttyUSB7"), b.Report().Port)
}

func replugged(b *bench) {
	b.start()
	b.is(kiosk.DeviceGone, "")
	for i := range serialtest.Replugs {
		tty := serialtest.ReplugName(i)
		w := b.plug(tty)
		b.works(w)
		require.Equal(b.t, filepath.Join(b.Dev, tty), b.Report().Port)
		if b.Frame != "" {
			w.Send(b.Frame[:1+i%(len(b.Frame)-1)])
		}
		if b.Next != nil && i%2 == 0 {
			b.Next() // it is on its way when the plug is pulled
		}
		b.PullOut(tty, w)
		b.is(kiosk.DeviceGone, "")
	}
}

func slow(b *bench) {
	w := serialtest.NewWire(b.t)
	w.ReceiveSlowly(2400, b.take)
	b.Plug(PortName, serialtest.Seat, serialtest.ID, w.Slave.Name())
	b.start()
	b.is(kiosk.DeviceReady, "")
	if b.Next != nil {
		b.Next()
		b.Stands()
	}
	if b.Frame == "" {
		return
	}
	b.Reads(w) // the frame's mark is known by now
	w.Pace = 20 * time.Millisecond
	b.Reads(w)
}

func silent(b *bench) {
	w := b.plug(PortName)
	b.start()
	if b.Next == nil {
		b.is(kiosk.DeviceReady, "")
		require.Zero(b.t, b.Report().LastAt, "nothing yet")
		b.works(w)
		return
	}
	b.works(w)
	takes := w.Hold()
	b.Next()
	b.is(kiosk.DeviceTrouble, "device.trouble.silent")
	takes()
	b.Stands()
	b.works(w)
}

func babbling(b *bench) {
	w := b.plug(PortName)
	b.start()
	b.works(w)
	came := b.Came()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	ended := w.Babble("1\r")
	b.is(kiosk.DeviceTrouble, "device.trouble.babbles")

	const reads, least = 20, 10 * time.Millisecond
	since, from := time.Now(), b.reads.Load()
	require.Eventually(b.t, func() bool { return b.reads.Load() >= from+reads }, patience, time.Millisecond)
	read := b.reads.Load() - from
	require.LessOrEqual(b.t, read, int64(time.Since(since)/least)+1, "the line waits, and not the processor")
	if b.Next != nil {
		b.Next()
		b.Stands() // it is told what it has to be told all the same
	}
	const grownMax = 4 << 20
	require.Eventually(b.t, func() bool { // what runs beside makes garbage too
		runtime.GC()
		runtime.ReadMemStats(&after)
		return int64(after.HeapAlloc)-int64(before.HeapAlloc) < grownMax
	}, patience, 10*time.Millisecond)
	ended()
	b.is(kiosk.DeviceReady, "")
	require.Equal(b.t, 1, strings.Count(strings.Join(b.log.Lines(), "\n"), "sends without pause"), "said once")
	const cameMax = 2 << 10 // the bytes before it was noticed
	require.LessOrEqual(b.t, b.Came()-came, cameMax)
	b.works(w)
}

func busy(b *bench) {
	w := b.plug(PortName)
	other, err := serial.Opener(b.Watch.Baud)(w.Slave.Name())
	require.NoError(b.t, err)
	b.start()
	b.is(kiosk.DeviceGone, "device.trouble.shared")
	require.NoError(b.t, other.Close())
	b.works(w)
}

// Port is the configured port of a tree's device.
func Port(u *serialtest.USBTree) string { return filepath.Join(u.Dev, PortName) }

// Amount is the nth of amounts that are each another.
func Amount(n int) string { return fmt.Sprintf("%d.%02d", 1+n, n%100) }
