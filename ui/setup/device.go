package setup

import (
	"facepay/kiosk"
	"facepay/ui/draw"
)

func isDevice(r kiosk.SetupRow) bool { return r.State != "" }

// deviceMarks are the shape and the colour of each state.
var deviceMarks = map[kiosk.DeviceState]struct {
	mark draw.Mark
	tone draw.Tone
}{
	kiosk.DeviceReady:   {draw.Tick, draw.Paid},
	kiosk.DeviceGone:    {draw.Cross, draw.Failed},
	kiosk.DeviceTrouble: {draw.Exclamation, draw.Unsure},
	kiosk.DeviceUnknown: {draw.Question, draw.Plain},
}

// device draws a device: its state as a shape and in words, where it was found, and its
// last word.
func (p *Page) device(c *draw.Canvas, row kiosk.SetupRow) {
	unit := c.Unit
	const markWide = 24
	at := 12*unit + markWide*unit/2
	if m, is := deviceMarks[row.State]; is {
		c.Mark(m.mark, at, c.H/2, markWide*unit, m.tone.Mark, draw.OnInk)
	} else { // none is set up
		c.Ring(at, c.H/2, markWide*unit, 2*unit, draw.Hairline)
	}
	large := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink}
	low := draw.Style{Size: draw.SizeLegend * unit, Color: draw.Dim}
	left := draw.R(12*unit+(markWide+10)*unit, c.H*0.1, c.W*0.42-(markWide+22)*unit, c.H*0.44)
	right := draw.R(c.W*0.43, left.Y, c.W*0.57-14*unit, left.H)
	fitted(c, p.Text(row.Name), left, large)
	fitted(c, p.Text(row.Value), right, draw.Style{Size: large.Size, Color: draw.Ink})
	left.Y, right.Y = c.H*0.52, c.H*0.52
	left.H, right.H = c.H*0.38, c.H*0.38
	fitted(c, p.Text(row.Note), left, low)
	fitted(c, p.Text(row.Last), right, low)
}
