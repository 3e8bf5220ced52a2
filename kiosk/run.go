package kiosk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// askMax is the deadline of one call, over the HTTP client's own 15 s so
	// that the client's better error comes first.
	askMax = 20 * time.Second
	// eventsMax: a person at a stuck till cannot press more than this before
	// somebody looks; what is over it is dropped, as a dead key would be.
	eventsMax = 256
)

// Parts are the hands of a till.
type Parts struct {
	Ledger  Ledger
	Gateway Gateway
	// Show draws a View and returns at once.
	Show func(View)
	// Say is heard; it returns at once.
	Say func(Phrase)
	// Practice plays the customer or the network at the practice gateway; nil
	// outside practice mode. It is called in its own goroutine.
	Practice func(context.Context, Practice) error
	// Examine looks at this machine and at the way to the gateway, deep at all of
	// it. It is called in its own goroutine, one at a time, and may be nil.
	Examine func(ctx context.Context, deep bool) []CheckResult
	// FullScreen switches the window.
	FullScreen func()
	// Close closes the window, which ends the till. It returns at once.
	Close func()
	// Acknowledge answers a NotificationReceived and ReplyMini a MiniAsked; both return at
	// once. They may be nil where no notification is listened for.
	Acknowledge func(id uint64, result NotificationResult)
	ReplyMini   func(id uint64, reply MiniReply)
	// Now is the wall clock, which may jump; nil: time.Now. A PIN's lock counts on
	// the monotonic reading that time.Now's times carry.
	Now func() time.Time
	Log *slog.Logger
}

// Runner carries the till's effects out. One goroutine, Run's, owns the Till.
type Runner struct {
	till   *Till
	parts  Parts
	events chan Event
	asks   sync.WaitGroup

	// recorded holds the payments that are on record and whose money-moving ask
	// has not gone out yet.
	recorded map[OrderNo]bool
	// refunds holds the refunds that are on record and not settled: they may be
	// asked for again.
	refunds  map[RefundNo]bool
	charging int // charges and refunds whose answer has not been taken
	wake     *time.Timer

	// began is when the runner was made, with its monotonic reading, and wallBegan
	// what the wall clock said then.
	began, wallBegan time.Time
	offset           time.Duration // of the wall clock, as the till was told last
}

// NewRunner joins a till to its hands.
func NewRunner(t *Till, p Parts) *Runner {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	return &Runner{
		till: t, parts: p, events: make(chan Event, eventsMax), recorded: map[OrderNo]bool{}, refunds: map[RefundNo]bool{},
		began: time.Now(), wallBegan: p.Now().Round(0),
	}
}

// Post hands over an event of a person or a device without waiting. It reports
// whether there was room.
func (r *Runner) Post(e Event) bool {
	select {
	case r.events <- e:
		return true
	default:
		return false
	}
}

// deliver hands over an answer, which must not be lost while the till runs.
func (r *Runner) deliver(ctx context.Context, e Event) {
	select {
	case r.events <- e:
	case <-ctx.Done():
	}
}

// Run loads the ledger and then takes events one by one until ctx ends. A code
// that is on its way then is waited for, at most askMax, since some gateways
// cannot be asked about it afterwards. When Run returns no goroutine of the
// till is left.
func (r *Runner) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer r.asks.Wait()
	defer cancel()
	r.wake = time.NewTimer(time.Hour)
	r.wake.Stop()
	defer r.wake.Stop()
	r.step(work, r.load(work))
	for {
		select {
		case <-ctx.Done():
			r.drain(work)
			return nil
		case e := <-r.events:
			r.step(work, e)
		case <-r.wake.C:
			r.step(work, Woke{})
		}
	}
}

// drain takes the answers of the charges under way, and nothing else any more.
func (r *Runner) drain(ctx context.Context) {
	limit := time.NewTimer(askMax)
	defer limit.Stop()
	for r.charging > 0 {
		select {
		case e := <-r.events:
			if a, ok := e.(Answered); ok {
				r.step(ctx, a)
			}
		case <-limit.C:
			return
		}
	}
}

