package kiosk

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDoubts_F10ListsWhatNeedsPeople(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(KeyF10)
	require.Equal(t, ScreenAmount, c.view.Screen, "nothing to list")
	old := c.park()
	newer := c.park()
	c.tap(ActionReview)
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
		c.pressGuarded(KeyEsc)
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
		"a code that cannot be looked up": {lepayLike(), func(c *counter) { c.park() },
			"doubts.parked", "doing.cannot", "do.customer", false, true, false},
		"a code that can": {fullGateway(), func(c *counter) { c.park(); c.answerFor(10*time.Second, Answer{Verdict: VerdictUnknown}, nil) },
			"doubts.parked", "doing.seconds", "do.wait", true, false, true},
		"a code after a while": {fullGateway(), func(c *counter) { c.park(); c.answerFor(20*time.Minute, Answer{Verdict: VerdictUnknown}, nil) },
			"doubts.parked", "doing.minutes", "do.manager_too", true, true, true},
		"a code after a day": {fullGateway(), func(c *counter) { c.park(); c.answerFor(25*time.Hour, Answer{Verdict: VerdictUnknown}, nil) },
			"doubts.parked", "doing.ended", "do.manager", false, true, true},
		"a silent gateway": {fullGateway(), func(c *counter) { c.park(); c.answerNext(Answer{}, unanswered()) },
			"doubts.parked", "doing.silent", "do.wait", true, false, true},
		"no network": {fullGateway(), func(c *counter) { c.park(); c.answerNext(Answer{}, &NotSent{ErrConflict}) },
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
		"another gateway's": {lepayLike(), func(c *counter) { open(KeyF1)(c); c.changeGateway("other", lepayLike()) },
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

func TestDoubts_WhoHasSomethingToDoStandsFirst(t *testing.T) {
	c := openSale(t, fullGateway())
	contradicted := c.only().OrderNo
	c.press(KeyEsc)
	c.answerNext(Answer{Verdict: VerdictPaid, Order: string(contradicted), Amount: fen(1)}, nil)
	c.pressGuarded(KeyEsc)
	parked := c.park()
	c.press(KeyF10)
	require.Equal(t, []OrderNo{contradicted, parked}, []OrderNo{c.row(0).OrderNo, c.row(1).OrderNo})
	require.True(t, c.row(0).Hands)
	require.False(t, c.row(1).Hands)
}

func TestDoubts_KeysAndTouchesChoose(t *testing.T) {
	c := newCounter(t, lepayLike())
	var ns []OrderNo
	for range 2*AttentionPage + 1 {
		ns = append([]OrderNo{c.park()}, ns...)
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
	c, n := parkedSale(t, fullGateway())
	c.answerFor(25*time.Hour, Answer{Verdict: VerdictUnknown}, nil)
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
		ns = append(ns, c.park())
	}
	c.sleep(2 * time.Hour)
	require.Len(t, c.open, backgroundCallsMax, "nobody answers")
	c.press(KeyF10)
	for _, n := range ns {
		c.step(Picked{n})
		c.press(KeyF5)
		require.True(t, c.chosen().Doing.Busy)
	}
	for _, n := range ns {
		require.True(t, slices.ContainsFunc(c.open, func(a Call) bool { return a.Payment.OrderNo == n }), n)
	}
}

func TestDoubts_AskedAtTheCounterTheStoryAnswers(t *testing.T) {
	c := lostCharge(t, fullGateway())
	c.press(KeyF5)
	require.Equal(t, "said.asking", c.lastStep())
	c.answer(CallQuery, Answer{}, unanswered())
	require.Equal(t, "said.silent", c.lastStep())
}

func TestDoubts_LeftAloneTheListGivesTheTillBack(t *testing.T) {
	c, _ := parkedSale(t, lepayLike())
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
	c := cancelledSale(t, lepayLike())
	c.park()
	c.press(KeyF10)
	c.payLate("G1")
	require.Equal(t, ScreenAttention, c.view.Screen)
	require.Equal(t, "doubts.late", c.row(0).Title.ID, "it stands in the list at once")
	require.Contains(t, c.said, Phrase{PhraseLate, WeChat, 12850})
	c.press(KeyEsc)
	require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
}

func TestDoubts_ARefundThatNobodyKnows(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), RefundAnswer{}, unanswered())
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
		c.park()
	}
	c.press(KeyF10, KeyEnd)
	require.Equal(t, 60, c.view.Attention.Total)
	require.Len(t, c.view.Attention.Rows, AttentionPage)
	require.Equal(t, [2]int{15, 15}, [2]int{c.view.Attention.Page, c.view.Attention.Pages})
}

