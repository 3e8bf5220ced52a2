package till_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
)

func TestDoubts_F10ListsWhatNeedsPeople(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Press(kiosk.KeyF10)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "nothing to list")
	old := c.Park()
	newer := c.Park()
	c.Tap(kiosk.ActionReview)
	require.Equal(t, "doubts.title", c.View.Panel.Title.ID)
	require.Equal(t, 2, c.View.Attention.Total)
	require.Equal(t, []kiosk.OrderNo{newer, old}, []kiosk.OrderNo{c.Row(0).OrderNo, c.Row(1).OrderNo}, "the newest first")
	d := c.Row(0)
	require.Equal(t, "1.00", d.Amount)
	require.Equal(t, kiosk.WeChat, d.Wallet)
	require.Equal(t, newer.Tail(), d.Tail)
	require.Equal(t, "doubts.parked", d.Title.ID)
	require.Equal(t, c.Payments[newer].SentAt, d.Since)
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Nil(t, c.View.Attention)
}

func TestDoubts_SayWhatTheTillDoesAndWhatToDo(t *testing.T) {
	open := func(k kiosk.Key) func(*tilltest.Counter) {
		return func(c *tilltest.Counter) { c.OpenQR(k, "G1"); c.Press(kiosk.KeyEsc) }
	}
	mismatch := func(c *tilltest.Counter) {
		open(kiosk.KeyF1)(c)
		c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(1)}, nil)
		c.PressGuarded(kiosk.KeyEsc)
	}
	for name, row := range map[string]struct {
		can   kiosk.Capabilities
		open  func(*tilltest.Counter)
		title string
		doing string
		do    string
		next  bool // it is asked about again by itself
		hands bool
		asks  bool // F5 is offered
	}{
		"a code that cannot be looked up": {tilltest.LepayLike(), func(c *tilltest.Counter) { c.Park() },
			"doubts.parked", "doing.cannot", "do.customer", false, true, false},
		"a code that can": {gatewaytest.Full(), func(c *tilltest.Counter) {
			c.Park()
			c.AnswerFor(10*time.Second, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
		},
			"doubts.parked", "doing.seconds", "do.wait", true, false, true},
		"a code after a while": {gatewaytest.Full(), func(c *tilltest.Counter) {
			c.Park()
			c.AnswerFor(20*time.Minute, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
		},
			"doubts.parked", "doing.minutes", "do.manager_too", true, true, true},
		"a code after a day": {gatewaytest.Full(), func(c *tilltest.Counter) {
			c.Park()
			c.AnswerFor(25*time.Hour, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
		},
			"doubts.parked", "doing.ended", "do.manager", false, true, true},
		"a silent gateway": {gatewaytest.Full(), func(c *tilltest.Counter) { c.Park(); c.AnswerNext(kiosk.Answer{}, tilltest.Unanswered()) },
			"doubts.parked", "doing.silent", "do.wait", true, false, true},
		"no network": {gatewaytest.Full(), func(c *tilltest.Counter) {
			c.Park()
			c.AnswerNext(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
		},
			"doubts.parked", "doing.no_way", "do.network", true, false, true},
		"an answer that does not fit": {gatewaytest.Full(), mismatch,
			"doubts.incident", "doing.seconds", "do.incident", true, true, true},
		"a QR that nobody can ask about": {gatewaytest.NoQuery(false), func(c *tilltest.Counter) { c.OpenBlind(); c.Press(kiosk.KeyEsc); c.Sleep(time.Hour) },
			"doubts.unknown", "doing.cannot", "do.manager", false, true, false},
		"a QR that waits for its notification": {gatewaytest.NoQuery(true), func(c *tilltest.Counter) {
			n := c.OpenBlind()
			c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(1)})
			c.Press(kiosk.KeyF6)
		}, "doubts.incident", "doing.notice", "do.incident", false, true, false},
		"another gateway's": {tilltest.LepayLike(), func(c *tilltest.Counter) { open(kiosk.KeyF1)(c); c.ChangeGateway("other", tilltest.LepayLike()) },
			"doubts.unknown", "doing.other_gateway", "do.other_gateway", false, true, false},
		"late money": {tilltest.LepayLike(), func(c *tilltest.Counter) {
			open(kiosk.KeyF1)(c)
			c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
		}, "doubts.late", "doing.nothing", "do.late", false, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, row.can)
			row.open(c)
			c.Press(kiosk.KeyF10)
			d := c.Chosen()
			require.Equal(t, []string{row.title, row.doing, row.do}, []string{d.Title.ID, d.Progress.Text.ID, d.Instruction.ID})
			require.Equal(t, row.hands, d.ActionNeeded)
			require.Equal(t, row.next, !d.Progress.NextQuery.IsZero())
			require.Equal(t, row.asks, c.HasButton(kiosk.ActionAskAgain))
		})
	}
}

