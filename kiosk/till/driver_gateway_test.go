package till

import (
	"encoding/json"
	"errors"
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	waiting   = kiosk.Answer{Verdict: kiosk.VerdictWaiting}
	g1Waiting = kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "G1"}
	g1Paid    = kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(12850)}
)

func fen(f kiosk.Fen) *kiosk.Fen { return &f }

// unanswered is the error of a lost answer.
func unanswered() error { return &kiosk.Unanswered{Err: kiosk.ErrConflict} }

// busyErr is the error of a gateway that wants to be asked less often.
func busyErr(retryAfter time.Duration) error {
	return &kiosk.Unanswered{Err: errors.New("429"), Answered: true, Busy: true, RetryAfter: retryAfter}
}

// garbage is the error of what is no answer.
func garbage() error { return &kiosk.Unanswered{Err: errors.New("html"), Answered: true} }

// pending returns the oldest unanswered ask of kind k.
func (c *counter) pending(k kiosk.CallKind) kiosk.Call {
	c.t.Helper()
	i := slices.IndexFunc(c.open, func(a kiosk.Call) bool { return a.Kind == k })
	require.GreaterOrEqual(c.t, i, 0, "no ask of kind %s; open: %v", k, c.open)
	return c.open[i]
}

// isOpen reports whether an ask of kind k waits for its answer.
func (c *counter) isOpen(k kiosk.CallKind) bool {
	return slices.ContainsFunc(c.open, func(a kiosk.Call) bool { return a.Kind == k })
}

// count counts the asks of kind k, the answered ones too.
func (c *counter) count(k kiosk.CallKind) (n int) {
	for _, a := range c.asked {
		if a.Kind == k {
			n++
		}
	}
	return n
}

// take is an ask that is answered now.
func (c *counter) take(ask kiosk.Call) kiosk.Call {
	c.open = slices.DeleteFunc(slices.Clone(c.open), func(a kiosk.Call) bool { return a.ID == ask.ID })
	return ask
}

// answerAsk answers one ask.
func (c *counter) answerAsk(ask kiosk.Call, a kiosk.Answer, err error) {
	c.t.Helper()
	c.step(kiosk.Answered{Call: c.take(ask), Answer: a, Err: err, Took: 80 * time.Millisecond})
}

// answer answers the oldest open ask of kind k.
func (c *counter) answer(k kiosk.CallKind, a kiosk.Answer, err error) {
	c.t.Helper()
	c.answerAsk(c.pending(k), a, err)
}

// answerRefund answers the oldest open ask of kind k about a refund.
func (c *counter) answerRefund(k kiosk.CallKind, a kiosk.RefundAnswer, err error) {
	c.t.Helper()
	c.step(kiosk.Answered{Call: c.take(c.pending(k)), Refund: a, Err: err, Took: 80 * time.Millisecond})
}

// answerAbout answers the oldest question about the payment of that number, the
// till's or the gateway's, and reports how many it answered: one or none.
func (c *counter) answerAbout(number string, a kiosk.Answer, err error) int {
	c.t.Helper()
	for _, ask := range c.open {
		if string(ask.Payment.OrderNo) == number || ask.Payment.GatewayOrderNo == number && ask.Kind == kiosk.CallQuery {
			c.answerAsk(ask, a, err)
			return 1
		}
	}
	return 0
}

// answerPoll answers the query that is due within a second.
func (c *counter) answerPoll(a kiosk.Answer) {
	c.t.Helper()
	c.sleep(time.Second)
	c.answer(kiosk.CallQuery, a, nil)
}

// answerNext answers the oldest question, pings apart, once there is one.
func (c *counter) answerNext(a kiosk.Answer, err error) {
	c.t.Helper()
	for range 100 {
		for _, ask := range c.open {
			if ask.Kind != kiosk.CallPing {
				c.answerAsk(ask, a, err)
				return
			}
		}
		c.sleep(time.Second)
	}
	require.Fail(c.t, "nothing was asked")
}

// answerAll answers whatever is open now.
func (c *counter) answerAll(a kiosk.Answer, err error) {
	c.t.Helper()
	for len(c.open) > 0 {
		c.answerAsk(c.open[0], a, err)
	}
}

