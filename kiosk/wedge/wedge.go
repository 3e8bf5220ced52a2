// Package wedge detects the scans of a keyboard wedge, a scanner that poses as a
// keyboard, among the keys of a person.
package wedge

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"facepay/kiosk"
)

// What tells a scanner's typing from a person's. Wedge scanners type a character
// every 8 to 16 ms; people need 80 ms and more from key to key.
const (
	// holdTime is the time that a character waits for the next one before it counts
	// as a person's. Half of a quick person's 80 ms, so nobody notices it or is taken
	// for a scanner; and more than a slow scanner's 16 ms plus one frame of the
	// window's event loop (17 ms), by which a character may be reported late.
	holdTime = 40 * time.Millisecond

	// pauseTime ends a run already known to be a scan, when no Enter or Tab did. A
	// busy machine may stretch a scan's gaps and scanners with a separate suffix
	// setting add it after a pause, while nobody answers a scan's beep within a
	// fifth of a second.
	pauseTime = 200 * time.Millisecond

	// linkTime is the pause after characters that were taken for a person's in
	// which a scan may begin and still be the rest of theirs: a machine that stalls
	// within a scan's first characters splits it so. Nobody types a digit and has a
	// code scanned so soon after.
	linkTime = 150 * time.Millisecond

	// charsMin is the shortest scan. A person's six keys span 400 ms, so only a
	// machine that hangs for that long bunches them into one; the till then refuses
	// a wrong scan in plain sight, while a scan taken for typing would silently be
	// an amount.
	charsMin = kiosk.ScanCharsMin
)

// KeyPress is one key press as the window reports it: a character, or a named
// key when Rune is 0. Enter and Tab may come as either. The zero KeyPress is a
// key without a meaning (a modifier, say) and changes nothing.
type KeyPress struct {
	Rune rune
	Key  kiosk.Key
}

// rune is the character that k types, or 0.
func (k KeyPress) rune() rune {
	if d, ok := k.Key.Digit(); ok && k.Rune == 0 {
		return rune(d)
	}
	if k.Key == kiosk.KeyDot && k.Rune == 0 {
		return '.'
	}
	return k.Rune
}

// terminator returns the key by which k ends a scan, or "".
func (k KeyPress) terminator() kiosk.Key {
	switch {
	case k.Rune == '\r', k.Rune == '\n', k.Rune == 0 && k.Key == kiosk.KeyEnter:
		return kiosk.KeyEnter
	case k.Rune == '\t', k.Rune == 0 && k.Key == kiosk.KeyTab:
		return kiosk.KeyTab
	}
	return ""
}

// Detector tells the keystrokes of a scanner that poses as a keyboard from those of
// a person, by their timing. It has no clock and no goroutine: every call is told
// the time, and Due says when it wants to be asked again. The zero value is
// ready. It is not safe for concurrent use.
//
// Characters closer together than holdTime form a run. A run of charsMin or more
// is a scan and comes out as one Scanned, its terminator swallowed; a shorter one
// comes out as the keys that it was, in order.
//
// Timing alone cannot tell these apart, and they are taken so:
//   - a pause of linkTime or more within a scan's first five characters: those
//     before the pause are a person's, the rest is the scan. After a shorter one
//     they are taken back: Untyped;
//   - a pause of pauseTime or more later in a scan: what was read so far is a scan
//     that silence ended, and a rest shorter than charsMin comes out as a person's;
//   - two scans less than pauseTime apart, the first without a terminator: one;
//   - a person's key less than linkTime before a scan, or less than pauseTime
//     after one without a terminator: part of the scan;
//   - a scan of fewer than charsMin characters, or one that pauses for holdTime or
//     more after each: a person;
//   - six digits of a person delivered at once by a machine that hung, or a key held
//     down that repeats more often than every holdTime: a scan.
//
// The till then tells a code by its shape.
type Detector struct {
	run      []rune
	bytes    int       // of run in UTF-8
	last     time.Time // of the newest character
	dropping bool      // the rest of a scan already told is thrown away

	// told are the characters that were last taken for a person's, less than
	// linkTime apart, and toldAt is the time of the newest of them.
	told   []rune
	toldAt time.Time
	first  time.Time // of the run's first character

	// A terminator less than suffix after suffixFrom belongs to the last scan.
	suffixFrom time.Time
	suffix     time.Duration
}

// Format keeps a code that is being typed out of logs, whatever the verb.
func (w Detector) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "wedge.Detector(%d held)", len(w.run)) }

// Key takes one key press and returns what is now certain, in order: Pressed and
// Typed of a person, Scanned of a scanner. It may return nothing; see Due.
func (w *Detector) Key(now time.Time, k KeyPress) []kiosk.Event { return w.KeyBetween(now, now, k) }

// KeyBetween is Key for a window that cannot say when a key was pressed, only
// that it was not before earliest, and that it is latest now. The silence before
// the key is the shortest that it can have been.
func (w *Detector) KeyBetween(earliest, now time.Time, k KeyPress) []kiosk.Event {
	events := w.Expire(earliest)
	if end := k.terminator(); end != "" {
		return append(events, w.terminate(now, end)...)
	}
	if r := k.rune(); r != 0 {
		return append(events, w.add(now, r)...)
	}
	if k.Key != "" {
		// What is held was typed before it. Should a scanner type such a key within
		// its text (F8 for a group separator), the rest must not become an amount.
		w.dropping = w.dropping || w.known()
		return append(append(events, w.settle()...), kiosk.Pressed{Key: k.Key})
	}
	return events
}

