package printer_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"facepay/kiosk"
	"facepay/store/printqueue"
)

// line puts a printer at a serial line, in raw mode as a real one has no echo.
func (f *fake) line(t *testing.T) (path string) {
	t.Helper()
	master, slave, err := pty.Open()
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for f.serve(master) { // until the master is shut; a till that goes shows up as EIO
			if _, err := master.Stat(); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	t.Cleanup(func() { _ = master.Close(); _ = slave.Close(); <-ended })
	return slave.Name()
}

func TestDevice_ASerialPrinterPrintsAndTellsItsStatus(t *testing.T) {
	f := healthy()
	endsAs(t, f.line(t), &recorded{}, kiosk.PrintPrinted)
	require.Equal(t, 1, f.originals(t, orderNo))
}

func TestDevice_ASerialPrinterWithoutPaperGetsNothing(t *testing.T) {
	f := healthy()
	f.status[4] = 0x72
	r := newRig(t, f.line(t))
	r.print(orderNo)
	r.fault(kiosk.PrinterPaper)
	require.True(t, r.waits())
	f.set(func() { require.Empty(t, f.taken) })
}

func TestDevice_APipeIsSentNotPrinted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lp0")
	require.NoError(t, unix.Mkfifo(path, 0o600))
	r := newRig(t, path)
	r.print(orderNo)
	r.fault(kiosk.PrinterAbsent) // nobody reads from it
	require.True(t, r.waits())

	f := &fake{}
	pipe, err := os.OpenFile(path, os.O_RDONLY, 0) // waits for the till, which tries again
	require.NoError(t, err)
	var reading sync.WaitGroup
	reading.Go(func() { f.serve(pipe) })
	require.Eventually(t, func() bool { return f.originals(t, orderNo) == 1 }, wait, 5*time.Millisecond)
	require.Eventually(t, func() bool { return !r.waits() && r.left() == printqueue.Left{} }, wait, 5*time.Millisecond)
	reading.Wait()
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
