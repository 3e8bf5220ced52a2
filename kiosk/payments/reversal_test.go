package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

// paidWhileReversed is a till that has asked for a reversal, had no answer to that, and was
// then told that the customer has paid.
func paidWhileReversed(t *testing.T) (c *tilltest.Counter, says func(kiosk.Verdict) kiosk.Answer) {
	c = bothRails(t)
	c.Charge("7", tilltest.WechatCode)
	p := c.Only()
	says = func(v kiosk.Verdict) kiosk.Answer {
		return kiosk.Answer{Verdict: v, Order: string(p.OrderNo), Amount: &p.Amount}
	}
	c.Answer(kiosk.CallCharge, says(kiosk.VerdictConfirming), nil)
	c.AnswerUntilAsked(kiosk.CallClose, says(kiosk.VerdictConfirming), nil)
	c.Answer(kiosk.CallClose, kiosk.Answer{}, tilltest.Unanswered())
	c.AnswerUntil(kiosk.StatePaid, says(kiosk.VerdictPaid))
	require.Zero(t, c.Only().Refunded)
	return c, says
}

// The network brought the reversal after the answer "paid": the money is on record as gone
// back, and somebody has to look.
func TestReversal_CarriedOutAfterPaidIsAnAlarm(t *testing.T) {
	for name, between := range map[string]func(*tilltest.Counter){
		"the till runs on":      func(*tilltest.Counter) {},
		"it is restarted":       (*tilltest.Counter).Restart,
		"it was off for a day":  func(c *tilltest.Counter) { c.RestartAfter(24 * time.Hour) },
		"the gateway is silent": func(c *tilltest.Counter) { c.AnswerFor(20*time.Minute, kiosk.Answer{}, tilltest.Unanswered()) },
		"it says paid once more": func(c *tilltest.Counter) {
			p := c.Only()
			c.AnswerFor(45*time.Second, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(p.OrderNo), Amount: &p.Amount}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, says := paidWhileReversed(t)
			between(c)
			c.AnswerFor(4*time.Minute, says(kiosk.VerdictClosed), nil)
			p, f := c.Only(), c.TheRefund()
			require.Equal(t, kiosk.StatePaid, p.State)
			require.Equal(t, p.Amount, p.Refunded)
			require.Equal(t, kiosk.RefundDone, f.State)
			require.Equal(t, string(kiosk.RefundReversed), f.Reason)
			require.Zero(t, c.Count(kiosk.CallRefund)+c.Count(kiosk.CallRefundQuery), "nobody asked for it")
			require.Equal(t, "alarm.reversed.title", c.View.Panel.Title.ID)
			require.Equal(t, 1, c.View.Status.Open)
			c.Restart()
			require.Equal(t, "alarm.reversed.title", c.View.Panel.Title.ID, "also after a restart")
			c.PressGuarded(kiosk.KeyF4)
			require.Zero(t, c.View.Status.Open)
		})
	}
}

// A payment is asked about until no request can arrive any more, and not for longer.
func TestReversal_PaidIsAskedAboutUntilNoneCanArrive(t *testing.T) {
	c, says := paidWhileReversed(t)
	asked := c.Count(kiosk.CallQuery)
	c.AnswerFor(5*time.Minute, says(kiosk.VerdictPaid), nil)
	require.Equal(t, asked+2, c.Count(kiosk.CallQuery), "after 30 s, and when the last could have come")
	require.True(t, c.Only().PollUntil.IsZero())
	c.Restart()
	c.AnswerFor(time.Minute, says(kiosk.VerdictPaid), nil)
	require.Equal(t, asked+2, c.Count(kiosk.CallQuery))
}

// Which requests an earlier run had sent is not known.
func TestReversal_OfAnEarlierRun(t *testing.T) {
	c := bothRails(t)
	c.Charge("7", tilltest.AlipayCode)
	c.Restart()
	p := c.Only()
	says := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(p.OrderNo), Amount: &p.Amount}
	c.AnswerUntil(kiosk.StatePaid, says)
	says.Verdict = kiosk.VerdictClosed
	c.AnswerFor(time.Minute, says, nil)
	require.Equal(t, p.Amount, c.Only().Refunded)
}

