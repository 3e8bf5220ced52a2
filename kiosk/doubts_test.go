package kiosk

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// decides makes a manager's decision after the PIN: what, the first reason, and
// the second look.
func (c *counter) decides(what Key) {
	c.t.Helper()
	for _, k := range []Key{what, KeyF1, KeyEnter} {
		c.sleep(alarmGuard)
		c.press(k)
	}
}

// parks loses the answer of a code payment and sells on.
func (c *counter) parks() OrderNo {
	c.t.Helper()
	before := len(c.payments)
	c.sleep(PayCodeMemory) // for a fresh code
	c.loseAnswer()
	c.press(KeyF6)
	require.Equal(c.t, ScreenAmount, c.view.Screen)
	require.Len(c.t, c.payments, before+1)
	return c.till.book.payments[len(c.till.book.payments)-1].OrderNo
}

func (c *counter) row(i int) AttentionItem {
	c.t.Helper()
	require.Equal(c.t, ScreenAttention, c.view.Screen)
	require.Greater(c.t, len(c.view.Attention.Rows), i)
	return c.view.Attention.Rows[i]
}

// chosen is the chosen row on screen.
func (c *counter) chosen() AttentionItem {
	c.t.Helper()
	require.Equal(c.t, ScreenAttention, c.view.Screen)
	for _, d := range c.view.Attention.Rows {
		if d.Chosen {
			return d
		}
	}
	require.Fail(c.t, "nothing is chosen")
	return AttentionItem{}
}

func TestDoubts_F10ListsWhatNeedsPeople(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(KeyF10)
	require.Equal(t, ScreenAmount, c.view.Screen, "nothing to list")
	old := c.parks()
	newer := c.parks()
	c.step(Tapped{ActionReview})
	require.Equal(t, "doubts.title", c.view.Panel.Title.ID)
	require.Equal(t, 2, c.view.Attention.Total)
	require.Equal(t, []OrderNo{newer, old}, []OrderNo{c.row(0).OrderNo, c.row(1).OrderNo}, "the newest first")
	d := c.row(0)
	require.Equal(t, "1.00", d.Amount)
	require.Equal(t, WeChat, d.Wallet)
	require.Equal(t, newer.Tail(), d.Tail)
	require.Equal(t, "doubts.parked", d.Title.ID)
	require.Equal(t, c.payments[newer].SentAt, d.Since)
	c.press(KeyEsc)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Nil(t, c.view.Attention)
}

func TestDoubts_SayWhatTheTillDoesAndWhatToDo(t *testing.T) {
	open := func(k Key) func(*counter) {
		return func(c *counter) { c.openQR(k, "G1"); c.press(KeyEsc) }
	}
	mismatch := func(c *counter) {
		open(KeyF1)(c)
		c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
		c.sleep(alarmGuard)
		c.press(KeyEsc)
	}
	for name, row := range map[string]struct {
		can   Capabilities
		open  func(*counter)
		title string
		doing string
		do    string
		next  bool // it is asked about again by itself
		hands bool
		asks  bool // F5 is offered
	}{
		"a code that cannot be looked up": {lepayLike(), func(c *counter) { c.parks() },
			"doubts.parked", "doing.cannot", "do.customer", false, true, false},
		"a code that can": {fullGateway(), func(c *counter) { c.parks(); c.answersFor(10*time.Second, VerdictUnknown) },
			"doubts.parked", "doing.seconds", "do.wait", true, false, true},
		"a code after a while": {fullGateway(), func(c *counter) { c.parks(); c.answersFor(20*time.Minute, VerdictUnknown) },
			"doubts.parked", "doing.minutes", "do.manager_too", true, true, true},
		"a code after a day": {fullGateway(), func(c *counter) { c.parks(); c.answersFor(25*time.Hour, VerdictUnknown) },
			"doubts.parked", "doing.ended", "do.manager", false, true, true},
		"a silent gateway": {fullGateway(), func(c *counter) { c.parks(); c.answerNext(Answer{}, unanswered()) },
			"doubts.parked", "doing.silent", "do.wait", true, false, true},
		"no network": {fullGateway(), func(c *counter) { c.parks(); c.answerNext(Answer{}, &NotSent{ErrConflict}) },
			"doubts.parked", "doing.no_way", "do.network", true, false, true},
		"an answer that does not fit": {fullGateway(), mismatch,
			"doubts.incident", "doing.seconds", "do.incident", true, true, true},
		"a QR that nobody can ask about": {blindGateway(false), func(c *counter) { c.openBlind(); c.press(KeyEsc); c.sleep(time.Hour) },
			"doubts.unknown", "doing.cannot", "do.manager", false, true, false},
		"a QR that waits for its notification": {blindGateway(true), func(c *counter) {
			n := c.openBlind()
			c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(1)})
			c.press(KeyF6)
		}, "doubts.incident", "doing.notice", "do.incident", false, true, false},
		"another gateway's": {lepayLike(), func(c *counter) { open(KeyF1)(c); c.elsewhere("other", lepayLike()) },
			"doubts.unknown", "doing.other_gateway", "do.other_gateway", false, true, false},
		"late money": {lepayLike(), func(c *counter) {
			open(KeyF1)(c)
			c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
		}, "doubts.late", "doing.nothing", "do.late", false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, row.can)
			row.open(c)
			c.press(KeyF10)
			d := c.chosen()
			require.Equal(t, []string{row.title, row.doing, row.do}, []string{d.Title.ID, d.Doing.Text.ID, d.Do.ID})
			require.Equal(t, row.hands, d.Hands)
			require.Equal(t, row.next, !d.Doing.Next.IsZero())
			require.Equal(t, row.asks, c.hasButton(ActionAskAgain))
		})
	}
}

