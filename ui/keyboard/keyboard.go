// Package keyboard turns the keys of a window into what people and scanners mean
// by them, and says which key does what.
package keyboard

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// probeEvery is longer than the window library takes from one look at the
// keyboard to the next (16.7 ms), so that between two probes it has looked.
const probeEvery = 20 * time.Millisecond

// Keyboard turns keys into what people and scanners mean by them.
//
// It has one stream, the presses of keys in their order, and makes the characters
// itself. The window also reports characters, which an input method may hold back
// for any time while Enter goes on at once: see char.
//
// Keys carry no time of their own, and while the window is busy drawing they
// wait. So while the wedge holds something, or may soon, a probe runs on the
// window's own loop: a key was pressed after the last probe, and silence counts
// up to the probe before only. A window that stalls cannot make a scanner look
// like a person.
type Keyboard struct {
	wedge wedge.Detector
	timer *time.Timer
	now   func() time.Time
	do    func(func())
	post  func(kiosk.Event)
	// Struck is told each character at its press, before anybody knows whether a person
	// or a scanner types. It may be nil.
	Struck  func(rune)
	probing bool
	probed  time.Time // when the last probe ran
	latest  time.Time // when the last key was seen
	until   time.Time // the probes go on till then

	modifiers func() fyne.KeyModifier // that are held down
	pressed   *pressed                // the last key, while the window may say what it types
	reported  []rune                  // what pressed keys typed and the window may still report
	down      fyne.KeyName            // that went down last
	caps      bool                    // CapsLock is on, as far as was seen
}

// New makes the keyboard of app's windows. do runs a function on the UI's goroutine,
// soon; post is told what people and scanners mean.
func New(app fyne.App, now func() time.Time, do func(func()), post func(kiosk.Event)) *Keyboard {
	b := &Keyboard{now: now, do: do, post: post}
	b.modifiers = func() fyne.KeyModifier {
		if d, ok := app.Driver().(desktop.Driver); ok {
			return d.CurrentKeyModifiers()
		}
		return 0
	}
	return b
}

// probeAfterKey is the time that the probes go on after a key: as long as the wedge
// still links characters to it.
const probeAfterKey = 400 * time.Millisecond

// Key takes a key that is no character, or a character as it is.
func (b *Keyboard) Key(k wedge.KeyPress) {
	b.settle()
	b.take(b.struck(), k)
}

// moment is the time range of a key press: not before earliest, at is the latest.
type moment struct{ earliest, at time.Time }

// struck is the moment of a key that is reported now.
func (b *Keyboard) struck() moment {
	now := b.now()
	b.until = now.Add(probeAfterKey)
	if !b.probing {
		b.probing, b.probed = true, now
		b.probe()
	}
	m := moment{b.lookedAt(), now}
	b.latest = now
	return m
}

func (b *Keyboard) take(m moment, k wedge.KeyPress) {
	b.postAll(b.wedge.KeyBetween(m.earliest, m.at, k))
}

// lookedAt is the time up to which all keys have been seen.
func (b *Keyboard) lookedAt() time.Time {
	if b.latest.After(b.probed) {
		return b.latest
	}
	return b.probed
}

// probe has Probe run on the window's loop in a moment.
func (b *Keyboard) probe() {
	b.Stop()
	b.timer = time.AfterFunc(probeEvery, func() { b.do(b.Probe) })
}

// Probe hands on what is certain by now. Probes go on until nothing is held or may be linked.
func (b *Keyboard) Probe() {
	b.settle()
	b.postAll(b.wedge.Expire(b.lookedAt()))
	b.probed = b.now()
	_, held := b.wedge.Due()
	b.probing = held || !b.probed.After(b.until)
	if b.probing {
		b.probe()
	}
}

// Flush hands on what was typed before something else was done.
func (b *Keyboard) Flush() {
	b.settle()
	b.postAll(b.wedge.Flush())
}

func (b *Keyboard) postAll(events []kiosk.Event) {
	for _, e := range events {
		if typed, ok := e.(kiosk.Typed); ok && b.caps {
			e = kiosk.Typed{Rune: swapCase(typed.Rune)} // a person's; scanners know nothing of CapsLock
		}
		b.post(e)
	}
}

// Shifted reports whether Shift alone is held down.
func (b *Keyboard) Shifted() bool { return b.modifiers() == fyne.KeyModifierShift }

// Stop ends the probes.
func (b *Keyboard) Stop() {
	if b.timer != nil {
		b.timer.Stop()
	}
}
