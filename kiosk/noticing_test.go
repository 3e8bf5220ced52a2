package kiosk

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// notify delivers a notification and returns what the till answered, "" when it
// has not yet.
func (c *counter) notify(n OrderNo, a Answer) NotificationResult {
	c.t.Helper()
	c.notices++
	id := c.notices
	c.step(NotificationReceived{ID: id, Notification: Notification{OrderNo: n, Answer: a}})
	return c.acked(id)
}

// acked is the answer that the last step gave to the notification id.
func (c *counter) acked(id uint64) NotificationResult {
	c.t.Helper()
	var got []NotificationResult
	for _, e := range c.other {
		if a, ok := e.(Acknowledge); ok && a.ID == id {
			got = append(got, a.Result)
		}
	}
	require.LessOrEqual(c.t, len(got), 1, "answered once")
	if len(got) == 0 {
		return ""
	}
	return got[0]
}

// look answers the till's Find from what is on record.
func (c *counter) look(n OrderNo) {
	c.t.Helper()
	require.Contains(c.t, c.other, Find{n})
	e := Found{OrderNo: n}
	if p, ok := c.payments[n]; ok {
		s := c.sales[p.Sale]
		e.Payment, e.Sale = &p, &s
	}
	c.step(e)
}

func (c *counter) recorded(k RecordKind) int {
	n := 0
	for _, r := range c.records {
		if r.Kind == k {
			n++
		}
	}
	return n
}

func TestNotice_IsTheProofWhereNothingCanBeAsked(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictWaiting, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, "panel.scanned.title", c.view.Panel.Title.ID, "the first one comes when the customer scans")
	require.True(t, c.hasButton(ActionManager))
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850), TradeNo: "T1"}))
	require.Equal(t, CustomerPaid, c.view.Customer.Kind)
	require.Equal(t, StatePaid, c.payments[n].State)
	require.Equal(t, "T1", c.payments[n].TradeNo)
	require.Zero(t, c.count(CallQuery))
}

func TestNotice_WakesThePollWhereOneExists(t *testing.T) {
	c := newCounter(t, fullGateway())
	n := c.openBlind()
	c.sleep(40 * time.Second)
	for len(c.open) > 0 {
		c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting, Order: string(n)}, nil)
	}
	asked := c.count(CallQuery)
	require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}))
	require.Equal(t, StateWaiting, c.payments[n].State, "its word alone proves nothing")
	require.Equal(t, asked+1, c.count(CallQuery), "it is asked about now")
	require.Equal(t, 1, c.recorded(RecordNotified))
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: string(n), Amount: fen(12850)}, nil)
	require.Equal(t, StatePaid, c.payments[n].State)
}

func TestNotice_ThatComesWhileAQuestionIsUnderWayAsksOnceMore(t *testing.T) {
	c := newCounter(t, fullGateway())
	n := c.openBlind()
	c.sleep(time.Second)
	require.Equal(t, 1, c.count(CallQuery))
	c.notify(n, Answer{Verdict: VerdictPaid})
	require.Equal(t, 1, c.count(CallQuery), "never two at a time")
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: string(n)}, nil)
	require.Equal(t, 2, c.count(CallQuery), "that answer may be older than the notification")
}

func TestNotice_ReplayedAThousandTimes(t *testing.T) {
	for name, can := range map[string]Capabilities{"proof": blindGateway(true), "wakes": fullGateway()} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, can)
			n := c.openBlind()
			for _, v := range []Verdict{VerdictUnknown, VerdictWaiting, VerdictConfirming, VerdictPaid} {
				require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: v, Amount: fen(12850)}))
			}
			require.Equal(t, 4, c.recorded(RecordNotified))
			for _, p := range c.till.book.payments {
				p.asking = 0 // however quickly it is answered
			}
			c.open = nil
			c.step(Woke{})
			version, records, asked := c.payments[n].Version, len(c.records), c.count(CallQuery)
			for range 1000 {
				got := c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
				if got == "" {
					c.look(n)
					got = c.acked(c.notices)
				}
				require.Equal(t, NotificationTaken, got)
			}
			require.Equal(t, version, c.payments[n].Version, "replays write nothing")
			require.Len(t, c.records, records)
			require.LessOrEqual(t, c.count(CallQuery), asked+1)
		})
	}
}

func TestNotice_ThatDoesNotFit(t *testing.T) {
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
			c := newCounter(t, blindGateway(true))
			c.openQR(KeyF1, "G1")
			n := c.only().OrderNo
			for range 3 {
				require.Equal(t, tc.want, c.notify(n, tc.answer))
			}
			require.Equal(t, tc.incident, c.only().Incident)
			require.NotEqual(t, StatePaid, c.only().State)
			require.NotEqual(t, CustomerQR == c.view.Customer.Kind, tc.incident != "", "nobody pays what is contradicted")
			require.LessOrEqual(t, c.recorded(RecordIncident), 1)
			require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12850)}))
			require.Equal(t, StatePaid, c.only().State, "one that fits still counts")
		})
	}
}

