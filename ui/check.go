package ui

import (
	"image/color"
	"slices"
	"sort"
	"strings"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
)

// checkState is what looking at the machine, the network and the gateway found.
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
	// checkLeast is how far everything may shrink when much is wrong at once: to
	// the smallest legends. At last it is to what can be read, with lines checkTight
	// of their size apart.
	checkLeast, checkTight = 0.84, 1.2
)

func (u *UI) paintCheck(c *Canvas) {
	st, unit := c.region.state.(checkState), c.Unit
	c.Card(R(0, 0, c.W, c.H), CardFill, Hairline, CardRadius*unit, 1)
	room := u.paintTitle(c, u.say("check.title"), st.buttons)
	small := Style{Size: checkSmall * unit, Color: Dim, Align: Right, Floor: 12 * unit}
	if st.check.Busy {
		text := u.say("check.busy")
		w := c.Text(text, room, small)
		c.Spin(room.Right()-w-20*unit, room.CY(), 22*unit, 3*unit, Track, Ink)
	} else {
		if at := u.text(st.check.At); Width(at, Style{Size: small.Floor}) <= room.W {
			c.Text(at, room, small)
		}
	}
	list := R(Round(12*unit), Round(c.titleRow()), Round(c.W-24*unit), c.H-Round(c.titleRow()+c.Tall(10, 5)))
	if len(st.check.Results) == 0 {
		if !st.check.Busy {
			c.Text(u.say("check.empty"), list, Style{Size: SizeText * unit, Color: Dim, Align: Centre})
		}
		return
	}
	if !st.check.Busy && allWell(st.check.Results) {
		line := R(list.X, list.Y, list.W, checkAll*unit)
		c.healthMark(kiosk.HealthOK, line.X+(checkPad+checkMark/2)*unit, line.CY(), 26*unit, LightOK)
		c.Text(u.say("check.well"), R(line.X+(checkPad+checkMark+checkGap+4)*unit, line.Y, line.W, line.H), Style{Size: 22 * unit, Bold: true, Color: Ink})
		list.Y, list.H = list.Y+line.H, list.H-line.H
	}
	u.paintFindings(c, st.check.Results, list)
}

func allWell(findings []kiosk.CheckResult) bool {
	return !slices.ContainsFunc(findings, func(f kiosk.CheckResult) bool { return f.Health != kiosk.HealthOK })
}

// paintFindings draws the list in its room. When there is too much, what is well
// keeps its name only, below; then all becomes smaller, down to what can be read,
// and the longest texts are cut at last. While nothing is wrong, all becomes
// smaller first.
func (u *UI) paintFindings(c *Canvas, findings []kiosk.CheckResult, r Rect) {
	const step = 0.04
	var rows []checkedRow
	var names []string
	well := allWell(findings)
	small := min(checkLeast, SizeLeast*checkTight/(checkText*checkLeading*c.Unit))
	for scale, brief, most := float32(1), false, checkLines; ; {
		rows, names = u.checkedRows(findings, r.W, c.Unit*scale, brief, most)
		high := wellHeight(names, r.W, c.Unit*scale)
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
			most--
			most = min(most, checkLinesFew)
		}
	}
	unit, y := c.Unit, r.Y
	for _, row := range rows {
		unit = row.k
		if y+row.height > r.Bottom()+1 {
			c.region.overflow(row.what[0], y+row.height, r.Bottom())
			return
		}
		row.paint(c, R(r.X, y, r.W, row.height))
		y += row.height
	}
	c.paintWell(names, R(r.X, y, r.W, r.Bottom()-y), unit)
}

// checkedRows puts the findings into rows, k being a unit or less. Brief leaves
// of what is well the names, most is the most lines of a text.
func (u *UI) checkedRows(findings []kiosk.CheckResult, width, unit float32, brief bool, most int) (rows []checkedRow, names []string) {
	for _, f := range findings {
		if brief && f.Health == kiosk.HealthOK {
			names = append(names, u.say("check.look."+string(f.Check)))
			continue
		}
		rows = append(rows, u.checkedRow(f, width, unit, most))
	}
	return rows, names
}

