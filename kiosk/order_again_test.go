package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// SO1 is on show by WeChat and was paid a moment ago; the cashier presses F2
// before the poll; the mall refuses a second QR because the order is paid.
func TestOrderAgain_MoneyOfTheFirstQRIsNotLost(t *testing.T) {
	for name, second := range map[string]struct {
		a   Answer
		err error
	}{
		"refused, it is paid": {Answer{Verdict: VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID_CONFIRM_PENDING"}, nil},
		"never left":          {Answer{}, &NotSent{ErrConflict}},
		"lost":                {Answer{}, unanswered()},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, shopGateway())
			c.enterOrder(KeyF1, "SO1")
			c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
			c.sleep(time.Second)
			c.press(KeyF2)
			c.answer(CallQR, second.a, second.err)
			// the customer has paid by the first QR; whatever is asked says so
			for range 200 {
				for len(c.open) > 0 {
					k := c.open[0].Kind
					c.answer(k, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
				}
				c.sleep(time.Minute)
			}
			paid := 0
			for _, p := range c.payments {
				if p.State == StatePaid {
					paid++
				}
			}
			require.Equal(t, 1, paid, "the money for SO1 is recorded once")
		})
	}
}

// same over two sales
func TestOrderAgain_InAnotherSale(t *testing.T) {
	c := newCounter(t, shopGateway())
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	c.press(KeyEsc)
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{}, &NotSent{ErrConflict})
	c.press(KeyEsc)
	for range 200 {
		for len(c.open) > 0 {
			k := c.open[0].Kind
			c.answer(k, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
		}
		c.sleep(time.Minute)
	}
	paid := 0
	for _, p := range c.payments {
		if p.State == StatePaid {
			paid++
		}
	}
	require.Equal(t, 1, paid, "the money for SO1 is recorded once")
}

// A manager said "not paid"; the till still asks. The same order is entered
// again and paid once: is it "paid twice" ?
func TestOrderAgain_AfterAManagersNoIsOneMoney(t *testing.T) {
	c := newCounter(t, shopGateway())
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(1)}, nil) // contradiction
	require.Equal(t, StateUnknown, c.only().State)
	c.step(Tapped{ActionManager})
	c.enterPIN()
	c.decides(KeyF6)
	require.Equal(t, StateClosed, c.only().State)
	for len(c.open) > 0 {
		c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting, Order: "SO1"}, nil)
	}
	c.press(KeyF1)
	require.Equal(t, ScreenOrder, c.view.Screen)
	c.typeOrder("SO1")
	c.press(KeyEnter)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
	for range 30 {
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
		}
		c.sleep(time.Minute)
	}
	paid := 0
	for _, p := range c.payments {
		if p.State == StatePaid {
			paid++
		}
	}
	require.Equal(t, 1, paid, "one order, one payment of money")
}

// The only money of SO1 is offered back as "paid twice", and the goods are gone.
func TestOrderAgain_TheOnlyMoneyIsNotOfferedBack(t *testing.T) {
	can := shopGateway()
	can.Refund, can.RefundAgain, can.QueryRefund, can.Close = RefundFull, true, true, false
	c := newCounter(t, can)
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "SO2", Amount: fen(12850)}, nil) // foreign answer
	require.Equal(t, StateUnknown, c.only().State)
	c.step(Tapped{ActionManager})
	c.enterPIN()
	c.decides(KeyF6)
	require.Equal(t, StateClosed, c.only().State)
	c.press(KeyF1)
	c.typeOrder("SO1")
	c.press(KeyEnter)
	for range 3 {
		for len(c.open) > 0 {
			a := Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}
			if c.open[0].Kind == CallQR {
				a = Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}
			}
			if c.open[0].Kind == CallRefund {
				break
			}
			c.answer(c.open[0].Kind, a, nil)
		}
		c.sleep(10 * time.Second)
	}
	c.press(KeyEnter)
	c.sleep(time.Second)
	c.step(Tapped{ActionRefund})
	if c.view.Screen == ScreenPIN {
		c.enterPIN()
	}
	require.Zero(t, c.count(CallRefund), "one order paid once is refunded as paid twice")
}

