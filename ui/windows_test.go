package ui

import (
	"image"
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"facepay/kiosk"
	"facepay/ui/desktop"
	"facepay/ui/internal/drawtest"
)

// fakeDesktop is a desktop that does what it is told, but for stubborn windows.
type fakeDesktop struct {
	all      []desktop.Monitor
	at       map[fyne.Window]image.Rectangle
	stubborn bool
	slow     fyne.Window // does not take its place yet
	asked    int
	tell     func()
	over     fyne.Window // the window over which another program's lies
	away     bool        // another program has the keyboard
	pushed   int
	released bool
}

func (d *fakeDesktop) Monitors() []desktop.Monitor { return d.all }

func (d *fakeDesktop) Where(w fyne.Window) (image.Rectangle, bool) {
	at, ok := d.at[w]
	return at, ok
}

func (d *fakeDesktop) Fill(w fyne.Window, m desktop.Monitor, _ int) {
	d.asked++
	if !d.stubborn && w != d.slow {
		d.at[w] = m.At
	}
}

func (d *fakeDesktop) Cover(w fyne.Window, at image.Rectangle) {
	d.asked++
	if !d.stubborn {
		d.at[w] = at
	}
	w.Show()
}

func (d *fakeDesktop) Float(w fyne.Window, at image.Rectangle) { d.at[w] = at }

func (d *fakeDesktop) Hold(w fyne.Window, keyboard bool) (held bool) {
	held = d.over != w && !(keyboard && d.away)
	d.pushed++
	if !d.stubborn {
		d.over, d.away = nil, d.away && !keyboard
	}
	return held
}

func (d *fakeDesktop) Release() { d.released = true }

func (d *fakeDesktop) Changed(f func()) { d.tell = f }

// desktopRig is a till with its two windows on a fake desktop.
func desktopRig(t *testing.T, window fyne.Size, all ...desktop.Monitor) (*rig, *fakeDesktop) {
	t.Helper()
	r := newRig(t, "zh-CN", sizes[0], func(o *Options) { o.CustomerScreen, o.Window = true, window })
	r.windows.cashier.window, r.windows.customer.window = r.app.NewWindow("cashier"), r.app.NewWindow("customer")
	r.windows.cashier.window.SetContent(r.counter.root)
	r.windows.customer.window.SetContent(r.customer.root)
	r.windows.cashier.window.Resize(sizes[0])
	r.windows.customer.window.Resize(sizes[2])
	tiny := image.Rect(0, 0, 10, 10)
	d := &fakeDesktop{all: all, at: map[fyne.Window]image.Rectangle{r.windows.cashier.window: tiny, r.windows.customer.window: tiny}}
	r.windows.desktop = d
	r.draws(view(t, "qr"))
	r.windows.watch()
	return r, d
}

var (
	leftMonitor  = desktop.Monitor{Name: "HDMI-1", At: image.Rect(0, 0, 1280, 800)}
	rightMonitor = desktop.Monitor{Name: "HDMI-2", At: image.Rect(1280, 0, 2304, 768)}
)

// says reports where the customer's side stands.
func (r *rig) says(t *testing.T, own bool) {
	t.Helper()
	const scan = "请用微信扫一扫"
	require.Equal(t, own, r.windows.shown)
	require.Equal(t, own, slices.Contains(drawtest.Texts(r.customer.root), scan))
	require.Equal(t, !own, slices.Contains(drawtest.Texts(r.counter.root), scan))
}

func TestScreens_PlacesAreTakenAndTakenAgain(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	require.Equal(t, leftMonitor.At, d.at[r.windows.cashier.window])
	require.Equal(t, rightMonitor.At, d.at[r.windows.customer.window])
	r.says(t, true)

	d.all = []desktop.Monitor{leftMonitor}
	d.at[r.windows.customer.window] = image.Rect(0, 0, 64, 64) // as desktops do
	r.windows.look()
	r.says(t, false)

	d.all = nil // everything is off for a moment
	d.at[r.windows.cashier.window] = image.Rect(0, 0, 1, 1)
	r.windows.look()
	woken := desktop.Monitor{Name: leftMonitor.Name, At: image.Rect(0, 0, 1024, 768)}
	d.all = []desktop.Monitor{woken}
	r.windows.look()
	require.Equal(t, woken.At, d.at[r.windows.cashier.window])

	d.all = []desktop.Monitor{leftMonitor, rightMonitor}
	r.windows.look()
	require.Equal(t, leftMonitor.At, d.at[r.windows.cashier.window])
	require.Equal(t, rightMonitor.At, d.at[r.windows.customer.window])
	r.says(t, true)
}

