package tilltest

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var (
	Waiting   = kiosk.Answer{Verdict: kiosk.VerdictWaiting}
	G1Waiting = kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}
	G1Paid    = kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: Fen(12850)}
)

func Fen(f kiosk.Fen) *kiosk.Fen { return &f }

// Unanswered is the error of a lost answer.
func Unanswered() error { return &kiosk.Unanswered{Err: kiosk.ErrConflict} }

// BusyErr is the error of a gateway that wants to be asked less often.
func BusyErr(retryAfter time.Duration) error {
	return &kiosk.Unanswered{Err: errors.New("429"), Answered: true, Busy: true, RetryAfter: retryAfter}
}

// Garbage is the error of what is no answer.
func Garbage() error { return &kiosk.Unanswered{Err: errors.New("html"), Answered: true} }

// Pending returns the oldest unanswered ask of kind k.
func (c *Counter) Pending(k kiosk.CallKind) kiosk.Call {
	c.T.Helper()
	i := slices.IndexFunc(c.Open, func(a kiosk.Call) bool { return a.Kind == k })
	require.GreaterOrEqual(c.T, i, 0, "no ask of kind %s; open: %v", k, c.Open)
	return c.Open[i]
}

// IsOpen reports whether an ask of kind k waits for its answer.
func (c *Counter) IsOpen(k kiosk.CallKind) bool {
	return slices.ContainsFunc(c.Open, func(a kiosk.Call) bool { return a.Kind == k })
}

// Count counts the asks of kind k, the answered ones too.
func (c *Counter) Count(k kiosk.CallKind) (n int) {
	for _, a := range c.Asked {
		if a.Kind == k {
			n++
		}
	}
	return n
}

// Take is an ask that is answered now.
func (c *Counter) Take(ask kiosk.Call) kiosk.Call {
	c.Open = slices.DeleteFunc(slices.Clone(c.Open), func(a kiosk.Call) bool { return a.ID == ask.ID })
	return ask
}

// AnswerAsk answers one ask.
func (c *Counter) AnswerAsk(ask kiosk.Call, a kiosk.Answer, err error) {
	c.T.Helper()
	c.Step(kiosk.Answered{Call: c.Take(ask), Answer: a, Err: err, Took: 80 * time.Millisecond})
}

// Answer answers the oldest open ask of kind k.
func (c *Counter) Answer(k kiosk.CallKind, a kiosk.Answer, err error) {
	c.T.Helper()
	c.AnswerAsk(c.Pending(k), a, err)
}

// AnswerRefund answers the oldest open ask of kind k about a refund.
func (c *Counter) AnswerRefund(k kiosk.CallKind, a kiosk.RefundAnswer, err error) {
	c.T.Helper()
	c.Step(kiosk.Answered{Call: c.Take(c.Pending(k)), Refund: a, Err: err, Took: 80 * time.Millisecond})
}

// AnswerAbout answers the oldest question about the payment of that number, the
// till's or the gateway's, and reports how many it answered: one or none.
func (c *Counter) AnswerAbout(number string, a kiosk.Answer, err error) int {
	c.T.Helper()
	for _, ask := range c.Open {
		if string(ask.Payment.OrderNo) == number || ask.Payment.GatewayOrderNo == number && ask.Kind == kiosk.CallQuery {
			c.AnswerAsk(ask, a, err)
			return 1
		}
	}
	return 0
}

// AnswerPoll answers the query that is due within a second.
func (c *Counter) AnswerPoll(a kiosk.Answer) {
	c.T.Helper()
	c.Sleep(time.Second)
	c.Answer(kiosk.CallQuery, a, nil)
}

// AnswerNext answers the oldest question, pings apart, once there is one.
func (c *Counter) AnswerNext(a kiosk.Answer, err error) {
	c.T.Helper()
	for range 100 {
		for _, ask := range c.Open {
			if ask.Kind != kiosk.CallPing {
				c.AnswerAsk(ask, a, err)
				return
			}
		}
		c.Sleep(time.Second)
	}
	require.Fail(c.T, "nothing was asked")
}

// AnswerAll answers whatever is open now.
func (c *Counter) AnswerAll(a kiosk.Answer, err error) {
	c.T.Helper()
	for len(c.Open) > 0 {
		c.AnswerAsk(c.Open[0], a, err)
	}
}

