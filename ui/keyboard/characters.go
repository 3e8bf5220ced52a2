package keyboard

import (
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// pressed is a key that types a character: by the US layout, as scanners mean it,
// unless the window says at once that this keyboard's layout has another there.
type pressed struct {
	moment
	char rune
}

// reportedMax bounds what is waited for: a scan's most, while an input method
// reports one character in 33 ms.
const reportedMax = kiosk.PayCodeBytesMax

// reportedFor is the timeout of a report after the last key: an input method has
// handed on a whole scan by then. Keys such as the number pad's without NumLock are
// never reported.
const reportedFor = 5 * time.Second

// Listen takes every key of a canvas. down and typed are told the keys that are no
// characters, typed also those that go on while they are held.
func (b *Keyboard) Listen(c fyne.Canvas, down, typed func(fyne.KeyName)) {
	c.SetOnTypedRune(b.char)
	if d, ok := c.(desktop.Canvas); ok {
		d.SetOnKeyDown(func(e *fyne.KeyEvent) {
			if !b.press(e) {
				down(e.Name)
			}
		})
	}
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		b.repeat(e)
		typed(e.Name)
	})
}

// press takes a key that went down, and reports whether it types a character.
func (b *Keyboard) press(e *fyne.KeyEvent) bool {
	b.settle()
	b.forget()
	b.down = e.Name
	held := b.modifiers()
	if held&^fyne.KeyModifierShift != 0 {
		return false
	}
	char := charOf(e, held&fyne.KeyModifierShift != 0)
	if char != 0 {
		b.pressed = &pressed{b.struck(), char}
		if b.Struck != nil {
			b.Struck(char)
		}
	}
	return char != 0
}

// repeat takes what the window says of a key that went down, and again of one that
// is held: a held key types once.
func (b *Keyboard) repeat(e *fyne.KeyEvent) {
	if b.down == e.Name {
		b.down = ""
		return
	}
	if char := charOf(e, b.modifiers()&fyne.KeyModifierShift != 0); char != 0 {
		b.settle()
		b.reports(char)
	}
}

// char takes a character that the window reports. Mostly a key has just typed it.
// One that comes later is an input method's, and was taken when its key went down.
// What no key explains is a character of its own: from a key that the US layout
// does not have, an on-screen keyboard, a scanner that types by Alt and a number.
func (b *Keyboard) char(r rune) {
	if b.modifiers()&fyne.KeyModifierSuper != 0 {
		return // the desktop's; under X the window reports it all the same
	}
	b.forget()
	if i := slices.IndexFunc(b.reported, func(char rune) bool { return sameKey(char, r) }); i >= 0 {
		b.reported = slices.Delete(b.reported, 0, i+1)
		return
	}
	if b.pressed == nil {
		b.take(b.struck(), wedge.KeyPress{Rune: r})
		return
	}
	p := *b.pressed
	b.pressed, b.reported = nil, b.reported[:0]
	if unicode.IsLetter(p.char) && sameKey(p.char, r) {
		b.caps = p.char != r
	}
	if !sameKey(p.char, r) && !isDigit(p.char) {
		p.char = r
	}
	b.take(p.moment, wedge.KeyPress{Rune: p.char})
}

// settle takes the last key as what the US layout has there: the window says
// nothing about it, or not at once.
func (b *Keyboard) settle() {
	if p := b.pressed; p != nil {
		b.pressed = nil
		b.reports(p.char)
		b.take(p.moment, wedge.KeyPress{Rune: p.char})
	}
}

// reports notes a character that is taken and that the window may still report.
func (b *Keyboard) reports(char rune) {
	if len(b.reported) == reportedMax {
		b.reported = slices.Delete(b.reported, 0, 1)
	}
	b.reported = append(b.reported, char)
}

// forget ends the wait for what is reported by nobody.
func (b *Keyboard) forget() {
	if b.now().Sub(b.latest) > reportedFor {
		b.reported = b.reported[:0]
	}
}

// sameKey reports whether r is what the key of char types: in the other case under
// CapsLock, or full width under an input method.
func sameKey(char, r rune) bool {
	const fullWidth = '！' - '!'
	if r >= '！' && r <= '～' {
		r -= fullWidth
	}
	return r == char || unicode.IsLetter(char) && swapCase(r) == char
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func swapCase(r rune) rune {
	if unicode.IsUpper(r) {
		return unicode.ToLower(r)
	}
	return unicode.ToUpper(r)
}

// The keys of the US layout whose names are characters, without and with Shift.
const (
	plainKeys   = "0123456789`-=[]\\;',./*+"
	shiftedKeys = ")!@#$%^&*(~_+{}|:\"<>?*+"
)

// charOf is the character that a key types on the US layout, or 0. The number pad
// types digits with NumLock on or off: no till has another use for it.
func charOf(e *fyne.KeyEvent, shift bool) rune {
	if e.Name == fyne.KeySpace {
		return ' '
	}
	pad := onPad(e.Physical.ScanCode)
	switch {
	case e.Name != fyne.KeyUnknown:
	case borrowed(e.Physical.ScanCode):
		return unreadable
	case pad && (e.Physical.ScanCode == padPointX11 || e.Physical.ScanCode == padPointWayland):
		return '.'
	}
	if len(e.Name) != 1 {
		return 0
	}
	char := rune(e.Name[0])
	if char >= 'A' && char <= 'Z' {
		if !shift {
			char = unicode.ToLower(char)
		}
		return char
	}
	if i := strings.IndexRune(plainKeys, char); i >= 0 && shift && !pad {
		return rune(shiftedKeys[i])
	}
	return char
}

// onPad reports whether a key is of the number pad, by the code that the window's
// system has for it: Windows, or X and Wayland, whose codes are 8 apart and cross
// nothing here that is a character elsewhere.
func onPad(code int) bool {
	if runtime.GOOS == "windows" {
		return code >= 0x47 && code <= 0x53
	}
	return code >= padWayland && code <= padPointX11
}

// The number pad's 7 of Wayland and X, and its point.
const (
	padWayland, padX11           = 71, 79
	padPointWayland, padPointX11 = 83, 91
)

// unreadable is a character that was typed and cannot be told.
const unreadable = utf8.RuneError

// borrowed reports whether X's code is of no key. Programs that type for somebody,
// such as an on-screen keyboard or a remote desktop, give a character to such a
// code for a moment, and may have taken it away when the window asks what it is.
func borrowed(code int) bool {
	const least, most = 8, 247 // X's smallest code, and the first after the last key's
	return runtime.GOOS != "windows" && (code == least || code >= most)
}
