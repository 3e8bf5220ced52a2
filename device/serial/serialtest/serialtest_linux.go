// Package serialtest has the devices that tests plug in: a made-up /dev and /sys, and
// ptys behind them.
package serialtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// USBTree is a made-up /sys and /dev, laid out as Linux does.
type USBTree struct {
	t        testing.TB
	Sys, Dev string
}

// NewUSBTree makes an empty one, which ends with the test.
func NewUSBTree(t testing.TB) *USBTree {
	root := t.TempDir()
	u := &USBTree{t, filepath.Join(root, "sys"), filepath.Join(root, "dev")}
	u.mkdir(filepath.Join(u.Sys, "class/tty"))
	u.mkdir(filepath.Join(u.Dev, "serial/by-id"))
	return u
}

func (u *USBTree) mkdir(dir string) { require.NoError(u.t, os.MkdirAll(dir, 0o755)) }

// Link makes path a link to target.
func (u *USBTree) Link(target, path string) {
	_ = os.Remove(path)
	require.NoError(u.t, os.Symlink(target, path))
}

// Attribute writes a small file of sysfs.
func (u *USBTree) Attribute(dir, name, text string) {
	require.NoError(u.t, os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o644))
}

// Plug makes tty name appear in the socket seat, with id "vendor:product:serial".
// In /dev it is a link to target, which stands for the device node.
func (u *USBTree) Plug(name, seat, id, target string) {
	id3 := strings.Split(id, ":")
	usb := filepath.Join(u.Sys, "devices/pci0000:00/usb1", seat)
	face := filepath.Join(usb, seat+":1.0")
	port := face
	if strings.HasPrefix(name, "ttyUSB") {
		port = filepath.Join(face, name)
	}
	tty := filepath.Join(port, "tty", name)
	u.mkdir(tty)
	u.Attribute(usb, "idVendor", id3[0])
	u.Attribute(usb, "idProduct", id3[1])
	if id3[2] != "" {
		u.Attribute(usb, "serial", id3[2])
	}
	u.Attribute(face, "bInterfaceNumber", "00")
	if port != face {
		u.Attribute(port, "port_number", "0")
	}
	u.Link("../..", filepath.Join(tty, "device"))
	class, err := filepath.Rel(filepath.Join(u.Sys, "class/tty"), tty)
	require.NoError(u.t, err)
	u.Link(class, filepath.Join(u.Sys, "class/tty", name))
	u.Link(target, filepath.Join(u.Dev, name))
}

// Seat and ID are the socket and the identity of a device that a test plugs in.
const Seat, ID = "1-1", "1a86:7523:"

// PlugIn puts a device on a wire of its own into a socket, as tty name. take hears what
// it is sent.
func (u *USBTree) PlugIn(name, seat, id string, take func([]byte)) *Wire {
	w := NewWire(u.t)
	w.Receive(take)
	u.Plug(name, seat, id, w.Slave.Name())
	return w
}

// PullOut makes tty name disappear, and hangs its wire up.
func (u *USBTree) PullOut(name string, w *Wire) {
	u.Unplug(name)
	w.Pull()
}

// Keep runs a device's watch until the test ends, or the function that it returns is
// called.
func Keep(t testing.TB, run func(context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); run(ctx) }()
	end = func() { cancel(); <-done }
	t.Cleanup(end)
	return end
}

// Replugs is the number of times that a device is pulled out and plugged in again, each
// time under another name than before.
const Replugs = 100

// ReplugName is its name the nth time.
func ReplugName(n int) string { return fmt.Sprintf("ttyUSB%d", n%3) }

// Unplug makes tty name disappear with its USB device.
func (u *USBTree) Unplug(name string) {
	class := filepath.Join(u.Sys, "class/tty", name)
	tty, err := filepath.EvalSymlinks(class)
	require.NoError(u.t, err)
	usb := tty
	for !there(filepath.Join(usb, "idVendor")) {
		usb = filepath.Dir(usb)
	}
	require.NoError(u.t, os.RemoveAll(usb))
	require.NoError(u.t, os.Remove(class))
	require.NoError(u.t, os.Remove(filepath.Join(u.Dev, name)))
}

