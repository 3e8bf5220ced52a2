package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
)

// A finger lands on one key after another. Fyne tells the press first, at the
// place of the touch before, and then the move.
func TestPress_AFingerThatLandsElsewherePressesWhereItLands(t *testing.T) {
	r := showing(t, "zh-CN", "amount")
	before, meant := r.touch("pad", "pay.alipay"), r.touch("pad", "key.3")

	t.Run("released in a later frame", func(t *testing.T) {
		before.MouseDown(drawtest.Primary)
		r.advance(time.Second) // a machine that stands still in the middle of a frame
		before.MouseOut()
		meant.MouseIn(drawtest.Primary)
		require.False(t, before.Down)
		require.True(t, meant.Down)
		r.queue.Frame()
		meant.MouseUp(drawtest.Primary)
		r.queue.Frame()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "3"}}, r.posted())
	})
	t.Run("released in the same frame", func(t *testing.T) {
		before.MouseDown(drawtest.Primary)
		before.MouseUp(drawtest.Primary)
		before.MouseOut()
		meant.MouseIn(drawtest.Primary)
		r.queue.Frame()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "3"}}, r.posted())
	})
	t.Run("told at a place with nothing to press", func(t *testing.T) {
		r.counter.backdrop.MouseDown(drawtest.Primary)
		meant.MouseIn(drawtest.Primary)
		r.queue.Frame()
		meant.MouseUp(drawtest.Primary)
		r.queue.Frame()
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: "3"}}, r.posted())
	})
	t.Run("gone to a place with nothing to press", func(t *testing.T) {
		before.MouseDown(drawtest.Primary)
		before.MouseUp(drawtest.Primary)
		before.MouseOut()
		r.queue.Frame()
		require.Empty(t, r.posted())
	})
}

func TestPress_ThatSlidesAwayDoesNothing(t *testing.T) {
	r := showing(t, "zh-CN", "amount")
	a, b := r.touch("pad", "pay.alipay"), r.touch("pad", "key.3")
	a.MouseDown(drawtest.Primary)
	r.queue.Frame()
	a.MouseOut()
	b.MouseIn(drawtest.Primary)
	require.False(t, a.Down || b.Down)
	b.MouseUp(drawtest.Primary)
	r.queue.Frame()
	require.Empty(t, r.posted())
}

func TestPress_OnAKeyThatIsGoneDoesNothing(t *testing.T) {
	r := showing(t, "zh-CN", "qr")
	cancel := r.touch("panel", "button.cancel.Esc")
	cancel.MouseDown(drawtest.Primary)
	r.draws(view(t, "paid"))
	next := r.touch("panel", "button.next.Enter")
	next.MouseUp(drawtest.Primary)
	r.queue.Frame()
	require.Empty(t, r.posted())
}

// tapAt taps a surface of a region at a place in the window.
func (r *rig) tapAt(t *testing.T, region, id string, at fyne.Position) {
	t.Helper()
	require.Contains(t, r.region(region).Touches, id)
	o := r.touch(region, id)
	require.True(t, o.Spot.Holds(at), "%s at %v does not hold %v", id, o.Spot, at)
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{AbsolutePosition: at}}
	o.MouseDown(e)
	o.MouseUp(e)
	r.queue.Frame()
}

func middle(s draw.Rect) fyne.Position { return fyne.NewPos(s.CX(), s.CY()) }

// overlap is the middle of what two surfaces share.
func overlap(t *testing.T, a, b draw.Rect) fyne.Position {
	t.Helper()
	require.True(t, drawtest.Overlaps(a, b))
	x, y := max(a.X, b.X), max(a.Y, b.Y)
	return middle(draw.R(x, y, min(a.Right(), b.Right())-x, min(a.Bottom(), b.Bottom())-y))
}

func TestPress_TheSecondHalfOfADoubleTapPressesNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		before, after       string
		on, first, second   string
		meant, wouldBeTaken kiosk.Action
	}{
		"the answer comes between":    {"unknown", "paid", "panel", "button.ask_again.F5", "button.next.Enter", kiosk.ActionAskAgain, kiosk.ActionNext},
		"cancel comes below the scan": {"amount", "armed", "pad", "pay.scan", "button.cancel.Esc", kiosk.ActionScan, kiosk.ActionCancel},
	} {
		t.Run(name, func(t *testing.T) {
			r := showing(t, "zh-CN", c.after)
			second := r.touch("panel", c.second).Spot
			r.draws(view(t, c.before))
			at := overlap(t, r.touch(c.on, c.first).Spot, second)

			r.tapAt(t, c.on, c.first, at)
			require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: c.meant}}, r.posted())
			r.draws(view(t, c.after))
			for range 3 { // to 450 ms
				r.advance(150 * time.Millisecond)
				r.tapAt(t, "panel", c.second, at)
				require.Empty(t, r.posted())
			}
			r.advance(50 * time.Millisecond)
			r.tapAt(t, "panel", c.second, at)
			require.Equal(t, []kiosk.Event{kiosk.Tapped{Action: c.wouldBeTaken}}, r.posted(), "half a second later it is meant")
		})
	}
}

func TestPress_QuickTapsElsewhereAndOfOneKeyAllCount(t *testing.T) {
	r := showing(t, "zh-CN", "amount")
	var want []kiosk.Event
	for _, key := range []kiosk.Key{"5", "5", "0", "0", kiosk.KeyBackspace, kiosk.KeyBackspace, "1", "2", "1"} {
		id := "key." + string(key)
		r.tapAt(t, "pad", id, middle(r.touch("pad", id).Spot))
		want = append(want, kiosk.Pressed{Key: key})
		r.advance(60 * time.Millisecond)
	}
	r.tapAt(t, "pad", "pay.scan", middle(r.touch("pad", "pay.scan").Spot))
	want = append(want, kiosk.Tapped{Action: kiosk.ActionScan})
	r.draws(view(t, "qr"))
	cancel := r.touch("panel", "button.cancel.Esc").Spot
	r.draws(view(t, "amount"))
	r.advance(60 * time.Millisecond)
	r.tapAt(t, "pad", "key.Backspace", fyne.NewPos(cancel.X-1, cancel.CY()))
	want = append(want, kiosk.Pressed{Key: kiosk.KeyBackspace})
	r.draws(view(t, "qr"))
	r.advance(60 * time.Millisecond)
	r.tapAt(t, "panel", "button.cancel.Esc", fyne.NewPos(cancel.Right()-1, cancel.CY()))
	require.Equal(t, append(want, kiosk.Tapped{Action: kiosk.ActionCancel}), r.posted(), "the tap before was beside it")
}
