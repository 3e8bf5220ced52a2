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

func (u *UI) paintCheck(s *sheet) {
	st, k := s.part.state.(checkState), s.u
	s.card(rect{0, 0, s.w, s.h}, cardFill, hairline, cardRadius*k, 1)
	room := u.paintTitle(s, u.say("check.title"), st.buttons)
	small := style{size: checkSmall * k, color: dim, align: right, floor: 12 * k}
	if st.check.Busy {
		text := u.say("check.busy")
		w := s.text(text, room, small)
		s.spin(room.right()-w-20*k, room.cy(), 22*k, 3*k, track, ink)
	} else {
		if at := u.text(st.check.At); width(at, style{size: small.floor}) <= room.w {
			s.text(at, room, small)
		}
	}
	list := rect{whole(12 * k), whole(s.titleRow()), whole(s.w - 24*k), s.h - whole(s.titleRow()+s.tall(10, 5))}
	if len(st.check.Results) == 0 {
		if !st.check.Busy {
			s.text(u.say("check.empty"), list, style{size: sizeText * k, color: dim, align: centre})
		}
		return
	}
	if !st.check.Busy && allWell(st.check.Results) {
		line := rect{list.x, list.y, list.w, checkAll * k}
		s.healthMark(kiosk.HealthOK, line.x+(checkPad+checkMark/2)*k, line.cy(), 26*k, lightOK)
		s.text(u.say("check.well"), rect{line.x + (checkPad+checkMark+checkGap+4)*k, line.y, line.w, line.h}, style{size: 22 * k, bold: true, color: ink})
		list.y, list.h = list.y+line.h, list.h-line.h
	}
	u.paintFindings(s, st.check.Results, list)
}

func allWell(findings []kiosk.CheckResult) bool {
	return !slices.ContainsFunc(findings, func(f kiosk.CheckResult) bool { return f.Health != kiosk.HealthOK })
}

