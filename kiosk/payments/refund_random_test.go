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

// books is the refunds made by a gateway, by refund number: the same number is
// the same refund.
type books struct {
	paid kiosk.Fen
	done map[kiosk.RefundNo]kiosk.Fen
}

func (b *books) total() (sum kiosk.Fen) {
	for _, f := range b.done {
		sum += f
	}
	return sum
}

func (b *books) ask(f kiosk.Refund) kiosk.RefundAnswer {
	if _, known := b.done[f.No]; !known {
		if b.total()+f.Amount > b.paid {
			return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}
		}
		b.done[f.No] = f.Amount
	}
	return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No), Amount: &f.Amount}
}

func (b *books) query(f kiosk.Refund) kiosk.RefundAnswer {
	if _, known := b.done[f.No]; !known {
		return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidRefused}
	}
	return kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone, Refund: string(f.No)}
}

// TestRefund_WhateverIsPressed plays owners who press anything at a gateway that
// loses requests and answers, with stops of the till in between. The counter
// holds every write to the rules; here the gateway's books are held to them too.
func TestRefund_WhateverIsPressed(t *testing.T) {
	const runs, steps = 300, 150
	refunds, undecided := 0, 0
	for seed := range uint64(runs) {
		c, b := playRefunds(t, seed, steps)
		held := kiosk.Fen(0)
		for _, f := range c.Refunds {
			refunds++
			switch moved := b.done[f.No]; f.State {
			case kiosk.RefundDone:
				require.True(t, f.ByHand || f.Note == kiosk.ReasonManager || moved == f.Amount, "seed %d: %+v is not on the gateway's books", seed, f)
			case kiosk.RefundRefused:
				require.True(t, moved == 0 || f.Note == kiosk.ReasonManager, "seed %d: %+v was done", seed, f)
			default:
				undecided++
			}
			if f.State != kiosk.RefundRefused && !f.ByHand {
				held += b.done[f.No]
			}
		}
		require.LessOrEqual(t, held, b.paid, "seed %d", seed)
	}
	require.Greater(t, refunds, runs)
	require.Positive(t, undecided)
}

func playRefunds(t *testing.T, seed uint64, steps int) (*tilltest.Counter, *books) {
	rng := rand.New(rand.NewPCG(seed, 3))
	can := gatewaytest.Refunding()
	can.RefundAgain, can.QueryRefund = rng.IntN(2) == 0, rng.IntN(2) == 0
	can.Refund = []kiosk.RefundSupport{kiosk.RefundNone, kiosk.RefundFull, kiosk.RefundPart, kiosk.RefundPart}[rng.IntN(4)]
	c, n := tilltest.PaidSale(t, can)
	b := &books{12850, map[kiosk.RefundNo]kiosk.Fen{}}
	for range steps {
		switch rng.IntN(12) {
		case 0:
			c.Sleep(time.Duration(rng.IntN(300)) * time.Second)
		case 1, 2, 3:
			c.Sleep(time.Duration(rng.IntN(1500)) * time.Millisecond)
		case 4, 5:
			reply(c, b, rng)
		case 6:
			if rng.IntN(8) == 0 {
				c.Restart()
			}
		default:
			press(c, n, rng)
		}
	}
	return c, b
}

// press does something that the screen offers, or anything.
func press(c *tilltest.Counter, n kiosk.OrderNo, rng *rand.Rand) {
	keys := []kiosk.Key{"5", "0", ".", kiosk.KeyBackspace, kiosk.KeyEnter, kiosk.KeyEsc, kiosk.KeyF5, kiosk.KeyF6, kiosk.KeyF7, kiosk.KeyF10}
	switch c.View.Screen {
	case kiosk.ScreenPIN:
		c.EnterPIN()
	case kiosk.ScreenHistory:
		c.Step(kiosk.RefundWanted{OrderNo: n})
		c.Find(n)
	case kiosk.ScreenAmount:
		c.Press(kiosk.KeyF9)
	case kiosk.ScreenPanel:
		c.Press(kiosk.KeyEsc)
	default:
		if rng.IntN(2) == 0 {
			c.Press(kiosk.KeyEnter)
			return
		}
		c.Press(keys[rng.IntN(len(keys))])
		c.Tap([]kiosk.Action{kiosk.ActionConfirm, kiosk.ActionRefundByHand, kiosk.ActionRefund, kiosk.ActionAskAgain, kiosk.ActionUnrefunded}[rng.IntN(5)])
	}
}

// reply answers one open ask: by the books, or with what a bad network makes of
// it.
func reply(c *tilltest.Counter, b *books, rng *rand.Rand) {
	if len(c.Open) == 0 {
		return
	}
	a := c.Open[rng.IntN(len(c.Open))]
	var answer kiosk.RefundAnswer
	var err error
	fate := rng.IntN(6)
	switch {
	case fate == 0 && a.Kind == kiosk.CallRefund:
		err = &kiosk.NotSent{Err: kiosk.ErrConflict}
	case fate == 1:
		err = tilltest.Unanswered() // the request was lost
	case a.Kind == kiosk.CallRefund:
		answer = b.ask(a.Refund)
	case a.Kind == kiosk.CallRefundQuery:
		answer = b.query(a.Refund)
	}
	switch fate {
	case 2:
		answer, err = kiosk.RefundAnswer{}, tilltest.Unanswered() // the answer was lost
	case 3:
		answer = kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}
	}
	c.Step(kiosk.Answered{Call: c.Take(a), Refund: answer, Err: err, Took: 50 * time.Millisecond})
}