// wellSpot is where a name of what is well stands.
type wellSpot struct {
	name string
	at   Rect
}

// wellSpots flows names with their ticks into lines of a width.
func wellSpots(names []string, width, unit float32) []wellSpot {
	var spots []wellSpot
	x, y, line := checkPad*unit, float32(0), checkText*1.55*unit
	for _, name := range names {
		w, _ := Measure(name, checkText*unit, Regular)
		w += (checkMark + checkGap + 22) * unit
		if x+w > width && x > checkPad*unit {
			x, y = checkPad*unit, y+line
		}
		spots = append(spots, wellSpot{name, R(x, y, w, line)})
		x += w
	}
	return spots
}

func wellHeight(names []string, width, unit float32) float32 {
	spots := wellSpots(names, width, unit)
	if len(spots) == 0 {
		return 0
	}
	return spots[len(spots)-1].at.Bottom()
}

func (c *Canvas) paintWell(names []string, r Rect, unit float32) {
	for _, spot := range wellSpots(names, r.W, unit) {
		x, y := r.X+spot.at.X, r.Y+spot.at.Y
		if y+spot.at.H > r.Bottom()+1 { // what is well is the first that need not be said
			return
		}
		c.healthMark(kiosk.HealthOK, x+checkMark*unit/2, y+spot.at.H/2, checkMark*unit, LightOK)
		c.Text(spot.name, R(x+(checkMark+checkGap)*unit, y, spot.at.W, spot.at.H), Style{Size: checkText * unit, Color: Dim})
	}
}

// checkedRow is one finding, put into lines.
type checkedRow struct {
	k           float32 // a unit, perhaps a smaller one
	health      kiosk.Health
	name, whose string
	what, todo  []string
	height      float32
}

func (u *UI) checkedRow(f kiosk.CheckResult, width, unit float32, most int) checkedRow {
	row := checkedRow{k: unit, health: f.Health, name: u.say("check.look." + string(f.Check)), height: Round(checkRow * unit)}
	what := Style{Size: checkText * unit}
	room := width - (checkNames+2*checkPad+checkMark+checkGap)*unit
	text := strings.ReplaceAll(u.Texts.Found(f), "\n", " ")
	if f.Health == kiosk.HealthOK { // a long one takes a second line: all of a list are one size
		row.what = fewLines(text, room, what, checkWellLines)
		row.height += Round(float32(len(row.what)-1) * checkText * checkLeading * unit)
		return row
	}
	if f.Cause != kiosk.CauseNone {
		row.whose = u.say("check.whose." + string(f.Cause))
	}
	what.Bold = f.Health == kiosk.HealthFailed
	row.what = fewLines(text, room, what, most)
	if !f.Todo.IsZero() {
		row.todo = fewLines("→ "+u.text(f.Todo), room, Style{Size: checkSmall * unit}, most)
	}
	lines := float32(len(row.what))*checkText*checkLeading + float32(len(row.todo))*checkSmall*checkLeading
	if row.whose != "" {
		lines = max(lines, checkText*checkLeading+24)
	}
	row.height = Round((lines + 2*checkPad + checkGap) * unit)
	return row
}

// fewLines breaks text into at most so many lines; the rest is cut off.
func fewLines(text string, width float32, st Style, most int) []string {
	var lines []string
	for _, line := range Balanced(Typeset(text), st.Size, width, st.Source()) {
		lines = append(lines, pieces(line, width, st)...)
	}
	if len(lines) > most {
		rest := strings.Join(lines[most-1:], " ")
		lines = append(lines[:most-1:most-1], Cut(rest, st.Size, width, st.Source()))
	}
	return lines
}

