// Package sim runs tills through years of bad days. Each run is one till, its
// ledger, a gateway with its own books, a hostile network between them, a model
// cashier and customers, all on a virtual clock and from one seed; an oracle
// holds what the till wrote and showed against the gateway's books.
package sim

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"facepay/kiosk"
)

// world is one run. It shares nothing with other runs.
type world struct {
	seed     uint64
	mutation Mutation
	dice     dice
	queue    *queue
	twin     *world   // the merchant's other till, nil in most runs
	names    []string // of the gateways that the shop changes between, the present one first; nil in most runs
	base     time.Time
	trace    io.Writer // of a replay; nil in all other runs
	digest   *checksum // nil: none is asked for
	counts   *Counts

	settings kiosk.Settings
	gateway  *gateway
	network  *network
	ledger   *ledger
	crowd    *crowd
	cashier  *cashier
	terminal *terminal // nil: no face terminal
	oracle   *oracle
	wrap     *wrapper

	clocks      clocks
	till        machine // nil while it is down
	starts      int     // counts starts; what an older till asked for is not answered
	startedAt   time.Duration
	view        kiosk.View
	shown       bool
	woke        func() // feeds the till's Woke
	webhookDown bool   // no notification reaches it
	inFlight    map[uint64]*flight
	loads       int

	nextWake       planned // of the till
	refused        int     // notifications that the listener has refused lately
	notificationID uint64  // also counts questions of mini-programs
	delivered      []delivery

	calm      bool // faults are over
	calmAt    time.Duration
	crashIn   int // boundaries between effects until the next crash; 0: never again
	crashRate float64
	saveRate  float64
	diskFull  [2]time.Duration
	stepsHere int // steps at this very instant
	stepsAt   time.Duration
	steps     uint64 // of this run
	stepsMax  uint64 // that it may have; 0: as many as it takes
}

// flight is a call without an answer.
type flight struct {
	kiosk.Call
	loads int           // reads of the ledger before it was made
	at    time.Duration // when it was made
}

// Violation is a rule that a run broke.
type Violation struct {
	Seed uint64
	At   time.Duration // virtual time since the run began
	What string
	Rule string // What without its particulars
}

func (v *Violation) Error() string {
	return fmt.Sprintf("seed %d at %s: %s", v.Seed, v.At.Round(time.Millisecond), v.What)
}

// fail ends the run.
func (w *world) fail(format string, args ...any) {
	panic(&Violation{w.seed, w.now(), fmt.Sprintf(format, args...), ruleOf(format)})
}

// failIf ends the run where a rule is broken.
func (w *world) failIf(broken bool, format string, args ...any) {
	if broken {
		w.fail(format, args...)
	}
}

// run plays the whole story of one seed and returns what it broke, or nil.
func (w *world) run() (broken *Violation) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Violation:
			broken = r
		default:
			broken = &Violation{w.seed, w.now(), fmt.Sprintf("panic: %v\n%s", r, debug.Stack()), rulePanic}
		}
		if broken != nil {
			w.note("oracle", "VIOLATION: %s", broken.What)
		}
	}()
	for _, x := range w.both() {
		x.trace, x.digest = w.trace, w.digest
		x.start()
		x.cashier.begin()
	}
	for limit := activeMax + w.network.long.to; !w.done() && w.now() < limit; {
		w.queue.next()
	}
	for _, do := range []func(*world){(*world).becomeCalm, (*world).opensAgain, func(x *world) { x.cashier.sellOnce() }} {
		for _, x := range w.both() {
			do(x)
		}
	}
	w.followTail(w.now() + w.tail())
	for _, x := range w.both() {
		x.oracle.atEnd()
		x.oracle.apart()
	}
	return nil
}

