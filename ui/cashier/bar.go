package cashier

import (
	"math"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// bar is the status bar at the top.
type bar struct{ counter }

type barState struct {
	status kiosk.Status
	silent string // how long the gateway has not answered
	clock  string
	fault  *kiosk.CheckResult // why it has not, where that is known
	ailing []kiosk.CheckResult
	seller kiosk.Seller
	alarm  kiosk.Text // that cannot come up by itself
}

func (s bar) State(v kiosk.View, now time.Time) (barState, bool) {
	st := barState{status: v.Status, clock: now.In(s.Location).Format("15:04"), fault: v.Fault, ailing: v.Warnings, seller: v.Seller, alarm: v.Alarm}
	if since := st.status.Gateway.Since; !since.IsZero() && st.fault == nil {
		st.silent = elapsed(now.Sub(since))
	}
	return st, true
}

func (s bar) Place(l screen.Layout) draw.Rect { return l.Bar }

// plan is the choice of what the bar tells in its room. Sizes and widths are units.
type plan struct {
	till    bool    // the till's number
	latency bool    // of the gateway
	well    bool    // the words of what is well
	speaker bool    // the key to mute a voice that can be heard
	muted   bool    // the word that it is muted, beside the sign
	words   float32 // size of the lights' words
	name    float32 // the most that is kept for the shop's name
	seller  float32 // the widest name of who sells
	told    int     // troubles that have words; the others are a number
	alarm   float32 // the widest text of an alarm
	count   bool    // of payments that need people, in place of an alarm's words
}

const (
	// nameKept is the room that the shop's name keeps before what is well gives way to
	// it, and nameShort before the words of troubles do; in less it is not begun.
	nameKept, nameShort = 150, 44
	// sellerMax is the widest name of who sells, sellerShort and sellerLeast that beside
	// troubles, and alarmShort the widest text of an alarm there.
	sellerMax, sellerShort, sellerLeast, alarmShort = 120, 44, 24, 120
	// lightRoom is the width of a light's disc beside its words, lightGap the room
	// between two lights, clockGap that before the clock, nameGap that beside the name.
	lightRoom, lightGap, clockGap, nameGap = 17, 14, 14, 14
)

// whole is the bar with all that there is to tell.
var whole = plan{
	till: true, latency: true, well: true, speaker: true, muted: true,
	words: draw.SizeSmallText, name: nameKept, seller: sellerMax, told: math.MaxInt, alarm: math.MaxFloat32,
}

// givingWay are the steps in which the bar gives up what it has no room for, the least
// needed first. What is wrong comes last, and never goes as a whole.
var givingWay = []func(*plan){
	func(p *plan) { p.till = false },
	func(p *plan) { p.latency = false },
	func(p *plan) { p.well = false },
	func(p *plan) { p.speaker = false }, // Ctrl S mutes it all the same
	func(p *plan) { p.told = 3 },
	func(p *plan) { p.name = nameShort },
	func(p *plan) { p.words = draw.SizeLegend },
	func(p *plan) { p.name = 0 },
	func(p *plan) { p.seller = sellerShort },
	func(p *plan) { p.muted = false },
	func(p *plan) { p.told = 2 },
	func(p *plan) { p.told = 1 },
	func(p *plan) { p.alarm = alarmShort },
	func(p *plan) { p.seller = sellerLeast },
	func(p *plan) { p.count = true },
}

// mayReturn is the first step that is undone where later ones made more room than was
// lacking; what goes before it is not worth the words of a trouble.
const mayReturn = 3

// fitted is the plan of a bar of so much room beside the clock, and by how much even the
// least is too wide for it.
func (s bar) fitted(c *draw.Canvas, st barState, room float32) (p plan, over float32) {
	given := make([]bool, len(givingWay))
	lacks := func() float32 {
		p = whole
		for i, give := range givingWay {
			if given[i] {
				give(&p)
			}
		}
		return max(0, s.used(c, st, p)-room)
	}
	over = lacks()
	for i := 0; i < len(given) && over > 0; i++ {
		given[i] = true
		over = lacks()
	}
	for i := len(given) - 1; i >= mayReturn && over == 0; i-- {
		if given[i] {
			given[i] = false
			given[i] = lacks() > 0
		}
	}
	over = lacks()
	return p, over
}

// used is the width of all that the bar tells beside the clock.
func (s bar) used(c *draw.Canvas, st barState, p plan) float32 {
	unit := c.Unit
	w := s.soundWidth(st, p, unit) + lightsWidth(c, s.lights(st, p), p)
	if open := s.open(st, p); open != "" {
		w += s.openWidth(open, p, unit) + lightGap*unit
	}
	if st.seller.Asked {
		w += s.sellerWidth(st.seller, p, unit) + lightGap*unit
	}
	if p.till {
		return w + draw.Width(s.Shop, nameStyle(unit)) + nameGap*unit + draw.Width(s.tillText(), tillStyle(unit))
	}
	least := nameStyle(unit)
	least.Size = least.Floor
	return w + min(draw.Width(s.Shop, least), p.name*unit)
}

func nameStyle(unit float32) draw.Style {
	return draw.Style{Size: 20 * unit, Bold: true, Color: draw.Ink, Floor: draw.SizeLegend * unit}
}

func tillStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim}
}

