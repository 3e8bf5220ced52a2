package till

import (
	"slices"
	"time"

	"facepay/kiosk"
)

// typing is the recent characters of a keyboard, or of a scanner that types.
type typing struct {
	strokes []stroke  // typed last, oldest first
	parted  bool      // something else was done since the oldest of them
	quietAt time.Time // when what was typed is over, if it looks like a payment code
	torn    time.Time // when part of a scan came last, whose rest may follow
	// tornKeys is the same for a scanner that types.
	tornKeys time.Time
	// unmarked is a wedge's scan whose Enter may follow.
	unmarked unmarked
}

// stroke is a character that was typed, the amount that it was for, and that as it
// was before it.
type stroke struct {
	char   rune
	at     time.Time
	into   *amountInput // nil where no amount could be typed
	before amountInput
}

const (
	// strokesMax bounds what is kept: the longest payment code has 35 characters,
	// and an amount before it a dozen.
	strokesMax = 64

	// strokeGap parts what is typed where no amount can be: hardly a scanner pauses
	// for so long within a code. What is typed into an amount is one, whatever the
	// pauses.
	strokeGap = 2 * time.Second

	// markMax is the time after a scan without its mark in which an Enter is taken for
	// it, over the slowest scanners' 400 ms from key to key. Nobody reads what the
	// till says about the scan and answers it sooner.
	markMax = time.Second

	// secondMark is the same for an Enter after a slow scanner's first one. Between
	// two keys of a code no scanner pauses for so long.
	secondMark = 600 * time.Millisecond
)

// strike takes a character of the keyboard: into the amount where one can be
// typed, and in any case onto the list of what may turn out to be a scan. A
// scanner that types as slowly as a person is known by what it typed only.
func (t *Till) strike(r rune) {
	t.startNext()
	e, limit := t.field()
	if e == nil {
		t.missed()
	}
	t.keep(r, e)
	switch {
	case e == nil:
	case t.fixedField():
		e.refuse(kiosk.T("refund.whole_only"))
	case t.Now.Sub(t.typing.tornKeys) <= strokeGap:
		e.refuse(kiosk.T("scan.torn"))
	default:
		e.add(r, limit)
	}
	t.typing.quietAt = time.Time{}
	if _, could := t.struckCode(kiosk.PayCode{}); could > 0 {
		t.typing.quietAt = t.Now.Add(markMax)
	}
}

// keep puts a character onto the list, wherever it went.
func (t *Till) keep(r rune, into *amountInput) {
	if (into == nil || t.typing.parted) && !t.justStruck() {
		t.dropStrokes()
	}
	if len(t.typing.strokes) == strokesMax {
		t.typing.strokes = slices.Delete(t.typing.strokes, 0, 1)
	}
	s := stroke{char: r, at: t.Now, into: into}
	if into != nil {
		s.before = *into
	}
	t.typing.strokes = append(t.typing.strokes, s)
}

// keepElsewhere keeps a character that was typed into something else than an amount.
func (t *Till) keepElsewhere(r rune) {
	t.keep(r, nil)
	t.typing.parted = true
}

// missed notes that something was typed where no amount can be. The amount that was
// being typed lacks it.
func (t *Till) missed() {
	if n := len(t.typing.strokes); n > 0 && t.typing.strokes[n-1].into != nil {
		t.typing.strokes[n-1].into.refuse(kiosk.T("problem.take_back"))
	}
	t.notForCard()
}

// dropStrokes forgets what was typed, and what was scanned without an end.
func (t *Till) dropStrokes() {
	clear(t.typing.strokes) // keeps no code
	t.typing.strokes, t.typing.quietAt, t.typing.unmarked, t.typing.parted = t.typing.strokes[:0], time.Time{}, unmarked{}, false
}

// partStrokes notes that something else was done. That does not end a slow scan
// under way, whose rest is no amount either.
func (t *Till) partStrokes() {
	if !t.justStruck() {
		t.dropStrokes()
		return
	}
	t.typing.quietAt, t.typing.unmarked, t.typing.parted = time.Time{}, unmarked{}, true
}

// unstrike takes the last n characters back: they were the beginning of a scan.
func (t *Till) unstrike(n int) {
	if i := len(t.typing.strokes) - n; i >= 0 && n > 0 {
		t.putBack(i)
		t.typing.strokes = t.typing.strokes[:i]
	}
}

// putBack makes the amount what it was before a stroke, and returns it: nil when
// none was typed since.
func (t *Till) putBack(from int) *amountInput {
	for _, s := range t.typing.strokes[from:] {
		if s.into != nil {
			*s.into = s.before
			return s.into
		}
	}
	return nil
}

// struckCode finds a payment code at the end of what was typed and the rest that
// was scanned, whatever stands before it, and how many could end there. Of several
// it takes the one before which the hands rested, else the longest.
func (t *Till) struckCode(rest kiosk.PayCode) (from, could int) {
	clearest, last := handover, kiosk.PayCode{}
	for i := range t.typing.strokes {
		_, code, err := t.settings.Codes.Read(t.struck(i, rest))
		if err != nil || code == last {
			continue // the same without what the scanner puts before it
		}
		last = code
		if could++; could == 1 {
			from = i
		}
		if pause := t.restedBefore(i); t.book.Sale() == nil && pause > clearest {
			from, clearest = i, pause
		}
	}
	return from, could
}

