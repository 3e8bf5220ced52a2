package setup

import (
	"facepay/kiosk"
	"facepay/ui/draw"
)

// digitKeys in the order of the counter's keypad, and others for less height.
var digitKeys = [][][]kiosk.Key{
	{{"7", "8", "9"}, {"4", "5", "6"}, {"1", "2", "3"}, {"0", "", kiosk.KeyBackspace}},
	{{"1", "2", "3", "4"}, {"5", "6", "7", "8"}, {"9", "0", "", kiosk.KeyBackspace}},
	{{"1", "2", "3", "4", "5", "6"}, {"7", "8", "9", "0", "", kiosk.KeyBackspace}},
}

const (
	digitWide = 140 // of a key at most, in units
	digitHigh = 72
)

// digits draws keys for a value of digits: a touch does what a keyboard does.
func (p *Page) digits(c *draw.Canvas, r draw.Rect) {
	unit, gap := c.Unit, draw.KeyGap*c.Unit
	var all [][]kiosk.Key
	var rows, columns, wide, high float32
	for _, all = range digitKeys { // the first that fits
		rows, columns = float32(len(all)), float32(len(all[0]))
		wide, high = (r.W-(columns-1)*gap)/columns, (r.H-rows*gap)/rows
		if high >= draw.TouchMin*unit {
			break
		}
	}
	wide, high = min(digitWide*unit, wide), min(digitHigh*unit, high)
	left := r.CX() - (columns*wide+(columns-1)*gap)/2
	for row, keys := range all {
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
