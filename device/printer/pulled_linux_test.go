package printer_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/printer/printertest"
	"facepay/device/serial"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// outlet is a printer's place to be plugged into; plugBack puts one in again that was pulled.
type outlet struct {
	port     string
	among    []serial.Ports
	plugBack func()
}

// outlets are the ways to a printer that can be pulled.
var outlets = map[string]func(*testing.T, *printertest.Printer) outlet{
	"network": func(t *testing.T, f *printertest.Printer) outlet {
		return outlet{port: listen(t, f), plugBack: func() {}}
	},
	"serial line": func(t *testing.T, f *printertest.Printer) outlet {
		s := newSocket(t, f)
		s.plug("ttyUSB0")
		n := 0
		return outlet{port: filepath.Join(s.Dev, "ttyUSB0"), among: []serial.Ports{serial.PortsIn(s.Dev, s.Sys)}, plugBack: func() {
			s.pull()
			n++
			s.plug(fmt.Sprintf("ttyUSB%d", n%3)) // under another name
		}}
	},
	"pipe": func(t *testing.T, f *printertest.Printer) outlet {
		path := filepath.Join(t.TempDir(), "lp0")
		var pipe *printertest.Pipe
		read := func() {
			var err error
			pipe, err = f.Read(path)
			require.NoError(t, err)
		}
		read()
		t.Cleanup(func() { require.NoError(t, pipe.Close()) })
		return outlet{port: path, plugBack: func() { pipe.Gone(); read() }}
	},
}

// socket is a USB socket for a printer at a pty.
type socket struct {
	t *testing.T
	*serialtest.USBTree
	printer *printertest.Printer
	tty     string
	wire    *serialtest.Wire
	served  chan struct{}
}

func newSocket(t *testing.T, f *printertest.Printer) *socket {
	s := &socket{t: t, USBTree: serialtest.NewUSBTree(t), printer: f}
	t.Cleanup(func() {
		if s.tty != "" {
			s.pull()
		}
	})
	return s
}

// plug puts the printer in, under a name of the system's.
func (s *socket) plug(tty string) {
	wire, served := serialtest.NewWire(s.t), make(chan struct{})
	s.tty, s.wire, s.served = tty, wire, served
	go func() { defer close(served); s.printer.ServeLine(wire.Master) }()
	s.Plug(tty, "1-1", "0416:5011:", wire.Slave.Name())
}

// pull pulls the plug.
func (s *socket) pull() {
	s.Unplug(s.tty)
	s.wire.Pull()
	<-s.served
	s.tty = ""
}

// kept are the ends of a paper that a printer has; on a busy machine its word comes late.
var kept = []kiosk.PrintState{kiosk.PrintPrinted, kiosk.PrintSent}

// apart is the distance of the bytes at which a printer is pulled; make kill takes each.
var apart = flag.Int("apart", 24, "every how many bytes of a paper a printer is pulled")

// A printer is pulled at every byte of a paper: nobody knows of that one, it is not sent
// again by itself, and what a person has printed in its place says that it is a copy.
func TestSpool_PulledAtEveryByteOfAPaper(t *testing.T) {
	of := func(n int) string { return fmt.Sprintf("20261129123400%010d", n) }
	p := payment()
	p.OrderNo = kiosk.OrderNo(of(1))
	paper, _ := head().Sale(p)
	bytes := len(press(t, 32, "en").Bytes(paper, false))
	for name, plugIn := range outlets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := printertest.Healthy()
			o := plugIn(t, f)
			r := newRig(t, o.port, o.among...)
			for n := bytes; n > 0; n -= *apart {
				order := of(n)
				f.DropsAfter(n)
				r.print(kiosk.OrderNo(order))
				end := r.end()
				o.plugBack()
				if name == "pipe" && end == kiosk.PrintSent {
					require.Greater(t, n, bytes-printertest.ReadSize, "whoever reads a pipe took all of it")
					continue
				}
				require.Equal(t, kiosk.PrintUnknown, end, "pulled at byte %d", n)
				require.False(t, r.waits(), "it is sent again by itself")
				papers, _ := f.About(order)
				r.again()
				require.Contains(t, kept, r.end())
				after, originals := f.About(order)
				require.Equal(t, papers+1, after)
				require.LessOrEqual(t, originals, 1)
				require.Equal(t, papers, originals, "the second paper is a copy")
			}
		})
	}
}

func TestSpool_IsPluggedInAgainAHundredTimes(t *testing.T) {
	const replugs = 100
	f := printertest.Healthy()
	s := newSocket(t, f)
	r := newRig(t, filepath.Join(s.Dev, "ttyUSB0"), serial.PortsIn(s.Dev, s.Sys))
	for i := range replugs {
		order := fmt.Sprintf("20261129123400%010d", i)
		if i%10 == 0 { // absent when the paper comes
			r.print(kiosk.OrderNo(order))
			r.fault(kiosk.PrinterAbsent)
		}
		s.plug(fmt.Sprintf("ttyUSB%d", i%3))
		if i%10 != 0 {
			r.print(kiosk.OrderNo(order))
		}
		require.Contains(t, kept, r.end(), "replug %d", i)
		if i%2 == 0 {
			broken := fmt.Sprintf("20261129123500%010d", i)
			f.DropsAfter(1 + i*7%500) // the plug is pulled within the next paper
			r.print(kiosk.OrderNo(broken))
			require.Equal(t, kiosk.PrintUnknown, r.end(), "replug %d", i)
			papers, originals := f.About(broken)
			require.Equal(t, papers, originals)
			require.LessOrEqual(t, originals, 1)
		}
		s.pull()
		papers, originals := f.About(order)
		require.Equal(t, 1, papers, "replug %d", i)
		require.Equal(t, 1, originals)
	}
	require.Equal(t, replugs/2, r.left().Unknown)
}
