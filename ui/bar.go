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
		return light{color: lightOK, text: u.say("screen.gateway.ok", "ms", strconv.FormatInt(g.Latency.Milliseconds(), 10))}
	case kiosk.GatewaySilent:
		return light{color: lightBad, text: u.say("screen.gateway.silent", "time", st.silent)}
	case kiosk.GatewayUnreachable:
		return light{color: lightBad, text: u.say("screen.gateway.no_way", "time", st.silent)}
	case kiosk.GatewayGarbage:
		return light{color: lightWarn, text: u.say("screen.gateway.garbage")}
	case kiosk.GatewayBusy:
		return light{color: lightWarn, text: u.say("screen.gateway.busy")}
	case kiosk.GatewayReachable:
		return light{color: lightOK, text: u.say("screen.gateway.reachable")}
	}
	return light{color: lightOff, text: u.say("screen.gateway.untried")}
}

// lights are what the bar watches, in few words when there is little room: brief
// 1 leaves out the words of what is well, 2 those of the scanner too, 3 all but
// those of the first trouble.
func (u *UI) lights(st barState, brief int) []light {
	lights := []light{u.gatewayLight(st)}
	lights = append(lights, u.ailingLights(st.ailing)...)
	switch st.status.Scanner {
	case kiosk.ScannerReady:
		lights = append(lights, light{color: lightOK, text: u.say("screen.scanner.ready")})
	case kiosk.ScannerGone:
		lights = append(lights, light{color: lightBad, text: u.say("screen.scanner.gone")})
	}
	if st.status.Refused >= kiosk.RefusedNotificationsMany {
		lights = append(lights, light{color: lightWarn, text: u.say("screen.notices.refused", "n", strconv.Itoa(st.status.Refused))})
	}
	said := false
	for i := range lights {
		l := &lights[i]
		if brief >= 1 && l.color == lightOK || brief >= 2 && !l.checks || brief >= 3 && said {
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

func (u *UI) paintBar(s *sheet) {
	st, k := s.part.state.(barState), s.u
	name := style{size: 20 * k, bold: true, color: ink}
	words := style{size: sizeSmallText * k, color: dim}
	clock := style{size: sizeSmallText * k, bold: true, color: ink, align: right}
	nameWidth, clockWidth := width(u.Shop, name), width(st.clock, clock)
	lights := u.fittedLights(st, words, k, s.w-2*edge*k-clockWidth-clockGap*k-min(nameWidth, nameLeast*k))

	x := s.w - edge*k
	x -= s.text(st.clock, rect{x - 80*k, 0, 80 * k, s.h}, clock) + clockGap*k
	x = u.paintLights(s, lights, words, x)
	if st.status.Open > 0 {
		x = u.paintOpen(s, st.status.Open, x)
	}
	room := x - edge*k
	till := u.say("screen.till", "till", u.Till)
	tillWidth := width(till, words)
	// The shop's own name matters less than what the bar watches: it is cut first.
	if room >= nameNone*k {
		s.text(u.cutTo(u.Shop, room, name), rect{edge * k, 0, room, s.h}, name)
	}
	if nameWidth+14*k+tillWidth <= room {
		s.text(till, rect{edge*k + nameWidth + 14*k, 0, tillWidth, s.h}, words)
	}
	s.fill(rect{0, s.h - 1, s.w, 1}, hairline, 0)
}

// width is how wide text is in a style.
func width(text string, st style) float32 {
	w, _ := measure(text, st.size, st.source())
	return w
}

// fittedLights are the lights with as many words as have room beside the count
// of payments.
func (u *UI) fittedLights(st barState, words style, k, room float32) (lights []light) {
	if st.status.Open > 0 {
		room -= u.openWidth(st.status.Open, k) + lightGap*k
	}
	used := func() float32 {
		total, checks := float32(0), float32(0)
		for _, l := range lights {
			w := width(l.text, words) + (lightRoom+lightGap)*k
			total += w
			if l.checks {
				checks += w
			}
		}
		return total + max(0, touchMin*k-checks)
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
func (u *UI) paintLights(s *sheet, lights []light, words style, x float32) float32 {
	k := s.u
	var checks rect // what opens the check when it is touched
	for i := len(lights) - 1; i >= 0; i-- {
		if lights[i].checks && checks.w == 0 {
			checks.w = x + lightGap/2*k // its right edge, for now
		}
		w := width(lights[i].text, words)
		s.text(lights[i].text, rect{x - w, 0, w, s.h}, words)
		x -= w + 12*k
		s.disc(x, s.h/2, 10*k, lights[i].color)
		x -= 5*k + lightGap*k
	}
	// The lights that check are the first ones, so the surface ends where the count
	// of payments begins.
	x = min(x, checks.w-touchMin*k-lightGap/2*k)
	checks.x, checks.y, checks.h = x+lightGap/2*k, (s.h-touchMin*k)/2, touchMin*k
	checks.w -= checks.x
	s.touch("check", checks, face{ink: ink, radius: keyRadius * k}, u.tapping(kiosk.ActionCheck), nil)
	return x
}

// openWidth is how wide the count of payments that need people is.
func (u *UI) openWidth(n int, k float32) float32 {
	w, _ := measure(u.say("screen.open", "n", strconv.Itoa(n)), 16*k, bold)
	return w + 24*k
}

// paintOpen draws the count of payments that need people, ending at x, and
// returns where it begins.
func (u *UI) paintOpen(s *sheet, n int, x float32) float32 {
	k, t := s.u, toneOf(kiosk.ToneUnsure)
	text := u.say("screen.open", "n", strconv.Itoa(n))
	st := style{size: 16 * k, bold: true, color: t.ink, align: centre}
	w := u.openWidth(n, k)
	// The surface is higher than the pill, for a finger.
	s.touch("open", rect{x - w, (s.h - touchMin*k) / 2, w, touchMin * k}, face{ink: t.ink, radius: keyRadius * k}, u.tapping(kiosk.ActionReview), func(in *sheet) {
		pill := rect{0, in.h/2 - 16*k, in.w, 32 * k}
		in.card(pill, t.fill, t.line, 16*k, 1)
		in.text(text, pill, st)
	})
	return x - w - 14*k
}

// cutTo shortens a text that the shop wrote, which may be of any length.
func (u *UI) cutTo(text string, width float32, st style) string {
	if w, _ := measure(text, st.size, st.source()); w <= width {
		return text
	}
	return cut(text, st.size, width, st.source())
}

// stripState is the practice strip: shown at all, and what it says.
type stripState struct {
	dropped bool
	buttons []kiosk.Button // with a customer's screen they stand here
}

func (u *UI) paintStrip(s *sheet) {
	st, k := s.part.state.(stripState), s.u
	s.stripes(rect{0, 0, s.w, s.h}, practiceFill, practiceStripe)
	text := u.say("screen.practice")
	if st.dropped {
		text = u.say("screen.practice.dropped")
	}
	room := rect{edge * k, 0, s.w - 2*edge*k, s.h}
	if n := float32(len(st.buttons)); n > 0 {
		width := min(150*k, (s.w*0.68-n*keyGap*k)/n)
		x := s.w - edge*k - n*width - (n-1)*keyGap*k
		u.paintPractice(s, st.buttons, rect{x, (s.h - touchMin*k) / 2, s.w - edge*k - x, touchMin * k}, cardFill, practiceInk, practiceStripe)
		room.w = x - cardGap*k - room.x
	}
	s.lines(text, room, style{size: 16 * k, bold: true, color: practiceInk, align: centre, floor: 12 * k}, 2)
}

// paintPractice draws the buttons that play the customer and the network.
func (u *UI) paintPractice(s *sheet, buttons []kiosk.Button, r rect, fill, text, line color.NRGBA) {
	k, n := s.u, float32(len(buttons))
	width := min(170*k, (r.w-(n-1)*keyGap*k)/n)
	r.x += (r.w - n*width - (n-1)*keyGap*k) / 2
	// All labels stand on one line, also those without a key above.
	below := float32(0)
	if slices.ContainsFunc(buttons, func(b kiosk.Button) bool { return b.Key != "" }) {
		below = 11 * k
	}
	// They speak equally loud, as long as none needs two lines.
	one := style{size: 15 * k, color: text, align: centre, floor: 13 * k}
	for _, b := range buttons {
		one.size, _ = shrink(typeset(u.text(b.Label)), one.size, one.floor, width-s.tall(16, 8), one.source())
	}
	for i, b := range buttons {
		at := rect{r.x + float32(i)*(width+keyGap*k), r.y, width, r.h}
		s.touch("practice."+string(b.Action), at, face{fill, line, text, 12 * k, 1}, u.tapping(b.Action), func(in *sheet) {
			pad := in.tall(8, 4)
			label, room := u.text(b.Label), rect{pad, below, in.w - 2*pad, in.h - below - k}
			legend := func() {
				if b.Key != "" {
					in.text(legendOf(b.Key), rect{8 * k, k, in.w - 16*k, 17 * k}, style{size: sizeLegend * k, color: mix(text, fill, 0.3), align: right})
				}
			}
			if w, _ := measure(typeset(label), one.size, one.source()); w <= room.w {
				in.text(label, room, one)
				legend()
				return
			}
			two := one
			two.size, two.floor = one.floor, 11*k
			if s.low > 0 { // two lines leave no room for the key's name
				room.y, room.h = 0, in.h
			} else {
				legend()
			}
			in.lines(label, room, two, 2)
		})
	}
}
