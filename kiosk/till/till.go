// Package till is the counter: a stack of screens on the book of payments. It is
// pure: Step takes an event and returns effects, and nothing else changes a till.
//
// An event goes to the screen on top (screens.go) or to the book; the facts that
// the book tells become timeline, sound and screens by one table (timeline.go); what
// is due by itself follows (timed.go), and finish puts the effects in order. A
// screen is a file; what it draws, where that is long, a file of its own (…_show.go).
package till

import (
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/payments"
)

// Till is one till's whole state. Its only way to change is Step; nothing in it
// waits, draws, writes or reads a clock.
type Till struct {
	settings kiosk.Settings
	*payments.Turn
	book *payments.Book

	screens
	typing   typing
	alarms   alarms
	access   access
	health   health.Monitor
	devices  devices
	practice practice
	due      time.Time // when the till's last Wake was for; zero when it wanted none
	drawn    drawn
}

// alarms are the cards that come up by themselves.
type alarms struct {
	snooze map[kiosk.OrderNo]time.Time // when those that were put off are due again
	card   struct {                    // on screen, by itself or not
		about cardID
		since time.Time // when it came up
		keys  bool      // somebody pressed what it does not take
	}
}

// devices is the state of the outside, as it was told.
type devices struct {
	scanner              kiosk.ScannerState
	adverts              []kiosk.Advert
	refusedNotifications int // notifications refused lately
	sound                sound
}

// practice is practice mode's state.
type practice struct {
	codes   *rand.Rand // makes its customers' codes
	dropped bool       // the network was dropped on purpose
}

// drawn is the picture on screen and what is drawn only when it changes.
type drawn struct {
	// shown is the picture on screen, if up. The next one is drawn into other, so
	// that a step which changes nothing leaves nothing behind.
	shown, other *kiosk.View
	up           bool
	// lastDrawn is the last sale as it is shown, and what it was made of: that
	// changes once a sale, the picture with every answer.
	lastDrawn struct {
		of, as *kiosk.LastSale
		clock  string
	}
	// grouped is the amount that was written out last: an open sale's, most of the time.
	grouped struct {
		of kiosk.Fen
		as string
	}
}

// NewTill returns a till that knows nothing yet. Its first event must be Loaded
// or SaveFailed.
func NewTill(s kiosk.Settings) *Till {
	if s.Location == nil {
		s.Location = time.UTC
	}
	if s.Codes == nil {
		s.Codes = kiosk.DefaultPayCodes()
	}
	turn := &payments.Turn{}
	t := &Till{
		settings: s, Turn: turn, book: payments.NewBook(s, turn),
		devices:  devices{sound: sound{enabled: s.Voice, mutedOn: s.MutedOn}},
		practice: practice{codes: rand.New(rand.NewPCG(binary.LittleEndian.Uint64(s.Seed[:]), 0))},
		drawn:    drawn{shown: &kiosk.View{}, other: &kiosk.View{}},
	}
	t.forget()
	t.down = starting{}
	return t
}

// forget drops all that came from the ledger, before it is read again.
func (t *Till) forget() {
	t.screens = screens{stack: t.stack}
	t.popAll()
	t.alarms.snooze = map[kiosk.OrderNo]time.Time{}
	t.partStrokes()
	t.drawn.up = false
}

