package ui

import (
	"image/color"
	"slices"
	"strconv"
	"time"

	"facepay/kiosk"
)

// barState is all that the bar shows.
type barState struct {
	status kiosk.Status
	silent string // how long the gateway has not answered
	clock  string
	fault  *kiosk.CheckResult // why it has not, where that is known
	ailing []kiosk.CheckResult
}

func (u *UI) barState(now time.Time) barState {
	st := barState{status: u.view.Status, clock: now.In(u.Location).Format("15:04"), fault: u.view.Fault, ailing: u.view.Warnings}
	if since := st.status.Gateway.Since; !since.IsZero() && st.fault == nil {
		st.silent = elapsed(now.Sub(since))
	}
	return st
}

// light is one thing that the bar watches.
type light struct {
	color color.NRGBA
	text  string
	// checks: a touch opens the check.
	checks bool
}

func (u *UI) gatewayLight(st barState) light {
	if st.fault != nil {
		return u.faultLight(st.fault)
	}
	l := u.plainGatewayLight(st)
	l.checks = true
	return l
}

// plainGatewayLight is the light as long as nobody has looked why.
func (u *UI) plainGatewayLight(st barState) light {
	g := st.status.Gateway
	switch g.State {
	case kiosk.GatewayOK:
		return light{color: LightOK, text: u.say("screen.gateway.ok", "ms", strconv.FormatInt(g.Latency.Milliseconds(), 10))}
	case kiosk.GatewaySilent:
		return light{color: LightBad, text: u.say("screen.gateway.silent", "time", st.silent)}
	case kiosk.GatewayUnreachable:
		return light{color: LightBad, text: u.say("screen.gateway.no_way", "time", st.silent)}
	case kiosk.GatewayGarbage:
		return light{color: LightWarn, text: u.say("screen.gateway.garbage")}
	case kiosk.GatewayBusy:
		return light{color: LightWarn, text: u.say("screen.gateway.busy")}
	case kiosk.GatewayReachable:
		return light{color: LightOK, text: u.say("screen.gateway.reachable")}
	}
	return light{color: LightOff, text: u.say("screen.gateway.untried")}
}

// lights are what the bar watches, in few words when there is little room: brief
// 1 leaves out the words of what is well, 2 those of the scanner too, 3 all but
// those of the first trouble.
func (u *UI) lights(st barState, brief int) []light {
	lights := []light{u.gatewayLight(st)}
	lights = append(lights, u.ailingLights(st.ailing)...)
	switch st.status.Scanner {
	case kiosk.ScannerReady:
		lights = append(lights, light{color: LightOK, text: u.say("screen.scanner.ready")})
	case kiosk.ScannerGone:
		lights = append(lights, light{color: LightBad, text: u.say("screen.scanner.gone")})
	}
	if st.status.Refused >= kiosk.RefusedNotificationsMany {
		lights = append(lights, light{color: LightWarn, text: u.say("screen.notices.refused", "n", strconv.Itoa(st.status.Refused))})
	}
	said := false
	for i := range lights {
		l := &lights[i]
		if brief >= 1 && l.color == LightOK || brief >= 2 && !l.checks || brief >= 3 && said {
			l.text = ""
		}
		said = said || l.text != ""
	}
	return lights
}

const (
	// nameLeast is the room that the shop's name keeps before lights lose words; in
	// less than nameNone it is not begun.
	nameLeast, nameNone = 110, 44
	// lightRoom is what a light's disc takes beside its words, lightGap the room
	// between two lights, clockGap that before the clock.
	lightRoom, lightGap, clockGap = 17, 14, 14
)

