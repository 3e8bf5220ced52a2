package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"facepay/kiosk"
)

// remember notes which payments may now be sent.
func (r *Runner) remember(w kiosk.Write) {
	for _, p := range w.Payments {
		if p.State == kiosk.StateCreated {
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
func (r *Runner) onRecord(a kiosk.Call) bool {
	if a.Kind == kiosk.CallRefund {
		return r.refunds[a.Refund.No]
	}
	ok := r.recorded[a.Payment.OrderNo]
	delete(r.recorded, a.Payment.OrderNo)
	return ok
}

// irrevocable reports whether the answer to a call of kind k must not be missed:
// some gateways cannot be asked about it afterwards.
func irrevocable(k kiosk.CallKind) bool { return k == kiosk.CallCharge || k == kiosk.CallRefund }

// call starts one call of the gateway. It yields exactly one Answered, also when
// the gateway's code panics or ignores its deadline.
func (r *Runner) call(ctx context.Context, a kiosk.Call) {
	if irrevocable(a.Kind) {
		r.charging++
	}
	if a.Kind.MovesMoney() && !r.onRecord(a) {
		// Journal first is a property of the list of effects. A list that breaks
		// it is a fault of this program, and sending would be worse.
		r.ports.Log.Error("a payment was not on record before its request", "kind", a.Kind, "order_no", a.Payment.OrderNo)
		r.calls.Go(func() {
			r.inbox.deliver(ctx, kiosk.Answered{Call: a, Err: &kiosk.NotSent{Err: errors.New("not on record")}})
		})
		return
	}
	r.calls.Go(func() {
		began := time.Now()
		callCtx, cancel := context.WithTimeout(ctx, kiosk.CallMax)
		defer cancel()
		answers := make(chan kiosk.Answered, 1)
		go func() { answers <- r.callGateway(callCtx, a) }()
		var answered kiosk.Answered
		select {
		case answered = <-answers:
		case <-callCtx.Done():
			select {
			case answered = <-answers: // it came in the same moment
			default:
				answered = kiosk.Answered{Err: &kiosk.Unanswered{Err: callCtx.Err()}}
			}
		}
		answered.Call, answered.Took = a, time.Since(began)
		if answered.Err != nil {
			r.ports.Log.Warn("ask the gateway", "kind", a.Kind, "order_no", a.Payment.OrderNo, "took", answered.Took, "err", answered.Err)
		}
		r.inbox.deliver(ctx, answered)
	})
}

// callGateway makes the call and brings its error into one of the three forms that
// prove something.
func (r *Runner) callGateway(ctx context.Context, a kiosk.Call) (out kiosk.Answered) {
	defer func() {
		if v := recover(); v != nil {
			out = kiosk.Answered{Err: &kiosk.Unanswered{Err: fmt.Errorf("the gateway's code failed: %v", v)}}
		}
	}()
	var ans kiosk.Answer
	var refund kiosk.RefundAnswer
	var err error
	switch g := r.ports.Gateway; a.Kind {
	case kiosk.CallQR:
		ans, err = g.OpenQR(ctx, a.Payment)
	case kiosk.CallCharge:
		ans, err = g.Charge(ctx, a.Payment, a.Code)
	case kiosk.CallMini:
		ans, err = g.OpenMini(ctx, a.Payment, a.Buyer)
	case kiosk.CallRefund:
		refund, err = g.Refund(ctx, a.Payment, a.Refund)
	case kiosk.CallRefundQuery:
		refund, err = g.QueryRefund(ctx, a.Payment, a.Refund)
	case kiosk.CallQuery:
		ans, err = g.Query(ctx, a.Payment)
	case kiosk.CallClose:
		ans, err = g.Close(ctx, a.Payment)
	case kiosk.CallPing:
		err = g.Ping(ctx)
	}
	var notSent *kiosk.NotSent
	var unanswered *kiosk.Unanswered
	switch {
	case err == nil, errors.As(err, &notSent), errors.As(err, &unanswered):
	case errors.Is(err, kiosk.ErrUnsupported):
		if a.Kind.MovesMoney() {
			err = &kiosk.NotSent{Err: err}
		}
	default:
		err = &kiosk.Unanswered{Err: err}
	}
	return kiosk.Answered{Answer: ans, Refund: refund, Err: err}
}
