package ui

import (
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// fakeDesk is a desktop that does what it is told, but for stubborn windows.
type fakeDesk struct {
	all      []monitor
	at       map[fyne.Window]image.Rectangle
	stubborn bool
	asked    int
	tell     func(came bool)
}

func (d *fakeDesk) monitors() []monitor { return d.all }

func (d *fakeDesk) where(w fyne.Window) (image.Rectangle, bool) {
	at, ok := d.at[w]
	return at, ok
}

func (d *fakeDesk) fill(w fyne.Window, m monitor, _ int) {
	d.asked++
	if !d.stubborn {
		d.at[w] = m.at
	}
}

func (d *fakeDesk) float(w fyne.Window, at image.Rectangle) { d.at[w] = at }

func (d *fakeDesk) changed(f func(came bool)) { d.tell = f }

// deskRig is a till with its two windows on a fake desktop.
func deskRig(t *testing.T, window fyne.Size, all ...monitor) (*rig, *fakeDesk) {
	t.Helper()
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.CustomerScreen, o.Window = true, window })
	r.window, r.customer = r.app.NewWindow("cashier"), r.app.NewWindow("customer")
	r.window.SetContent(r.root)
	r.customer.SetContent(r.own.root)
	r.window.Resize(sizes[0])
	r.customer.Resize(sizes[2])
	tiny := image.Rect(0, 0, 10, 10)
	d := &fakeDesk{all: all, at: map[fyne.Window]image.Rectangle{r.window: tiny, r.customer: tiny}}
	r.screens = screens{desk: d, full: window.IsZero()}
	r.draws(view(t, "qr"))
	r.watchScreens()
	return r, d
}

var (
	leftMonitor  = monitor{"HDMI-1", image.Rect(0, 0, 1280, 800)}
	rightMonitor = monitor{"HDMI-2", image.Rect(1280, 0, 2304, 768)}
)

// says reports where the customer's side stands.
func (r *rig) says(t *testing.T, own bool) {
	t.Helper()
	const scan = "请用微信扫一扫"
	require.Equal(t, own, r.screens.shown)
	if own {
		require.Contains(t, texts(r.own.root), scan)
		require.NotContains(t, texts(r.root), scan)
		return
	}
	require.Contains(t, texts(r.root), scan)
	require.NotContains(t, texts(r.own.root), scan)
}

func TestScreens_PlacesAreTakenAndTakenAgain(t *testing.T) {
	r, d := deskRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	require.Equal(t, leftMonitor.at, d.at[r.window])
	require.Equal(t, rightMonitor.at, d.at[r.customer])
	r.says(t, true)

	d.all = []monitor{leftMonitor}
	d.at[r.customer] = image.Rect(0, 0, 64, 64) // as desktops do
	r.lookAtScreens()
	r.says(t, false)

	d.all = nil // everything is off for a moment
	d.at[r.window] = image.Rect(0, 0, 1, 1)
	r.lookAtScreens()
	woken := monitor{leftMonitor.name, image.Rect(0, 0, 1024, 768)}
	d.all = []monitor{woken}
	r.lookAtScreens()
	require.Equal(t, woken.at, d.at[r.window])

	d.all = []monitor{leftMonitor, rightMonitor}
	r.lookAtScreens()
	require.Equal(t, leftMonitor.at, d.at[r.window])
	require.Equal(t, rightMonitor.at, d.at[r.customer])
	r.says(t, true)
}

func TestScreens_TheCustomersWindowMayBeClosed(t *testing.T) {
	for name, back := range map[string]func(r *rig, d *fakeDesk){
		"F11": func(r *rig, _ *fakeDesk) { r.toggleFullScreen() },
		"the monitor comes again": func(r *rig, d *fakeDesk) {
			d.all = d.all[:1]
			d.tell(false)
			r.frame()
			r.says(t, false)
			d.all = []monitor{leftMonitor, rightMonitor}
			d.tell(true)
			r.frame()
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, d := deskRig(t, fyne.Size{}, leftMonitor, rightMonitor)
			r.closeCustomer()
			r.says(t, false)
			r.lookAtScreens()
			r.says(t, false)
			back(r, d)
			r.says(t, true)
			require.Equal(t, rightMonitor.at, d.at[r.customer])
		})
	}
	t.Run("in a window", func(t *testing.T) {
		r, _ := deskRig(t, sizes[0], leftMonitor)
		r.says(t, true)
		r.closeCustomer()
		r.says(t, false)
		r.lookAtScreens()
		r.says(t, false)
	})
}

