// Package sim runs tills through years of bad days. Each run is one till, its
// ledger, a gateway with its own books, a hostile network between them, a model
// cashier and customers, all on a virtual clock and from one seed; an oracle
// holds what the till wrote and showed against the gateway's books.
package sim

import (
	"fmt"
	"runtime/debug"
	"time"

	"facepay/kiosk"
)

// world is one run. It shares nothing with other runs.
type world struct {
	seed     uint64
	mutation Mutation
	dice     dice
	queue    queue
	base     time.Time
	trace    *trace
	counts   *Counts

	settings kiosk.Settings
	gateway  *gateway
	network  *network
	ledger   *ledger
	crowd    *crowd
	cashier  *cashier
	oracle   *oracle
	wrap     *wrapper

	till      machine // nil while it is down
	starts    int     // counts starts; what an older till asked for is not answered
	view      kiosk.View
	shown     bool
	alarmWake uint64 // the Wake that counts; a later one replaces it
	underWay  map[uint64]underWay
	asking    map[kiosk.OrderNo]int // queries and closes under way since the last load
	asked     int                   // all asks under way since then
	loads     int

	noticeID     uint64 // also counts questions of mini-programs
	delivered    []delivery
	deliveredIDs []uint64

	calm      bool // faults are over
	calmAt    time.Duration
	crashIn   int // boundaries between effects until the next crash; 0: never again
	crashRate float64
	saveRate  float64
	diskFull  [2]time.Duration
	stepsHere int // steps at this very instant
	stepsAt   time.Duration
}

// underWay is an ask without an answer.
type underWay struct {
	kiosk.Ask
	loads int // how often the ledger had been read when it was asked
}

// Violation is a rule that a run broke.
type Violation struct {
	Seed uint64
	At   time.Duration // virtual time since the run began
	What string
}

func (v *Violation) Error() string {
	return fmt.Sprintf("seed %d at %s: %s", v.Seed, v.At.Round(time.Millisecond), v.What)
}

// fail ends the run.
func (w *world) fail(format string, args ...any) {
	panic(&Violation{w.seed, w.now(), fmt.Sprintf(format, args...)})
}

// run plays the whole story of one seed and returns what it broke, or nil.
func (w *world) run() (broken *Violation) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Violation:
			broken = r
		default:
			broken = &Violation{w.seed, w.now(), fmt.Sprintf("panic: %v\n%s", r, debug.Stack())}
		}
		if broken != nil {
			w.note("oracle", "VIOLATION: %s", broken.What)
		}
	}()
	w.start()
	w.cashier.begin()
	for !w.cashier.done && w.now() < activeMax {
		w.queue.next()
	}
	w.becomeCalm()
	w.cashier.sellOnce()
	w.drain(w.now() + w.tail())
	w.oracle.atEnd()
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

// tail is how long the run goes on after the last sale.
func (w *world) tail() time.Duration {
	if w.seed%fullTailEvery == 0 {
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

// becomeCalm ends all faults: whatever is on its way still arrives.
func (w *world) becomeCalm() {
	w.note("world", "faults are over")
	w.calm, w.calmAt = true, w.now()
	w.crashIn = 0
	for w.till == nil {
		w.queue.next()
	}
}

func newWorld(seed uint64, m Mutation, c *Counts) *world {
	d := newDice(seed)
	w := &world{
		seed: seed, mutation: m, dice: d, counts: c,
		underWay: map[uint64]underWay{}, asking: map[kiosk.OrderNo]int{},
	}
	shopTime := time.FixedZone("CST", 8*60*60)
	w.base = time.Date(2026, 11, 2, 8, 0, 0, 0, shopTime).Add(d.between(0, 24*time.Hour))
	p := drawProfile(d)
	w.settings = kiosk.Settings{
		Shop: "shop", Till: "01", Provider: p.name, Can: p.can, MaxAmount: 5_000_000,
		DefaultQR: pick(d, append([]kiosk.Wallet{""}, p.can.QR...)), Codes: kiosk.DefaultCodes(), Location: shopTime,
		MiniLink: miniLink,
	}
	w.ledger = newLedger(w)
	w.gateway = newGateway(w, p)
	w.network = newNetwork(w)
	w.crowd = newCrowd(w)
	w.cashier = newCashier(w)
	w.oracle = newOracle(w)
	w.wrap = &wrapper{w: w, held: map[kiosk.OrderNo][]kiosk.Payment{}, back: map[kiosk.RefundNo]int{}}
	w.drawTroubles()
	return w
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
	if !w.settings.Can.QueryQR {
		w.gateway.idleClose = 0 // nothing could ever tell
	}
	if g := &w.gateway.profile; g.can.Notices && g.can.QueryRefund && g.noticeRefund && d.chance(0.3) {
		w.gateway.liesRefused = 0.2 + d.Float64()*0.5
	}
	if d.chance(0.1) {
		w.gateway.miscount = d.Float64() * 0.3
	}
	w.planCrash()
}

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
func (w *world) planEvent(d time.Duration, e kiosk.Event) {
	start := w.starts
	w.plan(d, func() {
		if start == w.starts {
			w.feed(e)
		}
	})
}