func TestDoubts_WhoHasSomethingToDoStandsFirst(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	contradicted := c.Only().OrderNo
	c.Press(kiosk.KeyEsc)
	c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: string(contradicted), Amount: tilltest.Fen(1)}, nil)
	c.PressGuarded(kiosk.KeyEsc)
	parked := c.Park()
	c.Press(kiosk.KeyF10)
	require.Equal(t, []kiosk.OrderNo{contradicted, parked}, []kiosk.OrderNo{c.Row(0).OrderNo, c.Row(1).OrderNo})
	require.True(t, c.Row(0).ActionNeeded)
	require.False(t, c.Row(1).ActionNeeded)
}

func TestDoubts_KeysAndTouchesChoose(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	var ns []kiosk.OrderNo
	for range 2*kiosk.AttentionPage + 1 {
		ns = append([]kiosk.OrderNo{c.Park()}, ns...)
	}
	c.Press(kiosk.KeyF10)
	require.Equal(t, ns[0], c.Chosen().OrderNo)
	for _, row := range []struct {
		key  kiosk.Key
		want int
	}{
		{kiosk.KeyUp, 0}, {kiosk.KeyDown, 1}, {kiosk.KeyDown, 2}, {kiosk.KeyPageDown, 2 + kiosk.AttentionPage}, {kiosk.KeyPageDown, 2 * kiosk.AttentionPage}, {kiosk.KeyPageDown, 2 * kiosk.AttentionPage},
		{kiosk.KeyPageUp, kiosk.AttentionPage}, {kiosk.KeyUp, kiosk.AttentionPage - 1}, {kiosk.KeyEnd, 2 * kiosk.AttentionPage}, {kiosk.KeyDown, 2 * kiosk.AttentionPage}, {kiosk.KeyF10, 0}, {kiosk.KeyHome, 0}, {"7", 0},
	} {
		c.Press(row.key)
		require.Equal(t, ns[row.want], c.Chosen().OrderNo, row.key)
		l := c.View.Attention
		require.Equal(t, []int{row.want/kiosk.AttentionPage + 1, 3, len(ns)}, []int{l.Page, l.Pages, l.Total})
		require.LessOrEqual(t, len(l.Rows), kiosk.AttentionPage)
	}
	c.Step(kiosk.Picked{OrderNo: ns[2]})
	require.Equal(t, ns[2], c.Chosen().OrderNo)
	c.Step(kiosk.Picked{OrderNo: "nobody's"})
	require.Equal(t, ns[2], c.Chosen().OrderNo)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
	require.Equal(t, "alarm.unknown.title", c.View.Panel.Title.ID)
	require.Equal(t, "doing.cannot", c.View.Panel.Progress.Text.ID)
	c.Press(kiosk.KeyEsc)
	require.Equal(t, ns[2], c.Chosen().OrderNo, "the way back leads to the list")
}

