package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

var so1Paid = kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: tilltest.Fen(12850)}

// enteredTwice has SO1 on show and asked for once more by Alipay, in the same
// sale or in the next one. The answer to the second QR is still out.
func enteredTwice(t *testing.T, sameSale bool) (c *tilltest.Counter, first, second kiosk.OrderNo) {
	t.Helper()
	c = tilltest.EnteredOrder(t, gatewaytest.OrderEntry())
	first = c.Only().OrderNo
	if sameSale {
		c.Press(kiosk.KeyF2)
	} else {
		c.Press(kiosk.KeyEsc)
		c.EnterOrder(kiosk.KeyF2, "SO1")
	}
	return c, first, c.Pending(kiosk.CallQR).Payment.OrderNo
}

// refusedTwice has the second QR refused because the order is paid, after Esc.
func refusedTwice(t *testing.T) (c *tilltest.Counter, first, second kiosk.OrderNo) {
	t.Helper()
	c, first, second = enteredTwice(t, true)
	c.Press(kiosk.KeyEsc)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1", Amount: tilltest.Fen(12850), Reason: "PAID"}, nil)
	require.Equal(t, kiosk.StateFailed, c.Payments[second].State)
	return c, first, second
}

// deniedSO1 has a manager say "not paid" of the order, which an answer contradicts.
func deniedSO1(t *testing.T, can kiosk.Capabilities, contradiction kiosk.Answer) *tilltest.Counter {
	t.Helper()
	c := tilltest.EnteredOrder(t, can)
	c.AnswerPoll(contradiction)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	c.DecideAtTheCounter(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	return c
}

// SO1 is on show by WeChat and was paid a moment ago; the cashier presses F2
// before the poll, or begins anew; the mall refuses a second QR because the order
// is paid.
func TestOrderAgain_MoneyOfTheFirstQRIsNotLost(t *testing.T) {
	for name, second := range map[string]struct {
		sameSale bool
		a        kiosk.Answer
		err      error
	}{
		"refused, it is paid": {true, kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1", Amount: tilltest.Fen(12850), Reason: "PAID_CONFIRM_PENDING"}, nil},
		"never left":          {true, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}},
		"lost":                {true, kiosk.Answer{}, tilltest.Unanswered()},
		"in another sale":     {false, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.EnteredOrder(t, gatewaytest.OrderEntry())
			c.Sleep(time.Second)
			if second.sameSale {
				c.Press(kiosk.KeyF2)
			} else {
				c.Press(kiosk.KeyEsc)
				c.EnterOrder(kiosk.KeyF1, "SO1")
			}
			c.Answer(kiosk.CallQR, second.a, second.err)
			if !second.sameSale {
				c.Press(kiosk.KeyEsc)
			}
			c.AnswerFor(200*time.Minute, so1Paid, nil)
			require.Equal(t, 1, c.Paid(), "the money for SO1 is recorded once")
		})
	}
}

func TestOrderAgain_AfterAManagersNoIsOneMoney(t *testing.T) {
	c := deniedSO1(t, gatewaytest.OrderEntry(), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: tilltest.Fen(1)})
	c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "SO1"}, nil)
	c.EnterSO1(kiosk.KeyF1)
	c.ShowSO1()
	c.AnswerFor(30*time.Minute, so1Paid, nil)
	require.Equal(t, 1, c.Paid(), "one order, one payment of money")
}

