package till

import (
	"errors"
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNotification_IsTheProofWhereNothingCanBeAsked(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, "panel.scanned.title", c.view.Panel.Title.ID, "the first one comes when the customer scans")
	require.True(t, c.hasButton(kiosk.ActionManager))
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850), TradeNo: "T1"}))
	require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
	require.Equal(t, "T1", c.payments[n].TradeNo)
	require.Zero(t, c.count(kiosk.CallQuery))
}

func TestNotification_WakesThePollWhereOneExists(t *testing.T) {
	c, n := openBlind(t, fullGateway())
	c.sleep(40 * time.Second)
	c.answerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n)}, nil)
	asked := c.count(kiosk.CallQuery)
	require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, kiosk.StateWaiting, c.payments[n].State, "its word alone proves nothing")
	require.Equal(t, asked+1, c.count(kiosk.CallQuery), "it is asked about now")
	require.Equal(t, 1, c.recorded(kiosk.RecordNotified))
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: fen(12850)}, nil)
	require.Equal(t, kiosk.StatePaid, c.payments[n].State)
}

func TestNotification_ThatComesWhileAQuestionIsUnderWayAsksOnceMore(t *testing.T) {
	c, n := openBlind(t, fullGateway())
	c.sleep(time.Second)
	require.Equal(t, 1, c.count(kiosk.CallQuery))
	c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid})
	require.Equal(t, 1, c.count(kiosk.CallQuery), "never two at a time")
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n)}, nil)
	require.Equal(t, 2, c.count(kiosk.CallQuery), "that answer may be older than the notification")
}

func TestNotification_ReplayedAThousandTimes(t *testing.T) {
	for name, can := range map[string]kiosk.Capabilities{"proof": blindGateway(true), "wakes": fullGateway()} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, can)
			for _, v := range []kiosk.Verdict{kiosk.VerdictUnknown, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictPaid} {
				require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: v, Amount: fen(12850)}))
			}
			require.Equal(t, 4, c.recorded(kiosk.RecordNotified))
			c.answerAll(waiting, nil)
			version, records, asked := c.payments[n].Version, len(c.records), c.count(kiosk.CallQuery)
			for range 1000 {
				require.Equal(t, kiosk.NotificationTaken, c.redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}))
			}
			require.Equal(t, version, c.payments[n].Version, "replays write nothing")
			require.Len(t, c.records, records)
			require.LessOrEqual(t, c.count(kiosk.CallQuery), asked+1)
		})
	}
}

func TestNotification_ThatDoesNotFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   kiosk.Answer
		want     kiosk.NotificationResult
		incident kiosk.Incident
	}{
		"another amount, paid":    {kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12849)}, kiosk.NotificationAmount, kiosk.IncidentAmount},
		"another amount, waiting": {kiosk.Answer{Verdict: kiosk.VerdictWaiting, Amount: fen(1)}, kiosk.NotificationAmount, ""},
		"another order, paid":     {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2", Amount: fen(12850)}, kiosk.NotificationOrder, kiosk.IncidentOrder},
		"another order, closed":   {kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G2"}, kiosk.NotificationOrder, ""},
		"another number of it":    {kiosk.Answer{Verdict: kiosk.VerdictPaid, GatewayOrderNo: "G2", Amount: fen(12850)}, kiosk.NotificationOrder, kiosk.IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := openSale(t, blindGateway(true))
			n := c.only().OrderNo
			for range 3 {
				require.Equal(t, tc.want, c.notify(n, tc.answer))
			}
			require.Equal(t, tc.incident, c.only().Incident)
			require.NotEqual(t, kiosk.StatePaid, c.only().State)
			require.NotEqual(t, kiosk.CustomerQR == c.view.Customer.Kind, tc.incident != "", "nobody pays what is contradicted")
			require.LessOrEqual(t, c.recorded(kiosk.RecordIncident), 1)
			require.Equal(t, kiosk.NotificationTaken, c.notify(n, g1Paid))
			require.Equal(t, kiosk.StatePaid, c.only().State, "one that fits still counts")
		})
	}
}

