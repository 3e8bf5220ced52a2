// Package owner draws the owner's side: its sections, and the pages of those that
// have no package of their own.
package owner

import (
	"image/color"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/draw"
	"facepay/ui/keyboard"
	"facepay/ui/screen"
)

// Side is the owner's side of the till, in place of the counter while its door is
// open. It draws the View of the office, and hands it what people do.
type Side struct {
	*screen.Context
	Now func() time.Time
	// Office takes the events of the owner's side; it must not block.
	Office func(office.Event)
	// Pages are those of sections that have a state of their own.
	Pages map[office.Section]screen.Page
	// Changed is told when something is to be drawn anew.
	Changed func()

	view    office.View
	open    bool        // the door
	shown   screen.Page // that was told that it is on screen
	lines   int         // of the list, as the office was told
	row     float32     // height of a row of the list, in logical pixels
	dragged float32     // what is less than a row
}

// Layers are the regions of the owner's side, from back to front.
func (s *Side) Layers(pointer *draw.Pointer) []screen.Layer {
	return []screen.Layer{
		screen.On("sections", pointer, sections{s}),
		screen.On("page", pointer, page{s}),
	}
}

// Show takes a View of the office, to be drawn next.
func (s *Side) Show(v office.View) { s.view = v }

// Follow opens and leaves the pages as the View has it.
func (s *Side) Follow(v kiosk.View) {
	s.open = v.Screen == kiosk.ScreenHistory
	var shown screen.Page
	if s.open {
		shown = s.Pages[s.view.Section]
	}
	if shown == s.shown {
		return
	}
	if s.shown != nil {
		s.shown.Open(false)
	}
	if s.shown = shown; shown != nil {
		shown.Open(true)
	}
}

// Take takes what a person or a scanner typed while the owner's side is up.
func (s *Side) Take(e kiosk.Event) {
	if s.shown != nil && s.shown.Take(e) {
		s.Office(office.Touched{})
		s.Changed()
		return
	}
	s.Office(office.Input{Event: e})
}

// Section is the section whose page is up.
func (s *Side) Section() office.Section { return s.view.Section }

// TakesTab reports whether Tab goes from field to field of what is counted.
func (s *Side) TakesTab() bool {
	return s.view.Section == office.SectionShift && len(s.view.Shift.Fields()) > 0
}

// Touched notes a finger on the owner's side.
func (s *Side) Touched() {
	if s.open {
		s.Office(office.Touched{})
	}
}

// does returns what hands the office an event.
func (s *Side) does(e office.Event) func() { return func() { s.Office(e) } }

// sectionLeast is the least height of a section's name, in units.
const sectionLeast = 50

// sections are the names of the sections, and the way back to the counter.
type sections struct{ *Side }

func (s sections) State(v kiosk.View, _ time.Time) (office.Section, bool) {
	return s.view.Section, v.Screen == kiosk.ScreenHistory
}

func (s sections) Place(l screen.Layout) draw.Rect { return l.Sections }

func (s sections) Paint(c *draw.Canvas, chosen office.Section) {
	unit := c.Unit
	gap := c.Tall(draw.KeyGap, 6)
	names := len(office.Sections) + 1
	across := c.W > c.H
	columns, rows := 1, names
	if across {
		rows = max(1, int(c.H/(sectionLeast*unit)))
		columns = (names + rows - 1) / rows
	}
	at := draw.R(0, 0, (c.W-float32(columns-1)*gap)/float32(columns), (c.H-float32(rows-1)*gap)/float32(rows))
	if !across {
		at.H = min(at.H, c.Tall(76, 56))
	}
	place := func(i int) draw.Rect {
		r := at
		r.X, r.Y = float32(i%columns)*(at.W+gap), float32(i/columns)*(at.H+gap)
		return r
	}
	for i, sec := range office.Sections {
		f, legend := draw.Key(unit), draw.Dim
		if sec.Section == chosen {
			f, legend = draw.DarkKey(unit), draw.DimOnInk
		}
		s.name(c, "section."+string(sec.Section), s.Tr("screen.section."+string(sec.Section)), sec.Key, place(i), f, legend, s.does(office.SectionChosen{Section: sec.Section}))
	}
	back := place(len(office.Sections))
	if !across {
		back.Y = c.H - back.H
	}
	id := "button." + string(kiosk.ActionBack) + "." + string(kiosk.KeyEsc)
	s.name(c, id, s.Tr("screen.section.counter"), kiosk.KeyEsc, back, draw.Key(unit), draw.Dim, func() { s.Post(kiosk.OwnerLeft{}) })
}

