package payments_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// TestRandomCapabilities drives tills of random gateways with everything that can
// happen to them, Saves that fail included. Counter holds every step to the
// table of moves, the versions and "on record first"; here each mini-program
// and each notification gets its one reply, parameters go only to the buyer of
// the sale at the counter, and no number is asked about that cannot be.
func TestRandomCapabilities(t *testing.T) {
	const seed = 20261123
	paid, handedOut := 0, 0
	for run := range uint64(250) {
		rng := rand.New(rand.NewPCG(seed, run))
		w := &randomRun{Counter: tilltest.MiniCounter(t, gatewaytest.Random(rng)), rng: rng, unsaved: 40, replies: map[uint64]int{}}
		for range 400 {
			w.deliver(w.event())
		}
		w.repliedOnce(run)
		paid += w.Paid()
		handedOut += w.handedOut
	}
	t.Logf("seed %d: %d paid, parameters given out %d times", seed, paid, handedOut)
	require.Greater(t, paid, 100)
	require.Greater(t, handedOut, 20)
}

// randomRun is one till and the world around it.
type randomRun struct {
	*tilltest.Counter
	rng       *rand.Rand
	unsaved   int // one in so many Saves fails
	finds     []kiosk.OrderNo
	replies   map[uint64]int
	handedOut int
}

func (w *randomRun) deliver(e kiosk.Event) {
	effects := w.Till.Step(w.Now, e)
	if len(effects) > 0 && w.rng.IntN(w.unsaved) == 0 {
		if _, saves := effects[0].(kiosk.Save); saves {
			w.Step(kiosk.SaveFailed{Cause: e, Err: kiosk.ErrLedgerFull})
			w.hear()
			effects = w.Till.Step(w.Now, kiosk.Loaded{Snapshot: w.Restored()})
		}
	}
	w.CarryOut(effects)
	w.hear()
}

// repliedOnce ends the run and wants one reply to each notification and
// mini-program.
func (w *randomRun) repliedOnce(run uint64) {
	for len(w.finds) > 0 {
		w.deliver(w.found())
	}
	w.deliver(kiosk.Woke{})
	for len(w.Open) > 0 {
		w.deliver(kiosk.Answered{Call: w.Take(w.Open[0]), Err: tilltest.Unanswered()})
	}
	for id := uint64(1); id <= w.Notices; id++ {
		require.Equal(w.T, 1, w.replies[id], "reply %d, run %d", id, run)
	}
}

// hear takes the replies of the last step.
func (w *randomRun) hear() {
	for _, e := range w.Other {
		switch e := e.(type) {
		case kiosk.Acknowledge:
			w.replies[e.ID]++
		case kiosk.Find:
			w.finds = append(w.finds, e.OrderNo)
		case kiosk.CheckPIN:
			w.Other = nil
			w.Step(kiosk.PINChecked{Pad: e.Pad, Result: tilltest.RightPIN()})
			w.hear()
			return
		case kiosk.ReplyMini:
			w.replies[e.ID]++
			require.Equal(w.T, e.Reply.Error == "", e.Reply.Params != nil)
			if e.Reply.Params == nil {
				continue
			}
			w.handedOut++
			p := w.Payments[e.Reply.OrderNo]
			require.Equal(w.T, kiosk.StateWaiting, p.State, "on record before it is given out")
			require.Equal(w.T, kiosk.SaleOpen, w.Sales[p.Sale].State, "not after the sale")
			require.True(w.T, p.ReleasedAt.IsZero())
		}
	}
	for _, a := range w.Open {
		if a.Kind == kiosk.CallQuery && a.Payment.Rail != kiosk.RailCode {
			require.True(w.T, w.Settings.Capabilities.QueryQR)
		}
		if a.Kind == kiosk.CallClose {
			require.False(w.T, a.Payment.Entered)
		}
	}
}

func (w *randomRun) found() kiosk.Event {
	n := w.finds[0]
	w.finds = w.finds[1:]
	return w.FoundOf(n)
}

// someOrder is the number of a payment of this run, or one of nobody's.
func (w *randomRun) someOrder() kiosk.OrderNo {
	if w.SaleOpen() && len(w.Order) > 0 && w.rng.IntN(2) == 0 {
		return w.Newest()
	}
	for _, r := range w.Records[w.rng.IntN(len(w.Records)+1):] {
		if r.OrderNo != "" {
			return r.OrderNo
		}
	}
	return "20261122143205NOBODY0000"
}

func (w *randomRun) event() kiosk.Event {
	rng := w.rng
	v := tilltest.RandomVerdict(rng)
	switch rng.IntN(12) {
	case 0, 1:
		keys := []kiosk.Key{"1", "2", kiosk.KeyDot, kiosk.KeyEnter, kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF10, kiosk.KeyBackspace}
		return kiosk.Pressed{Key: keys[rng.IntN(len(keys))]}
	case 2:
		return []kiosk.Event{kiosk.Typed{Rune: 'A'}, kiosk.Typed{Rune: '号'}, kiosk.Pasted{Text: "SO-1"}, kiosk.Pasted{Text: "12"}, kiosk.Untyped{Keys: 1}}[rng.IntN(5)]
	case 3:
		w.Now = w.Now.Add(time.Duration(rng.IntN(90_000)) * time.Millisecond)
		return kiosk.Woke{}
	case 4:
		w.Notices++
		b := []kiosk.Buyer{tilltest.Anna, tilltest.Bert, {}}[rng.IntN(3)]
		return kiosk.MiniAsked{ID: w.Notices, OrderNo: w.someOrder(), Buyer: b}
	case 5, 6:
		w.Notices++
		n := w.someOrder()
		a := kiosk.Answer{Verdict: v, Amount: tilltest.Fen(w.Payments[n].Amount)}
		if rng.IntN(8) == 0 {
			a.Amount = tilltest.Fen(99_999_999)
		}
		return kiosk.NotificationReceived{ID: w.Notices, Notification: kiosk.Notification{OrderNo: n, Answer: a, Refund: rng.IntN(10) == 0}}
	case 7:
		if len(w.finds) > 0 {
			return w.found()
		}
	case 8:
		return kiosk.Scanned{Code: kiosk.NewPayCode([]string{tilltest.WechatCode, tilltest.AlipayCode, "SO77", "6901234567892"}[rng.IntN(4)])}
	case 9:
		return kiosk.Pressed{Key: []kiosk.Key{"7", kiosk.KeyF3, kiosk.KeyF1}[rng.IntN(3)]}
	}
	if len(w.Open) == 0 {
		return kiosk.Woke{}
	}
	a := w.Take(w.Open[0])
	switch rng.IntN(6) {
	case 0:
		return kiosk.Answered{Call: a, Err: tilltest.Unanswered()}
	case 1:
		return kiosk.Answered{Call: a, Err: &kiosk.NotSent{Err: kiosk.ErrConflict}}
	}
	ans := tilltest.RandomAnswer(rng, a)
	if a.Kind == kiosk.CallMini {
		ans.Verdict, ans.Params = kiosk.VerdictWaiting, tilltest.WxParams
	}
	if rng.IntN(3) > 0 && a.Payment.GatewayOrderNo == "" {
		ans.GatewayOrderNo = "G" + string(a.Payment.OrderNo)
	}
	return kiosk.Answered{Call: a, Answer: ans}
}
