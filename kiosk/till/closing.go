package till

import (
	"time"

	"facepay/kiosk"
)

// closeGuard is the question's age before a second wish to close counts:
// a key that is held down repeats itself.
const closeGuard = time.Second

// closeQuestion asks whether to close the till although a sale is open.
type closeQuestion struct {
	pad
	since time.Time
}

// closeWanted takes somebody's wish to close the till. With an open sale it is
// asked once: whoever closes then has read that money may still come. A till that
// is down sells nothing, and starting again may mend it.
func (t *Till) closeWanted() {
	if t.book.Sale() == nil {
		t.Effect(kiosk.Close{})
		return
	}
	t.popPIN()
	q := up[*closeQuestion](t)
	if q == nil {
		t.push(&closeQuestion{since: t.Now})
		return
	}
	if t.Now.Sub(q.since) >= closeGuard {
		t.Effect(kiosk.Close{})
	}
	q.since = t.Now
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
		t.Effect(kiosk.Close{})
	case kiosk.ActionBack:
		t.pop(q)
	case kiosk.ActionPracticePay, kiosk.ActionPracticeRefuse, kiosk.ActionPracticeDrop, kiosk.ActionPracticeCode:
		t.actPractice(a)
	}
}

func (q *closeQuestion) draw(_ *Till, v *kiosk.View) {
	v.Screen, v.Closing = kiosk.ScreenPanel, true
	v.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("closing.title"), Detail: kiosk.T("closing.detail"),
		Buttons: []kiosk.Button{
			{Action: kiosk.ActionClose, Label: kiosk.T("button.close")},
			{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back"), Main: true},
		},
	}
}