const (
	// activeMax bounds the hours in which things go wrong.
	activeMax = 12 * time.Hour
	// fullTail outlasts every watch over a left payment.
	fullTail = 25 * time.Hour
	// briefTail is past the time in which late money must be seen.
	briefTail = 4 * time.Minute
	// refundTail is past the longest pause between two questions about a refund.
	refundTail = 8 * time.Minute
	// One run in fullTailEvery is followed to the end of every watch: those
	// thousands of polls of an idle till cost more than all the rest of a run.
	fullTailEvery = 64
)

// tail is the time that the run goes on after the last sale.
func (w *world) tail() time.Duration {
	if w.seed%fullTailEvery == 0 && w.twin == nil {
		return fullTail
	}
	if w.gateway.liesRefused > 0 {
		return refundTail
	}
	return briefTail
}

func (w *world) drain(until time.Duration) {
	for w.queue.due(until) {
		w.queue.next()
	}
	w.queue.now = until
}

const (
	// doze is the lateness that the till's timers may have while nobody does anything:
	// about the longest pause between two of its questions.
	doze = 4 * time.Minute
	// awake is the end of a run without dozing, so that what has come due is done.
	awake = 5 * time.Minute
)

// followTail is drain that dozes while nothing can happen but the till's own
// wakes: most of a full tail's 1,500 pings are left out. Where nothing is watched
// either, the clock goes on at the next business day, when its sum begins anew,
// or at the end.
func (w *world) followTail(until time.Duration) {
	for w.queue.due(until) {
		if w.alone() {
			nap := doze
			if !w.polling() {
				now := w.tillWall()
				day, _ := w.settings.Of(now)
				nap = day.End.Sub(now)
			}
			w.queue.sleep(min(until-awake, w.now()+nap))
		}
		w.queue.next()
	}
	w.queue.now = max(w.queue.now, until)
}

// alone reports whether nothing is planned or under way but the till's next wake.
func (w *world) alone() bool {
	return !slices.ContainsFunc(w.queue.planned, func(p planned) bool { return p.id != w.nextWake.id }) &&
		len(w.inFlight)+len(w.delivered)+len(w.crowd.phones)+len(w.oracle.unquiet) == 0 &&
		w.ledger.openSale() == nil
}

// polling reports whether any payment or refund can still be asked about.
func (w *world) polling() bool {
	polled := func(p *kiosk.Payment) bool { return !p.State.Final() || w.ledger.polledUntil(p) > w.now() }
	return last(w.ledger.payments, polled) != nil ||
		slices.ContainsFunc(w.ledger.refunds, func(r kiosk.Refund) bool { return !r.State.Final() })
}

// becomeCalm ends all faults: whatever is on its way still arrives.
func (w *world) becomeCalm() {
	w.note("world", "faults are over")
	w.calm, w.calmAt = true, w.now()
	w.crashIn = 0
	if w.network.babble.to > 0 {
		w.network.quietSince = w.now()
		w.oracle.quiet()
	}
}

// opensAgain waits for a till that is off.
func (w *world) opensAgain() {
	for w.till == nil {
		w.queue.next()
	}
	if w.webhookDown {
		w.setWebhook(0, true)
	}
}

func newWorld(seed uint64, m Mutation, c *Counts) *world {
	return newWorldOf(newDice(seed), seed, m, c)
}

// newWorldOf is the world of a run whose chances are d's.
func newWorldOf(d dice, seed uint64, m Mutation, c *Counts) *world {
	w := &world{seed: seed, mutation: m, dice: d, counts: c, queue: &queue{tape: d.tape}}
	w.base = time.Date(2026, 11, 2, 8, 0, 0, 0, shopTime).Add(d.between(0, 24*time.Hour))
	draw := drawProfile
	if seed%directEvery == 3 {
		draw = drawDirect
	}
	p := draw(d)
	w.furnish(p, "01")
	if d.chance(twinShare) {
		w.addTwin(p)
	}
	return w
}

// shopTime is the shop's.
var shopTime = time.FixedZone("CST", 8*60*60)

