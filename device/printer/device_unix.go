//go:build !windows

package printer

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// deviceWay is a character device, such as a USB printer's or a serial line's, or a pipe.
type deviceWay struct {
	*os.File
	mute     bool
	serial   bool
	deadline time.Time
}

// openDevice opens a device without waiting for it: a printer that is switched off, or a
// serial line without carrier, would hold the opening for ever.
func openDevice(path string, baud int) (way, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	w := &deviceWay{}
	mode := os.O_RDWR
	switch {
	case info.Mode()&os.ModeNamedPipe != 0:
		mode, w.mute = os.O_WRONLY, true // a pipe has one direction
	case info.Mode()&os.ModeCharDevice == 0:
		return nil, fmt.Errorf("%s is no device", path)
	}
	if w.File, err = os.OpenFile(path, mode|unix.O_NONBLOCK|unix.O_NOCTTY, 0); err != nil {
		return nil, err
	}
	err = w.control(func(fd int) error {
		if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
			return fmt.Errorf("%s: %w", path, errTaken)
		}
		line, err := unix.IoctlGetTermios(fd, termiosGet)
		if err != nil {
			return nil // no serial line
		}
		w.serial = true
		raw(line)
		if err := setSpeed(line, baud); err != nil {
			return err
		}
		return unix.IoctlSetTermios(fd, termiosSet, line)
	})
	if err != nil {
		_ = w.Close() // it was only opened
		return nil, err
	}
	return w, nil
}

// raw is 8 data bits, no parity, 1 stop bit, and every byte as it is (termios(3), cfmakeraw).
func raw(t *unix.Termios) {
	t.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	t.Oflag &^= unix.OPOST
	t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
	t.Cflag &^= unix.CSIZE | unix.PARENB | unix.CSTOPB
	t.Cflag |= unix.CS8 | unix.CREAD | unix.CLOCAL
}

func (w *deviceWay) control(do func(fd int) error) error {
	conn, err := w.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := conn.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}

func (w *deviceWay) Mute() bool { return w.mute }

func (w *deviceWay) SetDeadline(at time.Time) error {
	w.deadline = at
	return w.File.SetDeadline(at)
}

// flushLook is the pause between looks at what is still on its way.
const flushLook = 20 * time.Millisecond

// Flush waits until the driver has nothing left: the driver of USB printers cuts off what
// is on its way when it is closed.
func (w *deviceWay) Flush() error {
	for {
		left := false
		err := w.control(func(fd int) error {
			waiting := uint(unix.TIOCOUTQ)
			if w.mute {
				waiting = unix.TIOCINQ // of a pipe, what its reader has not taken
			}
			queued, err := unix.IoctlGetInt(fd, waiting)
			left = (w.serial || w.mute) && err == nil && queued > 0
			ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
			if _, err := unix.Poll(ready, 0); err != nil {
				return err
			}
			if gone := ready[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0; gone && (left || !w.mute) {
				return unix.EIO
			}
			left = left || !w.mute && ready[0].Revents&unix.POLLOUT == 0
			return nil
		})
		if err != nil || !left {
			return err
		}
		if time.Now().After(w.deadline) {
			return os.ErrDeadlineExceeded
		}
		time.Sleep(flushLook)
	}
}

func openSpooler(string) (way, error) { return nil, errNotHere }