// AnswerRefunds answers all that is open of kind k, of any kind for "", about a
// refund.
func (c *Counter) AnswerRefunds(k kiosk.CallKind, a kiosk.RefundAnswer, err error) {
	c.T.Helper()
	for _, ask := range slices.Backward(slices.Clone(c.Open)) {
		if k == "" || ask.Kind == k {
			c.Step(kiosk.Answered{Call: c.Take(ask), Refund: a, Err: err, Took: 80 * time.Millisecond})
		}
	}
}

// AnswerWith has the gateway answer as reply says, each second until d has passed,
// and returns when each question was answered.
func (c *Counter) AnswerWith(d time.Duration, reply func(kiosk.Call) (kiosk.Answer, error)) (at []time.Duration) {
	c.T.Helper()
	for began := c.Now; c.Now.Sub(began) < d; {
		c.Sleep(time.Second)
		for len(c.Open) > 0 {
			at = append(at, c.Now.Sub(began))
			a, err := reply(c.Open[0])
			c.AnswerAsk(c.Open[0], a, err)
		}
	}
	return at
}

// AnswerFor has the gateway say the same to everything for as long as d.
func (c *Counter) AnswerFor(d time.Duration, a kiosk.Answer, err error) []time.Duration {
	c.T.Helper()
	return c.AnswerWith(d, func(kiosk.Call) (kiosk.Answer, error) { return a, err })
}

// AnswerUntil has the gateway say a until the one payment is s.
func (c *Counter) AnswerUntil(s kiosk.State, a kiosk.Answer) {
	c.T.Helper()
	for end := c.Now.Add(time.Hour); c.Now.Before(end) && c.Only().State != s; c.Sleep(time.Second) {
		c.AnswerAll(a, nil)
	}
	require.Equal(c.T, s, c.Only().State)
}

// AnswerUntilAsked has the gateway say the same until a call of kind k is under way.
func (c *Counter) AnswerUntilAsked(k kiosk.CallKind, a kiosk.Answer, err error) {
	c.T.Helper()
	for range 300 {
		for _, ask := range slices.Clone(c.Open) {
			if ask.Kind == k {
				return
			}
			c.AnswerAsk(ask, a, err)
		}
		c.Sleep(time.Second)
	}
	require.Fail(c.T, "nobody calls", k)
}

// AnswerUntilIdle has the gateway say the same until the open sale times out.
func (c *Counter) AnswerUntilIdle(a kiosk.Answer, err error) {
	c.T.Helper()
	for end := c.Now.Add(SaleIdleMax + time.Minute); c.Now.Before(end) && c.SaleOpen(); c.Sleep(time.Second) {
		c.AnswerAll(a, err)
	}
}

// PayLate has the payment of the gateway's number paid, once it is asked about, and
// the others not yet.
func (c *Counter) PayLate(number string) {
	c.T.Helper()
	for range 100 {
		if c.AnswerAbout(number, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number}, nil) > 0 {
			return
		}
		c.AnswerAll(Waiting, nil)
		c.Sleep(time.Second)
	}
	require.Fail(c.T, "nobody asks about "+number)
}

// BusyFor has the gateway answer "busy" to all for a while, and returns when each
// question left.
func (c *Counter) BusyFor(d, retryAfter time.Duration) (left []time.Time) {
	c.T.Helper()
	for end := c.Now.Add(d); c.Now.Before(end); c.Sleep(100 * time.Millisecond) {
		for len(c.Open) > 0 {
			if c.Open[0].Kind != kiosk.CallPing {
				left = append(left, c.Now)
			}
			c.AnswerAsk(c.Open[0], kiosk.Answer{}, BusyErr(retryAfter))
		}
	}
	return left
}

// Slow reports whether the sale's panel says that the gateway is silent.
func (c *Counter) Slow() bool { return c.View.Panel.Title.ID == "panel.slow.title" }

// FallSilent has the gateway answer nothing until the till says so.
func (c *Counter) FallSilent() {
	c.T.Helper()
	for end := c.Now.Add(10 * time.Minute); c.Now.Before(end) && !c.Slow(); c.Sleep(time.Second) {
		c.AnswerAll(kiosk.Answer{}, Unanswered())
	}
	require.True(c.T, c.Slow())
}

