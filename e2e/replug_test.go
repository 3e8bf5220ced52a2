//go:build e2e

package e2e

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var replugs = flag.Int("replugs", 6, "how often the customer's monitor is pulled and plugged, with each kind of names")

// eye looks at a display's screen and windows through a connection of its own.
type eye struct {
	conn *xgb.Conn
	root xproto.Window
}

func newEye(t *testing.T, display string) *eye {
	conn, err := xgb.NewConnDisplay(display)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	require.NoError(t, randr.Init(conn))
	return &eye{conn, xproto.Setup(conn).DefaultScreen(conn).Root}
}

// pixels are those that people see at a place, nil where there is no screen.
func (e *eye) pixels(r image.Rectangle) []byte {
	got, err := xproto.GetImage(e.conn, xproto.ImageFormatZPixmap, xproto.Drawable(e.root), int16(r.Min.X), int16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), ^uint32(0)).Reply()
	if err != nil {
		return nil
	}
	return got.Data
}

// alike reports whether two pictures are the same, but for what moves on them.
func alike(a, b []byte) bool {
	if len(a) != len(b) || len(a) == 0 {
		return false
	}
	differ := 0
	for i := range a {
		if a[i] != b[i] {
			differ++
		}
	}
	const moves = 50 // of 1 in so many
	return differ < len(a)/moves
}

// covered reports whether a window that is seen lies over a part of another, both
// looked at in one moment.
func (e *eye) covered(under, over xproto.Window) bool {
	xproto.GrabServer(e.conn)
	defer xproto.UngrabServer(e.conn)
	attributes, err := xproto.GetWindowAttributes(e.conn, over).Reply()
	if err != nil || attributes.MapState != xproto.MapStateViewable {
		return false
	}
	a, okA := e.place(under)
	b, okB := e.place(over)
	return okA && okB && a.Overlaps(b)
}

func (e *eye) place(w xproto.Window) (image.Rectangle, bool) {
	size, err := xproto.GetGeometry(e.conn, xproto.Drawable(w)).Reply()
	if err != nil {
		return image.Rectangle{}, false
	}
	at, err := xproto.TranslateCoordinates(e.conn, w, e.root, 0, 0).Reply()
	if err != nil {
		return image.Rectangle{}, false
	}
	min := image.Pt(int(at.DstX), int(at.DstY))
	return image.Rectangle{Min: min, Max: min.Add(image.Pt(int(size.Width), int(size.Height)))}, true
}

// setPrimary makes the nth output the primary one.
func (e *eye) setPrimary(t *testing.T, n int) {
	all, err := randr.GetScreenResourcesCurrent(e.conn, e.root).Reply()
	require.NoError(t, err)
	require.NoError(t, randr.SetOutputPrimaryChecked(e.conn, e.root, all.Outputs[n]).Check())
}

// namedAlike is a display on which both outputs have one name, as most monitors have on
// Windows: what the server says of them is changed on its way.
func namedAlike(t *testing.T, d *display) *display {
	const sockets = "/tmp/.X11-unix/X"
	number := 1000 + rand.IntN(8000)
	server := sockets + strings.TrimPrefix(d.name, ":")
	l, err := net.Listen("unix", sockets+strconv.Itoa(number))
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			x, err := net.Dial("unix", server)
			if err != nil {
				_ = client.Close()
				return
			}
			go func() { _, _ = io.Copy(x, client); _ = x.Close() }()
			go func() { _, _ = io.Copy(renamer{client}, x); _ = client.Close() }()
		}
	}()
	return &display{name: ":" + strconv.Itoa(number), end: d.end}
}

type renamer struct{ io.Writer }

func (r renamer) Write(b []byte) (int, error) {
	return r.Writer.Write(bytes.ReplaceAll(b, []byte("VNC-1"), []byte("VNC-0")))
}

func xid(t *testing.T, w window) xproto.Window {
	id, err := strconv.ParseUint(w.id, 10, 32)
	require.NoError(t, err)
	return xproto.Window(id)
}

// The customer's monitor is pulled and plugged while a QR is open, and another becomes
// the primary one: the customer's window never covers the cashier's half, and the QR
// is always on a screen that is on. -args -replugs=100 is the long run.
func TestReplug(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config string
		see    func(*testing.T, *display) *display
	}{
		"each its name": {withCustomer, func(_ *testing.T, d *display) *display { return d }},
		"named alike":   {withCustomer + "monitor = \"VNC-0 +1280+0\"\n", namedAlike},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMonitors(t, cashierMonitor, customerMonitor)
			e := newEye(t, m.name)
			g := newGateway(t)
			tl := layTillOn(t, c.see(t, m.display), g, g.lepay()+c.config)
			tl.full = true
			tl.run()
			tl.await("till that is ready", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount })
			both := m.awaitTill(tl, cashierMonitor, customerMonitor)
			o := tl.opens("45.67", "F2")
			tl.awaitQR(both[1], o.QR)
			r := replug{t: t, monitors: m, eye: e, cashier: both[0], customer: both[1]}
			r.settle(tl, o.QR)
			ended := r.watch()
			for range *replugs {
				r.pull()
				r.plugBack()
			}
			if c.config == withCustomer { // no monitor is named: the primary one is the cashier's
				r.swap(tl, o.QR)
			}
			ended()
			tl.gateway.pays(o.No)
			tl.awaitPanel("panel.paid.title")
			t.Logf("%d times: the QR was in the cashier's window within %s, on the customer's monitor within %s; %d looks", *replugs, spread(r.gone), spread(r.back), r.looks)
		})
	}
}