// paintFindings draws the list in its room. When there is too much, what is well
// keeps its name only, below; then all becomes smaller, down to what can be read,
// and the longest texts are cut at last. While nothing is wrong, all becomes
// smaller first.
func (u *UI) paintFindings(s *sheet, findings []kiosk.CheckResult, r rect) {
	const step = 0.04
	var rows []checkedRow
	var names []string
	well := allWell(findings)
	small := min(checkLeast, readable*checkTight/(checkText*checkLeading*s.u))
	for scale, brief, most := float32(1), false, checkLines; ; {
		rows, names = u.checkedRows(findings, r.w, s.u*scale, brief, most)
		high := wellHeight(names, r.w, s.u*scale)
		for _, row := range rows {
			high += row.height
		}
		least := float32(checkLeast)
		if brief {
			least = small
		}
		if high <= r.h || most == checkLinesLeast && scale-step < least {
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
	k, y := s.u, r.y
	for _, row := range rows {
		k = row.k
		if y+row.height > r.bottom()+1 {
			s.part.overflow(row.what[0], y+row.height, r.bottom())
			return
		}
		row.paint(s, rect{r.x, y, r.w, row.height})
		y += row.height
	}
	s.paintWell(names, rect{r.x, y, r.w, r.bottom() - y}, k)
}

// checkedRows puts the findings into rows, k being a unit or less. Brief leaves
// of what is well the names, most is the most lines of a text.
func (u *UI) checkedRows(findings []kiosk.CheckResult, width, k float32, brief bool, most int) (rows []checkedRow, names []string) {
	for _, f := range findings {
		if brief && f.Health == kiosk.HealthOK {
			names = append(names, u.say("check.look."+string(f.Check)))
			continue
		}
		rows = append(rows, u.checkedRow(f, width, k, most))
	}
	return rows, names
}

// wellSpot is where a name of what is well stands.
type wellSpot struct {
	name string
	at   rect
}

// wellSpots flows names with their ticks into lines of a width.
func wellSpots(names []string, width, k float32) []wellSpot {
	var spots []wellSpot
	x, y, line := checkPad*k, float32(0), checkText*1.55*k
	for _, name := range names {
		w, _ := measure(name, checkText*k, regular)
		w += (checkMark + checkGap + 22) * k
		if x+w > width && x > checkPad*k {
			x, y = checkPad*k, y+line
		}
		spots = append(spots, wellSpot{name, rect{x, y, w, line}})
		x += w
	}
	return spots
}

func wellHeight(names []string, width, k float32) float32 {
	spots := wellSpots(names, width, k)
	if len(spots) == 0 {
		return 0
	}
	return spots[len(spots)-1].at.bottom()
}

func (s *sheet) paintWell(names []string, r rect, k float32) {
	for _, spot := range wellSpots(names, r.w, k) {
		x, y := r.x+spot.at.x, r.y+spot.at.y
		if y+spot.at.h > r.bottom()+1 { // what is well is the first that need not be said
			return
		}
		s.healthMark(kiosk.HealthOK, x+checkMark*k/2, y+spot.at.h/2, checkMark*k, lightOK)
		s.text(spot.name, rect{x + (checkMark+checkGap)*k, y, spot.at.w, spot.at.h}, style{size: checkText * k, color: dim})
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

func (u *UI) checkedRow(f kiosk.CheckResult, width, k float32, most int) checkedRow {
	row := checkedRow{k: k, health: f.Health, name: u.say("check.look." + string(f.Check)), height: whole(checkRow * k)}
	what := style{size: checkText * k}
	room := width - (checkNames+2*checkPad+checkMark+checkGap)*k
	text := strings.ReplaceAll(u.Texts.Found(f), "\n", " ")
	if f.Health == kiosk.HealthOK { // a long one takes a second line: all of a list are one size
		row.what = fewLines(text, room, what, checkWellLines)
		row.height += whole(float32(len(row.what)-1) * checkText * checkLeading * k)
		return row
	}
	if f.Cause != kiosk.CauseNone {
		row.whose = u.say("check.whose." + string(f.Cause))
	}
	what.bold = f.Health == kiosk.HealthFailed
	row.what = fewLines(text, room, what, most)
	if !f.Todo.IsZero() {
		row.todo = fewLines("→ "+u.text(f.Todo), room, style{size: checkSmall * k}, most)
	}
	lines := float32(len(row.what))*checkText*checkLeading + float32(len(row.todo))*checkSmall*checkLeading
	if row.whose != "" {
		lines = max(lines, checkText*checkLeading+24)
	}
	row.height = whole((lines + 2*checkPad + checkGap) * k)
	return row
}

// fewLines breaks text into at most so many lines; the rest is cut off.
func fewLines(text string, width float32, st style, most int) []string {
	var lines []string
	for _, line := range balanced(typeset(text), st.size, width, st.source()) {
		lines = append(lines, pieces(line, width, st)...)
	}
	if len(lines) > most {
		rest := strings.Join(lines[most-1:], " ")
		lines = append(lines[:most-1:most-1], cut(rest, st.size, width, st.source()))
	}
	return lines
}

// pieces breaks one word that is wider than a line, such as a path, anywhere.
func pieces(line string, width float32, st style) []string {
	fits := func(text string) bool {
		w, _ := measure(text, st.size, st.source())
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
func (row checkedRow) paint(s *sheet, r rect) {
	k := row.k
	t := tone{ink: ink, soft: dim}
	on := lightOK
	switch row.health {
	case kiosk.HealthFailed:
		t, on = toneOf(kiosk.ToneFailed), lightBad
	case kiosk.HealthWarning:
		t, on = toneOf(kiosk.ToneUnsure), lightWarn
	}
	line := checkText * checkLeading * k
	top := r.y + (r.h-float32(len(row.what))*line)/2
	if row.health != kiosk.HealthOK {
		s.card(rect{r.x, r.y, r.w, r.h - whole(checkGap*k)}, t.fill, t.line, 10*k, 1)
		top = r.y + checkPad*k
	}
	x := r.x + checkPad*k
	s.healthMark(row.health, x+checkMark*k/2, top+line/2, checkMark*k, on)
	x += (checkMark + checkGap) * k
	s.text(row.name, rect{x, top, (checkNames - 10) * k, line}, style{size: checkText * k, bold: row.health != kiosk.HealthOK, color: t.ink, floor: 12 * k})
	if row.whose != "" {
		s.text(row.whose, rect{x, top + line, (checkNames + 2) * k, 22 * k}, style{size: 15 * k, color: t.soft, floor: 11 * k})
	}
	x += checkNames * k
	room := r.right() - x - checkPad*k
	words := style{size: checkText * k, bold: row.health == kiosk.HealthFailed, color: t.ink}
	if row.health == kiosk.HealthOK {
		words.color = dim
	}
	for _, text := range row.what {
		s.text(text, rect{x, top, room + 1, line}, words)
		top += line
	}
	for _, text := range row.todo {
		h := checkSmall * checkLeading * k
		s.text(text, rect{x, top, room + 1, h}, style{size: checkSmall * k, color: ink})
		top += h
	}
}

// healthMark draws a small disc with a tick, an exclamation mark or a cross.
func (s *sheet) healthMark(h kiosk.Health, cx, cy, d float32, on color.NRGBA) {
	switch h {
	case kiosk.HealthOK:
		s.mark(kiosk.MarkTick, cx, cy, d, on, onInk)
	case kiosk.HealthFailed:
		s.mark(kiosk.MarkCross, cx, cy, d, on, onInk)
	default:
		s.disc(cx, cy, d, on)
		s.stroke(d*0.12, onInk, fyne.NewPos(cx, cy-d*0.26), fyne.NewPos(cx, cy+d*0.06))
		s.disc(cx, cy+d*0.26, d*0.14, onInk)
	}
}

// faultLight is the gateway's light while it is known why it is not heard.
func (u *UI) faultLight(f *kiosk.CheckResult) light {
	return light{color: lightBad, text: u.text(f.Brief), checks: true}
}

// ailingMost is how many other faults have a light of their own; the check
// screen has them all.
const ailingMost = 2

// ailingLights are the faults of this machine that stand in the bar.
func (u *UI) ailingLights(findings []kiosk.CheckResult) []light {
	var lights []light
	for _, f := range findings[:min(len(findings), ailingMost)] {
		c := lightBad
		if f.Health == kiosk.HealthWarning {
			c = lightWarn
		}
		lights = append(lights, light{color: c, text: u.text(f.Brief), checks: true})
	}
	return lights
}
