package kiosk

// showQR puts a QR on show, asks for the shop's order number where that is wanted
// first, or says why it cannot.
func (t *Till) showQR(w way, number string) {
	switch why := t.book.show(w, number); why {
	case RefusedNow:
	case RefusedNoNumber:
		t.askOrder(w)
	default:
		t.entry.problem = refusalText(why)
	}
}

// scan takes what a scanner or a face terminal read.
func (t *Till) scan(c PayCode) {
	if t.pin != nil || t.mode != modeSell || t.alarm() != nil {
		t.notForCard()
		return // a scan is never typed into anything
	}
	if t.order != nil {
		t.scanOrder(c)
		return
	}
	pattern, c, err := t.set.Codes.read(c)
	var why Text
	switch {
	case err != nil:
		why = scanText(err)
	case t.book.counter.sale == nil && t.entry.fen() > 0:
		why = T("problem.scan_enter_first")
	case t.book.counter.sale == nil:
		why = T("problem.scan_amount_first")
	default:
		refused := t.book.charge(pattern, c)
		if refused == "" {
			t.entry.problem = Text{}
			return
		}
		why = t.chargeRefused(refused)
	}
	t.badScan(why)
}

// chargeRefused says why a code was not sent.
func (t *Till) chargeRefused(why Refusal) Text {
	switch why {
	case RefusedCodeTooMuch:
		return T("problem.code_too_much", "max", t.set.Capabilities.CodeMax.Grouped())
	case RefusedFaceTooMuch:
		return T("problem.face_too_much", "max", t.set.Capabilities.FaceMax.Grouped())
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