func (u *UI) paintBar(c *Canvas) {
	st, unit := c.region.state.(barState), c.Unit
	name := Style{Size: 20 * unit, Bold: true, Color: Ink}
	words := Style{Size: SizeSmallText * unit, Color: Dim}
	clock := Style{Size: SizeSmallText * unit, Bold: true, Color: Ink, Align: Right}
	nameWidth, clockWidth := Width(u.Shop, name), Width(st.clock, clock)
	lights := u.fittedLights(st, words, unit, c.W-2*Edge*unit-clockWidth-clockGap*unit-min(nameWidth, nameLeast*unit))

	x := c.W - Edge*unit
	x -= c.Text(st.clock, R(x-80*unit, 0, 80*unit, c.H), clock) + clockGap*unit
	x = u.paintLights(c, lights, words, x)
	if st.status.Open > 0 {
		x = u.paintOpen(c, st.status.Open, x)
	}
	room := x - Edge*unit
	till := u.say("screen.till", "till", u.Till)
	tillWidth := Width(till, words)
	// The shop's own name matters less than what the bar watches: it is cut first.
	if room >= nameNone*unit {
		c.Text(u.cutTo(u.Shop, room, name), R(Edge*unit, 0, room, c.H), name)
	}
	if nameWidth+14*unit+tillWidth <= room {
		c.Text(till, R(Edge*unit+nameWidth+14*unit, 0, tillWidth, c.H), words)
	}
	c.Fill(R(0, c.H-1, c.W, 1), Hairline, 0)
}

// Width is how wide text is in a style.
func Width(text string, st Style) float32 {
	w, _ := Measure(text, st.Size, st.Source())
	return w
}

// fittedLights are the lights with as many words as have room beside the count
// of payments.
func (u *UI) fittedLights(st barState, words Style, unit, room float32) (lights []light) {
	if st.status.Open > 0 {
		room -= u.openWidth(st.status.Open, unit) + lightGap*unit
	}
	used := func() float32 {
		total, checks := float32(0), float32(0)
		for _, l := range lights {
			w := Width(l.text, words) + (lightRoom+lightGap)*unit
			total += w
			if l.checks {
				checks += w
			}
		}
		return total + max(0, TouchMin*unit-checks)
	}
	for brief := range 4 {
		if lights = u.lights(st, brief); used() <= room {
			break
		}
	}
	return lights
}

// paintLights draws the lights from the right, ending at x, with the surface that
// opens the check, and returns where they begin.
func (u *UI) paintLights(c *Canvas, lights []light, words Style, x float32) float32 {
	unit := c.Unit
	var checks Rect // what opens the check when it is touched
	for i := len(lights) - 1; i >= 0; i-- {
		if lights[i].checks && checks.W == 0 {
			checks.W = x + lightGap/2*unit // its right edge, for now
		}
		w := Width(lights[i].text, words)
		c.Text(lights[i].text, R(x-w, 0, w, c.H), words)
		x -= w + 12*unit
		c.Disc(x, c.H/2, 10*unit, lights[i].color)
		x -= 5*unit + lightGap*unit
	}
	// The lights that check are the first ones, so the surface ends where the count
	// of payments begins.
	x = min(x, checks.W-TouchMin*unit-lightGap/2*unit)
	checks.X, checks.Y, checks.H = x+lightGap/2*unit, (c.H-TouchMin*unit)/2, TouchMin*unit
	checks.W -= checks.X
	c.Touch("check", checks, Face{Ink: Ink, Radius: KeyRadius * unit}, u.tapping(kiosk.ActionCheck), nil)
	return x
}

// openWidth is how wide the count of payments that need people is.
func (u *UI) openWidth(n int, unit float32) float32 {
	w, _ := Measure(u.say("screen.open", "n", strconv.Itoa(n)), 16*unit, Bold)
	return w + 24*unit
}

// paintOpen draws the count of payments that need people, ending at x, and
// returns where it begins.
func (u *UI) paintOpen(c *Canvas, n int, x float32) float32 {
	unit, t := c.Unit, toneOf(kiosk.ToneUnsure)
	text := u.say("screen.open", "n", strconv.Itoa(n))
	st := Style{Size: 16 * unit, Bold: true, Color: t.Ink, Align: Centre}
	w := u.openWidth(n, unit)
	// The surface is higher than the pill, for a finger.
	c.Touch("open", R(x-w, (c.H-TouchMin*unit)/2, w, TouchMin*unit), Face{Ink: t.Ink, Radius: KeyRadius * unit}, u.tapping(kiosk.ActionReview), func(in *Canvas) {
		pill := R(0, in.H/2-16*unit, in.W, 32*unit)
		in.Card(pill, t.Fill, t.Line, 16*unit, 1)
		in.Text(text, pill, st)
	})
	return x - w - 14*unit
}

