package till

import (
	"errors"
	"time"

	"facepay/kiosk"
)

// pinIdleMax closes a PIN pad that nobody goes on with.
const pinIdleMax = time.Minute

// pinPad is a PIN being entered, or set for the first time.
type pinPad struct {
	pad
	id      int
	purpose kiosk.Action // what it is asked for
	order   kiosk.OrderNo
	about   kiosk.Text // what it is asked for, in words
	digits  string
	first   string // setting: the first entry, to be repeated
	setting bool
	busy    bool
	message kiosk.Text
	touched time.Time // by the last key
}

var pinTooShort = kiosk.T("pin.too_short", "min", itoa(kiosk.PINDigitsMin), "max", itoa(kiosk.PINDigitsMax))

// askPIN begins a PIN for purpose. The first time in a till's life it sets it.
func (t *Till) askPIN(purpose kiosk.Action, n kiosk.OrderNo) {
	t.pins.pads++
	t.push(&pinPad{id: t.pins.pads, purpose: purpose, order: n, about: t.pinFor(purpose, n), setting: !t.pins.set, touched: t.Now})
}

// pinFor is the purpose of a PIN: where it is about one payment, about how
// much of which, so that nobody opens another one than they mean.
func (t *Till) pinFor(purpose kiosk.Action, n kiosk.OrderNo) kiosk.Text {
	p := t.book.Find(n)
	if p == nil {
		return kiosk.T("pin.for." + string(purpose))
	}
	amount := p.Amount
	switch purpose {
	case kiosk.ActionConfirm:
		amount = up[*refundForm](t).amount
	case kiosk.ActionRefund, kiosk.ActionRefundByHand:
		amount = t.book.Refundable(p)
	case kiosk.ActionRefunded:
		if f := t.book.Undecided(n); f != nil {
			amount = f.Amount
		}
	}
	return kiosk.T("pin.for."+string(purpose), "amount", amount.Grouped(), "order", n.Tail())
}

// pin is the pad that is up, nil when none is.
func (t *Till) pin() *pinPad { return up[*pinPad](t) }

// popPIN takes the pad away, so that an answer to it finds none. What is behind it
// was not left meanwhile.
func (t *Till) popPIN() {
	if p := t.pin(); p != nil {
		t.pop(p)
		if l := up[*attention](t); l != nil {
			l.touched = t.Now
		}
	}
}

func (p *pinPad) press(t *Till, k kiosk.Key) {
	if r := k.Char(); r != 0 {
		t.keepElsewhere(r)
	}
	if p.busy {
		return // its answer comes in a moment
	}
	p.touched = t.Now
	switch d, digit := k.Digit(); {
	case k == kiosk.KeyEsc:
		t.pop(p)
	case digit:
		if len(p.digits) < kiosk.PINDigitsMax {
			p.digits += string(d)
		}
		p.message = kiosk.Text{}
	case k == kiosk.KeyBackspace:
		p.digits = p.digits[:max(0, len(p.digits)-1)]
	case k == kiosk.KeyEnter:
		t.dropStrokes()
		p.enter(t)
	}
}

func (p *pinPad) typed(t *Till, r rune) { t.keepElsewhere(r) }

func (p *pinPad) untype(t *Till, n int) {
	p.digits = p.digits[:max(0, len(p.digits)-n)]
	t.unstrike(n)
}

func (p *pinPad) act(t *Till, a kiosk.Action) {
	if a == kiosk.ActionBack && !p.busy {
		t.pop(p)
	}
}

// tick closes a pad that nobody goes on with.
func (p *pinPad) tick(t *Till) {
	if !p.busy && !t.Now.Before(p.touched.Add(pinIdleMax)) {
		t.popPIN()
	}
}

func (p *pinPad) due(*Till) time.Time {
	if p.busy {
		return time.Time{}
	}
	return p.touched.Add(pinIdleMax)
}

// draw tells the screen dots, never digits.
func (p *pinPad) draw(_ *Till, v *kiosk.View) {
	e := &kiosk.PINEntry{Title: kiosk.T("pin.enter"), Detail: p.about, Dots: len(p.digits), Busy: p.busy}
	switch {
	case p.setting && p.first != "":
		e.Title = kiosk.T("pin.again")
	case p.setting:
		e.Title = kiosk.T("pin.new")
	}
	if !p.message.IsZero() {
		e.Title = p.message // what it is for stays to be read
	}
	v.Screen, v.PIN = kiosk.ScreenPIN, e
}

// enter takes what was entered.
func (p *pinPad) enter(t *Till) {
	switch {
	case len(p.digits) < kiosk.PINDigitsMin:
		p.message = pinTooShort
	case !p.setting:
		p.busy = true
		t.Effect(kiosk.CheckPIN{PIN: p.digits, Pad: p.id})
	case p.first == "":
		p.first, p.digits = p.digits, ""
	case p.first != p.digits:
		p.first, p.digits, p.message = "", "", kiosk.T("pin.differ")
	default:
		p.busy = true
		t.Effect(kiosk.SetPIN{PIN: p.digits, Pad: p.id})
	}
}

// pinChecked takes the answer to an entered PIN.
func (t *Till) pinChecked(e kiosk.PINChecked) {
	p := t.pin()
	t.pins.set = t.pins.set || e.Set && e.Err == nil
	if p == nil || !p.busy || p.id != e.Pad {
		return // the pad that asked was closed
	}
	p.busy, p.digits, p.first, p.touched = false, "", "", t.Now
	switch {
	case errors.Is(e.Err, kiosk.ErrPINShape):
		p.message = pinTooShort
	case e.Err != nil:
		p.message = kiosk.T("pin.failed")
	case e.Result.NotSet:
		p.setting, t.pins.set = true, false
	case !e.Result.LockedUntil.IsZero():
		p.message = kiosk.T("pin.locked", "until", e.Result.LockedUntil.In(t.settings.Location).Format(time.TimeOnly))
	case !e.Result.OK:
		p.message = kiosk.T("pin.wrong", "left", itoa(e.Result.TriesLeft))
	default:
		t.pins.set, t.pins.verifiedAt = true, t.Now
		t.pop(p)
		t.allowed(p.purpose, p.order)
	}
}

// allowed does what the PIN was asked for.
func (t *Till) allowed(purpose kiosk.Action, n kiosk.OrderNo) {
	p := t.book.Find(n)
	switch purpose {
	case kiosk.ActionOwner, kiosk.ActionSetUp:
		if t.book.Sale() == nil {
			t.result = nil
			t.open(&history{setUp: purpose == kiosk.ActionSetUp})
		}
	case kiosk.ActionFullScreen:
		t.Effect(kiosk.FullScreen{})
	case kiosk.ActionClose:
		t.Effect(kiosk.Close{})
	}
	if p == nil {
		return
	}
	switch purpose {
	case kiosk.ActionManager:
		if t.book.Decidable(p) {
			t.beginDecision(p, false)
		}
	case kiosk.ActionRefunded:
		if t.book.UnknownRefund(n) != nil {
			t.beginDecision(p, true)
		}
	case kiosk.ActionConfirm:
		if g, ok := t.top().(*refundForm); ok && g.stage == refundConfirm && g.order == n {
			g.confirm(t, p)
		}
	case kiosk.ActionRefund:
		if t.book.RefundSupport(p) != kiosk.RefundNone {
			t.book.RefundLate(p, false)
		}
	case kiosk.ActionRefundByHand:
		if t.book.RefundableByHand(p) {
			t.book.RefundLate(p, true)
		}
	}
}
