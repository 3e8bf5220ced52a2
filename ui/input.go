package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"facepay/kiosk"
)

// listen takes every key of window w. Nothing on the screens can have the
// keyboard, so there is no field in which a scan could land.
func (u *UI) listen(w fyne.Window) {
	c := w.Canvas()
	c.SetOnTypedRune(func(r rune) { u.key(kiosk.WedgeKey{Rune: r}) })
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(func(e *fyne.KeyEvent) { u.keyDown(e.Name) })
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) { u.keyTyped(e.Name) })
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
		u.key(kiosk.WedgeKey{Key: b.key})
		return
	}
	if name == fyne.KeyTab {
		u.key(kiosk.WedgeKey{Key: kiosk.KeyTab})
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
		u.key(kiosk.WedgeKey{Key: b.key})
	}
}

// key passes a key through the wedge, which knows people from scanners.
func (u *UI) key(k kiosk.WedgeKey) { u.keyboard.key(k) }

// act posts an event of a touch or a paste, after the keys pressed before it.
func (u *UI) act(e kiosk.Event) {
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

// probeEvery is longer than the window library takes from one look at the
// keyboard to the next (16.7 ms), so that between two probes it has looked.
const probeEvery = 20 * time.Millisecond

// keyboard turns keys into what people and scanners mean by them.
//
// Keys carry no time of their own, and while the window is busy drawing they
// wait. So while the wedge holds something, or may soon, a probe runs on the
// window's own loop: a key was pressed after the last probe, and silence counts
// up to the probe before only. A window that stalls cannot make a scanner look
// like a person.
type keyboard struct {
	wedge   kiosk.Wedge
	timer   *time.Timer
	now     func() time.Time
	do      func(func())
	post    func(kiosk.Event)
	probing bool
	probed  time.Time // when the last probe ran
	latest  time.Time // when the last key was seen
	until   time.Time // the probes go on till then
}

// probeAfterKey is how long the probes go on after a key: as long as the wedge
// still links characters to it.
const probeAfterKey = 400 * time.Millisecond

// key takes one key.
func (b *keyboard) key(k kiosk.WedgeKey) {
	now := b.now()
	b.until = now.Add(probeAfterKey)
	if !b.probing {
		b.probing, b.probed = true, now
		b.probe()
	}
	b.postAll(b.wedge.KeyBetween(b.lookedAt(), now, k))
	b.latest = now
}

// lookedAt is the time up to which all keys have been seen: the last probe's, or
// the last key's.
func (b *keyboard) lookedAt() time.Time {
	if b.latest.After(b.probed) {
		return b.latest
	}
	return b.probed
}

// probe has look run on the window's loop in a moment.
func (b *keyboard) probe() {
	b.stop()
	b.timer = time.AfterFunc(probeEvery, func() { b.do(b.look) })
}

// look is one probe. They go on until nothing is held or may be linked.
func (b *keyboard) look() {
	b.postAll(b.wedge.Expire(b.lookedAt()))
	b.probed = b.now()
	_, held := b.wedge.Due()
	b.probing = held || !b.probed.After(b.until)
	if b.probing {
		b.probe()
	}
}

// flush hands on what was typed before something else was done.
func (b *keyboard) flush() { b.postAll(b.wedge.Flush()) }

func (b *keyboard) postAll(events []kiosk.Event) {
	for _, e := range events {
		b.post(e)
	}
}

func (b *keyboard) stop() {
	if b.timer != nil {
		b.timer.Stop()
	}
}
