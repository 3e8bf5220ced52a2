package sim

import (
	"time"

	"facepay/kiosk"
)

// Limits that a till must keep.
const (
	effectsMax   = 64  // of one step
	inFlightMax  = 16  // calls without an answer, since the ledger was read last
	stepsHereMax = 500 // at one instant: more is a till that spins
	restartMin   = 2 * time.Second
	restartMax   = 3 * time.Hour
	// In one run of dayOffEvery the shop is closed for longer than anything is
	// watched. The seed decides, so that no draw of the others moves.
	dayOffEvery = 16
	dayOff      = 38 * time.Hour
)

// start switches the till on: what a process does at its start.
func (w *world) start() {
	w.starts++
	w.startedAt = w.now()
	w.ledger.reopened()
	w.oracle.seller = ""
	w.shown, w.view = false, kiosk.View{}
	clear(w.inFlight)
	w.terminal.begins()
	s := w.wrap.settings(w.settings)
	w.dice.fill(s.Seed[:])
	w.startClocks()
	w.till = newMachine(s)
	w.planCrash()
	w.note("till", "starts")
	w.feed(w.read())
	w.oracle.quiet()
	w.listen()
}

// read loads the ledger, and may fail at it.
func (w *world) read() kiosk.Event {
	if w.diskBroken() && w.dice.chance(0.5) {
		w.trouble(FaultDisk)
		return kiosk.SaveFailed{Err: errDiskFull}
	}
	return kiosk.Loaded{Snapshot: w.wrap.restored(w.ledger.load(w.wall()))}
}

func (w *world) diskBroken() bool {
	return w.faulty() && w.now() >= w.diskFull[0] && w.now() < w.diskFull[1]
}

// trouble counts a fault that kept the till itself from working.
func (w *world) trouble(f Fault) {
	w.count(f)
	w.network.quietSince = w.now()
}

// crash throws the till away. What it had in flight goes on without it.
func (w *world) crash() {
	w.note("till", "CRASHES")
	w.trouble(FaultCrash)
	w.meetsAll(tillStops)
	w.till, w.shown, w.view = nil, false, kiosk.View{}
	w.starts++
	w.queue.cancel(w.nextWake)
	w.refused = 0
	clear(w.wrap.held)
	w.delivered, w.crowd.phones = w.delivered[:0], w.crowd.phones[:0]
	clear(w.inFlight)
	w.clockWhileOff()
	w.moves()
	down := w.dice.between(restartMin, pick(w.dice, []time.Duration{20 * time.Second, 5 * time.Minute, restartMax}))
	if w.seed%dayOffEvery == 1 {
		down += dayOff
	}
	w.plan(down, w.start)
}

// crashes reports whether the till stops at this boundary between two effects.
func (w *world) crashes() bool {
	if w.crashIn == 0 || w.calm {
		return false
	}
	if w.crashIn--; w.crashIn > 0 {
		return false
	}
	w.crash()
	return true
}

// feed gives the till one event and carries out what it wants.
func (w *world) feed(e kiosk.Event) {
	if w.till == nil || w.crashes() || !w.tellClock() {
		return
	}
	w.step(e)
}

// step is feed without a look at the clock.
func (w *world) step(e kiosk.Event) {
	if w.trace != nil {
		w.note("event", "%s", said(e))
	}
	switch e := e.(type) {
	case kiosk.Scanned:
		w.wrap.scanned()
	case kiosk.NotificationsRefused:
		w.refused = e.Count
	}
	if w.stepsAt != w.now() {
		w.stepsAt, w.stepsHere = w.now(), 0
	}
	if w.stepsHere++; w.stepsHere > stepsHereMax {
		w.fail("the till spins: %d steps at one instant, the last for %T", w.stepsHere, e)
	}
	w.counts.Steps++
	if w.steps++; w.stepsMax > 0 && w.steps > w.stepsMax {
		w.fail(tooLong)
	}
	if _, ok := e.(kiosk.Loaded); ok {
		w.network.quietSince = w.now()
		w.clocks.uncounted = false
		w.loads++ // the till knows nothing any more of what it asked before
	}
	w.meets(e)
	w.oracle.cashHanded(e)
	effects := w.wrap.effects(w.till.Step(w.steady(), w.wrap.read(e)))
	if len(effects) > effectsMax {
		w.fail("%d effects of one step", len(effects))
	}
	w.carryOut(e, effects)
}

// carryOut does the effects strictly in order.
func (w *world) carryOut(cause kiosk.Event, effects []kiosk.Effect) {
	w.oracle.beforeEffects()
	for _, f := range effects {
		if w.crashes() {
			return
		}
		if w.trace != nil {
			w.note("till", "%s", said(f))
		}
		if w.digest != nil {
			w.digest.effect(w, f)
		}
		if !w.do(cause, f) {
			return
		}
	}
	w.oracle.afterEffects()
}

