package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
	"facepay/ui/keyboard"
)

// listen takes every key of window w. Nothing on the screens has the window library's
// focus, so there is no field in which a scan could land; which control Enter presses
// after Tab is known to tabs, which takes what has gone through the wedge.
func (u *UI) listen(w fyne.Window) {
	c := w.Canvas()
	u.keyboard.Listen(c, u.keyDown, u.keyTyped)
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { u.paste() })
	mute := &desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl}
	c.AddShortcut(mute, func(fyne.Shortcut) { u.act(kiosk.Tapped{Action: kiosk.ActionMute}) })
}

// keyDown takes keys that count once however long they are held: a held Enter
// must not run through a sale.
func (u *UI) keyDown(name fyne.KeyName) {
	b, ok := keyboard.Bound(name)
	switch s := u.views.view.Screen; {
	case !ok || b.Repeats:
	case b.Key == kiosk.KeyTab && u.keyboard.Shifted(): // no scanner's
		u.keyboard.Flush()
		u.tabs.Move(-1)
	case b.Moves:
		// Where an amount is typed they are a number pad's without NumLock.
		if s == kiosk.ScreenAmount || s == kiosk.ScreenRefund {
			u.key(b.Key)
		}
	default:
		u.key(b.Key)
	}
}

// keyTyped takes keys that go on while they are held.
func (u *UI) keyTyped(name fyne.KeyName) {
	b, ok := keyboard.Bound(name)
	switch s := u.views.view.Screen; {
	case !ok:
	case b.Moves && s == kiosk.ScreenHistory:
		u.key(b.Key)
	case b.Moves && s == kiosk.ScreenAttention:
		u.tabs.Drop()
		u.act(kiosk.Pressed{Key: b.Key})
	case b.Repeats:
		u.key(b.Key)
	}
}

// struck has an advert give way at an amount's first digit. The wedge holds that one until
// it is told from a scanner's, and then the amount follows.
func (u *UI) struck(char rune) {
	if v := &u.views.view; v.Screen == kiosk.ScreenAmount && v.Customer.Kind == kiosk.CustomerAdverts && char >= '0' && char <= '9' {
		u.customer.at.GiveWay()
	}
}

// typed takes what people and scanners typed, to where it belongs.
func (u *UI) typed(e kiosk.Event) {
	if e == (kiosk.Pressed{Key: kiosk.KeyTab}) && u.ownersScreen() && u.owner.TakesTab() {
		u.tabs.Drop()
	} else if u.tabs.Take(e) {
		return
	}
	if u.ownersScreen() {
		u.owner.Take(e)
		return
	}
	u.post(e)
}

// key passes a key through the wedge, which knows people from scanners.
func (u *UI) key(k kiosk.Key) { u.keyboard.Key(wedge.KeyPress{Key: k}) }

// act posts an event of a touch or a paste, after the keys pressed before it.
func (u *UI) act(e kiosk.Event) {
	u.takeFocus()
	u.keyboard.Flush()
	u.post(e)
}

func (u *UI) paste() {
	u.tabs.Drop()
	text := u.app.Clipboard().Content()
	switch {
	case text == "":
	case u.ownersScreen():
		u.keyboard.Flush()
		u.owner.Take(kiosk.Pasted{Text: text})
	default:
		u.act(kiosk.Pasted{Text: text})
	}
}