func (r *Runner) load(ctx context.Context) Event {
	now := r.parts.Now()
	restored, err := r.parts.Ledger.Load(ctx, now)
	if err != nil {
		r.parts.Log.Error("read the ledger", "err", err)
		return SaveFailed{Err: fmt.Errorf("read the ledger: %w", err)}
	}
	restored.At = now
	r.remember(Write{Refunds: restored.Refunds})
	return Loaded{restored}
}

// step takes one event and whatever follows from it at once.
func (r *Runner) step(ctx context.Context, e Event) {
	if a, ok := e.(Answered); ok && a.Call.Kind.irrevocable() {
		r.charging--
	}
	r.followClock(ctx)
	r.through(ctx, e)
}

func (r *Runner) through(ctx context.Context, e Event) {
	for e != nil && ctx.Err() == nil {
		e = r.carryOut(ctx, e, r.till.Step(r.steady(), e))
	}
}

// carryOut does the effects of one step, strictly in order. A Save that fails
// ends it: the event that it returns is the till's next one.
func (r *Runner) carryOut(ctx context.Context, cause Event, effects []Effect) Event {
	for _, e := range effects {
		switch e := e.(type) {
		case Save:
			if err := r.parts.Ledger.Save(ctx, e.Write); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				r.parts.Log.Error("write the ledger", "err", err)
				return SaveFailed{Cause: cause, Err: fmt.Errorf("write the ledger: %w", err)}
			}
			r.remember(e.Write)
		case Call:
			r.ask(ctx, e)
		case Wake:
			r.wake.Reset(max(0, e.At.Sub(r.steady())))
		case Show:
			r.parts.Show(*e.View)
		case Say:
			if r.parts.Say != nil {
				r.parts.Say(e.Phrase)
			}
		case CheckPIN:
			r.aside(func() {
				result, err := r.parts.Ledger.CheckPIN(ctx, e.PIN, r.parts.Now())
				r.deliver(ctx, PINChecked{Pad: e.Pad, Result: result, Err: err})
			})
		case SetPIN:
			r.aside(func() {
				err := r.parts.Ledger.SetPIN(ctx, e.PIN)
				r.deliver(ctx, PINChecked{Pad: e.Pad, Set: true, Result: PINResult{OK: err == nil}, Err: err})
			})
		case Find:
			r.aside(func() { r.deliver(ctx, r.find(ctx, e.OrderNo)) })
		case Acknowledge:
			if r.parts.Acknowledge != nil {
				r.parts.Acknowledge(e.ID, e.Result)
			}
		case ReplyMini:
			if r.parts.ReplyMini != nil {
				r.parts.ReplyMini(e.ID, e.Reply)
			}
		case Reload:
			return r.load(ctx)
		case CountDay:
			return r.countDay(ctx, e.At)
		case Practice:
			r.practise(ctx, e)
		case RunChecks:
			r.examine(ctx, e)
		case FullScreen:
			if r.parts.FullScreen != nil {
				r.parts.FullScreen()
			}
		case Close:
			if r.parts.Close != nil {
				r.parts.Close()
			}
		}
	}
	return nil
}

// find reads one payment for the till.
func (r *Runner) find(ctx context.Context, n OrderNo) Found {
	p, s, refunds, err := r.parts.Ledger.Find(ctx, n)
	switch {
	case errors.Is(err, ErrNoPayment):
		return Found{OrderNo: n}
	case err != nil:
		r.parts.Log.Error("read a payment", "order_no", n, "err", err)
		return Found{OrderNo: n, Err: fmt.Errorf("read a payment: %w", err)}
	}
	return Found{OrderNo: n, Payment: &p, Sale: &s, Refunds: refunds}
}

func (r *Runner) aside(f func()) {
	r.asks.Go(f)
}

// remember notes which payments may now be sent.
func (r *Runner) remember(w Write) {
	for _, p := range w.Payments {
		if p.State == StateCreated {
			r.recorded[p.OrderNo] = true
		} else {
			delete(r.recorded, p.OrderNo)
		}
	}
	for _, f := range w.Refunds {
		if f.State.Final() {
			delete(r.refunds, f.No)
		} else {
			r.refunds[f.No] = true
		}
	}
}

