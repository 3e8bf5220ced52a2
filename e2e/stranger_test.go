//go:build e2e

package e2e

import (
	"image"
	"image/color"
	"io"
	"log"
	"strconv"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/stretchr/testify/require"
)

func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// stranger is another program on a display.
type stranger struct {
	*display
	t      *testing.T
	conn   *xgb.Conn
	root   xproto.Window
	window xproto.Window
}

func newStranger(t *testing.T, d *display) *stranger {
	conn, err := xgb.NewConnDisplay(d.name)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	go func() { // what the server tells unasked
		for {
			if event, err := conn.WaitForEvent(); event == nil && err == nil {
				return
			}
		}
	}()
	return &stranger{display: d, t: t, conn: conn, root: xproto.Setup(conn).DefaultScreen(conn).Root}
}

// strange is the colour of the stranger's windows, which no till has.
var strange = color.NRGBA{R: 0xFF, B: 0xFF, A: 0xFF}

// strangerAt is their place, and inStranger a point in them.
var (
	strangerAt = image.Rect(300, 200, 700, 500)
	inStranger = image.Pt(500, 400)
)

// opens shows a window; one that is unmanaged is known to no window manager, as a
// notification's.
func (s *stranger) opens(unmanaged bool) {
	id, err := xproto.NewWindowId(s.conn)
	require.NoError(s.t, err)
	s.window = id
	override := uint32(0)
	if unmanaged {
		override = 1
	}
	const magenta = 0xFF00FF
	require.NoError(s.t, xproto.CreateWindowChecked(s.conn, xproto.WindowClassCopyFromParent, id, s.root,
		int16(strangerAt.Min.X), int16(strangerAt.Min.Y), uint16(strangerAt.Dx()), uint16(strangerAt.Dy()), 0,
		xproto.WindowClassInputOutput, xproto.WindowClassCopyFromParent, xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{magenta, override}).Check())
	require.NoError(s.t, xproto.MapWindowChecked(s.conn, id).Check())
}

func (s *stranger) raises() {
	require.NoError(s.t, xproto.ConfigureWindowChecked(s.conn, s.window, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeAbove}).Check())
}

// takesKeyboard reports whether it could: a window that is not shown yet cannot.
func (s *stranger) takesKeyboard() bool {
	return xproto.SetInputFocusChecked(s.conn, xproto.InputFocusParent, s.window, xproto.TimeCurrentTime).Check() == nil
}

func (s *stranger) closes() {
	require.NoError(s.t, xproto.DestroyWindowChecked(s.conn, s.window).Check())
}

// seen reports whether people see its window.
func (s *stranger) seen() bool {
	return window{s.display, "root"}.shows(inStranger, strange)
}

// tells sends a message to a window, as other programs do.
func (s *stranger) tells(w window, kind string, data ...uint32) {
	id, err := strconv.ParseUint(w.id, 10, 32)
	require.NoError(s.t, err)
	message := xproto.ClientMessageEvent{
		Format: 32, Window: xproto.Window(id), Type: s.atom(kind),
		Data: xproto.ClientMessageDataUnionData32New(append(data, make([]uint32, 5-len(data))...)),
	}
	require.NoError(s.t, xproto.SendEventChecked(s.conn, false, xproto.Window(id), xproto.EventMaskNoEvent, string(message.Bytes())).Check())
}

func (s *stranger) atom(name string) xproto.Atom {
	reply, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	require.NoError(s.t, err)
	return reply.Atom
}

// drops lets go of a file over a window (freedesktop.org, "Drag-and-Drop Protocol").
func (s *stranger) drops(w window) {
	const version = 5
	files := uint32(s.atom("text/uri-list"))
	s.tells(w, "XdndEnter", uint32(s.window), version<<24, files)
	s.tells(w, "XdndPosition", uint32(s.window), 0, uint32(inStranger.X)<<16|uint32(inStranger.Y), 0, uint32(s.atom("XdndActionCopy")))
	s.tells(w, "XdndDrop", uint32(s.window), 0, 0)
}
