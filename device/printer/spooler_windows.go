package printer

import (
	"fmt"
	"io"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"facepay/device/serial"
)

var (
	winspool         = windows.NewLazySystemDLL("winspool.drv")
	openPrinter      = winspool.NewProc("OpenPrinterW")
	closePrinter     = winspool.NewProc("ClosePrinter")
	startDocPrinter  = winspool.NewProc("StartDocPrinterW")
	endDocPrinter    = winspool.NewProc("EndDocPrinter")
	startPagePrinter = winspool.NewProc("StartPagePrinter")
	endPagePrinter   = winspool.NewProc("EndPagePrinter")
	writePrinter     = winspool.NewProc("WritePrinter")
)

// docInfo is DOC_INFO_1 of winspool.h.
type docInfo struct {
	name, output, kind *uint16
}

// spoolWay hands the bytes to the spooler of Windows as they are. What becomes of them the
// spooler tells nobody.
type spoolWay struct {
	printer windows.Handle
	begun   bool
}

func openSpooler(name string) (way, error) {
	wide, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	w := &spoolWay{}
	if ok, _, err := openPrinter.Call(uintptr(unsafe.Pointer(wide)), uintptr(unsafe.Pointer(&w.printer)), 0); ok == 0 {
		return nil, fmt.Errorf("open the printer %q: %w", name, err)
	}
	return w, nil
}

func (*spoolWay) Mute() bool                  { return true }
func (*spoolWay) SetDeadline(time.Time) error { return nil } // the caller waits no longer than it wants
func (*spoolWay) Read([]byte) (int, error)    { return 0, io.EOF }

// begin begins a document with the first bytes, so that nothing is spooled by opening.
func (w *spoolWay) begin() error {
	name, err := windows.UTF16PtrFromString("facepay")
	if err != nil {
		return err
	}
	kind, err := windows.UTF16PtrFromString("RAW")
	if err != nil {
		return err
	}
	info := docInfo{name: name, kind: kind}
	if job, _, err := startDocPrinter.Call(uintptr(w.printer), 1, uintptr(unsafe.Pointer(&info))); job == 0 {
		return fmt.Errorf("begin a job of the spooler: %w", err)
	}
	w.begun = true
	if ok, _, err := startPagePrinter.Call(uintptr(w.printer)); ok == 0 {
		return fmt.Errorf("begin a page of the spooler: %w", err)
	}
	return nil
}

func (w *spoolWay) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if !w.begun {
		if err := w.begin(); err != nil {
			return 0, err
		}
	}
	var n uint32
	if ok, _, err := writePrinter.Call(uintptr(w.printer), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), uintptr(unsafe.Pointer(&n))); ok == 0 {
		return int(n), fmt.Errorf("write to the spooler: %w", err)
	}
	return int(n), nil
}

// Flush ends the document, which is printed from then on.
func (w *spoolWay) Flush() error {
	if !w.begun {
		return nil
	}
	w.begun = false
	page, _, err := endPagePrinter.Call(uintptr(w.printer))
	if doc, _, docErr := endDocPrinter.Call(uintptr(w.printer)); doc == 0 {
		return fmt.Errorf("end a job of the spooler: %w", docErr)
	}
	if page == 0 {
		return fmt.Errorf("end a page of the spooler: %w", err)
	}
	return nil
}

func (w *spoolWay) Close() error {
	flushed := w.Flush()
	if ok, _, err := closePrinter.Call(uintptr(w.printer)); ok == 0 {
		return err
	}
	return flushed
}

// lineWay is a serial line of Windows, whose reads and writes end by themselves.
type lineWay struct {
	serial.Port
	deadline time.Time
}

func openDevice(path string, baud int) (way, error) {
	port, err := serial.Opener(baud)(path)
	if err != nil {
		return nil, err
	}
	return &lineWay{Port: port}, nil
}

func (w *lineWay) SetDeadline(at time.Time) error { w.deadline = at; return nil }
func (w *lineWay) Mute() bool                     { return false }
func (w *lineWay) Flush() error                   { return nil } // a write ends when its bytes have left

func (w *lineWay) Read(b []byte) (int, error) {
	for {
		if n, err := w.Port.Read(b); n > 0 || err != nil && err != io.EOF {
			return n, err
		}
		if time.Now().After(w.deadline) {
			return 0, os.ErrDeadlineExceeded
		}
	}
}

// linePiece is the number of bytes that a line takes well within the time of one write.
const linePiece = 256

func (w *lineWay) Write(b []byte) (written int, err error) {
	for len(b) > 0 {
		if time.Now().After(w.deadline) {
			return written, os.ErrDeadlineExceeded
		}
		n, err := w.Port.Write(b[:min(len(b), linePiece)])
		if written += n; err != nil {
			return written, err
		}
		if n == 0 {
			return written, io.ErrShortWrite
		}
		b = b[n:]
	}
	return written, nil
}
