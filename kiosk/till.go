package kiosk

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"time"
)

// Till is one till's whole state. Its only way to change is Step; nothing in it
// waits, draws, writes or reads a clock.
type Till struct {
	settings Settings
	*Turn
	book *Book

	screens
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

// alarms are the cards that come up by themselves.
type alarms struct {
	snooze map[OrderNo]time.Time // when those that were put off are due again
	card   struct {              // on screen, by itself or not
		about cardID
		since time.Time // when it came up
		keys  bool      // somebody pressed what it does not take
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
}

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
		settings: s, Turn: turn, book: newBook(s, turn),
		practice: practice{codes: rand.New(rand.NewPCG(binary.LittleEndian.Uint64(s.Seed[:]), 0))},
		drawn:    drawn{shown: &View{}, other: &View{}},
	}
	t.forget()
	t.book.forgetBook()
	t.down = starting{}
	return t
}

// forget drops all that came from the ledger, before it is read again.
func (t *Till) forget() {
	t.screens = screens{stack: t.stack}
	t.popAll()
	t.alarms.snooze = map[OrderNo]time.Time{}
	t.partStrokes()
	t.drawn.up = false
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
	suspended := t.wasSuspended(now)
	t.begin(now)
	t.undo(unsaid)
	if suspended {
		t.suspended()
	}
	if c, ok := e.(ClockChanged); ok {
		t.clockChanged(c)
	}
	if t.down != nil {
		t.whileDown(e)
	} else {
		t.take(e)
	}
	t.tellFacts()
	t.attend()
	if t.down == nil {
		t.tick()
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
	return t.effects
}

// take handles one event of a till that works.
func (t *Till) take(e Event) {
	switch e := e.(type) {
	case Pressed:
		t.top().press(t, e.Key)
	case Typed:
		t.top().typed(t, e.Rune)
	case Untyped:
		t.top().untype(t, e.Keys)
	case Pasted:
		t.top().paste(t, e.Text)
		t.partStrokes()
	case Tapped:
		t.partStrokes()
		t.act(e.Action)
	case Picked:
		t.dropStrokes()
		t.picked(e.OrderNo)
	case Scanned:
		t.scanned(e.Code)
	case ScanUnended:
		t.scanUnended(e)
	case Answered:
		t.book.answered(e)
	case PINChecked:
		t.pinChecked(e)
	case NotificationReceived:
		t.book.notificationReceived(e)
	case MiniAsked:
		t.book.miniAsked(e)
	case RefundWanted:
		t.refundWanted(e)
	case Found:
		t.book.notificationsFound(e)
		t.refundFound(e)
	case DayCounted:
		t.book.dayCounted(e)
	default:
		t.takeAnyhow(e)
	}
}

// takeAnyhow handles what a till that is down takes as well. Of Woke nothing is to
// be taken: tick does what is due, whatever woke the till.
func (t *Till) takeAnyhow(e Event) {
	switch e := e.(type) {
	case Loaded:
		t.restore(e.Snapshot)
	case SaveFailed:
		t.stop(e)
	case Closing:
		t.closeWanted()
	case ScannerChanged:
		t.devices.scanner = e.State
	case AdvertsChanged:
		t.devices.adverts = e.Files
	case ChecksDone:
		t.checksDone(e)
	case WarningRaised:
		t.warningRaised(e.Result)
	case NotificationsRefused:
		t.devices.refusedNotices = e.Count
	case ListenerChanged:
		t.book.listenerChanged(e.Listening)
	}
}

// finish turns what the step collected into effects.
func (t *Till) finish() []Effect {
	t.attend()
	t.book.collect()
	t.book.collectRefunds()
	t.staleRefund()
	maps.DeleteFunc(t.alarms.snooze, func(n OrderNo, _ time.Time) bool { return t.book.find(n) == nil })
	t.watchCard()
	if l, ok := t.page().(*attention); ok {
		l.watchChoice(t)
	}
	const others = 3 // Save, Wake and Show
	out := make([]Effect, 0, len(t.calls)+len(t.effects)+others)
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
		for _, e := range t.effects {
			if _, say := e.(Say); say == heard {
				out = append(out, e)
			}
		}
	}
	t.due = t.nextDue()
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

// undo takes back the replies of a step whose Save failed: they stood behind
// it and were never given.
func (t *Till) undo(unsaid []Effect) {
	for _, e := range unsaid {
		switch e := e.(type) {
		case RunChecks:
			t.unexamined()
		case Acknowledge:
			t.effect(Acknowledge{e.ID, NotificationNotNow})
		case ReplyMini:
			t.effect(ReplyMini{e.ID, MiniReply{OrderNo: e.Reply.OrderNo, Error: MiniNotNow}})
		}
	}
}
