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
	name, note := draw.R(12*unit+(markWide+10)*unit, c.H*0.1, c.W*0.42-(markWide+22)*unit, c.H*0.44), p.Text(row.Note)
	port, value := draw.R(c.W*0.43, name.Y, c.W*0.57-14*unit, name.H), p.Text(row.Value)
	state, last := draw.R(name.X, c.H*0.52, name.W, c.H*0.38), draw.R(port.X, c.H*0.52, port.W, c.H*0.38)
	place := draw.Style{Size: large.Size, Color: draw.Ink, Floor: 11 * unit}
	if !oneLine(note, state.W, low) { // what needs two lines has the room of two small ones
		name.Y, name.H, state.Y, state.H = c.H*0.03, c.H*0.36, c.H*0.39, c.H*0.6
	}
	if !oneLine(value, port.W, place) {
		port.Y, port.H, last.Y, last.H = c.H*0.03, c.H*0.6, c.H*0.63, c.H*0.33
	}
	fitted(c, p.Text(row.Name), name, large)
	fitted(c, note, state, low)
	fitted(c, value, port, place)
	fitted(c, p.Text(row.Last), last, low)
}
