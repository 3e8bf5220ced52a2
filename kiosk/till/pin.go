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
	wish    wish
	digits  string
	over    bool   // more was typed than any PIN has, so that nothing of it is one
	first   string // setting: the first entry, to be repeated
	setting bool
	busy    bool
	message kiosk.Text
	shakes  int       // entries that were wrong
	touched time.Time // by the last key
}

// wish is the purpose for which a PIN is asked.
type wish struct {
	action kiosk.Action
	order  kiosk.OrderNo
	right  kiosk.Right
	about  kiosk.Text // it, in words
}

// rightFor is the right that an action takes; anybody signs in.
var rightFor = map[kiosk.Action]kiosk.Right{
	kiosk.ActionSignIn: kiosk.RightSell, kiosk.ActionSetPIN: kiosk.RightPeople,
	kiosk.ActionOwner: kiosk.RightHistory, kiosk.ActionSetUp: kiosk.RightSettings, kiosk.ActionFullScreen: kiosk.RightLeave, kiosk.ActionClose: kiosk.RightLeave,
	kiosk.ActionManager: kiosk.RightDecide, kiosk.ActionRefunded: kiosk.RightDecide,
	kiosk.ActionConfirm: kiosk.RightRefund, kiosk.ActionRefund: kiosk.RightRefund, kiosk.ActionRefundByHand: kiosk.RightRefund,
}

var pinTooShort = kiosk.T("pin.too_short", "min", itoa(kiosk.PINDigitsMin), "max", itoa(kiosk.PINDigitsMax))

// askPIN begins a PIN for a. The first time in a till's life the owner chooses it; but
// where money is decided about, whoever stands at the counter must not be able to choose
// the PIN that allows it.
func (t *Till) askPIN(a kiosk.Action, n kiosk.OrderNo) {
	right := rightFor[a]
	if right.Money() && !t.access.pinSet && !t.settings.Practice {
		t.push(&pinMissing{since: t.Now})
		return
	}
	t.askFor(wish{action: a, order: n, right: right, about: t.pinFor(a, n)})
}

func (t *Till) askFor(w wish) {
	t.access.pads++
	t.push(&pinPad{id: t.access.pads, wish: w, setting: !t.access.pinSet, touched: t.Now})
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
	if k == kiosk.KeyEnter && (t.lateMark() || p.scanned(t)) || p.busy {
		return // a scanner's; or its answer comes in a moment
	}
	p.touched = t.Now
	switch d, digit := k.Digit(); {
	case k == kiosk.KeyEsc:
		t.pop(p)
	case t.access.locked(t.Now):
	case digit && !p.over:
		p.message = kiosk.Text{}
		if p.digits += string(d); len(p.digits) > kiosk.PINDigitsMax {
			p.clear()
			p.over, p.message = true, pinTooShort
		}
	case k == kiosk.KeyBackspace:
		p.digits, p.over = p.digits[:max(0, len(p.digits)-1)], false
	case k == kiosk.KeyEnter:
		t.dropStrokes()
		p.enter(t)
	}
}

func (p *pinPad) clear() { p.digits, p.over = "", false }

// scanned reports whether what was typed is a payment code, of a scanner that types as
// slowly as a person: none of it is a PIN.
func (p *pinPad) scanned(t *Till) bool {
	_, could := t.struckCode(kiosk.PayCode{})
	if could == 0 || !t.justStruck() {
		return false
	}
	t.dropStrokes()
	t.typing.unmarked = unmarked{until: t.Now.Add(secondMark), done: true} // a slow CR LF is two keys
	t.badScan(kiosk.T("pin.scanned"))
	return true
}

// scan says that a scan is no PIN.
func (p *pinPad) scan(t *Till, _ kiosk.PayCode, _ kiosk.Text) {
	if !p.busy {
		p.clear() // its beginning may be among them
	}
	p.message = kiosk.T("pin.scanned")
	t.announce(kiosk.PhraseBadScan, "", 0)
}

func (p *pinPad) typed(t *Till, r rune) { t.keepElsewhere(r) }

