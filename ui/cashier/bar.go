package cashier

import (
	"image/color"
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

// light is one thing that the bar watches.
type light struct {
	color color.NRGBA
	text  string
	// checks: a touch opens the check.
	checks bool
}

// gatewayLights are those of a gateway as long as nobody has looked why.
var gatewayLights = map[kiosk.GatewayState]struct {
	color *color.NRGBA
	text  string
}{
	kiosk.GatewayOK:          {&draw.LightOK, "screen.gateway.ok"},
	kiosk.GatewaySilent:      {&draw.LightBad, "screen.gateway.silent"},
	kiosk.GatewayUnreachable: {&draw.LightBad, "screen.gateway.no_way"},
	kiosk.GatewayGarbage:     {&draw.LightWarn, "screen.gateway.garbage"},
	kiosk.GatewayBusy:        {&draw.LightWarn, "screen.gateway.busy"},
	kiosk.GatewayReachable:   {&draw.LightOK, "screen.gateway.reachable"},
}

func (s bar) gatewayLight(st barState) light {
	if st.fault != nil {
		return light{color: draw.LightBad, text: s.Text(st.fault.Brief), checks: true}
	}
	l, ok := gatewayLights[st.status.Gateway.State]
	if !ok {
		l.color, l.text = &draw.LightOff, "screen.gateway.untried"
	}
	ms := strconv.FormatInt(st.status.Gateway.Latency.Milliseconds(), 10)
	gateway := s.Tr("screen.gateway.untried")
	if w := st.status.Gateway.Wallet; w != "" {
		gateway = s.Text(w.Text())
	}
	return light{*l.color, s.Tr(l.text, "gateway", gateway, "ms", ms, "time", st.silent), true}
}

// lights are the status lights of the bar, in few words when there is little room: brief
// 1 leaves out the words of what is well, 2 those of the scanner too, 3 all but
// those of the first trouble.
func (s bar) lights(st barState, brief int) []light {
	lights := []light{s.gatewayLight(st)}
	lights = append(lights, s.ailingLights(st.ailing)...)
	switch st.status.Scanner {
	case kiosk.ScannerReady:
		lights = append(lights, light{color: draw.LightOK, text: s.Tr("screen.scanner.ready")})
	case kiosk.ScannerGone:
		lights = append(lights, light{color: draw.LightBad, text: s.Tr("screen.scanner.gone")})
	}
	if st.status.Refused >= kiosk.RefusedNotificationsMany {
		lights = append(lights, light{color: draw.LightWarn, text: s.Tr("screen.notices.refused", "n", strconv.Itoa(st.status.Refused))})
	}
	said := false
	for i := range lights {
		l := &lights[i]
		if brief >= 1 && l.color == draw.LightOK || brief >= 2 && !l.checks || brief >= 3 && said {
			l.text = ""
		}
		said = said || l.text != ""
	}
	return lights
}

// ailingMost limits the lights of other faults; the check screen has them all.
const ailingMost = 2

// ailingLights are the faults of this machine that stand in the bar.
func (s bar) ailingLights(findings []kiosk.CheckResult) []light {
	var lights []light
	for _, f := range findings[:min(len(findings), ailingMost)] {
		colour := draw.LightBad
		if f.Health == kiosk.HealthWarning {
			colour = draw.LightWarn
		}
		lights = append(lights, light{color: colour, text: s.Text(f.Brief), checks: true})
	}
	return lights
}

const (
	// nameLeast is the room that the shop's name keeps before lights lose words; in
	// less than nameNone it is not begun.
	nameLeast, nameNone = 110, 44
	// lightRoom is the width of a light's disc beside its words, lightGap the room
	// between two lights, clockGap that before the clock.
	lightRoom, lightGap, clockGap = 17, 14, 14
)

func (s bar) Paint(c *draw.Canvas, st barState) {
	unit := c.Unit
	name := draw.Style{Size: 20 * unit, Bold: true, Color: draw.Ink}
	words := draw.Style{Size: draw.SizeSmallText * unit, Color: draw.Dim}
	clock := draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Align: draw.Right}
	nameWidth, clockWidth := draw.Width(s.Shop, name), draw.Width(st.clock, clock)
	space := c.W - 2*draw.Edge*unit - clockWidth - clockGap*unit
	keep := min(nameWidth, nameLeast*unit)
	lights, over := s.fittedLights(st, words, unit, space-s.soundWidth(st, unit)-keep)
	if st.status.Sound == kiosk.SoundOn && over > 0 { // what is wrong comes first; Ctrl S mutes it all the same
		st.status.Sound = kiosk.SoundNone
		lights, over = s.fittedLights(st, words, unit, space-keep)
	}
	for _, name := range []float32{keep, 0} { // and before the shop's name
		if over > 0 {
			words.Size = draw.SizeLegend * unit
			lights, over = s.fittedLights(st, words, unit, space-s.soundWidth(st, unit)-name)
		}
	}
	for i := range lights { // a touch opens the check, which has all of it
		if l := &lights[i]; over > 0 && l.text != "" {
			l.text = c.Truncate(l.text, draw.Width(l.text, words)-over, words)
		}
	}

	x := c.W - draw.Edge*unit
	x -= c.Text(st.clock, draw.R(x-80*unit, 0, 80*unit, c.H), clock) + clockGap*unit
	x = s.paintSound(c, st, x)
	x = s.paintLights(c, lights, words, x)
	if open := s.open(st); open != "" {
		x = s.paintOpen(c, open, !st.alarm.IsZero(), x)
	}
	if st.seller.Asked {
		x = s.paintSeller(c, st.seller, x)
	}
	room := x - draw.Edge*unit
	till := s.Tr("screen.till", "till", s.Till)
	tillWidth := draw.Width(till, words)
	// The shop's own name matters less than what the bar watches: it is cut first, once it
	// cannot be smaller.
	if room >= nameNone*unit {
		name.Floor = draw.SizeLegend * unit
		least := name
		least.Size = name.Floor
		c.Text(c.Truncate(s.Shop, room, least), draw.R(draw.Edge*unit, 0, room, c.H), name)
	}
	if nameWidth+14*unit+tillWidth <= room {
		c.Text(till, draw.R(draw.Edge*unit+nameWidth+14*unit, 0, tillWidth, c.H), words)
	}
	c.Fill(draw.R(0, c.H-1, c.W, 1), draw.Hairline, 0)
}