// answerRefunds answers all that is open of kind k, of any kind for "", about a
// refund.
func (c *counter) answerRefunds(k kiosk.CallKind, a kiosk.RefundAnswer, err error) {
	c.t.Helper()
	for _, ask := range slices.Backward(slices.Clone(c.open)) {
		if k == "" || ask.Kind == k {
			c.step(kiosk.Answered{Call: c.take(ask), Refund: a, Err: err, Took: 80 * time.Millisecond})
		}
	}
}

// answerWith has the gateway answer as reply says, each second until d has passed,
// and returns when each question was answered.
func (c *counter) answerWith(d time.Duration, reply func(kiosk.Call) (kiosk.Answer, error)) (at []time.Duration) {
	c.t.Helper()
	for began := c.now; c.now.Sub(began) < d; {
		c.sleep(time.Second)
		for len(c.open) > 0 {
			at = append(at, c.now.Sub(began))
			a, err := reply(c.open[0])
			c.answerAsk(c.open[0], a, err)
		}
	}
	return at
}

// answerFor has the gateway say the same to everything for as long as d.
func (c *counter) answerFor(d time.Duration, a kiosk.Answer, err error) []time.Duration {
	c.t.Helper()
	return c.answerWith(d, func(kiosk.Call) (kiosk.Answer, error) { return a, err })
}

// answerUntil has the gateway say a until the one payment is s.
func (c *counter) answerUntil(s kiosk.State, a kiosk.Answer) {
	c.t.Helper()
	for end := c.now.Add(time.Hour); c.now.Before(end) && c.only().State != s; c.sleep(time.Second) {
		c.answerAll(a, nil)
	}
	require.Equal(c.t, s, c.only().State)
}

// answerUntilAsked has the gateway say the same until a call of kind k is under way.
func (c *counter) answerUntilAsked(k kiosk.CallKind, a kiosk.Answer, err error) {
	c.t.Helper()
	for range 300 {
		for _, ask := range slices.Clone(c.open) {
			if ask.Kind == k {
				return
			}
			c.answerAsk(ask, a, err)
		}
		c.sleep(time.Second)
	}
	require.Fail(c.t, "nobody calls", k)
}

// answerUntilIdle has the gateway say the same until the open sale times out.
func (c *counter) answerUntilIdle(a kiosk.Answer, err error) {
	c.t.Helper()
	for end := c.now.Add(payments.SaleIdleMax + time.Minute); c.now.Before(end) && c.saleOpen(); c.sleep(time.Second) {
		c.answerAll(a, err)
	}
}

// payLate has the payment of the gateway's number paid, once it is asked about, and
// the others not yet.
func (c *counter) payLate(number string) {
	c.t.Helper()
	for range 100 {
		if c.answerAbout(number, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: number}, nil) > 0 {
			return
		}
		c.answerAll(waiting, nil)
		c.sleep(time.Second)
	}
	require.Fail(c.t, "nobody asks about "+number)
}

// busyFor has the gateway answer "busy" to all for a while, and returns when each
// question left.
func (c *counter) busyFor(d, retryAfter time.Duration) (left []time.Time) {
	c.t.Helper()
	for end := c.now.Add(d); c.now.Before(end); c.sleep(100 * time.Millisecond) {
		for len(c.open) > 0 {
			if c.open[0].Kind != kiosk.CallPing {
				left = append(left, c.now)
			}
			c.answerAsk(c.open[0], kiosk.Answer{}, busyErr(retryAfter))
		}
	}
	return left
}

// slow reports whether the sale's panel says that the gateway is silent.
func (c *counter) slow() bool { return c.view.Panel.Title.ID == "panel.slow.title" }

// fallSilent has the gateway answer nothing until the till says so.
func (c *counter) fallSilent() {
	c.t.Helper()
	for end := c.now.Add(10 * time.Minute); c.now.Before(end) && !c.slow(); c.sleep(time.Second) {
		c.answerAll(kiosk.Answer{}, unanswered())
	}
	require.True(c.t, c.slow())
}

