//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xproto"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// lockedTill is a till that fills the screen of d, which is its alone.
func lockedTill(t *testing.T, d *display, more string) *till {
	g := newGateway(t)
	tl := layTillOn(t, d, g, g.lepay()+more)
	tl.full = true
	tl.openFull()
	return tl
}

// openFull is open, for a till that fills the screen.
func (tl *till) openFull() {
	tl.run()
	tl.awaits("window that fills the screen", func() bool {
		for _, w := range tl.display.windows(tl.cmd.Process.Pid) {
			if at, err := w.place(); err == nil && at.Dx() == screenWidth {
				tl.window = w
				return true
			}
		}
		return false
	})
	tl.awaitScreen(kiosk.ScreenAmount)
	tl.awaits("keyboard", tl.hasKeyboard)
}

// screenWidth is that of the displays in these tests.
const screenWidth = 1920

// hasKeyboard reports whether what is typed goes to the till. Nobody gives it that.
func (tl *till) hasKeyboard() bool {
	id, err := tl.display.run("xdotool", "getwindowfocus")
	return err == nil && string(id) == tl.window.id+"\n"
}

// serves asserts that the till is in front, takes keys and has changed nothing.
func (tl *till) serves(what string) {
	const again = 5 * time.Second // what is typed while the till is away goes elsewhere
	takes := func(key, shows string) func() bool {
		return func() bool {
			if !tl.hasKeyboard() {
				return false
			}
			tl.display.hand(tl.t, "key", key)
			return comes(again, func() bool {
				v := tl.view()
				return v.Screen == kiosk.ScreenAmount && strings.HasPrefix(v.Amount, shows)
			})
		}
	}
	tl.awaits("till that takes keys after "+what, func() bool {
		if takes("7", "7")() {
			return true
		}
		if tl.hasKeyboard() {
			tl.display.hand(tl.t, "key", "Escape") // the window manager's menu, which came late
		}
		return false
	})
	tl.awaits("amount that is cleared after "+what, takes("Escape", "0.00"))
}

func bareDisplay(t *testing.T, environ ...string) *display {
	d, err := newDisplay(environ...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.end()) })
	return d
}

// Whatever another program puts over the till, or takes of its keyboard, is taken back,
// with a window manager and without.
func TestLocked_AnotherProgramGoesBehind(t *testing.T) {
	t.Parallel()
	for name, environ := range map[string]string{"openbox": "MANAGER=openbox", "no window manager": "MANAGER=none"} {
		t.Run(name, func(t *testing.T) {
			d := bareDisplay(t, environ)
			tl := lockedTill(t, d, "")
			s := newStranger(t, d)
			for _, unmanaged := range []bool{false, true} {
				for range 3 {
					s.opens(unmanaged)
					await(t, "stranger's window", s.takesKeyboard, nil)
					s.raises()
					tl.serves("a window with the keyboard")
					await(t, "till in front", func() bool { return !s.seen() }, tl.now)
					s.closes()
					tl.serves("its end")
				}
			}
			if name != "openbox" {
				return
			}
			for _, away := range [][]string{{"windowminimize", tl.window.id}, {"set_desktop", "1"}, {"key", "alt+Escape"}, {"key", "alt+Tab"}, {"key", "super+d"}} {
				d.hand(t, away...)
				tl.serves(fmt.Sprint(away))
			}
		})
	}
}

