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
	_, err := t.settings.Codes.Recognise(e.Code)
	if err != nil || e.Missing || torn || t.settings.Codes.Continues(e.Code) {
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
			t.typing.unmarked = unmarked{code: e.Code, until: t.now.Add(markMax), before: t.amount.entry}
		}
		if f, _ := t.field(); f != nil {
			t.typing.unmarked.before = *f
			f.refuse(why)
		}
	}
	if o := up[*orderPad](t); o != nil {
		o.refuse(T("scan.torn"))
	}
	t.badScan(why)
}

// joined is a scan with its beginning, where that came so slowly that it was taken
// for a person's: then the amount is put right. It is torn where it cannot be told
// what belongs to it.
func (t *Till) joined(c PayCode) (whole PayCode, torn bool) {
	e, _ := t.field()
	if len(t.typing.strokes) == 0 || up[*orderPad](t) != nil || e == nil && !t.justStruck() {
		return c, false
	}
	_, alone := t.settings.Codes.Recognise(c)
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

// scan takes what a scanner or a face terminal read.
func (t *Till) scan(c PayCode) { t.top().scan(t, c, Text{}) }

// badScan says on the spot and aloud why a scan is not sent.
func (t *Till) badScan(why Text) { t.top().scan(t, PayCode{}, why) }

// counterPage is a page that takes scans.
type counterPage struct{ page }

// scan sends a code to the open sale, or tells why it was not sent.
func (counterPage) scan(t *Till, c PayCode, bad Text) {
	if bad.IsZero() {
		bad = t.charge(c)
	}
	t.amount.entry.problem = bad
	if !bad.IsZero() {
		t.announce(PhraseBadScan, "", 0)
	}
}

// charge sends a customer's code, or says why not.
func (t *Till) charge(c PayCode) Text {
	pattern, c, err := t.settings.Codes.read(c)
	switch {
	case err != nil:
		return scanText(err)
	case t.book.counter.sale == nil && t.amount.entry.fen() > 0:
		return T("problem.scan_enter_first")
	case t.book.counter.sale == nil:
		return T("problem.scan_amount_first")
	}
	return t.chargeRefused(t.book.charge(pattern, c))
}

// chargeRefused says why a code was not sent.
func (t *Till) chargeRefused(why Refusal) Text {
	switch why {
	case RefusedCodeTooMuch:
		return T("problem.code_too_much", "max", t.settings.Capabilities.CodeMax.Grouped())
	case RefusedFaceTooMuch:
		return T("problem.face_too_much", "max", t.settings.Capabilities.FaceMax.Grouped())
	}
	return refusalText(why)
}

// scanText is the cashier's sentence for an ErrCode or a CodeMark.
func scanText(err error) Text {
	if mark, ok := err.(PayCodeMark); ok {
		switch mark.At {
		case 0:
			return T("scan.mark_before", "mark", mark.Characters)
		case -1:
			return T("scan.mark_after", "mark", mark.Characters)
		}
		return T("scan.alphabet", "at", itoa(mark.At), "character", mark.Characters)
	}
	for e, id := range map[error]string{
		ErrCodeEmpty: "scan.empty", ErrCodeTooLong: "scan.too_long", ErrCodeLink: "scan.link",
		ErrCodeBarcode: "scan.barcode", ErrCodeUnknown: "scan.unknown",
		ErrCodeParity: "scan.parity", ErrCodeCapitals: "scan.capitals",
	} {
		if err == e {
			return T(id)
		}
	}
	return T("scan.unknown")
}
