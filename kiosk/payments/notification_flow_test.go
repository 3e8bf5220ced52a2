package payments_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

func TestNotification_IsTheProofWhereNothingCanBeAsked(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n), Amount: tilltest.Fen(12850)}))
	require.Equal(t, "panel.scanned.title", c.View.Panel.Title.ID, "the first one comes when the customer scans")
	require.True(t, c.HasButton(kiosk.ActionManager))
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850), TradeNo: "T1"}))
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
	require.Equal(t, "T1", c.Payments[n].TradeNo)
	require.Zero(t, c.Count(kiosk.CallQuery))
}

func TestNotification_WakesThePollWhereOneExists(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.Full())
	c.Sleep(40 * time.Second)
	c.AnswerAll(kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n)}, nil)
	asked := c.Count(kiosk.CallQuery)
	require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}))
	require.Equal(t, kiosk.StateWaiting, c.Payments[n].State, "its word alone proves nothing")
	require.Equal(t, asked+1, c.Count(kiosk.CallQuery), "it is asked about now")
	require.Equal(t, 1, c.Recorded(kiosk.RecordNotified))
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(n), Amount: tilltest.Fen(12850)}, nil)
	require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
}

func TestNotification_ThatComesWhileAQuestionIsUnderWayAsksOnceMore(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.Full())
	c.Sleep(time.Second)
	require.Equal(t, 1, c.Count(kiosk.CallQuery))
	c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid})
	require.Equal(t, 1, c.Count(kiosk.CallQuery), "never two at a time")
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n)}, nil)
	require.Equal(t, 2, c.Count(kiosk.CallQuery), "that answer may be older than the notification")
}

func TestNotification_ReplayedAThousandTimes(t *testing.T) {
	for name, can := range map[string]kiosk.Capabilities{"proof": gatewaytest.NoQuery(true), "wakes": gatewaytest.Full()} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, can)
			for _, v := range []kiosk.Verdict{kiosk.VerdictUnknown, kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictPaid} {
				require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: v, Amount: tilltest.Fen(12850)}))
			}
			require.Equal(t, 4, c.Recorded(kiosk.RecordNotified))
			c.AnswerAll(tilltest.Waiting, nil)
			version, records, asked := c.Payments[n].Version, len(c.Records), c.Count(kiosk.CallQuery)
			for range 1000 {
				require.Equal(t, kiosk.NotificationTaken, c.Redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}))
			}
			require.Equal(t, version, c.Payments[n].Version, "replays write nothing")
			require.Len(t, c.Records, records)
			require.LessOrEqual(t, c.Count(kiosk.CallQuery), asked+1)
		})
	}
}

func TestNotification_ThatDoesNotFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   kiosk.Answer
		want     kiosk.NotificationResult
		incident kiosk.Incident
	}{
		"another amount, paid":    {kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12849)}, kiosk.NotificationAmount, kiosk.IncidentAmount},
		"no amount, paid":         {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, kiosk.NotificationAmount, ""},
		"another amount, waiting": {kiosk.Answer{Verdict: kiosk.VerdictWaiting, Amount: tilltest.Fen(1)}, kiosk.NotificationAmount, ""},
		"another order, paid":     {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2", Amount: tilltest.Fen(12850)}, kiosk.NotificationOrder, kiosk.IncidentOrder},
		"another order, closed":   {kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G2"}, kiosk.NotificationOrder, ""},
		"another number of it":    {kiosk.Answer{Verdict: kiosk.VerdictPaid, GatewayOrderNo: "G2", Amount: tilltest.Fen(12850)}, kiosk.NotificationOrder, kiosk.IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.OpenSale(t, gatewaytest.NoQuery(true))
			n := c.Only().OrderNo
			for range 3 {
				require.Equal(t, tc.want, c.Notify(n, tc.answer))
			}
			require.Equal(t, tc.incident, c.Only().Incident)
			require.NotEqual(t, kiosk.StatePaid, c.Only().State)
			require.NotEqual(t, kiosk.CustomerQR == c.View.Customer.Kind, tc.incident != "", "nobody pays what is contradicted")
			require.LessOrEqual(t, c.Recorded(kiosk.RecordIncident), 1)
			require.Equal(t, kiosk.NotificationTaken, c.Notify(n, tilltest.G1Paid))
			require.Equal(t, kiosk.StatePaid, c.Only().State, "one that fits still counts")
		})
	}
}

