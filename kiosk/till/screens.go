package till

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// screen is one of the cashier's screens: what it takes, draws and does when its
// time comes. page and pad have what most of them do alike.
type screen interface {
	press(*Till, kiosk.Key) // before anything is made of it
	key(*Till, kiosk.Key)   // one that no scanner typed and that is no character
	typed(*Till, rune)
	untype(*Till, int)
	paste(*Till, string)
	act(*Till, kiosk.Action)
	// scan takes a scan, or what is wrong with one.
	scan(t *Till, c kiosk.PayCode, bad kiosk.Text)
	// field is the amount that can be typed and what it may be at most, nil where
	// there is none.
	field(*Till) (*amountInput, kiosk.Fen)
	draw(*Till, *kiosk.View)
	tick(*Till)
	due(*Till) time.Time // the next deadline, such as when nobody touches it; zero without one
}

// foot is a screen at the bottom of the stack. The amount card and the customer's side
// are its own, whatever stands there.
type foot interface {
	screen
	card(*Till) kiosk.AmountCard
	customer(*Till) kiosk.CustomerScreen
}

// screens are the cashier's: the foot's, and the stack on it. A card that comes up by
// itself stands on the foot when nothing else does, and is on no stack.
type screens struct {
	down   foot // starting or stopped, in place of all others; nil on a till that works
	amount amountScreen
	sale   saleScreen
	result *resultScreen // the ended sale still on screen
	stack  []screen
}

// foot is the screen that all others stand on.
func (t *Till) foot() foot {
	switch {
	case t.down != nil:
		return t.down
	case t.book.Sale() != nil:
		return &t.sale
	case t.result != nil:
		return t.result
	}
	return &t.amount
}

// top is the screen that is up.
func (t *Till) top() screen {
	switch n := len(t.stack); {
	case t.down != nil:
		return t.down
	case n > 0:
		return t.stack[n-1]
	case t.alarm() != nil:
		return alarmCard{}
	}
	return t.foot()
}

// under is the screen that s stands on.
func (t *Till) under(s screen) screen {
	if i := slices.Index(t.stack, s); i > 0 {
		return t.stack[i-1]
	}
	return t.foot()
}

// page is the screen that is up without what is asked in front of it, nil when
// that is the foot or the card that comes by itself.
func (t *Till) page() screen {
	for _, s := range slices.Backward(t.stack) {
		if _, front := s.(interface{ inFront() }); !front {
			return s
		}
	}
	return nil
}

// up is the screen of type S, nil when it is not there.
func up[S screen](t *Till) (s S) {
	for _, of := range slices.Backward(t.stack) {
		if s, ok := of.(S); ok {
			return s
		}
	}
	return s
}

func (t *Till) push(s screen) { t.stack = append(t.stack, s) }

// pop takes s away, also from beneath another.
func (t *Till) pop(s screen) {
	t.stack = slices.DeleteFunc(t.stack, func(of screen) bool { return of == s })
}

// popToFoot takes all pages away. What is asked in front of them stays.
func (t *Till) popToFoot() {
	for s := t.page(); s != nil; s = t.page() {
		t.pop(s)
	}
}

// open puts s up in place of all other pages.
func (t *Till) open(s screen) {
	t.popToFoot()
	t.push(s)
}

// popAll takes everything away but the foot.
func (t *Till) popAll() { t.stack = slices.Delete(t.stack, 0, len(t.stack)) }

// page is the default handling of input, as most screens have it.
type page struct{}

func (page) press(t *Till, k kiosk.Key) {
	if r := k.Char(); r != 0 {
		t.strike(r)
		return
	}
	if (k == kiosk.KeyEnter || k == kiosk.KeyTab) && t.endStrokes() {
		return
	}
	t.partStrokes()
	if e, _ := t.field(); e != nil && k.Moves() && !e.refused {
		e.refuse(kiosk.T("problem.num_lock")) // a digit of the number pad
		return
	}
	t.top().key(t, k)
}

// shortcuts are the keys that mean the same everywhere, also without a button.
var shortcuts = map[kiosk.Key]kiosk.Action{
	kiosk.KeyF1: kiosk.ActionWeChat, kiosk.KeyF2: kiosk.ActionAlipay, kiosk.KeyF3: kiosk.ActionMini, kiosk.KeyF4: kiosk.ActionCash,
	kiosk.KeyF7: kiosk.ActionSignIn, kiosk.KeyF9: kiosk.ActionOwner, kiosk.KeyF10: kiosk.ActionReview, kiosk.KeyF11: kiosk.ActionFullScreen, kiosk.KeyF12: kiosk.ActionHelp,
}

