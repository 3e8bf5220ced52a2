package kiosk

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// press takes a key of a person. What it means depends on the screen, which is
// the same question that view answers; each screen's keys are the Keys of its
// buttons and the few below.
func (t *Till) press(k Key) {
	if t.closeAsked() {
		t.pressClosing(k)
		return
	}
	if t.pin != nil {
		t.pressPIN(k)
		return
	}
	if t.order != nil {
		t.pressOrder(k)
		return
	}
	if r := k.char(); r != 0 {
		t.strike(r)
		return
	}
	if (k == KeyEnter || k == KeyTab) && t.endStrokes() {
		return
	}
	t.partStrokes()
	if e, _ := t.field(); e != nil && k.moves() && !e.refused {
		e.refuse(T("problem.num_lock")) // a digit of the number pad
		return
	}
	if t.mode == modeRefund {
		t.pressRefund(k)
		return
	}
	if k == KeyBackspace {
		t.backspace()
		return
	}
	if a, ok := t.buttonOf(k); ok {
		t.act(a)
		return
	}
	if t.pressDoubts(k) {
		return
	}
	switch k {
	case KeyEsc:
		t.escape()
	case KeyEnter:
		t.enter()
	case KeyF1:
		t.act(ActionWeChat)
	case KeyF2:
		t.act(ActionAlipay)
	case KeyF3:
		t.act(ActionMini)
	case KeyF9:
		t.act(ActionOwner)
	case KeyF10:
		t.act(ActionReview)
	case KeyF11:
		t.act(ActionFullScreen)
	case KeyF12:
		t.act(ActionHelp)
	}
}

// buttonOf is the action of the button on screen that has this key.
func (t *Till) buttonOf(k Key) (Action, bool) {
	if !t.drawn.up {
		return "", false
	}
	for _, bs := range [][]Button{t.drawn.shown.Panel.Buttons, t.drawn.shown.PracticeButtons} {
		for _, b := range bs {
			if b.Key == k {
				return b.Action, true
			}
		}
	}
	return "", false
}

// free reports whether the amount can be typed.
func (t *Till) free() bool {
	return t.book.counter.sale == nil && t.book.recovery == nil && t.pin == nil && t.order == nil && t.mode == modeSell && t.alarm() == nil
}

// backspace edits the amount. After a result it starts the next one.
func (t *Till) backspace() {
	t.startNext()
	if e, _ := t.field(); e != nil {
		e.backspace()
		return
	}
	t.notForCard()
}

// undoMax bounds what can be taken back: a scan is known by its sixth character.
const undoMax = 16

// untype takes the last n characters back, wherever they went.
func (t *Till) untype(n int) {
	switch {
	case t.pin != nil:
		t.pin.digits = t.pin.digits[:max(0, len(t.pin.digits)-n)]
	case t.order != nil:
		t.order.untype(n)
	}
	t.unstrike(n)
}

func (t *Till) typed(r rune) {
	switch {
	case t.closeAsked():
	case t.pin != nil:
		t.keepElsewhere(r)
	case t.order != nil:
		t.book.counter.active = t.now
		t.keepElsewhere(r)
		t.order.strike(r)
	default:
		t.strike(r)
	}
}

func (t *Till) pasted(text string) {
	if t.closeAsked() {
		return
	}
	if t.order != nil && t.pin == nil {
		t.book.counter.active = t.now
		t.order.paste(text)
		return
	}
	t.startNext()
	switch e, limit := t.field(); {
	case e == nil:
		t.missed()
	case t.fixedField():
		e.refuse(T("refund.whole_only"))
	default:
		e.paste(text, limit)
	}
}

// nextSale clears a result from the screen.
func (t *Till) nextSale() { t.result, t.story, t.entry = nil, nil, entry{} }

func (t *Till) enter() {
	switch {
	case t.result != nil:
		t.nextSale()
	case t.free():
		t.openScan()
	default:
		t.notForCard()
	}
}

func (t *Till) escape() {
	switch {
	case t.mode == modeReview:
		t.listDoubts(t.focus)
	case t.mode == modeHistory, t.mode == modeHelp, t.mode == modeCheck:
		t.mode, t.focus = modeSell, ""
	case t.book.counter.sale != nil:
		t.cancel()
	case t.result != nil:
		t.nextSale()
	case t.free():
		t.entry = entry{}
	}
}

