package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDoubts_F10ListsWhatNeedsPeople(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(kiosk.KeyF10)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen, "nothing to list")
	old := c.park()
	newer := c.park()
	c.tap(kiosk.ActionReview)
	require.Equal(t, "doubts.title", c.view.Panel.Title.ID)
	require.Equal(t, 2, c.view.Attention.Total)
	require.Equal(t, []kiosk.OrderNo{newer, old}, []kiosk.OrderNo{c.row(0).OrderNo, c.row(1).OrderNo}, "the newest first")
	d := c.row(0)
	require.Equal(t, "1.00", d.Amount)
	require.Equal(t, kiosk.WeChat, d.Wallet)
	require.Equal(t, newer.Tail(), d.Tail)
	require.Equal(t, "doubts.parked", d.Title.ID)
	require.Equal(t, c.payments[newer].SentAt, d.Since)
	c.press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	require.Nil(t, c.view.Attention)
}

func TestDoubts_SayWhatTheTillDoesAndWhatToDo(t *testing.T) {
	open := func(k kiosk.Key) func(*counter) {
		return func(c *counter) { c.openQR(k, "G1"); c.press(kiosk.KeyEsc) }
	}
	mismatch := func(c *counter) {
		open(kiosk.KeyF1)(c)
		c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
		c.pressGuarded(kiosk.KeyEsc)
	}
	for name, row := range map[string]struct {
		can   kiosk.Capabilities
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
		"a code that can": {fullGateway(), func(c *counter) {
			c.park()
			c.answerFor(10*time.Second, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
		},
			"doubts.parked", "doing.seconds", "do.wait", true, false, true},
		"a code after a while": {fullGateway(), func(c *counter) {
			c.park()
			c.answerFor(20*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
		},
			"doubts.parked", "doing.minutes", "do.manager_too", true, true, true},
		"a code after a day": {fullGateway(), func(c *counter) {
			c.park()
			c.answerFor(25*time.Hour, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
		},
			"doubts.parked", "doing.ended", "do.manager", false, true, true},
		"a silent gateway": {fullGateway(), func(c *counter) { c.park(); c.answerNext(kiosk.Answer{}, unanswered()) },
			"doubts.parked", "doing.silent", "do.wait", true, false, true},
		"no network": {fullGateway(), func(c *counter) { c.park(); c.answerNext(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict}) },
			"doubts.parked", "doing.no_way", "do.network", true, false, true},
		"an answer that does not fit": {fullGateway(), mismatch,
			"doubts.incident", "doing.seconds", "do.incident", true, true, true},
		"a QR that nobody can ask about": {blindGateway(false), func(c *counter) { c.openBlind(); c.press(kiosk.KeyEsc); c.sleep(time.Hour) },
			"doubts.unknown", "doing.cannot", "do.manager", false, true, false},
		"a QR that waits for its notification": {blindGateway(true), func(c *counter) {
			n := c.openBlind()
			c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(1)})
			c.press(kiosk.KeyF6)
		}, "doubts.incident", "doing.notice", "do.incident", false, true, false},
		"another gateway's": {lepayLike(), func(c *counter) { open(kiosk.KeyF1)(c); c.changeGateway("other", lepayLike()) },
			"doubts.unknown", "doing.other_gateway", "do.other_gateway", false, true, false},
		"late money": {lepayLike(), func(c *counter) {
			open(kiosk.KeyF1)(c)
			c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
		}, "doubts.late", "doing.nothing", "do.late", false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, row.can)
			row.open(c)
			c.press(kiosk.KeyF10)
			d := c.chosen()
			require.Equal(t, []string{row.title, row.doing, row.do}, []string{d.Title.ID, d.Progress.Text.ID, d.Instruction.ID})
			require.Equal(t, row.hands, d.ActionNeeded)
			require.Equal(t, row.next, !d.Progress.NextQuery.IsZero())
			require.Equal(t, row.asks, c.hasButton(kiosk.ActionAskAgain))
		})
	}
}

