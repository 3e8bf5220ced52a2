package sim

import (
	"strings"
	"time"

	"facepay/kiosk"
)

// The seed decides where a face terminal stands, so that no draw of runs without one moves.
const faceEvery = 6

// shopFaceMax is the shop's own limit of a face, where the gateway has none.
const shopFaceMax = 100_00

// terminal is a face terminal at its line. It knows what the till has told it, somewhat
// later, and sends the code of a face as a scanner would.
type terminal struct {
	w   *world
	ask kiosk.FaceAsk // on the line
	has kiosk.FaceAsk // on its screen
}

// standTerminal puts a terminal beside the till, or none.
func (w *world) standTerminal() {
	if w.seed%faceEvery != faceEvery-1 {
		return
	}
	w.settings.FaceTerminal = true
	if can := &w.settings.Capabilities; can.FaceMax == 0 {
		can.FaceMax = shopFaceMax
	}
	w.terminal = &terminal{w: w}
}

// begins is a till that has just opened the line: whatever stood there is cleared.
func (t *terminal) begins() {
	if t != nil {
		t.ask, t.has = kiosk.FaceAsk{}, kiosk.FaceAsk{}
	}
}

// told takes what the till shows. What is overtaken on the line never stands there.
func (t *terminal) told(a kiosk.FaceAsk) {
	if t == nil || a == t.ask {
		return
	}
	t.ask = a
	t.w.planHere(t.w.dice.between(20*time.Millisecond, 300*time.Millisecond), func() {
		if a == t.ask {
			t.shows(a)
		}
	})
}

// shows is an amount on its screen, which somebody may look at or not. A face that is not
// found in 20 s is given up.
func (t *terminal) shows(a kiosk.FaceAsk) {
	t.has = a
	d := t.w.dice
	if a.Sale == "" || t.w.calm || d.chance(0.35) {
		return
	}
	found := d.between(time.Second, 5*time.Second)
	if d.chance(0.3) {
		found = d.between(5*time.Second, 20*time.Second)
	}
	t.w.planHere(found, func() {
		if t.has == a {
			t.reads(a)
		}
	})
}

// faceRefusals are how gateways refuse a face whose terminal is not set up.
var faceRefusals = []string{"设备未绑定", "无权使用此码"}

// awaitsFace is the weight of waiting for the customer's face, where one is asked for.
func (c *cashier) awaitsFace() int {
	if c.w.view.Face.Sale != "" {
		return 8
	}
	return 0
}

// reads is a face that was found, and its code on the way to the till: mostly whole and at
// once, now and then torn, twice, garbled, or so late that the counter is elsewhere.
func (t *terminal) reads(a kiosk.FaceAsk) {
	w, d := t.w, t.w.dice
	k := w.crowd.newCode([]manner{pays, confirms, cannotPay}[d.weighted(11, 2, 1)])
	k.asked = a
	if d.chance(0.08) {
		k.refusal = pick(d, faceRefusals)
	}
	scanned := func(text string) kiosk.Event {
		return kiosk.Scanned{Code: kiosk.NewPayCode(text), From: kiosk.ReaderFace, Sale: a.Sale}
	}
	after := d.between(20*time.Millisecond, 200*time.Millisecond)
	if d.chance(0.25) {
		after = d.between(time.Second, 25*time.Second)
	}
	w.note("customer", "shows their face for %s of sale %s", a.Amount, a.Sale)
	switch d.weighted(20, 2, 2, 1) {
	case 0:
		w.planEvent(after, scanned(k.text))
	case 1:
		w.planEvent(after, kiosk.ScanUnended{Code: kiosk.NewPayCode(k.text[:1+d.IntN(len(k.text))]), Missing: d.chance(0.7), From: kiosk.ReaderFace, Sale: a.Sale})
	case 2:
		w.planEvent(after, scanned(k.text))
		w.planEvent(after+time.Second, scanned(k.text))
	case 3:
		w.planEvent(after, scanned(pick(d, badScans)))
	}
}

// asksFace holds what the terminal is asked for against the open sale and the limit.
func (o *oracle) asksFace(a kiosk.FaceAsk) {
	if a == (kiosk.FaceAsk{}) {
		return
	}
	w, open := o.w, o.w.ledger.openSale()
	w.failIf(w.terminal == nil, "a face is asked for, and there is no terminal")
	w.failIf(open == nil || open.ID != a.Sale, "a face is asked for sale %s, which is not open", a.Sale)
	w.failIf(a.Amount != open.Amount.Grouped(), "the face terminal is told %s, the sale is %s", a.Amount, open.Amount)
	o.faceLimit("asked for", open.Amount)
}

// faceLimit holds the amount of a face against its limit.
func (o *oracle) faceLimit(what string, amount kiosk.Fen) {
	if limit := o.w.settings.Capabilities.FaceMax; limit > 0 && amount > limit {
		o.w.fail("a face is %s %s, its limit is %s", what, amount, limit)
	}
}

// faceSent holds the charge of a face to the sale and the amount that stood on the terminal
// when it was read, and every face to its limit, whichever device read it.
func (o *oracle) faceSent(p *kiosk.Payment, c *payCode) {
	byTerminal := c.asked.Sale != ""
	if p.Face || byTerminal || strings.HasPrefix(c.text, "fp") {
		o.faceLimit("charged", p.Amount)
	}
	if !byTerminal {
		return
	}
	o.w.failIf(!p.Face, "payment %s is by a face, and on record as a scan", p.OrderNo)
	o.w.failIf(c.asked.Sale != p.Sale, "a face that was shown for sale %s is charged for sale %s", c.asked.Sale, p.Sale)
	o.w.failIf(yuan(c.asked.Amount) != p.Amount, "a face that was shown for %s is charged %s", c.asked.Amount, p.Amount)
	o.w.counts.Faces++
}