// name draws the button of a section.
func (s sections) name(c *draw.Canvas, id, text string, key kiosk.Key, r draw.Rect, f draw.Face, legend color.NRGBA, tap func()) {
	c.Touch(id, r, f, tap, func(in *draw.Canvas) {
		unit := in.Unit
		pad := 10 * unit
		room := draw.R(pad, 0, in.W-2*pad, in.H)
		if in.W < 120*unit { // on top, where the words have little room: below the key's name
			room = draw.R(4*unit, 10*unit, in.W-8*unit, in.H-10*unit)
		}
		st := draw.Style{Size: draw.SizeText * unit, Bold: true, Color: f.Ink, Floor: 11 * unit}
		if in.W < 120*unit {
			st.Align = draw.Centre
		}
		in.Text(text, room, st)
		in.Legend(keyboard.Legend(key), legend)
	})
}

// page is the page of the chosen section.
type page struct{ *Side }

type pageState struct {
	revision uint64
	section  office.Section
	day      string // times of other days are told with their day
	own      any    // of a page with a state of its own
}

func (s page) State(v kiosk.View, now time.Time) (pageState, bool) {
	st := pageState{revision: s.view.Revision, section: s.view.Section, day: now.In(s.Location).Format(time.DateOnly)}
	if s.shown != nil {
		st.own = s.shown.State()
	}
	return st, v.Screen == kiosk.ScreenHistory
}

func (s page) Place(l screen.Layout) draw.Rect { return l.Page }

func (s page) Paint(c *draw.Canvas, st pageState) {
	room := draw.R(0, 0, c.W, c.H)
	if scan := s.view.Scan; !scan.IsZero() {
		room.H -= draw.Round(scanHigh * c.Unit)
		c.Lines(s.Text(scan), draw.R(12*c.Unit, room.H, c.W-24*c.Unit, c.H-room.H), draw.Style{Size: draw.SizeText * c.Unit, Bold: true, Color: draw.Unsure.Ink, Align: draw.Centre, Floor: draw.SizeLegend * c.Unit}, 2)
	}
	c.Within(room, func(in *draw.Canvas) { s.paint(in, st) })
}

// scanHigh is the height of what is said of a scan, in units.
const scanHigh = 38

func (s page) paint(c *draw.Canvas, st pageState) {
	switch {
	case s.shown != nil:
		s.shown.Paint(c)
	case st.section == office.SectionHistory:
		s.paintHistory(c)
	case st.section == office.SectionToday:
		s.paintToday(c)
	case st.section == office.SectionShift:
		s.paintShift(c)
	case st.section == office.SectionReports:
		s.paintReports(c)
	case st.section == office.SectionReconcile:
		s.paintBills(c)
	default:
		s.card(c, s.Tr("screen.section."+string(st.section)))
		c.Text(s.Tr("screen.section.none"), draw.R(pageInset(c), 0, c.W-2*pageInset(c), c.H), draw.Style{Size: draw.SizeText * c.Unit, Color: draw.Dim, Align: draw.Centre})
	}
}

// pageInset is the margin of a page's words from its card's left and right edges.
func pageInset(c *draw.Canvas) float32 { return c.Tall(25, 19) }

// card draws the card of a whole page with its title, and returns the width of that.
func (s *Side) card(c *draw.Canvas, title string) float32 {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	return c.Text(title, draw.R(pageInset(c), c.Tall(11, 5), c.W-2*pageInset(c), draw.TouchMin*unit), draw.Style{Size: draw.SizeTitle * unit, Bold: true, Color: draw.Ink})
}
