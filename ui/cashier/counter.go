package cashier

import (
	"image/color"
	"slices"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// counter is the base of the screens of the cashier's side.
type counter struct{ *screen.Context }

// Place is that of a screen which stands in place of amount and pad.
func (s counter) Place(l screen.Layout) draw.Rect { return l.Whole }

// Screens are the screens of the cashier's side, from back to front. Own reports
// whether the customer has a window.
func Screens(context *screen.Context, pointer *draw.Pointer, own func() bool) []screen.Layer {
	s := counter{context}
	return []screen.Layer{
		screen.On("bar", pointer, bar{s}),
		screen.On("strip", pointer, screen.Strip{Context: context, Buttons: own}),
		screen.On("amount", pointer, amount{s}),
		screen.On("pad", pointer, pad{s}),
		screen.On("panel", pointer, panel{s}),
		screen.On("card", pointer, card{s}),
		screen.On("attention", pointer, attention{s}),
		screen.On("help", pointer, help{s}),
		screen.On("rights", pointer, rights{s}),
		screen.On("checks", pointer, checks{s}),
		screen.On("last", pointer, last{s}),
	}
}

// wholeScreen reports whether a screen stands in place of amount and pad.
func wholeScreen(s kiosk.Screen) bool {
	switch s {
	case kiosk.ScreenHistory, kiosk.ScreenChecks, kiosk.ScreenHelp, kiosk.ScreenRights, kiosk.ScreenAttention, kiosk.ScreenAlarm, kiosk.ScreenRecovering, kiosk.ScreenStopped:
		return true
	}
	return false
}

const stepHeight = 35.5

// steps draws the newest steps that have room: the first to give way.
func (s counter) steps(c *draw.Canvas, steps []kiosk.TimelineEntry, r draw.Rect) {
	unit := c.Unit
	row := float32(stepHeight) * unit
	fits := max(0, int(r.H/row))
	if len(steps) > fits {
		steps = steps[len(steps)-fits:]
	}
	timed := slices.ContainsFunc(steps, func(st kiosk.TimelineEntry) bool { return !st.At.IsZero() })
	for i, st := range steps {
		at := draw.R(r.X, r.Y+float32(i)*row, r.W, row)
		if !timed { // remarks
			at.H = min(2*row, r.Bottom()-at.Y)
			c.Lines(s.Text(st.Text), at, draw.Style{Size: draw.SizeText * unit, Color: draw.Ink, Floor: draw.SizeLegend * unit}, 3)
			continue
		}
		if !st.At.IsZero() { // zero: when it was is not known any more
			c.Text(s.Time(st.At), draw.R(at.X, at.Y, 100*unit, at.H), draw.Style{Size: draw.SizeText * unit, Color: draw.Dim})
		}
		c.Text(s.Text(st.Text), draw.R(at.X+112*unit, at.Y, at.W-112*unit, at.H), draw.Style{Size: draw.SizeText * unit, Color: draw.Ink, Floor: 13 * unit})
	}
}

// doing is the text of the till's progress with a payment and of its next query's time.
func (s counter) doing(d kiosk.Progress, now time.Time) string {
	text := s.Text(d.Text)
	switch {
	case d.NextQuery.IsZero() || d.Querying:
		return text
	case d.NextQuery.Sub(now) < time.Second:
		return text + s.Tr("screen.doubts.now")
	}
	return text + s.Tr("screen.doubts.next", "time", s.roughly(d.NextQuery.Sub(now)))
}

// roughly is a length of time in the unit that people would use for it.
func (s counter) roughly(d time.Duration) string {
	const day = 24 * time.Hour
	number := func(n time.Duration) string { return strconv.Itoa(int(n)) }
	switch d = max(0, d); {
	case d < time.Minute:
		return s.Tr("screen.doubts.seconds", "n", number(d/time.Second))
	case d < time.Hour:
		return s.Tr("screen.doubts.minutes", "n", number(d/time.Minute))
	case d < day:
		return s.Tr("screen.doubts.hours", "h", number(d/time.Hour), "m", number(d%time.Hour/time.Minute))
	}
	return s.Tr("screen.doubts.days", "n", number(d/day))
}

// remark is the time and text of a timeline entry, "" for none.
func (s counter) remark(st kiosk.TimelineEntry) string {
	if st.Text.IsZero() {
		return ""
	}
	return s.Time(st.At) + "  " + s.Text(st.Text)
}

// paintDoing draws beside a card's words what the till does by itself.
func (s counter) paintDoing(c *draw.Canvas, text string, busy bool, r draw.Rect, colour color.NRGBA) float32 {
	if text == "" {
		return 0
	}
	unit := c.Unit
	d := 20 * unit
	m := draw.Dots
	if busy {
		m = draw.SpinnerMark
	}
	c.Mark(m, r.X+d/2, r.Y+c.Tall(17, 13), d, colour, draw.OnInk)
	return c.Paragraph(text, draw.R(r.X+d+12*unit, r.Y, r.W-d-12*unit, r.H), draw.Style{Size: c.Tall(draw.SizeText, draw.SizeSmallText), Color: colour, Floor: draw.SizeLegend * unit}, c.Tall(34, 26))
}
