// Package runner carries the effects of a till out: it is the shell around the
// pure machine, with one goroutine that takes the events one by one.
package runner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"facepay/kiosk"
)

// Machine is a till as the runner drives it: the only way in which it changes is
// Step.
type Machine interface {
	Step(now time.Time, e kiosk.Event) []kiosk.Effect
}

// Ports carry out the effects of a till.
type Ports struct {
	Ledger  kiosk.Ledger
	Gateway kiosk.Gateway
	// Show draws a View and returns at once.
	Show func(kiosk.View)
	// Say is heard; it returns at once.
	Say func(kiosk.Phrase)
	// Mute keeps the day for which nothing is said, and ends what is being said; it returns
	// at once and may be nil.
	Mute func(on kiosk.Date)
	// Print prints, or opens the drawer; it returns at once and may be nil.
	Print func(kiosk.Print)
	// Practice plays the customer or the network at the practice gateway; nil
	// outside practice mode. It is called in its own goroutine.
	Practice func(context.Context, kiosk.Practice) error
	// RunChecks runs the checks of this machine and of the way to the gateway, with
	// full all of them. It is called in its own goroutine, one at a time, and may be nil.
	RunChecks func(ctx context.Context, full bool) []kiosk.CheckResult
	// OwnerScanned hands the owner's side a scan and returns at once; nil where there is none.
	OwnerScanned func(kiosk.PayCode)
	// FullScreen switches the window.
	FullScreen func()
	// Close closes the window, which ends the till. It returns at once.
	Close func()
	// Acknowledge answers a NotificationReceived and ReplyMini a MiniAsked; both
	// return at once. They may be nil where no notification is listened for.
	Acknowledge func(id uint64, result kiosk.NotificationResult)
	// RightGiven answers a RightWanted of the owner's side; it returns at once and may be nil.
	RightGiven func(kiosk.RightGiven)
	ReplyMini  func(id uint64, reply kiosk.MiniReply)
	// Now is the wall clock, which may jump; nil: time.Now.
	Now func() time.Time
	Log *slog.Logger
}

// Runner carries the till's effects out. One goroutine, Run's, owns the Machine.
type Runner struct {
	inbox Inbox
	till  Machine
	ports Ports
	calls sync.WaitGroup

	// recorded holds the payments that are on record and whose money-moving ask
	// has not gone out yet.
	recorded map[kiosk.OrderNo]bool
	// refunds holds the refunds that are on record and not settled: they may be
	// asked for again.
	refunds  map[kiosk.RefundNo]bool
	charging int // charges and refunds whose answer has not been taken
	wake     *time.Timer

	// began is the time at which the runner was made, with its monotonic reading, and
	// wallBegan the wall clock's time then.
	began, wallBegan time.Time
	offset           time.Duration // of the wall clock, as the till was told last
}

// New joins a till to its inbox and its parts.
func New(inbox Inbox, till Machine, p Ports) *Runner {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	return &Runner{
		inbox: inbox, till: till, ports: p, recorded: map[kiosk.OrderNo]bool{}, refunds: map[kiosk.RefundNo]bool{},
		began: time.Now(), wallBegan: p.Now().Round(0),
	}
}

// Run loads the ledger and then takes events one by one until ctx ends. A code
// that is on its way then is waited for, at most kiosk.CallMax, since some gateways
// cannot be asked about it afterwards. When Run returns no goroutine of the
// till is left.
func (r *Runner) Run(ctx context.Context) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer r.calls.Wait()
	defer cancel()
	r.wake = time.NewTimer(time.Hour)
	r.wake.Stop()
	defer r.wake.Stop()
	r.step(work, r.load(work))
	for {
		select {
		case <-ctx.Done():
			r.drain(work)
			return
		case e := <-r.inbox.events:
			r.step(work, e)
		case <-r.wake.C:
			r.step(work, kiosk.Woke{})
		}
	}
}

// drain takes the answers of the charges under way, and nothing else any more.
func (r *Runner) drain(ctx context.Context) {
	limit := time.NewTimer(kiosk.CallMax)
	defer limit.Stop()
	for r.charging > 0 {
		select {
		case e := <-r.inbox.events:
			if a, ok := e.(kiosk.Answered); ok {
				r.step(ctx, a)
			}
		case <-limit.C:
			return
		}
	}
}

func (r *Runner) load(ctx context.Context) kiosk.Event {
	now := r.ports.Now()
	restored, err := r.ports.Ledger.Load(ctx, now)
	if err != nil {
		r.ports.Log.Error("read the ledger", "err", err)
		return kiosk.SaveFailed{Err: fmt.Errorf("read the ledger: %w", err)}
	}
	restored.At = now
	r.remember(kiosk.Write{Refunds: restored.Refunds})
	return kiosk.Loaded{Snapshot: restored}
}

