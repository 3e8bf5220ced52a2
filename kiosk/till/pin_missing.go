package till

import (
	"time"

	"facepay/kiosk"
)

// pinMissing refuses what only somebody with a PIN decides, in a shop that has none:
// chosen at the counter, by whoever wants the decision, it would prove nothing. It says
// how to set one.
type pinMissing struct {
	pad
	since time.Time
}

func (m *pinMissing) press(t *Till, k kiosk.Key) {
	switch k {
	case kiosk.KeyEsc:
		m.act(t, kiosk.ActionBack)
	case kiosk.KeyF9:
		m.act(t, kiosk.ActionSetPIN)
	}
}

func (m *pinMissing) act(t *Till, a kiosk.Action) {
	switch a {
	case kiosk.ActionBack:
		t.pop(m)
	case kiosk.ActionSetPIN:
		t.pop(m)
		t.askPIN(a, "")
	}
}

func (m *pinMissing) typed(*Till, rune)   {}
func (m *pinMissing) paste(*Till, string) {}

func (m *pinMissing) untype(t *Till, n int)                         { t.under(m).untype(t, n) }
func (m *pinMissing) scan(t *Till, c kiosk.PayCode, bad kiosk.Text) { t.under(m).scan(t, c, bad) }

func (m *pinMissing) draw(_ *Till, v *kiosk.View) {
	v.Screen = kiosk.ScreenPanel
	v.Panel = kiosk.Panel{
		Tone: kiosk.ToneUnsure, Mark: kiosk.MarkQuestion, Title: kiosk.T("pin.missing.title"), Detail: kiosk.T("pin.missing.detail"),
		Buttons: []kiosk.Button{{Action: kiosk.ActionSetPIN, Key: kiosk.KeyF9, Label: kiosk.T("button.set_pin"), Main: true}, backButton},
	}
}

func (m *pinMissing) tick(t *Till) {
	if !t.Now.Before(m.since.Add(pinIdleMax)) {
		t.pop(m)
	}
}

func (m *pinMissing) due(*Till) time.Time { return m.since.Add(pinIdleMax) }
