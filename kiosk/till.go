package kiosk

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"
)

// Till is one till's whole state. Its only way to change is Step; nothing in it
// waits, draws, writes or reads a clock.
type Till struct {
	set Settings
	rng *rand.Rand
	// practiceCodes makes the codes of practice mode's customers.
	practiceCodes *rand.Rand

	// What the ledger holds, as far as the till still needs it.
	sales    map[SaleID]*Sale
	payments []*item          // oldest first
	refunds  []*trackedRefund // oldest first, of payments above
	tails    []spentTail
	last     *LastSale
	today    Fen
	day      Day // that today adds up
	pinSet   bool

	// What the cashier is doing.
	mode     mode
	entry    entry
	strokes  []stroke  // typed last, oldest first
	parted   bool      // something else was done since the oldest of them
	quietAt  time.Time // when what was typed is over, if it looks like a payment code
	order    *orderPad // the number of a shop's order being entered, nil when none is
	sale     *Sale     // the open sale, nil between sales
	story    []TimelineEntry
	result   *result // the ended sale still on screen
	pin      *pinPad
	closing  time.Time // since when it is asked whether to close the till, zero when not
	focus    OrderNo   // payment on the alarm screen or under decision
	snooze   map[OrderNo]time.Time
	stopped  *stopped
	recovery *recovery
	pinAt    time.Time // when a PIN was last right
	torn     time.Time // when part of a scan came last, whose rest may follow
	// tornKeys is the same for a scanner that types.
	tornKeys time.Time
	// unmarked is a wedge's scan whose Enter may follow.
	unmarked   unmarked
	refundForm *refundForm // a refund that the owner makes
	attention  doubts      // the list of what needs people
	// deciding is a manager's decision that is being made.
	deciding *deciding

	gateway GatewayStatus
	checks  exam // what looking at the machine and the network has found
	pingAt  time.Time
	// calledAt is when the gateway last answered a call, or the call was given up.
	calledAt time.Time
	busy     busy
	scanner  ScannerState
	adverts  []string
	dropped  bool // practice: the network was dropped on purpose

	// saved is what the last step that is surely on record had of the above.
	saved struct {
		last  *LastSale
		today Fen
	}
	// redelivered are the answers that the last Loaded took up again, until that
	// step is surely on record.
	redelivered []Event

	callID uint64
	// inFlight are the asks that have not been answered, with the payment that
	// each is about. It outlives a Reload, as the calls do.
	inFlight map[uint64]OrderNo
	// refundCalls are those of them that are about a refund.
	refundCalls map[uint64]RefundNo

	// active is when something last happened at the open sale.
	active time.Time
	// opened is when the open sale began.
	opened time.Time
	// numbers are the gateway's order numbers of this run and whose they are.
	numbers map[string]OrderNo
	// alarmed is the alarm on screen and since when it is there.
	alarmed struct {
		about alarmID
		since time.Time
		keys  bool // somebody pressed what it does not take
	}
	pads int // PIN pads opened so far
	// notices wait for what the ledger has on their payments.
	notices []waitingNotice
	// refundNotices wait for what the gateway says of refunds that it had refused.
	refundNotices []refundNotice
	// refusedNotices is how many notifications were refused lately.
	refusedNotices int
	listening      bool      // notifications reach this till now
	overdueCall    uint64    // the call that the longest overdue payment had last
	noticedAt      time.Time // when the last one about a payment of this till came

	offset  time.Duration // of the wall clock from the steady one
	countAt time.Time     // the day's sum could not be read; tried again then
	due     time.Time     // when the till's last Wake was for; zero when it wanted none

	// The step under way.
	now     time.Time // by the steady clock
	recount bool      // the day's sum is to be read
	write   Write
	calls   []Call
	rest    []Effect
	facts   []Fact
	// kept is the payment that a screen is about; decidedOn the one whose refund a
	// manager decides about.
	kept, decidedOn OrderNo
	// shown is the picture on screen, if drawn. The next one is drawn into other,
	// so that a step which changes nothing leaves nothing behind.
	shown, other *View
	drawn        bool
	// lastDrawn is the last sale as it is shown, and what it was made of: that
	// changes once a sale, the picture with every answer.
	lastDrawn struct {
		of, as *LastSale
		clock  string
	}
	// grouped is the amount that was written out last: an open sale's, most of the time.
	grouped struct {
		of Fen
		as string
	}
	// atSale are the buttons of the open sale's panel and what they depend on.
	atSale struct {
		of   offer
		as   []Button
		made bool
	}
}

// mode is which of the cashier's screens is up, as far as it is not implied by
// a sale, a result or an alarm.
type mode string