// comeBack has the gateway answer until the till no longer calls it silent.
func (c *counter) comeBack() {
	c.t.Helper()
	for c.slow() {
		c.answerAll(waiting, nil)
		c.sleep(time.Second)
	}
}

// answerPings answers the pings that are under way.
func (c *counter) answerPings(err error) {
	c.t.Helper()
	for c.isOpen(kiosk.CallPing) {
		c.answer(kiosk.CallPing, kiosk.Answer{}, err)
	}
}

// notify delivers a notification and returns what the till answered, "" when it
// has not yet.
func (c *counter) notify(n kiosk.OrderNo, a kiosk.Answer) kiosk.NotificationResult {
	c.t.Helper()
	return c.deliver(kiosk.Notification{OrderNo: n, Answer: a})
}

// notifyRefund delivers a notification about a refund of n.
func (c *counter) notifyRefund(n kiosk.OrderNo) kiosk.NotificationResult {
	c.t.Helper()
	return c.deliver(kiosk.Notification{OrderNo: n, Refund: true})
}

func (c *counter) deliver(n kiosk.Notification) kiosk.NotificationResult {
	c.t.Helper()
	c.notices++
	c.step(kiosk.NotificationReceived{ID: c.notices, Notification: n})
	return c.acked(c.notices)
}

// acked is the answer that the last step gave to the notification id.
func (c *counter) acked(id uint64) (got kiosk.NotificationResult) {
	c.t.Helper()
	for _, a := range effects[kiosk.Acknowledge](c) {
		if a.ID == id {
			require.Empty(c.t, got, "answered once")
			got = a.Result
		}
	}
	return got
}

// redeliver is notify where the till may look into its ledger first.
func (c *counter) redeliver(n kiosk.OrderNo, a kiosk.Answer) kiosk.NotificationResult {
	c.t.Helper()
	if got := c.notify(n, a); got != "" {
		return got
	}
	c.find(n)
	return c.acked(c.notices)
}

// payByNotice sells for ¥128.50 at a gateway that only notifies.
func (c *counter) payByNotice() {
	c.t.Helper()
	n := c.openBlind()
	c.sleep(time.Second)
	require.Equal(c.t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}))
	c.press(kiosk.KeyEnter)
}

var (
	anna     = kiosk.Buyer{Wallet: kiosk.WeChat, ID: "oAnna"}
	bert     = kiosk.Buyer{Wallet: kiosk.Alipay, ID: "2088000000000001"}
	wxParams = json.RawMessage(`{"timeStamp":"1"}`)
)

// askMini is a mini-program asking; it returns the till's reply, nil when there
// is none yet.
func (c *counter) askMini(n kiosk.OrderNo, b kiosk.Buyer) *kiosk.MiniReply {
	c.t.Helper()
	c.notices++
	c.step(kiosk.MiniAsked{ID: c.notices, OrderNo: n, Buyer: b})
	return c.replied(c.notices)
}

// replied is the reply that the last step gave to the mini-program id.
func (c *counter) replied(id uint64) (got *kiosk.MiniReply) {
	c.t.Helper()
	for _, r := range effects[kiosk.ReplyMini](c) {
		if r.ID == id {
			require.Nil(c.t, got, "one reply")
			got = &r.Reply
		}
	}
	return got
}

// handOut opens the link for b and has the gateway give the parameters.
func (c *counter) handOut(n kiosk.OrderNo, b kiosk.Buyer) {
	c.t.Helper()
	require.Nil(c.t, c.askMini(n, b))
	c.answer(kiosk.CallMini, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "M" + string(n[20:]), Params: wxParams}, nil)
	require.Equal(c.t, &kiosk.MiniReply{OrderNo: n, Amount: 1234, Params: wxParams}, c.replied(c.notices))
}

// listen has the listener come and go.
func listen(changes ...bool) func(*counter) {
	return func(c *counter) {
		for _, on := range changes {
			c.step(kiosk.ListenerChanged{Listening: on})
		}
	}
}

// losePing leaves the next ping unanswered.
func (c *counter) losePing() {
	c.sleep(payments.PingEvery)
	c.answer(kiosk.CallPing, kiosk.Answer{}, unanswered())
}
