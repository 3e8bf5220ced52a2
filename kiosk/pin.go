package kiosk

import (
	"errors"
	"strconv"
	"time"
)

// pinPad is a PIN being entered, or set for the first time.
type pinPad struct {
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

// askPIN begins a PIN for purpose. The first time in a till's life it sets it.
func (t *Till) askPIN(purpose Action, n OrderNo) {
	t.pins.pads++
	t.pin = &pinPad{id: t.pins.pads, purpose: purpose, order: n, about: t.pinFor(purpose, n), setting: !t.pins.pinSet, touched: t.now}
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
		amount = t.refundForm.amount
	case ActionRefund, ActionRefundByHand:
		amount = t.book.refundable(p)
	case ActionRefunded:
		if f := t.book.undecided(n); f != nil {
			amount = f.Amount
		}
	}
	return T("pin.for."+string(purpose), "amount", amount.Grouped(), "order", n.Tail())
}

// pressPIN takes a key while a PIN is entered.
func (t *Till) pressPIN(k Key) {
	p := t.pin
	if r := k.char(); r != 0 {
		t.keepElsewhere(r)
	}
	if p.busy {
		return // its answer comes in a moment
	}
	p.touched = t.now
	if k == KeyEsc {
		t.pin = nil
		return
	}
	if d, ok := k.Digit(); ok {
		if len(p.digits) < PINDigitsMax {
			p.digits += string(d)
		}
		p.said = Text{}
		return
	}
	switch k {
	case KeyBackspace:
		if p.digits != "" {
			p.digits = p.digits[:len(p.digits)-1]
		}
	case KeyEnter:
		t.dropStrokes()
		t.enterPIN()
	}
}

func (t *Till) enterPIN() {
	p := t.pin
	switch {
	case len(p.digits) < PINDigitsMin:
		p.said = T("pin.too_short", "min", strconv.Itoa(PINDigitsMin), "max", strconv.Itoa(PINDigitsMax))
	case !p.setting:
		p.busy = true
		t.do(CheckPIN{p.digits, p.id})
	case p.first == "":
		p.first, p.digits = p.digits, ""
	case p.first != p.digits:
		p.first, p.digits, p.said = "", "", T("pin.differ")
	default:
		p.busy = true
		t.do(SetPIN{p.digits, p.id})
	}
}

// pinChecked takes the answer to an entered PIN.
func (t *Till) pinChecked(e PINChecked) {
	p := t.pin
	t.pins.pinSet = t.pins.pinSet || e.Set && e.Err == nil
	if p == nil || !p.busy || p.id != e.Pad {
		return // the pad that asked was closed
	}
	p.busy, p.digits, p.first, p.touched = false, "", "", t.now
	switch {
	case errors.Is(e.Err, ErrPINShape):
		p.said = T("pin.too_short", "min", strconv.Itoa(PINDigitsMin), "max", strconv.Itoa(PINDigitsMax))
	case e.Err != nil:
		p.said = T("pin.failed")
	case e.Result.NotSet:
		p.setting, t.pins.pinSet = true, false
	case !e.Result.LockedUntil.IsZero():
		p.said = T("pin.locked", "until", e.Result.LockedUntil.In(t.set.Location).Format(time.TimeOnly))
	case !e.Result.OK:
		p.said = T("pin.wrong", "left", itoa(e.Result.TriesLeft))
	default:
		t.pins.pinSet, t.pins.pinAt = true, t.now
		t.pin = nil
		t.allowed(p.purpose, p.order)
	}
}

// allowed does what the PIN was asked for.
func (t *Till) allowed(purpose Action, n OrderNo) {
	p := t.book.find(n)
	switch purpose {
	case ActionOwner:
		if t.book.counter.sale == nil {
			t.result, t.refundForm, t.mode = nil, nil, modeHistory
		}
	case ActionFullScreen:
		t.do(FullScreen{})
	case ActionManager:
		if p != nil && t.book.decidable(p) {
			t.beginDecision(modeDecide, p)
		}
	case ActionRefundByHand, ActionRefund, ActionRefunded, ActionConfirm:
		t.refundAllowed(purpose, p)
	}
}