func (p *pinPad) untype(t *Till, n int) {
	p.digits, p.over = p.digits[:max(0, len(p.digits)-n)], false
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

// due is also the end of a lock, whose countdown the pad shows.
func (p *pinPad) due(t *Till) time.Time {
	switch idle := p.touched.Add(pinIdleMax); {
	case p.busy:
		return time.Time{}
	case t.access.locked(t.Now) && t.access.lockedUntil.Before(idle):
		return t.access.lockedUntil
	default:
		return idle
	}
}

// draw tells the screen dots, never digits.
func (p *pinPad) draw(t *Till, v *kiosk.View) {
	e := &kiosk.PINEntry{Title: t.pinTitle(p.wish), Detail: p.wish.about, Dots: len(p.digits), Busy: p.busy, Shakes: p.shakes}
	if asked := t.access.seller.Name; asked != "" && p.wish.action != kiosk.ActionSignIn {
		e.Detail = kiosk.T("pin.asked", "asked", asked, "about", p.wish.about.Arg())
	}
	switch {
	case p.setting && p.first != "":
		e.Title = kiosk.T("pin.again")
	case p.setting:
		e.Title, e.Detail = kiosk.T("pin.new"), kiosk.T("pin.why", "about", p.wish.about.Arg())
	}
	if !p.message.IsZero() {
		e.Title = p.message // what it is for stays to be read
	}
	if t.access.locked(t.Now) {
		if p.message.ID == "pin.scanned" {
			e.Detail = p.message
		}
		e.Title, e.Until = kiosk.T("pin.locked"), t.WallOf(t.access.lockedUntil)
	}
	v.Screen, v.PIN = kiosk.ScreenPIN, e
}

// pinTitle says whose PIN is wanted.
func (t *Till) pinTitle(w wish) kiosk.Text {
	switch {
	case w.action == kiosk.ActionSignIn:
		return kiosk.T("pin.enter.own")
	case !t.access.people:
		return kiosk.T("pin.enter")
	case kiosk.RoleManager.May(w.right):
		return kiosk.T("pin.enter.manager")
	}
	return kiosk.T("pin.enter.owner")
}

// enter takes what was entered.
func (p *pinPad) enter(t *Till) {
	over := p.over
	switch p.over = false; {
	case over, len(p.digits) < kiosk.PINDigitsMin:
		p.clear()
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
	t.access.pinSet = t.access.pinSet || e.Set && e.Err == nil
	known := t.access.locked(t.Now)
	t.access.lockedUntil = e.Result.LockedUntil
	asked := p != nil && p.busy && p.id == e.Pad
	if t.access.locked(t.Now) && !known {
		a := kiosk.Approval{Right: kiosk.RightSell, Asked: t.access.seller.Name}
		var n kiosk.OrderNo
		if asked {
			a.Right, n = p.wish.right, p.wish.order
		}
		t.book.RecordAccess(kiosk.RecordLocked, n, a)
	}
	if !asked {
		return // the pad that asked was closed
	}
	p.busy, p.digits, p.first, p.touched = false, "", "", t.Now
	by := e.Result.Person
	if e.Set {
		by.Role = kiosk.RoleOwner
	}
	switch {
	case errors.Is(e.Err, kiosk.ErrPINShape):
		p.message = pinTooShort
	case errors.Is(e.Err, kiosk.ErrPINTaken):
		p.message = kiosk.T("pin.taken")
	case e.Err != nil:
		p.message = kiosk.T("pin.failed")
	case e.Result.NotSet:
		p.setting, t.access.pinSet = true, false
	case !e.Result.LockedUntil.IsZero(), !e.Result.OK:
		p.shakes++ // no words: whoever stands in front of the till reads nothing of how it was wrong
	case !by.Role.May(p.wish.right):
		t.book.RecordAccess(kiosk.RecordRefused, p.wish.order, t.access.approval(p.wish.right, by))
		p.shakes++
		p.message = kiosk.T("pin.may_not", "by", kiosk.NameText(by.Called()))
	default:
		t.access.pinSet = true
		t.pop(p)
		t.allowed(p.wish, by)
	}
}

// allowed does what the PIN was asked for: by has the right to it.
func (t *Till) allowed(w wish, by kiosk.Person) {
	if w.action == kiosk.ActionSignIn {
		t.signIn(by)
		return
	}
	t.access.verified, t.access.verifiedAt = by, t.Now
	approval := t.access.approval(w.right, by)
	switch w.action {
	case kiosk.ActionOwner, kiosk.ActionSetUp:
		if t.book.Sale() == nil {
			t.result = nil
			t.open(&history{setUp: w.action == kiosk.ActionSetUp})
		}
	case kiosk.ActionFullScreen:
		t.Effect(kiosk.FullScreen{})
	case kiosk.ActionClose:
		t.Effect(kiosk.Close{})
	case kiosk.ActionApprove:
		t.Effect(kiosk.RightGiven{Right: w.right, Approval: approval})
	}
	p := t.book.Find(w.order)
	if p == nil {
		if approval.Right != "" {
			t.book.RecordAccess(kiosk.RecordApproved, "", approval)
		}
		return
	}
	switch w.action {
	case kiosk.ActionManager:
		if t.book.Decidable(p) {
			t.beginDecision(p, false, approval)
		}
	case kiosk.ActionRefunded:
		if t.book.UnknownRefund(w.order) != nil {
			t.beginDecision(p, true, approval)
		}
	case kiosk.ActionConfirm:
		if g, ok := t.top().(*refundForm); ok && g.stage == refundConfirm && g.order == w.order {
			g.confirm(t, p)
		}
	case kiosk.ActionRefund:
		if t.book.RefundSupport(p) != kiosk.RefundNone {
			t.book.RefundLate(p, false, approval)
		}
	case kiosk.ActionRefundByHand:
		if t.book.RefundableByHand(p) {
			t.book.RefundLate(p, true, approval)
		}
	}
}