// answerNext answers the oldest question once there is one.
func (c *counter) answerNext(a Answer, err error) {
	c.t.Helper()
	for range 100 {
		for _, ask := range c.open {
			if ask.Kind != CallPing {
				c.answer(ask.Kind, a, err)
				return
			}
		}
		c.sleep(time.Second)
	}
	require.Fail(c.t, "nothing was asked")
}

// answersFor answers everything in the same way for a while.
func (c *counter) answersFor(d time.Duration, v Verdict) {
	c.t.Helper()
	for end := c.now.Add(d); c.now.Before(end); {
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{Verdict: v}, nil)
		}
		c.sleep(5 * time.Second)
	}
	for len(c.open) > 0 {
		c.answer(c.open[0].Kind, Answer{Verdict: v}, nil)
	}
}

func TestDoubts_WhoHasSomethingToDoStandsFirst(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	contradicted := c.only().OrderNo
	c.press(KeyEsc)
	c.answerNext(Answer{Verdict: VerdictPaid, Order: string(contradicted), Amount: fen(1)}, nil)
	c.sleep(alarmGuard)
	c.press(KeyEsc)
	parked := c.parks()
	c.press(KeyF10)
	require.Equal(t, []OrderNo{contradicted, parked}, []OrderNo{c.row(0).OrderNo, c.row(1).OrderNo})
	require.True(t, c.row(0).Hands)
	require.False(t, c.row(1).Hands)
}

func TestDoubts_KeysAndTouchesChoose(t *testing.T) {
	c := newCounter(t, lepayLike())
	var ns []OrderNo
	for range 2*AttentionPage + 1 {
		ns = append([]OrderNo{c.parks()}, ns...)
	}
	c.press(KeyF10)
	require.Equal(t, ns[0], c.chosen().OrderNo)
	for _, row := range []struct {
		key  Key
		want int
	}{
		{KeyUp, 0}, {KeyDown, 1}, {KeyDown, 2}, {KeyPageDown, 2 + AttentionPage}, {KeyPageDown, 2 * AttentionPage}, {KeyPageDown, 2 * AttentionPage},
		{KeyPageUp, AttentionPage}, {KeyUp, AttentionPage - 1}, {KeyEnd, 2 * AttentionPage}, {KeyDown, 2 * AttentionPage}, {KeyF10, 0}, {KeyHome, 0}, {"7", 0},
	} {
		c.press(row.key)
		require.Equal(t, ns[row.want], c.chosen().OrderNo, row.key)
		l := c.view.Attention
		require.Equal(t, []int{row.want/AttentionPage + 1, 3, len(ns)}, []int{l.Page, l.Pages, l.Total})
		require.LessOrEqual(t, len(l.Rows), AttentionPage)
	}
	c.step(Picked{ns[2]})
	require.Equal(t, ns[2], c.chosen().OrderNo)
	c.step(Picked{"nobody's"})
	require.Equal(t, ns[2], c.chosen().OrderNo)
	c.press(KeyEnter)
	require.Equal(t, ScreenAlarm, c.view.Screen)
	require.Equal(t, "alarm.unknown.title", c.view.Panel.Title.ID)
	require.Equal(t, "doing.cannot", c.view.Panel.Doing.Text.ID)
	c.press(KeyEsc)
	require.Equal(t, ns[2], c.chosen().OrderNo, "the way back leads to the list")
}