// ByID makes the link that udev makes.
func (u *USBTree) ByID(name, tty string) string {
	path := filepath.Join(u.Dev, "serial/by-id", name)
	u.Link("../../"+tty, path)
	return path
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Wire is the far end of a pty, where the device is.
type Wire struct {
	t             testing.TB
	Master, Slave *os.File
	Pace          time.Duration // between two bytes that the device sends; 0: all at once
	heard         *os.File
	received      chan struct{} // closed when nothing more of what came is handed on
}

// NewWire makes one, which is pulled when the test ends.
func NewWire(t testing.TB) *Wire {
	master, slave, err := pty.Open()
	require.NoError(t, err)
	w := &Wire{t: t, Master: master, Slave: slave}
	t.Cleanup(w.Pull)
	return w
}

// Send writes what the device sends.
func (w *Wire) Send(text string) {
	if w.Pace == 0 {
		_, err := w.Master.WriteString(text)
		require.NoError(w.t, err)
		return
	}
	for i := range len(text) {
		_, err := w.Master.Write([]byte{text[i]})
		require.NoError(w.t, err)
		time.Sleep(w.Pace)
	}
}

// Babble sends text again and again as fast as the line takes it, until the function that
// it returns is called.
func (w *Wire) Babble(text string) (end func()) {
	out, done := w.again(), make(chan struct{})
	b := []byte(strings.Repeat(text, 1000))
	go func() {
		defer close(done)
		for {
			if _, err := out.Write(b); err != nil {
				return
			}
		}
	}()
	end = sync.OnceFunc(func() { _ = out.Close(); <-done })
	w.t.Cleanup(end)
	return end
}

// again is the device's end once more, whose reads and writes end when it is closed.
func (w *Wire) again() *os.File {
	// Not for programs that other tests start: they would keep the line from hanging up.
	fd, err := unix.FcntlInt(w.Master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	require.NoError(w.t, err)
	require.NoError(w.t, syscall.SetNonblock(fd, true))
	return os.NewFile(uintptr(fd), w.Master.Name())
}

// Hold has the line take nothing that the device is sent, until the function that it
// returns is called.
func (w *Wire) Hold() (end func()) {
	require.NoError(w.t, unix.IoctlSetInt(int(w.Slave.Fd()), unix.TCXONC, unix.TCOOFF))
	end = func() { _ = unix.IoctlSetInt(int(w.Slave.Fd()), unix.TCXONC, unix.TCOON) } // of one that was pulled nothing is held
	w.t.Cleanup(end)
	return end
}

// Receive hands on what the device is sent, until it is pulled.
func (w *Wire) Receive(take func([]byte)) { w.receive(make([]byte, 256), 0, take) }

// ReceiveSlowly is Receive for a device at a line of this rate, which takes one byte after
// another, each as long as it is on its way.
func (w *Wire) ReceiveSlowly(baud int, take func([]byte)) {
	const bits = 10
	w.receive(make([]byte, 1), bits*time.Second/time.Duration(baud), take)
}

func (w *Wire) receive(b []byte, pace time.Duration, take func([]byte)) {
	w.heard, w.received = w.again(), make(chan struct{})
	heard, received := w.heard, w.received
	go func() {
		defer close(received)
		var through time.Time // the byte before
		for {
			asked := time.Now()
			n, err := heard.Read(b)
			// A byte that was waited for begins now. One that lay ready began when the one
			// before was through, however late a sleep has ended.
			if now := time.Now(); now.Sub(asked) > pace/8 && now.After(through) {
				through = now
			}
			through = through.Add(pace)
			time.Sleep(time.Until(through))
			take(b[:n])
			if err != nil {
				return
			}
		}
	}()
}

// Pull hangs the line up, as an unplugged device does.
func (w *Wire) Pull() {
	if w.heard != nil {
		_ = w.heard.Close()
		<-w.received // nothing of what came is taken later
	}
	_ = w.Master.Close()
	_ = w.Slave.Close()
}
