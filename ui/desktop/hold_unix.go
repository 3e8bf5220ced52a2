//go:build !windows

package desktop

import (
	"fmt"
	"image"
	"io"
	"log"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// x11 is a connection to the X server beside the window library's, which tells
// nothing of other programs' windows.
type x11 struct {
	conn *xgb.Conn
	root xproto.Window
	mask uint32 // of a window's number, what its program chooses
}

func init() { xgb.Logger = log.New(io.Discard, "", 0) }

var connectX11 = sync.OnceValues(func() (*x11, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	go func() { // the server tells some things unasked
		for {
			if event, err := conn.WaitForEvent(); event == nil && err == nil {
				return
			}
		}
	}()
	setup := xproto.Setup(conn)
	return &x11{conn: conn, root: setup.DefaultScreen(conn).Root, mask: setup.ResourceIdMask}, nil
})

// Hold brings w before all other windows where another program's lies over it, and
// gives it the keyboard where another program has that.
func (d *glfwDesktop) Hold(w fyne.Window, keyboard bool) (held bool) {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return true
	}
	x, err := connectX11()
	if err != nil {
		return true
	}
	native.RunNative(func(context any) {
		if c, ok := context.(driver.X11WindowContext); ok && c.WindowHandle != 0 {
			held = x.hold(xproto.Window(c.WindowHandle), keyboard)
		}
	})
	return held
}

// setUnmanaged has window managers leave w alone from when it is shown next, or not any
// more. One that manages it moves it to the monitor that is left when its own goes, over
// the cashier's window.
func setUnmanaged(w fyne.Window, on bool) {
	native, ok := w.(driver.NativeWindow)
	x, err := connectX11()
	if !ok || err != nil {
		return
	}
	value := uint32(0)
	if on {
		value = 1
	}
	native.RunNative(func(context any) {
		if c, ok := context.(driver.X11WindowContext); ok && c.WindowHandle != 0 {
			_ = xproto.ChangeWindowAttributesChecked(x.conn, xproto.Window(c.WindowHandle), xproto.CwOverrideRedirect, []uint32{value}).Check()
		}
	})
}

// Release lets other windows come before the till's again; under X nothing was kept from them.
func (d *glfwDesktop) Release() {}

func (x *x11) hold(w xproto.Window, keyboard bool) bool {
	seen, front := x.viewable(w), x.frame(w)
	away, over := keyboard && !x.typing(w), x.over(w, front)
	if seen && !away && len(over) == 0 {
		return true
	}
	if away || !seen {
		// The window manager may have put the window away, or be on another of its desktops.
		x.activate(w)
	}
	if !seen {
		return false // it is to come first
	}
	x.stack(front, xproto.StackModeAbove)
	for _, other := range over {
		// A window manager keeps its own windows below those of which it knows nothing,
		// such as a notification's: they go down.
		x.stack(other, xproto.StackModeBelow)
	}
	if away {
		_ = xproto.SetInputFocusChecked(x.conn, xproto.InputFocusParent, w, xproto.TimeCurrentTime).Check()
	}
	return false
}

// stack moves a window to the top or to the bottom. It may be gone meanwhile.
func (x *x11) stack(w xproto.Window, where uint32) {
	_ = xproto.ConfigureWindowChecked(x.conn, w, xproto.ConfigWindowStackMode, []uint32{where}).Check()
}

// place is the rectangle of a child of the root, with its border.
func (x *x11) place(w xproto.Window) (image.Rectangle, bool) {
	g, err := xproto.GetGeometry(x.conn, xproto.Drawable(w)).Reply()
	if err != nil {
		return image.Rectangle{}, false
	}
	at, border := image.Pt(int(g.X), int(g.Y)), 2*int(g.BorderWidth)
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(int(g.Width)+border, int(g.Height)+border))}, true
}

func (x *x11) viewable(w xproto.Window) bool {
	a, err := xproto.GetWindowAttributes(x.conn, w).Reply()
	return err == nil && a.MapState == xproto.MapStateViewable
}

// own reports whether the program that made w made other too.
func (x *x11) own(w, other xproto.Window) bool { return uint32(w)&^x.mask == uint32(other)&^x.mask }

// typing reports whether the keyboard is w's program's.
func (x *x11) typing(w xproto.Window) bool {
	focus, err := xproto.GetInputFocus(x.conn).Reply()
	return err == nil && x.own(w, focus.Focus)
}

// frame is the window that stands for w on the screen: w itself, or the window
// manager's around it.
func (x *x11) frame(w xproto.Window) xproto.Window {
	for {
		tree, err := xproto.QueryTree(x.conn, w).Reply()
		if err != nil || tree.Parent == tree.Root || tree.Parent == xproto.WindowNone {
			return w
		}
		w = tree.Parent
	}
}

// over are the windows of other programs that lie over w, of which front is the frame.
func (x *x11) over(w, front xproto.Window) (all []xproto.Window) {
	tree, err := xproto.QueryTree(x.conn, x.root).Reply()
	place, ok := x.place(front)
	if err != nil || !ok {
		return nil
	}
	above := false
	for _, other := range tree.Children { // from back to front
		if other == front {
			above = true
			continue
		}
		if above && !x.own(w, other) && x.hides(other) {
			if at, ok := x.place(other); ok && at.Overlaps(place) && !x.holds(other, w) {
				all = append(all, other)
			}
		}
	}
	return all
}

// hides reports whether people see w.
func (x *x11) hides(w xproto.Window) bool {
	a, err := xproto.GetWindowAttributes(x.conn, w).Reply()
	return err == nil && a.MapState == xproto.MapStateViewable && a.Class == xproto.WindowClassInputOutput
}

// holds reports whether one of the windows in a frame is of w's program.
func (x *x11) holds(frame, w xproto.Window) bool {
	tree, err := xproto.QueryTree(x.conn, frame).Reply()
	if err != nil {
		return false
	}
	for _, child := range tree.Children {
		if x.own(w, child) {
			return true
		}
	}
	return false
}

// activate asks the window manager for w as a pager does, which it grants; as an
// application it would be told to wait for people. The window is on all of its desktops
// from then on: it would not change to another one for that.
func (x *x11) activate(w xproto.Window) {
	const pager, allDesktops = 2, 0xFFFFFFFF
	x.tell(w, "_NET_WM_DESKTOP", allDesktops, pager)
	x.tell(w, "_NET_ACTIVE_WINDOW", pager, xproto.TimeCurrentTime)
}

// tell sends the window manager a message about w (freedesktop.org, "Extended Window
// Manager Hints").
func (x *x11) tell(w xproto.Window, what string, data ...uint32) {
	atom, err := xproto.InternAtom(x.conn, false, uint16(len(what)), what).Reply()
	if err != nil {
		return
	}
	const most = 5
	message := xproto.ClientMessageEvent{
		Format: 32, Window: w, Type: atom.Atom,
		Data: xproto.ClientMessageDataUnionData32New(append(data, make([]uint32, most-len(data))...)),
	}
	_ = xproto.SendEventChecked(x.conn, false, x.root, xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect, string(message.Bytes())).Check()
}
