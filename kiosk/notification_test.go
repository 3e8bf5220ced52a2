package kiosk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNotification_IsTheProofWhereNothingCanBeAsked(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictWaiting, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, "panel.scanned.title", c.view.Panel.Title.ID, "the first one comes when the customer scans")
	require.True(t, c.hasButton(ActionManager))
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850), TradeNo: "T1"}))
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
	require.Equal(t, StatePaid, c.payments[n].State)
	require.Equal(t, "T1", c.payments[n].TradeNo)
	require.Zero(t, c.count(CallQuery))
}

func TestNotification_WakesThePollWhereOneExists(t *testing.T) {
	c, n := openBlind(t, fullGateway())
	c.sleep(40 * time.Second)
	c.answerAll(Answer{Verdict: VerdictWaiting, Order: string(n)}, nil)
	asked := c.count(CallQuery)
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, StateWaiting, c.payments[n].State, "its word alone proves nothing")
	require.Equal(t, asked+1, c.count(CallQuery), "it is asked about now")
	require.Equal(t, 1, c.recorded(RecordNotified))
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}, nil)
	require.Equal(t, StatePaid, c.payments[n].State)
}

func TestNotification_ThatComesWhileAQuestionIsUnderWayAsksOnceMore(t *testing.T) {
	c, n := openBlind(t, fullGateway())
	c.sleep(time.Second)
	require.Equal(t, 1, c.count(CallQuery))
	c.notify(n, Answer{Verdict: VerdictPaid})
	require.Equal(t, 1, c.count(CallQuery), "never two at a time")
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: string(n)}, nil)
	require.Equal(t, 2, c.count(CallQuery), "that answer may be older than the notification")
}

func TestNotification_ReplayedAThousandTimes(t *testing.T) {
	for name, can := range map[string]Capabilities{"proof": blindGateway(true), "wakes": fullGateway()} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, can)
			for _, v := range []Verdict{VerdictUnknown, VerdictWaiting, VerdictConfirming, VerdictPaid} {
				require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: v, Amount: fen(12850)}))
			}
			require.Equal(t, 4, c.recorded(RecordNotified))
			c.answerAll(waiting, nil)
			version, records, asked := c.payments[n].Version, len(c.records), c.count(CallQuery)
			for range 1000 {
				require.Equal(t, NotificationTaken, c.redeliver(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}))
			}
			require.Equal(t, version, c.payments[n].Version, "replays write nothing")
			require.Len(t, c.records, records)
			require.LessOrEqual(t, c.count(CallQuery), asked+1)
		})
	}
}

func TestNotification_ThatDoesNotFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   Answer
		want     NotificationResult
		incident Incident
	}{
		"another amount, paid":    {Answer{Verdict: VerdictPaid, Amount: fen(12849)}, NotificationAmount, IncidentAmount},
		"another amount, waiting": {Answer{Verdict: VerdictWaiting, Amount: fen(1)}, NotificationAmount, ""},
		"another order, paid":     {Answer{Verdict: VerdictPaid, Order: "G2", Amount: fen(12850)}, NotificationOrder, IncidentOrder},
		"another order, closed":   {Answer{Verdict: VerdictClosed, Order: "G2"}, NotificationOrder, ""},
		"another number of it":    {Answer{Verdict: VerdictPaid, GatewayOrderNo: "G2", Amount: fen(12850)}, NotificationOrder, IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := openSale(t, blindGateway(true))
			n := c.only().OrderNo
			for range 3 {
				require.Equal(t, tc.want, c.notify(n, tc.answer))
			}
			require.Equal(t, tc.incident, c.only().Incident)
			require.NotEqual(t, StatePaid, c.only().State)
			require.NotEqual(t, CustomerQR == c.view.Customer.Kind, tc.incident != "", "nobody pays what is contradicted")
			require.LessOrEqual(t, c.recorded(RecordIncident), 1)
			require.Equal(t, NotificationTaken, c.notify(n, g1Paid))
			require.Equal(t, StatePaid, c.only().State, "one that fits still counts")
		})
	}
}