// dayStarts are the shops' hours at which a business day begins, by turns.
var dayStarts = []time.Duration{0, 4 * time.Hour}

// furnish sets up one till with all that is around it.
func (w *world) furnish(p profile, till string) {
	d := w.dice
	w.settings = kiosk.Settings{
		Shop: "shop", Till: till, Provider: p.name, Capabilities: p.can, MaxAmount: 5_000_000,
		DefaultQR: pick(d, append([]kiosk.Wallet{""}, p.can.QR...)), Codes: payCodes(), Calendar: kiosk.Calendar{Location: shopTime, DayStart: dayStarts[w.seed%uint64(len(dayStarts))]},
		MiniLink: miniLink, Cash: w.seed%cashEvery == 2,
	}
	w.standTerminal()
	w.settings.Rails = p.railsAt(p.name)
	w.inFlight = map[uint64]*flight{}
	w.ledger = newLedger(w)
	w.ledger.employ(w.seed)
	w.gateway = newGateway(w, p)
	w.network = newNetwork(w)
	w.crowd = newCrowd(w)
	w.cashier = newCashier(w)
	w.oracle = newOracle(w)
	w.woke = func() { w.feed(kiosk.Woke{}) }
	w.wrap = &wrapper{w: w, held: map[kiosk.OrderNo][]kiosk.Payment{}, back: map[kiosk.RefundNo]int{}, over: map[kiosk.OrderNo]bool{}}
	w.drawTroubles()
	w.drawClock()
	w.network.drawLong()
	w.network.drawNonsense()
	w.drawMove()
}

// drawTroubles decides how often the till crashes, saves fail and so on.
func (w *world) drawTroubles() {
	d := w.dice
	if d.chance(0.6) {
		w.crashRate = 0.0005 + d.Float64()*0.01
	}
	if d.chance(0.25) {
		w.saveRate = d.Float64() * 0.05
	}
	if d.chance(0.1) {
		from := d.between(0, 5*time.Minute)
		w.diskFull = [2]time.Duration{from, from + d.between(time.Second, 3*time.Minute)}
	}
	if d.chance(0.3) {
		w.gateway.idleClose = d.Float64() * 0.5
	}
	if !w.settings.Capabilities.QueryQR && !w.settings.Capabilities.Notifications {
		w.gateway.idleClose = 0 // nothing could ever tell
	}
	if g := &w.gateway.profile; g.can.Notifications && g.can.QueryRefund && g.noticeRefund && d.chance(0.3) {
		w.gateway.liesRefused = 0.2 + d.Float64()*0.5
	}
	if d.chance(0.1) {
		w.gateway.miscount = d.Float64() * 0.3
	}
	w.planCrash()
}

// payCodes is the table of every run; compiling it costs as much as a hundred steps.
var payCodes = sync.OnceValue(kiosk.DefaultPayCodes)

func (w *world) planCrash() {
	w.crashIn = 0
	if w.crashRate > 0 && !w.calm {
		w.crashIn = 1 + int(w.dice.ExpFloat64()/w.crashRate)
	}
}

func (w *world) now() time.Duration              { return w.queue.now }
func (w *world) at(t time.Duration) time.Time    { return w.base.Add(t) }
func (w *world) clock() time.Time                { return w.at(w.now()) }
func (w *world) faulty() bool                    { return !w.calm }
func (w *world) plan(d time.Duration, do func()) { w.queue.after(d, do) }
func (w *world) count(f Fault)                   { w.counts.Faults[f]++ }

// planHere plans do for d from now, which nobody does once the till has stopped.
func (w *world) planHere(d time.Duration, do func()) {
	start := w.starts
	w.plan(d, func() {
		if start == w.starts && w.till != nil {
			do()
		}
	})
}

func (w *world) planEvent(d time.Duration, e kiosk.Event) { w.planHere(d, func() { w.feed(e) }) }
