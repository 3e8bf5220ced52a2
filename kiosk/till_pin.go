package kiosk

import (
	"errors"
	"time"
)

// pinPad is a PIN being entered, or set for the first time.
type pinPad struct {
	pad
	id      int
	purpose Action // what it is asked for
	order   OrderNo
	about   Text // what it is asked for, in words
	digits  string
	first   string // setting: the first entry, to be repeated
	setting bool
	busy    bool
	said    Text
	touched time.Time // by the last key
}

var pinTooShort = T("pin.too_short", "min", itoa(PINDigitsMin), "max", itoa(PINDigitsMax))

// askPIN begins a PIN for purpose. The first time in a till's life it sets it.
func (t *Till) askPIN(purpose Action, n OrderNo) {
	t.pins.pads++
	t.push(&pinPad{id: t.pins.pads, purpose: purpose, order: n, about: t.pinFor(purpose, n), setting: !t.pins.pinSet, touched: t.now})
}

// pinFor says what a PIN is asked for: where it is about one payment, about how
// much of which, so that nobody opens another one than they mean.
func (t *Till) pinFor(purpose Action, n OrderNo) Text {
	p := t.book.find(n)
	if p == nil {
		return T("pin.for." + string(purpose))
	}
	amount := p.Amount
	switch purpose {
	case ActionConfirm:
		amount = up[*refundForm](t).amount
	case ActionRefund, ActionRefundByHand:
		amount = t.book.refundable(p)
	case ActionRefunded:
		if f := t.book.undecided(n); f != nil {
			amount = f.Amount
		}
	}
	return T("pin.for."+string(purpose), "amount", amount.Grouped(), "order", n.Tail())
}

// pin is the pad that is up, nil when none is.
func (t *Till) pin() *pinPad { return up[*pinPad](t) }

// popPIN takes the pad away, so that an answer to it finds none. What is behind it
// was not left meanwhile.
func (t *Till) popPIN() {
	if p := t.pin(); p != nil {
		t.pop(p)
		if l := up[*attention](t); l != nil {
			l.touched = t.now
		}
	}
}

func (p *pinPad) press(t *Till, k Key) {
	if r := k.char(); r != 0 {
		t.keepElsewhere(r)
	}
	if p.busy {
		return // its answer comes in a moment
	}
	p.touched = t.now
	switch d, digit := k.Digit(); {
	case k == KeyEsc:
		t.pop(p)
	case digit:
		if len(p.digits) < PINDigitsMax {
			p.digits += string(d)
		}
		p.said = Text{}
	case k == KeyBackspace:
		p.digits = p.digits[:max(0, len(p.digits)-1)]
	case k == KeyEnter:
		t.dropStrokes()
		p.enter(t)
	}
}

func (p *pinPad) typed(t *Till, r rune) { t.keepElsewhere(r) }

func (p *pinPad) untype(t *Till, n int) {
	p.digits = p.digits[:max(0, len(p.digits)-n)]
	t.unstrike(n)
}

func (p *pinPad) act(t *Till, a Action) {
	if a == ActionBack && !p.busy {
		t.pop(p)
	}
}

// tick closes a pad that nobody goes on with.
func (p *pinPad) tick(t *Till) {
	if !p.busy && !t.now.Before(p.touched.Add(pinMax)) {
		t.popPIN()
	}
}

func (p *pinPad) due(*Till) time.Time {
	if p.busy {
		return time.Time{}
	}
	return p.touched.Add(pinMax)
}

// draw tells the screen dots, never digits.
func (p *pinPad) draw(_ *Till, v *View) {
	e := &PINEntry{Title: T("pin.enter"), Detail: p.about, Dots: len(p.digits), Busy: p.busy}
	switch {
	case p.setting && p.first != "":
		e.Title = T("pin.again")
	case p.setting:
		e.Title = T("pin.new")
	}
	if !p.said.IsZero() {
		e.Title = p.said // what it is for stays to be read
	}
	v.Screen, v.PIN = ScreenPIN, e
}

// enter takes what was entered.
func (p *pinPad) enter(t *Till) {
	switch {
	case len(p.digits) < PINDigitsMin:
		p.said = pinTooShort
	case !p.setting:
		p.busy = true
		t.effect(CheckPIN{p.digits, p.id})
	case p.first == "":
		p.first, p.digits = p.digits, ""
	case p.first != p.digits:
		p.first, p.digits, p.said = "", "", T("pin.differ")
	default:
		p.busy = true
		t.effect(SetPIN{p.digits, p.id})
	}
}

// pinChecked takes the answer to an entered PIN.
func (t *Till) pinChecked(e PINChecked) {
	p := t.pin()
	t.pins.pinSet = t.pins.pinSet || e.Set && e.Err == nil
	if p == nil || !p.busy || p.id != e.Pad {
		return // the pad that asked was closed
	}
	p.busy, p.digits, p.first, p.touched = false, "", "", t.now
	switch {
	case errors.Is(e.Err, ErrPINShape):
		p.said = pinTooShort
	case e.Err != nil:
		p.said = T("pin.failed")
	case e.Result.NotSet:
		p.setting, t.pins.pinSet = true, false
	case !e.Result.LockedUntil.IsZero():
		p.said = T("pin.locked", "until", e.Result.LockedUntil.In(t.settings.Location).Format(time.TimeOnly))
	case !e.Result.OK:
		p.said = T("pin.wrong", "left", itoa(e.Result.TriesLeft))
	default:
		t.pins.pinSet, t.pins.pinAt = true, t.now
		t.pop(p)
		t.allowed(p.purpose, p.order)
	}
}

// allowed does what the PIN was asked for.
func (t *Till) allowed(purpose Action, n OrderNo) {
	p := t.book.find(n)
	switch purpose {
	case ActionOwner:
		if t.book.counter.sale == nil {
			t.result = nil
			t.open(&history{})
		}
	case ActionFullScreen:
		t.effect(FullScreen{})
	}
	if p == nil {
		return
	}
	switch purpose {
	case ActionManager:
		if t.book.decidable(p) {
			t.beginDecision(p, false)
		}
	case ActionRefunded:
		if t.book.unsureRefund(n) != nil {
			t.beginDecision(p, true)
		}
	case ActionConfirm:
		if g, ok := t.top().(*refundForm); ok && g.stage == refundConfirm && g.order == n {
			g.confirm(t, p)
		}
	case ActionRefund:
		if t.book.refundSupport(p) != RefundNone {
			t.book.refundLate(p, false)
		}
	case ActionRefundByHand:
		if t.book.refundableByHand(p) {
			t.book.refundLate(p, true)
		}
	}
}