// Step takes one event at time now and returns what is to be done about it, in
// order: at most one Save, then calls, then the rest, a Wake, a Show when the
// picture changed, and a CountDay. Whatever Step does not understand it ignores.
//
// now is a steady clock's: it begins with the wall clock's time of some moment
// and never jumps, whatever becomes of the wall clock. Where the two part, a
// ClockChanged says so first. now has no monotonic reading.
func (t *Till) Step(now time.Time, e kiosk.Event) []kiosk.Effect {
	var undone []kiosk.Effect
	if _, failed := e.(kiosk.SaveFailed); failed {
		undone = t.book.Rollback()
	} else {
		t.book.Committed()
		t.access.recorded = t.access.seller
	}
	suspended := t.wasSuspended(now)
	t.Begin(now)
	t.undo(undone)
	if suspended {
		t.suspended()
	}
	if c, ok := e.(kiosk.ClockChanged); ok {
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

// take handles one event of a till that works.
func (t *Till) take(e kiosk.Event) {
	switch e := e.(type) {
	case kiosk.Pressed:
		t.top().press(t, e.Key)
	case kiosk.Typed:
		t.top().typed(t, e.Rune)
	case kiosk.Untyped:
		t.top().untype(t, e.Keys)
	case kiosk.Pasted:
		t.top().paste(t, e.Text)
		t.partStrokes()
	case kiosk.Tapped:
		t.partStrokes()
		t.act(e.Action)
	case kiosk.Picked:
		t.dropStrokes()
		t.picked(e.OrderNo)
	case kiosk.Scanned:
		if e.From == kiosk.ReaderFace {
			t.faceRead(e.Code, e.Sale)
		} else if !t.ownerScans(e.Code) {
			t.scanned(e.Code)
		}
	case kiosk.ScanUnended:
		if e.From == kiosk.ReaderFace {
			t.faceUnended(e)
		} else if !t.ownerScans(e.Code) {
			t.scanUnended(e)
		}
	case kiosk.Answered:
		t.book.Answered(e)
	case kiosk.PINChecked:
		t.pinChecked(e)
	case kiosk.NotificationReceived:
		t.book.NotificationReceived(e)
	case kiosk.MiniAsked:
		t.book.MiniAsked(e)
	case kiosk.RightWanted:
		t.rightWanted(e)
	case kiosk.RefundWanted:
		t.refundWanted(e)
	case kiosk.QueryWanted:
		t.ownerWants(e.OrderNo, t.book.QueryNow)
	case kiosk.DecisionWanted:
		t.ownerWants(e.OrderNo, t.askForDecision)
	case kiosk.OwnerLeft:
		t.ownerLeft()
	case kiosk.Found:
		t.book.NotificationsFound(e)
		t.refundFound(e)
	case kiosk.DayCounted:
		t.book.DayCounted(e)
	default:
		t.takeAnyhow(e)
	}
}

// takeAnyhow handles what a till that is down takes as well. Of Woke nothing is to
// be taken: tick does what is due, whatever woke the till.
func (t *Till) takeAnyhow(e kiosk.Event) {
	switch e := e.(type) {
	case kiosk.Loaded:
		t.restore(e.Snapshot)
	case kiosk.SaveFailed:
		t.stop(e)
	case kiosk.Closing:
		t.closeWanted(e.Locked)
	case kiosk.PeopleChanged:
		t.peopleChanged(e.People)
	case kiosk.CashierChanged:
		t.settings.MaxAmount, t.settings.DefaultQR = e.MaxAmount, e.DefaultQR
	case kiosk.VoiceChanged:
		t.devices.sound.enabled = e.Enabled
	case kiosk.ScannerChanged:
		t.devices.scanner = e.State
	case kiosk.AdvertsChanged:
		t.devices.adverts = e.Adverts
	case kiosk.ChecksDone:
		t.Effect(t.health.Done(t.situation(), e)...)
	case kiosk.WarningRaised:
		t.health.Warn(e.Result)
	case kiosk.NotificationsRefused:
		t.devices.refusedNotifications = e.Count
	case kiosk.ListenerChanged:
		t.book.ListenerChanged(e.Listening)
	}
}

// finish turns what the step collected into effects.
func (t *Till) finish() []kiosk.Effect {
	t.attend()
	out := t.book.Commit()
	t.staleRefund()
	maps.DeleteFunc(t.alarms.snooze, func(n kiosk.OrderNo, _ time.Time) bool { return t.book.Find(n) == nil })
	t.noteCard()
	if l, ok := t.page().(*attention); ok {
		l.noteChoice(t)
	}
	t.due = t.nextDue()
	if !t.due.IsZero() {
		out = append(out, kiosk.Wake{At: t.due})
	}
	if t.view(t.drawn.other); !t.drawn.up || !t.drawn.other.Equal(t.drawn.shown) {
		t.drawn.shown, t.drawn.other, t.drawn.up = t.drawn.other, t.drawn.shown, true
		out = append(out, kiosk.Show{View: t.drawn.shown})
	}
	if t.Recount() {
		out = append(out, kiosk.CountDay{At: t.Wall()})
	}
	return out
}

// undo takes back the replies of a step whose Save failed: they stood behind
// it and were never given.
func (t *Till) undo(undone []kiosk.Effect) {
	for _, e := range undone {
		switch e := e.(type) {
		case kiosk.RunChecks:
			t.health.NotRun()
		case kiosk.Acknowledge:
			t.Effect(kiosk.Acknowledge{ID: e.ID, Result: kiosk.NotificationNotNow})
		case kiosk.ReplyMini:
			t.Effect(kiosk.ReplyMini{ID: e.ID, Reply: kiosk.MiniReply{OrderNo: e.Reply.OrderNo, Error: kiosk.MiniNotNow}})
		}
	}
}
