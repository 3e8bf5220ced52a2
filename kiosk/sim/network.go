package sim

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"facepay/kiosk"
)

// Fault is one way in which the world between till and gateway fails.
type Fault uint8

// The faults.
const (
	FaultNotSent       Fault = iota // proven: no byte left
	FaultLostRequest                // left, never arrived
	FaultLostAnswer                 // done at the gateway, its answer lost
	FaultLateAnswer                 // answered seconds before the deadline
	FaultLateRequest                // arrives after the till gave up
	FaultDuplicate                  // a query or close arrives twice
	FaultGarbage                    // done, and a body that is no answer
	FaultServer                     // 5xx or HTML, done or not
	FaultAmount                     // the answer names another amount and says paid
	FaultOrder                      // the answer is about another order and says paid
	FaultIdleClose                  // closed, says the gateway, and it is not
	FaultOutage                     // an ask that fell into an outage
	FaultNotice                     // a notification or its acknowledgement was lost
	FaultNoticeLate                 // a notification came hours late
	FaultNoticeTwice                // a notification came twice
	FaultNoticeBad                  // a notification with a good signature about something else
	FaultRefusedDone                // a refund was refused, and done later all the same
	FaultDisk                       // a Save that did not happen
	FaultCrash                      // the till stopped between two effects
	FaultClockForward               // the wall clock was set forward while the till ran
	FaultClockBack                  // it was set back
	FaultClockMidnight              // it was set to seconds around a midnight
	FaultClockOff                   // it came back wrong after a stop
	FaultLongOutage                 // an outage of hours
	FaultOtherTill                  // a notification or a phone that came to the merchant's other till
	FaultMisrouted                  // an answer about the other till's order
	FaultForged                     // a notification whose signature does not fit, refused before the till
	FaultMoved                      // the shop changed its gateway between two starts
	FaultOneWallet                  // an ask that fell into an outage of one wallet's gateway alone
	FaultNonsense                   // an answer that proves nothing, as all since some time
	faultKinds
)

var faultNames = [faultKinds]string{
	"not sent", "lost request", "lost answer", "late answer", "late request", "duplicate", "garbage", "5xx or HTML",
	"wrong amount", "wrong order", "idle close", "in an outage",
	"lost notification", "late notification", "doubled notification", "wrong notification", "refused refund done",
	"save failed", "crash",
	"clock set forward", "clock set back", "clock set to around midnight", "clock wrong after a stop",
	"outage of hours", "notification or phone at the other till", "answer about the other till's order", "forged notification",
	"gateway changed", "in an outage of one wallet", "nonsense",
}

func (f Fault) String() string { return faultNames[f] }

const (
	// callDeadline is the till's: after it a call is answered by Unanswered.
	callDeadline = 20 * time.Second
	// strayMax is a request's longest delay past the deadline.
	strayMax = 10 * time.Second
	// keptReversal is the share of reversals that the network keeps: rare elsewhere, and
	// what it may do to a payment is worth more looks.
	keptReversal = 0.15
)

// outage is a stretch of time in which no ask gets through.
type outage struct {
	from, to time.Duration
	fault    Fault        // one of outageFaults
	wallet   kiosk.Wallet // whose gateway is out of reach alone; "": everything is
}

var outageFaults = []Fault{FaultNotSent, FaultLostRequest, FaultLostAnswer, FaultServer}

// has reports whether t is within o.
func (o *outage) has(t time.Duration) bool { return t >= o.from && t < o.to }

// meets reports whether o is in the way of a. A ping goes to each wallet's gateway.
func (o *outage) meets(a *kiosk.Call) bool {
	return o.wallet == "" || a.Kind == kiosk.CallPing || a.Payment.Wallet == o.wallet
}

// network carries asks to the gateway and answers back, badly.
type network struct {
	w       *world
	rate    float64             // chance that an ask meets a fault
	weights [FaultOrder + 1]int // which one
	outages []outage
	long    outage   // of hours; zero in most runs
	babble  nonsense // zero in most runs
	// troubled counts the asks under way that met a fault; quietSince is when
	// the last of them ended, or the till stood still for another reason.
	troubled   int
	quietSince time.Duration
}

func newNetwork(w *world) *network {
	d := w.dice
	n := &network{w: w}
	n.rate = []float64{0, d.Float64() * 0.08, d.Float64() * 0.3, 0.3 + d.Float64()*0.5}[d.weighted(1, 4, 4, 2)]
	for i := range n.weights {
		n.weights[i] = 1 + d.IntN(4)*d.IntN(4)
	}
	for from := time.Duration(0); len(n.outages) < 3 && d.chance(0.2); {
		from += d.between(5*time.Second, 10*time.Minute)
		long := d.between(2*time.Second, pick(d, []time.Duration{30 * time.Second, 5 * time.Minute, 4 * time.Hour}))
		o := outage{from: from, to: from + long, fault: pick(d, outageFaults)}
		if w.gateway.profile.rails && d.chance(0.5) {
			o.wallet = pick(d, []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay})
		}
		n.outages = append(n.outages, o)
		from += long
	}
	return n
}

