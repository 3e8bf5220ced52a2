package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
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
		w := &randomRun{counter: miniCounter(t, gatewaytest.Random(rng)), rng: rng, unsaved: 40, replies: map[uint64]int{}}
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
	finds     []kiosk.OrderNo
	replies   map[uint64]int
	handedOut int
}

func (w *randomRun) deliver(e kiosk.Event) {
	effects := w.till.Step(w.now, e)
	if len(effects) > 0 && w.rng.IntN(w.unsaved) == 0 {
		if _, saves := effects[0].(kiosk.Save); saves {
			w.step(kiosk.SaveFailed{Cause: e, Err: kiosk.ErrLedgerFull})
			w.hear()
			effects = w.till.Step(w.now, kiosk.Loaded{Snapshot: w.restored()})
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
	w.deliver(kiosk.Woke{})
	for len(w.open) > 0 {
		w.deliver(kiosk.Answered{Call: w.take(w.open[0]), Err: unanswered()})
	}
	for id := uint64(1); id <= w.notices; id++ {
		require.Equal(w.t, 1, w.replies[id], "reply %d, run %d", id, run)
	}
}

// hear takes the replies of the last step.
func (w *randomRun) hear() {
	for _, e := range w.other {
		switch e := e.(type) {
		case kiosk.Acknowledge:
			w.replies[e.ID]++
		case kiosk.Find:
			w.finds = append(w.finds, e.OrderNo)
		case kiosk.CheckPIN:
			w.other = nil
			w.step(kiosk.PINChecked{Pad: e.Pad, Result: kiosk.PINResult{OK: true}})
			w.hear()
			return
		case kiosk.ReplyMini:
			w.replies[e.ID]++
			require.Equal(w.t, e.Reply.Error == "", e.Reply.Params != nil)
			if e.Reply.Params == nil {
				continue
			}
			w.handedOut++
			p := w.payments[e.Reply.OrderNo]
			require.Equal(w.t, kiosk.StateWaiting, p.State, "on record before it is given out")
			require.Equal(w.t, kiosk.SaleOpen, w.sales[p.Sale].State, "not after the sale")
			require.True(w.t, p.ReleasedAt.IsZero())
		}
	}
	for _, a := range w.open {
		if a.Kind == kiosk.CallQuery && a.Payment.Rail != kiosk.RailCode {
			require.True(w.t, w.settings.Capabilities.QueryQR)
		}
		if a.Kind == kiosk.CallClose {
			require.False(w.t, a.Payment.Entered)
		}
	}
}

func (w *randomRun) found() kiosk.Event {
	n := w.finds[0]
	w.finds = w.finds[1:]
	return w.foundOf(n)
}

// someOrder is the number of a payment of this run, or one of nobody's.
func (w *randomRun) someOrder() kiosk.OrderNo {
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

func (w *randomRun) event() kiosk.Event {
	rng := w.rng
	v := randomVerdict(rng)
	switch rng.IntN(12) {
	case 0, 1:
		keys := []kiosk.Key{"1", "2", kiosk.KeyDot, kiosk.KeyEnter, kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF10, kiosk.KeyBackspace}
		return kiosk.Pressed{Key: keys[rng.IntN(len(keys))]}
	case 2:
		return []kiosk.Event{kiosk.Typed{Rune: 'A'}, kiosk.Typed{Rune: '号'}, kiosk.Pasted{Text: "SO-1"}, kiosk.Pasted{Text: "12"}, kiosk.Untyped{Keys: 1}}[rng.IntN(5)]
	case 3:
		w.now = w.now.Add(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		return kiosk.Woke{}
	case 4:
		w.notices++
		b := []kiosk.Buyer{anna, bert, {}}[rng.IntN(3)]
		return kiosk.MiniAsked{ID: w.notices, OrderNo: w.someOrder(), Buyer: b}
	case 5, 6:
		w.notices++
		n := w.someOrder()
		a := kiosk.Answer{Verdict: v, Amount: fen(w.payments[n].Amount)}
		if rng.IntN(8) == 0 {
			a.Amount = fen(99_999_999)
		}
		return kiosk.NotificationReceived{ID: w.notices, Notification: kiosk.Notification{OrderNo: n, Answer: a, Refund: rng.IntN(10) == 0}}
	case 7:
		if len(w.finds) > 0 {
			return w.found()
		}
	case 8:
		return kiosk.Scanned{Code: kiosk.NewPayCode([]string{wechatCode, alipayCode, "SO77", "6901234567892"}[rng.IntN(4)])}
	case 9:
		return kiosk.Pressed{Key: []kiosk.Key{"7", kiosk.KeyF3, kiosk.KeyF1}[rng.IntN(3)]}
	}
	if len(w.open) == 0 {
		return kiosk.Woke{}
	}
	a := w.take(w.open[0])
	switch rng.IntN(6) {
	case 0:
		return kiosk.Answered{Call: a, Err: unanswered()}
	case 1:
		return kiosk.Answered{Call: a, Err: &kiosk.NotSent{Err: kiosk.ErrConflict}}
	}
	ans := randomAnswer(rng, a)
	if a.Kind == kiosk.CallMini {
		ans.Verdict, ans.Params = kiosk.VerdictWaiting, wxParams
	}
	if rng.IntN(3) > 0 && a.Payment.GatewayOrderNo == "" {
		ans.GatewayOrderNo = "G" + string(a.Payment.OrderNo)
	}
	return kiosk.Answered{Call: a, Answer: ans}
}