// fittedLights are the lights with as many words as have room, and by how much the
// fewest are too wide for it.
func (s bar) fittedLights(st barState, words draw.Style, unit, room float32) (lights []light, over float32) {
	if open := s.open(st); open != "" {
		room -= s.openWidth(open, unit) + lightGap*unit
	}
	if st.seller.Asked {
		room -= s.sellerWidth(st.seller, unit) + lightGap*unit
	}
	used := func() float32 {
		total, checks := float32(0), float32(0)
		for _, l := range lights {
			w := draw.Width(l.text, words) + (lightRoom+lightGap)*unit
			total += w
			if l.checks {
				checks += w
			}
		}
		return total + max(0, draw.TouchMin*unit-checks)
	}
	for brief := range 4 {
		lights = s.lights(st, brief)
		if over = max(0, used()-room); over == 0 {
			break
		}
	}
	return lights, over
}

// paintLights draws the lights from the right, ending at x, with the surface that
// opens the check, and returns where they begin.
func (s bar) paintLights(c *draw.Canvas, lights []light, words draw.Style, x float32) float32 {
	unit := c.Unit
	var checks draw.Rect // what opens the check when it is touched
	for i := len(lights) - 1; i >= 0; i-- {
		if lights[i].checks && checks.W == 0 {
			checks.W = x + lightGap/2*unit // its right edge, for now
		}
		w := draw.Width(lights[i].text, words)
		c.Text(lights[i].text, draw.R(x-w, 0, w, c.H), words)
		x -= w + 12*unit
		paintLight(c, x, lights[i].color)
		x -= 5*unit + lightGap*unit
	}
	// The lights that check are the first ones, so the surface ends where the count
	// of payments begins.
	x = min(x, checks.W-draw.TouchMin*unit-lightGap/2*unit)
	checks.X, checks.Y, checks.H = x+lightGap/2*unit, (c.H-draw.TouchMin*unit)/2, draw.TouchMin*unit
	checks.W -= checks.X
	c.Touch("check", checks, draw.Face{Ink: draw.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionCheck), nil)
	return x
}

