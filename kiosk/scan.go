package kiosk

import (
	"errors"
	"time"
)

// scanned takes a scan that its scanner ended.
func (t *Till) scanned(c PayCode) {
	c, torn := t.joined(c)
	t.dropStrokes()
	if torn {
		t.badScan(T("scan.torn"))
		return
	}
	t.scanWhole(c)
}

// scanUnended takes a scan that silence ended. It is a code only where its shape
// leaves nothing to follow: part of a code is another code.
func (t *Till) scanUnended(e ScanUnended) {
	torn := false
	if e.Keys {
		read := e.Code
		e.Code, torn = t.joined(read)
		torn = torn || e.Code != read
	}
	t.dropStrokes()
	_, err := t.set.Codes.Recognise(e.Code)
	if err != nil || e.Missing || torn || t.set.Codes.Continues(e.Code) {
		t.scanPart(e, err)
		return
	}
	if e.Keys {
		t.typing.unmarked = unmarked{until: t.now.Add(markMax), done: true}
	}
	t.scanWhole(e.Code)
}

// scanWhole takes a scan that is complete, unless part of another came just before
// it: then what looks like a code may be the rest of a longer one.
func (t *Till) scanWhole(c PayCode) {
	torn := !t.typing.torn.IsZero() && t.now.Sub(t.typing.torn) <= strokeGap
	t.typing.torn = time.Time{}
	if torn {
		t.badScan(T("scan.torn"))
		return
	}
	t.scan(c)
}

// scanPart tells of a scan that may go on. What comes after it is no code, and a
// keyboard's rest would be typed into the amount.
func (t *Till) scanPart(e ScanUnended, err error) {
	t.typing.torn = t.now
	why := T("scan.torn")
	if err != nil && !errors.Is(err, ErrCodeUnknown) {
		why = scanText(err)
	}
	if e.Keys {
		t.typing.tornKeys = t.now
		if err == nil && !e.Missing {
			t.typing.unmarked = unmarked{code: e.Code, until: t.now.Add(markMax), before: t.entry}
		}
		if f, _ := t.field(); f != nil {
			t.typing.unmarked.before = *f
			f.refuse(why)
		}
	}
	if t.order != nil {
		t.order.refuse(T("scan.torn"))
	}
	t.badScan(why)
}

// joined is a scan with its beginning, where that came so slowly that it was taken
// for a person's: then the amount is put right. It is torn where it cannot be told
// what belongs to it.
func (t *Till) joined(c PayCode) (whole PayCode, torn bool) {
	e, _ := t.field()
	if len(t.typing.strokes) == 0 || t.order != nil || e == nil && !t.justStruck() {
		return c, false
	}
	_, alone := t.set.Codes.Recognise(c)
	if _, could := t.struckCode(c); could > 0 && alone == nil && e != nil {
		e.refused = true // people have to look whether a digit of it stands in the amount
		return c, false
	}
	if from, could := t.struckCode(c); could > 0 {
		t.unscanned(from, could)
		return t.struck(from, c), alone == nil || t.book.counter.sale != nil
	}
	if alone == nil {
		return c, false
	}
	barcode := errors.Is(alone, ErrCodeBarcode) || errors.Is(alone, ErrCodeLink)
	if e != nil && !barcode && t.now.Sub(t.typing.strokes[len(t.typing.strokes)-1].at) <= markMax {
		e.refuse(scanText(alone)) // its beginning may stand in the amount
	}
	return c, false
}

// badScan says on the spot and aloud why a scan is not sent.
func (t *Till) badScan(why Text) {
	if t.pin != nil || t.mode != modeSell || t.alarm() != nil {
		t.notForCard()
		return
	}
	if t.order == nil {
		t.entry.problem = why
	}
	t.say(PhraseBadScan, "", 0)
}