func TestNotice_ANumberOfAnotherPaymentContradicts(t *testing.T) {
	can := blindGateway(true)
	c := newCounter(t, can)
	c.openQR(KeyF1, "G1")
	c.press(KeyEsc)
	n := c.openBlind()
	require.Equal(t, NotificationOrder, c.notify(n, Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(12850)}))
	require.Equal(t, IncidentOrder, c.payments[n].Incident)
}

func TestNotice_InAnyOrder(t *testing.T) {
	t.Run("paid, then waiting and closed", func(t *testing.T) {
		c := newCounter(t, blindGateway(true))
		n := c.openBlind()
		c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
		version := c.payments[n].Version
		for _, v := range []Verdict{VerdictWaiting, VerdictConfirming, VerdictClosed, VerdictFailed, VerdictUnknown} {
			got := c.notify(n, Answer{Verdict: v, Amount: fen(12850)})
			if got == "" {
				c.look(n)
				got = c.acked(c.notices)
			}
			require.Equal(t, NotificationTaken, got)
		}
		require.Equal(t, StatePaid, c.payments[n].State)
		require.Equal(t, version, c.payments[n].Version)
	})
	t.Run("before the answer with the QR", func(t *testing.T) {
		c := newCounter(t, blindGateway(true))
		c.typeAmount("5")
		c.press(KeyF1)
		n := c.pending(CallQR).Payment.OrderNo
		require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictWaiting}))
		c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "x"}, nil)
		require.Equal(t, CustomerQR, c.view.Customer.Kind)
	})
	t.Run("closed, then paid", func(t *testing.T) {
		c := newCounter(t, blindGateway(true))
		n := c.openBlind()
		c.notify(n, Answer{Verdict: VerdictClosed})
		require.Equal(t, StateClosed, c.payments[n].State)
		require.Equal(t, "panel.failed.title", c.view.Panel.Title.ID)
		require.Equal(t, NotificationTaken, c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}))
		require.Equal(t, StatePaid, c.payments[n].State)
		require.Equal(t, CustomerPaid, c.view.Customer.Kind, "its sale is still open")
	})
}

func TestNotice_OfMoneyThatWasLetGo(t *testing.T) {
	for name, wait := range map[string]time.Duration{"a moment ago": time.Minute, "and forgotten": 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, blindGateway(true))
			n := c.openBlind()
			c.press(KeyEsc)
			c.sleep(wait)
			if c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}) == "" {
				require.Equal(t, StateClosed, c.payments[n].State)
				c.look(n)
			}
			require.Equal(t, NotificationTaken, c.acked(c.notices))
			require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
			require.True(t, c.payments[n].Late)
			require.Equal(t, OutcomeLate, c.view.Last.Outcome)
		})
	}
}

func TestNotice_OfASettledPaymentHasTheGatewayAskedAgain(t *testing.T) {
	c := newCounter(t, fullGateway())
	n := c.openBlind()
	c.press(KeyEsc)
	own := string(n)
	c.answer(CallClose, Answer{Verdict: VerdictClosed, Order: own}, nil)
	c.sleep(5 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictClosed, Order: own}, nil)
	require.Equal(t, StateClosed, c.payments[n].State)
	c.sleep(time.Hour)
	c.open = nil

	require.Empty(t, c.notify(n, Answer{Verdict: VerdictPaid}))
	c.look(n)
	require.Equal(t, NotificationTaken, c.acked(c.notices))
	require.Equal(t, n, c.pending(CallQuery).Payment.OrderNo)
	require.Equal(t, StateClosed, c.payments[n].State)
	c.restart(fullGateway()) // it was acknowledged, so it will not come again
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: own}, nil)
	require.True(t, c.payments[n].Late)
	require.Equal(t, ScreenAlarm, c.view.Screen)
}

func TestNotice_OfNoPayment(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	require.Empty(t, c.notify("20261122143205ABCDEFGHJK", Answer{Verdict: VerdictPaid}))
	c.look("20261122143205ABCDEFGHJK")
	require.Equal(t, NotificationNoOrder, c.acked(c.notices))

	require.Empty(t, c.notify("X", Answer{Verdict: VerdictPaid}))
	c.step(Found{OrderNo: "X", Err: errors.New("disk")})
	require.Equal(t, NotificationNotNow, c.acked(c.notices))

	c.notify("Y", Answer{})
	c.notify("Y", Answer{})
	require.NotContains(t, c.other, Find{"Y"}, "one look for both")
	c.step(Found{OrderNo: "Y"})
	require.Len(t, c.other, 2)
}

func TestNotice_OfAnotherGatewaysPayment(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	c.till.book.payments[0].Provider = "former"
	require.Equal(t, NotificationNoOrder, c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)}))
}

