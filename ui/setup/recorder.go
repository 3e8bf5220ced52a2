package setup

import (
	"strings"

	"facepay/kiosk"
	"facepay/ui/draw"
)

// Measures of the recorder in units.
const (
	stripHigh, stripGap = 12, 3
	meterHigh, meterGap = 26, 4
	meterCells          = 30
	stepWide            = 64
	narrow              = 420 // the width below which no step stands beside the word
	wordLeast           = 44  // the height that the word's card keeps
	whoseLeast          = 96  // the height of the card from which on it says whose voice it is
	wordSize            = 132
	readingSize         = 44
)

// The shares of the meter from which on a word is nearly, and is, too loud.
const (
	meterNear = 0.80
	meterLoud = 0.94
)

// recorder draws the word that is to be said, how far the recording is, and the level of
// the microphone.
func (p *Page) recorder(c *draw.Canvas, r draw.Rect) {
	unit, v := c.Unit, p.view.Recorder
	r.H = min(r.H, r.W) // a tall page has more room than a word needs
	strip := draw.R(r.X, r.Y, r.W, stripHigh*unit)
	p.recorded(c, strip, v)
	gap := c.Tall(14, 8)
	meter := draw.R(r.X, r.Bottom()-c.Tall(meterHigh, 18), r.W, c.Tall(meterHigh, 18))
	level(c, meter, v)
	card := draw.R(r.X, strip.Bottom()+gap, r.W, meter.Y-gap-strip.Bottom()-gap)
	switch {
	case !p.view.Inside:
	case card.W < narrow*unit && card.H < (draw.TouchMin+wordLeast)*unit+gap: // the word comes first; the arrow keys step too
	case card.W < narrow*unit: // the word has the whole width, and they stand below it
		row := draw.R(card.X, card.Bottom()-draw.TouchMin*unit, card.W, draw.TouchMin*unit)
		card.H -= row.H + gap
		half := (row.W - gap) / 2
		p.step(c, draw.R(row.X, row.Y, half, row.H), "←", "↑", kiosk.KeyUp)
		p.step(c, draw.R(row.Right()-half, row.Y, half, row.H), "→", "↓", kiosk.KeyDown)
	default:
		side := stepWide * unit
		p.step(c, draw.R(card.X, card.Y, side, card.H), "←", "↑", kiosk.KeyUp)
		p.step(c, draw.R(card.Right()-side, card.Y, side, card.H), "→", "↓", kiosk.KeyDown)
		card.X, card.W = card.X+side+gap, card.W-2*(side+gap)
	}
	line := draw.Hairline
	if v.Hearing || v.Taken {
		line = draw.Ink
	}
	c.Card(card, draw.Paper, line, draw.KeyRadius*unit, 1)
	c.Within(card, func(in *draw.Canvas) { p.word(in, v) })
}

// recorded is a cell for each word: dark where the shop has recorded it, and larger where
// the recorder stands.
func (p *Page) recorded(c *draw.Canvas, r draw.Rect, v *kiosk.SetupRecorder) {
	gap := stripGap * c.Unit
	wide := (r.W+gap)/float32(len(v.Own)) - gap
	for i, own := range v.Own {
		cell := draw.R(r.X+float32(i)*(wide+gap), r.Y+r.H*0.25, wide, r.H*0.5)
		if i == v.At {
			cell.Y, cell.H = r.Y, r.H
		}
		colour := draw.Track
		if own {
			colour = draw.Paid.Mark
		}
		if i == v.At {
			c.Card(cell, colour, draw.Ink, 2*c.Unit, 2*c.Unit)
			continue
		}
		c.Fill(cell, colour, 2*c.Unit)
	}
}

// step is the key to a word beside this one.
func (p *Page) step(c *draw.Canvas, r draw.Rect, arrow, legend string, k kiosk.Key) {
	c.Touch("record."+string(k), r, draw.Key(c.Unit), func() { p.press(k) }, func(in *draw.Canvas) {
		in.Text(arrow, draw.R(0, 0, in.W, in.H), draw.Style{Size: draw.SizeTitle * in.Unit, Bold: true, Color: draw.Ink, Align: draw.Centre})
		in.Legend(legend, draw.Dim)
	})
}

func (p *Page) word(c *draw.Canvas, v *kiosk.SetupRecorder) {
	unit, pad := c.Unit, c.Unit*14
	whose, st := "built_in", draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim}
	if v.Own[v.At] {
		whose, st.Color, st.Bold = "mine", draw.Paid.Ink, true
	}
	top := draw.R(pad, pad*0.6, c.W-2*pad, 24*unit)
	if c.H < whoseLeast*unit {
		top = draw.R(pad, 0, c.W-2*pad, 0)
	} else {
		c.Text(p.Tr("setup.record."+whose), top, st)
	}
	if v.Playing {
		c.Speaker(c.W-pad-14*unit, max(top.CY(), 16*unit), 26*unit, draw.Ink, false)
	}
	room := draw.R(pad, top.Bottom(), c.W-2*pad, c.H-top.Bottom()-pad*0.6)
	big := draw.Style{Size: min(wordSize*unit, room.H*0.6), Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeText * unit}
	if v.Reading == "" || room.H*0.26 < draw.SizeLegend*unit { // a low page has room for the word alone
		c.Text(v.Word, room, big)
		return
	}
	word, behind, _ := strings.Cut(v.Word, "（")
	reading := draw.Style{Size: min(readingSize*unit, room.H*0.26), Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeSmallText * unit}
	at := draw.R(room.X, room.Y, room.W, room.H*0.66)
	if behind != "" { // what is not said is smaller, and beside the word
		half := big
		half.Size, half.Bold, half.Color, half.Align = big.Size/2, false, draw.Dim, draw.Left
		behind = "（" + behind
		if all := draw.Width(word, big) + draw.Width(behind, half); all > at.W {
			big.Size, half.Size = big.Size*at.W/all*0.97, half.Size*at.W/all*0.97
		}
		if half.Size < draw.SizeLegend*unit { // the help says the rest
			behind = ""
		}
		wide := draw.Width(word, big)
		at.X += max(0, (at.W-wide-draw.Width(behind, half))/2)
		big.Align = draw.Left
		if behind != "" {
			c.Text(behind, draw.R(at.X+wide, at.Y+big.Size*0.12, room.Right()-at.X-wide, at.H), half)
		}
		at.W = wide + unit
	}
	c.Text(word, at, big)
	c.Text(v.Reading, draw.R(room.X, room.Y+room.H*0.66, room.W, room.H*0.34), reading)
}

// level is the meter of the microphone: green, amber where it is nearly too loud, and red.
func level(c *draw.Canvas, r draw.Rect, v *kiosk.SetupRecorder) {
	gap := meterGap * c.Unit
	wide := (r.W+gap)/meterCells - gap
	for i := range meterCells {
		share := float64(i) / meterCells
		colour := draw.Track
		if v.Hearing && share < v.Level {
			switch {
			case share >= meterLoud:
				colour = draw.LightBad
			case share >= meterNear:
				colour = draw.LightWarn
			default:
				colour = draw.LightOK
			}
		}
		c.Fill(draw.R(r.X+float32(i)*(wide+gap), r.Y, wide, r.H), colour, 3*c.Unit)
	}
}
