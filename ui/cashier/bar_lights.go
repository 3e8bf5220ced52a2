package cashier

import (
	"image/color"
	"slices"
	"strconv"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// light is one thing that the bar watches.
type light struct {
	color color.NRGBA
	text  string
	alone bool // a mark tells it, without words
	count bool // text is the number of the troubles that have no words
}

// wrong reports whether the light tells of a trouble.
func (l light) wrong() bool { return l.color == draw.LightBad || l.color == draw.LightWarn }

// sign is the shape that says the same as the colour.
func (l light) sign() draw.Mark {
	switch l.color {
	case draw.LightOK:
		return draw.Tick
	case draw.LightBad:
		return draw.Cross
	case draw.LightWarn:
		return draw.Exclamation
	}
	return draw.Dots
}

// style is the font style of the words.
func (l light) style(p plan, unit float32) draw.Style {
	st := draw.Style{Size: p.words * unit, Color: draw.Dim}
	if l.wrong() {
		st.Color = draw.Ink
	}
	return st
}

// width is the width with the gap beside it.
func (l light) width(c *draw.Canvas, p plan) float32 {
	if l.count {
		return c.PillWidth(l.text) + lightGap*c.Unit
	}
	return draw.Width(l.text, l.style(p, c.Unit)) + (lightRoom+lightGap)*c.Unit
}

// paint draws the light left of x; at high contrast a shape says the same as its disc.
func (l light) paint(c *draw.Canvas, p plan, x float32) {
	unit := c.Unit
	if l.count {
		t := screen.Tone(kiosk.ToneUnsure)
		if l.color == draw.LightBad {
			t = screen.Tone(kiosk.ToneFailed)
		}
		c.Pill(l.text, x-c.PillWidth(l.text), c.H/2, t)
		return
	}
	st := l.style(p, unit)
	w := draw.Width(l.text, st)
	c.Text(l.text, draw.R(x-w, 0, w, c.H), st)
	if x -= w + 12*unit; c.HighContrast || l.alone {
		c.Mark(l.sign(), x, c.H/2, 18*unit, l.color, draw.OnInk)
	} else {
		c.Disc(x, c.H/2, 10*unit, l.color)
	}
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

func (s bar) gatewayLight(st barState, p plan) light {
	if st.fault != nil {
		return light{color: draw.LightBad, text: s.Text(st.fault.Brief)}
	}
	l, ok := gatewayLights[st.status.Gateway.State]
	if !ok {
		l.color, l.text = &draw.LightOff, "screen.gateway.untried"
	}
	if *l.color == draw.LightOK && !p.latency {
		l.text = "screen.gateway.untried"
	}
	ms := strconv.FormatInt(st.status.Gateway.Latency.Milliseconds(), 10)
	gateway := s.Tr("screen.gateway.untried")
	if w := st.status.Gateway.Wallet; w != "" {
		gateway = s.Text(w.Text())
	}
	return light{color: *l.color, text: s.Tr(l.text, "gateway", gateway, "ms", ms, "time", st.silent)}
}

// watched are the lights of all that the bar watches, in words.
func (s bar) watched(st barState, p plan) []light {
	lights := []light{s.gatewayLight(st, p)}
	for _, f := range st.ailing {
		colour := draw.LightBad
		if f.Health == kiosk.HealthWarning {
			colour = draw.LightWarn
		}
		lights = append(lights, light{color: colour, text: s.Text(f.Brief)})
	}
	switch st.status.Scanner {
	case kiosk.ScannerReady:
		lights = append(lights, light{color: draw.LightOK, text: s.Tr("screen.scanner.ready")})
	case kiosk.ScannerGone:
		lights = append(lights, light{color: draw.LightBad, text: s.Tr("screen.scanner.gone")})
	}
	if st.status.Refused >= kiosk.RefusedNotificationsMany {
		lights = append(lights, light{color: draw.LightWarn, text: s.Tr("screen.notices.refused", "n", strconv.Itoa(st.status.Refused))})
	}
	return lights
}

// lights are those that are drawn. None is a bare disc, which says nothing to who does
// not know its place or its colour: what is wrong has words or is counted in a pill, and
// where what is well has no room for words, it is one mark while nothing else is there.
func (s bar) lights(st barState, p plan) []light {
	untold := light{color: draw.LightWarn, count: true}
	well := light{color: draw.LightOK, alone: true}
	var lights []light
	told, more, after := 0, 0, 0
	for _, l := range s.watched(st, p) {
		switch {
		case l.wrong() && told < p.told:
			lights = append(lights, l)
			told, after = told+1, len(lights)
		case l.wrong():
			if more++; l.color == draw.LightBad {
				untold.color = l.color
			}
		case p.well:
			lights = append(lights, l)
		case l.color == draw.LightOff: // not known yet
			well.color = l.color
		}
	}
	if more > 0 {
		untold.text = "+" + strconv.Itoa(more)
		lights = slices.Insert(lights, after, untold)
	}
	if len(lights) == 0 {
		lights = append(lights, well)
	}
	return lights
}

// lightsWidth is the width of the lights and the gap beside them.
func lightsWidth(c *draw.Canvas, lights []light, p plan) (w float32) {
	for _, l := range lights {
		w += l.width(c, p)
	}
	return max(w, draw.TouchMin*c.Unit)
}

// shortened are lights whose words of troubles are too wide by over, made to fit.
func shortened(c *draw.Canvas, lights []light, p plan, over float32) []light {
	for i := range lights {
		if l := &lights[i]; over > 0 && l.wrong() && !l.count {
			st := l.style(p, c.Unit)
			l.text = c.Truncate(l.text, draw.Width(l.text, st)-over, st)
			break
		}
	}
	return lights
}

// paintLights draws the lights from the right, ending at x, with the surface that
// opens the check, which has all of it, and returns where they begin.
func (s bar) paintLights(c *draw.Canvas, lights []light, p plan, x float32) float32 {
	unit := c.Unit
	left := x - lightsWidth(c, lights, p)
	const half = lightGap / 2
	at := draw.R(left+half*unit, (c.H-draw.TouchMin*unit)/2, x-left, draw.TouchMin*unit)
	for _, l := range slices.Backward(lights) {
		l.paint(c, p, x)
		x -= l.width(c, p)
	}
	c.Touch("check", at, draw.Face{Ink: draw.Ink, Radius: draw.KeyRadius * unit}, s.Tap(kiosk.ActionCheck), nil)
	return left
}