// twiceEntered has SO1 on show and asked for once more by Alipay, in the same
// sale or in the next one. The answer to the second QR is still out.
func twiceEntered(t *testing.T, sameSale bool) (c *counter, first, second OrderNo) {
	c = newCounter(t, shopGateway())
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	first = c.only().OrderNo
	if sameSale {
		c.press(KeyF2)
	} else {
		c.press(KeyEsc)
		c.enterOrder(KeyF2, "SO1")
	}
	return c, first, c.pending(CallQR).Payment.OrderNo
}

func TestOrderAgain_TheFirstIsPaidBeforeTheSecondIsOnShow(t *testing.T) {
	for name, sameSale := range map[string]bool{"in the same sale": true, "in the next sale": false} {
		t.Run(name, func(t *testing.T) {
			c, first, second := twiceEntered(t, sameSale)
			c.sleep(5 * time.Second)
			require.Equal(t, first, c.pending(CallQuery).Payment.OrderNo, "the first is still asked about")
			c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
			require.Equal(t, StatePaid, c.payments[first].State)
			require.Equal(t, StateClosed, c.payments[second].State)
			require.Equal(t, ReasonEnteredAgain, c.payments[second].Note)
			require.Equal(t, !sameSale, c.payments[first].Late)
			require.Equal(t, sameSale, c.view.Customer.Kind == CustomerPaid)
			c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
			require.Equal(t, StateClosed, c.payments[second].State)
			require.NotEqual(t, CustomerQR, c.view.Customer.Kind, "nobody pays it again")
			if !sameSale {
				require.Equal(t, "problem.order_used", c.view.Panel.Detail.ID)
				c.press(KeyEsc)
				require.Equal(t, ScreenAlarm, c.view.Screen)
			}
			c.sleep(25 * time.Hour)
			require.Equal(t, Fen(12850), c.payments[first].Amount)
			require.Equal(t, StateClosed, c.payments[second].State)
		})
	}
}

func TestOrderAgain_AStopBeforeTheSecondAnswerKeepsTheFirst(t *testing.T) {
	for name, sameSale := range map[string]bool{"in the same sale": true, "in the next sale": false} {
		t.Run(name, func(t *testing.T) {
			c, first, second := twiceEntered(t, sameSale)
			c.restart(shopGateway())
			require.Equal(t, StateClosed, c.payments[second].State)
			require.Equal(t, ReasonNeverShown, c.payments[second].Note)
			require.Equal(t, first, c.pending(CallQuery).Payment.OrderNo)
			c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
			require.Equal(t, StatePaid, c.payments[first].State)
			require.True(t, c.payments[first].Late)
		})
	}
}

func TestOrderAgain_AStopAfterTheSecondAnswerKeepsTheSecond(t *testing.T) {
	c, first, second := twiceEntered(t, true)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
	c.restart(shopGateway())
	for len(c.open) > 0 {
		require.Equal(t, second, c.open[0].Payment.OrderNo)
		c.answer(c.open[0].Kind, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
	}
	require.Equal(t, StatePaid, c.payments[second].State)
	require.Equal(t, StateClosed, c.payments[first].State)
	require.Equal(t, 1, c.view.Status.Open)
}

func TestOrderAgain_DoubtAboutTheFirstKeepsTheSecondOffTheScreen(t *testing.T) {
	c, first, second := twiceEntered(t, true)
	c.sleep(5 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(1)}, nil)
	require.Equal(t, IncidentAmount, c.payments[first].Incident)
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
	require.Equal(t, StateClosed, c.payments[second].State)
	require.Equal(t, StateUnknown, c.payments[first].State, "people see to it")
	require.Equal(t, "problem.order_used", c.view.Panel.Detail.ID)
}

func TestOrderAgain_AFailedOneIsHeardOfNoMore(t *testing.T) {
	c := newCounter(t, shopGateway())
	c.enterOrder(KeyF1, "SO1")
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x", Amount: fen(12850)}, nil)
	first := c.only().OrderNo
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictFailed, Order: "SO1"}, nil)
	require.Equal(t, StateFailed, c.payments[first].State)
	c.press(KeyF2)
	c.typeOrder("SO1")
	c.press(KeyEnter)
	second := c.pending(CallQR).Payment.OrderNo
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "y", Amount: fen(12850)}, nil)
	require.Equal(t, ReasonEnteredAgain, c.payments[first].Note)
	c.sleep(10 * time.Second)
	for len(c.open) > 0 {
		c.answer(c.open[0].Kind, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
	}
	require.Equal(t, StateFailed, c.payments[first].State)
	require.Equal(t, StatePaid, c.payments[second].State)
	require.Equal(t, Fen(12850), c.view.Today, "one money")
}