const (
	modeStarting mode = "starting" // nothing loaded yet
	modeSell     mode = "sell"
	modeDoubts   mode = "doubts" // the list of what needs people
	modeReview   mode = "review" // looking at one payment of it
	modeDecide   mode = "decide" // the manager decides about it
	modeHistory  mode = "history"
	modeHelp     mode = "help"
	modeCheck    mode = "check"
	modeRefund   mode = "refund" // the owner gives something back
	// modeDecideRefund: the manager decides about a payment's refund.
	modeDecideRefund mode = "decide_refund"
)

// Limits of the till. Each keeps a fault somewhere else from growing in here.
const (
	// paymentsPerSaleMax: nobody needs more orders for one sale; a stuck key does.
	paymentsPerSaleMax = 20
	// openPaymentsMax: past it the network has been down for a day of sales, and
	// selling on would only pile up what nobody can settle.
	openPaymentsMax = 500
	// backgroundAsksMax: questions about left payments at one time, so that they
	// never hold up the sale at the counter.
	backgroundAsksMax = 4
	// heldAnswersMax: answers kept while the ledger cannot be written.
	heldAnswersMax = 100
	// storyMax: lines of a sale's story kept for the panel.
	storyMax = 12
	// closeTriesMax: a gateway that does not close after these will not.
	closeTriesMax = 6
)

// NewTill returns a till that knows nothing yet. Its first event must be Loaded
// or SaveFailed.
func NewTill(s Settings) *Till {
	if s.Location == nil {
		s.Location = time.UTC
	}
	if s.Codes == nil {
		s.Codes = DefaultPayCodes()
	}
	t := &Till{
		set: s, rng: rand.New(rand.NewChaCha8(s.Seed)), practiceCodes: rand.New(rand.NewPCG(binary.LittleEndian.Uint64(s.Seed[:]), 0)), inFlight: map[uint64]OrderNo{}, refundCalls: map[uint64]RefundNo{}, numbers: map[string]OrderNo{},
		shown: &View{}, other: &View{},
	}
	t.forget()
	t.forgetBook()
	t.mode = modeStarting
	return t
}

// forget drops all that came from the ledger, before it is read again.
func (t *Till) forget() {
	t.refundForm = nil
	t.forgetDoubts()
	t.snooze = map[OrderNo]time.Time{}
	t.mode, t.entry, t.story, t.result, t.pin, t.focus = modeSell, entry{}, nil, nil, nil, ""
	t.order, t.closing = nil, time.Time{}
	t.partStrokes()
	t.stopped, t.drawn = nil, false
}

// forgetBook drops all payments, before they are read again.
func (t *Till) forgetBook() {
	t.sales, t.sale = map[SaleID]*Sale{}, nil
	t.payments, t.refunds = nil, nil
	t.tails, t.last, t.today, t.day = nil, nil, 0, Day{}
	t.recovery = nil
}

// attend tells the book which payment a screen is about, so that it is not
// forgotten, or not asked about while a manager decides.
func (t *Till) attend() {
	t.kept, t.decidedOn = "", ""
	if g := t.refundForm; g != nil && t.mode == modeRefund {
		t.kept = g.order
	}
	if t.mode == modeDecideRefund {
		t.decidedOn = t.focus
	}
}

// Step takes one event at time now and returns what is to be done about it, in
// order: at most one Save, then Asks, then the rest, a Wake, a Show when the
// picture changed, and a CountDay. Whatever Step does not understand it ignores.
//
// now is a steady clock's: it begins with the wall clock's time of some moment
// and never jumps, whatever becomes of the wall clock. Where the two part, a
// ClockChanged says so first. now has no monotonic reading.
func (t *Till) Step(now time.Time, e Event) []Effect {
	var unsaid []Effect
	if _, failed := e.(SaveFailed); !failed {
		t.saved.last, t.saved.today, t.redelivered = t.last, t.today, nil
	} else if !t.write.Empty() {
		for _, a := range t.calls {
			delete(t.inFlight, a.ID) // it stood behind the Save and was never made
		}
		unsaid = t.rest
	}
	clear(t.calls) // keeps no code
	overslept := t.wasSuspended(now)
	t.now, t.write, t.calls, t.rest, t.recount = now, Write{}, t.calls[:0], nil, false
	t.facts = t.facts[:0]
	t.undo(unsaid)
	if overslept {
		t.suspended()
	}
	if c, ok := e.(ClockChanged); ok {
		t.clockChanged(c)
	}
	if t.stopped != nil || t.mode == modeStarting {
		t.whileStopped(e)
	} else {
		t.take(e)
	}
	t.tellFacts()
	t.attend()
	if t.stopped == nil && t.mode != modeStarting {
		t.advance()
	}
	return t.finish()
}

