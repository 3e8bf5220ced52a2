package office

import "facepay/kiosk"

// Cursor is the chosen row of a list, and which of its lines are on screen.
type Cursor struct {
	Selected, Top int
	Fits          int // lines on screen, 0 while that is not known
}

// lowest is the top with which the last of so many lines is in sight.
func (c *Cursor) lowest(lines int) int { return max(0, lines-max(c.Fits, 1)) }

// choose selects row i of so many, or the nearest that there is, and brings it
// into sight.
func (c *Cursor) choose(i, rows int) {
	c.Selected = min(max(i, 0), rows-1)
	c.Top = min(c.Top, c.Selected)
	if c.Fits > 0 {
		c.Top = max(c.Top, c.Selected-c.Fits+1)
	}
}

// target is the row to which a key leads; ok is false for a key that does not
// move.
func (c *Cursor) target(k kiosk.Key, rows int) (row int, ok bool) {
	page := max(c.Fits, 1)
	switch k {
	case kiosk.KeyUp:
		return c.Selected - 1, true
	case kiosk.KeyDown:
		return c.Selected + 1, true
	case kiosk.KeyPageUp:
		return c.Selected - page, true
	case kiosk.KeyPageDown:
		return c.Selected + page, true
	case kiosk.KeyHome:
		return 0, true
	case kiosk.KeyEnd:
		return rows - 1, true
	}
	return 0, false
}
