package kiosk

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// Till is one till's whole state. Its only way to change is Step; nothing in it
// waits, draws, writes or reads a clock.
type Till struct {
	set Settings
	*Turn
	book *Book

	// What the cashier is doing.
	mode       mode
	entry      entry
	order      *orderPad // the number of a shop's order being entered, nil when none is
	result     *result   // the ended sale still on screen
	pin        *pinPad
	closing    time.Time // since when it is asked whether to close the till, zero when not
	focus      OrderNo   // payment on the alarm screen or under decision
	stopped    *stopped
	refundForm *refundForm // a refund that the owner makes
	attention  doubts      // the list of what needs people
	// deciding is a manager's decision that is being made.
	deciding *deciding

	story    []TimelineEntry
	typing   typing
	alarms   alarms
	pins     pins
	checks   exam
	devices  devices
	practice practice
	durable  durable
	due      time.Time // when the till's last Wake was for; zero when it wanted none
	drawn    drawn
}

// typing is what a keyboard, or a scanner that types, has typed lately.
type typing struct {
	strokes []stroke  // typed last, oldest first
	parted  bool      // something else was done since the oldest of them
	quietAt time.Time // when what was typed is over, if it looks like a payment code
	torn    time.Time // when part of a scan came last, whose rest may follow
	// tornKeys is the same for a scanner that types.
	tornKeys time.Time
	// unmarked is a wedge's scan whose Enter may follow.
	unmarked unmarked
}

// alarms are the cards that come up by themselves.
type alarms struct {
	snooze map[OrderNo]time.Time // when those that were put off are due again
	// alarmed is the alarm on screen and since when it is there.
	alarmed struct {
		about alarmID
		since time.Time
		keys  bool // somebody pressed what it does not take
	}
}

// pins is what is known of the owner's PIN.
type pins struct {
	pinSet bool
	pinAt  time.Time // when it was last right
	pads   int       // PIN pads opened so far
}

// devices is what the outside has told of itself.
type devices struct {
	scanner        ScannerState
	adverts        []string
	refusedNotices int // notifications refused lately
}

// practice is what practice mode keeps.
type practice struct {
	codes   *rand.Rand // makes its customers' codes
	dropped bool       // the network was dropped on purpose
}

// durable is what the last step that is surely on record had.
type durable struct {
	last  *LastSale
	today Fen
}

// drawn is the picture on screen and what is drawn only when it changes.
type drawn struct {
	// shown is the picture on screen, if up. The next one is drawn into other, so
	// that a step which changes nothing leaves nothing behind.
	shown, other *View
	up           bool
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

// NewTill returns a till that knows nothing yet. Its first event must be Loaded
// or SaveFailed.
func NewTill(s Settings) *Till {
	if s.Location == nil {
		s.Location = time.UTC
	}
	if s.Codes == nil {
		s.Codes = DefaultPayCodes()
	}
	turn := &Turn{}
	t := &Till{
		set: s, Turn: turn, book: newBook(s, turn),
		practice: practice{codes: rand.New(rand.NewPCG(binary.LittleEndian.Uint64(s.Seed[:]), 0))},
		drawn:    drawn{shown: &View{}, other: &View{}},
	}
	t.forget()
	t.book.forgetBook()
	t.mode = modeStarting
	return t
}

// forget drops all that came from the ledger, before it is read again.
func (t *Till) forget() {
	t.refundForm = nil
	t.forgetDoubts()
	t.alarms.snooze = map[OrderNo]time.Time{}
	t.mode, t.entry, t.story, t.result, t.pin, t.focus = modeSell, entry{}, nil, nil, nil, ""
	t.order, t.closing = nil, time.Time{}
	t.partStrokes()
	t.stopped, t.drawn.up = nil, false
}

// attend tells the book which payment a screen is about, so that it is not
// forgotten, or not asked about while a manager decides.
func (t *Till) attend() {
	t.book.screens.shown, t.book.screens.decided = "", ""
	if g := t.refundForm; g != nil && t.mode == modeRefund {
		t.book.screens.shown = g.order
	}
	if t.mode == modeDecideRefund {
		t.book.screens.decided = t.focus
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
	if _, failed := e.(SaveFailed); failed {
		unsaid = t.neverDone()
	} else {
		t.durable = durable{t.book.totals.last, t.book.totals.today}
		t.book.requests.redelivered = nil
	}
	overslept := t.wasSuspended(now)
	t.begin(now)
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

// neverDone is what stood behind the last step's Save, which failed: its calls were
// never made, and the other effects that it returns not either.
func (t *Till) neverDone() []Effect {
	if t.write.Empty() {
		return nil
	}
	for _, c := range t.calls {
		delete(t.book.requests.inFlight, c.ID)
	}
	return t.rest
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
		t.book.answered(e)
	case PINChecked:
		t.pinChecked(e)
	case ScannerChanged:
		t.devices.scanner = e.State
	case AdvertsChanged:
		t.devices.adverts = e.Files
	case ChecksDone:
		t.checksDone(e)
	case WarningRaised:
		t.warningRaised(e.Result)
	case SaveFailed:
		t.stop(e)
	case Loaded:
		t.restore(e.Snapshot)
	case NotificationReceived:
		t.book.notificationReceived(e)
	case NotificationsRefused:
		t.devices.refusedNotices = e.Count
	case ListenerChanged:
		t.book.listenerChanged(e.Listening)
	case MiniAsked:
		t.book.miniAsked(e)
	case RefundWanted:
		t.refundWanted(e)
	case Found:
		t.found(e)
	case DayCounted:
		t.book.dayCounted(e)
	case Woke, ClockChanged:
		// advance does what is due, whatever woke the till; Step took the clock.
	}
}

// finish turns what the step collected into effects.
func (t *Till) finish() []Effect {
	t.attend()
	t.book.collect()
	t.book.collectRefunds()
	t.staleRefund()
	maps.DeleteFunc(t.alarms.snooze, func(n OrderNo, _ time.Time) bool { return t.book.find(n) == nil })
	t.watchAlarm()
	t.watchChoice()
	if t.book.counter.sale == nil { // nothing is left to ask about
		t.closing = time.Time{}
	}
	const others = 3 // Save, Wake and Show
	out := make([]Effect, 0, len(t.calls)+len(t.rest)+others)
	if !t.write.Empty() {
		out = append(out, Save{t.write})
	}
	for _, a := range t.calls {
		if p := t.book.find(a.Payment.OrderNo); p != nil {
			a.Payment = p.Payment // as the Save above put it on record
		}
		a.Refund = t.book.refundOnRecord(a)
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
	if t.view(t.drawn.other); !t.drawn.up || !t.drawn.other.Equal(t.drawn.shown) {
		t.drawn.shown, t.drawn.other, t.drawn.up = t.drawn.other, t.drawn.shown, true
		out = append(out, Show{t.drawn.shown})
	}
	if t.recount {
		out = append(out, CountDay{t.wall()})
	}
	return out
}

func (t *Till) say(k PhraseKind, w Wallet, amount Fen) { t.do(Say{Phrase{k, w, amount}}) }

// timelineMax bounds the lines of a sale that are kept for the panel.
const timelineMax = 12

// tell adds a line to the story of the sale on screen.
func (t *Till) tell(text Text) {
	if n := len(t.story); n > 0 && t.story[n-1].Text.Equal(text) {
		return
	}
	if len(t.story) == timelineMax {
		t.story = slices.Delete(slices.Clone(t.story), 0, 1)
	}
	t.story = append(slices.Clip(t.story), TimelineEntry{t.wall(), text})
}
