package serial

import (
	"fmt"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// openPort opens a serial port for this program alone, 8N1, whose reads end after
// ReadTimeout. It is not tarm/serial's: the handle with overlapped reads that it
// gives to os.NewFile has been the runtime's own since Go 1.25, and under Wine its
// reads never end.
func openPort(name string, baud int) (_ Port, err error) {
	path, err := windows.UTF16PtrFromString(`\\.\` + name)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	h, err := windows.CreateFile(path, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("set up %s: %w", name, err)
			_ = windows.CloseHandle(h) // it was only opened
		}
	}()
	var line windows.DCB
	line.DCBlength = uint32(unsafe.Sizeof(line))
	if err := windows.GetCommState(h, &line); err != nil {
		return nil, err
	}
	line.BaudRate, line.ByteSize, line.Parity, line.StopBits = uint32(baud), 8, windows.NOPARITY, windows.ONESTOPBIT
	line.Flags = binary | dtrOn | rtsOn // no flow control: a scanner that sees no terminal sends nothing
	if err := windows.SetCommState(h, &line); err != nil {
		return nil, err
	}
	// What is there is handed on at once, else the first byte within the timeout is
	// (COMMTIMEOUTS, remarks).
	err = windows.SetCommTimeouts(h, &windows.CommTimeouts{
		ReadIntervalTimeout: ^uint32(0), ReadTotalTimeoutMultiplier: ^uint32(0), ReadTotalTimeoutConstant: uint32(readSlice.Milliseconds()),
		WriteTotalTimeoutConstant: uint32(writeMax.Milliseconds()),
	})
	if err != nil {
		return nil, err
	}
	return serialPort(h), nil
}

// Bits of DCB's flags.
const (
	binary = 1 << 0
	dtrOn  = 1 << 4
	rtsOn  = 1 << 12
)

const (
	// readSlice is the time of one read within a Read: a write waits as long, since
	// Windows does one thing at a time with a handle.
	readSlice = 10 * time.Millisecond
	// writeMax is the time after which a line that takes nothing has failed.
	writeMax = 2 * time.Second
)

type serialPort windows.Handle

// Read returns 0 and no error when nothing came within ReadTimeout.
func (p serialPort) Read(b []byte) (int, error) {
	for until := time.Now().Add(ReadTimeout); ; {
		var n uint32
		err := windows.ReadFile(windows.Handle(p), b, &n, nil)
		if n > 0 || err != nil || !time.Now().Before(until) {
			return int(n), err
		}
	}
}

// Write returns an error when the line did not take all of it in time.
func (p serialPort) Write(b []byte) (int, error) {
	var n uint32
	err := windows.WriteFile(windows.Handle(p), b, &n, nil)
	if err == nil && int(n) < len(b) {
		err = os.ErrDeadlineExceeded
	}
	return int(n), err
}

func (p serialPort) Close() error { return windows.CloseHandle(windows.Handle(p)) }