func TestNotification_ANumberOfAnotherPaymentContradicts(t *testing.T) {
	c := cancelledSale(t, blindGateway(true))
	n := c.openBlind()
	require.Equal(t, kiosk.NotificationOrder, c.notify(n, g1Paid))
	require.Equal(t, kiosk.IncidentOrder, c.payments[n].Incident)
}

func TestNotification_InAnyOrder(t *testing.T) {
	t.Run("paid, then waiting and closed", func(t *testing.T) {
		c, n := openBlind(t, blindGateway(true))
		c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)})
		version := c.payments[n].Version
		for _, v := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictClosed, kiosk.VerdictFailed, kiosk.VerdictUnknown} {
			require.Equal(t, kiosk.NotificationTaken, c.redeliver(n, kiosk.Answer{Verdict: v, Amount: fen(12850)}))
		}
		require.Equal(t, kiosk.StatePaid, c.payments[n].State)
		require.Equal(t, version, c.payments[n].Version)
	})
	t.Run("before the answer with the QR", func(t *testing.T) {
		c := newCounter(t, blindGateway(true))
		c.pay("5", kiosk.KeyF1)
		n := c.pending(kiosk.CallQR).Payment.OrderNo
		require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictWaiting}))
		c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x"}, nil)
		require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)
	})
	t.Run("closed, then paid", func(t *testing.T) {
		c, n := openBlind(t, blindGateway(true))
		c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictClosed})
		require.Equal(t, kiosk.StateClosed, c.payments[n].State)
		require.Equal(t, "panel.failed.title", c.view.Panel.Title.ID)
		require.Equal(t, kiosk.NotificationTaken, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}))
		require.Equal(t, kiosk.StatePaid, c.payments[n].State)
		require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind, "its sale is still open")
	})
}

func TestNotification_OfMoneyThatWasLetGo(t *testing.T) {
	for name, row := range map[string]struct {
		wait time.Duration
		was  kiosk.State
	}{"a moment ago": {time.Minute, kiosk.StateWaiting}, "a day ago, in doubt": {24 * time.Hour, kiosk.StateUnknown}} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.press(kiosk.KeyEsc)
			c.sleep(row.wait)
			require.Equal(t, row.was, c.payments[n].State)
			require.Equal(t, kiosk.NotificationTaken, c.redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}))
			require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
			require.True(t, c.payments[n].Late)
			require.Equal(t, kiosk.OutcomeLate, c.view.Last.Outcome)
		})
	}
}

func TestNotification_OfASettledPaymentHasTheGatewayAskedAgain(t *testing.T) {
	c, n := openBlind(t, fullGateway())
	c.press(kiosk.KeyEsc)
	own := string(n)
	c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	c.sleep(5 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateClosed, c.payments[n].State)
	c.sleep(time.Hour)
	c.open = nil

	require.Equal(t, kiosk.NotificationTaken, c.redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	require.Equal(t, n, c.pending(kiosk.CallQuery).Payment.OrderNo)
	require.Equal(t, kiosk.StateClosed, c.payments[n].State)
	c.restart() // it was acknowledged, so it will not come again
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: own}, nil)
	require.True(t, c.payments[n].Late)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
}

func TestNotification_OfNoPayment(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	require.Equal(t, kiosk.NotificationNoOrder, c.redeliver("20261122143205ABCDEFGHJK", kiosk.Answer{Verdict: kiosk.VerdictPaid}))

	require.Empty(t, c.notify("X", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	c.step(kiosk.Found{OrderNo: "X", Err: errors.New("disk")})
	require.Equal(t, kiosk.NotificationNotNow, c.acked(c.notices))

	c.notify("Y", kiosk.Answer{})
	c.notify("Y", kiosk.Answer{})
	require.NotContains(t, c.other, kiosk.Find{OrderNo: "Y"}, "one look for both")
	c.step(kiosk.Found{OrderNo: "Y"})
	require.Len(t, c.other, 2)
}

func TestNotification_OfAnotherGatewaysPayment(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	c.changeGateway("other", blindGateway(true))
	require.Equal(t, kiosk.NotificationNoOrder, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}))
}

