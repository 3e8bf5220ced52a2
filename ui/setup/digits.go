package setup

import (
	"facepay/kiosk"
	"facepay/ui/draw"
)

// digitKeys in the order of the counter's keypad, and in a low window in two rows.
var (
	digitKeys    = [][]kiosk.Key{{"7", "8", "9"}, {"4", "5", "6"}, {"1", "2", "3"}, {"0", "", kiosk.KeyBackspace}}
	digitKeysLow = [][]kiosk.Key{{"1", "2", "3", "4", "5", ""}, {"6", "7", "8", "9", "0", kiosk.KeyBackspace}}
)

const (
	digitWide = 140 // of a key at most, in units
	digitHigh = 72
)

// digits draws keys for a value of digits: a touch does what a keyboard does.
func (p *Page) digits(c *draw.Canvas, r draw.Rect) {
	unit, gap := c.Unit, draw.KeyGap*c.Unit
	pad := digitKeys
	least := draw.TouchMin * unit
	if gap = max(1, min(gap, r.H/4-least)); r.H < 4*(least+gap) {
		pad, gap = digitKeysLow, max(1, min(draw.KeyGap*unit, r.W/6-least))
	}
	rows, columns := float32(len(pad)), float32(len(pad[0]))
	wide := min(digitWide*unit, (r.W-(columns-1)*gap)/columns)
	high := min(digitHigh*unit, (r.H-rows*gap)/rows)
	left := r.CX() - (columns*(wide+gap)-gap)/2
	for row, keys := range pad {
		for col, k := range keys {
			if k == "" {
				continue
			}
			at := draw.R(left+float32(col)*(wide+gap), r.Y+gap+float32(row)*(high+gap), wide, high)
			c.Touch("key."+string(k), at, draw.Key(unit), func() { p.press(k) }, func(in *draw.Canvas) {
				if k == kiosk.KeyBackspace {
					in.Backspace(in.W/2, in.H/2, 36*unit, draw.Ink)
					return
				}
				in.Text(string(k), draw.R(0, 0, in.W, in.H), draw.Style{Size: draw.SizeTitle * unit, Bold: true, Color: draw.Ink, Align: draw.Centre})
			})
		}
	}
}
