package cashier

import (
	"image/color"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// pad is the keypad.
type pad struct{ counter }

type padState struct {
	pay  []kiosk.PayKey // that work
	asks asking
	// locked: no PIN is looked at for now.
	locked bool
	// note and words stand beside the digits of a refund's amount.
	note  kiosk.Text
	words []kiosk.Button
}

// asking is the purpose of the keypad.
type asking uint8

const (
	askAmount asking = iota
	askPIN
	askOrder
	askRefund
)

func (s pad) State(v kiosk.View, now time.Time) (padState, bool) {
	switch v.Screen {
	case kiosk.ScreenPIN:
		return padState{asks: askPIN, locked: v.PIN != nil && v.PIN.Until.After(now)}, true
	case kiosk.ScreenOrder:
		return padState{asks: askOrder}, true
	case kiosk.ScreenRefund:
		if !v.Panel.Title.IsZero() {
			return padState{}, false
		}
		return padState{asks: askRefund, note: v.Refund.Detail, words: v.Refund.Buttons}, true
	}
	return padState{pay: v.Pay}, v.Screen != kiosk.ScreenPanel && !wholeScreen(v.Screen)
}

func (s pad) Place(l screen.Layout) draw.Rect { return l.Below }

// digitKeys in the order of a till's number pad.
var digitKeys = [4][3]kiosk.Key{{"7", "8", "9"}, {"4", "5", "6"}, {"1", "2", "3"}, {"0", kiosk.KeyDot, kiosk.KeyBackspace}}

// payKey is the face of a pay key.
type payKey struct {
	action kiosk.Action
	text   string
	tone   *draw.Tone
	badge  draw.Badge
}

// payKeys in their order from the top; the Enter key is dark.
var payKeys = [...]payKey{
	{kiosk.ActionWeChat, "screen.pay.wechat", &draw.WeChat, draw.BadgeWeChat},
	{kiosk.ActionAlipay, "screen.pay.alipay", &draw.Alipay, draw.BadgeAlipay},
	{kiosk.ActionMini, "screen.pay.mini", &draw.Mini, draw.BadgeMini},
	{kiosk.ActionCash, "screen.pay.cash", &draw.Plain, draw.BadgeCash},
	{kiosk.ActionScan, "screen.pay.scan", &draw.Plain, draw.BadgeScan},
}

func (s pad) Paint(c *draw.Canvas, st padState) {
	unit := c.Unit
	gap := draw.KeyGap * unit
	pay := max(c.W*0.3256, payKeyWide*unit)
	key := (c.W - pay - 3*gap) / 3
	high := (c.H - 3*gap) / 4
	if st.asks == askRefund {
		s.paintRefundKeys(c, st, c.Mirrored(draw.R(c.W-pay, 0, pay, c.H), c.W), high)
	}
	digits := c.Mirrored(draw.R(0, 0, c.W-pay-gap, c.H), c.W) // of either hand in the same order
	for row, keys := range digitKeys {
		y := float32(row) * (high + gap)
		for col, d := range keys {
			if (st.asks == askPIN || st.asks == askOrder) && d == kiosk.KeyDot {
				continue
			}
			s.paintDigit(c, d, st.locked, draw.R(digits.X+float32(col)*(key+gap), y, key, high))
		}
		at := c.Mirrored(draw.R(c.W-pay, y, pay, high), c.W)
		switch entry := st.asks == askPIN || st.asks == askOrder; {
		case entry && row == 2:
			paintWordKey(c, "pin.back", s.Tr("screen.pin.back"), kiosk.KeyEsc, at, false, s.Press(kiosk.KeyEsc))
		case entry && row == 3:
			f, legend, tap := draw.DarkKey(unit), draw.DimOnInk, s.Press(kiosk.KeyEnter)
			if st.locked {
				f, legend, tap = lockedKey(unit), lockedKey(unit).Ink, nil
			}
			paintFacedKey(c, "pin.ok", s.Tr("screen.pin.confirm"), kiosk.KeyEnter, at, f, legend, tap)
		}
	}
	s.paintPayKeys(c, st.pay, c.Mirrored(draw.R(c.W-pay, 0, pay, c.H), c.W))
}

// payKeyHigh is the least height of a pay key, in units.
const payKeyHigh = 64

// paintPayKeys draws the keys that work, each in its place. Cash takes that of the
// mini-program where there is none. Where there is, all keys are lower, or in a low
// window those two share a place, without words.
func (s pad) paintPayKeys(c *draw.Canvas, pay []kiosk.PayKey, r draw.Rect) {
	at := func(a kiosk.Action) int {
		return slices.IndexFunc(pay, func(p kiosk.PayKey) bool { return p.Action == a })
	}
	cash, mini := at(kiosk.ActionCash) >= 0, at(kiosk.ActionMini) >= 0
	rows := len(payKeys) - 1
	gap := draw.KeyGap * c.Unit
	share := cash && mini && (r.H-gap*float32(rows))/float32(rows+1) < payKeyHigh*c.Unit
	if cash && mini && !share {
		rows++
	}
	high, size := (r.H-gap*float32(rows-1))/float32(rows), s.paySize(r.W, c.Unit)
	y := r.Y
	for _, p := range payKeys {
		place := draw.R(r.X, y, r.W, high)
		if share && (p.action == kiosk.ActionMini || p.action == kiosk.ActionCash) {
			place.W = (r.W - gap) / 2
		}
		switch {
		case p.action == kiosk.ActionCash && share:
			place.X, place.Y = place.X+place.W+gap, y-high-gap
		case p.action == kiosk.ActionCash && !cash, p.action == kiosk.ActionMini && cash && !mini:
			continue
		default:
			y += high + gap
		}
		if i := at(p.action); i >= 0 {
			if pay[i].NoFace {
				p.text = "screen.pay.scan_code"
			}
			s.paintPay(c, p, pay[i].Key, place, size)
		}
	}
}

// lockedKey is the face of a key that does nothing for a while.
func lockedKey(unit float32) draw.Face {
	return draw.Face{Fill: draw.Paper, Line: draw.Hairline, Ink: draw.Faint(draw.Dim, draw.Paper, 0.55), Radius: draw.KeyRadius * unit, Stroke: 1}
}

func (s pad) paintDigit(c *draw.Canvas, d kiosk.Key, locked bool, r draw.Rect) {
	unit, f, tap := c.Unit, draw.Key(c.Unit), s.Press(d)
	if locked {
		f, tap = lockedKey(unit), nil
	}
	c.Touch("key."+string(d), r, f, tap, func(in *draw.Canvas) {
		if d == kiosk.KeyBackspace {
			in.Backspace(in.W/2, in.H/2, 46*unit, f.Ink)
			return
		}
		in.Text(string(d), draw.R(0, 0, in.W, in.H), draw.Style{Size: sizeDigit * unit, Bold: true, Color: f.Ink, Align: draw.Centre})
	})
}

// payInset is the offset and size of a pay key's badge, and the offset of its words.
func payInset(width, unit float32) (badge, mark, words float32) {
	badge = min(18*unit, width*0.07)
	mark = min(44*unit, width*0.2)
	return badge, mark, badge + mark + min(14*unit, width*0.06)
}

// payKeyWide is the width that the words of the pay keys need, in units.
const payKeyWide = 178

const sizeDigit = 36

// paySize is the size at which the words of all pay keys fit: keys that stand
// together speak equally loud.
func (s pad) paySize(width, unit float32) float32 {
	_, _, x := payInset(width, unit)
	size := draw.SizePay * unit
	for _, p := range payKeys {
		fits, _ := draw.Shrink(s.Tr(p.text), width-x-8*unit, draw.Style{Size: size, Floor: 15 * unit, Bold: true})
		size = min(size, fits)
	}
	return size
}

func (s pad) paintPay(c *draw.Canvas, p payKey, key kiosk.Key, r draw.Rect, size float32) {
	unit := c.Unit
	f := draw.Face{Fill: p.tone.Fill, Ink: p.tone.Ink, Radius: draw.KeyRadius * unit}
	legend := draw.Faint(f.Ink, f.Fill, 0.25)
	switch p.action {
	case kiosk.ActionScan:
		f, legend = draw.DarkKey(unit), draw.DimOnInk
	case kiosk.ActionCash:
		f, legend = draw.Key(unit), draw.Dim
	}
	c.Touch("pay."+string(p.action), r, f, s.Tap(p.action), func(in *draw.Canvas) {
		if r.W < payKeyWide*unit-1 {
			in.Badge(p.badge, in.W*0.4, in.H*0.56, min(40*unit, in.H/2)) // below the legend
			in.Legend(keyboard.Legend(key), legend)
			return
		}
		x, mark, words := payInset(in.W, unit)
		in.Badge(p.badge, x+mark/2, in.H/2, mark)
		in.Text(s.Tr(p.text), draw.R(words, 0, in.W-words-4*unit, in.H), draw.Style{Size: size, Bold: true, Color: f.Ink, Floor: 15 * unit})
		in.Legend(keyboard.Legend(key), legend)
	})
}

func paintWordKey(c *draw.Canvas, id, word string, key kiosk.Key, r draw.Rect, dark bool, tap func()) {
	unit := c.Unit
	f, legend := draw.Key(unit), draw.Dim
	if dark {
		f, legend = draw.DarkKey(unit), draw.DimOnInk
	}
	paintFacedKey(c, id, word, key, r, f, legend, tap)
}

func paintFacedKey(c *draw.Canvas, id, word string, key kiosk.Key, r draw.Rect, f draw.Face, legend color.NRGBA, tap func()) {
	unit := c.Unit
	c.Touch(id, r, f, tap, func(in *draw.Canvas) {
		words := draw.Style{Size: draw.SizePay * unit, Bold: true, Color: f.Ink, Align: draw.Centre, Floor: 14 * unit}
		in.Text(word, draw.R(12*unit, 0, in.W-24*unit, in.H), words)
		in.Legend(keyboard.Legend(key), legend)
	})
}

// paintRefundKeys draws what stands beside the digits of a refund's amount: of
// which payment it is, and the keys from the bottom, the main one last.
func (s pad) paintRefundKeys(c *draw.Canvas, st padState, r draw.Rect, high float32) {
	y := r.Bottom()
	for _, b := range st.words {
		y -= high
		paintWordKey(c, "refund."+string(b.Action), s.Text(b.Label), b.Key, draw.R(r.X, y, r.W, high), b.Main, s.Tap(b.Action))
		y -= draw.KeyGap * c.Unit
	}
	s.paintRefundNote(c, s.Text(st.note), draw.R(r.X, r.Y, r.W, y-r.Y))
}

// paintRefundNote says of which payment the refund is, as large as it can.
func (s pad) paintRefundNote(c *draw.Canvas, text string, r draw.Rect) {
	unit := c.Unit
	c.Card(r, draw.Paper, draw.Hairline, draw.KeyRadius*unit, 1)
	in := r.Inset(12 * unit)
	text = strings.ReplaceAll(text, " · ", "\n") // a fact a line
	const most, least, step, leading = 22, 12, 0.5, 1.35
	size := float32(most) * unit
	for size > least*unit && float32(draw.LineCount(text, in.W, draw.Style{Size: size}))*size*leading > in.H {
		size -= step * unit
	}
	c.Paragraph(text, in, draw.Style{Size: size, Color: draw.Ink}, size*leading)
}
