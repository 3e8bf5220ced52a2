package kiosk

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRandomCapabilities drives tills of random gateways with everything that can
// happen to them, Saves that fail included. counter holds every step to the
// table of moves, the versions and "on record first"; here each mini-program
// and each notification gets its one reply, parameters go only to the buyer of
// the sale at the counter, and no number is asked about that cannot be.
func TestRandomCapabilities(t *testing.T) {
	const seed = 20261123
	paid, handedOut := 0, 0
	for run := range uint64(250) {
		rng := rand.New(rand.NewPCG(seed, run))
		w := &randomRun{counter: miniCounter(t, randomGateway(rng)), rng: rng, unsaved: 40, replies: map[uint64]int{}}
		for range 400 {
			w.deliver(w.event())
		}
		w.repliedOnce(run)
		paid += w.paid()
		handedOut += w.handedOut
	}
	t.Logf("seed %d: %d paid, parameters given out %d times", seed, paid, handedOut)
	require.Greater(t, paid, 100)
	require.Greater(t, handedOut, 20)
}

// randomRun is one till and the world around it.
type randomRun struct {
	*counter
	rng       *rand.Rand
	unsaved   int // one in so many Saves fails
	finds     []OrderNo
	replies   map[uint64]int
	handedOut int
}

func (w *randomRun) deliver(e Event) {
	effects := w.till.Step(w.now, e)
	if len(effects) > 0 && w.rng.IntN(w.unsaved) == 0 {
		if _, saves := effects[0].(Save); saves {
			w.step(SaveFailed{Cause: e, Err: ErrLedgerFull})
			w.hear()
			effects = w.till.Step(w.now, Loaded{w.restored()})
		}
	}
	w.carryOut(effects)
	w.hear()
}

// repliedOnce ends the run and wants one reply to each notification and
// mini-program.
func (w *randomRun) repliedOnce(run uint64) {
	for len(w.finds) > 0 {
		w.deliver(w.found())
	}
	w.deliver(Woke{})
	for len(w.open) > 0 {
		w.deliver(Answered{Call: w.take(w.open[0]), Err: unanswered()})
	}
	for id := uint64(1); id <= w.notices; id++ {
		require.Equal(w.t, 1, w.replies[id], "reply %d, run %d", id, run)
	}
}

// hear takes the replies of the last step.
func (w *randomRun) hear() {
	for _, e := range w.other {
		switch e := e.(type) {
		case Acknowledge:
			w.replies[e.ID]++
		case Find:
			w.finds = append(w.finds, e.OrderNo)
		case CheckPIN:
			w.other = nil
			w.step(PINChecked{Pad: e.Pad, Result: PINResult{OK: true}})
			w.hear()
			return
		case ReplyMini:
			w.replies[e.ID]++
			require.Equal(w.t, e.Reply.Error == "", e.Reply.Params != nil)
			if e.Reply.Params == nil {
				continue
			}
			w.handedOut++
			p := w.payments[e.Reply.OrderNo]
			require.Equal(w.t, StateWaiting, p.State, "on record before it is given out")
			require.Equal(w.t, SaleOpen, w.sales[p.Sale].State, "not after the sale")
			require.True(w.t, p.ReleasedAt.IsZero())
		}
	}
	for _, a := range w.open {
		if a.Kind == CallQuery && a.Payment.Rail != RailCode {
			require.True(w.t, w.settings.Capabilities.QueryQR)
		}
		if a.Kind == CallClose {
			require.False(w.t, a.Payment.Entered)
		}
	}
}

func (w *randomRun) found() Event {
	n := w.finds[0]
	w.finds = w.finds[1:]
	return w.foundOf(n)
}

// someOrder is the number of a payment of this run, or one of nobody's.
func (w *randomRun) someOrder() OrderNo {
	if w.saleOpen() && len(w.order) > 0 && w.rng.IntN(2) == 0 {
		return w.newest()
	}
	for _, r := range w.records[w.rng.IntN(len(w.records)+1):] {
		if r.OrderNo != "" {
			return r.OrderNo
		}
	}
	return "20261122143205NOBODY0000"
}

func (w *randomRun) event() Event {
	rng := w.rng
	v := randomVerdict(rng)
	switch rng.IntN(12) {
	case 0, 1:
		keys := []Key{"1", "2", KeyDot, KeyEnter, KeyEsc, KeyF1, KeyF2, KeyF3, KeyF5, KeyF6, KeyF7, KeyF10, KeyBackspace}
		return Pressed{keys[rng.IntN(len(keys))]}
	case 2:
		return []Event{Typed{'A'}, Typed{'号'}, Pasted{"SO-1"}, Pasted{"12"}, Untyped{1}}[rng.IntN(5)]
	case 3:
		w.now = w.now.Add(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		return Woke{}
	case 4:
		w.notices++
		b := []Buyer{anna, bert, {}}[rng.IntN(3)]
		return MiniAsked{ID: w.notices, OrderNo: w.someOrder(), Buyer: b}
	case 5, 6:
		w.notices++
		n := w.someOrder()
		a := Answer{Verdict: v, Amount: fen(w.payments[n].Amount)}
		if rng.IntN(8) == 0 {
			a.Amount = fen(99_999_999)
		}
		return NotificationReceived{ID: w.notices, Notification: Notification{OrderNo: n, Answer: a, Refund: rng.IntN(10) == 0}}
	case 7:
		if len(w.finds) > 0 {
			return w.found()
		}
	case 8:
		return Scanned{NewPayCode([]string{wechatCode, alipayCode, "SO77", "6901234567892"}[rng.IntN(4)])}
	case 9:
		return Pressed{[]Key{"7", KeyF3, KeyF1}[rng.IntN(3)]}
	}
	if len(w.open) == 0 {
		return Woke{}
	}
	a := w.take(w.open[0])
	switch rng.IntN(6) {
	case 0:
		return Answered{Call: a, Err: unanswered()}
	case 1:
		return Answered{Call: a, Err: &NotSent{ErrConflict}}
	}
	ans := randomAnswer(rng, a)
	if a.Kind == CallMini {
		ans.Verdict, ans.Params = VerdictWaiting, wxParams
	}
	if rng.IntN(3) > 0 && a.Payment.GatewayOrderNo == "" {
		ans.GatewayOrderNo = "G" + string(a.Payment.OrderNo)
	}
	return Answered{Call: a, Answer: ans}
}