// pieces breaks one word that is wider than a line, such as a path, anywhere.
func pieces(line string, width float32, st Style) []string {
	fits := func(text string) bool {
		w, _ := Measure(text, st.Size, st.Source())
		return w <= width
	}
	var lines []string
	for runes := []rune(line); !fits(string(runes)); {
		n := sort.Search(len(runes), func(n int) bool { return !fits(string(runes[:n+1])) })
		n = max(n, 1)
		lines = append(lines, string(runes[:n]))
		runes = runes[n:]
		line = string(runes)
	}
	return append(lines, line)
}

// paint draws the row: what is well as a plain line, what is not as a card that
// says whose it is and what to do.
func (row checkedRow) paint(c *Canvas, r Rect) {
	unit := row.k
	t := Tone{Ink: Ink, Soft: Dim}
	on := LightOK
	switch row.health {
	case kiosk.HealthFailed:
		t, on = toneOf(kiosk.ToneFailed), LightBad
	case kiosk.HealthWarning:
		t, on = toneOf(kiosk.ToneUnsure), LightWarn
	}
	line := checkText * checkLeading * unit
	top := r.Y + (r.H-float32(len(row.what))*line)/2
	if row.health != kiosk.HealthOK {
		c.Card(R(r.X, r.Y, r.W, r.H-Round(checkGap*unit)), t.Fill, t.Line, 10*unit, 1)
		top = r.Y + checkPad*unit
	}
	x := r.X + checkPad*unit
	c.healthMark(row.health, x+checkMark*unit/2, top+line/2, checkMark*unit, on)
	x += (checkMark + checkGap) * unit
	c.Text(row.name, R(x, top, (checkNames-10)*unit, line), Style{Size: checkText * unit, Bold: row.health != kiosk.HealthOK, Color: t.Ink, Floor: 12 * unit})
	if row.whose != "" {
		c.Text(row.whose, R(x, top+line, (checkNames+2)*unit, 22*unit), Style{Size: 15 * unit, Color: t.Soft, Floor: 11 * unit})
	}
	x += checkNames * unit
	room := r.Right() - x - checkPad*unit
	words := Style{Size: checkText * unit, Bold: row.health == kiosk.HealthFailed, Color: t.Ink}
	if row.health == kiosk.HealthOK {
		words.Color = Dim
	}
	for _, text := range row.what {
		c.Text(text, R(x, top, room+1, line), words)
		top += line
	}
	for _, text := range row.todo {
		h := checkSmall * checkLeading * unit
		c.Text(text, R(x, top, room+1, h), Style{Size: checkSmall * unit, Color: Ink})
		top += h
	}
}

// healthMark draws a small disc with a tick, an exclamation mark or a cross.
func (c *Canvas) healthMark(h kiosk.Health, cx, cy, d float32, on color.NRGBA) {
	switch h {
	case kiosk.HealthOK:
		c.Mark(kiosk.MarkTick, cx, cy, d, on, OnInk)
	case kiosk.HealthFailed:
		c.Mark(kiosk.MarkCross, cx, cy, d, on, OnInk)
	default:
		c.Disc(cx, cy, d, on)
		c.Stroke(d*0.12, OnInk, fyne.NewPos(cx, cy-d*0.26), fyne.NewPos(cx, cy+d*0.06))
		c.Disc(cx, cy+d*0.26, d*0.14, OnInk)
	}
}

// faultLight is the gateway's light while it is known why it is not heard.
func (u *UI) faultLight(f *kiosk.CheckResult) light {
	return light{color: LightBad, text: u.text(f.Brief), checks: true}
}

// ailingMost is how many other faults have a light of their own; the check
// screen has them all.
const ailingMost = 2

// ailingLights are the faults of this machine that stand in the bar.
func (u *UI) ailingLights(findings []kiosk.CheckResult) []light {
	var lights []light
	for _, f := range findings[:min(len(findings), ailingMost)] {
		colour := LightBad
		if f.Health == kiosk.HealthWarning {
			colour = LightWarn
		}
		lights = append(lights, light{color: colour, text: u.text(f.Brief), checks: true})
	}
	return lights
}