func TestDoubts_WhoHasSomethingToDoStandsFirst(t *testing.T) {
	c := openSale(t, fullGateway())
	contradicted := c.only().OrderNo
	c.press(kiosk.KeyEsc)
	c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(contradicted), Amount: fen(1)}, nil)
	c.pressGuarded(kiosk.KeyEsc)
	parked := c.park()
	c.press(kiosk.KeyF10)
	require.Equal(t, []kiosk.OrderNo{contradicted, parked}, []kiosk.OrderNo{c.row(0).OrderNo, c.row(1).OrderNo})
	require.True(t, c.row(0).ActionNeeded)
	require.False(t, c.row(1).ActionNeeded)
}

func TestDoubts_KeysAndTouchesChoose(t *testing.T) {
	c := newCounter(t, lepayLike())
	var ns []kiosk.OrderNo
	for range 2*kiosk.AttentionPage + 1 {
		ns = append([]kiosk.OrderNo{c.park()}, ns...)
	}
	c.press(kiosk.KeyF10)
	require.Equal(t, ns[0], c.chosen().OrderNo)
	for _, row := range []struct {
		key  kiosk.Key
		want int
	}{
		{kiosk.KeyUp, 0}, {kiosk.KeyDown, 1}, {kiosk.KeyDown, 2}, {kiosk.KeyPageDown, 2 + kiosk.AttentionPage}, {kiosk.KeyPageDown, 2 * kiosk.AttentionPage}, {kiosk.KeyPageDown, 2 * kiosk.AttentionPage},
		{kiosk.KeyPageUp, kiosk.AttentionPage}, {kiosk.KeyUp, kiosk.AttentionPage - 1}, {kiosk.KeyEnd, 2 * kiosk.AttentionPage}, {kiosk.KeyDown, 2 * kiosk.AttentionPage}, {kiosk.KeyF10, 0}, {kiosk.KeyHome, 0}, {"7", 0},
	} {
		c.press(row.key)
		require.Equal(t, ns[row.want], c.chosen().OrderNo, row.key)
		l := c.view.Attention
		require.Equal(t, []int{row.want/kiosk.AttentionPage + 1, 3, len(ns)}, []int{l.Page, l.Pages, l.Total})
		require.LessOrEqual(t, len(l.Rows), kiosk.AttentionPage)
	}
	c.step(kiosk.Picked{OrderNo: ns[2]})
	require.Equal(t, ns[2], c.chosen().OrderNo)
	c.step(kiosk.Picked{OrderNo: "nobody's"})
	require.Equal(t, ns[2], c.chosen().OrderNo)
	c.press(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
	require.Equal(t, "alarm.unknown.title", c.view.Panel.Title.ID)
	require.Equal(t, "doing.cannot", c.view.Panel.Progress.Text.ID)
	c.press(kiosk.KeyEsc)
	require.Equal(t, ns[2], c.chosen().OrderNo, "the way back leads to the list")
}

func TestDoubts_AskNow(t *testing.T) {
	c, n := parkedSale(t, fullGateway())
	c.answerFor(25*time.Hour, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	asked := c.count(kiosk.CallQuery) + c.count(kiosk.CallClose)
	c.sleep(time.Hour)
	require.Equal(t, asked, c.count(kiosk.CallQuery)+c.count(kiosk.CallClose), "its time of being asked about has passed")
	c.press(kiosk.KeyF10)
	require.Equal(t, "doing.ended", c.chosen().Progress.Text.ID)
	c.press(kiosk.KeyF5)
	require.Equal(t, n, c.pending(kiosk.CallQuery).Payment.OrderNo, "at once")
	d := c.chosen().Progress
	require.True(t, d.Querying)
	require.Equal(t, "doing.asking", d.Text.ID)
	c.press(kiosk.KeyF5, kiosk.KeyF5)
	require.Equal(t, asked+1, c.count(kiosk.CallQuery)+c.count(kiosk.CallClose), "one question at a time")

	c.sleep(2 * time.Second)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n)}, nil)
	d = c.chosen().Progress
	require.False(t, d.Querying)
	require.Equal(t, kiosk.TimelineEntry{At: c.now, Text: kiosk.T("said.waiting")}, d.LastAnswer, "what it said, and when")
	require.False(t, d.NextQuery.IsZero(), "it is asked about again for a while")

	c.press(kiosk.KeyF5)
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	require.Empty(t, c.view.Attention.Rows)
	require.Equal(t, "doubts.none", c.view.Panel.Title.ID)
	require.Equal(t, kiosk.TimelineEntry{At: c.now, Text: kiosk.T("doubts.gone", "amount", "1.00", "order", n.Tail(), "what", "@said.closed")}, c.view.Attention.Resolved)
	c.press(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

func TestDoubts_AskNowIsImmediateBesideABusyBackground(t *testing.T) {
	c := newCounter(t, fullGateway())
	var ns []kiosk.OrderNo
	for range payments.BackgroundCallsMax + 2 {
		ns = append(ns, c.park())
	}
	c.sleep(2 * time.Hour)
	require.Len(t, c.open, payments.BackgroundCallsMax, "nobody answers")
	c.press(kiosk.KeyF10)
	for _, n := range ns {
		c.step(kiosk.Picked{OrderNo: n})
		c.press(kiosk.KeyF5)
		require.True(t, c.chosen().Progress.Querying)
	}
	for _, n := range ns {
		require.True(t, slices.ContainsFunc(c.open, func(a kiosk.Call) bool { return a.Payment.OrderNo == n }), n)
	}
}

func TestDoubts_AskedAtTheCounterTheStoryAnswers(t *testing.T) {
	c := lostCharge(t, fullGateway())
	c.press(kiosk.KeyF5)
	require.Equal(t, "said.asking", c.lastStep())
	c.answer(kiosk.CallQuery, kiosk.Answer{}, unanswered())
	require.Equal(t, "said.silent", c.lastStep())
}

func TestDoubts_LeftAloneTheListGivesTheTillBack(t *testing.T) {
	c, _ := parkedSale(t, lepayLike())
	c.press(kiosk.KeyF10)
	c.sleep(attentionIdleMax - time.Second)
	c.press(kiosk.KeyDown)
	c.sleep(attentionIdleMax - time.Second)
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	c.sleep(time.Second)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	c.press(kiosk.KeyF10, kiosk.KeyEnter)
	c.sleep(cardIdleMax)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

func TestDoubts_LateMoneyStillComesUpByItself(t *testing.T) {
	c := cancelledSale(t, lepayLike())
	c.park()
	c.press(kiosk.KeyF10)
	c.payLate("G1")
	require.Equal(t, kiosk.ScreenAttention, c.view.Screen)
	require.Equal(t, "doubts.late", c.row(0).Title.ID, "it stands in the list at once")
	require.Contains(t, c.said, kiosk.Phrase{Kind: kiosk.PhraseLate, Wallet: kiosk.WeChat, Amount: 12850})
	c.press(kiosk.KeyEsc)
	require.Equal(t, "alarm.late.title.cancelled", c.view.Panel.Title.ID)
}

func TestDoubts_ARefundThatNobodyKnows(t *testing.T) {
	c, _ := answeredRefund(t, refunding(), kiosk.RefundAnswer{}, unanswered())
	c.press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10)
	d := c.chosen()
	require.Equal(t, []string{"doubts.refund", "doing.silent", "do.refund_wait", "5.00"}, []string{d.Title.ID, d.Progress.Text.ID, d.Instruction.ID, d.Amount})
	c.press(kiosk.KeyF5)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "系统繁忙"}, nil)
	require.Equal(t, kiosk.T("said.reason", "reason", "系统繁忙"), c.chosen().Progress.LastAnswer.Text)
	c.press(kiosk.KeyF5)
	c.answerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Empty(t, c.view.Attention.Rows)
	require.Equal(t, "@story.refund_done", c.view.Attention.Resolved.Text.Args[5])
}

