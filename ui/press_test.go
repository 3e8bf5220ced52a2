package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// A finger lands on one key after another. Fyne tells the press first, at the
// place of the touch before, and then the move.
func TestPress_AFingerThatLandsElsewherePressesWhereItLands(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "amount"))
	before, meant := r.pad.Touches["pay.alipay"].Base(), r.pad.Touches["key.3"].Base()

	t.Run("released in a later frame", func(t *testing.T) {
		before.MouseDown(primary)
		before.MouseOut()
		meant.MouseIn(primary)
		require.False(t, before.isDown)
		require.True(t, meant.isDown)
		r.advance(100 * time.Millisecond)
		meant.MouseUp(primary)
		r.frame()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "3"}}, r.posted())
	})
	t.Run("released in the same frame", func(t *testing.T) {
		before.MouseDown(primary)
		before.MouseUp(primary)
		before.MouseOut()
		meant.MouseIn(primary)
		r.frame()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "3"}}, r.posted())
	})
	t.Run("told at a place with nothing to press", func(t *testing.T) {
		r.floor.MouseDown(primary)
		meant.MouseIn(primary)
		r.advance(100 * time.Millisecond)
		meant.MouseUp(primary)
		r.frame()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "3"}}, r.posted())
	})
	t.Run("gone to a place with nothing to press", func(t *testing.T) {
		before.MouseDown(primary)
		before.MouseUp(primary)
		before.MouseOut()
		r.frame()
		require.Empty(t, r.posted())
	})
}

func TestPress_ThatSlidesAwayDoesNothing(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "amount"))
	a, b := r.pad.Touches["pay.alipay"].Base(), r.pad.Touches["key.3"].Base()
	a.MouseDown(primary)
	r.advance(100 * time.Millisecond)
	a.MouseOut()
	b.MouseIn(primary)
	require.False(t, a.isDown || b.isDown)
	b.MouseUp(primary)
	r.frame()
	require.Empty(t, r.posted())
}

func TestPress_OnAKeyThatIsGoneDoesNothing(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "qr"))
	cancel := r.panel.Touches["button.cancel.Esc"].Base()
	cancel.MouseDown(primary)
	r.draws(view(t, "paid"))
	next := r.panel.Touches["button.next.Enter"].Base()
	next.MouseUp(primary)
	r.frame()
	require.Empty(t, r.posted())
}

// tapAt taps the surface of p that is called id, at a place in the window.
func (r *rig) tapAt(t *testing.T, p *Region, id string, at fyne.Position) {
	t.Helper()
	require.Contains(t, p.Touches, id)
	o := p.Touches[id].Base()
	require.True(t, o.spot.Holds(at), "%s at %v does not hold %v", id, o.spot, at)
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{AbsolutePosition: at}}
	o.MouseDown(e)
	o.MouseUp(e)
	r.frame()
}

func middle(s Rect) fyne.Position { return fyne.NewPos(s.CX(), s.CY()) }

// overlap is the middle of what two surfaces share.
func overlap(t *testing.T, a, b Rect) fyne.Position {
	t.Helper()
	require.True(t, overlaps(a, b))
	x, y := max(a.X, b.X), max(a.Y, b.Y)
	return middle(R(x, y, min(a.Right(), b.Right())-x, min(a.Bottom(), b.Bottom())-y))
}

func TestPress_TheSecondHalfOfADoubleTapPressesNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		before, after       string
		on                  func(r *rig) *Region
		first, second       string
		meant, wouldBeTaken kiosk.Action
	}{
		"the answer comes between":    {"unknown", "paid", func(r *rig) *Region { return r.panel }, "button.ask_again.F5", "button.next.Enter", kiosk.ActionAskAgain, kiosk.ActionNext},
		"cancel comes below the scan": {"amount", "armed", func(r *rig) *Region { return r.pad }, "pay.scan", "button.cancel.Esc", kiosk.ActionScan, kiosk.ActionCancel},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "zh-CN", sizes[0])
			r.draws(view(t, c.after))
			require.Contains(t, r.panel.Touches, c.second)
			second := r.panel.Touches[c.second].Base().spot
			r.draws(view(t, c.before))
			require.Contains(t, c.on(r).Touches, c.first)
			at := overlap(t, c.on(r).Touches[c.first].Base().spot, second)

			r.tapAt(t, c.on(r), c.first, at)
			require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: c.meant}}, r.posted())
			r.draws(view(t, c.after))
			for range 3 { // to 450 ms
				r.advance(150 * time.Millisecond)
				r.tapAt(t, r.panel, c.second, at)
				require.Empty(t, r.posted())
			}
			r.advance(50 * time.Millisecond)
			r.tapAt(t, r.panel, c.second, at)
			require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: c.wouldBeTaken}}, r.posted(), "half a second later it is meant")
		})
	}
}

func TestPress_QuickTapsElsewhereAndOfOneKeyAllCount(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "amount"))
	var want []kiosk.Event
	for _, key := range []kiosk.Key{"5", "5", "0", "0", kiosk.KeyBackspace, kiosk.KeyBackspace, "1", "2", "1"} {
		id := "key." + string(key)
		r.tapAt(t, r.pad, id, middle(r.pad.Touches[id].Base().spot))
		want = append(want, kiosk.Pressed{Key: key})
		r.advance(60 * time.Millisecond)
	}
	r.tapAt(t, r.pad, "pay.scan", middle(r.pad.Touches["pay.scan"].Base().spot))
	want = append(want, kiosk.Tapped{Action: kiosk.ActionScan})
	r.draws(view(t, "qr"))
	r.advance(60 * time.Millisecond)
	cancel := r.panel.Touches["button.cancel.Esc"].Base()
	beside := fyne.NewPos(cancel.spot.Right()-1, cancel.spot.CY())
	r.presses.last.where = fyne.NewPos(cancel.spot.X-1, cancel.spot.CY())
	r.tapAt(t, r.panel, "button.cancel.Esc", beside)
	require.Equal(t, append(want, kiosk.Tapped{Action: kiosk.ActionCancel}), r.posted(), "the tap before was beside it")
}