// paintLight draws a light; at high contrast its shape says the same.
func paintLight(c *draw.Canvas, cx float32, colour color.NRGBA) {
	if !c.HighContrast {
		c.Disc(cx, c.H/2, 10*c.Unit, colour)
		return
	}
	m := draw.Dots
	switch colour {
	case draw.LightOK:
		m = draw.Tick
	case draw.LightBad:
		m = draw.Cross
	case draw.LightWarn:
		m = draw.Exclamation
	}
	c.Mark(m, cx, c.H/2, 18*c.Unit, colour, draw.OnInk)
}

// open is the count of payments that need people, or what an alarm among them says; ""
// for none.
func (s bar) open(st barState) string {
	switch {
	case !st.alarm.IsZero():
		return s.Text(st.alarm)
	case st.status.Open > 0:
		return s.Tr("screen.open", "n", strconv.Itoa(st.status.Open))
	}
	return ""
}

// openWidth is the width of the count of payments that need people.
func (s bar) openWidth(text string, unit float32) float32 {
	return draw.Width(text, draw.Style{Size: 16 * unit, Bold: true}) + 24*unit
}

// paintOpen draws the count of payments that need people left of x, and returns its left edge.
func (s bar) paintOpen(c *draw.Canvas, text string, alarm bool, x float32) float32 {
	unit, t := c.Unit, screen.Tone(kiosk.ToneUnsure)
	if alarm {
		t.Fill, t.Ink = t.Ink, draw.OnInk
	}
	st := draw.Style{Size: 16 * unit, Bold: true, Color: t.Ink, Align: draw.Centre, Floor: 12 * unit}
	w := min(s.openWidth(text, unit), x-draw.Edge*unit)
	// The surface is higher than the pill, for a finger.
	c.Touch("open", draw.R(x-w, (c.H-draw.TouchMin*unit)/2, w, draw.TouchMin*unit), draw.Face{Ink: t.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionReview), func(in *draw.Canvas) {
		pill := draw.R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, t.Fill, t.Line, 16*unit, 1)
		in.Text(text, pill.Inset(6*unit), st)
	})
	return x - w - 14*unit
}

// sellerMax is the widest name of who sells, in units.
const sellerMax = 120

func sellerStyle(unit float32) draw.Style {
	return draw.Style{Size: draw.SizeSmallText * unit, Bold: true, Color: draw.Ink, Align: draw.Centre}
}

func (s bar) sellerText(seller kiosk.Seller) string {
	if seller.Name == "" {
		return s.Tr("screen.seller.none")
	}
	return s.Tr("screen.seller", "name", kiosk.NameText(seller.Name))
}

// sellerWidth is the width of the name of who sells.
func (s bar) sellerWidth(seller kiosk.Seller, unit float32) float32 {
	st := sellerStyle(unit)
	return max(draw.TouchMin*unit, min(draw.Width(s.sellerText(seller), st), sellerMax*unit)+24*unit)
}

// paintSeller draws who sells left of x, as the key to take over the counter, and returns
// its left edge.
func (s bar) paintSeller(c *draw.Canvas, seller kiosk.Seller, x float32) float32 {
	unit, st := c.Unit, sellerStyle(c.Unit)
	text, w := s.sellerText(seller), s.sellerWidth(seller, unit)
	c.Touch("seller", draw.R(x-w, (c.H-draw.TouchMin*unit)/2, w, draw.TouchMin*unit), draw.Face{Ink: draw.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionSignIn), func(in *draw.Canvas) {
		pill := draw.R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, draw.Paper, draw.Hairline, 16*unit, 1)
		in.Text(in.Truncate(text, in.W-20*unit, st), pill, st)
	})
	return x - w - 14*unit
}