func TestNotification_ANumberOfAnotherPaymentContradicts(t *testing.T) {
	c := cancelledSale(t, blindGateway(true))
	n := c.openBlind()
	require.Equal(t, NotificationOrder, c.notify(n, g1Paid))
	require.Equal(t, IncidentOrder, c.payments[n].Incident)
}

func TestNotification_InAnyOrder(t *testing.T) {
	t.Run("paid, then waiting and closed", func(t *testing.T) {
		c, n := openBlind(t, blindGateway(true))
		c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
		version := c.payments[n].Version
		for _, v := range []Verdict{VerdictWaiting, VerdictConfirming, VerdictClosed, VerdictFailed, VerdictUnknown} {
			require.Equal(t, NotificationTaken, c.redeliver(n, Answer{Verdict: v, Amount: fen(12850)}))
		}
		require.Equal(t, StatePaid, c.payments[n].State)
		require.Equal(t, version, c.payments[n].Version)
	})
	t.Run("before the answer with the QR", func(t *testing.T) {
		c := newCounter(t, blindGateway(true))
		c.pay("5", KeyF1)
		n := c.pending(CallQR).Payment.OrderNo
		require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictWaiting}))
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x"}, nil)
		require.Equal(t, CustomerQR, c.view.Customer.Kind)
	})
	t.Run("closed, then paid", func(t *testing.T) {
		c, n := openBlind(t, blindGateway(true))
		c.notify(n, Answer{Verdict: VerdictClosed})
		require.Equal(t, StateClosed, c.payments[n].State)
		require.Equal(t, "panel.failed.title", c.view.Panel.Title.ID)
		require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}))
		require.Equal(t, StatePaid, c.payments[n].State)
		require.Equal(t, CustomerPaid, c.view.Customer.Kind, "its sale is still open")
	})
}

func TestNotification_OfMoneyThatWasLetGo(t *testing.T) {
	for name, row := range map[string]struct {
		wait time.Duration
		was  State
	}{"a moment ago": {time.Minute, StateWaiting}, "a day ago, in doubt": {24 * time.Hour, StateUnknown}} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, blindGateway(true))
			c.press(KeyEsc)
			c.sleep(row.wait)
			require.Equal(t, row.was, c.payments[n].State)
			require.Equal(t, NotificationTaken, c.redeliver(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}))
			require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
			require.True(t, c.payments[n].Late)
			require.Equal(t, OutcomeLate, c.view.Last.Outcome)
		})
	}
}

func TestNotification_OfASettledPaymentHasTheGatewayAskedAgain(t *testing.T) {
	c, n := openBlind(t, fullGateway())
	c.press(KeyEsc)
	own := string(n)
	c.answer(CallClose, Answer{Verdict: VerdictClosed, Order: own}, nil)
	c.sleep(5 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictClosed, Order: own}, nil)
	require.Equal(t, StateClosed, c.payments[n].State)
	c.sleep(time.Hour)
	c.open = nil

	require.Equal(t, NotificationTaken, c.redeliver(n, Answer{Verdict: VerdictPaid}))
	require.Equal(t, n, c.pending(CallQuery).Payment.OrderNo)
	require.Equal(t, StateClosed, c.payments[n].State)
	c.restart() // it was acknowledged, so it will not come again
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: own}, nil)
	require.True(t, c.payments[n].Late)
	require.Equal(t, ScreenAlarm, c.view.Screen)
}

func TestNotification_OfNoPayment(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	require.Equal(t, NotificationNoOrder, c.redeliver("20261122143205ABCDEFGHJK", Answer{Verdict: VerdictPaid}))

	require.Empty(t, c.notify("X", Answer{Verdict: VerdictPaid}))
	c.step(Found{OrderNo: "X", Err: errors.New("disk")})
	require.Equal(t, NotificationNotNow, c.acked(c.notices))

	c.notify("Y", Answer{})
	c.notify("Y", Answer{})
	require.NotContains(t, c.other, Find{"Y"}, "one look for both")
	c.step(Found{OrderNo: "Y"})
	require.Len(t, c.other, 2)
}

func TestNotification_OfAnotherGatewaysPayment(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	c.changeGateway("other", blindGateway(true))
	require.Equal(t, NotificationNoOrder, c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}))
}