func TestScreens_TheCustomersWindowMayBeClosed(t *testing.T) {
	for name, back := range map[string]func(r *rig, d *fakeDesktop){
		"F11": func(r *rig, _ *fakeDesktop) { r.windows.toggleFullScreen() },
		"the monitor comes again": func(r *rig, d *fakeDesktop) {
			d.all = d.all[:1]
			d.tell()
			r.queue.Frame()
			r.says(t, false)
			d.all = []desktop.Monitor{leftMonitor, rightMonitor}
			d.tell()
			r.queue.Frame()
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
			r.windows.closeCustomer()
			r.says(t, true)
			r.windows.toggleFullScreen() // which took the PIN
			r.windows.closeCustomer()
			r.says(t, false)
			r.windows.look()
			r.says(t, false)
			back(r, d)
			r.says(t, true)
			require.Equal(t, rightMonitor.At, d.at[r.windows.customer.window])
		})
	}
	t.Run("in a window", func(t *testing.T) {
		r, _ := desktopRig(t, sizes[0], leftMonitor)
		r.says(t, true)
		r.windows.closeCustomer()
		r.says(t, false)
		r.windows.look()
		r.says(t, false)
	})
}

// What another program puts over a till that fills the screen goes behind it.
func TestScreens_NothingLiesOverATillThatFillsTheScreen(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	for _, covered := range []fyne.Window{r.windows.cashier.window, r.windows.customer.window} {
		d.over = covered
		r.windows.look()
		require.Nil(t, d.over)
	}
	d.away = true
	r.focusLeft(true)
	r.queue.Frame()
	require.False(t, d.away, "at once")

	r.windows.toggleFullScreen()
	require.True(t, d.released)
	d.over, d.away = r.windows.cashier.window, true
	r.focusLeft(true)
	r.queue.Frame()
	r.windows.look()
	require.True(t, d.away, "a window among others")
	require.NotNil(t, d.over)
}

// Two programs that both want to be in front do not keep the machine busy.
func TestScreens_AWindowThatComesBackIsFoughtRarely(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor)
	d.over, d.stubborn, d.pushed = r.windows.cashier.window, true, 0
	const minutes = 10
	for range minutes * 60 {
		r.windows.look()
	}
	require.Less(t, d.pushed, fillTries+minutes*60/fillRest+2)
	d.pushed = 0
	for range 1000 {
		r.windows.takeBack()
	}
	require.LessOrEqual(t, d.pushed, 1)
}

func TestScreens_FullScreenOffAndOn(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	r.windows.toggleFullScreen()
	require.NotEqual(t, leftMonitor.At, d.at[r.windows.cashier.window])
	require.True(t, d.at[r.windows.cashier.window].In(leftMonitor.At))
	require.Equal(t, rightMonitor.At, d.at[r.windows.customer.window])
	d.at[r.windows.cashier.window] = rightMonitor.At.Inset(10) // pulled over to the other one
	r.windows.look()
	require.Equal(t, leftMonitor.At, d.at[r.windows.customer.window], "makes room")
	r.windows.toggleFullScreen()
	require.Equal(t, rightMonitor.At, d.at[r.windows.cashier.window], "it fills the monitor on which it was")
	require.Equal(t, leftMonitor.At, d.at[r.windows.customer.window])
}

func TestScreens_AWindowThatGotLostIsBroughtBack(t *testing.T) {
	r, d := desktopRig(t, sizes[0], leftMonitor)
	for _, lost := range []image.Rectangle{image.Rect(0, 0, 64, 64), image.Rect(0, 0, 1, 1), image.Rect(5000, 0, 6280, 800), image.Rect(-1200, 0, 80, 800)} {
		d.at[r.windows.cashier.window] = lost
		r.windows.look()
		require.Equal(t, leftMonitor.At, d.at[r.windows.cashier.window])
	}
	moved := image.Rect(300, 200, 1580, 1000)
	d.at[r.windows.cashier.window] = moved
	r.windows.look()
	require.Equal(t, moved, d.at[r.windows.cashier.window], "where people put it")
	delete(d.at, r.windows.cashier.window)
	r.windows.look()
	require.NotContains(t, d.at, r.windows.cashier.window, "people put it away")
}

