package printer

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"

	"facepay/kiosk"
)

// way is an open way to a printer.
type way interface {
	io.ReadWriteCloser
	// SetDeadline ends reads and writes with os.ErrDeadlineExceeded at a time.
	SetDeadline(time.Time) error
	// Flush waits, up to the deadline, for what was written to leave this machine.
	Flush() error
	// Mute reports whether nothing is ever heard from the printer this way.
	Mute() bool
}

// dialMax is the time for a printer in the shop's network to take a connection.
const dialMax = 3 * time.Second

// errNotHere tells of a kind of port that this system does not have.
var errNotHere = errors.New("printers of Windows are there on Windows alone")

// dial opens the way to the printer of a port.
func dial(ctx context.Context, c Config) (way, error) {
	switch kindOf(c.Port) {
	case tcpPort:
		d := net.Dialer{Timeout: dialMax}
		conn, err := d.DialContext(ctx, "tcp", c.Port)
		if err != nil {
			return nil, err
		}
		return tcpWay{conn.(*net.TCPConn)}, nil
	case spooler:
		return openSpooler(c.Port[len(spoolerPrefix):])
	}
	return openDevice(c.Port, c.Baud)
}

// tcpWay is a printer's port 9100, which takes one connection at a time.
type tcpWay struct{ *net.TCPConn }

func (tcpWay) Mute() bool { return false }

// Flush ends the sending, and hears whether the printer takes all of it: one that goes
// before it has read everything answers with a reset.
func (w tcpWay) Flush() error {
	if err := w.CloseWrite(); err != nil {
		return err
	}
	var rest [256]byte
	for range len(rest) {
		if _, err := w.Read(rest[:]); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, os.ErrDeadlineExceeded) {
				return nil
			}
			return err
		}
	}
	return nil // it babbles
}

// faultOf is the fault that an opening failed by.
func faultOf(err error) kiosk.PrintersFault {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return kiosk.PrinterDenied
	case errors.Is(err, syscall.EBUSY), errors.Is(err, errTaken):
		return kiosk.PrinterBusy
	case errors.Is(err, syscall.ECONNREFUSED):
		return kiosk.PrinterRefuses
	}
	return kiosk.PrinterAbsent
}

// errTaken tells that another program has the port.
var errTaken = errors.New("another program has the port")