func TestOrderAgain_TheOnlyMoneyIsNotOfferedBack(t *testing.T) {
	can := gatewaytest.OrderEntry()
	can.Refund, can.RefundAgain, can.QueryRefund, can.Close = kiosk.RefundFull, true, true, false
	c := deniedSO1(t, can, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO2", Amount: tilltest.Fen(12850)})
	c.EnterSO1(kiosk.KeyF1)
	c.ShowSO1()
	for range 3 {
		for len(c.Open) > 0 && c.Open[0].Kind != kiosk.CallRefund {
			c.AnswerAsk(c.Open[0], so1Paid, nil)
		}
		c.Sleep(10 * time.Second)
	}
	c.Press(kiosk.KeyEnter)
	c.Sleep(time.Second)
	c.Tap(kiosk.ActionRefund)
	if c.View.Screen == kiosk.ScreenPIN {
		c.EnterPIN()
	}
	require.Zero(t, c.Count(kiosk.CallRefund), "one order paid once is refunded as paid twice")
}

func TestOrderAgain_TheFirstIsPaidBeforeTheSecondIsOnShow(t *testing.T) {
	for name, sameSale := range map[string]bool{"in the same sale": true, "in the next sale": false} {
		t.Run(name, func(t *testing.T) {
			c, first, second := enteredTwice(t, sameSale)
			c.Sleep(5 * time.Second)
			require.Equal(t, first, c.Pending(kiosk.CallQuery).Payment.OrderNo, "the first is still asked about")
			c.Answer(kiosk.CallQuery, so1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.Payments[first].State)
			require.Equal(t, kiosk.StateClosed, c.Payments[second].State)
			require.Equal(t, kiosk.ReasonEnteredAgain, c.Payments[second].Note)
			require.Equal(t, !sameSale, c.Payments[first].Late)
			require.Equal(t, sameSale, c.View.Customer.Kind == kiosk.CustomerPaid)
			c.ShowSO1()
			require.Equal(t, kiosk.StateClosed, c.Payments[second].State)
			require.NotEqual(t, kiosk.CustomerQR, c.View.Customer.Kind, "nobody pays it again")
			if !sameSale {
				require.Equal(t, "problem.order_used", c.View.Panel.Detail.ID)
				c.Press(kiosk.KeyEsc)
				require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
			}
			c.Sleep(25 * time.Hour)
			require.Equal(t, kiosk.Fen(12850), c.Payments[first].Amount)
			require.Equal(t, kiosk.StateClosed, c.Payments[second].State)
		})
	}
}

func TestOrderAgain_AStopBeforeTheSecondAnswerKeepsTheFirst(t *testing.T) {
	for name, sameSale := range map[string]bool{"in the same sale": true, "in the next sale": false} {
		t.Run(name, func(t *testing.T) {
			c, first, second := enteredTwice(t, sameSale)
			c.Restart()
			require.Equal(t, kiosk.StateClosed, c.Payments[second].State)
			require.Equal(t, kiosk.ReasonNeverShown, c.Payments[second].Note)
			require.Equal(t, first, c.Pending(kiosk.CallQuery).Payment.OrderNo)
			c.Answer(kiosk.CallQuery, so1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.Payments[first].State)
			require.True(t, c.Payments[first].Late)
		})
	}
}

func TestOrderAgain_AStopAfterTheSecondAnswerKeepsTheSecond(t *testing.T) {
	c, first, second := enteredTwice(t, true)
	c.ShowSO1()
	c.Restart()
	for len(c.Open) > 0 {
		require.Equal(t, second, c.Open[0].Payment.OrderNo)
		c.AnswerAsk(c.Open[0], so1Paid, nil)
	}
	require.Equal(t, kiosk.StatePaid, c.Payments[second].State)
	require.Equal(t, kiosk.StateClosed, c.Payments[first].State)
	require.Equal(t, 1, c.View.Status.Open)
}

func TestOrderAgain_DoubtAboutTheFirstKeepsTheSecondOffTheScreen(t *testing.T) {
	c, first, second := enteredTwice(t, true)
	c.Sleep(5 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: tilltest.Fen(1)}, nil)
	require.Equal(t, kiosk.IncidentAmount, c.Payments[first].Incident)
	c.ShowSO1()
	require.Equal(t, kiosk.StateClosed, c.Payments[second].State)
	require.Equal(t, kiosk.StateUnknown, c.Payments[first].State, "people see to it")
	require.Equal(t, "problem.order_used", c.View.Panel.Detail.ID)
}

func TestOrderAgain_AFailedOneIsHeardOfNoMore(t *testing.T) {
	c := tilltest.FailedSO1(t)
	first, second := c.Order[0], c.Order[1]
	c.ShowSO1()
	require.Equal(t, kiosk.ReasonEnteredAgain, c.Payments[first].Note)
	c.Sleep(10 * time.Second)
	c.AnswerAll(so1Paid, nil)
	require.Equal(t, kiosk.StateFailed, c.Payments[first].State)
	require.Equal(t, kiosk.StatePaid, c.Payments[second].State)
	require.Equal(t, kiosk.Fen(12850), c.View.Today, "one money")
}

// A ledger of before has a second payment of the order, which contradicts. Then
// the first QR turns out to have been paid, with the right amount.
func TestOrderAgain_AContradictionEndsWhenTheOrderIsPaid(t *testing.T) {
	for name, watched := range map[string]time.Duration{"while it is asked about": 24 * time.Hour, "after its time": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			c, first, second := refusedTwice(t)
			p := c.Payments[second]
			p.Incident, p.PollUntil = kiosk.IncidentAmount, c.Now.Add(watched)
			c.Payments[second] = p
			c.Restart()
			require.Equal(t, 1, c.AnswerAbout(string(first), so1Paid, nil))
			require.Equal(t, kiosk.StatePaid, c.Payments[first].State)
			require.Equal(t, kiosk.StateFailed, c.Payments[second].State)
			require.Empty(t, c.Payments[second].Incident, "the order's own proof has answered it")
			require.Equal(t, kiosk.ReasonEnteredAgain, c.Payments[second].Note)
			require.Equal(t, 1, c.View.Status.Open, "the late money alone")

			asked := 0
			for range 50 {
				asked += c.AnswerAbout(string(second), so1Paid, nil)
			}
			require.LessOrEqual(t, asked, 1, "what was under way")
			require.Equal(t, kiosk.StateFailed, c.Payments[second].State)
		})
	}
}

