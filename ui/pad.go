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
	badge  Badge
}{
	{kiosk.ActionWeChat, "screen.pay.wechat", kiosk.ToneWeChat, BadgeWeChat},
	{kiosk.ActionAlipay, "screen.pay.alipay", kiosk.ToneAlipay, BadgeAlipay},
	{kiosk.ActionMini, "screen.pay.mini", kiosk.ToneMini, BadgeMini},
	{kiosk.ActionScan, "screen.pay.scan", kiosk.TonePlain, BadgeScan},
}

func (u *UI) paintPad(c *Canvas) {
	st, unit := c.region.state.(padState), c.Unit
	gap := KeyGap * unit
	pay := max(c.W*0.3256, payKeyWide*unit)
	key := (c.W - pay - 3*gap) / 3
	high := (c.H - 3*gap) / 4
	words := u.paySize(pay, unit)
	if st.asks == askRefund {
		u.paintRefundKeys(c, st, R(c.W-pay, 0, pay, c.H), high)
	}
	for row, keys := range digitKeys {
		y := float32(row) * (high + gap)
		for col, d := range keys {
			if (st.asks == askPIN || st.asks == askOrder) && d == kiosk.KeyDot {
				continue
			}
			u.paintDigit(c, d, R(float32(col)*(key+gap), y, key, high))
		}
		at := R(c.W-pay, y, pay, high)
		switch st.asks {
		case askPIN, askOrder:
			u.paintPINKey(c, row, at)
			continue
		case askRefund:
			continue
		}
		i := slices.IndexFunc(st.pay, func(p kiosk.PayKey) bool { return p.Action == payKeys[row].action })
		if i >= 0 {
			u.paintPay(c, row, st.pay[i].Key, at, words)
		}
	}
}

func (u *UI) paintDigit(c *Canvas, d kiosk.Key, r Rect) {
	unit := c.Unit
	c.Touch("key."+string(d), r, Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: KeyRadius * unit, Stroke: 1}, u.pressing(d), func(in *Canvas) {
		if d == kiosk.KeyBackspace {
			in.Backspace(in.W/2, in.H/2, 46*unit, Ink)
			return
		}
		in.Text(string(d), R(0, 0, in.W, in.H), Style{Size: sizeDigit * unit, Bold: true, Color: Ink, Align: Centre})
	})
}

// payInset is where a pay key's badge and words begin, and how large the badge
// is, in a key so wide.
func payInset(width, unit float32) (badge, mark, words float32) {
	badge = min(18*unit, width*0.07)
	mark = min(44*unit, width*0.2)
	return badge, mark, badge + mark + min(14*unit, width*0.06)
}

// payKeyWide is what the words of the pay keys need, in units.
const payKeyWide = 178

// paySize is the size at which the words of all pay keys fit: keys that stand
// together speak equally loud.
func (u *UI) paySize(width, unit float32) float32 {
	_, _, x := payInset(width, unit)
	size := SizePay * unit
	for _, p := range payKeys {
		fits, _ := Shrink(u.say(p.text), size, 15*unit, width-x-8*unit, Bold)
		size = min(size, fits)
	}
	return size
}

func (u *UI) paintPay(c *Canvas, row int, key kiosk.Key, r Rect, size float32) {
	unit, p := c.Unit, payKeys[row]
	t := toneOf(p.tone)
	f := Face{Fill: t.Fill, Ink: t.Ink, Radius: KeyRadius * unit}
	legend := Mix(t.Ink, t.Fill, 0.25)
	if p.tone == kiosk.TonePlain {
		f = Face{Fill: Ink, Ink: OnInk, Radius: KeyRadius * unit}
		legend = DimOnInk
	}
	c.Touch("pay."+string(p.action), r, f, u.tapping(p.action), func(in *Canvas) {
		x, mark, words := payInset(in.W, unit)
		in.Badge(p.badge, x+mark/2, in.H/2, mark)
		in.Text(u.say(p.text), R(words, 0, in.W-words-4*unit, in.H), Style{Size: size, Bold: true, Color: f.Ink, Floor: 15 * unit})
		in.Legend(legendOf(key), legend)
	})
}

// paintPINKey draws what stands beside the digits while a PIN or an order's
// number is entered.
func (u *UI) paintPINKey(c *Canvas, row int, r Rect) {
	unit := c.Unit
	switch row {
	case 2:
		u.paintWordKey(c, "pin.back", u.say("screen.pin.back"), kiosk.KeyEsc, r, Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: KeyRadius * unit, Stroke: 1}, Dim)
	case 3:
		u.paintWordKey(c, "pin.ok", u.say("screen.pin.confirm"), kiosk.KeyEnter, r, Face{Fill: Ink, Ink: OnInk, Radius: KeyRadius * unit}, DimOnInk)
	}
}

func (u *UI) paintWordKey(c *Canvas, id, text string, key kiosk.Key, r Rect, f Face, legend color.NRGBA) {
	unit := c.Unit
	c.Touch(id, r, f, u.pressing(key), func(in *Canvas) {
		in.Text(text, R(12*unit, 0, in.W-24*unit, in.H), Style{Size: SizePay * unit, Bold: true, Color: f.Ink, Align: Centre})
		in.Legend(legendOf(key), legend)
	})
}

// paintRefundKeys draws what stands beside the digits of a refund's amount: of
// which payment it is, and the keys from the bottom, the main one last.
func (u *UI) paintRefundKeys(c *Canvas, st padState, r Rect, high float32) {
	unit, gap := c.Unit, KeyGap*c.Unit
	y := r.Bottom()
	for _, b := range st.words {
		y -= high
		f, legend := Face{Fill: CardFill, Line: Hairline, Ink: Ink, Radius: KeyRadius * unit, Stroke: 1}, Dim
		if b.Main {
			f, legend = Face{Fill: Ink, Ink: OnInk, Radius: KeyRadius * unit}, DimOnInk
		}
		c.Touch("refund."+string(b.Action), R(r.X, y, r.W, high), f, u.tapping(b.Action), func(in *Canvas) {
			in.Text(u.text(b.Label), R(12*unit, 0, in.W-24*unit, in.H), Style{Size: SizePay * unit, Bold: true, Color: f.Ink, Align: Centre, Floor: 14 * unit})
			in.Legend(legendOf(b.Key), legend)
		})
		y -= gap
	}
	u.paintRefundNote(c, u.text(st.note), R(r.X, r.Y, r.W, y-r.Y))
}

// paintRefundNote says of which payment the refund is, from the column's top and
// as large as it can.
func (u *UI) paintRefundNote(c *Canvas, text string, r Rect) {
	unit := c.Unit
	c.Card(r, Paper, Hairline, KeyRadius*unit, 1)
	in := r.Inset(12 * unit)
	text = strings.ReplaceAll(text, " · ", "\n") // a fact a line
	const most, least, step, leading = 22, 12, 0.5, 1.35
	size := float32(most) * unit
	for size > least*unit && float32(LineCount(text, in.W, Style{Size: size}))*size*leading > in.H {
		size -= step * unit
	}
	c.Paragraph(text, in, Style{Size: size, Color: Ink}, size*leading)
}
