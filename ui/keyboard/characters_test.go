package keyboard

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// board is a keyboard in hardware: what the window says of its keys.
type board struct {
	*Keyboard
	at     time.Time
	events []kiosk.Event
	held   fyne.KeyModifier
	// layout is the character that the window reports for a key, 0 for none; delay is for how
	// many more keys an input method holds it back.
	layout func(name fyne.KeyName, shift bool) rune
	delay  int
	late   []rune
}

func newBoard(t *testing.T) *board {
	b := &board{at: time.Date(2026, 11, 22, 14, 32, 17, 0, time.Local)}
	b.Keyboard = New(nil, func() time.Time { return b.at }, func(func()) {}, func(e kiosk.Event) { b.events = append(b.events, e) })
	t.Cleanup(b.Stop)
	b.modifiers = func() fyne.KeyModifier { return b.held }
	b.layout = func(name fyne.KeyName, shift bool) rune { return charOf(&fyne.KeyEvent{Name: name}, shift) }
	return b
}

// advance moves the time and looks at the keyboard as often as the window would.
func (b *board) advance(d time.Duration) {
	for ; d > 0; d -= probeEvery {
		b.at = b.at.Add(min(d, probeEvery))
		b.Probe()
	}
}

func (b *board) posted() []kiosk.Event {
	e := b.events
	b.events = nil
	return e
}

// strikes a key, for repeats more times than once.
func (b *board) strikes(e fyne.KeyEvent, repeats int) {
	if row, ok := Bound(e.Name); !b.press(&e) && ok {
		b.Key(wedge.KeyPress{Key: row.Key})
	}
	for range repeats + 1 {
		b.repeat(&e)
		if r := b.layout(e.Name, b.held != 0); r != 0 && b.held&^fyne.KeyModifierShift == 0 {
			b.late = append(b.late, r)
		}
		for len(b.late) > b.delay {
			b.char(b.late[0])
			b.late = b.late[1:]
		}
	}
}

func (b *board) types(names string, gap time.Duration) {
	for _, name := range names {
		b.strikes(fyne.KeyEvent{Name: fyne.KeyName(name)}, 0)
		b.advance(gap)
	}
}

func keysOf(events []kiosk.Event) (text string) {
	for _, e := range events {
		switch e := e.(type) {
		case kiosk.Pressed:
			text += string(e.Key) + " "
		case kiosk.Typed:
			text += string(e.Rune) + " "
		case kiosk.Scanned:
			text += "scan:" + e.Code.Reveal() + " "
		default:
			text += "other "
		}
	}
	return text
}

// read returns the events that the till gets of keys, up to a second after the last one.
func (b *board) read(names string, gap time.Duration, last ...fyne.KeyName) string {
	b.types(names, gap)
	for _, name := range last {
		b.strikes(fyne.KeyEvent{Name: name}, 0)
	}
	b.advance(time.Second)
	return keysOf(b.posted())
}

// readCode is that of a key of the system's code.
func (b *board) readCode(name fyne.KeyName, code int) string {
	b.strikes(fyne.KeyEvent{Name: name, Physical: fyne.HardwareKey{ScanCode: code}}, 0)
	return b.read("", 0)
}

const byHand = 120 * time.Millisecond // from key to key

func TestKeyboard_TheOrderOfPressingHoldsHoweverLateCharactersAre(t *testing.T) {
	for _, delay := range []int{0, 1, 3, 40} {
		b := newBoard(t)
		b.delay = delay
		b.types("5", time.Second)
		require.Equal(t, "5 scan:134567890123456789 ", b.read("134567890123456789", 10*time.Millisecond, fyne.KeyReturn), "delay %d", delay)
		require.Equal(t, "1 2 8 . 0 0 F1 ", b.read("128.00", 2*time.Millisecond, fyne.KeyF1), "delay %d", delay)
		for _, r := range b.late { // the input method hands on what it still has
			b.char(r)
		}
		require.Empty(t, b.read("", 0), "and none of it counts twice")
	}
}

func TestKeyboard_AnInputMethodsFullWidthCountsOnce(t *testing.T) {
	for _, delay := range []int{0, 2} {
		b := newBoard(t)
		b.delay = delay
		b.layout = func(name fyne.KeyName, _ bool) rune { return rune(name[0]) - '!' + '！' }
		require.Equal(t, "1 2 , 5 0 ", b.read("12,50", byHand))
	}
}

func TestKeyboard_AnInputMethodThatTakesKeysForItself(t *testing.T) {
	b := newBoard(t)
	b.layout = func(fyne.KeyName, bool) rune { return 0 }
	require.Equal(t, "5 n i ", b.read("5NI", byHand))
	b.char('你')
	require.Equal(t, "你 ", b.read("", 0), "what no key explains is a character of its own")
}