func (page) key(t *Till, k kiosk.Key) {
	if k == kiosk.KeyBackspace {
		t.backspace()
		return
	}
	if a, ok := t.buttonOf(k); ok {
		t.act(a)
		return
	}
	switch k {
	case kiosk.KeyEsc:
		t.top().act(t, kiosk.ActionBack)
	case kiosk.KeyEnter:
		if !t.startNext() {
			t.top().act(t, kiosk.ActionScan)
			t.notForCard()
		}
	default:
		if a, ok := shortcuts[k]; ok {
			t.act(a)
		}
	}
}

// buttonOf is the action of the button on screen that has this key.
func (t *Till) buttonOf(k kiosk.Key) (kiosk.Action, bool) {
	if !t.drawn.up {
		return "", false
	}
	if b := t.drawn.shown.SetUp; b.Action != "" && b.Key == k {
		return b.Action, true
	}
	for _, bs := range [][]kiosk.Button{t.drawn.shown.Panel.Buttons, t.drawn.shown.PracticeButtons} {
		for _, b := range bs {
			if b.Key == k {
				return b.Action, true
			}
		}
	}
	return "", false
}

// act does what a button or key asks for, when it can be done now.
func (t *Till) act(a kiosk.Action) {
	if a == kiosk.ActionMute {
		t.toggleMute()
		return
	}
	if t.book.Recovering() && t.pin() == nil && a != kiosk.ActionHelp && a != kiosk.ActionFullScreen && a != kiosk.ActionClose {
		return
	}
	t.top().act(t, a)
}

func (page) act(t *Till, a kiosk.Action) {
	switch a {
	case kiosk.ActionBack:
		t.pop(t.top())
	case kiosk.ActionNext:
		t.nextSale()
	case kiosk.ActionSetUp, kiosk.ActionOwner:
		if t.book.Sale() == nil {
			t.askPIN(a, "")
		}
	case kiosk.ActionFullScreen:
		t.askPIN(a, "")
	case kiosk.ActionSignIn:
		t.askToSignIn()
	case kiosk.ActionRights:
		if t.top() == screen(help{}) {
			t.push(rightsTable{})
		}
	case kiosk.ActionHelp:
		switch s := t.top(); {
		case s == screen(help{}):
			t.pop(s)
		case s == t.foot() && t.book.Sale() == nil:
			t.push(help{})
		}
	case kiosk.ActionCheck:
		t.openChecks()
	case kiosk.ActionReview:
		t.openAttention()
	case kiosk.ActionPracticePay, kiosk.ActionPracticeRefuse, kiosk.ActionPracticeDrop, kiosk.ActionPracticeCode:
		t.actPractice(a)
	}
}

func (page) typed(t *Till, r rune)                 { t.strike(r) }
func (page) untype(t *Till, n int)                 { t.unstrike(n) }
func (page) scan(*Till, kiosk.PayCode, kiosk.Text) {} // a scan is never typed into anything

func (page) paste(t *Till, text string) {
	t.startNext()
	switch e, limit := t.field(); {
	case e == nil:
		t.missed()
	case t.fixedField():
		e.refuse(kiosk.T("refund.whole_only"))
	default:
		e.paste(text, limit)
	}
}

func (page) field(*Till) (*amountInput, kiosk.Fen) { return nil, 0 }
func (page) tick(*Till)                            {}
func (page) due(*Till) time.Time                   { return time.Time{} }

// pad is a modal screen: the page behind it is there again when it closes.
type pad struct{ page }

func (pad) inFront() {}

// field is the amount that can be typed now.
func (t *Till) field() (*amountInput, kiosk.Fen) { return t.top().field(t) }

// startNext leaves a result for the next amount, and reports whether one was up.
func (t *Till) startNext() bool {
	ended := t.result != nil
	if ended {
		t.nextSale()
	}
	return ended
}

// nextSale clears a result from the screen.
func (t *Till) nextSale() { t.result, t.sale.timeline, t.amount.entry = nil, nil, amountInput{} }

// backspace edits the amount. After a result it starts the next one.
func (t *Till) backspace() {
	t.startNext()
	if e, _ := t.field(); e != nil {
		e.backspace()
		return
	}
	t.notForCard()
}

// attend tells the book which payment a screen is about, so that it is not
// forgotten, or not asked about while a manager decides.
func (t *Till) attend() {
	var refund, decided kiosk.OrderNo
	switch s := t.page().(type) {
	case *refundForm:
		refund = s.order
	case *decision:
		if s.refund {
			decided = s.order
		}
	}
	t.book.Attend(refund, decided)
}
