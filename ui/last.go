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
func (u *UI) paintLast(s *sheet) {
	st, k := s.part.state.(lastState), s.u
	o := outcomes[""]
	if st.last != nil {
		o = outcomes[st.last.Outcome]
	}
	t := toneOf(o.tone)
	f := face{t.fill, t.line, t.ink, cardRadius * k, 0}
	if t.fill == cardFill {
		f.stroke = 1
	}
	s.touch("last", rect{0, 0, s.w, s.h}, f, u.tapping(kiosk.ActionOwner), func(in *sheet) {
		right := u.paintToday(in, st.today, t)
		x := in.tall(80, 66)
		if st.last == nil {
			in.text(u.say("screen.last.none"), rect{25 * k, 0, right - 25*k, in.h}, style{size: sizeText * k, color: dim})
			return
		}
		in.mark(o.mark, in.tall(42, 34), in.h/2, in.tall(44, 38), t.mark, onInk)
		l, room := st.last, right-x-in.tall(12, 8)
		line := style{size: 16 * k, color: t.ink, floor: sizeLegend * k}
		at := u.timeOf(l.At)
		words := u.say("screen.last.line", "wallet", u.wallet(l.Wallet), "time", at, "tail", l.Tail)
		if w, _ := measure(words, line.size, regular); w > room || l.Tail == "" { // without a payment there is no more to say
			words = u.say("screen.last.line.short", "time", at)
		}
		in.text(words, rect{x, in.tall(7, 3), room, in.tall(28, 22)}, line)
		in.text(u.outcome(l), rect{x, in.tall(30, 22), room, in.tall(50, 34)}, style{size: in.tall(sizeLast, 25), bold: true, color: t.ink, floor: 12 * k})
	})
}

// paintToday draws the day's sum at the right and returns where it begins.
func (u *UI) paintToday(s *sheet, today kiosk.Fen, t tone) float32 {
	k := s.u
	sum := "¥ " + today.Grouped()
	st := style{size: 22 * k, bold: true, color: t.ink}
	width, _ := measure(sum, st.size, bold)
	width = min(max(width, s.tall(92, 80)), 220*k, s.w*0.34)
	x := s.w - s.tall(20, 14) - width
	s.text(u.say("screen.today"), rect{x, s.tall(14, 6), width, s.tall(28, 22)}, style{size: 16 * k, color: t.ink})
	s.text(sum, rect{x, s.tall(38, 27), width + 1, s.tall(32, 26)}, st)
	s.legend(legendOf(kiosk.KeyF9), mix(t.ink, t.fill, 0.25))
	return x
}

func (u *UI) outcome(l *kiosk.LastSale) string {
	return u.say("screen.outcome."+string(l.Outcome), "amount", l.Amount.Grouped())
}

// wallet is the name of a wallet in a sentence.
func (u *UI) wallet(w kiosk.Wallet) string { return u.text(w.Text()) }