// step takes one event and whatever follows from it at once.
func (r *Runner) step(ctx context.Context, e kiosk.Event) {
	if a, ok := e.(kiosk.Answered); ok && irrevocable(a.Call.Kind) {
		r.charging--
	}
	r.followClock(ctx)
	r.stepAll(ctx, e)
}

func (r *Runner) stepAll(ctx context.Context, e kiosk.Event) {
	for e != nil && ctx.Err() == nil {
		e = r.carryOut(ctx, e, r.till.Step(r.steady(), e))
	}
}

// carryOut does the effects of one step, strictly in order. A Save that fails
// ends it: the event that it returns is the till's next one.
func (r *Runner) carryOut(ctx context.Context, cause kiosk.Event, effects []kiosk.Effect) kiosk.Event {
	for _, e := range effects {
		switch e := e.(type) {
		case kiosk.Save:
			if err := r.ports.Ledger.Save(ctx, e.Write); err != nil {
				if ctx.Err() != nil {
					return nil
				}
				r.ports.Log.Error("write the ledger", "err", err)
				return kiosk.SaveFailed{Cause: cause, Err: fmt.Errorf("write the ledger: %w", err)}
			}
			r.remember(e.Write)
		case kiosk.Call:
			r.call(ctx, e)
		case kiosk.Wake:
			r.wake.Reset(max(0, e.At.Sub(r.steady())))
		case kiosk.Show:
			r.ports.Show(*e.View)
		case kiosk.Say:
			if r.ports.Say != nil {
				r.ports.Say(e.Phrase)
			}
		case kiosk.Mute:
			if r.ports.Mute != nil {
				r.ports.Mute(e.On)
			}
		case kiosk.Print:
			if r.ports.Print != nil {
				r.ports.Print(e)
			}
		case kiosk.CheckPIN:
			r.calls.Go(func() {
				result, err := r.ports.Ledger.CheckPIN(ctx, e.PIN, r.steady())
				r.inbox.deliver(ctx, kiosk.PINChecked{Pad: e.Pad, Result: result, Err: err})
			})
		case kiosk.SetPIN:
			r.calls.Go(func() {
				err := r.ports.Ledger.SetPIN(ctx, e.PIN)
				r.inbox.deliver(ctx, kiosk.PINChecked{Pad: e.Pad, Set: true, Result: kiosk.PINResult{OK: err == nil}, Err: err})
			})
		case kiosk.RightGiven:
			if r.ports.RightGiven != nil {
				r.ports.RightGiven(e)
			}
		case kiosk.Find:
			r.calls.Go(func() { r.inbox.deliver(ctx, r.find(ctx, e.OrderNo)) })
		case kiosk.Acknowledge:
			if r.ports.Acknowledge != nil {
				r.ports.Acknowledge(e.ID, e.Result)
			}
		case kiosk.ReplyMini:
			if r.ports.ReplyMini != nil {
				r.ports.ReplyMini(e.ID, e.Reply)
			}
		case kiosk.Reload:
			return r.load(ctx)
		case kiosk.CountDay:
			return r.countDay(ctx, e.At)
		case kiosk.Practice:
			r.practise(ctx, e)
		case kiosk.RunChecks:
			r.runChecks(ctx, e)
		case kiosk.OwnerScanned:
			if r.ports.OwnerScanned != nil {
				r.ports.OwnerScanned(e.Code)
			}
		case kiosk.FullScreen:
			if r.ports.FullScreen != nil {
				r.ports.FullScreen()
			}
		case kiosk.Close:
			if r.ports.Close != nil {
				r.ports.Close()
			}
		}
	}
	return nil
}

// find reads one payment for the till.
func (r *Runner) find(ctx context.Context, n kiosk.OrderNo) kiosk.Found {
	p, s, refunds, err := r.ports.Ledger.Find(ctx, n)
	switch {
	case errors.Is(err, kiosk.ErrNoPayment):
		return kiosk.Found{OrderNo: n}
	case err != nil:
		r.ports.Log.Error("read a payment", "order_no", n, "err", err)
		return kiosk.Found{OrderNo: n, Err: fmt.Errorf("read a payment: %w", err)}
	}
	return kiosk.Found{OrderNo: n, Payment: &p, Sale: &s, Refunds: refunds}
}

func (r *Runner) practise(ctx context.Context, p kiosk.Practice) {
	if r.ports.Practice == nil {
		return
	}
	r.calls.Go(func() {
		if err := r.ports.Practice(ctx, p); err != nil && ctx.Err() == nil {
			r.ports.Log.Warn("practice gateway", "action", p.Action, "err", err)
		}
	})
}