// What was never on show cannot have been paid here: the gateway's "paid" about
// the entered number is somebody else's money.
func TestOrderAgain_AnOrderThatWasPaidElsewhereIsNotThisSales(t *testing.T) {
	for name, row := range map[string]struct {
		leave kiosk.Key
		err   error
	}{
		"switched to the other wallet": {kiosk.KeyF2, nil}, "cancelled": {kiosk.KeyEsc, nil}, "cancelled, not sent": {kiosk.KeyEsc, &kiosk.NotSent{Err: kiosk.ErrConflict}},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, gatewaytest.OrderEntry())
			c.EnterOrder(kiosk.KeyF1, "SO1")
			c.Press(row.leave)
			paid := kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1", Amount: tilltest.Fen(12850), Reason: "PAID"}
			if row.err != nil {
				paid = kiosk.Answer{}
			}
			for c.IsOpen(kiosk.CallQR) {
				c.Answer(kiosk.CallQR, paid, row.err)
			}
			c.AnswerFor(100*time.Minute, so1Paid, nil)
			c.Restart()
			c.Sleep(time.Minute)
			for _, p := range c.Payments {
				require.Equal(t, kiosk.StateFailed, p.State)
			}
			require.Zero(t, c.Count(kiosk.CallQuery))
			require.Zero(t, c.View.Today)
		})
	}
}

// A ledger of before may have a payment that contradicts and whose order another
// one has paid.
func TestOrderAgain_AContradictionOfAPaidOrderIsNotAskedWithoutEnd(t *testing.T) {
	c, first, second := refusedTwice(t)
	c.Sleep(5 * time.Second)
	c.AnswerAbout(string(first), so1Paid, nil)
	p := c.Payments[second]
	p.Note, p.Incident, p.PollUntil = kiosk.ReasonEnteredAgain, kiosk.IncidentAmount, c.Now
	c.Payments[second] = p
	c.Restart()
	c.Sleep(10 * time.Second)
	c.Press(kiosk.KeyF10)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	require.Equal(t, 2, c.View.Status.Open)
	c.Tap(kiosk.ActionAskAgain)
	asked := 0
	for range 50 {
		asked += c.AnswerAbout(string(second), so1Paid, nil)
	}
	require.LessOrEqual(t, asked, 1)
}

func TestOrderEntry_OneOrderHasOnePayment(t *testing.T) {
	c := tilltest.EnteredOrder(t, gatewaytest.OrderEntry())
	c.Sleep(time.Second)
	query := c.Pending(kiosk.CallQuery)
	first := query.Payment.OrderNo
	c.Press(kiosk.KeyF2)
	second := c.Pending(kiosk.CallQR).Payment
	require.Equal(t, "SO1", second.GatewayOrderNo, "the same order by another wallet")
	require.Equal(t, kiosk.StateWaiting, c.Payments[first].State, "nothing else can be paid yet")
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "y"}, nil)
	require.Equal(t, kiosk.StateClosed, c.Payments[first].State)
	require.Equal(t, kiosk.ReasonEnteredAgain, c.Payments[first].Note)
	c.Step(kiosk.Answered{Call: query, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1"}})
	require.Equal(t, kiosk.StateClosed, c.Payments[first].State, "the order's money counts once")
	c.Sleep(time.Second)
	c.AnswerAbout(string(second.OrderNo), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1"}, nil)
	require.Equal(t, kiosk.StatePaid, c.Payments[second.OrderNo].State)
	require.Zero(t, c.View.Status.Open, "nobody paid twice")
	require.Zero(t, c.Count(kiosk.CallClose))

	c.Press(kiosk.KeyEnter)
	c.EnterOrder(kiosk.KeyF1, "SO1")
	require.Equal(t, "problem.order_used", c.View.Order.Detail.ID, "it was paid")
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc)
}

func TestOrderEntry_ALeftOrderMayBeEnteredAgain(t *testing.T) {
	c := tilltest.EnteredOrder(t, gatewaytest.OrderEntry())
	first := c.Only().OrderNo
	c.Press(kiosk.KeyEsc)
	require.Zero(t, c.Count(kiosk.CallClose), "Esc at the till does not cancel the shop's order")
	require.Equal(t, kiosk.StateWaiting, c.Payments[first].State)
	c.EnterOrder(kiosk.KeyF1, "SO1")
	require.Equal(t, 2, c.Count(kiosk.CallQR))
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "y"}, nil)
	require.Equal(t, kiosk.StateClosed, c.Payments[first].State)
}

func TestOrderEntry_ContradictedOrderIsForPeople(t *testing.T) {
	c := tilltest.EnteredOrder(t, gatewaytest.OrderEntry())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: tilltest.Fen(1)})
	c.Press(kiosk.KeyF6)
	c.PressGuarded(kiosk.KeyEsc)
	c.EnterOrder(kiosk.KeyF1, "SO1")
	require.Equal(t, "problem.order_used", c.View.Order.Detail.ID)
}