// Alipay's client cancels what was refused, and that cancel may come late too.
func TestReversal_OfARefusedCharge(t *testing.T) {
	c := bothRails(t)
	c.Charge("7", tilltest.AlipayCode)
	p := c.Only()
	says := kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(p.OrderNo), Amount: &p.Amount}
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictUnknown, Reason: "买家余额不足"}, nil)
	c.AnswerUntil(kiosk.StatePaid, says)
	require.Zero(t, c.Count(kiosk.CallClose))
	says.Verdict = kiosk.VerdictClosed
	c.AnswerFor(time.Minute, says, nil)
	require.Equal(t, p.Amount, c.Only().Refunded)
	require.Equal(t, "alarm.reversed.title", c.View.Panel.Title.ID)
}

// Without a reversal nobody asks once more.
func TestReversal_NoneWasAskedFor(t *testing.T) {
	c := bothRails(t)
	c.Charge("7", tilltest.WechatCode)
	p := c.Only()
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(p.OrderNo), Amount: &p.Amount}, nil)
	c.AnswerFor(10*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(p.OrderNo)}, nil)
	require.Zero(t, c.Count(kiosk.CallQuery))
	require.Zero(t, c.Only().Refunded)
}

// What a manager called paid, and nobody asked to be reversed, is the manager's word.
func TestReversal_AManagersPaidIsNotAskedAbout(t *testing.T) {
	c := bothRails(t)
	c.LoseAnswer()
	c.DecideAtTheCounter(kiosk.KeyF5)
	p := c.Only()
	require.Equal(t, kiosk.StatePaid, p.State)
	require.Zero(t, c.Count(kiosk.CallClose))
	c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	asked := c.Count(kiosk.CallQuery)
	c.AnswerFor(10*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(p.OrderNo)}, nil)
	require.Equal(t, asked, c.Count(kiosk.CallQuery))
	require.Zero(t, c.Only().Refunded)
}

// The till had asked for a reversal when a manager said that the money came: it may go back
// all the same, and somebody has to look then.
func TestReversal_CarriedOutAfterAManagersPaid(t *testing.T) {
	for name, between := range map[string]func(*tilltest.Counter){
		"the till runs on": func(*tilltest.Counter) {},
		"it is restarted":  (*tilltest.Counter).Restart,
	} {
		t.Run(name, func(t *testing.T) {
			c := bothRails(t)
			p := c.Park()
			c.AnswerFor(2*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
			require.Positive(t, c.Count(kiosk.CallClose))
			c.OpenDecision()
			c.Decide(kiosk.KeyF5)
			require.Equal(t, kiosk.StatePaid, c.Payments[p].State)
			between(c)
			c.AnswerFor(4*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(p)}, nil)
			require.Equal(t, kiosk.StatePaid, c.Payments[p].State)
			require.Equal(t, c.Payments[p].Amount, c.Payments[p].Refunded)
			require.Equal(t, string(kiosk.RefundReversed), c.TheRefund().Reason)
			require.Equal(t, "alarm.reversed.title", c.View.Panel.Title.ID)
			asked := c.Count(kiosk.CallQuery)
			c.AnswerFor(10*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(p)}, nil)
			require.Equal(t, asked, c.Count(kiosk.CallQuery), "that is known")
		})
	}
}

// A reversal that never left this machine was no try: it goes out once the network is back.
func TestReversal_GoesOutOnceTheNetworkIsBack(t *testing.T) {
	c := bothRails(t)
	c.Charge("7", tilltest.WechatCode)
	p := c.Only()
	confirming := kiosk.Answer{Verdict: kiosk.VerdictConfirming, Order: string(p.OrderNo), Amount: &p.Amount}
	c.Answer(kiosk.CallCharge, confirming, nil)
	c.AnswerUntilAsked(kiosk.CallClose, confirming, nil)
	c.AnswerFor(3*time.Minute, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	before := c.Count(kiosk.CallClose)
	require.Greater(t, before, 6, "it is tried as often as it cannot be sent")
	c.AnswerFor(5*time.Minute, confirming, nil)
	sent := c.Count(kiosk.CallClose) - before
	require.Positive(t, sent)
	require.LessOrEqual(t, sent, 7, "the first is on its way when the network comes back; a gateway that does not reverse is left alone")
}

// A refund that the owner sends meanwhile is not booked twice.
func TestReversal_BesideARefund(t *testing.T) {
	c, says := paidWhileReversed(t)
	n := c.Only().OrderNo
	c.Refund(n, "7")
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	c.AnswerFor(2*time.Minute, says(kiosk.VerdictClosed), nil)
	require.Len(t, c.Refunds, 1)
	require.Equal(t, c.Only().Amount, c.Only().Refunded)
}