// Due is the time to call Expire, unless a key comes first. It reports false
// while nothing is held.
func (w *Detector) Due() (time.Time, bool) {
	if len(w.run) == 0 {
		return time.Time{}, false
	}
	return w.last.Add(w.patience()), true
}

// Expire returns what the silence up to now has made certain.
func (w *Detector) Expire(now time.Time) []kiosk.Event {
	if near(now, w.last, w.patience()) {
		return nil
	}
	if w.dropping {
		w.dropping = false
		w.suffixFrom, w.suffix = w.last, pauseTime
	}
	return w.settle()
}

// Flush releases a person's keys at once, for events that must not overtake keys
// pressed before them, such as a tap or a paste. A scan under way stays held.
func (w *Detector) Flush() []kiosk.Event {
	if w.known() {
		return nil
	}
	return w.settle()
}

// settle decides about the run as it stands.
func (w *Detector) settle() []kiosk.Event {
	if w.known() {
		return w.unended(false)
	}
	var events []kiosk.Event
	for _, r := range w.run {
		events = append(events, personEvent(r))
	}
	if len(w.run) > 0 {
		if !near(w.first, w.toldAt, linkTime) || len(w.told)+len(w.run) > kiosk.PayCodeBytesMax {
			w.told = w.told[:0]
		}
		w.told, w.toldAt = append(w.told, w.run...), w.last
	}
	w.clear()
	return events
}

// add takes a character into the run.
func (w *Detector) add(now time.Time, r rune) []kiosk.Event {
	w.last = now
	if len(w.run) == 0 {
		w.first = now
	}
	if w.dropping {
		return nil
	}
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	if size := utf8.RuneLen(r); w.bytes+size <= kiosk.PayCodeBytesMax {
		w.run = append(w.run, r)
		w.bytes += size
		return nil
	}
	// Over-long, told at once: the beginning is enough to say what it was.
	w.dropping = true
	return w.unended(true)
}

// terminate takes an Enter or Tab: the end of a scan, or a person's.
func (w *Detector) terminate(now time.Time, end kiosk.Key) []kiosk.Event {
	ours := w.dropping || w.known() || len(w.run) == 0 && near(now, w.suffixFrom, w.suffix)
	if !ours {
		events := append(w.settle(), kiosk.Pressed{Key: end})
		w.told = w.told[:0]
		return events
	}
	var events []kiosk.Event
	if w.known() {
		code, before := w.scan()
		events = append(before, kiosk.Scanned{Code: code})
	}
	w.dropping = false
	// CR LF is typed as two keys; the second follows at the scanner's pace.
	w.suffixFrom, w.suffix = now, holdTime
	return events
}

// known reports whether the run can only be a scan.
func (w *Detector) known() bool { return len(w.run) >= charsMin && !amountLike(w.run) }

// amountLike reports whether rs reads as an amount with its decimals: a person's
// keys that a busy machine handed on together, or a keyboard's that is programmed
// with amounts. No code in trade has a point among so few digits.
func amountLike(rs []rune) bool {
	plain := strings.ReplaceAll(strings.Map(kiosk.PlainAmount, string(rs)), ",", ".")
	whole, frac, dotted := strings.Cut(plain, ".")
	return dotted && len(whole) <= kiosk.AmountDigitsMax && len(frac) <= 2 && strings.Trim(whole+frac, "0123456789") == ""
}

// patience is the time that the run waits for its next character.
func (w *Detector) patience() time.Duration {
	if w.dropping || w.known() {
		return pauseTime
	}
	return holdTime
}

// unended makes the run a scan that no terminator ended.
func (w *Detector) unended(missing bool) []kiosk.Event {
	code, before := w.scan()
	return append(before, kiosk.ScanUnended{Code: code, Missing: missing, Keys: true})
}

// scan takes the run as a scan, together with the beginning of it that was taken
// for a person's: that is taken back before.
func (w *Detector) scan() (code kiosk.PayCode, before []kiosk.Event) {
	if !near(w.first, w.toldAt, linkTime) {
		w.told = w.told[:0]
	}
	if n := len(w.told); n > 0 {
		before = []kiosk.Event{kiosk.Untyped{Keys: n}}
	}
	code = kiosk.NewPayCode(string(w.told) + string(w.run))
	w.told = w.told[:0]
	w.clear()
	return code, before
}

func (w *Detector) clear() { w.run, w.bytes = w.run[:0], 0 }

// personEvent is the event of a character that a person typed.
func personEvent(r rune) kiosk.Event {
	if r >= '0' && r <= '9' || r == '.' {
		return kiosk.Pressed{Key: kiosk.Key(string(r))}
	}
	return kiosk.Typed{Rune: r}
}

// near reports whether less than d lies between the two times. A clock that was
// set back by more is a silence too, so that nothing is held for ever.
func near(now, then time.Time, d time.Duration) bool {
	gap := now.Sub(then)
	return gap < d && -gap < d
}