func TestDoubts_AskNow(t *testing.T) {
	c, n := tilltest.ParkedSale(t, gatewaytest.Full())
	c.AnswerFor(25*time.Hour, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	asked := c.Count(kiosk.CallQuery) + c.Count(kiosk.CallClose)
	c.Sleep(time.Hour)
	require.Equal(t, asked, c.Count(kiosk.CallQuery)+c.Count(kiosk.CallClose), "its time of being asked about has passed")
	c.Press(kiosk.KeyF10)
	require.Equal(t, "doing.ended", c.Chosen().Progress.Text.ID)
	c.Press(kiosk.KeyF5)
	require.Equal(t, n, c.Pending(kiosk.CallQuery).Payment.OrderNo, "at once")
	d := c.Chosen().Progress
	require.True(t, d.Querying)
	require.Equal(t, "doing.asking", d.Text.ID)
	c.Press(kiosk.KeyF5, kiosk.KeyF5)
	require.Equal(t, asked+1, c.Count(kiosk.CallQuery)+c.Count(kiosk.CallClose), "one question at a time")

	c.Sleep(2 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictWaiting, Order: string(n)}, nil)
	d = c.Chosen().Progress
	require.False(t, d.Querying)
	require.Equal(t, kiosk.TimelineEntry{At: c.Now, Text: kiosk.T("said.waiting")}, d.LastAnswer, "what it said, and when")
	require.False(t, d.NextQuery.IsZero(), "it is asked about again for a while")

	c.Press(kiosk.KeyF5)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	require.Empty(t, c.View.Attention.Rows)
	require.Equal(t, "doubts.none", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.TimelineEntry{At: c.Now, Text: kiosk.T("doubts.gone", "amount", "1.00", "order", n.Tail(), "what", "@said.closed")}, c.View.Attention.Resolved)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

func TestDoubts_AskNowIsImmediateBesideABusyBackground(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	const inBackground = 4 // calls about what was let go, at one time
	var ns []kiosk.OrderNo
	for range inBackground + 2 {
		ns = append(ns, c.Park())
	}
	c.Sleep(2 * time.Hour)
	require.Len(t, c.Open, inBackground, "nobody answers")
	c.Press(kiosk.KeyF10)
	for _, n := range ns {
		c.Step(kiosk.Picked{OrderNo: n})
		c.Press(kiosk.KeyF5)
		require.True(t, c.Chosen().Progress.Querying)
	}
	for _, n := range ns {
		require.True(t, slices.ContainsFunc(c.Open, func(a kiosk.Call) bool { return a.Payment.OrderNo == n }), n)
	}
}

func TestDoubts_AskedAtTheCounterTheStoryAnswers(t *testing.T) {
	c := tilltest.LostCharge(t, gatewaytest.Full())
	c.Press(kiosk.KeyF5)
	require.Equal(t, "said.asking", c.LastStep())
	c.Answer(kiosk.CallQuery, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, "said.silent", c.LastStep())
}

func TestDoubts_LeftAloneTheListGivesTheTillBack(t *testing.T) {
	c, _ := tilltest.ParkedSale(t, tilltest.LepayLike())
	c.Press(kiosk.KeyF10)
	c.Sleep(till.AttentionIdleMax - time.Second)
	c.Press(kiosk.KeyDown)
	c.Sleep(till.AttentionIdleMax - time.Second)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	c.Sleep(time.Second)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	c.Press(kiosk.KeyF10, kiosk.KeyEnter)
	c.Sleep(till.CardIdleMax)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

func TestDoubts_LateMoneyStillComesUpByItself(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.Park()
	c.Press(kiosk.KeyF10)
	c.PayLate("G1")
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	require.Equal(t, "doubts.late", c.Row(0).Title.ID, "it stands in the list at once")
	require.Contains(t, c.Said, kiosk.Phrase{Kind: kiosk.PhraseLate, Wallet: kiosk.WeChat, Amount: 12850})
	c.Press(kiosk.KeyEsc)
	require.Equal(t, "alarm.late.title.cancelled", c.View.Panel.Title.ID)
}

func TestDoubts_ARefundThatNobodyKnows(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{}, tilltest.Unanswered())
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10)
	d := c.Chosen()
	require.Equal(t, []string{"doubts.refund", "doing.silent", "do.refund_wait", "5.00"}, []string{d.Title.ID, d.Progress.Text.ID, d.Instruction.ID, d.Amount})
	c.Press(kiosk.KeyF5)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidUnknown, Reason: "系统繁忙"}, nil)
	require.Equal(t, kiosk.T("said.reason", "reason", "系统繁忙"), c.Chosen().Progress.LastAnswer.Text)
	c.Press(kiosk.KeyF5)
	c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidDone}, nil)
	require.Empty(t, c.View.Attention.Rows)
	require.Equal(t, "@story.refund_done", c.View.Attention.Resolved.Text.Args[5])
}