// replug is the pulling and plugging, and what the screens show meanwhile.
type replug struct {
	t *testing.T
	*monitors
	eye               *eye
	cashier, customer window
	// The pictures of both states: the cashier's bar, and the customer's side in the
	// cashier's window and on the customer's monitor.
	bars         [][]byte
	half, own    []byte
	theirs       []byte // the begin of the customer's window
	gone, back   []time.Duration
	mu           sync.Mutex
	looks        int
	barsNoLonger bool // the windows change places
}

// spread is the median, the 95th percentile and the longest of some times.
func spread(all []time.Duration) string {
	sorted := slices.Sorted(slices.Values(all))
	at := func(share float64) time.Duration {
		return sorted[int(share*float64(len(sorted)-1))].Round(time.Millisecond)
	}
	return fmt.Sprintf("%v (p95 %v, p50 %v)", at(1), at(0.95), at(0.5))
}

// Parts of the screen: the begin of the cashier's bar, which is the same in both
// states, the QR in the cashier's window, and the customer's own.
var (
	barAt  = image.Rect(0, 0, 300, 50)
	halfAt = image.Rect(800, 150, 1220, 650)
	ownAt  = image.Rect(1280+200, 100, 1280+800, 700)
)

// settle takes the pictures of both states, once zbar reads the QR in them.
func (r *replug) settle(tl *till, qr string) {
	r.bars = append(r.bars, r.eye.pixels(barAt))
	r.plug(r.t, cashierMonitor)
	tl.awaitQR(r.awaitWindows(tl, cashierMonitor)[0], qr)
	r.half = r.eye.pixels(halfAt)
	r.bars = append(r.bars, r.eye.pixels(barAt))
	r.plug(r.t, cashierMonitor, customerMonitor)
	r.awaitWindows(tl, cashierMonitor, customerMonitor)
	tl.awaitQR(r.customer, qr)
	r.own, r.theirs = r.eye.pixels(ownAt), r.eye.pixels(barAt.Add(customerMonitor.at.Min))
	require.False(r.t, r.whole(r.theirs), "the windows can be told apart by their begin")
}

// watch looks at the cashier's window all the time, until the function that it returns is called.
func (r *replug) watch() (end func()) {
	under, over := xid(r.t, r.cashier), xid(r.t, r.customer)
	other := newEye(r.t, r.name)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			default:
			}
			if !assert.False(r.t, other.covered(under, over), "the customer's window lies over the cashier's") {
				return
			}
			r.mu.Lock()
			r.looks++
			// This server's screen is full of chance after each change, until the windows
			// are painted anew: what must not be there is the customer's picture.
			bar := other.pixels(barAt)
			covered := !r.barsNoLonger && !r.whole(bar) && alike(bar, r.theirs)
			r.mu.Unlock()
			if !assert.False(r.t, covered, "the customer's picture is where the cashier's bar was") {
				return
			}
			time.Sleep(5 * time.Millisecond) // others need the machine too
		}
	}()
	return sync.OnceFunc(func() { close(done); <-ended })
}

// whole reports whether a picture of the cashier's bar is as it should be.
func (r *replug) whole(bar []byte) bool { return alike(bar, r.bars[0]) || alike(bar, r.bars[1]) }

func (r *replug) pull() {
	r.gone = append(r.gone, r.until("QR in the cashier's window", halfAt, r.half, cashierMonitor))
	r.awaitBar()
}

func (r *replug) plugBack() {
	r.back = append(r.back, r.until("QR on the customer's monitor", ownAt, r.own, cashierMonitor, customerMonitor))
	r.awaitBar()
}

func (r *replug) awaitBar() {
	await(r.t, "the cashier's bar", func() bool { return r.whole(r.eye.pixels(barAt)) }, nil)
}

// until plugs monitors and returns within which a picture stands on the screen.
func (r *replug) until(what string, at image.Rectangle, picture []byte, on ...screenMonitor) (took time.Duration) {
	begin := time.Now()
	seen := make(chan time.Duration, 1)
	stop := make(chan struct{})
	go func() {
		for {
			if alike(r.eye.pixels(at), picture) {
				seen <- time.Since(begin)
				return
			}
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
	}()
	defer close(stop)
	r.plug(r.t, on...)
	awaitWithin(r.t, patience, what, func() bool {
		select {
		case took = <-seen:
			return true
		default:
			return false
		}
	}, func() string { return fmt.Sprint(on) })
	return took
}

// swap makes the customer's monitor the primary one, which is the cashier's then, and back.
func (r *replug) swap(tl *till, qr string) {
	r.mu.Lock()
	r.barsNoLonger = true
	r.mu.Unlock()
	for _, c := range []struct {
		primary           int
		cashier, customer screenMonitor
	}{{1, customerMonitor, cashierMonitor}, {0, cashierMonitor, customerMonitor}} {
		r.eye.setPrimary(r.t, c.primary)
		awaitWithin(r.t, patience, "windows that have changed places", func() bool {
			a, _ := r.eye.place(xid(r.t, r.cashier))
			b, _ := r.eye.place(xid(r.t, r.customer))
			return a == c.cashier.at && b == c.customer.at
		}, nil)
		tl.awaitQR(r.customer, qr)
	}
}