// take handles one event of a till that works.
func (t *Till) take(e Event) {
	switch e := e.(type) {
	case Pressed:
		t.press(e.Key)
	case Typed:
		t.typed(e.Rune)
	case Untyped:
		t.untype(e.Keys)
	case Pasted:
		t.pasted(e.Text)
		t.partStrokes()
	case Tapped:
		t.partStrokes()
		t.act(e.Action)
	case Picked:
		t.dropStrokes()
		t.picked(e.OrderNo)
	case Closing:
		t.closeWanted()
	case Scanned:
		t.scanned(e.Code)
	case ScanUnended:
		t.scanUnended(e)
	case Answered:
		t.answered(e)
	case PINChecked:
		t.pinChecked(e)
	case ScannerChanged:
		t.scanner = e.State
	case AdvertsChanged:
		t.adverts = e.Files
	case ChecksDone:
		t.checksDone(e)
	case WarningRaised:
		t.warningRaised(e.Result)
	case SaveFailed:
		t.stop(e)
	case Loaded:
		t.restore(e.Snapshot)
	case NotificationReceived:
		t.notificationReceived(e)
	case NotificationsRefused:
		t.refusedNotices = e.Count
	case ListenerChanged:
		t.listenerChanged(e.Listening)
	case MiniAsked:
		t.miniAsked(e)
	case RefundWanted:
		t.refundWanted(e)
	case Found:
		t.found(e)
	case DayCounted:
		t.dayCounted(e)
	case Woke, ClockChanged:
		// advance does what is due, whatever woke the till; Step took the clock.
	}
}

// finish turns what the step collected into effects.
func (t *Till) finish() []Effect {
	t.attend()
	t.collect()
	t.collectRefunds()
	t.staleRefund()
	t.watchAlarm()
	t.watchChoice()
	if t.sale == nil { // nothing is left to ask about
		t.closing = time.Time{}
	}
	const others = 3 // Save, Wake and Show
	out := make([]Effect, 0, len(t.calls)+len(t.rest)+others)
	if !t.write.Empty() {
		out = append(out, Save{t.write})
	}
	for _, a := range t.calls {
		if p := t.find(a.Payment.OrderNo); p != nil {
			a.Payment = p.Payment // as the Save above put it on record
		}
		a.Refund = t.refundOnRecord(a)
		out = append(out, a)
	}
	for _, heard := range []bool{false, true} { // what is heard comes last
		for _, e := range t.rest {
			if _, say := e.(Say); say == heard {
				out = append(out, e)
			}
		}
	}
	t.due = t.wakeAt()
	if !t.due.IsZero() {
		out = append(out, Wake{t.due})
	}
	if t.view(t.other); !t.drawn || !t.other.Equal(t.shown) {
		t.shown, t.other, t.drawn = t.other, t.shown, true
		out = append(out, Show{t.shown})
	}
	if t.recount {
		out = append(out, CountDay{t.wall()})
	}
	return out
}

// collect adds the payments that changed to the write, oldest first, and
// forgets the ones that nothing can happen to any more.
func (t *Till) collect() {
	done := false
	for _, p := range t.payments {
		if p.dirty {
			p.dirty = false
			p.Version++
			p.written, p.writtenBefore = watchRow{p.PollUntil, p.pollUntilSteady}, p.written
			t.write.Payments = append(t.write.Payments, p.Payment)
		}
		done = done || t.done(p)
	}
	t.staleNotices()
	if !done {
		return
	}
	t.payments = slices.DeleteFunc(t.payments, t.done)
	for n := range t.snooze {
		if t.find(n) == nil {
			delete(t.snooze, n)
		}
	}
	for id := range t.sales {
		t.forgetSale(id)
	}
}

// done reports whether the till needs p no more.
func (t *Till) done(p *item) bool {
	return p.State.Final() && p.asking == 0 && !t.ofOpenSale(p) && !t.alarming(p) && !t.polled(p) && !t.refunding(p)
}

func (t *Till) forgetSale(id SaleID) {
	if t.sale != nil && t.sale.ID == id {
		return
	}
	for _, p := range t.payments {
		if p.Sale == id {
			return
		}
	}
	delete(t.sales, id)
}

// do adds an effect that is neither Save, Ask, Wake nor Show.
func (t *Till) do(e Effect) { t.rest = append(t.rest, e) }

func (t *Till) say(k PhraseKind, w Wallet, amount Fen) { t.do(Say{Phrase{k, w, amount}}) }

// tell adds a line to the story of the sale on screen.
func (t *Till) tell(text Text) {
	if n := len(t.story); n > 0 && t.story[n-1].Text.Equal(text) {
		return
	}
	if len(t.story) == storyMax {
		t.story = slices.Delete(slices.Clone(t.story), 0, 1)
	}
	t.story = append(slices.Clip(t.story), TimelineEntry{t.wall(), text})
}
