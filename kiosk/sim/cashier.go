package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

// cashier is impatient, presses twice, tries every button and key, and is
// honest. It knows nothing but what is on the screen; when it is the manager's
// turn, it looks into the gateway's books first.
type cashier struct {
	w       *world
	done    bool
	actions int // done so far
	max     int
	sales   int     // to be opened
	chaos   float64 // chance that the next thing done makes no sense
	hands   []kiosk.Event
	owner   int  // times that the owner opens the history
	proves  bool // the last sale is proven by the manager
	asks    int  // times that somebody wanted the gateway to be asked at once
}

func newCashier(w *world) *cashier {
	d := w.dice
	return &cashier{
		w: w, sales: 2 + d.IntN(6), max: 60 + d.IntN(120),
		owner: pick(d, []int{0, 2, 8, 20}),
		chaos: []float64{0.02, 0.1, 0.35, 0.8}[d.weighted(4, 4, 2, 1)],
	}
}

func (c *cashier) begin() { c.w.plan(500*time.Millisecond, c.act) }

// act does one thing and plans the next.
func (c *cashier) act() {
	w := c.w
	if w.calm {
		return
	}
	c.actions++
	if c.actions > c.max || len(w.ledger.sales) >= c.sales && w.ledger.openSale() == nil && w.dice.chance(0.3) {
		c.done = true
		return
	}
	if w.till != nil && w.shown {
		if len(c.hands) == 0 || w.dice.chance(c.chaos) {
			c.decide()
		}
		if len(c.hands) > 0 {
			next := c.hands[0]
			c.hands = c.hands[1:]
			c.do(next)
			if w.dice.chance(0.06) {
				c.do(next) // a double press
			}
		}
	}
	w.plan(c.pause(), c.act)
}

func (c *cashier) pause() time.Duration {
	d := c.w.dice
	if wait := c.waitsFor(); wait > 0 {
		return wait
	}
	if len(c.hands) > 0 {
		return d.between(80*time.Millisecond, 300*time.Millisecond)
	}
	switch d.weighted(240, 120, 20, 6, 1) {
	case 0:
		return d.between(200*time.Millisecond, 3*time.Second)
	case 1:
		return d.between(2*time.Second, 12*time.Second)
	case 2:
		return d.between(10*time.Second, 90*time.Second)
	case 3:
		return d.between(time.Minute, 8*time.Minute)
	}
	return d.between(5*time.Minute, 70*time.Minute)
}

// do hands the till what the cashier does, unless it would be a lie.
func (c *cashier) do(e kiosk.Event) {
	if c.w.till == nil {
		return
	}
	switch a := c.meaning(e); a {
	case kiosk.ActionAskAgain:
		c.asks++ // before the till asks, so that the oracle knows why it does
	case kiosk.ActionSayPaid, kiosk.ActionSayUnpaid:
		if paid, known := c.truth(); !known || paid != (a == kiosk.ActionSayPaid) {
			return
		}
	case kiosk.ActionRefunded, kiosk.ActionUnrefunded:
		if done, known := c.refundTruth(); !known || done != (a == kiosk.ActionRefunded) {
			return
		}
	}
	c.w.feed(e)
}

// meaning is the action that e has on the screen that stands.
func (c *cashier) meaning(e kiosk.Event) kiosk.Action {
	switch e := e.(type) {
	case kiosk.Tapped:
		return e.Action
	case kiosk.Pressed:
		for _, b := range c.w.view.Panel.Buttons {
			if b.Key == e.Key {
				return b.Action
			}
		}
	}
	return ""
}

// truth reads the payment on screen in the gateway's books: whether it was paid,
// and whether that is certain until the second look is over.
func (c *cashier) truth() (paid, known bool) {
	w := c.w
	for i := range w.ledger.payments {
		p := &w.ledger.payments[i]
		if p.State == kiosk.StatePaid || !named(&w.view.Panel, p.OrderNo) {
			continue
		}
		if w.now()-w.ledger.times[i].sent < callDeadline+strayMax {
			return false, false // the request may still be on its way
		}
		final := true
		for _, o := range w.gateway.orders {
			if w.oracle.covers(o, p) {
				paid = paid || o.state == orderPaid
				final = final && o.final(w.now())
			}
		}
		return paid, paid || final
	}
	return false, false
}

// stage is the step of the decision on screen: "why", "sure" or "".
func stage(p *kiosk.Panel) string {
	for _, s := range []string{"why", "sure"} {
		if strings.HasPrefix(p.Title.ID, "decide."+s+".") {
			return s
		}
	}
	return ""
}

// named reports whether the panel names the whole order number.
func named(p *kiosk.Panel, n kiosk.OrderNo) bool {
	return slices.Contains(p.Detail.Args, string(n))
}

func keys(text string) (es []kiosk.Event) {
	for _, r := range text {
		es = append(es, kiosk.Pressed{Key: kiosk.Key(string(r))})
	}
	return es
}

