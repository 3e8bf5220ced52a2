package desktop

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// Cover does not use the library's full screen: when a monitor goes, that one opens the
// window that filled it anew at 0,0 of one that is left, which is the cashier's.
func (d *glfwDesktop) Cover(w fyne.Window, at image.Rectangle) {
	if v := d.of(w); v == nil {
		d.born(w, func() { d.bareAt(w, at) })
	} else {
		if w.FullScreen() && len(glfw.GetMonitors()) > 0 { // Fyne asks one for its mode
			w.SetFullScreen(false)
		}
		if !d.bare[w] {
			w.Hide()
		}
		d.bareAt(w, at)
		if v.GetAttrib(glfw.Visible) == glfw.False {
			w.Show()
		}
	}
	if v := d.of(w); v != nil { // Fyne shows it in the size that it had
		v.SetMonitor(nil, at.Min.X, at.Min.Y, at.Dx(), at.Dy(), 0)
	}
}

// bareAt gives a window, hidden or bare, its place before anybody sees it.
func (d *glfwDesktop) bareAt(w fyne.Window, at image.Rectangle) {
	if !d.bare[w] {
		d.setBare(w, true)
	}
	if placed, ok := w.(desktop.Window); ok { // where Fyne shows it again
		placed.RequestPosition(at.Min.X, at.Min.Y)
	}
	d.of(w).SetMonitor(nil, at.Min.X, at.Min.Y, at.Dx(), at.Dy(), 0)
}

func (d *glfwDesktop) setBare(w fyne.Window, on bool) {
	v, frame := d.of(w), glfw.True
	if on {
		frame = glfw.False
	}
	v.SetAttrib(glfw.Decorated, frame)
	v.SetAttrib(glfw.FocusOnShow, frame) // one that stands in its place takes no keyboard
	setUnmanaged(w, on)
	d.bare[w] = on
}

// born shows a window for the first time. Before it can be seen, once the library has
// made it, it is dressed: Fyne has no other moment for that than when it asks a window's
// content for its size.
func (d *glfwDesktop) born(w fyne.Window, dress func()) {
	content := w.Content()
	done := false
	w.SetContent(container.New(newborn(func() {
		if !done && d.of(w) != nil {
			done = true
			dress()
		}
	}), content))
	w.Show()
	w.SetContent(content)
}

// newborn is a layout of one object that is told when its size is asked.
type newborn func()

func (n newborn) MinSize(objects []fyne.CanvasObject) fyne.Size {
	n()
	return objects[0].MinSize()
}

func (n newborn) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