func TestScreens_AStubbornDesktopIsLeftInPeace(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor)
	d.stubborn, d.at[r.windows.cashier.window] = true, image.Rect(0, 30, 1280, 800)
	d.asked = 0
	const minutes = 10
	for range minutes * 60 {
		r.windows.look()
	}
	require.Less(t, d.asked, fillTries+minutes*60/fillRest+2)
	d.stubborn = false
	for range fillRest {
		r.windows.look()
	}
	require.Equal(t, leftMonitor.At, d.at[r.windows.cashier.window])
}

// Whatever comes and goes, the customer's window is never over the cashier's,
// both stand where monitors are, and the customer's side is on one of them.
func TestScreens_NeverOverTheCashiers(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	rapid.Check(t, func(rt *rapid.T) {
		one := rapid.Custom(func(rt *rapid.T) desktop.Monitor {
			side := rapid.SampledFrom([]int{0, 640, 1024, 1280, 1920})
			at := image.Pt(side.Draw(rt, "x"), side.Draw(rt, "y"))
			size := rapid.SampledFrom([]image.Point{{1280, 800}, {1024, 768}, {800, 480}, {320, 240}, {480, 800}}).Draw(rt, "size")
			return desktop.Monitor{Name: rapid.SampledFrom([]string{"HDMI-1", "HDMI-2", "Generic"}).Draw(rt, "name"), At: image.Rectangle{Min: at, Max: at.Add(size)}}
		})
		d.all = rapid.SliceOfN(one, 0, 3).Draw(rt, "monitors")
		if rapid.Bool().Draw(rt, "thrown about") {
			d.at[r.windows.cashier.window], d.at[r.windows.customer.window] = image.Rect(0, 0, 64, 64), image.Rect(0, 0, 1, 1)
		}
		r.windows.look()
		if len(d.all) == 0 {
			return
		}
		on := func(at image.Rectangle) bool {
			return slices.ContainsFunc(d.all, func(m desktop.Monitor) bool { return m.At == at })
		}
		require.True(rt, on(d.at[r.windows.cashier.window]))
		require.Equal(rt, r.windows.shown, r.ownWindow())
		if r.windows.shown {
			require.True(rt, on(d.at[r.windows.customer.window]))
			require.False(rt, d.at[r.windows.cashier.window].Overlaps(d.at[r.windows.customer.window]))
		}
	})
}

// The customer's window is on the monitor that is configured, whatever else there is.
func TestScreens_TheConfiguredMonitorIsTheCustomers(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	stands := func(cashier, customer desktop.Monitor) {
		t.Helper()
		r.windows.look()
		r.windows.look() // the customer's window goes where the cashier's has left
		require.Equal(t, cashier.At, d.at[r.windows.cashier.window])
		require.Equal(t, customer.At, d.at[r.windows.customer.window])
	}
	d.all = []desktop.Monitor{rightMonitor, leftMonitor}
	stands(rightMonitor, leftMonitor) // another became the primary one
	r.windows.wishCustomer(rightMonitor.ID())
	stands(leftMonitor, rightMonitor)
	third := desktop.Monitor{Name: "DP-1", At: image.Rect(0, 800, 1280, 1600)}
	d.all = []desktop.Monitor{leftMonitor, third, rightMonitor}
	stands(leftMonitor, rightMonitor)
	d.all = []desktop.Monitor{leftMonitor, third}
	stands(leftMonitor, third)
	d.all = []desktop.Monitor{leftMonitor, third, rightMonitor}
	stands(leftMonitor, rightMonitor)

	alike := []desktop.Monitor{{Name: "Generic", At: leftMonitor.At}, {Name: "Generic", At: rightMonitor.At}}
	d.all = alike
	for i, m := range alike {
		r.windows.wishCustomer(m.ID())
		stands(alike[1-i], m)
	}
}

