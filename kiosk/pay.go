package kiosk

import (
	"slices"
	"time"
)

// tooManyTries reports whether the open sale has had all the payments that it
// may have.
func (t *Till) tooManyTries() bool {
	n := 0
	for _, p := range t.payments {
		if p.Sale == t.sale.ID {
			n++
		}
	}
	return n >= paymentsPerSaleMax
}

func (t *Till) canQR(w Wallet) bool { return slices.Contains(t.set.Capabilities.QR, w) }

// way is what can be put on show: a wallet's QR, or the mini-program's.
type way struct {
	rail   Rail
	wallet Wallet
}

func byQR(w Wallet) way { return way{RailQR, w} }

func (t *Till) byMini() way { return way{RailMini, t.miniWallet()} }

// of reports whether p is paid this way.
func (w way) of(p *item) bool {
	return p.Rail == w.rail && (w.rail == RailMini || p.Wallet == w.wallet)
}

func (t *Till) canShow(w way) bool {
	if w.rail == RailMini {
		return t.canMini()
	}
	return t.canQR(w.wallet)
}

// show puts a QR on show for the open sale. Pressed twice it does nothing more;
// another QR is left behind first. With OrderEntry the payment is of the order
// number; without one the cashier is asked for it, or the order on show stays.
func (t *Till) show(w way, number string) Refusal {
	switch {
	case t.pendingCode() != nil || t.unsure() != nil:
		return RefusedOneAtATime
	case t.sale == nil || !t.canShow(w):
		return RefusedNow
	}
	shown := t.shownQR()
	if shown != nil && w.of(shown) && number == "" {
		return ""
	}
	if t.stalled() != nil {
		return RefusedGatewaySilent
	}
	if t.set.Capabilities.OrderEntry && number == "" {
		if shown == nil {
			return RefusedNoNumber
		}
		number = shown.GatewayOrderNo
	}
	if shown != nil {
		t.release(shown, ReasonOtherRail)
	}
	if again := t.reusableQR(w); again != nil && number == "" {
		// One order fewer that could be paid by mistake.
		again.ReleasedAt, again.PollUntil, again.dirty = time.Time{}, time.Time{}, true
		again.releasedSteady, again.pollUntilSteady = time.Time{}, time.Time{}
		again.nextAsk, t.active = t.now, t.now
		t.because(again, RecordMoved, ReasonShownAgain)
		return ""
	}
	p := t.newPayment(w.rail, w.wallet)
	if p == nil {
		return RefusedTooManyTries
	}
	t.fact(Opened, p)
	if number != "" {
		p.Entered, p.GatewayOrderNo = true, number
	}
	if w.rail == RailMini && t.set.Capabilities.Mini == MiniParams {
		t.showMiniLink(p)
		return ""
	}
	t.ask(p, CallQR, PayCode{})
	return ""
}

// showQR puts a QR on show, asks for the shop's order number where that is wanted
// first, or says why it cannot.
func (t *Till) showQR(w way, number string) {
	switch why := t.show(w, number); why {
	case RefusedNow:
	case RefusedNoNumber:
		t.askOrder(w)
	default:
		t.entry.problem = refusalText(why)
	}
}

// reusableQR is a QR of this sale that was left for another one and can still
// be paid: nobody asked the gateway to close it.
func (t *Till) reusableQR(w way) *item {
	return t.findOpen(func(p *item) bool {
		return w.of(p) && p.closeAsked == 0 && !t.set.Capabilities.Close &&
			(p.State == StateCreated || p.State == StateWaiting && p.QR != "")
	})
}

// newPayment puts a payment of the open sale on record, or returns nil when the
// sale has had too many.
func (t *Till) newPayment(r Rail, w Wallet) *item {
	if t.tooManyTries() {
		return nil
	}
	p := &item{Payment: Payment{
		OrderNo: t.orderNumber(), Sale: t.sale.ID, Amount: t.sale.Amount, Wallet: w, Rail: r,
		Provider: t.set.Provider, State: StateCreated, CreatedAt: t.wall(), SentAt: t.wall(),
	}, sentSteady: t.now, followedSince: t.now, dirty: true, missed: !t.listening}
	if t.set.Capabilities.OwnNumber {
		p.GatewayOrderNo = string(p.OrderNo)
	}
	t.payments, t.active = append(t.payments, p), t.now
	t.record(Record{Kind: RecordCreated, Sale: p.Sale, OrderNo: p.OrderNo, To: StateCreated, Note: createdNote(r, w)})
	return p
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
	case t.sale == nil && t.entry.fen() > 0:
		why = T("problem.scan_enter_first")
	case t.sale == nil:
		why = T("problem.scan_amount_first")
	default:
		refused := t.charge(pattern, c)
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

// charge sends the customer's code for the open sale, which must be there, once.
func (t *Till) charge(pattern PayCodePattern, c PayCode) Refusal {
	if why := t.chargeRefusal(pattern, c.Tail()); why != "" {
		return why
	}
	if qr := t.shownQR(); qr != nil {
		t.release(qr, ReasonOtherRail)
	}
	p := t.newPayment(RailCode, pattern.Wallet)
	p.Face, p.CodeTail = pattern.Face, c.Tail()
	t.tails = append(t.recentTails(), spentTail{SentTail{p.Wallet, p.CodeTail, p.SentAt}, t.now})
	t.fact(CodeSent, p)
	t.ask(p, CallCharge, c)
	return ""
}

// chargeRefusal is why the code with this tail is not to be sent, "" when it is.
func (t *Till) chargeRefusal(p PayCodePattern, tail string) Refusal {
	can := &t.set.Capabilities
	switch {
	case t.pendingCode() != nil || t.unsure() != nil:
		return RefusedSentOnce
	case t.stalled() != nil:
		return RefusedGatewaySilent
	case !can.Code:
		return RefusedNoCodes
	case can.CodeMax > 0 && t.sale.Amount > can.CodeMax:
		return RefusedCodeTooMuch
	case p.Face && can.FaceMax > 0 && t.sale.Amount > can.FaceMax:
		return RefusedFaceTooMuch
	case t.tooManyTries():
		return RefusedTooManyTries
	case t.spent(p.Wallet, tail):
		return RefusedCodeUsed
	}
	return ""
}

// spent reports whether a code with this tail was sent a short while ago. The
// whole code is kept nowhere, so one fresh code in ten thousand is refused as
// well; the customer's next one goes through.
func (t *Till) spent(w Wallet, tail string) bool {
	for _, s := range t.recentTails() {
		if s.Wallet == w && s.Tail == tail {
			return true
		}
	}
	return false
}

// recentTails drops the tails whose codes have long expired.
func (t *Till) recentTails() []spentTail {
	var keep []spentTail
	for _, s := range t.tails {
		if age := t.now.Sub(s.since); age < PayCodeMemory {
			keep = append(keep, s)
		}
	}
	return keep
}

// unspend forgets p's code: it is proven that it never left.
func (t *Till) unspend(p *item) {
	t.tails = slices.DeleteFunc(slices.Clone(t.tails), func(s spentTail) bool {
		return s.Wallet == p.Wallet && s.Tail == p.CodeTail && sameInstant(s.At, p.SentAt)
	})
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