func TestDoubts_AskNow(t *testing.T) {
	c := newCounter(t, fullGateway())
	n := c.parks()
	c.answersFor(25*time.Hour, VerdictUnknown)
	asked := c.count(CallQuery) + c.count(CallClose)
	c.sleep(time.Hour)
	require.Equal(t, asked, c.count(CallQuery)+c.count(CallClose), "its time of being asked about has passed")
	c.press(KeyF10)
	require.Equal(t, "doing.ended", c.chosen().Doing.Text.ID)
	c.press(KeyF5)
	require.Equal(t, n, c.pending(CallQuery).Payment.OrderNo, "at once")
	d := c.chosen().Doing
	require.True(t, d.Busy)
	require.Equal(t, "doing.asking", d.Text.ID)
	c.press(KeyF5, KeyF5)
	require.Equal(t, asked+1, c.count(CallQuery)+c.count(CallClose), "one question at a time")

	c.sleep(2 * time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictWaiting, Order: string(n)}, nil)
	d = c.chosen().Doing
	require.False(t, d.Busy)
	require.Equal(t, TimelineEntry{c.now, T("said.waiting")}, d.Said, "what it said, and when")
	require.False(t, d.Next.IsZero(), "it is asked about again for a while")

	c.press(KeyF5)
	c.answer(CallQuery, Answer{Verdict: VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, ScreenAttention, c.view.Screen)
	require.Empty(t, c.view.Attention.Rows)
	require.Equal(t, "doubts.none", c.view.Panel.Title.ID)
	require.Equal(t, TimelineEntry{c.now, T("doubts.gone", "amount", "1.00", "order", n.Tail(), "what", "@said.closed")}, c.view.Attention.Gone)
	c.press(KeyEnter)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestDoubts_AskNowIsImmediateBesideABusyBackground(t *testing.T) {
	c := newCounter(t, fullGateway())
	var ns []OrderNo
	for range backgroundCallsMax + 2 {
		ns = append(ns, c.parks())
	}
	c.sleep(2 * time.Hour)
	require.Len(t, c.open, backgroundCallsMax, "nobody answers")
	c.press(KeyF10)
	for _, n := range ns {
		c.step(Picked{n})
		c.press(KeyF5)
		require.True(t, c.chosen().Doing.Busy)
	}
	asked := map[OrderNo]bool{}
	for _, a := range c.open {
		asked[a.Payment.OrderNo] = true
	}
	for _, n := range ns {
		require.True(t, asked[n], n)
	}
}

func TestDoubts_AskedAtTheCounterTheStoryAnswers(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.loseAnswer()
	c.press(KeyF5)
	last := func() string { return c.view.Panel.Timeline[len(c.view.Panel.Timeline)-1].Text.ID }
	require.Equal(t, "said.asking", last())
	c.answer(CallQuery, Answer{}, unanswered())
	require.Equal(t, "said.silent", last())
}

func TestDoubts_LeftAloneTheListGivesTheTillBack(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.parks()
	c.press(KeyF10)
	c.sleep(doubtsIdleMax - time.Second)
	c.press(KeyDown)
	c.sleep(doubtsIdleMax - time.Second)
	require.Equal(t, ScreenAttention, c.view.Screen)
	c.sleep(time.Second)
	require.Equal(t, ScreenAmount, c.view.Screen)
	c.press(KeyF10, KeyEnter)
	c.sleep(cardIdleMax)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestDoubts_LateMoneyStillComesUpByItself(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	n := c.only().OrderNo
	c.press(KeyEsc)
	c.parks()
	c.press(KeyF10)
	for c.payments[n].State != StatePaid {
		c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	}
	require.Equal(t, ScreenAttention, c.view.Screen)
	require.Equal(t, "doubts.late", c.row(0).Title.ID, "it stands in the list at once")
	require.Contains(t, c.said, Phrase{PhraseLate, WeChat, 12850})
	c.press(KeyEsc)
	require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
}

func TestDoubts_ARefundThatNobodyKnows(t *testing.T) {
	c := newCounter(t, refunding())
	n := c.sell()
	c.wantRefund(n)
	c.give("5")
	c.answerRefund(CallRefund, RefundAnswer{}, unanswered())
	c.press(KeyEsc, KeyEsc, KeyF10)
	d := c.chosen()
	require.Equal(t, []string{"doubts.refund", "doing.silent", "do.refund_wait", "5.00"}, []string{d.Title.ID, d.Doing.Text.ID, d.Do.ID, d.Amount})
	c.press(KeyF5)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidUnknown, Reason: "系统繁忙"}, nil)
	require.Equal(t, T("said.reason", "reason", "系统繁忙"), c.chosen().Doing.Said.Text)
	c.press(KeyF5)
	c.answerRefund(CallRefund, RefundAnswer{Verdict: RefundSaidDone}, nil)
	require.Empty(t, c.view.Attention.Rows)
	require.Equal(t, "@story.refund_done", c.view.Attention.Gone.Text.Args[5])
}