func TestDoubts_ARefundThatWaitsForAPersonAtTheGateway(t *testing.T) {
	c, _ := tilltest.AnsweredRefund(t, gatewaytest.Refunding(), kiosk.RefundAnswer{Verdict: kiosk.RefundSaidPending}, nil)
	c.Sleep(time.Minute)
	c.AnswerRefund(kiosk.CallRefundQuery, kiosk.RefundAnswer{Verdict: kiosk.RefundSaidStuck, Reason: "退款异常"}, nil)
	require.Equal(t, kiosk.T("refund.unknown.stuck", "reason", "退款异常"), c.View.Panel.Detail)
	c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10)
	d := c.Chosen()
	require.Equal(t, []string{"doubts.refund", "do.refund_manager", "said.reason"}, []string{d.Title.ID, d.Instruction.ID, d.Progress.LastAnswer.Text.ID})
	require.True(t, d.ActionNeeded)
}

// "Closed" as the answer to a close proves nothing until a query has said so.
func TestDoubts_ACloseIsNotToldAsNotPaidBeforeItIsProven(t *testing.T) {
	c := tilltest.LostCharge(t, gatewaytest.Full())
	c.AnswerUntilAsked(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictUnknown}, nil)
	c.Press(kiosk.KeyF6, kiosk.KeyF10)
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	require.Equal(t, "said.closing", c.Row(0).Progress.LastAnswer.Text.ID)
	c.AnswerUntil(kiosk.StateClosed, kiosk.Answer{Verdict: kiosk.VerdictClosed})
	require.Equal(t, "@said.closed", c.View.Attention.Resolved.Text.Args[5])
}

// The chosen payment leaves the list under the finger, and another of the same
// amount takes its place.
func TestDoubts_AKeyForOnePaymentIsNotTakenByTheNext(t *testing.T) {
	for _, k := range []kiosk.Key{kiosk.KeyF7, kiosk.KeyEnter} {
		c := tilltest.NewCounter(t, gatewaytest.Full())
		one, two := c.Park(), c.Park()
		c.Press(kiosk.KeyF10)
		require.Equal(t, two, c.Chosen().OrderNo)
		c.Press(kiosk.KeyF5)
		for c.Payments[two].State == kiosk.StateUnknown {
			c.AnswerAbout(string(two), kiosk.Answer{Verdict: kiosk.VerdictClosed}, nil)
		}
		require.Equal(t, one, c.Chosen().OrderNo)
		c.Press(k)
		require.Equal(t, kiosk.ScreenAttention, c.View.Screen, k)
		c.Sleep(tilltest.TouchGuard - time.Millisecond)
		c.Press(k)
		require.Equal(t, kiosk.ScreenAttention, c.View.Screen, k)
		c.Sleep(time.Millisecond)
		c.Press(k)
		require.NotEqual(t, kiosk.ScreenAttention, c.View.Screen, "it has been seen")
	}
}

