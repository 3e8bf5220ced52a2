package setup

import (
	"cmp"
	"slices"

	"facepay/kiosk"
	"facepay/ui/draw"
)

// resultMarks are the shape and the colour of each health.
var resultMarks = map[kiosk.Health]struct {
	mark draw.Mark
	tone *draw.Tone
}{
	kiosk.HealthFailed: {draw.Cross, &draw.Failed}, kiosk.HealthWarning: {draw.Question, &draw.Unsure}, kiosk.HealthOK: {draw.Tick, &draw.Paid},
}

// resultOrder begins with what is wrong.
var resultOrder = map[kiosk.Health]int{kiosk.HealthFailed: 0, kiosk.HealthWarning: 1, kiosk.HealthOK: 2}

// result is the text of one result and the height that it takes in a width.
func (p *Page) result(c *draw.Canvas, f kiosk.CheckResult, width float32) (text string, st draw.Style, high float32) {
	unit := c.Unit
	text, st = p.Texts.FoundTodo(f), draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Ink, Floor: 12 * unit}
	lines := min(resultLinesMax, draw.LineCount(text, width-48*unit, st))
	return text, st, max(resultHigh*unit, float32(lines)*22*unit+8*unit)
}

func (p *Page) resultsHigh(c *draw.Canvas, width float32) (all float32) {
	for _, f := range p.view.Results {
		_, _, high := p.result(c, f, width)
		all += high
	}
	return all
}

// results are what a check found: what is wrong first, as far as there is room.
func (p *Page) results(c *draw.Canvas, r draw.Rect) {
	unit, y := c.Unit, r.Y
	byHealth := func(a, b kiosk.CheckResult) int { return cmp.Compare(resultOrder[a.Health], resultOrder[b.Health]) }
	for _, f := range slices.SortedStableFunc(slices.Values(p.view.Results), byHealth) {
		text, st, high := p.result(c, f, r.W)
		if y+high > r.Bottom()+0.5 {
			return
		}
		m := resultMarks[f.Health]
		c.Mark(m.mark, r.X+18*unit, y+high/2, 24*unit, m.tone.Mark, draw.OnInk)
		c.Lines(text, draw.R(r.X+44*unit, y, r.W-48*unit, high), st, resultLinesMax)
		y += high
	}
}