func TestDoubts_ManyStayInPages(t *testing.T) {
	c := newCounter(t, lepayLike())
	for range 60 {
		c.parks()
	}
	c.press(KeyF10, KeyEnd)
	require.Equal(t, 60, c.view.Attention.Total)
	require.Len(t, c.view.Attention.Rows, AttentionPage)
	require.Equal(t, fmt.Sprint(15, 15), fmt.Sprint(c.view.Attention.Page, c.view.Attention.Pages))
}

// "Closed" as the answer to a close proves nothing until a query has said so.
func TestDoubts_ACloseIsNotToldAsNotPaidBeforeItIsProven(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.loseAnswer()
	for range 120 {
		if c.isOpen(CallClose) {
			break
		}
		c.sleep(time.Second)
		for c.isOpen(CallQuery) {
			c.answer(CallQuery, Answer{Verdict: VerdictUnknown}, nil)
		}
	}
	c.press(KeyF6, KeyF10)
	c.answer(CallClose, Answer{Verdict: VerdictClosed}, nil)
	require.Equal(t, StateUnknown, c.only().State)
	require.Equal(t, "said.closing", c.row(0).Doing.Said.Text.ID)
	for c.only().State == StateUnknown {
		c.answerNext(Answer{Verdict: VerdictClosed}, nil)
	}
	require.Equal(t, "@said.closed", c.view.Attention.Gone.Text.Args[5])
}

// The chosen payment leaves the list under the finger, and another of the same
// amount takes its place.
func TestDoubts_AKeyForOnePaymentIsNotTakenByTheNext(t *testing.T) {
	for _, k := range []Key{KeyF7, KeyEnter} {
		c := newCounter(t, fullGateway())
		one, two := c.parks(), c.parks()
		c.press(KeyF10)
		require.Equal(t, two, c.chosen().OrderNo)
		c.press(KeyF5)
		c.settles(two)
		require.Equal(t, one, c.chosen().OrderNo)
		c.press(k)
		require.Equal(t, ScreenAttention, c.view.Screen, k)
		c.sleep(alarmGuard - time.Millisecond)
		c.press(k)
		require.Equal(t, ScreenAttention, c.view.Screen, k)
		c.sleep(time.Millisecond)
		c.press(k)
		require.NotEqual(t, ScreenAttention, c.view.Screen, "it has been seen")
	}
}

func TestDoubts_AChoiceByKeyIsTakenAtOnce(t *testing.T) {
	c := newCounter(t, lepayLike())
	one := c.parks()
	c.parks()
	c.press(KeyF10, KeyDown, KeyF7)
	require.Equal(t, one, c.till.pin.order)
}

// settles has the gateway say that nothing was paid on n.
func (c *counter) settles(n OrderNo) {
	c.t.Helper()
	for c.payments[n].State == StateUnknown {
		for _, ask := range append([]Call(nil), c.open...) {
			if ask.Payment.OrderNo == n && ask.Kind == CallQuery {
				c.step(Answered{Call: ask, Answer: Answer{Verdict: VerdictClosed}})
			}
		}
	}
}

func TestPIN_SaysOfWhichPayment(t *testing.T) {
	c := newCounter(t, lepayLike())
	n := c.parks()
	c.press(KeyF10, KeyF7)
	require.Equal(t, T("pin.for.manager", "amount", "1.00", "order", n.Tail()), c.view.PIN.Detail)
}