// Without the PIN nothing that people do by accident ends the till or changes a sale.
func TestLocked_NobodyLeavesWithoutThePIN(t *testing.T) {
	t.Parallel()
	d := bareDisplay(t)
	tl := lockedTill(t, d, "")
	s := newStranger(t, d)
	s.opens(true)
	await(t, "stranger's window", s.takesKeyboard, nil)
	tl.serves("its coming")
	x, y := fmt.Sprint(inStranger.X), fmt.Sprint(inStranger.Y)
	require.NoError(t, xproto.SetSelectionOwnerChecked(s.conn, s.window, xproto.AtomPrimary, xproto.TimeCurrentTime).Check())
	for _, hands := range [][]string{
		{"key", "Super_L"}, {"key", "Menu"}, {"key", "ctrl+q"}, {"key", "ctrl+w"}, {"key", "alt+space"}, {"key", "Escape"}, {"key", "ctrl+alt+Delete"},
		{"mousemove", x, y, "click", "3"}, {"mousemove", x, y, "click", "2"}, {"mousemove", x, y, "click", "8"},
	} {
		d.hand(t, hands...)
		d.hand(t, "key", "Escape") // the window manager's own menu
		tl.serves(fmt.Sprint(hands))
	}
	s.drops(tl.window)
	tl.serves("a file that is dropped")

	closes := func() { s.tells(tl.window, "WM_PROTOCOLS", uint32(s.atom("WM_DELETE_WINDOW"))) }
	for _, wish := range []func(){closes, func() { tl.keys("alt+F4") }} {
		wish()
		tl.awaitPanel("closing.no_pin.title")
		tl.keys("Escape")
		tl.serves("a wish to close")
	}
	tl.stop()
	tl.setsPIN()
	tl.openFull()
	for range 2 {
		tl.keys("alt+F4") // by the window manager, in its own time
		tl.awaitScreen(kiosk.ScreenPIN)
		closes()
		tl.keys("Escape")
		tl.serves("a wish to close")
	}
	tl.keys("F11")
	tl.awaitScreen(kiosk.ScreenPIN)
	tl.keys("Escape")
	tl.awaitScreen(kiosk.ScreenAmount)
	tl.keys("alt+F4")
	tl.entersPIN()
	require.True(t, tl.awaitEnd().Success(), "with the PIN it is left")
}

// idleFor is longer than the X server's screen saver waits in these tests.
const idleFor = 3 * time.Second

// blank reports whether the screen is.
func (s *stranger) blank() bool {
	info, err := screensaver.QueryInfo(s.conn, xproto.Drawable(s.root)).Reply()
	require.NoError(s.t, err)
	return info.State == screensaver.StateOn
}

// untouched waits until nobody has touched the machine for idleFor.
func (s *stranger) untouched() {
	await(s.t, "time in which nobody touches the machine", func() bool {
		info, err := screensaver.QueryInfo(s.conn, xproto.Drawable(s.root)).Reply()
		return err == nil && info.MsSinceUserInput > uint32(idleFor.Milliseconds())
	}, nil)
}

// The screen stays on while the till runs, and is the machine's own again however the
// till ends.
func TestLocked_TheScreenNeverBlanks(t *testing.T) {
	t.Parallel()
	d := bareDisplay(t)
	s := newStranger(t, d)
	require.NoError(t, screensaver.Init(s.conn))
	require.NoError(t, xproto.SetScreenSaverChecked(s.conn, 1, 0, xproto.BlankingPreferred, xproto.ExposuresAllowed).Check())
	await(t, "blank screen without a till", s.blank, nil)
	tl := lockedTill(t, d, "")
	await(t, "screen that is on", func() bool { return !s.blank() }, tl.now)
	s.untouched()
	require.False(t, s.blank())
	await(t, "machine's own settings", func() bool {
		saver, err := xproto.GetScreenSaver(s.conn).Reply()
		return err == nil && saver.Timeout == 1
	}, nil)
	tl.serves("a while")
	tl.kill()
	await(t, "blank screen after the till was killed", s.blank, nil)

	at := time.Now().Add(2 * time.Hour)
	tl.configure(tl.gateway.lepay() + fmt.Sprintf("[screen]\nawake = %q\n", at.Format("15:04")+"-"+at.Add(time.Hour).Format("15:04")))
	tl.openFull()
	await(t, "blank screen outside the shop's hours", s.blank, nil)
}

// The screen is off for a while, and wakes up in another mode: the QR is readable.
func TestLocked_TheScreenComesBackInAnotherMode(t *testing.T) {
	t.Parallel()
	m := newMonitors(t, cashierMonitor)
	tl := monitorTill(t, m)
	tl.window = m.awaitWindows(tl, cashierMonitor)[0]
	tl.window.focus(t)
	s := newStranger(t, m.display)
	o := tl.opens("45.67", "F2")
	tl.shows(o)
	require.NoError(t, xproto.ForceScreenSaverChecked(s.conn, xproto.ScreenSaverActive).Check())
	small := screenMonitor{1, image.Rect(0, 0, 1024, 768)}
	m.plug(t, small)
	require.NoError(t, xproto.ForceScreenSaverChecked(s.conn, xproto.ScreenSaverReset).Check())
	tl.window = m.awaitWindows(tl, small)[0]
	tl.shows(o)
	tl.gateway.pays(o.No)
	tl.awaitPanel("panel.paid.title")
	tl.keys("Return")
	tl.awaitNext()
}
