package ui

import (
	"image/color"
	"slices"
	"strings"

	"facepay/kiosk"
)

// padState is the keypad: which pay keys work, or what else is entered by it.
type padState struct {
	pay  []kiosk.PayKey
	asks asking
	// note and words stand beside the digits of a refund's amount.
	note  kiosk.Text
	words []kiosk.Button
}

// asking is what the keypad is used for.
type asking uint8

const (
	askAmount asking = iota
	askPIN
	askOrder
	askRefund
)

// digitKeys in the order of a till's number pad.
var digitKeys = [4][3]kiosk.Key{{"7", "8", "9"}, {"4", "5", "6"}, {"1", "2", "3"}, {"0", kiosk.KeyDot, kiosk.KeyBackspace}}

// payKeys are the places beside the digits, from the top. The Enter key is the
// dark one.
var payKeys = [4]struct {
	action kiosk.Action
	text   string
	tone   kiosk.Tone
	badge  badge
}{
	{kiosk.ActionWeChat, "screen.pay.wechat", kiosk.ToneWeChat, badgeWeChat},
	{kiosk.ActionAlipay, "screen.pay.alipay", kiosk.ToneAlipay, badgeAlipay},
	{kiosk.ActionMini, "screen.pay.mini", kiosk.ToneMini, badgeMini},
	{kiosk.ActionScan, "screen.pay.scan", kiosk.TonePlain, badgeScan},
}

func (u *UI) paintPad(s *sheet) {
	st, k := s.part.state.(padState), s.u
	gap := keyGap * k
	pay := max(s.w*0.3256, payKeyWide*k)
	key := (s.w - pay - 3*gap) / 3
	high := (s.h - 3*gap) / 4
	words := u.paySize(pay, k)
	if st.asks == askRefund {
		u.paintRefundKeys(s, st, rect{s.w - pay, 0, pay, s.h}, high)
	}
	for row, keys := range digitKeys {
		y := float32(row) * (high + gap)
		for col, d := range keys {
			if (st.asks == askPIN || st.asks == askOrder) && d == kiosk.KeyDot {
				continue
			}
			u.paintDigit(s, d, rect{float32(col) * (key + gap), y, key, high})
		}
		at := rect{s.w - pay, y, pay, high}
		switch st.asks {
		case askPIN, askOrder:
			u.paintPINKey(s, row, at)
			continue
		case askRefund:
			continue
		}
		i := slices.IndexFunc(st.pay, func(p kiosk.PayKey) bool { return p.Action == payKeys[row].action })
		if i >= 0 {
			u.paintPay(s, row, st.pay[i].Key, at, words)
		}
	}
}

func (u *UI) paintDigit(s *sheet, d kiosk.Key, r rect) {
	k := s.u
	s.touch("key."+string(d), r, face{cardFill, hairline, ink, keyRadius * k, 1}, u.pressing(d), func(in *sheet) {
		if d == kiosk.KeyBackspace {
			in.backspace(in.w/2, in.h/2, 46*k, ink)
			return
		}
		in.text(string(d), rect{0, 0, in.w, in.h}, style{size: sizeDigit * k, bold: true, color: ink, align: centre})
	})
}

// payInset is where a pay key's badge and words begin, and how large the badge
// is, in a key so wide.
func payInset(width, k float32) (badge, mark, words float32) {
	badge = min(18*k, width*0.07)
	mark = min(44*k, width*0.2)
	return badge, mark, badge + mark + min(14*k, width*0.06)
}

// payKeyWide is what the words of the pay keys need, in units.
const payKeyWide = 178

// paySize is the size at which the words of all pay keys fit: keys that stand
// together speak equally loud.
func (u *UI) paySize(width, k float32) float32 {
	_, _, x := payInset(width, k)
	size := sizePay * k
	for _, p := range payKeys {
		fits, _ := shrink(u.say(p.text), size, 15*k, width-x-8*k, bold)
		size = min(size, fits)
	}
	return size
}

func (u *UI) paintPay(s *sheet, row int, key kiosk.Key, r rect, size float32) {
	k, p := s.u, payKeys[row]
	t := toneOf(p.tone)
	f := face{fill: t.fill, ink: t.ink, radius: keyRadius * k}
	legend := mix(t.ink, t.fill, 0.25)
	if p.tone == kiosk.TonePlain {
		f = face{fill: ink, ink: onInk, radius: keyRadius * k}
		legend = dimOnInk
	}
	s.touch("pay."+string(p.action), r, f, u.tapping(p.action), func(in *sheet) {
		x, mark, words := payInset(in.w, k)
		in.badge(p.badge, x+mark/2, in.h/2, mark)
		in.text(u.say(p.text), rect{words, 0, in.w - words - 4*k, in.h}, style{size: size, bold: true, color: f.ink, floor: 15 * k})
		in.legend(legendOf(key), legend)
	})
}

// paintPINKey draws what stands beside the digits while a PIN or an order's
// number is entered.
func (u *UI) paintPINKey(s *sheet, row int, r rect) {
	k := s.u
	switch row {
	case 2:
		u.paintWordKey(s, "pin.back", u.say("screen.pin.back"), kiosk.KeyEsc, r, face{cardFill, hairline, ink, keyRadius * k, 1}, dim)
	case 3:
		u.paintWordKey(s, "pin.ok", u.say("screen.pin.confirm"), kiosk.KeyEnter, r, face{fill: ink, ink: onInk, radius: keyRadius * k}, dimOnInk)
	}
}

func (u *UI) paintWordKey(s *sheet, id, text string, key kiosk.Key, r rect, f face, legend color.NRGBA) {
	k := s.u
	s.touch(id, r, f, u.pressing(key), func(in *sheet) {
		in.text(text, rect{12 * k, 0, in.w - 24*k, in.h}, style{size: sizePay * k, bold: true, color: f.ink, align: centre})
		in.legend(legendOf(key), legend)
	})
}

// paintRefundKeys draws what stands beside the digits of a refund's amount: of
// which payment it is, and the keys from the bottom, the main one last.
func (u *UI) paintRefundKeys(s *sheet, st padState, r rect, high float32) {
	k, gap := s.u, keyGap*s.u
	y := r.bottom()
	for _, b := range st.words {
		y -= high
		f, legend := face{cardFill, hairline, ink, keyRadius * k, 1}, dim
		if b.Main {
			f, legend = face{fill: ink, ink: onInk, radius: keyRadius * k}, dimOnInk
		}
		s.touch("refund."+string(b.Action), rect{r.x, y, r.w, high}, f, u.tapping(b.Action), func(in *sheet) {
			in.text(u.text(b.Label), rect{12 * k, 0, in.w - 24*k, in.h}, style{size: sizePay * k, bold: true, color: f.ink, align: centre, floor: 14 * k})
			in.legend(legendOf(b.Key), legend)
		})
		y -= gap
	}
	u.paintRefundNote(s, u.text(st.note), rect{r.x, r.y, r.w, y - r.y})
}

// paintRefundNote says of which payment the refund is, from the column's top and
// as large as it can.
func (u *UI) paintRefundNote(s *sheet, text string, r rect) {
	k := s.u
	s.card(r, paper, hairline, keyRadius*k, 1)
	in := r.inset(12 * k)
	text = strings.ReplaceAll(text, " · ", "\n") // a fact a line
	const most, least, step, leading = 22, 12, 0.5, 1.35
	size := float32(most) * k
	for size > least*k && float32(lineCount(text, in.w, style{size: size}))*size*leading > in.h {
		size -= step * k
	}
	s.paragraph(text, in, style{size: size, color: ink}, size*leading)
}