// quiet is the last time that anything went wrong on the way; false while something does.
func (n *network) quiet() (time.Duration, bool) {
	return n.quietSince, n.troubled == 0 && !n.talksNonsense()
}

// fate is the course drawn for one ask.
type fate struct {
	fault    Fault
	ok       bool // no fault
	there    time.Duration
	back     time.Duration
	inOutage bool
	wallet   kiosk.Wallet // that of an outage of one wallet alone
}

func (n *network) drawFate(a *kiosk.Call) fate {
	d, k := n.w.dice, a.Kind
	f := fate{ok: true, there: d.between(20*time.Millisecond, 150*time.Millisecond), back: d.between(20*time.Millisecond, 150*time.Millisecond)}
	if !n.w.faulty() {
		return f
	}
	for _, o := range n.outages {
		if o.has(n.w.now()) && o.meets(a) {
			f.ok, f.fault, f.inOutage, f.wallet = false, o.fault, true, o.wallet
			n.w.count(FaultOutage)
			if o.wallet != "" {
				n.w.count(FaultOneWallet)
			}
			return f
		}
	}
	if n.babbles(k) {
		f.ok, f.fault = false, FaultNonsense
		return f
	}
	if k == kiosk.CallClose && n.w.gateway.profile.reverses && d.chance(keptReversal) {
		f.ok, f.fault = false, FaultLateRequest
		return f
	}
	if !d.chance(n.rate) {
		return f
	}
	f.ok, f.fault = false, Fault(d.weighted(n.weights[:]...))
	if f.fault == FaultDuplicate && k.MovesMoney() {
		f.fault = FaultLostAnswer // a request that moves money is never doubled on its way
	}
	return f
}

// carry sends one ask on its way. The till gets exactly one answer, unless it
// is no longer the same till by then.
func (n *network) carry(a *kiosk.Call) {
	t := &trip{n: n, ask: a, fate: n.drawFate(a), asked: n.w.now(), start: n.w.starts}
	if t.fate.ok {
		t.there(t.fate.there, t.prompt)
		return
	}
	n.troubled++
	n.w.note("network", "#%d %s meets the fault %q", a.ID, a.Kind, t.fate.fault)
	if !t.fate.inOutage {
		n.w.count(t.fate.fault)
	}
	t.suffer()
}

// resend carries a request once more whose answer nobody waits for.
func (n *network) resend(a *kiosk.Call) {
	t := &trip{n: n, ask: a, fate: fate{ok: true}, asked: n.w.now(), start: n.w.starts}
	t.there(100*time.Millisecond, nil)
}

// trip is one ask on its way.
type trip struct {
	n     *network
	ask   *kiosk.Call
	fate  fate
	asked time.Duration
	start int // which start of the till asked
}

// suffer plays out the trip's fault.
func (t *trip) suffer() {
	d, f := t.n.w.dice, t.fate
	switch f.fault {
	case FaultNotSent:
		t.back(d.between(0, 5*time.Second), reply{}, &kiosk.NotSent{Err: errors.New("connection refused")})
	case FaultLostRequest:
		t.silence()
	case FaultLostAnswer:
		t.there(f.there, nil)
		t.silence()
	case FaultLateRequest:
		t.there(d.between(10*time.Second, callDeadline+strayMax), nil)
		t.silence()
	case FaultLateAnswer:
		t.there(d.between(0, callDeadline/2), func(ans reply) {
			t.back(d.between(callDeadline/2, callDeadline), ans, nil)
		})
	case FaultDuplicate:
		t.there(f.there+d.between(0, 3*time.Second), nil)
		t.there(f.there, t.prompt)
	case FaultGarbage:
		t.there(f.there, nil)
		t.back(f.there+f.back, reply{}, garbage("truncated JSON"))
	case FaultServer:
		if d.chance(0.5) {
			t.there(f.there, nil)
		}
		t.back(f.there+f.back, reply{}, garbage(pick(d, []string{"502", "an HTML page"})))
	case FaultNonsense:
		t.there(f.there, nil)
		ans, err := t.n.babble.nothing(d)
		t.back(f.there+f.back, ans, err)
	case FaultAmount, FaultOrder:
		t.there(f.there, func(ans reply) {
			t.prompt(t.n.twist(f.fault, t.ask, ans))
		})
	}
}

