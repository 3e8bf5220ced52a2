package owner

import (
	"strconv"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
)

// paintWork draws a long work from the top of r, and returns the height that it took:
// while it is under way what it is, the share that is done and the key that cuts it off;
// then what came of it. Without a work it draws nothing.
func (s *Side) paintWork(c *draw.Canvas, w *office.Work, r draw.Rect) float32 {
	unit := c.Unit
	r.H = draw.TouchMin * unit
	if !w.Running() {
		if w.Said.ID == "" {
			return 0
		}
		return s.said(c, w.Said, w.Failed, r) + 8*unit
	}
	st := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Ink, Floor: 10 * unit}
	wide := min(130*unit, r.W*0.3)
	if !w.Cutting {
		s.key(c, "work.cut", s.Tr("screen.work.cut"), keyboard.Legend(kiosk.KeyEsc), draw.R(r.Right()-wide, r.Y, wide, r.H), draw.Key(unit), draw.Dim, s.does(office.Cut{}))
	}
	text := s.Text(w.What)
	switch {
	case w.Cutting:
		text = s.Tr("screen.work.cutting")
	case w.Share >= 0:
		text += "  " + strconv.Itoa(int(w.Share*100)) + " %"
	}
	room := draw.R(r.X, r.Y, r.W-wide-12*unit, r.H)
	c.Text(text, draw.R(room.X, room.Y, room.W, 28*unit), st)
	bar := draw.R(room.X, room.Y+32*unit, room.W, 10*unit)
	c.Fill(bar, draw.Track, 5*unit)
	if bar.W *= float32(max(0, w.Share)); bar.W > 0 {
		c.Fill(bar, draw.Ink, min(5*unit, bar.W/2))
	}
	return r.H + 8*unit
}

// said draws the sentence that answers what somebody did, and returns its height.
func (s *Side) said(c *draw.Canvas, t kiosk.Text, failed bool, r draw.Rect) float32 {
	st := draw.Style{Size: draw.SizeSmallText * c.Unit, Bold: true, Color: draw.Ink, Floor: 10 * c.Unit}
	if failed {
		st.Color = draw.Failed.Ink
	}
	c.Lines(s.Text(t), r, st, 2)
	return r.H
}
