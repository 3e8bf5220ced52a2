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
		x := 80 * k
		if st.last == nil {
			in.text(u.say("screen.last.none"), rect{25 * k, 0, right - 25*k, in.h}, style{size: sizeText * k, color: dim})
			return
		}
		in.mark(o.mark, 42*k, in.h/2, 44*k, t.mark, onInk)
		l, room := st.last, right-x-12*k
		line := style{size: 16 * k, color: t.ink, floor: sizeLegend * k}
		at := u.timeOf(l.At)
		words := u.say("screen.last.line", "wallet", u.wallet(l.Wallet), "time", at, "tail", l.Tail)
		if w, _ := measure(words, line.size, regular); w > room || l.Tail == "" { // without a payment there is no more to say
			words = u.say("screen.last.line.short", "time", at)
		}
		in.text(words, rect{x, 7 * k, room, 28 * k}, line)
		in.text(u.outcome(l), rect{x, 30 * k, room, 50 * k}, style{size: sizeLast * k, bold: true, color: t.ink, floor: 16 * k})
	})
}

// paintToday draws the day's sum at the right and returns where it begins.
func (u *UI) paintToday(s *sheet, today kiosk.Fen, t tone) float32 {
	k := s.u
	sum := "¥ " + today.Grouped()
	st := style{size: 22 * k, bold: true, color: t.ink}
	width, _ := measure(sum, st.size, bold)
	width = min(max(width, 92*k), 220*k)
	x := s.w - 20*k - width
	s.text(u.say("screen.today"), rect{x, 14 * k, width, 28 * k}, style{size: 16 * k, color: t.ink})
	s.text(sum, rect{x, 38 * k, width + 1, 32 * k}, st)
	s.legend(legendOf(kiosk.KeyF9), mix(t.ink, t.fill, 0.25))
	return x
}

func (u *UI) outcome(l *kiosk.LastSale) string {
	return u.say("screen.outcome."+string(l.Outcome), "amount", l.Amount.Grouped())
}

// wallet is the name of a wallet in a sentence.
func (u *UI) wallet(w kiosk.Wallet) string { return u.text(w.Text()) }