// cutTo shortens a text that the shop wrote, which may be of any length.
func (u *UI) cutTo(text string, width float32, st Style) string {
	if w, _ := Measure(text, st.Size, st.Source()); w <= width {
		return text
	}
	return Cut(text, st.Size, width, st.Source())
}

// stripState is the practice strip: shown at all, and what it says.
type stripState struct {
	dropped bool
	buttons []kiosk.Button // with a customer's screen they stand here
}

func (u *UI) paintStrip(c *Canvas) {
	st, unit := c.region.state.(stripState), c.Unit
	c.Stripes(R(0, 0, c.W, c.H), PracticeFill, PracticeStripe)
	text := u.say("screen.practice")
	if st.dropped {
		text = u.say("screen.practice.dropped")
	}
	room := R(Edge*unit, 0, c.W-2*Edge*unit, c.H)
	if n := float32(len(st.buttons)); n > 0 {
		width := min(150*unit, (c.W*0.68-n*KeyGap*unit)/n)
		x := c.W - Edge*unit - n*width - (n-1)*KeyGap*unit
		u.paintPractice(c, st.buttons, R(x, (c.H-TouchMin*unit)/2, c.W-Edge*unit-x, TouchMin*unit), CardFill, PracticeInk, PracticeStripe)
		room.W = x - CardGap*unit - room.X
	}
	c.Lines(text, room, Style{Size: 16 * unit, Bold: true, Color: PracticeInk, Align: Centre, Floor: 12 * unit}, 2)
}

// paintPractice draws the buttons that play the customer and the network.
func (u *UI) paintPractice(c *Canvas, buttons []kiosk.Button, r Rect, fill, text, line color.NRGBA) {
	unit, n := c.Unit, float32(len(buttons))
	width := min(170*unit, (r.W-(n-1)*KeyGap*unit)/n)
	r.X += (r.W - n*width - (n-1)*KeyGap*unit) / 2
	// All labels stand on one line, also those without a key above.
	below := float32(0)
	if slices.ContainsFunc(buttons, func(b kiosk.Button) bool { return b.Key != "" }) {
		below = 11 * unit
	}
	// They speak equally loud, as long as none needs two lines.
	one := Style{Size: 15 * unit, Color: text, Align: Centre, Floor: 13 * unit}
	for _, b := range buttons {
		one.Size, _ = Shrink(Typeset(u.text(b.Label)), one.Size, one.Floor, width-c.Tall(16, 8), one.Source())
	}
	for i, b := range buttons {
		at := R(r.X+float32(i)*(width+KeyGap*unit), r.Y, width, r.H)
		c.Touch("practice."+string(b.Action), at, Face{Fill: fill, Line: line, Ink: text, Radius: 12 * unit, Stroke: 1}, u.tapping(b.Action), func(in *Canvas) {
			pad := in.Tall(8, 4)
			label, room := u.text(b.Label), R(pad, below, in.W-2*pad, in.H-below-unit)
			legend := func() {
				if b.Key != "" {
					in.Text(legendOf(b.Key), R(8*unit, unit, in.W-16*unit, 17*unit), Style{Size: SizeLegend * unit, Color: Mix(text, fill, 0.3), Align: Right})
				}
			}
			if w, _ := Measure(Typeset(label), one.Size, one.Source()); w <= room.W {
				in.Text(label, room, one)
				legend()
				return
			}
			two := one
			two.Size, two.Floor = one.Floor, 11*unit
			if c.Low > 0 { // two lines leave no room for the key's name
				room.Y, room.H = 0, in.H
			} else {
				legend()
			}
			in.Lines(label, room, two, 2)
		})
	}
}
