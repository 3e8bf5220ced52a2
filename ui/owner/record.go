package owner

import (
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// payButtons are what can be done about the chosen payment, from the right.
var payButtons = []struct {
	id, text string
	action   kiosk.Action
	key      kiosk.Key
}{
	{"refund", "screen.history.refund", kiosk.ActionRefund, kiosk.KeyF6},
	{"decide", "screen.history.decide", kiosk.ActionManager, kiosk.KeyF7},
	{"ask", "screen.history.ask", kiosk.ActionAskAgain, kiosk.KeyF5},
}

// paintTimeline draws what happened to the chosen payment, oldest first.
func (s *Side) paintTimeline(c *draw.Canvas, r draw.Rect) {
	unit, h := c.Unit, &s.view.History
	c.Fill(draw.R(1, r.Y, c.W-2, 1), draw.Hairline, 0)
	pad := 25 * unit
	c.Text(s.Tr("screen.history.story"), draw.R(pad, r.Y+6*unit, 160*unit, 30*unit), draw.Style{Size: 16 * unit, Bold: true, Color: draw.Ink})
	room := c.W - 2*pad - 160*unit
	if p, ok := h.Chosen(); ok {
		for _, b := range payButtons {
			if !office.Can(p, b.action) {
				continue
			}
			const wide = 150
			c.Touch(b.id, draw.R(c.W-12*unit-wide*unit-(c.W-2*pad-160*unit-room), r.Y+6*unit, wide*unit, draw.TouchMin*unit), draw.Key(unit), s.does(office.Wanted{Action: b.action}), func(in *draw.Canvas) {
				in.Text(s.Tr(b.text), draw.R(8*unit, 0, in.W-16*unit, in.H), draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit})
				in.Legend(keyboard.Legend(b.key), draw.Dim)
			})
			room -= (wide + draw.KeyGap) * unit
		}
	}
	if room >= 190*unit {
		c.Text(s.Tr("screen.history.order", "order", string(h.TimelineOf)), draw.R(pad+160*unit, r.Y+6*unit, room, 30*unit), draw.Style{Size: 16 * unit, Color: draw.Dim, Align: draw.Right})
	}
	row, top := 27*unit, c.Tall(60, 56)
	if h.TimelineFailed {
		c.Text(s.Tr("screen.history.story.failed"), draw.R(pad, r.Y+top, c.W-2*pad, row), draw.Style{Size: 16 * unit, Color: draw.Unsure.Ink, Floor: 12 * unit})
	}
	fits := max(0, int((r.H-top)/row))
	records := h.Timeline
	if len(records) > fits {
		records = records[len(records)-fits:]
	}
	for i, rec := range records {
		y := r.Y + top + float32(i)*row
		c.Text(s.Time(rec.At), draw.R(pad, y, 90*unit, row), draw.Style{Size: 16 * unit, Color: draw.Dim})
		c.Text(s.Texts.Record(rec), draw.R(pad+96*unit, y, c.W-2*pad-96*unit, row), draw.Style{Size: 16 * unit, Color: draw.Ink, Floor: 12 * unit})
	}
}
