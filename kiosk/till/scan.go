package till

import (
	"errors"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// scanned takes a scan that its scanner ended.
func (t *Till) scanned(c kiosk.PayCode) {
	c, torn := t.joined(c)
	t.dropStrokes()
	if torn {
		t.badScan(kiosk.T("scan.torn"))
		return
	}
	t.scanWhole(c)
}

// scanUnended takes a scan that silence ended. It is a code only where its shape
// leaves nothing to follow: part of a code is another code.
func (t *Till) scanUnended(e kiosk.ScanUnended) {
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
		t.typing.unmarked = unmarked{until: t.Now.Add(markMax), done: true}
	}
	t.scanWhole(e.Code)
}

// scanWhole takes a scan that is complete, unless part of another came just before
// it: then what looks like a code may be the rest of a longer one.
func (t *Till) scanWhole(c kiosk.PayCode) {
	torn := !t.typing.torn.IsZero() && t.Now.Sub(t.typing.torn) <= strokeGap
	t.typing.torn = time.Time{}
	if torn {
		t.badScan(kiosk.T("scan.torn"))
		return
	}
	t.scan(c)
}

// scanPart tells of a scan that may go on. What comes after it is no code, and a
// keyboard's rest would be typed into the amount.
func (t *Till) scanPart(e kiosk.ScanUnended, err error) {
	t.typing.torn = t.Now
	why := kiosk.T("scan.torn")
	if err != nil && !errors.Is(err, kiosk.ErrPayCodeUnknown) {
		why = scanText(err)
	}
	if e.Keys {
		t.typing.tornKeys = t.Now
		if err == nil && !e.Missing {
			t.typing.unmarked = unmarked{code: e.Code, until: t.Now.Add(markMax), before: t.amount.entry}
		}
		if f, _ := t.field(); f != nil {
			t.typing.unmarked.before = *f
			f.refuse(why)
		}
	}
	if o := up[*orderPad](t); o != nil {
		o.refuse(kiosk.T("scan.torn"))
	}
	t.badScan(why)
}

// joined is a scan with its beginning, where that came so slowly that it was taken
// for a person's: then the amount is put right. It is torn where it cannot be told
// what belongs to it.
func (t *Till) joined(c kiosk.PayCode) (whole kiosk.PayCode, torn bool) {
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
		return t.struck(from, c), alone == nil || t.book.Sale() != nil
	}
	if alone == nil {
		return c, false
	}
	barcode := errors.Is(alone, kiosk.ErrPayCodeBarcode) || errors.Is(alone, kiosk.ErrPayCodeLink)
	if e != nil && !barcode && t.Now.Sub(t.typing.strokes[len(t.typing.strokes)-1].at) <= markMax {
		e.refuse(scanText(alone)) // its beginning may stand in the amount
	}
	return c, false
}

// scan takes what a scanner or a face terminal read.
func (t *Till) scan(c kiosk.PayCode) { t.top().scan(t, c, kiosk.Text{}) }

// badScan says on the spot and aloud why a scan is not sent.
func (t *Till) badScan(why kiosk.Text) { t.top().scan(t, kiosk.PayCode{}, why) }

// counterPage is a page that takes scans.
type counterPage struct{ page }

// scan sends a code to the open sale, or tells why it was not sent.
func (counterPage) scan(t *Till, c kiosk.PayCode, bad kiosk.Text) {
	if bad.IsZero() {
		bad = t.charge(c)
	}
	t.amount.entry.problem = bad
	if !bad.IsZero() {
		t.announce(kiosk.PhraseBadScan, "", 0)
	}
}

// charge sends a customer's code, or says why not.
func (t *Till) charge(c kiosk.PayCode) kiosk.Text {
	pattern, c, err := t.settings.Codes.Read(c)
	switch {
	case err != nil:
		return scanText(err)
	case t.book.Sale() == nil && t.amount.entry.fen() > 0:
		return kiosk.T("problem.scan_enter_first")
	case t.book.Sale() == nil:
		return kiosk.T("problem.scan_amount_first")
	}
	return t.chargeRefused(t.book.Charge(pattern, c), pattern.Wallet)
}

// chargeRefused is the reason that a code was not sent, as text.
func (t *Till) chargeRefused(why payments.Refusal, w kiosk.Wallet) kiosk.Text {
	switch why {
	case payments.RefusedCodeWallet:
		return kiosk.T("problem.code_wallet", "wallet", w.Text().Arg())
	case payments.RefusedCodeTooMuch:
		return kiosk.T("problem.code_too_much", "max", t.settings.Capabilities.CodeMax.Grouped())
	case payments.RefusedFaceTooMuch:
		return kiosk.T("problem.face_too_much", "max", t.settings.Capabilities.FaceMax.Grouped())
	}
	return refusalText(why)
}

var scanTexts = map[error]string{
	kiosk.ErrPayCodeEmpty: "scan.empty", kiosk.ErrPayCodeTooLong: "scan.too_long", kiosk.ErrPayCodeLink: "scan.link",
	kiosk.ErrPayCodeBarcode: "scan.barcode", kiosk.ErrPayCodeParity: "scan.parity", kiosk.ErrPayCodeCapitals: "scan.capitals",
}

// scanText is the cashier's sentence for an ErrPayCode or a PayCodeMark.
func scanText(err error) kiosk.Text {
	if mark, ok := err.(kiosk.PayCodeMark); ok {
		switch mark.At {
		case 0:
			return kiosk.T("scan.mark_before", "mark", mark.Characters)
		case -1:
			return kiosk.T("scan.mark_after", "mark", mark.Characters)
		}
		return kiosk.T("scan.alphabet", "at", itoa(mark.At), "character", mark.Characters)
	}
	if id, ok := scanTexts[err]; ok {
		return kiosk.T(id)
	}
	return kiosk.T("scan.unknown")
}