// ComeBack has the gateway answer until the till no longer calls it silent.
func (c *Counter) ComeBack() {
	c.T.Helper()
	for c.Slow() {
		c.AnswerAll(Waiting, nil)
		c.Sleep(time.Second)
	}
}

// AnswerPings answers the pings that are under way.
func (c *Counter) AnswerPings(err error) {
	c.T.Helper()
	for c.IsOpen(kiosk.CallPing) {
		c.Answer(kiosk.CallPing, kiosk.Answer{}, err)
	}
}

// Notify delivers a notification and returns what the till answered, "" when it
// has not yet.
func (c *Counter) Notify(n kiosk.OrderNo, a kiosk.Answer) kiosk.NotificationResult {
	c.T.Helper()
	return c.Deliver(kiosk.Notification{OrderNo: n, Answer: a})
}

// NotifyRefund delivers a notification about a refund of n.
func (c *Counter) NotifyRefund(n kiosk.OrderNo) kiosk.NotificationResult {
	c.T.Helper()
	return c.Deliver(kiosk.Notification{OrderNo: n, Refund: true})
}

func (c *Counter) Deliver(n kiosk.Notification) kiosk.NotificationResult {
	c.T.Helper()
	c.Notices++
	c.Step(kiosk.NotificationReceived{ID: c.Notices, Notification: n})
	return c.Acked(c.Notices)
}

// Acked is the answer that the last step gave to the notification id.
func (c *Counter) Acked(id uint64) (got kiosk.NotificationResult) {
	c.T.Helper()
	for _, a := range Effects[kiosk.Acknowledge](c) {
		if a.ID == id {
			require.Empty(c.T, got, "answered once")
			got = a.Result
		}
	}
	return got
}

// Redeliver is notify where the till may look into its ledger first.
func (c *Counter) Redeliver(n kiosk.OrderNo, a kiosk.Answer) kiosk.NotificationResult {
	c.T.Helper()
	if got := c.Notify(n, a); got != "" {
		return got
	}
	c.Find(n)
	return c.Acked(c.Notices)
}

// PayByNotice sells for ¥128.50 at a gateway that only notifies.
func (c *Counter) PayByNotice() {
	c.T.Helper()
	n := c.OpenBlind()
	c.Sleep(time.Second)
	require.Equal(c.T, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: Fen(12850)}))
	c.Press(kiosk.KeyEnter)
}

var (
	Anna     = kiosk.Buyer{Wallet: kiosk.WeChat, ID: "oAnna"}
	Bert     = kiosk.Buyer{Wallet: kiosk.Alipay, ID: "2088000000000001"}
	WxParams = json.RawMessage(`{"timeStamp":"1"}`)
)

// AskMini is a mini-program asking; it returns the till's reply, nil when there
// is none yet.
func (c *Counter) AskMini(n kiosk.OrderNo, b kiosk.Buyer) *kiosk.MiniReply {
	c.T.Helper()
	c.Notices++
	c.Step(kiosk.MiniAsked{ID: c.Notices, OrderNo: n, Buyer: b})
	return c.Replied(c.Notices)
}

// Replied is the reply that the last step gave to the mini-program id.
func (c *Counter) Replied(id uint64) (got *kiosk.MiniReply) {
	c.T.Helper()
	for _, r := range Effects[kiosk.ReplyMini](c) {
		if r.ID == id {
			require.Nil(c.T, got, "one reply")
			got = &r.Reply
		}
	}
	return got
}

// HandOut opens the link for b and has the gateway give the parameters.
func (c *Counter) HandOut(n kiosk.OrderNo, b kiosk.Buyer) {
	c.T.Helper()
	require.Nil(c.T, c.AskMini(n, b))
	c.Answer(kiosk.CallMini, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M" + string(n[20:]), Params: WxParams}, nil)
	require.Equal(c.T, &kiosk.MiniReply{OrderNo: n, Amount: 1234, Params: WxParams}, c.Replied(c.Notices))
}

// Listen has the listener come and go.
func Listen(changes ...bool) func(*Counter) {
	return func(c *Counter) {
		for _, on := range changes {
			c.Step(kiosk.ListenerChanged{Listening: on})
		}
	}
}

// LosePing leaves the next ping unanswered.
func (c *Counter) LosePing() {
	c.Sleep(PingEvery)
	c.Answer(kiosk.CallPing, kiosk.Answer{}, Unanswered())
}
