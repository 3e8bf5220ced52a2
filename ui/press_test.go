package ui

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// A finger lands on one key after another. Fyne tells the press first, at the
// place of the touch before, and then the move.
func TestPress_AFingerThatLandsElsewherePressesWhereItLands(t *testing.T) {
	r := newRig(t, "zh-CN", sizes[0])
	r.draws(view(t, "amount"))
	before, meant := r.pad.touches["pay.alipay"].base(), r.pad.touches["key.3"].base()

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
		r.floors[0].MouseDown(primary)
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
	a, b := r.pad.touches["pay.alipay"].base(), r.pad.touches["key.3"].base()
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
	cancel := r.panel.touches["button.cancel.Esc"].base()
	cancel.MouseDown(primary)
	r.draws(view(t, "paid"))
	next := r.panel.touches["button.next.Enter"].base()
	next.MouseUp(primary)
	r.frame()
	require.Empty(t, r.posted())
}
