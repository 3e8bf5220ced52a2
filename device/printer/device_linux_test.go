package printer_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"facepay/device/printer/printertest"
	"facepay/kiosk"
	"facepay/store/printqueue"
)

// line puts a printer at a serial line, in raw mode as a real one has no echo.
func line(t *testing.T, f *printertest.Printer) (path string) {
	t.Helper()
	master, slave, err := pty.Open()
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() { defer close(ended); f.ServeLine(master) }()
	t.Cleanup(func() { _ = master.Close(); _ = slave.Close(); <-ended })
	return slave.Name()
}

func TestDevice_ASerialPrinterPrintsAndTellsItsStatus(t *testing.T) {
	f := printertest.Healthy()
	endsAs(t, line(t, f), &recorded{}, kiosk.PrintPrinted)
	require.Equal(t, 1, originals(f, orderNo))
}

func TestDevice_ASerialPrinterWithoutPaperGetsNothing(t *testing.T) {
	f := printertest.Healthy()
	f.Says(printertest.NoPaper)
	r := newRig(t, line(t, f))
	r.print(orderNo)
	r.waitsFor(kiosk.PrinterPaper)
	require.Empty(t, f.Taken())
}

func TestDevice_APipeIsSentNotPrinted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	require.NoError(t, unix.Mkfifo(path, 0o600))
	r := newRig(t, path)
	r.fault(kiosk.PrinterAbsent) // nobody reads from it; whoever does is not looked at first
	r.print(orderNo)
	r.waitsFor(kiosk.PrinterAbsent)

	f := &printertest.Printer{}
	pipe, err := f.Read(path)
	require.NoError(t, err)
	require.Eventually(t, func() bool { return originals(f, orderNo) == 1 }, wait, 5*time.Millisecond)
	require.Eventually(t, func() bool { return !r.waits() && r.left() == printqueue.Left{} }, wait, 5*time.Millisecond)
	require.NoError(t, pipe.Close())
}

// A plain file is no printer, such as one that was written where /dev/usb/lp0 would be.
func TestDevice_AFileIsNoPrinter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	require.NoError(t, os.WriteFile(path, []byte("kept"), 0o600))
	r := newRig(t, path)
	r.print(orderNo)
	r.fault(kiosk.PrinterAbsent)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "kept", string(text))
}