// do carries out one effect; it reports false when the rest must not be.
func (w *world) do(cause kiosk.Event, f kiosk.Effect) bool {
	switch f := f.(type) {
	case kiosk.Save:
		return w.save(cause, f.Write)
	case kiosk.Call:
		w.call(&flight{f, w.loads, w.now()})
	case kiosk.Wake:
		w.wake(f.At)
	case kiosk.Show:
		w.show(f.View)
	case kiosk.Say:
		w.oracle.heard(f.Phrase)
	case kiosk.CheckPIN:
		w.pinChecked(kiosk.PINChecked{Pad: f.Pad, Result: w.wrap.whose(w.ledger.checkPIN(f.PIN, w.steady()))})
	case kiosk.SetPIN:
		err := w.ledger.setPIN(f.PIN)
		w.pinChecked(kiosk.PINChecked{Pad: f.Pad, Set: true, Result: kiosk.PINResult{OK: err == nil}, Err: err})
	case kiosk.Reload:
		w.feed(w.read())
		return false
	case kiosk.CountDay:
		w.countDay(f.At)
		return false
	case kiosk.Find:
		w.find(f.OrderNo)
	case kiosk.Acknowledge:
		w.acknowledged(f.ID, f.Result)
	case kiosk.ReplyMini:
		w.crowd.replied(f.ID, w.wrap.replied(f.Reply))
	case kiosk.RunChecks:
		w.planEvent(checksTake, w.checksDone(f.Full))
	case kiosk.FullScreen, kiosk.OwnerScanned, kiosk.Mute:
	case kiosk.Close: // in order, it forgets no less than when it crashes
		w.crash()
		return false
	default:
		w.fail("effect %T outside practice", f)
	}
	return true
}

// pinChecked tells the till of a PIN, which takes as long as comparing its hash.
func (w *world) pinChecked(e kiosk.PINChecked) {
	w.planEvent(w.dice.between(20*time.Millisecond, 300*time.Millisecond), e)
}

func (w *world) save(cause kiosk.Event, write kiosk.Write) bool {
	if w.faulty() && (w.diskBroken() || w.dice.chance(w.saveRate)) {
		w.note("ledger", "cannot write")
		w.trouble(FaultDisk)
		w.feed(kiosk.SaveFailed{Cause: cause, Err: errDiskFull})
		return false
	}
	if write.Empty() {
		w.fail("saved nothing")
	}
	w.ledger.save(w.wrap.write(write))
	return true
}

func (w *world) call(a *flight) {
	w.counts.Asks++
	if _, twice := w.inFlight[a.ID]; twice {
		w.fail("ask #%d was asked twice", a.ID)
	}
	w.inFlight[a.ID] = a
	if a.Payment.Entered && a.Kind == kiosk.CallQR {
		w.gateway.claim(&a.Payment)
	}
	if n := w.underWay(func(*kiosk.Call) bool { return true }); n > inFlightMax {
		w.fail("%d asks are under way at a time", n)
	}
	w.oracle.called(&a.Call)
	w.gateway.lastMoment(&a.Call)
	w.wrap.carry(&a.Call)
}

// underWay counts the calls of this kind without an answer, made since the ledger was
// read last: of those before the till knows nothing any more.
func (w *world) underWay(is func(*kiosk.Call) bool) (n int) {
	for _, f := range w.inFlight {
		if f.loads == w.loads && is(&f.Call) {
			n++
		}
	}
	return n
}

// answered hands the till the one answer to a.
func (w *world) answered(a *kiosk.Call, ans reply, err error, took time.Duration) {
	if w.inFlight[a.ID] == nil {
		return // a mutation has answered it already
	}
	delete(w.inFlight, a.ID)
	w.oracle.answered(a, err)
	w.oracle.hears(a, &ans, err)
	if err == nil && a.Kind == kiosk.CallQuery {
		if o := w.gateway.find(&a.Payment); o != nil {
			o.answeredAt = w.now()
		}
	}
	e := kiosk.Answered{Call: *a, Answer: ans.Answer, Refund: ans.Refund, Err: err, Took: took}
	if w.mutation != MutateNone {
		e = w.wrap.answer(e)
	}
	w.feed(e)
}

func (w *world) wake(at time.Time) {
	const lateMax = 10 * time.Millisecond // timers are never early and a little late
	d := max(0, at.Sub(w.steady())) + w.dice.between(0, lateMax)
	w.queue.cancel(w.nextWake)
	w.nextWake = w.queue.after(d, w.woke)
}

func (w *world) show(v *kiosk.View) {
	w.view, w.shown = *v, true
	w.oracle.saw(v)
	w.terminal.told(v.Face)
	if v.Customer.Kind == kiosk.CustomerQR {
		w.crowd.see(v.Customer.QR)
	}
}

// find reads one payment from the ledger, aside as the real runner does.
func (w *world) find(n kiosk.OrderNo) {
	d := w.dice
	slow := d.between(0, 50*time.Millisecond)
	if d.chance(0.05) {
		slow *= 40
	}
	w.planHere(d.between(0, 20*time.Millisecond), func() {
		f := kiosk.Found{OrderNo: n, Err: errDiskFull}
		if !w.diskBroken() || d.chance(0.5) {
			f = w.wrap.found(w.ledger.find(n))
		}
		w.planEvent(slow, f)
	})
}

// checksDone is the result of the machine's and the network's checks: now and
// then a fault, by the steps so far, so that no other draw of the run moves.
func (w *world) checksDone(deep bool) kiosk.ChecksDone {
	e := kiosk.ChecksDone{Full: deep, Results: []kiosk.CheckResult{
		{Check: kiosk.CheckTCP, Health: kiosk.HealthOK}, {Check: kiosk.CheckDisk, Health: kiosk.HealthOK},
	}}
	for i := range e.Results {
		if (w.steps+uint64(i))%3 == 0 {
			e.Results[i].Health, e.Results[i].Brief = kiosk.HealthFailed, kiosk.T("check.brief.fault")
		}
	}
	return e
}

// checksTake is the time from the start of the checks to their results.
const checksTake = 3 * time.Second
