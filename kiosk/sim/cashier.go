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
	sales   int           // to be opened
	chaos   float64       // chance that the next thing done makes no sense
	next    []kiosk.Event // that the hands are at
	owner   int           // times that the owner opens the history
	proves  bool          // the last sale is proven by the manager
	asks    int           // times that somebody wanted the gateway to be asked at once
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
		if len(c.next) == 0 || w.dice.chance(c.chaos) {
			c.decide()
		}
		if len(c.next) > 0 {
			first := c.next[0]
			c.next = c.next[1:]
			c.do(first)
			if w.dice.chance(0.06) {
				c.do(first) // a double press
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
	if len(c.next) > 0 {
		return d.between(80*time.Millisecond, 300*time.Millisecond)
	}
	length := [][2]time.Duration{
		{200 * time.Millisecond, 3 * time.Second}, {2 * time.Second, 12 * time.Second}, {10 * time.Second, 90 * time.Second},
		{time.Minute, 8 * time.Minute}, {5 * time.Minute, 70 * time.Minute},
	}[d.weighted(240, 120, 20, 6, 1)]
	return d.between(length[0], length[1])
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
	for p := range each(w.ledger.payments) {
		if p.State == kiosk.StatePaid || !named(&w.view.Panel, p.OrderNo) {
			continue
		}
		if w.now()-w.ledger.times[p.OrderNo].sent < callDeadline+strayMax {
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

// hands make the next events that the till gets from the counter.
type hands func() []kiosk.Event

// gesture is one that is made with chance proportional to its weight.
type gesture struct {
	weight int
	hands
}

// one makes one of the gestures.
func (c *cashier) one(of ...gesture) []kiosk.Event {
	var weights []int
	for _, g := range of {
		weights = append(weights, g.weight)
	}
	return of[c.w.dice.weighted(weights...)].hands()
}

func nothing() []kiosk.Event { return nil }

func keys(text string) (es []kiosk.Event) {
	for _, r := range text {
		es = append(es, press(kiosk.Key(string(r)))...)
	}
	return es
}

// entered is text typed, and Enter.
func entered(text string) []kiosk.Event { return append(keys(text), press(kiosk.KeyEnter)...) }

func press(k kiosk.Key) []kiosk.Event  { return []kiosk.Event{kiosk.Pressed{Key: k}} }
func tap(a kiosk.Action) []kiosk.Event { return []kiosk.Event{kiosk.Tapped{Action: a}} }
func escape() []kiosk.Event            { return press(kiosk.KeyEsc) }
func enter() []kiosk.Event             { return press(kiosk.KeyEnter) }
func openHistory() []kiosk.Event       { return press(kiosk.KeyF9) }
func signIn() []kiosk.Event            { return press(kiosk.KeyF7) }
func help() []kiosk.Event              { return press(kiosk.KeyF10) }

// anyKey presses one of them.
func (c *cashier) anyKey(of ...kiosk.Key) hands {
	return func() []kiosk.Event { return press(pick(c.w.dice, of)) }
}

// refused reports whether the till waits for what it did not take to be taken back.
func (c *cashier) refused() bool {
	const takeBack = "problem.take_back"
	v := &c.w.view
	return v.Amount.Problem.ID == takeBack || v.Order != nil && v.Order.Detail.ID == takeBack
}

// decide fills the hands with what to do next.
func (c *cashier) decide() {
	if c.w.dice.chance(c.chaos) {
		c.next = c.nonsense()
	} else if c.refused() {
		c.next = press(kiosk.KeyBackspace)
	} else if does := onScreen[c.w.view.Screen]; does != nil {
		c.next = does(c)
	}
}

// onScreen are the cashier's doings, by screen.
var onScreen = map[kiosk.Screen]func(*cashier) []kiosk.Event{
	kiosk.ScreenAmount:    (*cashier).amount,
	kiosk.ScreenPanel:     (*cashier).panel,
	kiosk.ScreenAlarm:     (*cashier).alarm,
	kiosk.ScreenAttention: (*cashier).attention,
	kiosk.ScreenPIN:       (*cashier).pin,
	kiosk.ScreenHistory:   (*cashier).history,
	kiosk.ScreenRefund:    (*cashier).refund,
	kiosk.ScreenOrder:     (*cashier).typeOrder,
	kiosk.ScreenHelp:      func(*cashier) []kiosk.Event { return escape() },
	kiosk.ScreenRights:    func(*cashier) []kiosk.Event { return escape() },
	kiosk.ScreenChecks:    func(*cashier) []kiosk.Event { return escape() },
	kiosk.ScreenStopped:   func(*cashier) []kiosk.Event { return tap(kiosk.ActionRetry) },
}

func (c *cashier) amount() []kiosk.Event {
	return c.one(gesture{14, c.sell}, gesture{1, help},
		gesture{1, c.anyKey(kiosk.KeyF9, kiosk.KeyF12, kiosk.KeyF11, kiosk.KeyEsc)}, gesture{c.owner, openHistory}, gesture{c.switches(), signIn},
		gesture{c.takesCash(), c.sellForCash})
}

// sell types an amount, where none stands, and chooses how it is paid.
func (c *cashier) sell() (es []kiosk.Event) {
	d := c.w.dice
	if c.w.view.Amount.Ghost {
		es = c.someAmount()
	}
	return append(es, pick(d, []kiosk.Event{
		kiosk.Pressed{Key: kiosk.KeyEnter}, kiosk.Pressed{Key: kiosk.KeyF1}, kiosk.Pressed{Key: kiosk.KeyF2},
		kiosk.Tapped{Action: kiosk.ActionWeChat}, kiosk.Tapped{Action: kiosk.ActionAlipay}, kiosk.Tapped{Action: kiosk.ActionScan},
		kiosk.Pressed{Key: kiosk.KeyF3}, kiosk.Tapped{Action: kiosk.ActionMini},
	}))
}

func (c *cashier) someAmount() []kiosk.Event {
	d := c.w.dice
	return keys(pick(d, []string{
		fmt.Sprint(1 + d.IntN(99)), fmt.Sprintf("%d.%d", d.IntN(300), d.IntN(10)), fmt.Sprintf("%d.%02d", d.IntN(3000), d.IntN(100)),
	}))
}

// panel is a sale or its result.
func (c *cashier) panel() []kiosk.Event {
	switch c.w.view.Customer.Kind {
	case kiosk.CustomerPaid:
		return c.one(gesture{14, enter}, gesture{c.owner, openHistory})
	case kiosk.CustomerShowCode, kiosk.CustomerFailed:
		return c.one(gesture{8, c.scan}, gesture{2 + c.awaitsFace(), nothing}, gesture{3, c.button}, gesture{1, escape})
	case kiosk.CustomerQR, kiosk.CustomerOpening:
		return c.one(gesture{10, nothing}, gesture{2, c.scan}, gesture{2, c.button}, gesture{1, escape})
	}
	// A code is on its way, or nobody knows.
	return c.one(gesture{8, nothing}, gesture{2, c.scan}, gesture{1, escape}, gesture{4, c.button})
}

// alarm is answered at random, but a manager who has looked says what was found.
func (c *cashier) alarm() []kiosk.Event {
	switch stage(&c.w.view.Panel) {
	case "why":
		return c.button()
	case "sure":
		if c.w.dice.chance(0.2) {
			return c.button()
		}
		return enter()
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
		return c.button()
	case paid:
		return tap(kiosk.ActionSayPaid)
	}
	return tap(kiosk.ActionSayUnpaid)
}

// attention goes through the attention list.
func (c *cashier) attention() []kiosk.Event {
	touch := func() []kiosk.Event {
		if n := c.anyPayment(); n != "" {
			return []kiosk.Event{kiosk.Picked{OrderNo: n}}
		}
		return c.button()
	}
	return c.one(gesture{6, c.button}, gesture{1, c.anyKey(kiosk.KeyDown, kiosk.KeyUp, kiosk.KeyPageDown, kiosk.KeyEnd)}, gesture{1, touch})
}

// anyPayment is one on record, "" when there is none.
func (c *cashier) anyPayment() kiosk.OrderNo {
	if len(c.w.ledger.payments) == 0 {
		return ""
	}
	return pick(c.w.dice, c.w.ledger.payments).OrderNo
}

func (c *cashier) button() []kiosk.Event {
	buttons := c.w.view.Panel.Buttons
	if len(buttons) == 0 {
		return nil
	}
	b := pick(c.w.dice, buttons)
	if b.Key != "" && c.w.dice.chance(0.5) {
		return press(b.Key)
	}
	return tap(b.Action)
}

func scan(code string) []kiosk.Event {
	return []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode(code)}}
}

// scan points the scanner at the customer's phone.
func (c *cashier) scan() []kiosk.Event { return scan(c.w.crowd.show().text) }

// firstPIN is set where there is none.
const firstPIN = "2468"

func (c *cashier) pin() []kiosk.Event {
	d := c.w.dice
	wrong := func() []kiosk.Event { return entered(d.digits(1 + d.IntN(9))) }
	return c.one(gesture{8, c.somebodysPIN}, gesture{2, wrong}, gesture{1, escape})
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
	return c.one(
		gesture{8, c.anyKey(allKeys...)},
		gesture{4, func() []kiosk.Event { return tap(pick(d, allActions)) }},
		gesture{3, c.scan},
		gesture{2, func() []kiosk.Event {
			text := pick(d, badScans)
			if d.chance(0.5) {
				return []kiosk.Event{kiosk.ScanUnended{Code: kiosk.NewPayCode(text), Keys: d.chance(0.5), Missing: d.chance(0.2)}}
			}
			return scan(text)
		}},
		gesture{1, func() []kiosk.Event {
			return []kiosk.Event{
				kiosk.Pasted{Text: pick(d, []string{"12.50", "¥1,000", "abc", "99999999999999999999"})},
				kiosk.Typed{Rune: pick(d, []rune{'５', 'x', '。'})},
			}
		}},
		gesture{1, func() []kiosk.Event {
			return []kiosk.Event{kiosk.ScannerChanged{State: pick(d, []kiosk.ScannerState{kiosk.ScannerGone, kiosk.ScannerReady})}}
		}},
		gesture{1, func() []kiosk.Event {
			return []kiosk.Event{kiosk.AdvertsChanged{Adverts: []kiosk.Advert{{File: "a.png"}, {File: "b.png"}}}}
		}},
		gesture{1, func() []kiosk.Event {
			if n := c.anyPayment(); n != "" {
				return []kiosk.Event{kiosk.RefundWanted{OrderNo: n}}
			}
			return nil
		}},
		gesture{1, func() []kiosk.Event { return []kiosk.Event{kiosk.Closing{Locked: d.IntN(2) == 0}} }},
		gesture{c.switches(), func() []kiosk.Event {
			return tap(pick(d, []kiosk.Action{kiosk.ActionSignIn, kiosk.ActionSetPIN, kiosk.ActionRights, kiosk.ActionApprove}))
		}},
	)
}