func TestKeyboard_CharactersWithoutKeys(t *testing.T) {
	b := newBoard(t)
	for _, r := range "12，5" {
		b.char(r) // from a key that the US layout does not have
		b.advance(byHand)
	}
	require.Equal(t, "1 2 ， 5 ", keysOf(b.posted()))
}

func TestKeyboard_ACharacterThatCannotBeReadIsNotLeftOut(t *testing.T) {
	b := newBoard(t)
	const lent, numLock = 8, 77
	b.layout = func(fyne.KeyName, bool) rune { return '，' }
	require.Equal(t, "， ", b.readCode("", lent))
	b.layout = func(fyne.KeyName, bool) rune { return 0 }
	require.Equal(t, "\uFFFD ", b.readCode("", lent))
	require.Empty(t, b.readCode("", numLock))
}

func TestKeyboard_DigitsOnShiftOrNot(t *testing.T) {
	azerty := map[bool]map[fyne.KeyName]rune{
		false: {"1": '&', "2": 'é', "3": '"', "4": '\'', "5": '(', ";": ';', ",": ','},
		true:  {"1": '1', "2": '2', "3": '3', "4": '4', "5": '5', ";": '.', ",": '?'},
	}
	b := newBoard(t)
	b.layout = func(name fyne.KeyName, shift bool) rune { return azerty[shift][name] }
	b.held = fyne.KeyModifierShift
	require.Equal(t, "1 2 . 5 ", b.read("12;5", byHand), "a person presses Shift")
	b.held = 0
	require.Equal(t, "1 3 5 ", b.read("135", byHand), "a scanner that means the US layout does not")
	require.Equal(t, "scan:134545123451345123 ", b.read("134545123451345123", 5*time.Millisecond, fyne.KeyReturn))
}

func TestKeyboard_ShiftedKeysAreCharacters(t *testing.T) {
	b := newBoard(t)
	b.held = fyne.KeyModifierShift
	require.Equal(t, "! + A ? ", b.read("1=A/", byHand))
	b.held = fyne.KeyModifierControl
	require.Empty(t, b.read("V1", byHand))
}

func TestKeyboard_TheNumberPadWithoutNumLock(t *testing.T) {
	b := newBoard(t)
	b.layout = func(fyne.KeyName, bool) rune { return 0 }
	require.Equal(t, "1 ", b.readCode("1", padX11+8))
	require.Equal(t, "8 ", b.readCode("8", padX11+1))
	require.Equal(t, ". ", b.readCode("", padPointX11))
	require.Equal(t, "5 ", b.readCode("5", padX11+5))
	require.Equal(t, ". ", b.readCode("", padPointWayland))
	b.held = fyne.KeyModifierShift
	require.Equal(t, "7 ", b.readCode("7", padX11))
}

func TestKeyboard_AHeldDigitTypesOnce(t *testing.T) {
	for _, delay := range []int{0, 2} {
		b := newBoard(t)
		b.delay = delay
		b.strikes(fyne.KeyEvent{Name: "5"}, 12)
		b.advance(time.Second)
		require.Equal(t, "5 6 ", b.read("6", time.Second))
	}
}

func TestKeyboard_CapsLockIsAPersonsOnly(t *testing.T) {
	b := newBoard(t)
	upper := b.layout
	b.layout = func(name fyne.KeyName, shift bool) rune { return upper(name, !shift && name >= "A") }
	require.Equal(t, "F P 1 ", b.read("FP1", byHand))
	require.Equal(t, "scan:fp0123456789abcdef ", b.read("FP0123456789ABCDEF", 5*time.Millisecond, fyne.KeyReturn))
}

// Under X the window reports the character of a desktop's key, such as Super+D.
func TestCharacters_TheDesktopsKeysTypeNothing(t *testing.T) {
	b := newBoard(t)
	b.held = fyne.KeyModifierSuper
	b.char('d')
	b.Flush()
	require.Empty(t, b.posted())
	b.held = 0
	b.char('d')
	b.Flush()
	require.Len(t, b.posted(), 1)
}

func TestKeyboard_TellsACharacterAtItsPress(t *testing.T) {
	b := newBoard(t)
	var struck []rune
	b.Struck = func(r rune) { struck = append(struck, r) }
	b.strikes(fyne.KeyEvent{Name: fyne.Key5}, 3)
	b.strikes(fyne.KeyEvent{Name: fyne.KeyF1}, 0)
	require.Equal(t, []rune{'5'}, struck, "once, however long it is held")
}