// onRecord reports whether what a may move stands in the ledger. A payment may
// be sent once, a refund again.
func (r *Runner) onRecord(a Call) bool {
	if a.Kind == CallRefund {
		return r.refunds[a.Refund.No]
	}
	ok := r.recorded[a.Payment.OrderNo]
	delete(r.recorded, a.Payment.OrderNo)
	return ok
}

// irrevocable reports whether the answer to a must not be missed: some gateways
// cannot be asked about it afterwards.
func (k CallKind) irrevocable() bool { return k == CallCharge || k == CallRefund }

// ask starts one call of the gateway. It yields exactly one Answered, also when
// the gateway's code panics or ignores its deadline.
func (r *Runner) ask(ctx context.Context, a Call) {
	if a.Kind.irrevocable() {
		r.charging++
	}
	if a.Kind.MovesMoney() && !r.onRecord(a) {
		// Journal first is a property of the list of effects. A list that breaks
		// it is a fault of this program, and sending would be worse.
		r.parts.Log.Error("a payment was not on record before its request", "kind", a.Kind, "order_no", a.Payment.OrderNo)
		r.aside(func() {
			r.deliver(ctx, Answered{Call: a, Err: &NotSent{errors.New("not on record")}})
		})
		return
	}
	r.aside(func() {
		began := time.Now()
		callCtx, cancel := context.WithTimeout(ctx, askMax)
		defer cancel()
		answers := make(chan Answered, 1)
		go func() { answers <- r.call(callCtx, a) }()
		var answered Answered
		select {
		case answered = <-answers:
		case <-callCtx.Done():
			select {
			case answered = <-answers: // it came in the same moment
			default:
				answered = Answered{Err: &Unanswered{Err: callCtx.Err()}}
			}
		}
		answered.Call, answered.Took = a, time.Since(began)
		if answered.Err != nil {
			r.parts.Log.Warn("ask the gateway", "kind", a.Kind, "order_no", a.Payment.OrderNo, "took", answered.Took, "err", answered.Err)
		}
		r.deliver(ctx, answered)
	})
}

// call makes the call and brings its error into one of the three forms that
// prove something.
func (r *Runner) call(ctx context.Context, a Call) (out Answered) {
	defer func() {
		if v := recover(); v != nil {
			out = Answered{Err: &Unanswered{Err: fmt.Errorf("the gateway's code failed: %v", v)}}
		}
	}()
	var ans Answer
	var refund RefundAnswer
	var err error
	switch g := r.parts.Gateway; a.Kind {
	case CallQR:
		ans, err = g.OpenQR(ctx, a.Payment)
	case CallCharge:
		ans, err = g.Charge(ctx, a.Payment, a.Code)
	case CallMini:
		ans, err = g.OpenMini(ctx, a.Payment, a.Buyer)
	case CallRefund:
		refund, err = g.Refund(ctx, a.Payment, a.Refund)
	case CallRefundQuery:
		refund, err = g.QueryRefund(ctx, a.Payment, a.Refund)
	case CallQuery:
		ans, err = g.Query(ctx, a.Payment)
	case CallClose:
		ans, err = g.Close(ctx, a.Payment)
	case CallPing:
		err = g.Ping(ctx)
	}
	var notSent *NotSent
	var unanswered *Unanswered
	switch {
	case err == nil, errors.As(err, &notSent), errors.As(err, &unanswered):
	case errors.Is(err, ErrUnsupported):
		if a.Kind.MovesMoney() {
			err = &NotSent{err}
		}
	default:
		err = &Unanswered{Err: err}
	}
	return Answered{Answer: ans, Refund: refund, Err: err}
}

func (r *Runner) practise(ctx context.Context, p Practice) {
	if r.parts.Practice == nil {
		return
	}
	r.aside(func() {
		if err := r.parts.Practice(ctx, p); err != nil && ctx.Err() == nil {
			r.parts.Log.Warn("practice gateway", "action", p.Action, "err", err)
		}
	})
}
