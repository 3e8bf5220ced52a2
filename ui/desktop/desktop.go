// Package desktop is the machine's monitors, what stands where on them, and the
// opening of the first window.
package desktop

import (
	"image"
	"log/slog"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"

	"facepay/ui/desktop/monitor"
)

// Monitor is one screen of the desktop.
type Monitor = monitor.Monitor

// Desktop is the monitors, and the positions of windows on them.
// It is used on Fyne's goroutine only.
type Desktop interface {
	// Monitors are those that are on now, the primary one first.
	Monitors() []Monitor
	// Where is the place of a window's content; ok is false while it cannot be told
	// or people have put the window away.
	Where(fyne.Window) (at image.Rectangle, ok bool)
	// Fill makes a window fill a monitor; again counts the tries before, without effect.
	Fill(w fyne.Window, m Monitor, again int)
	// Cover shows a window at a place that nobody else gives it: without a frame, and
	// without taking the keyboard.
	Cover(fyne.Window, image.Rectangle)
	// Float gives a window a place of its own, from where people can drag it away.
	Float(fyne.Window, image.Rectangle)
	// Hold brings a window before those of other programs, and with keyboard gives it
	// that; held is true where there was nothing to do. What is the till's own is left
	// as it is.
	Hold(w fyne.Window, keyboard bool) (held bool)
	// Release ends what Hold keeps from other programs.
	Release()
	// Changed has f called, from any goroutine, when a monitor comes, goes or changes.
	Changed(f func())
}

// glfwDesktop is the desktop as the library below Fyne sees it. Fyne's own full
// screen picks a monitor when a window is shown, by its name, and knows of none that
// comes or goes later.
type glfwDesktop struct {
	windows map[fyne.Window]*glfw.Window
	bare    map[fyne.Window]bool // those that no window manager knows
	// watch is nil where the monitors are the library's, which does not see when
	// another becomes the primary one.
	watch *monitor.Watch
}

// New is the desktop of this machine.
func New() Desktop {
	d := &glfwDesktop{windows: map[fyne.Window]*glfw.Window{}, bare: map[fyne.Window]bool{}}
	watch, err := monitor.Open()
	if err != nil {
		slog.Warn("the monitors are told by the window library alone", "err", err)
		return d
	}
	d.watch = watch
	return d
}

// of is the library's own window below one of Fyne's, nil when it was not shown
// yet. Fyne makes it current to draw on it.
func (d *glfwDesktop) of(w fyne.Window) *glfw.Window {
	if found := d.windows[w]; found != nil {
		return found
	}
	if drawn, ok := w.(interface{ RunWithContext(f func()) }); ok {
		drawn.RunWithContext(func() { d.windows[w] = glfw.GetCurrentContext() })
	}
	return d.windows[w]
}

func (d *glfwDesktop) Monitors() []Monitor {
	if d.watch != nil {
		return d.watch.Monitors()
	}
	var all []Monitor
	for _, m := range glfw.GetMonitors() {
		if at, ok := placeOf(m); ok {
			all = append(all, Monitor{Name: m.GetName(), At: at})
		}
	}
	return all
}

// placeOf is the rectangle of a monitor; ok is false for one that shows nothing.
func placeOf(m *glfw.Monitor) (at image.Rectangle, ok bool) {
	mode := m.GetVideoMode()
	if mode == nil || mode.Width <= 0 || mode.Height <= 0 {
		return image.Rectangle{}, false
	}
	x, y := m.GetPos()
	return image.Rect(x, y, x+mode.Width, y+mode.Height), true
}

// find is the library's monitor at a place, nil when it does not know of it yet. It is
// looked up each time: the library frees one that goes.
func find(wanted Monitor) *glfw.Monitor {
	for _, m := range glfw.GetMonitors() {
		if at, ok := placeOf(m); ok && at == wanted.At {
			return m
		}
	}
	return nil
}

// placeless reports whether windows cannot be told where they are, or moved: Wayland
// lets them only choose a monitor.
func placeless() bool { return glfw.GetPlatform() == glfw.PlatformWayland }

