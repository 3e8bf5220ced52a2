package till

import (
	"time"

	"facepay/kiosk"
)

// closeGuard is the question's age before a second wish to close counts:
// a key that is held down repeats itself.
const closeGuard = time.Second

// closeQuestion asks whether to close the till.
type closeQuestion struct {
	pad
	since  time.Time
	locked bool // closing takes the PIN, where one is set
}

// closeWanted takes somebody's wish to close the till. With an open sale, and on a
// locked till without a PIN, it is asked once: whoever closes then has read that
// money may still come, or that anybody could. A locked till then wants its PIN. One
// that is down sells nothing, and starting again may mend it.
func (t *Till) closeWanted(locked bool) {
	open, guarded := t.book.Sale() != nil, locked && t.access.pinSet
	switch q := up[*closeQuestion](t); {
	case t.down != nil, !open && !locked:
		t.Effect(kiosk.Close{})
	case !open && guarded:
		t.askToClose()
	case q == nil:
		t.popPIN()
		t.push(&closeQuestion{since: t.Now, locked: locked})
	default:
		if t.Now.Sub(q.since) >= closeGuard {
			q.agree(t)
		}
		q.since = t.Now
	}
}

// agree closes the till, or asks for the PIN first.
func (q *closeQuestion) agree(t *Till) {
	if q.locked && t.access.pinSet {
		t.askToClose()
		return
	}
	t.Effect(kiosk.Close{})
}

// askToClose asks for the PIN, once however often closing is wished for.
func (t *Till) askToClose() {
	if p := t.pin(); p == nil || p.wish.action != kiosk.ActionClose {
		t.popPIN()
		t.askPIN(kiosk.ActionClose, "")
	}
}

// closing reports whether the till has answered a wish to close it by a question, which
// stands behind a screen that only tells to wait, too.
func (t *Till) closing() bool {
	p := t.pin()
	return up[*closeQuestion](t) != nil || p != nil && p.wish.action == kiosk.ActionClose
}

// press takes a key. None of them closes: a scanner that types ends with Enter.
func (q *closeQuestion) press(t *Till, k kiosk.Key) {
	if k == kiosk.KeyEsc {
		t.pop(q)
	}
}

func (q *closeQuestion) typed(*Till, rune)   {}
func (q *closeQuestion) paste(*Till, string) {}

func (q *closeQuestion) untype(t *Till, n int)                         { t.under(q).untype(t, n) }
func (q *closeQuestion) scan(t *Till, c kiosk.PayCode, bad kiosk.Text) { t.under(q).scan(t, c, bad) }

func (q *closeQuestion) act(t *Till, a kiosk.Action) {
	switch a {
	case kiosk.ActionClose:
		q.agree(t)
	case kiosk.ActionBack:
		t.pop(q)
	case kiosk.ActionPracticePay, kiosk.ActionPracticeRefuse, kiosk.ActionPracticeDrop, kiosk.ActionPracticeCode:
		t.actPractice(a)
	}
}

func (q *closeQuestion) draw(t *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenPanel
	v.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T(q.text(t, ".title")), Detail: kiosk.T(q.text(t, ".detail")),
		Buttons: []kiosk.Button{
			{Action: kiosk.ActionClose, Label: kiosk.T("button.close")},
			{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back"), Main: true},
		},
	}
}

// text is the name of a sentence about what closing means now.
func (q *closeQuestion) text(t *Till, part string) string {
	switch {
	case t.book.Sale() != nil:
		return "closing" + part
	case t.settings.Practice:
		return "closing.practice" + part
	}
	return "closing.no_pin" + part
}

// tick takes a question away that nobody answers: whoever comes next wants to sell.
func (q *closeQuestion) tick(t *Till) {
	if !t.Now.Before(q.since.Add(pinIdleMax)) {
		t.pop(q)
	}
}

func (q *closeQuestion) due(*Till) time.Time { return q.since.Add(pinIdleMax) }