// entered is text typed, and Enter.
func entered(text string) []kiosk.Event {
	return append(keys(text), kiosk.Pressed{Key: kiosk.KeyEnter})
}

func press(k kiosk.Key) []kiosk.Event  { return []kiosk.Event{kiosk.Pressed{Key: k}} }
func tap(a kiosk.Action) []kiosk.Event { return []kiosk.Event{kiosk.Tapped{Action: a}} }

// refused reports whether the till waits for what it did not take to be taken back.
func (c *cashier) refused() bool {
	const takeBack = "problem.take_back"
	v := &c.w.view
	return v.Amount.Problem.ID == takeBack || v.Order != nil && v.Order.Detail.ID == takeBack
}

// decide fills the hands with what to do next.
func (c *cashier) decide() {
	w := c.w
	d := w.dice
	if d.chance(c.chaos) {
		c.hands = c.nonsense()
		return
	}
	if c.refused() {
		c.hands = press(kiosk.KeyBackspace)
		return
	}
	switch v := &w.view; v.Screen {
	case kiosk.ScreenAmount:
		c.hands = c.amount(v)
	case kiosk.ScreenPanel:
		c.hands = c.panel(v)
	case kiosk.ScreenAlarm:
		c.hands = c.alarm(v)
	case kiosk.ScreenAttention:
		c.hands = c.attention(v)
	case kiosk.ScreenPIN:
		c.hands = c.pin()
	case kiosk.ScreenHistory:
		c.hands = c.history()
	case kiosk.ScreenRefund:
		c.hands = c.refund(v)
	case kiosk.ScreenOrder:
		c.hands = c.typeOrder(v)
	case kiosk.ScreenHelp, kiosk.ScreenChecks:
		c.hands = press(kiosk.KeyEsc)
	case kiosk.ScreenStopped:
		c.hands = tap(kiosk.ActionRetry)
	}
}

func (c *cashier) amount(v *kiosk.View) []kiosk.Event {
	d := c.w.dice
	switch d.weighted(14, 1, 1, c.owner) {
	case 3:
		return press(kiosk.KeyF9)
	case 1:
		return press(kiosk.KeyF10)
	case 2:
		return press(pick(d, []kiosk.Key{kiosk.KeyF9, kiosk.KeyF12, kiosk.KeyF11, kiosk.KeyEsc}))
	}
	var es []kiosk.Event
	if v.Amount.Ghost {
		es = keys(pick(d, []string{
			fmt.Sprint(1 + d.IntN(99)), fmt.Sprintf("%d.%d", d.IntN(300), d.IntN(10)), fmt.Sprintf("%d.%02d", d.IntN(3000), d.IntN(100)),
		}))
	}
	return append(es, pick(d, []kiosk.Event{
		kiosk.Pressed{Key: kiosk.KeyEnter}, kiosk.Pressed{Key: kiosk.KeyF1}, kiosk.Pressed{Key: kiosk.KeyF2},
		kiosk.Tapped{Action: kiosk.ActionWeChat}, kiosk.Tapped{Action: kiosk.ActionAlipay}, kiosk.Tapped{Action: kiosk.ActionScan},
		kiosk.Pressed{Key: kiosk.KeyF3}, kiosk.Tapped{Action: kiosk.ActionMini},
	}))
}

// panel is a sale or its result.
func (c *cashier) panel(v *kiosk.View) []kiosk.Event {
	d := c.w.dice
	switch v.Customer.Kind {
	case kiosk.CustomerPaid:
		if d.weighted(14, c.owner) == 1 {
			return press(kiosk.KeyF9)
		}
		return press(kiosk.KeyEnter)
	case kiosk.CustomerShowCode, kiosk.CustomerFailed:
		switch d.weighted(8, 2, 3, 1) {
		case 0:
			return c.scan()
		case 1:
			return nil
		case 2:
			return c.button(v)
		}
		return press(kiosk.KeyEsc)
	case kiosk.CustomerQR, kiosk.CustomerOpening:
		switch d.weighted(10, 2, 2, 1) {
		case 0:
			return nil
		case 1:
			return c.scan()
		case 2:
			return c.button(v)
		}
		return press(kiosk.KeyEsc)
	}
	switch d.weighted(8, 2, 1, 4) { // a code is on its way, or nobody knows
	case 0:
		return nil
	case 1:
		return c.scan()
	case 2:
		return press(kiosk.KeyEsc)
	}
	return c.button(v)
}

// alarm is answered at random, but a manager who has looked says what was found.
func (c *cashier) alarm(v *kiosk.View) []kiosk.Event {
	switch stage(&v.Panel) {
	case "why":
		return c.button(v)
	case "sure":
		if c.w.dice.chance(0.2) {
			return c.button(v)
		}
		return press(kiosk.KeyEnter)
	}
	if done, known := c.refundTruth(); known && c.w.dice.chance(0.7) {
		if done {
			return tap(kiosk.ActionRefunded)
		}
		return tap(kiosk.ActionUnrefunded)
	}
	paid, known := c.truth()
	switch {
	case !known || c.w.dice.chance(0.3):
		return c.button(v)
	case paid:
		return tap(kiosk.ActionSayPaid)
	}
	return tap(kiosk.ActionSayUnpaid)
}