// handover is the least ratio of a pause in which hands pass from the keyboard to
// the scanner to one of a slow scanner's from key to key.
const handover = 1.5

// rested reports whether hands may have passed from the keyboard to the scanner
// within what was typed: then its beginning is a person's, and with a scan behind
// it it only looks like a code.
func (t *Till) rested() bool {
	for i := 1; i < len(t.typing.strokes); i++ {
		if t.typing.strokes[i].at.Sub(t.typing.strokes[i-1].at) >= secondMark {
			return true
		}
	}
	return false
}

// restedBefore is the ratio of the pause before a stroke to the longest after it.
func (t *Till) restedBefore(i int) float64 {
	if i == 0 {
		return 0
	}
	longest := time.Millisecond // finer than any pause is seen
	for j := i + 1; j < len(t.typing.strokes); j++ {
		longest = max(longest, t.typing.strokes[j].at.Sub(t.typing.strokes[j-1].at))
	}
	return float64(t.typing.strokes[i].at.Sub(t.typing.strokes[i-1].at)) / float64(longest)
}

// struck is the code that was typed from a stroke on, with the rest of it.
func (t *Till) struck(from int, rest kiosk.PayCode) kiosk.PayCode {
	chars := make([]rune, 0, strokesMax)
	for _, s := range t.typing.strokes[from:] {
		chars = append(chars, s.char)
	}
	return kiosk.NewPayCode(string(chars) + rest.Reveal())
}

// tickTyping says that what was typed, and does not go on, looks like a payment
// code. The amount is again what it was before.
func (t *Till) tickTyping() {
	if t.typing.quietAt.IsZero() || t.Now.Before(t.typing.quietAt) {
		return
	}
	t.typing.quietAt = time.Time{}
	switch e := t.unscanned(t.struckCode(kiosk.PayCode{})); {
	case e != nil:
		e.refuse(kiosk.T("problem.code_typed"))
	case t.book.Sale() != nil:
		t.amount.entry.problem = kiosk.T("scan.slow")
	}
}

// endStrokes takes an Enter or Tab, and reports whether it was a scanner's: a
// payment code was typed, or the last scan still had no mark.
func (t *Till) endStrokes() bool {
	if t.lateMark() {
		return true
	}
	scanned := t.endCode()
	t.dropStrokes()
	if scanned {
		// A slow CR LF is two of these keys.
		t.typing.unmarked = unmarked{until: t.Now.Add(secondMark), done: true}
	}
	return scanned
}

// endCode takes the payment code that was typed, and reports whether what was
// typed is a scanner's.
func (t *Till) endCode() bool {
	from, could := t.struckCode(kiosk.PayCode{})
	e, _ := t.field()
	if could == 0 || e == nil && !t.justStruck() {
		// Characters that mean nothing on this screen, such as a slow scanner's:
		// their Enter must not confirm anything.
		stray := e == nil && t.justStruck()
		if stray && len(t.typing.strokes) >= kiosk.ScanCharsMin {
			t.badScan(t.strayScan())
		}
		return stray
	}
	code, stray := t.struck(from, kiosk.PayCode{}), t.strayScan()
	t.unscanned(from, could)
	switch {
	case t.page() != nil && e != nil:
		e.problem = kiosk.T("scan.not_here")
	case t.book.Sale() != nil && from > 0:
		t.badScan(stray)
	case t.book.Sale() != nil && t.rested():
		t.badScan(kiosk.T("scan.torn"))
	default:
		t.scan(code)
	}
	return true
}

// strayScan is the reason that all that was typed is no code.
func (t *Till) strayScan() kiosk.Text {
	_, err := t.settings.Codes.Recognise(t.struck(0, kiosk.PayCode{}))
	return scanText(err)
}

// unscanned makes the amount what it was before a code, and returns it. Where
// another could have begun elsewhere, or something else was done meanwhile, people
// have to look at it.
func (t *Till) unscanned(from, could int) *amountInput {
	if could == 0 {
		return nil
	}
	e := t.putBack(from)
	if e != nil {
		now, _ := t.field()
		e.refused = e.refused || could > 1 || t.typing.parted || e != now
	}
	return e
}

// justStruck reports whether an Enter now belongs to what was typed.
func (t *Till) justStruck() bool {
	n := len(t.typing.strokes)
	return n > 0 && t.Now.Sub(t.typing.strokes[n-1].at) <= strokeGap
}

// unmarked is a scanner's typing that silence ended, whose Enter may follow.
type unmarked struct {
	code   kiosk.PayCode
	until  time.Time   // when an Enter is a person's again
	done   bool        // told or sent: nothing but the Enter is to come
	before amountInput // the amount before it
}

// lateMark reports whether an Enter is the mark of the scan before it, and then
// takes that scan.
func (t *Till) lateMark() bool {
	last := t.typing.unmarked
	t.typing.unmarked = unmarked{}
	if len(t.typing.strokes) > 0 || t.Now.After(last.until) {
		return false
	}
	if !last.done {
		t.typing.torn = time.Time{}
		if e, _ := t.field(); e != nil {
			*e = last.before
		}
		t.scan(last.code)
	}
	return true
}