func garbage(what string) error {
	return &kiosk.Unanswered{Err: errors.New(what), Answered: true}
}

// isGarbage reports whether something came back that was no answer.
func isGarbage(err error) bool {
	none, ok := errors.AsType[*kiosk.Unanswered](err)
	return ok && none.Answered
}

// isNotSent reports whether nothing left, which is proven.
func isNotSent(err error) bool {
	_, ok := errors.AsType[*kiosk.NotSent](err)
	return ok
}

// twist makes the answer be about something else, where it would tell.
func (n *network) twist(f Fault, a *kiosk.Call, ans reply) reply {
	if ofRefund(a.Kind) {
		n.twistRefund(f, &ans.Refund)
		return ans
	}
	switch {
	case a.Kind == kiosk.CallClose || a.Kind == kiosk.CallPing:
	case f == FaultAmount && ans.Amount != nil:
		ans.Amount = new(*ans.Amount + kiosk.Fen(1+n.w.dice.IntN(900)))
		ans.Verdict = kiosk.VerdictPaid
	case f == FaultOrder && ans.Order != "":
		ans.Order = fmt.Sprintf("X%s", n.w.dice.digits(12))
		if o := n.w.strange(); o != nil {
			n.w.count(FaultMisrouted)
			ans.Order = o.number
			if ans.Amount != nil && n.w.dice.chance(0.5) {
				ans.Amount = new(o.amount)
			}
		}
		ans.Verdict = kiosk.VerdictPaid
		if ans.GatewayOrderNo != "" {
			ans.GatewayOrderNo = ans.Order
		}
	}
	if (a.Kind == kiosk.CallQR || a.Kind == kiosk.CallMini) && ans.Verdict == kiosk.VerdictPaid {
		ans.Verdict = kiosk.VerdictWaiting // nothing is ever paid when a QR is made
	}
	return ans
}

// twistRefund is twist of an answer about a refund: it says done.
func (n *network) twistRefund(f Fault, ans *kiosk.RefundAnswer) {
	more := kiosk.Fen(1 + n.w.dice.IntN(900))
	switch {
	case f == FaultAmount && ans.Amount != nil:
		*ans.Amount += more
	case f == FaultAmount && ans.Total != nil:
		*ans.Total += more
	case f == FaultOrder && ans.Refund != "" && n.w.dice.chance(0.5):
		ans.Refund = "X" + n.w.dice.digits(12)
	case f == FaultOrder && ans.Order != "":
		ans.Order = "X" + n.w.dice.digits(12)
		if o := n.w.strange(); o != nil {
			n.w.count(FaultMisrouted)
			ans.Order = o.number
		}
	default:
		return
	}
	ans.Verdict = kiosk.RefundSaidDone
}

// there lets the request arrive after d, whatever became of the till.
func (t *trip) there(d time.Duration, then func(reply)) {
	w := t.n.w
	w.plan(d, func() {
		ans := w.gateway.handle(t.ask)
		if t.ask.Kind == kiosk.CallQuery && ans.Verdict == kiosk.VerdictPaid {
			w.gateway.find(&t.ask.Payment).saidPaid = true
		}
		if w.trace != nil {
			w.note("gateway", "gets %s, says %s", brief(reflect.ValueOf(*t.ask)), brief(reflect.ValueOf(ans)))
		}
		if then != nil {
			then(ans)
		}
	})
}

// silence answers with nothing: by a reset at some time, or at the deadline.
func (t *trip) silence() {
	after := callDeadline
	if t.n.w.dice.chance(0.3) {
		after = t.n.w.dice.between(50*time.Millisecond, callDeadline)
	}
	t.back(after, reply{}, &kiosk.Unanswered{Err: errors.New("timeout")})
}

// prompt delivers the answer as fast as the way back is.
func (t *trip) prompt(ans reply) { t.back(t.fate.there+t.fate.back, ans, nil) }

// back delivers the one answer, took after the asking.
func (t *trip) back(took time.Duration, ans reply, err error) {
	w := t.n.w
	if t.fate.wallet != "" && t.ask.Kind == kiosk.CallPing {
		err = &kiosk.RailError{Wallet: t.fate.wallet, Err: err}
	}
	w.plan(t.asked+took-w.now(), func() {
		if !t.fate.ok {
			t.n.quietSince = w.now()
			if t.n.troubled--; t.n.troubled == 0 {
				w.oracle.quiet()
			}
		}
		if t.start == w.starts && w.till != nil {
			w.answered(t.ask, ans, err, took)
		}
	})
}
