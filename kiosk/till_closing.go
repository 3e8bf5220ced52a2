package kiosk

import "time"

// closeGuard is how long the question stands before a second wish to close counts:
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
	if t.book.counter.sale == nil {
		t.effect(Close{})
		return
	}
	t.popPIN()
	q := up[*closeQuestion](t)
	if q == nil {
		t.push(&closeQuestion{since: t.now})
		return
	}
	if t.now.Sub(q.since) >= closeGuard {
		t.effect(Close{})
	}
	q.since = t.now
}

// press takes a key. None of them closes: a scanner that types ends with Enter.
func (q *closeQuestion) press(t *Till, k Key) {
	if k == KeyEsc {
		t.pop(q)
	}
}

func (q *closeQuestion) typed(*Till, rune)   {}
func (q *closeQuestion) paste(*Till, string) {}

func (q *closeQuestion) untype(t *Till, n int)             { t.under(q).untype(t, n) }
func (q *closeQuestion) scan(t *Till, c PayCode, bad Text) { t.under(q).scan(t, c, bad) }

func (q *closeQuestion) act(t *Till, a Action) {
	switch a {
	case ActionClose:
		t.effect(Close{})
	case ActionBack:
		t.pop(q)
	case ActionPracticePay, ActionPracticeRefuse, ActionPracticeDrop, ActionPracticeCode:
		t.actPractice(a)
	}
}

func (q *closeQuestion) draw(_ *Till, v *View) {
	v.Screen, v.Closing = ScreenPanel, true
	v.Panel = Panel{
		Tone: ToneUnsure, Mark: MarkQuestion, Title: T("closing.title"), Detail: T("closing.detail"),
		Buttons: []Button{
			{Action: ActionClose, Label: T("button.close")},
			{Action: ActionBack, Key: KeyEsc, Label: T("button.back"), Main: true},
		},
	}
}