func (d *glfwDesktop) Where(w fyne.Window) (image.Rectangle, bool) {
	v := d.of(w)
	if v == nil || v.GetAttrib(glfw.Iconified) == glfw.True {
		return image.Rectangle{}, false
	}
	if placeless() { // it fills a monitor or it does not
		if m := v.GetMonitor(); m != nil {
			return placeOf(m)
		}
		return image.Rectangle{}, true
	}
	width, height := v.GetSize()
	x, y := v.GetPos()
	return image.Rect(x, y, x+width, y+height), true
}

func (d *glfwDesktop) Fill(w fyne.Window, wanted Monitor, again int) {
	v, m := d.of(w), find(wanted)
	if v == nil || m == nil {
		return
	}
	at := wanted.At
	if !w.FullScreen() {
		// Fyne is to know: otherwise it may give the window a size of its own later,
		// which changes the mode of the monitor that it fills.
		v.SetPos(at.Min.X, at.Min.Y)
		w.SetFullScreen(true)
	}
	// First to its place as a window: the desktop then knows which monitor is meant,
	// and a window that believes to fill it already is asked anew.
	v.SetMonitor(nil, at.Min.X, at.Min.Y, at.Dx(), at.Dy(), 0)
	if again%2 == 1 && !placeless() {
		// The desktop put it elsewhere when it was to fill the monitor: a window
		// without a frame that is as large does as well.
		v.SetAttrib(glfw.Decorated, glfw.False)
		v.SetMonitor(nil, at.Min.X, at.Min.Y, at.Dx(), at.Dy(), 0)
		return
	}
	v.SetMonitor(m, 0, 0, at.Dx(), at.Dy(), m.GetVideoMode().RefreshRate)
}

func (d *glfwDesktop) Float(w fyne.Window, at image.Rectangle) {
	v := d.of(w)
	if v != nil && d.bare[w] {
		w.Hide()
		d.setBare(w, false)
		defer w.Show()
	}
	if v != nil {
		if w.FullScreen() && len(d.Monitors()) > 0 { // Fyne asks one for its mode
			w.SetFullScreen(false)
		}
		v.SetMonitor(nil, at.Min.X, at.Min.Y, at.Dx(), at.Dy(), 0)
		v.SetAttrib(glfw.Decorated, glfw.True)
	}
}

func (d *glfwDesktop) Changed(f func()) {
	if d.watch != nil {
		d.watch.Changed(f)
	}
	// A window can fill a monitor once the library knows of it too.
	glfw.SetMonitorCallback(func(*glfw.Monitor, glfw.PeripheralEvent) { f() })
}

// Nearest is the monitor that has most of a window, the first one where none has any.
func Nearest(all []Monitor, at image.Rectangle) Monitor {
	area := func(m Monitor) int {
		size := m.At.Intersect(at).Size()
		return size.X * size.Y
	}
	return slices.MaxFunc(all, func(a, b Monitor) int { return area(a) - area(b) })
}

// Centred is a place of size in the middle of r, no larger than r.
func Centred(r image.Rectangle, size image.Point) image.Rectangle {
	size.X, size.Y = min(size.X, r.Dx()), min(size.Y, r.Dy())
	at := r.Min.Add(r.Size().Sub(size).Div(2))
	return image.Rectangle{Min: at, Max: at.Add(size)}
}

// frameAbove and frameBelow are the most of a window's frame, in pixels.
const frameAbove, frameBelow = 40, 10

// Room is the part of its monitor that a window with a frame can have; ok is
// false where that cannot be told.
func Room(d Desktop, w fyne.Window) (room image.Rectangle, ok bool) {
	if d == nil {
		return image.Rectangle{}, false
	}
	at, ok := d.Where(w)
	all := d.Monitors()
	if !ok || len(all) == 0 {
		return image.Rectangle{}, false
	}
	room = Nearest(all, at).At
	room.Min.Y += frameAbove
	room.Max.Y -= frameBelow
	return room, true
}

// Shrink makes a window that is larger than its monitor fit it.
func Shrink(d Desktop, w fyne.Window) {
	room, ok := Room(d, w)
	if at, _ := d.Where(w); ok && (at.Dx() > room.Dx() || at.Dy() > room.Dy()) {
		d.Float(w, Centred(room, at.Size()))
	}
}
