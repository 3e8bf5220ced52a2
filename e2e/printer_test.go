//go:build e2e

package e2e

import (
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"facepay/device/printer/printertest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// printerPort is a way to a fake printer.
type printerPort struct {
	name    string
	plug    func() // puts it in, the next time under another name
	pull    func()
	busy    func() (free func()) // another program has it; nil: it cannot
	deaf    bool                 // it cannot say anything
	blocked kiosk.PrintState     // of a paper while it is busy
}

// networkPrinter is one in the network. Its address is its own, so that while it is away no
// other test is given its port.
func networkPrinter(t *testing.T, f *printertest.Printer) *printerPort {
	n, err := f.Listen("127.0.0.9:0")
	require.NoError(t, err)
	p := &printerPort{name: n.Port(), blocked: kiosk.PrintSent}
	p.pull = func() { require.NoError(t, n.Close()) }
	p.plug = func() {
		var err error
		await(t, "the printer's address", func() bool { // a program that is just being started still holds what this one has closed
			n, err = f.Listen(p.name)
			return !errors.Is(err, unix.EADDRINUSE)
		}, nil)
		require.NoError(t, err)
	}
	p.busy = func() func() { // it takes one connection, and the next waits
		other, err := net.Dial("tcp", p.name)
		require.NoError(t, err)
		await(t, "other program at the printer", func() bool { return f.Open.Load() > 0 }, nil)
		return func() { require.NoError(t, other.Close()) }
	}
	p.pull()
	return p
}

// linePrinter is one at a serial line, named by what it is.
func linePrinter(t *testing.T, f *printertest.Printer) *printerPort {
	p := &printerPort{name: filepath.Join(t.TempDir(), "usb-printer"), blocked: kiosk.PrintWaiting}
	var wire *serialtest.Wire
	var served chan struct{}
	p.plug = func() {
		wire, served = serialtest.NewWire(t), make(chan struct{})
		go func(wire *serialtest.Wire, served chan struct{}) { defer close(served); f.ServeLine(wire.Master) }(wire, served)
		require.NoError(t, os.Symlink(wire.Slave.Name(), p.name))
	}
	p.pull = func() {
		require.NoError(t, os.Remove(p.name))
		wire.Pull()
		<-served
	}
	p.busy = func() func() {
		other, err := os.OpenFile(wire.Slave.Name(), os.O_RDWR|unix.O_NOCTTY, 0)
		require.NoError(t, err)
		require.NoError(t, unix.Flock(int(other.Fd()), unix.LOCK_EX))
		return func() { require.NoError(t, other.Close()) }
	}
	return p
}

// pipePrinter is one behind a named pipe.
func pipePrinter(t *testing.T, f *printertest.Printer) *printerPort {
	p := &printerPort{name: filepath.Join(t.TempDir(), "lp0"), deaf: true}
	var pipe *printertest.Pipe
	p.plug = func() {
		var err error
		pipe, err = f.Read(p.name)
		require.NoError(t, err)
	}
	p.pull = func() { require.NoError(t, pipe.Close()) }
	return p
}

// printerFault is the fault of a printer when a sale is made.
type printerFault struct {
	name  string
	goes  func(*paperShop) // wrong, before the sale
	state kiosk.PrintState // of the paper then
	says  string           // what is said of the printer
	mends func(*paperShop) // after it
	after kiosk.PrintState // of the paper then; "": nothing more becomes of it by itself
	talks bool             // it is a fault of a printer that can say something
}

// paperShop is a till with a fake printer.
type paperShop struct {
	*till
	*printertest.Printer
	port    *printerPort
	papers  int // lines about papers that were read
	sold    int
	unknown int // papers of which nobody knows
}

// printed is the end of a paper with which nothing is wrong.
const printed = kiosk.PrintPrinted

var printerFaults = func() (all []printerFault) {
	replug := func(s *paperShop) { s.port.pull(); s.Mended(); s.port.plug() }
	mended := func(s *paperShop) { s.Mended() }
	all = []printerFault{
		{name: "absent", goes: func(*paperShop) {}, state: kiosk.PrintWaiting, mends: func(s *paperShop) { s.port.plug() }, after: printed},
		{name: "none", goes: func(*paperShop) {}, state: printed, says: "printer.ok"},
		{name: "no paper", goes: func(s *paperShop) { s.Says(printertest.NoPaper) }, state: kiosk.PrintWaiting, says: "printer.paper", mends: mended, after: printed, talks: true},
		{name: "cover open", goes: func(s *paperShop) { s.Says(printertest.CoverOpen) }, state: kiosk.PrintWaiting, says: "printer.cover", mends: mended, after: printed, talks: true},
		{name: "slow", goes: func(s *paperShop) { s.Set(func() { s.Slow = 100 * time.Millisecond }) }, state: printed, mends: mended},
		{name: "silent", goes: func(s *paperShop) { s.port.pull(); s.Set(func() { s.Silent = true }); s.port.plug() }, state: kiosk.PrintSent, mends: replug, talks: true},
		{name: "accepts and never prints", goes: func(s *paperShop) { s.Set(func() { s.Never = true }) }, state: kiosk.PrintSent, mends: mended, talks: true},
		{name: "babbling", goes: func(s *paperShop) { s.port.pull(); s.Set(func() { s.Babbles = true }); s.port.plug() }, state: kiosk.PrintSent, mends: replug, talks: true},
		{name: "unplugged, and back under another name", goes: func(s *paperShop) { s.port.pull() }, state: kiosk.PrintWaiting, mends: func(s *paperShop) { s.port.plug() }, after: printed},
	}
	for _, n := range []int{1, 130, 260} {
		all = append(all, printerFault{name: fmt.Sprintf("drops at byte %d", n), goes: func(s *paperShop) { s.DropsAfter(n) }, state: kiosk.PrintUnknown, says: "printer.left", mends: replug})
	}
	return all
}()

// awaitPaper waits for what becomes of the next paper; a try that comes to nothing again
// is the same.
func (s *paperShop) awaitPaper(want kiosk.PrintState) { s.awaitPaperOr(want) }

// awaitPaperOr is awaitPaper where something else may become of the paper too.
func (s *paperShop) awaitPaperOr(want kiosk.PrintState, or ...kiosk.PrintState) (state kiosk.PrintState) {
	if s.port.deaf && want == printed {
		want = kiosk.PrintSent
	}
	s.awaits("paper that is "+string(want), func() bool {
		lines := s.told("paper")
		for ; s.papers < len(lines); s.papers++ {
			if state = kiosk.PrintState(lines[s.papers].State); state != kiosk.PrintWaiting || state == want {
				require.Contains(s.t, append(noMoreThan(want), or...), state, lines[s.papers].whole)
				s.papers++
				if state == kiosk.PrintUnknown {
					s.unknown++
				}
				return true
			}
		}
		return false
	})
	return state
}

// noMoreThan are the ends that claim no more than one: on a busy machine a printer's word
// comes late, and less is known.
func noMoreThan(want kiosk.PrintState) []kiosk.PrintState {
	switch want {
	case printed:
		return []kiosk.PrintState{printed, kiosk.PrintSent, kiosk.PrintUnknown}
	case kiosk.PrintSent:
		return []kiosk.PrintState{kiosk.PrintSent, kiosk.PrintUnknown}
	}
	return []kiosk.PrintState{want}
}

// awaitSays waits until it is said of the printer.
func (s *paperShop) awaitSays(id string) {
	s.awaits("word of the printer "+id, func() bool {
		said := s.told("printer")
		return len(said) > 0 && said[len(said)-1].Says == "check.found."+id
	})
}

// sellsOne makes a sale of an amount of its own, whatever the printer does.
func (s *paperShop) sellsOne() {
	s.sold++
	s.sellsWithQR(s.gateway, fmt.Sprintf("8.%02d", s.sold))
}

// meets a fault with a sale.
func (s *paperShop) meets(f printerFault) {
	s.t.Log("fault:", f.name)
	f.goes(s)
	s.sellsOne()
	if f.talks && f.state == kiosk.PrintWaiting {
		// On a busy machine the printer's word comes too late to hold a paper back.
		if s.awaitPaperOr(f.state, kiosk.PrintSent, kiosk.PrintUnknown) != f.state {
			f.mends(s)
			return
		}
	} else {
		s.awaitPaper(f.state)
	}
	if f.says != "" && !s.port.deaf && (s.unknown == 0 || f.says != "printer.ok") { // else it is said what is left
		s.awaitSays(f.says)
	}
	if f.mends != nil {
		f.mends(s)
	}
	if f.after != "" {
		s.awaitPaper(f.after)
	}
}

// printsLeft prints on the page Today what is left, and waits for so many papers.
func (s *paperShop) printsLeft(n int) {
	s.keys("F9")
	s.entersPIN()
	s.awaitHistory()
	s.keys("F1", "F12")
	for range n {
		s.awaitPaper(printed)
	}
	s.keys("Escape")
	s.awaitNext()
}

// TestPrinter sells beside a printer with each fault: every sale goes on, what is known of
// its paper is right, and of none are there two papers that do not say that they are copies.
func TestPrinter(t *testing.T) {
	t.Parallel()
	for name, makePort := range map[string]func(*testing.T, *printertest.Printer) *printerPort{
		"network": networkPrinter, "serial line": linePrinter, "pipe": pipePrinter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := printertest.Healthy()
			s := &paperShop{Printer: f, port: makePort(t, f)}
			g := newGateway(t)
			s.till = newTill(t, g, fmt.Sprintf("[printer]\nport = %q\n", s.port.name))
			t.Cleanup(func() { s.stop(); s.port.pull() })
			for _, fault := range printerFaults {
				if fault.talks && s.port.deaf {
					continue
				}
				s.meets(fault)
			}
			if s.port.busy != nil {
				free := s.port.busy()
				s.sellsOne()
				s.awaitPaper(s.port.blocked)
				free()
				if s.port.blocked == kiosk.PrintWaiting {
					s.awaitPaper(printed)
				}
			}
			require.GreaterOrEqual(t, s.unknown, 3)
			before := s.unknown
			s.printsLeft(before)

			// One that waits over a restart, and has become old meanwhile, is offered.
			s.port.pull()
			s.sellsOne()
			s.awaitPaper(kiosk.PrintWaiting)
			s.stop()
			ageQueue(t, s.data, kiosk.PrintAgeMax+time.Minute)
			s.port.plug()
			s.open()
			s.papers = 0
			s.awaitSays("printer.left")
			s.printsLeft(1 + s.unknown - before)

			counts := map[int]int{}
			for _, r := range s.export() {
				require.Equal(t, "paid", r["state"])
				papers, originals := f.About(r["order_no"])
				require.LessOrEqual(t, originals, 1, r["amount"])
				counts[papers]++
			}
			t.Logf("%d sales; papers of one: %v", s.sold, counts)
			require.Equal(t, s.sold, len(s.export()))
			g.onceOnly()
		})
	}
}

// ageQueue makes what stands in the printer's queue older.
func ageQueue(t *testing.T, data string, by time.Duration) {
	db, err := sql.Open("sqlite3", filepath.Join(data, "printer.db"))
	require.NoError(t, err)
	_, err = db.Exec(`UPDATE papers SET queued_at = queued_at - ?`, by.Microseconds())
	require.NoError(t, err)
	require.NoError(t, db.Close())
}
