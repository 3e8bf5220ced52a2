package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var so1Paid = kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: fen(12850)}

// enteredTwice has SO1 on show and asked for once more by Alipay, in the same
// sale or in the next one. The answer to the second QR is still out.
func enteredTwice(t *testing.T, sameSale bool) (c *counter, first, second kiosk.OrderNo) {
	t.Helper()
	c = enteredOrder(t, gatewaytest.OrderEntry())
	first = c.only().OrderNo
	if sameSale {
		c.press(kiosk.KeyF2)
	} else {
		c.press(kiosk.KeyEsc)
		c.enterOrder(kiosk.KeyF2, "SO1")
	}
	return c, first, c.pending(kiosk.CallQR).Payment.OrderNo
}

// refusedTwice has the second QR refused because the order is paid, after Esc.
func refusedTwice(t *testing.T) (c *counter, first, second kiosk.OrderNo) {
	t.Helper()
	c, first, second = enteredTwice(t, true)
	c.press(kiosk.KeyEsc)
	c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID"}, nil)
	require.Equal(t, kiosk.StateFailed, c.payments[second].State)
	return c, first, second
}

// failedSO1 has the order fail and entered again.
func failedSO1(t *testing.T) *counter {
	t.Helper()
	c := enteredOrder(t, gatewaytest.OrderEntry())
	c.answerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1"})
	require.Equal(t, kiosk.StateFailed, c.only().State)
	c.enterSO1(kiosk.KeyF2)
	return c
}

// deniedSO1 has a manager say "not paid" of the order, which an answer contradicts.
func deniedSO1(t *testing.T, can kiosk.Capabilities, contradiction kiosk.Answer) *counter {
	t.Helper()
	c := enteredOrder(t, can)
	c.answerPoll(contradiction)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	c.decideAtTheCounter(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.only().State)
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
		"refused, it is paid": {true, kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID_CONFIRM_PENDING"}, nil},
		"never left":          {true, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}},
		"lost":                {true, kiosk.Answer{}, unanswered()},
		"in another sale":     {false, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}},
	} {
		t.Run(name, func(t *testing.T) {
			c := enteredOrder(t, gatewaytest.OrderEntry())
			c.sleep(time.Second)
			if second.sameSale {
				c.press(kiosk.KeyF2)
			} else {
				c.press(kiosk.KeyEsc)
				c.enterOrder(kiosk.KeyF1, "SO1")
			}
			c.answer(kiosk.CallQR, second.a, second.err)
			if !second.sameSale {
				c.press(kiosk.KeyEsc)
			}
			c.answerFor(200*time.Minute, so1Paid, nil)
			require.Equal(t, 1, c.paid(), "the money for SO1 is recorded once")
		})
	}
}

func TestOrderAgain_AfterAManagersNoIsOneMoney(t *testing.T) {
	c := deniedSO1(t, gatewaytest.OrderEntry(), kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: fen(1)})
	c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: "SO1"}, nil)
	c.enterSO1(kiosk.KeyF1)
	c.showSO1()
	c.answerFor(30*time.Minute, so1Paid, nil)
	require.Equal(t, 1, c.paid(), "one order, one payment of money")
}