func TestDoubts_AChoiceByKeyIsTakenAtOnce(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	one := c.Park()
	c.Park()
	c.Press(kiosk.KeyF10, kiosk.KeyDown, kiosk.KeyF7)
	require.Equal(t, kiosk.T("pin.for.manager", "amount", "1.00", "order", one.Tail()), c.View.PIN.Detail)
}

func TestGuide_InEveryUncertainState(t *testing.T) {
	for name, row := range map[string]struct {
		can   kiosk.Capabilities
		open  func(*tilltest.Counter)
		kind  kiosk.CustomerScreenKind
		guide []string
	}{
		"nothing is uncertain": {tilltest.LepayLike(), func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1") }, kiosk.CustomerQR, nil},
		"asked about":          {gatewaytest.Full(), (*tilltest.Counter).LoseAnswer, kiosk.CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
		"nobody can be asked":  {tilltest.LepayLike(), (*tilltest.Counter).LoseAnswer, kiosk.CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"an answer that does not fit": {gatewaytest.Full(), func(c *tilltest.Counter) {
			c.OpenQR(kiosk.KeyF1, "G1")
			c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(1)}, nil)
		}, kiosk.CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"the gateway is slow": {tilltest.LepayLike(), func(c *tilltest.Counter) {
			c.OpenQR(kiosk.KeyF1, "G1")
			for range 6 {
				c.AnswerNext(kiosk.Answer{}, tilltest.Unanswered())
			}
		}, kiosk.CustomerQR, []string{"guide.safe"}},
		"it failed after all": {gatewaytest.Full(), func(c *tilltest.Counter) {
			c.LoseAnswer()
			c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
		}, kiosk.CustomerFailed, []string{"guide.tell"}},
		"waited too long": {tilltest.LepayLike(), func(c *tilltest.Counter) {
			c.OpenQR(kiosk.KeyF1, "G1")
			c.AnswerFor(tilltest.SaleIdleMax, tilltest.Waiting, nil)
		}, kiosk.CustomerFailed, []string{"guide.tell"}},
		"the ledger is away": {tilltest.LepayLike(), func(c *tilltest.Counter) {
			c.OpenQR(kiosk.KeyF1, "G1")
			c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
		}, kiosk.CustomerAskHelp, []string{"guide.stopped", "guide.safe"}},
		"a notification says paid after a no": {tilltest.NoticeGateway(), func(c *tilltest.Counter) {
			c.OpenQR(kiosk.KeyF1, "")
			n := c.Only().OrderNo
			c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: string(n)}, nil)
			require.Equal(c.T, kiosk.CustomerFailed, c.View.Customer.Kind)
			c.Notify(n, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)})
		}, kiosk.CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, row.can)
			row.open(c)
			var ids []string
			for _, text := range c.View.Customer.Guide {
				ids = append(ids, text.ID)
			}
			require.Equal(t, row.guide, ids)
			require.Equal(t, row.kind, c.View.Customer.Kind)
		})
	}
}

func TestDoubts_OnlyOneOfTheListLeavesIt(t *testing.T) {
	c, _ := tilltest.ParkedSale(t, tilltest.LepayLike())
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Press(kiosk.KeyEsc, kiosk.KeyF10)
	require.Equal(t, 1, c.View.Attention.Total)
	c.AnswerNext(tilltest.G1Waiting, nil)
	require.True(t, c.View.Attention.Resolved.Text.IsZero(), "it never stood there: %v", c.View.Attention.Resolved.Text)
}

func TestDoubts_TheNetworkIsNotBlamedWhenTheGatewayRefuses(t *testing.T) {
	c, _ := tilltest.ParkedSale(t, gatewaytest.Full())
	c.AnswerNext(kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	c.Step(kiosk.ChecksDone{Results: []kiosk.CheckResult{faultOn(kiosk.CheckTCP, kiosk.CauseGateway, "refused")}})
	c.Press(kiosk.KeyF10)
	require.Equal(t, "do.wait", c.Chosen().Instruction.ID)
}
