package ui

import (
	"facepay/kiosk"
)

// lastState is the card of the last sale and the day's sum.
type lastState struct {
	last  *kiosk.LastSale
	today kiosk.Fen
}

// outcomes says how a sale's end looks and reads.
var outcomes = map[kiosk.Outcome]struct {
	tone kiosk.Tone
	mark kiosk.Mark
}{
	kiosk.OutcomePaid:      {kiosk.TonePaid, kiosk.MarkTick},
	kiosk.OutcomeCancelled: {kiosk.TonePlain, kiosk.MarkCross},
	kiosk.OutcomeTimeout:   {kiosk.TonePlain, kiosk.MarkCross},
	kiosk.OutcomeUnpaid:    {kiosk.TonePlain, kiosk.MarkCross},
	kiosk.OutcomeParked:    {kiosk.ToneUnsure, kiosk.MarkQuestion},
	kiosk.OutcomeRestart:   {kiosk.ToneUnsure, kiosk.MarkQuestion},
	kiosk.OutcomeLate:      {kiosk.ToneUnsure, kiosk.MarkTick},
}

// paintLast draws the last sale. The whole card opens the history.
func (u *UI) paintLast(c *Canvas) {
	st, unit := c.region.state.(lastState), c.Unit
	o := outcomes[""]
	if st.last != nil {
		o = outcomes[st.last.Outcome]
	}
	t := toneOf(o.tone)
	f := Face{Fill: t.Fill, Line: t.Line, Ink: t.Ink, Radius: CardRadius * unit, Stroke: 0}
	if t.Fill == CardFill {
		f.Stroke = 1
	}
	c.Touch("last", R(0, 0, c.W, c.H), f, u.tapping(kiosk.ActionOwner), func(in *Canvas) {
		right := u.paintToday(in, st.today, t)
		x := in.Tall(80, 66)
		if st.last == nil {
			in.Text(u.say("screen.last.none"), R(25*unit, 0, right-25*unit, in.H), Style{Size: SizeText * unit, Color: Dim})
			return
		}
		in.Mark(o.mark, in.Tall(42, 34), in.H/2, in.Tall(44, 38), t.Mark, OnInk)
		l, room := st.last, right-x-in.Tall(12, 8)
		line := Style{Size: 16 * unit, Color: t.Ink, Floor: SizeLegend * unit}
		at := u.timeOf(l.At)
		words := u.say("screen.last.line", "wallet", u.wallet(l.Wallet), "time", at, "tail", l.Tail)
		if w, _ := Measure(words, line.Size, Regular); w > room || l.Tail == "" { // without a payment there is no more to say
			words = u.say("screen.last.line.short", "time", at)
		}
		in.Text(words, R(x, in.Tall(7, 3), room, in.Tall(28, 22)), line)
		in.Text(u.outcome(l), R(x, in.Tall(30, 22), room, in.Tall(50, 34)), Style{Size: in.Tall(sizeLast, 25), Bold: true, Color: t.Ink, Floor: 12 * unit})
	})
}

// paintToday draws the day's sum at the right and returns where it begins.
func (u *UI) paintToday(c *Canvas, today kiosk.Fen, t Tone) float32 {
	unit := c.Unit
	sum := "¥ " + today.Grouped()
	st := Style{Size: 22 * unit, Bold: true, Color: t.Ink}
	width, _ := Measure(sum, st.Size, Bold)
	width = min(max(width, c.Tall(92, 80)), 220*unit, c.W*0.34)
	x := c.W - c.Tall(20, 14) - width
	c.Text(u.say("screen.today"), R(x, c.Tall(14, 6), width, c.Tall(28, 22)), Style{Size: 16 * unit, Color: t.Ink})
	c.Text(sum, R(x, c.Tall(38, 27), width+1, c.Tall(32, 26)), st)
	c.Legend(legendOf(kiosk.KeyF9), Mix(t.Ink, t.Fill, 0.25))
	return x
}

func (u *UI) outcome(l *kiosk.LastSale) string {
	return u.say("screen.outcome."+string(l.Outcome), "amount", l.Amount.Grouped())
}

// wallet is the name of a wallet in a sentence.
func (u *UI) wallet(w kiosk.Wallet) string { return u.text(w.Text()) }