// attention goes through the attention list.
func (c *cashier) attention(v *kiosk.View) []kiosk.Event {
	d := c.w.dice
	switch d.weighted(6, 1, 1) {
	case 1:
		return press(pick(d, []kiosk.Key{kiosk.KeyDown, kiosk.KeyUp, kiosk.KeyPageDown, kiosk.KeyEnd}))
	case 2:
		if n := len(c.w.ledger.payments); n > 0 {
			return []kiosk.Event{kiosk.Picked{OrderNo: c.w.ledger.payments[d.IntN(n)].OrderNo}}
		}
	}
	return c.button(v)
}

func (c *cashier) button(v *kiosk.View) []kiosk.Event {
	if len(v.Panel.Buttons) == 0 {
		return nil
	}
	b := pick(c.w.dice, v.Panel.Buttons)
	if b.Key != "" && c.w.dice.chance(0.5) {
		return press(b.Key)
	}
	return tap(b.Action)
}

// scan points the scanner at the customer's phone.
func (c *cashier) scan() []kiosk.Event {
	return []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode(c.w.crowd.show().text)}}
}

// firstPIN is set where there is none.
const firstPIN = "2468"

func (c *cashier) pin() []kiosk.Event {
	d := c.w.dice
	switch d.weighted(8, 2, 1) {
	case 0:
		return c.rightPIN()
	case 1:
		return entered(d.digits(1 + d.IntN(9)))
	}
	return press(kiosk.KeyEsc)
}

var (
	allKeys = []kiosk.Key{
		"0", "1", "2", "5", "7", "9", kiosk.KeyDot, kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2,
		kiosk.KeyF3, kiosk.KeyF4, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF9, kiosk.KeyF10, kiosk.KeyF11, kiosk.KeyF12,
	}
	allActions = []kiosk.Action{
		kiosk.ActionWeChat, kiosk.ActionAlipay, kiosk.ActionMini, kiosk.ActionScan, kiosk.ActionCancel, kiosk.ActionNext,
		kiosk.ActionAskAgain, kiosk.ActionPark, kiosk.ActionManager, kiosk.ActionSayPaid, kiosk.ActionSayUnpaid, kiosk.ActionAccept,
		kiosk.ActionRefundByHand, kiosk.ActionLater, kiosk.ActionReview, kiosk.ActionOwner, kiosk.ActionHelp, kiosk.ActionBack,
		kiosk.ActionRefund, kiosk.ActionConfirm, kiosk.ActionRefunded, kiosk.ActionUnrefunded,
		kiosk.ActionDetails, kiosk.ActionClose, "why_merchant_app", "why_not_in_app",
		kiosk.ActionRetry, kiosk.ActionFullScreen, kiosk.ActionPracticePay, kiosk.ActionPracticeCode,
	}
	badScans = []string{
		"", "6901234567892", "https://example.com/pay?x=1", "１３", "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
		"fp-too-short", "130000000000000000000", "\x02\r\n",
	}
)

// nonsense draws events that nobody should cause and everybody does.
func (c *cashier) nonsense() []kiosk.Event {
	d := c.w.dice
	switch d.weighted(8, 4, 3, 2, 1, 1, 1, 1, 1) {
	case 8:
		return []kiosk.Event{kiosk.Closing{}}
	case 7:
		if n := len(c.w.ledger.payments); n > 0 {
			return []kiosk.Event{kiosk.RefundWanted{OrderNo: c.w.ledger.payments[d.IntN(n)].OrderNo}}
		}
		return nil
	case 0:
		return press(pick(d, allKeys))
	case 1:
		return tap(pick(d, allActions))
	case 2:
		return c.scan()
	case 3:
		code := kiosk.NewPayCode(pick(d, badScans))
		if d.chance(0.5) {
			return []kiosk.Event{kiosk.ScanUnended{Code: code, Keys: d.chance(0.5), Missing: d.chance(0.2)}}
		}
		return []kiosk.Event{kiosk.Scanned{Code: code}}
	case 4:
		return []kiosk.Event{kiosk.Pasted{Text: pick(d, []string{"12.50", "¥1,000", "abc", "99999999999999999999"})}, kiosk.Typed{Rune: pick(d, []rune{'５', 'x', '。'})}}
	case 5:
		return []kiosk.Event{kiosk.ScannerChanged{State: pick(d, []kiosk.ScannerState{kiosk.ScannerGone, kiosk.ScannerReady})}}
	}
	return []kiosk.Event{kiosk.AdvertsChanged{Files: []string{"a.png", "b.png"}}}
}