func TestScreens_FullScreenOffAndOn(t *testing.T) {
	r, d := deskRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	r.toggleFullScreen()
	require.NotEqual(t, leftMonitor.at, d.at[r.window])
	require.True(t, d.at[r.window].In(leftMonitor.at))
	require.Equal(t, rightMonitor.at, d.at[r.customer])
	d.at[r.window] = rightMonitor.at.Inset(10) // pulled over to the other one
	r.lookAtScreens()
	require.Equal(t, leftMonitor.at, d.at[r.customer], "makes room")
	r.toggleFullScreen()
	require.Equal(t, rightMonitor.at, d.at[r.window], "it fills the monitor on which it was")
	require.Equal(t, leftMonitor.at, d.at[r.customer])
}

func TestScreens_AWindowThatGotLostIsBroughtBack(t *testing.T) {
	r, d := deskRig(t, sizes[0], leftMonitor)
	for _, lost := range []image.Rectangle{image.Rect(0, 0, 64, 64), image.Rect(0, 0, 1, 1), image.Rect(5000, 0, 6280, 800), image.Rect(-1200, 0, 80, 800)} {
		d.at[r.window] = lost
		r.lookAtScreens()
		require.Equal(t, leftMonitor.at, d.at[r.window])
	}
	moved := image.Rect(300, 200, 1580, 1000)
	d.at[r.window] = moved
	r.lookAtScreens()
	require.Equal(t, moved, d.at[r.window], "where people put it")
	delete(d.at, r.window)
	r.lookAtScreens()
	require.NotContains(t, d.at, r.window, "people put it away")
}

func TestScreens_AStubbornDesktopIsLeftInPeace(t *testing.T) {
	r, d := deskRig(t, fyne.Size{}, leftMonitor)
	d.stubborn, d.at[r.window] = true, image.Rect(0, 30, 1280, 800)
	d.asked = 0
	const minutes = 10
	for range minutes * 60 {
		r.lookAtScreens()
	}
	require.Less(t, d.asked, fillTries+minutes*60/fillRest+2)
	d.stubborn = false
	for range fillRest {
		r.lookAtScreens()
	}
	require.Equal(t, leftMonitor.at, d.at[r.window])
}

// Whatever comes and goes, the customer's window is never over the cashier's,
// both stand where monitors are, and the customer's side is on one of them.
func TestScreens_NeverOverTheCashiers(t *testing.T) {
	r, d := deskRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	rapid.Check(t, func(rt *rapid.T) {
		one := rapid.Custom(func(rt *rapid.T) monitor {
			side := rapid.SampledFrom([]int{0, 640, 1024, 1280, 1920})
			at := image.Pt(side.Draw(rt, "x"), side.Draw(rt, "y"))
			size := rapid.SampledFrom([]image.Point{{1280, 800}, {1024, 768}, {800, 480}, {320, 240}, {480, 800}}).Draw(rt, "size")
			return monitor{rapid.SampledFrom([]string{"HDMI-1", "HDMI-2", "Generic"}).Draw(rt, "name"), image.Rectangle{Min: at, Max: at.Add(size)}}
		})
		d.all = rapid.SliceOfN(one, 0, 3).Draw(rt, "monitors")
		if rapid.Bool().Draw(rt, "thrown about") {
			d.at[r.window], d.at[r.customer] = image.Rect(0, 0, 64, 64), image.Rect(0, 0, 1, 1)
		}
		r.lookAtScreens()
		if len(d.all) == 0 {
			return
		}
		on := func(at image.Rectangle) bool {
			return slices.ContainsFunc(d.all, func(m monitor) bool { return m.at == at })
		}
		require.True(rt, on(d.at[r.window]))
		require.Equal(rt, r.screens.shown, r.stage == &r.own)
		if r.screens.shown {
			require.True(rt, on(d.at[r.customer]))
			require.False(rt, d.at[r.window].Overlaps(d.at[r.customer]))
		}
	})
}
