package cashier

import (
	"image/color"
	"slices"
	"sort"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// checks is the screen of the health checks: of the machine, the network and the gateway.
type checks struct{ counter }

type checkState struct {
	check   kiosk.CheckReport
	buttons []kiosk.Button
}

// Sizes of the check screen, in units.
const (
	checkText    = 17
	checkSmall   = 16
	checkLeading = 1.42 // of the size of a text
	checkRow     = 35   // of something that is well
	checkAll     = 40   // of the line that says that everything is
	checkPad     = 7    // inside the card of something that is not
	checkMark    = 22
	checkNames   = 142 // the column of names
	checkGap     = 5
	// checkLines are the most lines of what is so, and of what to do, while there is
	// room for them; from checkLinesFew down to checkLinesLeast when there is not.
	checkLines, checkLinesFew, checkLinesLeast = 12, 3, 1
	checkWellLines                             = 2 // of what is well
	// checkLeast is the scale to which everything may shrink when much is wrong at once: to
	// the smallest legends. At last it is to what can be read, with lines checkTight
	// of their size apart.
	checkLeast, checkTight = 0.84, 1.2
)

func (s checks) State(v kiosk.View, _ time.Time) (checkState, bool) {
	if v.Screen != kiosk.ScreenChecks {
		return checkState{}, false
	}
	return checkState{*v.Checks, v.Panel.Buttons}, true
}

func (s checks) Paint(c *draw.Canvas, st checkState) {
	unit := c.Unit
	c.Card(draw.R(0, 0, c.W, c.H), draw.CardFill, draw.Hairline, draw.CardRadius*unit, 1)
	room := s.Title(c, s.Tr("check.title"), st.buttons)
	small := draw.Style{Size: checkSmall * unit, Color: draw.Dim, Align: draw.Right, Floor: 12 * unit}
	if st.check.Busy {
		text, spin := s.Tr("check.busy"), 32*unit
		w := float32(0)
		if words := draw.R(room.X+spin, room.Y, room.W-spin, room.H); draw.Width(text, draw.Style{Size: small.Floor}) <= words.W {
			w = c.Text(text, words, small)
		}
		c.Spin(room.Right()-w-20*unit, room.CY(), 22*unit, 3*unit, draw.Track, draw.Ink)
	} else if at := s.Text(st.check.At); draw.Width(at, draw.Style{Size: small.Floor}) <= room.W {
		c.Text(at, room, small)
	}
	list := draw.R(draw.Round(12*unit), draw.Round(screen.TitleRow(c)), draw.Round(c.W-24*unit), c.H-draw.Round(screen.TitleRow(c)+c.Tall(10, 5)))
	if len(st.check.Results) == 0 {
		if !st.check.Busy {
			c.Text(s.Tr("check.empty"), list, draw.Style{Size: draw.SizeText * unit, Color: draw.Dim, Align: draw.Centre})
		}
		return
	}
	if !st.check.Busy && allWell(st.check.Results) {
		line := draw.R(list.X, list.Y, list.W, checkAll*unit)
		healthMark(c, kiosk.HealthOK, line.X+(checkPad+checkMark/2)*unit, line.CY(), 26*unit, draw.LightOK)
		c.Text(s.Tr("check.well"), draw.R(line.X+(checkPad+checkMark+checkGap+4)*unit, line.Y, line.W, line.H), draw.Style{Size: 22 * unit, Bold: true, Color: draw.Ink})
		list.Y, list.H = list.Y+line.H, list.H-line.H
	}
	s.paintFindings(c, st.check.Results, list)
}

func allWell(findings []kiosk.CheckResult) bool {
	return !slices.ContainsFunc(findings, func(f kiosk.CheckResult) bool { return f.Health != kiosk.HealthOK })
}

// paintFindings draws the list in its room. When there is too much, what is well
// keeps its name only, below; then all becomes smaller, down to what can be read,
// and the longest texts are cut at last. While nothing is wrong, all becomes
// smaller first.
func (s checks) paintFindings(c *draw.Canvas, findings []kiosk.CheckResult, r draw.Rect) {
	const step = 0.04
	var rows []checkedRow
	var spots []wellSpot
	well := allWell(findings)
	small := min(checkLeast, draw.Least()*checkTight/(checkText*checkLeading*c.Unit))
	for scale, brief, most := float32(1), false, checkLines; ; {
		var high float32
		rows, spots = s.checkedRows(findings, r.W, c.Unit*scale, brief, most)
		if len(spots) > 0 {
			high = spots[len(spots)-1].at.Bottom()
		}
		for _, row := range rows {
			high += row.height
		}
		least := float32(checkLeast)
		if brief {
			least = small
		}
		if high <= r.H || most == checkLinesLeast && scale-step < least {
			break
		}
		switch {
		case !brief && (!well || scale-step < least):
			scale, brief = 1, true
		case scale-step >= least:
			scale -= step
		default:
			most = min(most-1, checkLinesFew)
		}
	}
	unit, y := c.Unit, r.Y
	for _, row := range rows {
		unit = row.unit
		if y+row.height > r.Bottom()+1 {
			c.Overflow(row.what[0], y+row.height, r.Bottom())
			return
		}
		row.paint(c, draw.R(r.X, y, r.W, row.height))
		y += row.height
	}
	paintWell(c, spots, draw.R(r.X, y, r.W, r.Bottom()-y), unit)
}

// checkedRows puts the findings into rows; unit may be less than the screen's. Brief leaves
// of what is well the names, most is the most lines of a text.
func (s checks) checkedRows(findings []kiosk.CheckResult, width, unit float32, brief bool, most int) ([]checkedRow, []wellSpot) {
	var rows []checkedRow
	var names []string
	for _, f := range findings {
		if brief && f.Health == kiosk.HealthOK {
			names = append(names, s.Tr("check.look."+string(f.Check)))
			continue
		}
		rows = append(rows, s.checkedRow(f, width, unit, most))
	}
	return rows, wellSpots(names, width, unit)
}

// wellSpot is the place of the name of a check that is well.
type wellSpot struct {
	name string
	at   draw.Rect
}

// wellSpots flows names with their ticks into lines of a width.
func wellSpots(names []string, width, unit float32) []wellSpot {
	var spots []wellSpot
	x, y, line := checkPad*unit, float32(0), checkText*1.55*unit
	for _, name := range names {
		w := draw.Width(name, draw.Style{Size: checkText * unit}) + (checkMark+checkGap+22)*unit
		if x+w > width && x > checkPad*unit {
			x, y = checkPad*unit, y+line
		}
		spots = append(spots, wellSpot{name, draw.R(x, y, w, line)})
		x += w
	}
	return spots
}

func paintWell(c *draw.Canvas, spots []wellSpot, r draw.Rect, unit float32) {
	for _, spot := range spots {
		x, y := r.X+spot.at.X, r.Y+spot.at.Y
		if y+spot.at.H > r.Bottom()+1 { // what is well is the first that need not be said
			return
		}
		healthMark(c, kiosk.HealthOK, x+checkMark*unit/2, y+spot.at.H/2, checkMark*unit, draw.LightOK)
		c.Text(spot.name, draw.R(x+(checkMark+checkGap)*unit, y, spot.at.W, spot.at.H), draw.Style{Size: checkText * unit, Color: draw.Dim})
	}
}

// checkedRow is one finding, put into lines.
type checkedRow struct {
	unit        float32 // perhaps a smaller one than the screen's
	health      kiosk.Health
	name, whose string
	what, todo  []string
	height      float32
}

func (s checks) checkedRow(f kiosk.CheckResult, width, unit float32, most int) checkedRow {
	row := checkedRow{unit: unit, health: f.Health, name: s.Tr("check.look." + string(f.Check)), height: draw.Round(checkRow * unit)}
	what := draw.Style{Size: checkText * unit}
	room := width - (checkNames+2*checkPad+checkMark+checkGap)*unit
	text := strings.ReplaceAll(s.Texts.Found(f), "\n", " ")
	if f.Health == kiosk.HealthOK { // a long one takes a second line: all of a list are one size
		row.what = fewLines(text, room, what, checkWellLines)
		row.height += draw.Round(float32(len(row.what)-1) * checkText * checkLeading * unit)
		return row
	}
	if f.Cause != kiosk.CauseNone {
		row.whose = s.Tr("check.whose." + string(f.Cause))
	}
	what.Bold = f.Health == kiosk.HealthFailed
	row.what = fewLines(text, room, what, most)
	if !f.Todo.IsZero() {
		row.todo = fewLines("→ "+s.Text(f.Todo), room, draw.Style{Size: checkSmall * unit}, most)
	}
	lines := float32(len(row.what))*checkText*checkLeading + float32(len(row.todo))*checkSmall*checkLeading
	if row.whose != "" {
		lines = max(lines, checkText*checkLeading+24)
	}
	row.height = draw.Round((lines + 2*checkPad + checkGap) * unit)
	return row
}

// fewLines breaks text into at most so many lines; the rest is cut off.
func fewLines(text string, width float32, st draw.Style, most int) []string {
	var lines []string
	for _, line := range draw.Balanced(text, width, st) {
		lines = append(lines, pieces(line, width, st)...)
	}
	if len(lines) > most {
		rest := strings.Join(lines[most-1:], " ")
		lines = append(lines[:most-1:most-1], draw.Cut(rest, width, st))
	}
	return lines
}

// pieces breaks one word that is wider than a line, such as a path, anywhere.
func pieces(line string, width float32, st draw.Style) []string {
	fits := func(text string) bool { return draw.Width(text, st) <= width }
	var lines []string
	for runes := []rune(line); !fits(string(runes)); {
		n := max(1, sort.Search(len(runes), func(n int) bool { return !fits(string(runes[:n+1])) }))
		lines = append(lines, string(runes[:n]))
		runes = runes[n:]
		line = string(runes)
	}
	return append(lines, line)
}

// paint draws the row: what is well as a plain line, what is not as a card that
// says whose it is and what to do.
func (row checkedRow) paint(c *draw.Canvas, r draw.Rect) {
	unit := row.unit
	t := draw.Tone{Ink: draw.Ink, Soft: draw.Dim}
	on := draw.LightOK
	switch row.health {
	case kiosk.HealthFailed:
		t, on = screen.Tone(kiosk.ToneFailed), draw.LightBad
	case kiosk.HealthWarning:
		t, on = screen.Tone(kiosk.ToneUnsure), draw.LightWarn
	}
	line := checkText * checkLeading * unit
	top := r.Y + (r.H-float32(len(row.what))*line)/2
	if row.health != kiosk.HealthOK {
		c.Card(draw.R(r.X, r.Y, r.W, r.H-draw.Round(checkGap*unit)), t.Fill, t.Line, 10*unit, 1)
		top = r.Y + checkPad*unit
	}
	x := r.X + checkPad*unit
	healthMark(c, row.health, x+checkMark*unit/2, top+line/2, checkMark*unit, on)
	x += (checkMark + checkGap) * unit
	c.Text(row.name, draw.R(x, top, (checkNames-10)*unit, line), draw.Style{Size: checkText * unit, Bold: row.health != kiosk.HealthOK, Color: t.Ink, Floor: 12 * unit})
	if row.whose != "" {
		st := draw.Style{Size: 15 * unit, Color: t.Soft, Floor: 11 * unit}
		wide := (checkNames - 6) * unit
		if _, least := draw.Shrink(row.whose, wide, st); least > wide { // without the gap in a narrow window
			wide = least
		}
		c.Text(row.whose, draw.R(x, top+line, wide, 22*unit), st)
	}
	x += checkNames * unit
	room := r.Right() - x - checkPad*unit
	words := draw.Style{Size: checkText * unit, Bold: row.health == kiosk.HealthFailed, Color: t.Ink}
	if row.health == kiosk.HealthOK {
		words.Color = draw.Dim
	}
	for _, text := range row.what {
		c.Text(text, draw.R(x, top, room+1, line), words)
		top += line
	}
	for _, text := range row.todo {
		h := checkSmall * checkLeading * unit
		c.Text(text, draw.R(x, top, room+1, h), draw.Style{Size: checkSmall * unit, Color: draw.Ink})
		top += h
	}
}

// healthMark draws a small disc with a tick, an exclamation mark or a cross.
func healthMark(c *draw.Canvas, h kiosk.Health, cx, cy, d float32, on color.NRGBA) {
	m := draw.Exclamation
	switch h {
	case kiosk.HealthOK:
		m = draw.Tick
	case kiosk.HealthFailed:
		m = draw.Cross
	}
	c.Mark(m, cx, cy, d, on, draw.OnInk)
}