// "Closed" as the answer to a close proves nothing until a query has said so.
func TestDoubts_ACloseIsNotToldAsNotPaidBeforeItIsProven(t *testing.T) {
	c := lostCharge(t, fullGateway())
	c.answerUntilAsked(CallClose, Answer{Verdict: VerdictUnknown}, nil)
	c.press(KeyF6, KeyF10)
	c.answer(CallClose, Answer{Verdict: VerdictClosed}, nil)
	require.Equal(t, StateUnknown, c.only().State)
	require.Equal(t, "said.closing", c.row(0).Doing.Said.Text.ID)
	c.answerUntil(StateClosed, Answer{Verdict: VerdictClosed})
	require.Equal(t, "@said.closed", c.view.Attention.Gone.Text.Args[5])
}

// The chosen payment leaves the list under the finger, and another of the same
// amount takes its place.
func TestDoubts_AKeyForOnePaymentIsNotTakenByTheNext(t *testing.T) {
	for _, k := range []Key{KeyF7, KeyEnter} {
		c := newCounter(t, fullGateway())
		one, two := c.park(), c.park()
		c.press(KeyF10)
		require.Equal(t, two, c.chosen().OrderNo)
		c.press(KeyF5)
		for c.payments[two].State == StateUnknown {
			c.answerAbout(string(two), Answer{Verdict: VerdictClosed}, nil)
		}
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
	one := c.park()
	c.park()
	c.press(KeyF10, KeyDown, KeyF7)
	require.Contains(t, c.view.PIN.Detail.Args, one.Tail())
}

func TestPIN_SaysOfWhichPayment(t *testing.T) {
	c, n := parkedSale(t, lepayLike())
	c.press(KeyF10, KeyF7)
	require.Equal(t, T("pin.for.manager", "amount", "1.00", "order", n.Tail()), c.view.PIN.Detail)
}

func TestGuide_InEveryUncertainState(t *testing.T) {
	for name, row := range map[string]struct {
		can   Capabilities
		open  func(*counter)
		kind  CustomerScreenKind
		guide []string
	}{
		"nothing is uncertain": {lepayLike(), func(c *counter) { c.openQR(KeyF1, "G1") }, CustomerQR, nil},
		"asked about":          {fullGateway(), (*counter).loseAnswer, CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
		"nobody can be asked":  {lepayLike(), (*counter).loseAnswer, CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"an answer that does not fit": {fullGateway(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
		}, CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"the gateway is slow": {lepayLike(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			for range 6 {
				c.answerNext(Answer{}, unanswered())
			}
		}, CustomerQR, []string{"guide.safe"}},
		"it failed after all": {fullGateway(), func(c *counter) {
			c.loseAnswer()
			c.answerNext(Answer{Verdict: VerdictFailed}, nil)
		}, CustomerFailed, []string{"guide.tell"}},
		"waited too long": {lepayLike(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			c.answerFor(saleIdleMax, waiting, nil)
		}, CustomerFailed, []string{"guide.tell"}},
		"the ledger is away": {lepayLike(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			c.step(SaveFailed{Err: ErrLedgerFull})
		}, CustomerAskHelp, []string{"guide.stopped", "guide.safe"}},
		"a notification says paid after a no": {noticeGateway(), func(c *counter) {
			c.openQR(KeyF1, "")
			n := c.only().OrderNo
			c.answerNext(Answer{Verdict: VerdictFailed, Order: string(n)}, nil)
			require.Equal(c.t, CustomerFailed, c.view.Customer.Kind)
			c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
		}, CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, row.can)
			row.open(c)
			var ids []string
			for _, text := range c.view.Customer.Guide {
				ids = append(ids, text.ID)
			}
			require.Equal(t, row.guide, ids)
			require.Equal(t, row.kind, c.view.Customer.Kind)
		})
	}
}