// The customer's window is away while the two change places.
func TestScreens_WindowsThatChangePlacesNeverCoverEachOther(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	d.slow = r.windows.cashier.window
	d.all = []desktop.Monitor{rightMonitor, leftMonitor}
	r.windows.look()
	r.says(t, false)
	d.slow, d.at[r.windows.cashier.window] = nil, rightMonitor.At
	r.windows.look()
	r.says(t, true)
	require.Equal(t, leftMonitor.At, d.at[r.windows.customer.window])
}

// In a window with no second monitor, the customer's side is in a window that can be
// dragged onto whatever shows it.
func TestScreens_WithoutASecondMonitorAWindowThatCanBeDragged(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor)
	r.says(t, false)
	r.windows.toggleFullScreen()
	r.says(t, true)
	dragged := image.Rect(100, 50, 900, 650)
	d.at[r.windows.customer.window] = dragged
	r.windows.look()
	require.Equal(t, dragged, d.at[r.windows.customer.window])
	r.windows.toggleFullScreen()
	r.says(t, false)
	require.Equal(t, leftMonitor.At, d.at[r.windows.cashier.window])
}

func TestNumberMonitors_EachHasItsNumber(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	for range 2 { // the windows are kept
		r.numberMonitors()
		require.Len(t, r.numbers.windows, 2)
		for i, m := range d.all {
			w := r.numbers.windows[i]
			require.True(t, d.at[w].In(m.At))
			require.Equal(t, []string{strconv.Itoa(i + 1)}, drawtest.Texts(w.Content()))
		}
		r.hideNumbers()
	}
	require.Equal(t, []string{"HDMI-1 +0+0", "HDMI-2 +1280+0"}, r.Monitors())
}

func TestScreens_TheCustomersWindowTellsWhereItStandsAndWhyNot(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	told := func(state kiosk.DeviceState, port, trouble string) {
		t.Helper()
		is := r.CustomerScreen()
		require.Equal(t, state, is.State)
		require.Equal(t, port, is.Port)
		require.Equal(t, trouble, is.Trouble.ID)
	}
	told(kiosk.DeviceReady, rightMonitor.ID(), "")
	found := r.CustomerScreen().Since
	require.NotZero(t, found)
	r.windows.look()
	require.Equal(t, found, r.CustomerScreen().Since, "since it is so")

	d.all = []desktop.Monitor{leftMonitor}
	r.windows.look()
	told(kiosk.DeviceGone, "", "device.trouble.no_monitor")
	third := desktop.Monitor{Name: "DP-1", Model: "P22", At: image.Rect(0, 800, 1280, 1600)}
	d.all = []desktop.Monitor{leftMonitor, third}
	r.windows.wishCustomer(rightMonitor.ID())
	told(kiosk.DeviceTrouble, third.ID(), "device.trouble.other_monitor")
	require.Equal(t, "P22", r.CustomerScreen().Name)
	d.all = []desktop.Monitor{leftMonitor, rightMonitor}
	d.stubborn = true
	for range fillTries + 2 {
		r.windows.look()
	}
	told(kiosk.DeviceTrouble, rightMonitor.ID(), "device.trouble.misplaced")
	d.stubborn = false
	d.all = nil
	r.windows.look()
	told(kiosk.DeviceGone, rightMonitor.ID(), "device.trouble.no_monitor")

	r, _ = desktopRig(t, sizes[0], leftMonitor)
	told(kiosk.DeviceReady, "", "")
	r.windows.closeCustomer()
	told(kiosk.DeviceGone, "", "device.trouble.closed")

	r = newRig(t, "zh-CN", sizes[0])
	told(kiosk.DeviceUnknown, "", "")
	r.windows.watch()
	told(kiosk.DeviceOff, "", "")
}

// What a change of the monitors brings is painted before the desktop is asked what lies
// over the windows, which takes long on a busy machine.
func TestWindows_AChangeIsPaintedBeforeOtherProgramsAreLookedFor(t *testing.T) {
	r, d := desktopRig(t, fyne.Size{}, leftMonitor, rightMonitor)
	r.windows.look()
	before := d.pushed
	require.Positive(t, before)
	d.all = d.all[:1]
	r.windows.look()
	require.Equal(t, before, d.pushed, "not yet")
	r.windows.look()
	require.Greater(t, d.pushed, before, "and then")
}
