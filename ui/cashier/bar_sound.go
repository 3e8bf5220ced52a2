package cashier

import (
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// Measures of the voice's button, in units.
const (
	speakerSize  = 22
	speakerInset = 12 // of the sign, in the pill of a muted voice
	mutedGap     = 8  // between the sign and the word
)

// soundWidth is the width of the voice's button with the gap beside it.
func (s bar) soundWidth(st barState, p plan, unit float32) float32 {
	switch {
	case st.status.Sound == kiosk.SoundOn && p.speaker:
		return (draw.TouchMin - clockGap + lightGap/2) * unit
	case st.status.Sound == kiosk.SoundMuted && p.muted:
		return draw.Width(s.Tr("screen.muted"), mutedStyle(unit)) + (speakerInset+speakerSize+mutedGap+speakerInset+lightGap)*unit
	case st.status.Sound == kiosk.SoundMuted:
		return (draw.TouchMin + lightGap) * unit
	}
	return 0
}

func mutedStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: screen.Tone(kiosk.ToneUnsure).Ink}
}

// paintSound draws the voice's button left of x, and returns its left edge: quiet while it
// can be heard, a pill that says so while it is muted.
func (s bar) paintSound(c *draw.Canvas, st barState, p plan, x float32) float32 {
	unit, taken := c.Unit, s.soundWidth(st, p, c.Unit)
	if taken == 0 {
		return x
	}
	muted := st.status.Sound == kiosk.SoundMuted
	w := taken - lightGap*unit
	at := draw.R(x-w, (c.H-draw.TouchMin*unit)/2, w, draw.TouchMin*unit)
	if !muted { // the shape is narrower than the surface
		at.W = draw.TouchMin * unit
		at.X = x + clockGap*unit - at.W
	}
	c.Touch("mute", at, draw.Face{Ink: draw.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionMute), func(in *draw.Canvas) {
		if !muted {
			in.Speaker(in.W/2, in.H/2, speakerSize*unit, draw.Dim, false)
			return
		}
		t := screen.Tone(kiosk.ToneUnsure)
		pill := draw.R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, t.Fill, t.Line, 16*unit, 1)
		if !p.muted {
			in.Speaker(in.W/2, in.H/2, speakerSize*unit, t.Ink, true)
			return
		}
		in.Speaker((speakerInset+speakerSize/2)*unit, in.H/2, speakerSize*unit, t.Ink, true)
		const word = speakerInset + speakerSize + mutedGap
		in.Text(s.Tr("screen.muted"), draw.R(word*unit, pill.Y, in.W-(word+speakerInset)*unit, pill.H), mutedStyle(unit))
	})
	return x - taken
}