// act does what a button or key asks for, when it can be done now.
func (t *Till) act(a Action) {
	if t.closeAsked() {
		t.actOnClosing(a)
		return
	}
	if t.pin != nil {
		if a == ActionBack && !t.pin.busy {
			t.pin = nil
		}
		return
	}
	if t.order != nil {
		if a == ActionBack {
			t.order = nil
		}
		return
	}
	if t.book.recovery != nil && a != ActionHelp && a != ActionFullScreen {
		return
	}
	if t.actOnDecision(a) || t.actOnDoubts(a) || t.actOnRefund(a) {
		return
	}
	switch a {
	case ActionWeChat:
		t.choose(byQR(WeChat))
	case ActionAlipay:
		t.choose(byQR(Alipay))
	case ActionMini:
		t.choose(t.book.byMini())
	case ActionScan:
		if t.free() && t.result == nil {
			t.openScan()
		}
	case ActionCancel:
		if t.book.counter.sale != nil {
			t.cancel()
		}
	case ActionNext:
		t.nextSale()
	case ActionBack:
		t.escape()
	case ActionOwner:
		if t.book.counter.sale == nil {
			t.askPIN(a, "")
		}
	case ActionFullScreen:
		t.askPIN(a, "")
	case ActionHelp:
		t.help()
	case ActionCheck:
		t.openCheck()
	case ActionReview:
		t.review()
	case ActionAskAgain, ActionPark, ActionManager, ActionAccept, ActionRefundByHand, ActionLater:
		t.actOnPayment(a)
	case ActionPracticePay, ActionPracticeRefuse, ActionPracticeDrop, ActionPracticeCode:
		t.actPractice(a)
	}
}

// choose is F1, F2 or F3: open the sale with that QR, or switch to it.
func (t *Till) choose(w way) {
	switch {
	case t.book.counter.sale != nil && t.mode == modeSell:
		t.showQR(w, "")
	case t.free() && t.result == nil:
		t.openWith(w)
	default:
		t.notForCard()
	}
}

func (t *Till) help() {
	switch {
	case t.mode == modeHelp:
		t.mode = modeSell
	case t.book.counter.sale == nil && t.mode == modeSell && t.alarm() == nil:
		t.mode = modeHelp
	}
}

// actOnPayment takes the buttons that decide about one payment: the one on the
// alarm screen, else the unknown one of the open sale.
func (t *Till) actOnPayment(a Action) {
	p := t.onAlarm()
	if p == nil {
		p = t.book.unsure()
	}
	if p == nil && (a == ActionAskAgain || a == ActionPark) {
		p = t.book.stalled()
	}
	if p == nil && a == ActionManager {
		p = t.book.unproven()
	}
	if p == nil {
		return
	}
	if a != ActionAskAgain && t.guarded() {
		t.notForCard()
		return
	}
	switch a {
	case ActionAskAgain:
		t.book.askNow(p)
	case ActionPark:
		t.park()
	case ActionManager, ActionRefundByHand:
		if a == ActionManager && t.book.decidable(p) || a == ActionRefundByHand && p.Late && p.LateDone == "" {
			t.askPIN(a, p.OrderNo)
		}
	case ActionAccept:
		t.book.acceptLate(p)
	case ActionLater:
		t.later(p)
	}
}

// actPractice plays the customer or the network, in practice mode only.
func (t *Till) actPractice(a Action) {
	if !t.set.Practice {
		return
	}
	switch a {
	case ActionPracticeCode:
		t.scan(t.practiceCode())
		return
	case ActionPracticeDrop:
		t.practice.dropped = !t.practice.dropped
		t.do(Practice{Action: a})
		return
	}
	if p := t.book.current(); p != nil && !p.State.Final() {
		t.do(Practice{Action: a, GatewayOrderNo: p.GatewayOrderNo, Open: p.unopened(), OrderNo: p.OrderNo})
	}
}

// practiceCode is a code such as a customer's phone shows, of either wallet in
// turn by chance.
func (t *Till) practiceCode() PayCode {
	prefix := "13"
	if t.practice.codes.IntN(2) == 1 {
		prefix = "28"
	}
	b := []byte(prefix)
	for range 16 {
		b = append(b, byte('0'+t.practice.codes.IntN(10)))
	}
	return NewPayCode(string(b))
}