func TestDoubts_ManyStayInPages(t *testing.T) {
	c := newCounter(t, lepayLike())
	for range 60 {
		c.park()
	}
	c.press(kiosk.KeyF10, kiosk.KeyEnd)
	require.Equal(t, 60, c.view.Attention.Total)
	require.Len(t, c.view.Attention.Rows, kiosk.AttentionPage)
	require.Equal(t, [2]int{15, 15}, [2]int{c.view.Attention.Page, c.view.Attention.Pages})
}

// "Closed" as the answer to a close proves nothing until a query has said so.
func TestDoubts_ACloseIsNotToldAsNotPaidBeforeItIsProven(t *testing.T) {
	c := lostCharge(t, fullGateway())
	c.answerUntilAsked(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	c.press(kiosk.KeyF6, kiosk.KeyF10)
	c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	require.Equal(t, "said.closing", c.row(0).Progress.LastAnswer.Text.ID)
	c.answerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed})
	require.Equal(t, "@said.closed", c.view.Attention.Resolved.Text.Args[5])
}

// The chosen payment leaves the list under the finger, and another of the same
// amount takes its place.
func TestDoubts_AKeyForOnePaymentIsNotTakenByTheNext(t *testing.T) {
	for _, k := range []kiosk.Key{kiosk.KeyF7, kiosk.KeyEnter} {
		c := newCounter(t, fullGateway())
		one, two := c.park(), c.park()
		c.press(kiosk.KeyF10)
		require.Equal(t, two, c.chosen().OrderNo)
		c.press(kiosk.KeyF5)
		for c.payments[two].State == kiosk.StateUnknown {
			c.answerAbout(string(two), kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
		}
		require.Equal(t, one, c.chosen().OrderNo)
		c.press(k)
		require.Equal(t, kiosk.ScreenAttention, c.view.Screen, k)
		c.sleep(touchGuard - time.Millisecond)
		c.press(k)
		require.Equal(t, kiosk.ScreenAttention, c.view.Screen, k)
		c.sleep(time.Millisecond)
		c.press(k)
		require.NotEqual(t, kiosk.ScreenAttention, c.view.Screen, "it has been seen")
	}
}

func TestDoubts_AChoiceByKeyIsTakenAtOnce(t *testing.T) {
	c := newCounter(t, lepayLike())
	one := c.park()
	c.park()
	c.press(kiosk.KeyF10, kiosk.KeyDown, kiosk.KeyF7)
	require.Contains(t, c.view.PIN.Detail.Args, one.Tail())
}

func TestPIN_SaysOfWhichPayment(t *testing.T) {
	c, n := parkedSale(t, lepayLike())
	c.press(kiosk.KeyF10, kiosk.KeyF7)
	require.Equal(t, kiosk.T("pin.for.manager", "amount", "1.00", "order", n.Tail()), c.view.PIN.Detail)
}

func TestGuide_InEveryUncertainState(t *testing.T) {
	for name, row := range map[string]struct {
		can   kiosk.Capabilities
		open  func(*counter)
		kind  kiosk.CustomerScreenKind
		guide []string
	}{
		"nothing is uncertain": {lepayLike(), func(c *counter) { c.openQR(kiosk.KeyF1, "G1") }, kiosk.CustomerQR, nil},
		"asked about":          {fullGateway(), (*counter).loseAnswer, kiosk.CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
		"nobody can be asked":  {lepayLike(), (*counter).loseAnswer, kiosk.CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"an answer that does not fit": {fullGateway(), func(c *counter) {
			c.openQR(kiosk.KeyF1, "G1")
			c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
		}, kiosk.CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"the gateway is slow": {lepayLike(), func(c *counter) {
			c.openQR(kiosk.KeyF1, "G1")
			for range 6 {
				c.answerNext(kiosk.Answer{}, unanswered())
			}
		}, kiosk.CustomerQR, []string{"guide.safe"}},
		"it failed after all": {fullGateway(), func(c *counter) {
			c.loseAnswer()
			c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
		}, kiosk.CustomerFailed, []string{"guide.tell"}},
		"waited too long": {lepayLike(), func(c *counter) {
			c.openQR(kiosk.KeyF1, "G1")
			c.answerFor(payments.SaleIdleMax, waiting, nil)
		}, kiosk.CustomerFailed, []string{"guide.tell"}},
		"the ledger is away": {lepayLike(), func(c *counter) {
			c.openQR(kiosk.KeyF1, "G1")
			c.step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
		}, kiosk.CustomerAskHelp, []string{"guide.stopped", "guide.safe"}},
		"a notification says paid after a no": {noticeGateway(), func(c *counter) {
			c.openQR(kiosk.KeyF1, "")
			n := c.only().OrderNo
			c.answerNext(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: string(n)}, nil)
			require.Equal(c.t, kiosk.CustomerFailed, c.view.Customer.Kind)
			c.notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)})
		}, kiosk.CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
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
