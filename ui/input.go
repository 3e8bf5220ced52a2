package ui

import (
	"fyne.io/fyne/v2"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// listen takes every key of window w. Nothing on the screens can have the
// keyboard, so there is no field in which a scan could land.
func (u *UI) listen(w fyne.Window) {
	c := w.Canvas()
	u.keyboard.listen(c, u.keyDown, u.keyTyped)
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { u.paste() })
}

// keyDown takes keys that count once however long they are held: a held Enter
// must not run through a sale.
func (u *UI) keyDown(name fyne.KeyName) {
	if u.view.Screen == kiosk.ScreenHistory && name == fyne.KeyF6 {
		u.giveBack()
		return
	}
	if b, ok := bound(name); ok && !b.repeats {
		u.key(wedge.KeyPress{Key: b.key})
		return
	}
	if name == fyne.KeyTab {
		u.key(wedge.KeyPress{Key: kiosk.KeyTab})
	}
	if s := u.view.Screen; s == kiosk.ScreenAmount || s == kiosk.ScreenRefund {
		// Where an amount is typed they are a number pad's without NumLock.
		if k, ok := doubtKeys[name]; ok {
			u.key(wedge.KeyPress{Key: k})
		}
	}
}

// keyTyped takes keys that go on while they are held.
func (u *UI) keyTyped(name fyne.KeyName) {
	if u.view.Screen == kiosk.ScreenHistory && u.history.key(name) {
		return
	}
	if u.doubtKey(name) {
		return
	}
	if b, ok := bound(name); ok && b.repeats {
		u.key(wedge.KeyPress{Key: b.key})
	}
}

// key passes a key through the wedge, which knows people from scanners.
func (u *UI) key(k wedge.KeyPress) { u.keyboard.key(k) }

// act posts an event of a touch or a paste, after the keys pressed before it.
func (u *UI) act(e kiosk.Event) {
	u.takeFocus()
	u.keyboard.flush()
	u.post(e)
}

func (u *UI) paste() {
	if text := u.app.Clipboard().Content(); text != "" {
		u.act(kiosk.Pasted{Text: text})
	}
}

// tapping returns what a touch of a button with action a does.
func (u *UI) tapping(a kiosk.Action) func() {
	return func() { u.act(kiosk.Tapped{Action: a}) }
}

// pressing returns what a touch of the twin of key k does.
func (u *UI) pressing(k kiosk.Key) func() {
	return func() { u.act(kiosk.Pressed{Key: k}) }
}
