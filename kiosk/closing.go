package kiosk

import "time"

type (
	// Closing is somebody's wish to close the till's window, such as Alt+F4. The
	// end of the machine or of the desktop's session asks nobody.
	Closing struct{}
	// Close ends the till in order.
	Close struct{}
)

func (Closing) event() {}
func (Close) effect()  {}

// ActionClose closes the till although a sale is open.
const ActionClose Action = "close"

// closeGuard is how long the question stands before a second wish to close counts:
// a key that is held down repeats itself.
const closeGuard = time.Second

// closeWanted takes somebody's wish to close the till. With an open sale it is
// asked once: whoever closes then has read that money may still come.
func (t *Till) closeWanted() {
	if t.book.counter.sale == nil || t.stopped != nil {
		t.do(Close{})
		return
	}
	since := t.now.Sub(t.closing)
	asked := !t.closing.IsZero()
	t.closing, t.pin = t.now, nil
	if asked && since >= closeGuard {
		t.do(Close{})
	}
}

// closeAsked reports whether the question stands on the screen.
func (t *Till) closeAsked() bool { return !t.closing.IsZero() && t.book.counter.sale != nil }

// pressClosing takes a key while it stands. None of them closes: a scanner that
// types ends with Enter.
func (t *Till) pressClosing(k Key) {
	if k == KeyEsc {
		t.closing = time.Time{}
	}
}

// actOnClosing takes a button while it stands.
func (t *Till) actOnClosing(a Action) {
	switch a {
	case ActionClose:
		t.do(Close{})
	case ActionBack:
		t.closing = time.Time{}
	case ActionPracticePay, ActionPracticeRefuse, ActionPracticeDrop, ActionPracticeCode:
		t.actPractice(a)
	}
}

func closingPanel() Panel {
	return Panel{
		Tone: ToneUnsure, Mark: MarkQuestion, Title: T("closing.title"), Detail: T("closing.detail"),
		Buttons: []Button{
			{Action: ActionClose, Label: T("button.close")},
			{Action: ActionBack, Key: KeyEsc, Label: T("button.back"), Main: true},
		},
	}
}
