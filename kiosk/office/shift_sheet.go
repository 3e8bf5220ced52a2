package office

import "facepay/kiosk"

// Sheet is the lines of a shift, as far as they have no room on screen together. Whoever
// draws them tells how many there are and how many have room.
type Sheet struct {
	Top, Lines, Fits int
	Keyed            bool // keys move through it, not through the list of shifts beside it
}

type (
	// SheetSized tells how many lines the sheet on screen has, and how many have room.
	SheetSized struct{ Lines, Fits int }
	// SheetScrolled is a finger, a wheel or a key on screen that moves the sheet's lines.
	SheetScrolled struct{ Lines int }
)

func (SheetSized) office()    {}
func (SheetScrolled) office() {}

// Scrolls reports whether there are more lines than have room.
func (s Sheet) Scrolls() bool { return s.Lines > s.Fits }

// last is the line on top with which the last one is in sight.
func (s Sheet) last() int { return max(0, s.Lines-max(1, s.Fits)) }

func (s Sheet) at(top int) Sheet {
	s.Top = min(max(top, 0), s.last())
	return s
}

// key moves the lines by a key; a page leaves one line in sight.
func (s Sheet) key(k kiosk.Key) Sheet {
	page := max(1, s.Fits-1)
	switch k {
	case kiosk.KeyUp:
		return s.at(s.Top - 1)
	case kiosk.KeyDown:
		return s.at(s.Top + 1)
	case kiosk.KeyPageUp:
		return s.at(s.Top - page)
	case kiosk.KeyPageDown:
		return s.at(s.Top + page)
	case kiosk.KeyHome:
		return s.at(0)
	case kiosk.KeyEnd:
		return s.at(s.last())
	}
	return s
}

// sheet takes what moves the sheet.
func (s *Shift) sheet(to Sheet) {
	if to != s.Sheet {
		s.Sheet = to
		s.Revision++
	}
}

// keyed has keys move the sheet, where it has more lines than room, or the list again.
func (s *Shift) keyed(on bool) {
	to := s.Sheet
	to.Keyed = on && to.Scrolls()
	s.sheet(to)
}

// anew begins at the sheet's first line: another shift stands on it.
func (s *Shift) anew() { s.Sheet.Top, s.Sheet.Keyed = 0, false }