func TestNotification_ANumberOfAnotherPaymentContradicts(t *testing.T) {
	c := tilltest.CancelledSale(t, gatewaytest.NoQuery(true))
	n := c.OpenBlind()
	require.Equal(t, kiosk.NotificationOrder, c.Notify(n, tilltest.G1Paid))
	require.Equal(t, kiosk.IncidentOrder, c.Payments[n].Incident)
}

func TestNotification_InAnyOrder(t *testing.T) {
	t.Run("paid, then waiting and closed", func(t *testing.T) {
		c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
		c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)})
		version := c.Payments[n].Version
		for _, v := range []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictConfirming, kiosk.VerdictClosed, kiosk.VerdictFailed, kiosk.VerdictUnknown} {
			require.Equal(t, kiosk.NotificationTaken, c.Redeliver(n, kiosk.Answer{Verdict: v, Amount: tilltest.Fen(12850)}))
		}
		require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
		require.Equal(t, version, c.Payments[n].Version)
	})
	t.Run("before the answer with the QR", func(t *testing.T) {
		c := tilltest.NewCounter(t, gatewaytest.NoQuery(true))
		c.Pay("5", kiosk.KeyF1)
		n := c.Pending(kiosk.CallQR).Payment.OrderNo
		require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictWaiting}))
		c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x"}, nil)
		require.Equal(t, kiosk.CustomerQR, c.View.Customer.Kind)
	})
	t.Run("closed, then paid", func(t *testing.T) {
		c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
		c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictClosed})
		require.Equal(t, kiosk.StateClosed, c.Payments[n].State)
		require.Equal(t, "panel.failed.title", c.View.Panel.Title.ID)
		require.Equal(t, kiosk.NotificationTaken, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}))
		require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
		require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind, "its sale is still open")
	})
}

func TestNotification_OfMoneyThatWasLetGo(t *testing.T) {
	for name, row := range map[string]struct {
		wait time.Duration
		was  kiosk.State
	}{"a moment ago": {time.Minute, kiosk.StateWaiting}, "a day ago, in doubt": {24 * time.Hour, kiosk.StateUnknown}} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
			c.Press(kiosk.KeyEsc)
			c.Sleep(row.wait)
			require.Equal(t, row.was, c.Payments[n].State)
			require.Equal(t, kiosk.NotificationTaken, c.Redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}))
			require.Equal(t, "alarm.late.title.cancelled", c.View.Panel.Title.ID)
			require.True(t, c.Payments[n].Late)
			require.Equal(t, kiosk.OutcomeLate, c.View.Last.Outcome)
		})
	}
}

func TestNotification_OfASettledPaymentHasTheGatewayAskedAgain(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.Full())
	c.Press(kiosk.KeyEsc)
	own := string(n)
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	c.Sleep(5 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateClosed, c.Payments[n].State)
	c.Sleep(time.Hour)
	c.Open = nil

	require.Equal(t, kiosk.NotificationTaken, c.Redeliver(n, kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	require.Equal(t, n, c.Pending(kiosk.CallQuery).Payment.OrderNo)
	require.Equal(t, kiosk.StateClosed, c.Payments[n].State)
	c.Restart() // it was acknowledged, so it will not come again
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: own}, nil)
	require.True(t, c.Payments[n].Late)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
}

func TestNotification_OfNoPayment(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.NoQuery(true))
	require.Equal(t, kiosk.NotificationNoOrder, c.Redeliver("20261122143205ABCDEFGHJK", kiosk.Answer{Verdict: kiosk.VerdictPaid}))

	require.Empty(t, c.Notify("X", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	c.Step(kiosk.Found{OrderNo: "X", Err: errors.New("disk")})
	require.Equal(t, kiosk.NotificationNotNow, c.Acked(c.Notices))

	c.Notify("Y", kiosk.Answer{})
	c.Notify("Y", kiosk.Answer{})
	require.NotContains(t, c.Other, kiosk.Find{OrderNo: "Y"}, "one look for both")
	c.Step(kiosk.Found{OrderNo: "Y"})
	require.Len(t, c.Other, 2)
}

func TestNotification_OfAnotherGatewaysPayment(t *testing.T) {
	c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
	c.ChangeGateway("other", gatewaytest.NoQuery(true))
	require.Equal(t, kiosk.NotificationNoOrder, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}))
}