// A ledger of before has a second payment of the order, which contradicts. Then
// the first QR turns out to have been paid, with the right amount.
func TestOrderAgain_AContradictionEndsWhenTheOrderIsPaid(t *testing.T) {
	for name, watched := range map[string]time.Duration{"while it is asked about": 24 * time.Hour, "after its time": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			c, first, second := twiceEntered(t, true)
			c.press(KeyEsc)
			c.answer(CallQR, Answer{Verdict: VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID"}, nil)
			p := c.payments[second]
			require.Equal(t, StateFailed, p.State)
			p.Incident, p.PollUntil = IncidentAmount, c.now.Add(watched)
			c.payments[second] = p
			c.restart(shopGateway())
			right := Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}
			require.Equal(t, 1, c.hear(first, right, nil))
			require.Equal(t, StatePaid, c.payments[first].State)
			require.Equal(t, StateFailed, c.payments[second].State)
			require.Empty(t, c.payments[second].Incident, "the order's own proof has answered it")
			require.Equal(t, ReasonEnteredAgain, c.payments[second].Note)
			require.Equal(t, 1, c.view.Status.Open, "the late money alone")

			asked := 0
			for range 50 {
				asked += c.hear(second, right, nil)
			}
			require.LessOrEqual(t, asked, 1, "what was under way")
			require.Equal(t, StateFailed, c.payments[second].State)
		})
	}
}

// What was never on show cannot have been paid here: the gateway's "paid" about
// the entered number is somebody else's money.
func TestOrderAgain_AnOrderThatWasPaidElsewhereIsNotThisSales(t *testing.T) {
	for name, row := range map[string]struct {
		leave Key
		err   error
	}{
		"switched to the other wallet": {KeyF2, nil}, "cancelled": {KeyEsc, nil}, "cancelled, not sent": {KeyEsc, &NotSent{ErrConflict}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, shopGateway())
			c.enterOrder(KeyF1, "SO1")
			c.press(row.leave)
			paid := Answer{Verdict: VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID"}
			if row.err != nil {
				paid = Answer{}
			}
			for c.isOpen(CallQR) {
				c.answer(CallQR, paid, row.err)
			}
			for range 100 {
				for len(c.open) > 0 {
					c.answer(c.open[0].Kind, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
				}
				c.sleep(time.Minute)
			}
			c.restart(shopGateway())
			c.sleep(time.Minute)
			for _, p := range c.payments {
				require.Equal(t, StateFailed, p.State)
			}
			require.Zero(t, c.count(CallQuery))
			require.Zero(t, c.view.Today)
		})
	}
}

// A ledger of before may have a payment that contradicts and whose order another
// one has paid.
func TestOrderAgain_AContradictionOfAPaidOrderIsNotAskedWithoutEnd(t *testing.T) {
	c, first, second := twiceEntered(t, true)
	c.press(KeyEsc)
	c.answer(CallQR, Answer{Verdict: VerdictFailed, Order: "SO1", Amount: fen(12850), Reason: "PAID"}, nil)
	c.sleep(5 * time.Second)
	c.hear(first, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
	p := c.payments[second]
	p.Note, p.Incident, p.PollUntil = ReasonEnteredAgain, IncidentAmount, c.now
	c.payments[second] = p
	c.restart(shopGateway())
	c.sleep(10 * time.Second)
	c.press(KeyF10)
	require.Equal(t, ScreenAttention, c.view.Screen)
	require.Equal(t, 2, c.view.Status.Open)
	c.step(Tapped{ActionAskAgain})
	asked := 0
	for range 50 {
		asked += c.hear(second, Answer{Verdict: VerdictPaid, Order: "SO1", Amount: fen(12850)}, nil)
	}
	require.LessOrEqual(t, asked, 1)
}

// hear answers the oldest question about one payment, if there is one, and reports
// how many that was.
func (c *counter) hear(n OrderNo, a Answer, err error) int {
	c.t.Helper()
	for i, ask := range c.open {
		if ask.Payment.OrderNo == n {
			c.open = append(c.open[:i:i], c.open[i+1:]...)
			c.step(Answered{Call: ask, Answer: a, Err: err, Took: 80 * time.Millisecond})
			return 1
		}
	}
	return 0
}