func TestOrderAgain_TheOnlyMoneyIsNotOfferedBack(t *testing.T) {
	can := gatewaytest.OrderEntry()
	can.Refund, can.RefundAgain, can.QueryRefund, can.Close = kiosk.RefundFull, true, true, false
	c := deniedSO1(t, can, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO2", Amount: fen(12850)})
	c.enterSO1(kiosk.KeyF1)
	c.showSO1()
	for range 3 {
		for len(c.open) > 0 && c.open[0].Kind != kiosk.CallRefund {
			c.answerAsk(c.open[0], so1Paid, nil)
		}
		c.sleep(10 * time.Second)
	}
	c.press(kiosk.KeyEnter)
	c.sleep(time.Second)
	c.tap(kiosk.ActionRefund)
	if c.view.Screen == kiosk.ScreenPIN {
		c.enterPIN()
	}
	require.Zero(t, c.count(kiosk.CallRefund), "one order paid once is refunded as paid twice")
}

func TestOrderAgain_TheFirstIsPaidBeforeTheSecondIsOnShow(t *testing.T) {
	for name, sameSale := range map[string]bool{"in the same sale": true, "in the next sale": false} {
		t.Run(name, func(t *testing.T) {
			c, first, second := enteredTwice(t, sameSale)
			c.sleep(5 * time.Second)
			require.Equal(t, first, c.pending(kiosk.CallQuery).Payment.OrderNo, "the first is still asked about")
			c.answer(kiosk.CallQuery, so1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.payments[first].State)
			require.Equal(t, kiosk.StateClosed, c.payments[second].State)
			require.Equal(t, kiosk.ReasonEnteredAgain, c.payments[second].Note)
			require.Equal(t, !sameSale, c.payments[first].Late)
			require.Equal(t, sameSale, c.view.Customer.Kind == kiosk.CustomerPaid)
			c.showSO1()
			require.Equal(t, kiosk.StateClosed, c.payments[second].State)
			require.NotEqual(t, kiosk.CustomerQR, c.view.Customer.Kind, "nobody pays it again")
			if !sameSale {
				require.Equal(t, "problem.order_used", c.view.Panel.Detail.ID)
				c.press(kiosk.KeyEsc)
				require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
			}
			c.sleep(25 * time.Hour)
			require.Equal(t, kiosk.Fen(12850), c.payments[first].Amount)
			require.Equal(t, kiosk.StateClosed, c.payments[second].State)
		})
	}
}

func TestOrderAgain_AStopBeforeTheSecondAnswerKeepsTheFirst(t *testing.T) {
	for name, sameSale := range map[string]bool{"in the same sale": true, "in the next sale": false} {
		t.Run(name, func(t *testing.T) {
			c, first, second := enteredTwice(t, sameSale)
			c.restart()
			require.Equal(t, kiosk.StateClosed, c.payments[second].State)
			require.Equal(t, kiosk.ReasonNeverShown, c.payments[second].Note)
			require.Equal(t, first, c.pending(kiosk.CallQuery).Payment.OrderNo)
			c.answer(kiosk.CallQuery, so1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.payments[first].State)
			require.True(t, c.payments[first].Late)
		})
	}
}

func TestOrderAgain_AStopAfterTheSecondAnswerKeepsTheSecond(t *testing.T) {
	c, first, second := enteredTwice(t, true)
	c.showSO1()
	c.restart()
	for len(c.open) > 0 {
		require.Equal(t, second, c.open[0].Payment.OrderNo)
		c.answerAsk(c.open[0], so1Paid, nil)
	}
	require.Equal(t, kiosk.StatePaid, c.payments[second].State)
	require.Equal(t, kiosk.StateClosed, c.payments[first].State)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestOrderAgain_DoubtAboutTheFirstKeepsTheSecondOffTheScreen(t *testing.T) {
	c, first, second := enteredTwice(t, true)
	c.sleep(5 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "SO1", Amount: fen(1)}, nil)
	require.Equal(t, kiosk.IncidentAmount, c.payments[first].Incident)
	c.showSO1()
	require.Equal(t, kiosk.StateClosed, c.payments[second].State)
	require.Equal(t, kiosk.StateUnknown, c.payments[first].State, "people see to it")
	require.Equal(t, "problem.order_used", c.view.Panel.Detail.ID)
}

func TestOrderAgain_AFailedOneIsHeardOfNoMore(t *testing.T) {
	c := failedSO1(t)
	first, second := c.order[0], c.order[1]
	c.showSO1()
	require.Equal(t, kiosk.ReasonEnteredAgain, c.payments[first].Note)
	c.sleep(10 * time.Second)
	c.answerAll(so1Paid, nil)
	require.Equal(t, kiosk.StateFailed, c.payments[first].State)
	require.Equal(t, kiosk.StatePaid, c.payments[second].State)
	require.Equal(t, kiosk.Fen(12850), c.view.Today, "one money")
}

// A ledger of before has a second payment of the order, which contradicts. Then
// the first QR turns out to have been paid, with the right amount.
func TestOrderAgain_AContradictionEndsWhenTheOrderIsPaid(t *testing.T) {
	for name, watched := range map[string]time.Duration{"while it is asked about": 24 * time.Hour, "after its time": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			c, first, second := refusedTwice(t)
			p := c.payments[second]
			p.Incident, p.PollUntil = kiosk.IncidentAmount, c.now.Add(watched)
			c.payments[second] = p
			c.restart()
			require.Equal(t, 1, c.answerAbout(string(first), so1Paid, nil))
			require.Equal(t, kiosk.StatePaid, c.payments[first].State)
			require.Equal(t, kiosk.StateFailed, c.payments[second].State)
			require.Empty(t, c.payments[second].Incident, "the order's own proof has answered it")
			require.Equal(t, kiosk.ReasonEnteredAgain, c.payments[second].Note)
			require.Equal(t, 1, c.view.Status.Open, "the late money alone")

			asked := 0
			for range 50 {
				asked += c.answerAbout(string(second), so1Paid, nil)
			}
			require.LessOrEqual(t, asked, 1, "what was under way")
			require.Equal(t, kiosk.StateFailed, c.payments[second].State)
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
			c := newCounter(t, gatewaytest.OrderEntry())
			c.enterOrder(kiosk.KeyF1, "SO1")
			c.press(row.leave)
			paid := kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID"}
			if row.err != nil {
				paid = kiosk.Answer{}
			}
			for c.isOpen(kiosk.CallQR) {
				c.answer(kiosk.CallQR, paid, row.err)
			}
			c.answerFor(100*time.Minute, so1Paid, nil)
			c.restart()
			c.sleep(time.Minute)
			for _, p := range c.payments {
				require.Equal(t, kiosk.StateFailed, p.State)
			}
			require.Zero(t, c.count(kiosk.CallQuery))
			require.Zero(t, c.view.Today)
		})
	}
}

// A ledger of before may have a payment that contradicts and whose order another
// one has paid.
func TestOrderAgain_AContradictionOfAPaidOrderIsNotAskedWithoutEnd(t *testing.T) {
	c, first, second := refusedTwice(t)
	c.sleep(5 * time.Second)
	c.answerAbout(string(first), so1Paid, nil)
	p := c.payments[second]
	p.Note, p.Incident, p.PollUntil = kiosk.ReasonEnteredAgain, kiosk.IncidentAmount, c.now
	c.payments[second] = p
	c.restart()
	c.sleep(10 * time.Second)
	c.press(kiosk.KeyF10)
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	require.Equal(t, 2, c.view.Status.Open)
	c.tap(kiosk.ActionAskAgain)
	asked := 0
	for range 50 {
		asked += c.answerAbout(string(second), so1Paid, nil)
	}
	require.LessOrEqual(t, asked, 1)
}