func TestNotice_NotWhileTheTillCannotRecord(t *testing.T) {
	bare := bareCounter(t, blindGateway(true))
	require.Equal(t, NotificationNotNow, bare.notify("X", Answer{Verdict: VerdictPaid}), "loading")

	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	require.Empty(t, c.notify("X", Answer{Verdict: VerdictPaid}))
	e := NotificationReceived{ID: 77, Notification: Notification{OrderNo: n, Answer: Answer{Verdict: VerdictPaid, Amount: fen(12850)}}}
	c.till.Step(c.now, e) // its Save fails
	c.step(SaveFailed{Cause: e, Err: ErrLedgerFull})
	require.Equal(t, NotificationNotNow, c.acked(77), "what was not recorded comes again")
	require.Equal(t, NotificationNotNow, c.acked(c.notices), "so does what waited for the ledger")
	require.Equal(t, NotificationNotNow, c.notify(n, Answer{Verdict: VerdictPaid}), "stopped")
	c.step(Found{OrderNo: "X"})
	require.Empty(t, c.other)
}

func TestNotice_TooManyAtOnce(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	for i := range noticesWaitingMax {
		require.Empty(t, c.notify(OrderNo(fmt.Sprint(i)), Answer{Verdict: VerdictPaid}))
	}
	require.Equal(t, NotificationNotNow, c.notify("one more", Answer{Verdict: VerdictPaid}))
	c.step(Found{OrderNo: "0"})
	require.Empty(t, c.notify("one more", Answer{Verdict: VerdictPaid}))
}

func TestNotice_WhatTheLedgerSaidBeforeAWriteIsReadAgain(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	c.leftToExpire()
	old := c.payments[n]
	sale := c.sales[old.Sale]
	c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
	c.till.book.notices[0].stale = true // as when another way took it up, changed it and let it go
	c.step(Found{OrderNo: n, Payment: &old, Sale: &sale})
	require.Empty(t, c.acked(c.notices))
	c.look(n)
	require.Equal(t, NotificationTaken, c.acked(c.notices))
}

// TestNotice_EveryOneIsAnsweredOnce sends notifications of all kinds between
// sales, with Saves that fail, and counts the answers that get out.
func TestNotice_EveryOneIsAnsweredOnce(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 1))
	for name, can := range map[string]Capabilities{"proof": blindGateway(true), "wakes": fullGateway()} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, can)
			answers := map[uint64]int{}
			var sent uint64
			var finds []OrderNo
			count := func() {
				for _, e := range c.other {
					switch e := e.(type) {
					case Acknowledge:
						answers[e.ID]++
					case Find:
						finds = append(finds, e.OrderNo)
					}
				}
			}
			find := func() {
				if len(finds) == 0 {
					return
				}
				e := Found{OrderNo: finds[0]}
				finds = finds[1:]
				if p, ok := c.payments[e.OrderNo]; ok {
					s := c.sales[p.Sale]
					e.Payment, e.Sale = &p, &s
				}
				c.step(e)
				count()
			}
			deliver := func(e Event) {
				effects := c.till.Step(c.now, e)
				if len(effects) > 0 && rng.IntN(10) == 0 {
					if _, saves := effects[0].(Save); saves {
						c.step(SaveFailed{Cause: e, Err: ErrLedgerFull})
						count()
						effects = c.till.Step(c.now, Loaded{c.restored()})
					}
				}
				c.carryOut(effects)
				count()
			}
			verdicts := []Verdict{VerdictPaid, VerdictWaiting, VerdictConfirming, VerdictFailed, VerdictClosed, VerdictUnknown}
			for range 3000 {
				switch rng.IntN(6) {
				case 0:
					deliver(Pressed{[]Key{"1", KeyF1, KeyF2, KeyEsc, KeyEnter}[rng.IntN(5)]})
				case 1:
					if len(c.open) > 0 {
						a := c.open[0]
						c.open = c.open[1:]
						deliver(Answered{Call: a, Answer: randomAnswer(rng, a)})
					}
				case 2:
					find()
				case 3:
					c.now = c.now.Add(time.Duration(rng.IntN(60)) * time.Second)
					deliver(Woke{})
				default:
					n := OrderNo("unknown")
					if r := c.records[rng.IntN(max(1, len(c.records))):]; len(r) > 0 && r[0].OrderNo != "" {
						n = r[0].OrderNo
					}
					sent++
					a := Answer{Verdict: verdicts[rng.IntN(len(verdicts))]}
					if rng.IntN(4) == 0 {
						a.Amount = fen(1)
					}
					deliver(NotificationReceived{ID: sent, Notification: Notification{OrderNo: n, Answer: a}})
				}
			}
			for len(finds) > 0 {
				find()
			}
			require.Greater(t, sent, uint64(500))
			for id := uint64(1); id <= sent; id++ {
				require.Equal(t, 1, answers[id], "notification %d, seed %d", id, seed)
			}
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

func TestNotice_ThatNamesNoAmountIsNoProof(t *testing.T) {
	c := newCounter(t, blindGateway(true))
	n := c.openBlind()
	require.Equal(t, NotificationAmount, c.notify(n, Answer{Verdict: VerdictPaid, Order: string(n)}))
	require.Equal(t, StateWaiting, c.payments[n].State)
	require.Equal(t, CustomerQR, c.view.Customer.Kind)
}
