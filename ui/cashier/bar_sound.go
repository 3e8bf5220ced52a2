package cashier

import (
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// soundWidth is the width of the voice's button with the gap beside it.
func (s bar) soundWidth(st barState, unit float32) float32 {
	switch st.status.Sound {
	case kiosk.SoundOn:
		return draw.TouchMin * unit
	case kiosk.SoundMuted:
		return draw.Width(s.Tr("screen.muted"), mutedStyle(unit)) + (24+8+24)*unit + lightGap*unit
	}
	return 0
}

func mutedStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: screen.Tone(kiosk.ToneUnsure).Ink}
}

// paintSound draws the voice's button left of x, and returns its left edge: quiet while it
// can be heard, a pill that says so while it is muted.
func (s bar) paintSound(c *draw.Canvas, st barState, x float32) float32 {
	unit, w := c.Unit, s.soundWidth(st, c.Unit)
	if w == 0 {
		return x
	}
	muted := st.status.Sound == kiosk.SoundMuted
	if !muted {
		x += clockGap * unit // the shape is narrower than the surface
	} else {
		w -= lightGap * unit
	}
	c.Touch("mute", draw.R(x-w, (c.H-draw.TouchMin*unit)/2, w, draw.TouchMin*unit), draw.Face{Ink: draw.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionMute), func(in *draw.Canvas) {
		if !muted {
			in.Speaker(in.W/2, in.H/2, 22*unit, draw.Dim, false)
			return
		}
		t := screen.Tone(kiosk.ToneUnsure)
		pill := draw.R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, t.Fill, t.Line, 16*unit, 1)
		in.Speaker(12*unit+11*unit, in.H/2, 22*unit, t.Ink, true)
		in.Text(s.Tr("screen.muted"), draw.R((12+22+8)*unit, pill.Y, in.W-(12+22+8+12)*unit, pill.H), mutedStyle(unit))
	})
	if !muted {
		return x - w
	}
	return x - w - lightGap*unit
}
