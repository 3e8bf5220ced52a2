package cashier

import (
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// last is the card of the last sale, which opens the history.
type last struct{ counter }

type lastState struct {
	last  *kiosk.LastSale
	today kiosk.Fen
	setUp kiosk.Button // beside it, while there is no config
	taken bool         // the key means a button of the panel now
}

// outcomes are the tone and mark of a sale by its outcome.
var outcomes = map[kiosk.Outcome]struct {
	tone *draw.Tone
	mark draw.Mark
}{
	kiosk.OutcomePaid:      {&draw.Paid, draw.Tick},
	kiosk.OutcomeCancelled: {&draw.Plain, draw.Cross},
	kiosk.OutcomeTimeout:   {&draw.Plain, draw.Cross},
	kiosk.OutcomeUnpaid:    {&draw.Plain, draw.Cross},
	kiosk.OutcomeParked:    {&draw.Unsure, draw.Question},
	kiosk.OutcomeRestart:   {&draw.Unsure, draw.Question},
	kiosk.OutcomeLate:      {&draw.Unsure, draw.Tick},
}

func (s last) State(v kiosk.View, _ time.Time) (lastState, bool) {
	taken := slices.ContainsFunc(v.Panel.Buttons, func(b kiosk.Button) bool { return b.Key == kiosk.KeyF9 })
	return lastState{v.Last, v.Today, v.SetUp, taken}, v.Screen != kiosk.ScreenHistory
}

func (s last) Place(l screen.Layout) draw.Rect { return l.Last }

func (s last) Paint(c *draw.Canvas, st lastState) {
	unit, t, mark := c.Unit, draw.Plain, draw.NoMark
	if st.last != nil {
		if o, ok := outcomes[st.last.Outcome]; ok {
			t, mark = *o.tone, o.mark
		}
	}
	f := draw.Face{Fill: t.Fill, Line: t.Line, Ink: t.Ink, Radius: draw.CardRadius * unit, Stroke: 0}
	if t.Fill == draw.CardFill {
		f.Stroke = 1
	}
	place := draw.R(0, 0, c.W, c.H)
	if st.setUp.Action != "" {
		place.W = draw.Round(c.W*(1-setUpShare) - draw.KeyGap*unit)
		s.paintSetUp(c, st.setUp, draw.R(place.W+draw.KeyGap*unit, 0, c.W-place.W-draw.KeyGap*unit, c.H))
	}
	c.Touch("last", place, f, s.Tap(kiosk.ActionOwner), func(in *draw.Canvas) {
		right := in.W - 12*unit
		if st.setUp.Action == "" {
			right = s.paintToday(in, st, t)
		}
		x := in.Tall(80, 66)
		if st.last == nil {
			in.Text(s.Tr("screen.last.none"), draw.R(25*unit, 0, right-25*unit, in.H), draw.Style{Size: draw.SizeText * unit, Color: draw.Dim})
			return
		}
		in.Mark(mark, in.Tall(42, 34), in.H/2, in.Tall(44, 38), t.Mark, draw.OnInk)
		l, room := st.last, right-x-in.Tall(12, 8)
		line := draw.Style{Size: 16 * unit, Color: t.Ink, Floor: draw.SizeLegend * unit}
		at := s.Time(l.At)
		words := s.Tr("screen.last.line", "wallet", s.Wallet(l.Wallet), "time", at, "tail", l.Tail)
		if draw.Width(words, line) > room || l.Tail == "" { // without a payment there is no more to say
			words = s.Tr("screen.last.line.short", "time", at)
		}
		in.Text(words, draw.R(x, in.Tall(7, 3), room, in.Tall(28, 22)), line)
		outcome := s.Tr("screen.outcome."+string(l.Outcome), "amount", l.Amount.Grouped())
		in.Text(outcome, draw.R(x, in.Tall(30, 22), room, in.Tall(50, 34)), draw.Style{Size: in.Tall(34, 25), Bold: true, Color: t.Ink, Floor: 12 * unit})
	})
}

// setUpShare is the share of the card's place that the way to the settings takes. What
// was sold today is no sum to look at before there is a shop.
const setUpShare = 0.42

func (s last) paintSetUp(c *draw.Canvas, b kiosk.Button, r draw.Rect) {
	unit, f := c.Unit, draw.DarkKey(c.Unit)
	f.Radius = draw.CardRadius * unit
	c.Touch("set_up", r, f, s.Tap(b.Action), func(in *draw.Canvas) {
		words := draw.Style{Size: draw.SizeButton * unit, Bold: true, Color: f.Ink, Align: draw.Centre, Floor: 12 * unit}
		in.Lines(s.Text(b.Label), draw.R(12*unit, 12*unit, in.W-24*unit, in.H-14*unit), words, 2)
		in.Legend(keyboard.Legend(b.Key), draw.DimOnInk)
	})
}

func (s last) paintToday(c *draw.Canvas, st lastState, t draw.Tone) float32 {
	unit := c.Unit
	sum := "¥ " + st.today.Grouped()
	bold := draw.Style{Size: 22 * unit, Bold: true, Color: t.Ink}
	width := min(max(draw.Width(sum, bold), c.Tall(92, 80)), 220*unit, c.W*0.34)
	x := c.W - c.Tall(20, 14) - width
	c.Text(s.Tr("screen.today"), draw.R(x, c.Tall(14, 6), width, c.Tall(28, 22)), draw.Style{Size: 16 * unit, Color: t.Ink})
	c.Text(sum, draw.R(x, c.Tall(38, 27), width+1, c.Tall(32, 26)), bold)
	if !st.taken {
		c.Legend(keyboard.Legend(kiosk.KeyF9), draw.Faint(t.Ink, t.Fill, 0.25))
	}
	return x
}