func TestNotification_NotWhileTheTillCannotRecord(t *testing.T) {
	bare := tilltest.BareCounter(t, gatewaytest.NoQuery(true))
	require.Equal(t, kiosk.NotificationNotNow, bare.Notify("X", kiosk.Answer{Verdict: kiosk.VerdictPaid}), "loading")

	c, n := tilltest.OpenBlind(t, gatewaytest.NoQuery(true))
	require.Empty(t, c.Notify("X", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	c.StepUnsaved(kiosk.NotificationReceived{ID: 77, Notification: kiosk.Notification{OrderNo: n, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}}})
	require.Equal(t, kiosk.NotificationNotNow, c.Acked(77), "what was not recorded comes again")
	require.Equal(t, kiosk.NotificationNotNow, c.Acked(c.Notices), "so does what waited for the ledger")
	require.Equal(t, kiosk.NotificationNotNow, c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid}), "stopped")
	c.Step(kiosk.Found{OrderNo: "X"})
	require.Empty(t, c.Other)
}

func TestNotification_TooManyAtOnce(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.NoQuery(true))
	for i := range payments.NotificationsWaitingMax {
		require.Empty(t, c.Notify(kiosk.OrderNo(fmt.Sprint(i)), kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	}
	require.Equal(t, kiosk.NotificationNotNow, c.Notify("one more", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
	c.Step(kiosk.Found{OrderNo: "0"})
	require.Empty(t, c.Notify("one more", kiosk.Answer{Verdict: kiosk.VerdictPaid}))
}

// TestNotification_EveryOneIsAnsweredOnce sends notifications of all kinds between
// sales, with Saves that fail, and counts the answers that get out.
func TestNotification_EveryOneIsAnsweredOnce(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 1))
	for name, can := range map[string]kiosk.Capabilities{"proof": gatewaytest.NoQuery(true), "wakes": gatewaytest.Full()} {
		t.Run(name, func(t *testing.T) {
			w := &randomRun{Counter: tilltest.NewCounter(t, can), rng: rng, unsaved: 10, replies: map[uint64]int{}}
			for range 3000 {
				switch rng.IntN(6) {
				case 0:
					w.deliver(kiosk.Pressed{Key: []kiosk.Key{"1", kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyEsc, kiosk.KeyEnter}[rng.IntN(5)]})
				case 1:
					if len(w.Open) > 0 {
						a := w.Take(w.Open[0])
						w.deliver(kiosk.Answered{Call: a, Answer: tilltest.RandomAnswer(rng, a)})
					}
				case 2:
					if len(w.finds) > 0 {
						w.deliver(w.found())
					}
				case 3:
					w.Now = w.Now.Add(time.Duration(rng.IntN(60)) * time.Second)
					w.deliver(kiosk.Woke{})
				default:
					a := kiosk.Answer{Verdict: tilltest.RandomVerdict(rng)}
					if rng.IntN(4) == 0 {
						a.Amount = tilltest.Fen(1)
					}
					w.Notices++
					w.deliver(kiosk.NotificationReceived{ID: w.Notices, Notification: kiosk.Notification{OrderNo: w.someOrder(), Answer: a}})
				}
			}
			require.Greater(t, w.Notices, uint64(500))
			w.repliedOnce(seed)
		})
	}
}

func TestStatus_CountsRefusedNotices(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.NoQuery(true))
	c.Step(kiosk.NotificationsRefused{Count: 12})
	require.Equal(t, 12, c.View.Status.Refused)
	c.Step(kiosk.NotificationsRefused{Count: 0})
	require.Zero(t, c.View.Status.Refused)
}