func (s bar) tillText() string { return s.Tr("screen.till", "till", s.Till) }

func (s bar) Paint(c *draw.Canvas, st barState) {
	unit := c.Unit
	clock := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Align: draw.Right}
	x := c.W - draw.Edge*unit
	x -= c.Text(st.clock, draw.R(x-80*unit, 0, 80*unit, c.H), clock) + clockGap*unit
	p, over := s.fitted(c, st, x-draw.Edge*unit)
	x = s.paintSound(c, st, p, x)
	x = s.paintLights(c, shortened(c, s.lights(st, p), p, over), p, x)
	if open := s.open(st, p); open != "" {
		x = s.paintOpen(c, open, !st.alarm.IsZero(), p, x)
	}
	if st.seller.Asked {
		x = s.paintSeller(c, st.seller, p, x)
	}
	s.paintName(c, p, x-draw.Edge*unit)
	c.Fill(draw.R(0, c.H-1, c.W, 1), draw.Hairline, 0)
}

// paintName draws the shop's name, cut once it cannot be smaller, and the till's number.
func (s bar) paintName(c *draw.Canvas, p plan, room float32) {
	unit := c.Unit
	name := nameStyle(unit)
	if p.till {
		width := c.Text(s.Shop, draw.R(draw.Edge*unit, 0, room, c.H), name) + nameGap*unit
		c.Text(s.tillText(), draw.R(draw.Edge*unit+width, 0, room-width, c.H), tillStyle(unit))
		return
	}
	if room >= nameShort*unit {
		least := name
		least.Size = name.Floor
		c.Text(c.Truncate(s.Shop, room, least), draw.R(draw.Edge*unit, 0, room, c.H), name)
	}
}

// open is the count of payments that need people, or what an alarm among them says; ""
// for none.
func (s bar) open(st barState, p plan) string {
	switch {
	case !st.alarm.IsZero() && !(p.count && st.status.Open > 0):
		return s.Text(st.alarm)
	case st.status.Open > 0:
		return s.Tr("screen.open", "n", strconv.Itoa(st.status.Open))
	}
	return ""
}

func openStyle(t draw.Tone, unit float32) draw.Style {
	return draw.Style{Size: 16 * unit, Bold: true, Color: t.Ink, Align: draw.Centre, Floor: 12 * unit}
}

// openWidth is the width of the count of payments that need people, or of an alarm.
func (s bar) openWidth(text string, p plan, unit float32) float32 {
	return min(draw.Width(text, openStyle(draw.Tone{}, unit)), p.alarm*unit) + 24*unit
}

// paintOpen draws the count of payments that need people left of x, and returns its left edge.
func (s bar) paintOpen(c *draw.Canvas, text string, alarm bool, p plan, x float32) float32 {
	unit, t := c.Unit, screen.Tone(kiosk.ToneUnsure)
	if alarm {
		t.Fill, t.Ink = t.Ink, draw.OnInk
	}
	st, w := openStyle(t, unit), s.openWidth(text, p, unit)
	least := st
	least.Size = st.Floor
	// The surface is higher than the pill, for a finger.
	c.Touch("open", draw.R(x-w, (c.H-draw.TouchMin*unit)/2, w, draw.TouchMin*unit), draw.Face{Ink: t.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionReview), func(in *draw.Canvas) {
		pill := draw.R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, t.Fill, t.Line, 16*unit, 1)
		in.Text(in.Truncate(text, pill.W-12*unit, least), pill.Inset(6*unit), st)
	})
	return x - w - lightGap*unit
}

func sellerStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre, Floor: draw.SizeLegend * unit}
}

func (s bar) sellerText(seller kiosk.Seller) string {
	if seller.Name == "" {
		return s.Tr("screen.seller.none")
	}
	return s.Tr("screen.seller", "name", kiosk.NameText(seller.Name))
}

// sellerWidth is the width of the name of who sells.
func (s bar) sellerWidth(seller kiosk.Seller, p plan, unit float32) float32 {
	st := sellerStyle(unit)
	return max(draw.TouchMin*unit, min(draw.Width(s.sellerText(seller), st), p.seller*unit)+24*unit)
}

// paintSeller draws who sells left of x, as the key to take over the counter, and returns
// its left edge.
func (s bar) paintSeller(c *draw.Canvas, seller kiosk.Seller, p plan, x float32) float32 {
	unit, st := c.Unit, sellerStyle(c.Unit)
	text, w := s.sellerText(seller), s.sellerWidth(seller, p, unit)
	c.Touch("seller", draw.R(x-w, (c.H-draw.TouchMin*unit)/2, w, draw.TouchMin*unit), draw.Face{Ink: draw.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionSignIn), func(in *draw.Canvas) {
		pill := draw.R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, draw.Paper, draw.Hairline, 16*unit, 1)
		least := st
		least.Size = st.Floor
		in.Text(in.Truncate(text, in.W-16*unit, least), pill.Inset(8*unit), st)
	})
	return x - w - lightGap*unit
}