func TestNotification_NotWhileTheTillCannotRecord(t *testing.T) {
	bare := bareCounter(t, blindGateway(true))
	require.Equal(t, NotificationNotNow, bare.notify("X", Answer{Verdict: VerdictPaid}), "loading")

	c, n := openBlind(t, blindGateway(true))
	require.Empty(t, c.notify("X", Answer{Verdict: VerdictPaid}))
	c.stepUnsaved(NotificationReceived{ID: 77, Notification: Notification{OrderNo: n, Answer: Answer{Verdict: VerdictPaid, Amount: fen(12850)}}})
	require.Equal(t, NotificationNotNow, c.acked(77), "what was not recorded comes again")
	require.Equal(t, NotificationNotNow, c.acked(c.notices), "so does what waited for the ledger")
	require.Equal(t, NotificationNotNow, c.notify(n, Answer{Verdict: VerdictPaid}), "stopped")
	c.step(Found{OrderNo: "X"})
	require.Empty(t, c.other)
}

func TestNotification_TooManyAtOnce(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	for i := range notificationsWaitingMax {
		require.Empty(t, c.notify(OrderNo(fmt.Sprint(i)), Answer{Verdict: VerdictPaid}))
	}
	require.Equal(t, NotificationNotNow, c.notify("one more", Answer{Verdict: VerdictPaid}))
	c.step(Found{OrderNo: "0"})
	require.Empty(t, c.notify("one more", Answer{Verdict: VerdictPaid}))
}

func TestNotification_WhatTheLedgerSaidBeforeAWriteIsReadAgain(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	c.expire()
	old := c.payments[n]
	sale := c.sales[old.Sale]
	c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
	c.till.book.notifications.waiting[0].stale = true // as when another way took it up, changed it and let it go
	c.step(Found{OrderNo: n, Payment: &old, Sale: &sale})
	require.Empty(t, c.acked(c.notices))
	c.find(n)
	require.Equal(t, NotificationTaken, c.acked(c.notices))
}

// TestNotification_EveryOneIsAnsweredOnce sends notifications of all kinds between
// sales, with Saves that fail, and counts the answers that get out.
func TestNotification_EveryOneIsAnsweredOnce(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 1))
	for name, can := range map[string]Capabilities{"proof": blindGateway(true), "wakes": fullGateway()} {
		t.Run(name, func(t *testing.T) {
			w := &randomRun{counter: newCounter(t, can), rng: rng, unsaved: 10, replies: map[uint64]int{}}
			for range 3000 {
				switch rng.IntN(6) {
				case 0:
					w.deliver(Pressed{[]Key{"1", KeyF1, KeyF2, KeyEsc, KeyEnter}[rng.IntN(5)]})
				case 1:
					if len(w.open) > 0 {
						a := w.take(w.open[0])
						w.deliver(Answered{Call: a, Answer: randomAnswer(rng, a)})
					}
				case 2:
					if len(w.finds) > 0 {
						w.deliver(w.found())
					}
				case 3:
					w.now = w.now.Add(time.Duration(rng.IntN(60)) * time.Second)
					w.deliver(Woke{})
				default:
					a := Answer{Verdict: randomVerdict(rng)}
					if rng.IntN(4) == 0 {
						a.Amount = fen(1)
					}
					w.notices++
					w.deliver(NotificationReceived{ID: w.notices, Notification: Notification{OrderNo: w.someOrder(), Answer: a}})
				}
			}
			require.Greater(t, w.notices, uint64(500))
			w.repliedOnce(seed)
		})
	}
}

func TestStatus_CountsRefusedNotices(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	c.step(NotificationsRefused{12})
	require.Equal(t, 12, c.view.Status.Refused)
	c.step(NotificationsRefused{0})
	require.Zero(t, c.view.Status.Refused)
}

func TestNotification_ThatNamesNoAmountIsNoProof(t *testing.T) {
	c, n := openBlind(t, blindGateway(true))
	require.Equal(t, NotificationAmount, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n)}))
	require.Equal(t, StateWaiting, c.payments[n].State)
	require.Equal(t, CustomerQR, c.view.Customer.Kind)
}
