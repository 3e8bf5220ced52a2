package owner

import (
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// paintTimeline draws what happened to the chosen payment, oldest first.
func (s *History) paintTimeline(c *draw.Canvas, r draw.Rect) {
	unit, h := c.Unit, &s.list
	c.Fill(draw.R(1, r.Y, c.W-2, 1), draw.Hairline, 0)
	pad := 25 * unit
	c.Text(s.Tr("screen.history.story"), draw.R(pad, r.Y+6*unit, 160*unit, 30*unit), draw.Style{Size: 16 * unit, Bold: true, Color: draw.Ink})
	room := c.W - 2*pad - 160*unit
	if _, ok := h.Refundable(); ok {
		const wide = 150
		c.Touch("refund", draw.R(c.W-12*unit-wide*unit, r.Y+6*unit, wide*unit, draw.TouchMin*unit), draw.Key(unit), s.refund, func(in *draw.Canvas) {
			in.Text(s.Tr("screen.history.refund"), draw.R(8*unit, 0, in.W-16*unit, in.H), draw.Style{Size: draw.SizeText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit})
			in.Legend(keyboard.Legend(kiosk.KeyF6), draw.Dim)
		})
		room -= (wide + 4) * unit
	}
	c.Text(s.Tr("screen.history.order", "order", string(h.TimelineOf)), draw.R(pad+160*unit, r.Y+6*unit, room, 30*unit), draw.Style{Size: 16 * unit, Color: draw.Dim, Align: draw.Right})
	row := 27 * unit
	if h.TimelineFailed {
		c.Text(s.Tr("screen.history.story.failed"), draw.R(pad, r.Y+38*unit, c.W-2*pad, row), draw.Style{Size: 16 * unit, Color: draw.Unsure.Ink, Floor: 12 * unit})
	}
	fits := max(0, int((r.H-38*unit)/row))
	records := h.Timeline
	if len(records) > fits {
		records = records[len(records)-fits:]
	}
	for i, rec := range records {
		y := r.Y + 38*unit + float32(i)*row
		c.Text(s.Time(rec.At), draw.R(pad, y, 90*unit, row), draw.Style{Size: 16 * unit, Color: draw.Dim})
		c.Text(s.Texts.Record(rec), draw.R(pad+96*unit, y, c.W-2*pad-96*unit, row), draw.Style{Size: 16 * unit, Color: draw.Ink, Floor: 12 * unit})
	}
}