func TestNotification_NotWhileTheTillCannotRecord(t *testing.T) {
	bare := bareCounter(t, blindGateway(true))
	require.Equal(t, kiosk.NotificationNotNow, bare.notify("X", kiosk.Answer{Verdict: kiosk.VerdictPaid}), "loading")

	c, n := openBlind(t, blindGateway(true))
	require.Empty(t, c.notify("X", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	c.stepUnsaved(kiosk.NotificationReceived{ID: 77, Notification: kiosk.Notification{OrderNo: n, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}}})
	require.Equal(t, kiosk.NotificationNotNow, c.acked(77), "what was not recorded comes again")
	require.Equal(t, kiosk.NotificationNotNow, c.acked(c.notices), "so does what waited for the ledger")
	require.Equal(t, kiosk.NotificationNotNow, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid}), "stopped")
	c.step(kiosk.Found{OrderNo: "X"})
	require.Empty(t, c.other)
}

func TestNotification_TooManyAtOnce(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	for i := range payments.NotificationsWaitingMax {
		require.Empty(t, c.notify(kiosk.OrderNo(fmt.Sprint(i)), kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	}
	require.Equal(t, kiosk.NotificationNotNow, c.notify("one more", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	c.step(kiosk.Found{OrderNo: "0"})
	require.Empty(t, c.notify("one more", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
}

// TestNotification_EveryOneIsAnsweredOnce sends notifications of all kinds between
// sales, with Saves that fail, and counts the answers that get out.
func TestNotification_EveryOneIsAnsweredOnce(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 1))
	for name, can := range map[string]kiosk.Capabilities{"proof": blindGateway(true), "wakes": fullGateway()} {
		t.Run(name, func(t *testing.T) {
			w := &randomRun{counter: newCounter(t, can), rng: rng, unsaved: 10, replies: map[uint64]int{}}
			for range 3000 {
				switch rng.IntN(6) {
				case 0:
					w.deliver(kiosk.Pressed{Key: []kiosk.Key{"1", kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyEsc, kiosk.KeyEnter}[rng.IntN(5)]})
				case 1:
					if len(w.open) > 0 {
						a := w.take(w.open[0])
						w.deliver(kiosk.Answered{Call: a, Answer: randomAnswer(rng, a)})
					}
				case 2:
					if len(w.finds) > 0 {
						w.deliver(w.found())
					}
				case 3:
					w.now = w.now.Add(time.Duration(rng.IntN(60)) * time.Second)
					w.deliver(kiosk.Woke{})
				default:
					a := kiosk.Answer{Verdict: randomVerdict(rng)}
					if rng.IntN(4) == 0 {
						a.Amount = fen(1)
					}
					w.notices++
					w.deliver(kiosk.NotificationReceived{ID: w.notices, Notification: kiosk.Notification{OrderNo: w.someOrder(), Answer: a}})
				}
			}
			require.Greater(t, w.notices, uint64(500))
			w.repliedOnce(seed)
		})
	}
}

func TestStatus_CountsRefusedNotices(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	c.step(kiosk.NotificationsRefused{Count: 12})
	require.Equal(t, 12, c.view.Status.Refused)
	c.step(kiosk.NotificationsRefused{Count: 0})
	require.Zero(t, c.view.Status.Refused)
}

func TestNotification_ThatNamesNoAmountIsNoProof(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	require.Equal(t, kiosk.NotificationAmount, c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n)}))
	require.Equal(t, kiosk.StateWaiting, c.payments[n].State)
	require.Equal(t, kiosk.CustomerQR, c.view.Customer.Kind)
}
