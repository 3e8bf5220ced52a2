package ui

import (
	"image"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// glfwDesk is the desktop as the library below Fyne sees it. Fyne's own full
// screen picks a monitor when a window is shown, and knows of none that comes or
// goes later.
type glfwDesk struct {
	windows map[fyne.Window]*glfw.Window
}

// newDesk is the desktop of this machine.
func newDesk() desk { return &glfwDesk{windows: map[fyne.Window]*glfw.Window{}} }

// of is the library's own window below one of Fyne's, nil when it was not shown
// yet. Fyne makes it current to draw on it.
func (d *glfwDesk) of(w fyne.Window) *glfw.Window {
	if found := d.windows[w]; found != nil {
		return found
	}
	if drawn, ok := w.(interface{ RunWithContext(f func()) }); ok {
		drawn.RunWithContext(func() { d.windows[w] = glfw.GetCurrentContext() })
	}
	return d.windows[w]
}

func (d *glfwDesk) monitors() []monitor {
	var all []monitor
	for _, m := range glfw.GetMonitors() {
		if at, ok := placeOf(m); ok {
			all = append(all, monitor{m.GetName(), at})
		}
	}
	return all
}

// placeOf is where a monitor is; ok is false for one that shows nothing.
func placeOf(m *glfw.Monitor) (at image.Rectangle, ok bool) {
	mode := m.GetVideoMode()
	if mode == nil || mode.Width <= 0 || mode.Height <= 0 {
		return image.Rectangle{}, false
	}
	x, y := m.GetPos()
	return image.Rect(x, y, x+mode.Width, y+mode.Height), true
}

// find is the library's monitor at a place. It is looked up each time: the
// library frees one that goes.
func find(wanted monitor) *glfw.Monitor {
	for _, m := range glfw.GetMonitors() {
		if at, ok := placeOf(m); ok && at == wanted.at && m.GetName() == wanted.name {
			return m
		}
	}
	return nil
}

// placeless reports whether windows cannot be told where they are, or moved: Wayland
// lets them only choose a monitor.
func placeless() bool { return glfw.GetPlatform() == glfw.PlatformWayland }

func (d *glfwDesk) where(w fyne.Window) (image.Rectangle, bool) {
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

func (d *glfwDesk) fill(w fyne.Window, wanted monitor, again int) {
	v, m := d.of(w), find(wanted)
	if v == nil || m == nil {
		return
	}
	at := wanted.at
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

func (d *glfwDesk) float(w fyne.Window, at image.Rectangle) {
	if v := d.of(w); v != nil {
		if w.FullScreen() && len(d.monitors()) > 0 { // Fyne asks one for its mode
			w.SetFullScreen(false)
		}
		v.SetMonitor(nil, at.Min.X, at.Min.Y, at.Dx(), at.Dy(), 0)
		v.SetAttrib(glfw.Decorated, glfw.True)
	}
}

func (d *glfwDesk) changed(f func(came bool)) {
	glfw.SetMonitorCallback(func(_ *glfw.Monitor, e glfw.PeripheralEvent) { f(e == glfw.Connected) })
}
