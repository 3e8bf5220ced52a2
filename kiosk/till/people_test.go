package till_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// guarded are the actions that take a right: how each is brought about by keys until its
// PIN is asked for, and how to tell that it was done.
var guarded = map[string]struct {
	right kiosk.Right
	can   kiosk.Capabilities
	begin func(*tilltest.Counter)
	after func(*tilltest.Counter) // the keys behind the PIN
	done  func(*tilltest.Counter) bool
	quiet bool // nothing of it is about one payment
}{
	"the history": {
		right: kiosk.RightHistory, can: gatewaytest.Full(), quiet: true,
		begin: func(c *tilltest.Counter) { c.Press(kiosk.KeyF9) },
		done:  func(c *tilltest.Counter) bool { return c.View.Screen == kiosk.ScreenHistory },
	},
	"full screen": {
		right: kiosk.RightLeave, can: gatewaytest.Full(), quiet: true,
		begin: func(c *tilltest.Counter) { c.Press(kiosk.KeyF11) },
		done:  func(c *tilltest.Counter) bool { return len(tilltest.Effects[kiosk.FullScreen](c)) > 0 },
	},
	"closing": {
		right: kiosk.RightLeave, can: gatewaytest.Full(), quiet: true,
		begin: func(c *tilltest.Counter) { c.Step(kiosk.Closing{Locked: true}) },
		done:  func(c *tilltest.Counter) bool { return len(tilltest.Effects[kiosk.Close](c)) > 0 },
	},
	"a decision from the list": {
		right: kiosk.RightDecide, can: gatewaytest.Full(),
		begin: func(c *tilltest.Counter) { c.Park(); c.Press(kiosk.KeyF10, kiosk.KeyF7) },
		after: func(c *tilltest.Counter) { c.Decide(kiosk.KeyF5) },
		done:  func(c *tilltest.Counter) bool { return c.Only().State == kiosk.StatePaid },
	},
	"a decision at the counter": {
		right: kiosk.RightDecide, can: tilltest.LepayLike(),
		begin: func(c *tilltest.Counter) { c.LoseAnswer(); c.PressGuarded(kiosk.KeyF7) },
		after: func(c *tilltest.Counter) { c.Decide(kiosk.KeyF5) },
		done:  func(c *tilltest.Counter) bool { return c.Only().State == kiosk.StatePaid },
	},
	"a decision about a refund": {
		right: kiosk.RightDecide, can: tilltest.RefundingOnce(),
		begin: func(c *tilltest.Counter) {
			n := c.Sell()
			c.Press(kiosk.KeyF9)
			c.EnterPINOf(tilltest.Zhang)
			c.Refund(n, "5")
			c.AnswerRefund(kiosk.CallRefund, kiosk.RefundAnswer{}, tilltest.Unanswered())
			c.Press(kiosk.KeyEsc, kiosk.KeyEsc, kiosk.KeyF10, kiosk.KeyF7)
		},
		after: func(c *tilltest.Counter) { c.Decide(kiosk.KeyF5) },
		done:  func(c *tilltest.Counter) bool { return c.TheRefund().State == kiosk.RefundDone },
	},
	"a refund long after the history was opened": {
		right: kiosk.RightRefund, can: gatewaytest.Full(),
		begin: func(c *tilltest.Counter) {
			n := c.Sell()
			c.Press(kiosk.KeyF9)
			c.EnterPINOf(tilltest.Zhang)
			c.Step(kiosk.RefundWanted{OrderNo: n})
			c.Find(n)
			c.Sleep(6 * time.Minute)
			c.Press("5", kiosk.KeyEnter)
			c.PressGuarded(kiosk.KeyEnter)
		},
		done: func(c *tilltest.Counter) bool { return len(c.Refunds) == 1 },
	},
	"a refund from the history": {
		right: kiosk.RightRefund, can: gatewaytest.Full(),
		begin: func(c *tilltest.Counter) {
			n := c.Sell()
			opensHistory(c)
			c.Step(kiosk.RefundWanted{OrderNo: n})
			c.Find(n)
			c.Press("5")
			c.PressGuarded(kiosk.KeyEnter)
			c.PressGuarded(kiosk.KeyEnter)
		},
		done: func(c *tilltest.Counter) bool { return len(c.Refunds) == 1 },
	},
	"a decision from the history": {
		right: kiosk.RightDecide, can: gatewaytest.Full(),
		begin: func(c *tilltest.Counter) {
			n := c.Park()
			opensHistory(c)
			c.Step(kiosk.DecisionWanted{OrderNo: n})
		},
		after: func(c *tilltest.Counter) { c.Decide(kiosk.KeyF5) },
		done:  func(c *tilltest.Counter) bool { return c.Only().State == kiosk.StatePaid },
	},
	"the owner's section Reports": {
		right: kiosk.RightReports, can: gatewaytest.Full(), quiet: true,
		begin: func(c *tilltest.Counter) { opensHistory(c); c.Step(kiosk.RightWanted{Right: kiosk.RightReports}) },
		done:  func(c *tilltest.Counter) bool { return len(tilltest.Effects[kiosk.RightGiven](c)) > 0 },
	},
	"the owner's section Settings": {
		right: kiosk.RightSettings, can: gatewaytest.Full(), quiet: true,
		begin: func(c *tilltest.Counter) { opensHistory(c); c.Step(kiosk.RightWanted{Right: kiosk.RightSettings}) },
		done:  func(c *tilltest.Counter) bool { return len(tilltest.Effects[kiosk.RightGiven](c)) > 0 },
	},
	"late money given back": {
		right: kiosk.RightRefund, can: gatewaytest.Full(),
		begin: func(c *tilltest.Counter) { comesLate(c); c.Press(kiosk.KeyF6) },
		done:  func(c *tilltest.Counter) bool { return len(c.Refunds) == 1 },
	},
	"late money given back by hand": {
		right: kiosk.RightRefund, can: tilltest.LepayLike(),
		begin: func(c *tilltest.Counter) { comesLate(c); c.Tap(kiosk.ActionRefundByHand) },
		done:  func(c *tilltest.Counter) bool { return c.Only().LateDone == kiosk.LateByHand },
	},
}

// opensHistory opens the owner's side, and has the PIN at its door be too long ago for
// anything else.
func opensHistory(c *tilltest.Counter) {
	c.Press(kiosk.KeyF9)
	c.EnterPINOf(tilltest.Zhang)
	c.Sleep(6 * time.Minute)
}

// comesLate has the money of a cancelled sale come.
func comesLate(c *tilltest.Counter) {
	c.OpenQR(kiosk.KeyF1, "G1")
	c.Press(kiosk.KeyEsc)
	for c.Only().State != kiosk.StatePaid {
		c.AnswerNext(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	}
	c.Sleep(tilltest.TouchGuard)
}

// Every action by everybody: what is refused changes nothing but the log of the refusal,
// and what is approved has both names on record.
func TestRights_EveryActionAndRole(t *testing.T) {
	for name, g := range guarded {
		for _, by := range []kiosk.Person{tilltest.Zhang, tilltest.Wang, tilltest.Li} {
			t.Run(name+" by the "+string(by.Role), func(t *testing.T) {
				c := tilltest.Staffed(t, g.can)
				g.begin(c)
				require.False(t, g.done(c))
				records, open := len(c.Records), len(c.Asked)
				sales, payments, refunds := maps.Clone(c.Sales), maps.Clone(c.Payments), maps.Clone(c.Refunds)
				c.EnterPINOf(by)
				if !by.Role.May(g.right) {
					require.Equal(t, kiosk.ScreenPIN, c.View.Screen, "it waits for somebody who may")
					require.Equal(t, kiosk.T("pin.may_not", "by", by.Name), c.View.PIN.Title)
					require.Equal(t, 1, c.View.PIN.Shakes)
					require.Len(t, c.Records, records+1)
					require.Equal(t, kiosk.Approval{Right: g.right, Asked: "李娜", By: by.Name}, c.Approvals(kiosk.RecordRefused)[0])
					require.Empty(t, c.Other)
					require.Len(t, c.Asked, open)
					c.Press(kiosk.KeyEsc)
					require.Equal(t, []any{sales, payments, refunds}, []any{c.Sales, c.Payments, c.Refunds})
					require.Len(t, c.Records, records+1)
					require.False(t, g.done(c))
					return
				}
				if g.after != nil {
					g.after(c)
				}
				require.True(t, g.done(c), "%+v", c.View.Panel)
				approvals := c.Approvals(kiosk.RecordApproved)
				require.Equal(t, kiosk.Approval{Right: g.right, Asked: "李娜", By: by.Name}, approvals[len(approvals)-1])
				require.Empty(t, c.Approvals(kiosk.RecordRefused))
				for _, r := range c.Records {
					if r.Kind == kiosk.RecordApproved && r.Note == approvals[len(approvals)-1].Note() {
						require.Equal(t, g.quiet, r.OrderNo == "")
					}
				}
			})
		}
	}
}

func TestRights_SomebodyElseApprovesInPlace(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	c.Park()
	c.Press(kiosk.KeyF10, kiosk.KeyF7)
	require.Equal(t, "pin.enter.manager", c.View.PIN.Title.ID)
	require.Equal(t, "pin.asked", c.View.PIN.Detail.ID)
	c.EnterPINOf(tilltest.Li)
	c.EnterPINOf(kiosk.Person{})
	require.Equal(t, 2, c.View.PIN.Shakes)
	require.Equal(t, "pin.enter.manager", c.View.PIN.Title.ID, "a wrong PIN has no words")
	c.EnterPINOf(tilltest.Wang)
	c.Decide(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	require.Equal(t, "李娜", c.View.Seller.Name, "one PIN, and no switch of user")
	require.Equal(t, []kiosk.Approval{{Right: kiosk.RightDecide, Asked: "李娜", By: "王经理"}}, c.Approvals(kiosk.RecordApproved))
}

func TestRefund_TheHistorysPINIsGoodForAWhileOnlyWithTheRight(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	n := c.Sell()
	c.Press(kiosk.KeyF9)
	c.EnterPINOf(tilltest.Wang)
	c.Refund(n, "5")
	require.Equal(t, kiosk.Approval{Right: kiosk.RightRefund, Asked: "李娜", By: "王经理"}, c.Approvals(kiosk.RecordApproved)[1])

	c = tilltest.Staffed(t, gatewaytest.Full())
	n = c.Sell()
	c.Press(kiosk.KeyF9)
	c.EnterPINOf(tilltest.Wang)
	demoted := tilltest.Wang
	demoted.Role = kiosk.RoleCashier
	c.Step(kiosk.PeopleChanged{People: []kiosk.Person{tilltest.Zhang, demoted, tilltest.Li}})
	c.Refund(n, "5")
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
	require.Empty(t, c.Refunds)
}

func TestSeller_IsNamedOnEachPayment(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	require.Equal(t, "李娜", c.Payments[c.Sell()].Cashier)
	c.Press(kiosk.KeyEnter)
	c.Tap(kiosk.ActionSignIn)
	require.Equal(t, kiosk.T("pin.enter.own"), c.View.PIN.Title)
	c.EnterPINOf(tilltest.Chen)
	require.Equal(t, kiosk.Seller{Asked: true, Name: "陈晨"}, c.View.Seller)
	n := c.OpenBlind()
	require.Equal(t, "陈晨", c.Payments[n].Cashier)
	c.Press(kiosk.KeyF7)
	require.NotEqual(t, kiosk.ScreenPIN, c.View.Screen, "a sale is whose it was begun by")
	require.Equal(t, []kiosk.Approval{
		{Right: kiosk.RightSell, By: "李娜"}, {Right: kiosk.RightSell, Asked: "李娜", By: "陈晨"},
	}, c.Approvals(kiosk.RecordSignedIn))
}

func TestSeller_ASaleNeverWaitsForOne(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	c.Restart()
	require.Equal(t, kiosk.Seller{Asked: true}, c.View.Seller, "nobody is signed in after a start")
	require.Empty(t, c.Payments[c.Sell()].Cashier)
}

func TestSeller_WhoIsRemovedSellsNoMore(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	renamed := tilltest.Li
	renamed.Name = "李小娜"
	c.Step(kiosk.PeopleChanged{People: []kiosk.Person{tilltest.Zhang, renamed}})
	require.Equal(t, "李小娜", c.View.Seller.Name)
	c.Step(kiosk.PeopleChanged{People: []kiosk.Person{tilltest.Zhang}})
	require.Equal(t, kiosk.Seller{Asked: true}, c.View.Seller)
}

func TestSeller_ASignInThatIsNotOnRecordIsNone(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	c.Press(kiosk.KeyF7, "1", "2", "3", "4", kiosk.KeyEnter)
	pad := tilltest.Effects[kiosk.CheckPIN](c)[0].Pad
	c.StepUnsaved(kiosk.PINChecked{Pad: pad, Result: kiosk.PINResult{OK: true, Person: tilltest.Chen}})
	c.Reload()
	require.Equal(t, "李娜", c.View.Seller.Name)
}

func TestSeller_WithNobodySetUpNothingIsAsked(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	require.Zero(t, c.View.Seller)
	c.Press(kiosk.KeyF7)
	c.Tap(kiosk.ActionSignIn)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	n := c.Sell()
	c.Refund(n, "5")
	require.Len(t, c.Refunds, 1)
	require.Empty(t, c.Approvals(kiosk.RecordApproved), "there is one PIN and no name")
}

// A shop without a PIN: whoever stands at the counter could choose the one that allows
// a decision about money, so that is refused, and all else asks the owner to choose it.
func TestPIN_AShopThatHasNone(t *testing.T) {
	without := func(t *testing.T, practice bool) *tilltest.Counter {
		c := tilltest.BareCounter(t, gatewaytest.Full(), func(s *kiosk.Settings) { s.Practice = practice })
		c.Load(kiosk.Snapshot{})
		return c
	}
	choose := func(c *tilltest.Counter) {
		c.Press("1", "2", "3", "4", kiosk.KeyEnter)
		require.Equal(t, "pin.again", c.View.PIN.Title.ID)
		c.Press("1", "2", "3", "4", kiosk.KeyEnter)
		set := tilltest.Effects[kiosk.SetPIN](c)
		require.Len(t, set, 1)
		c.Step(kiosk.PINChecked{Pad: set[0].Pad, Set: true, Result: kiosk.PINResult{OK: true}})
	}
	for _, practice := range []bool{false, true} {
		c := without(t, practice)
		c.Press(kiosk.KeyF9)
		require.Equal(t, "pin.new", c.View.PIN.Title.ID)
		require.Equal(t, kiosk.T("pin.why", "about", "@pin.for.owner"), c.View.PIN.Detail)
		choose(c)
		require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	}
	t.Run("a decision about money is refused", func(t *testing.T) {
		c := without(t, false)
		c.LoseAnswer()
		c.PressGuarded(kiosk.KeyF7)
		require.Equal(t, "pin.missing.title", c.View.Panel.Title.ID)
		c.Press("1", "2", "3", "4", kiosk.KeyEnter)
		c.Scan(tilltest.AlipayCode)
		require.Equal(t, "pin.missing.title", c.View.Panel.Title.ID)
		require.Equal(t, kiosk.StateUnknown, c.Only().State)
		c.Press(kiosk.KeyF9)
		choose(c)
		require.Equal(t, "panel.unknown.title", c.View.Panel.Title.ID, "the decision is still to be asked for")
		c.PressGuarded(kiosk.KeyF7)
		c.EnterPIN()
		c.Decide(kiosk.KeyF5)
		require.Equal(t, kiosk.StatePaid, c.Only().State)
	})
	t.Run("so is giving late money back", func(t *testing.T) {
		c := without(t, false)
		comesLate(c)
		c.Press(kiosk.KeyF6)
		require.Equal(t, "pin.missing.title", c.View.Panel.Title.ID)
		c.Sleep(time.Minute)
		require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
		require.Empty(t, c.Refunds)
	})
	t.Run("practice asks for it there too", func(t *testing.T) {
		c := without(t, true)
		c.LoseAnswer()
		c.PressGuarded(kiosk.KeyF7)
		require.Equal(t, "pin.new", c.View.PIN.Title.ID)
	})
}

func TestPIN_ALockCountsDownAndTakesNoDigits(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	miss := func(until time.Time) {
		c.Press("1", "2", "3", "4", kiosk.KeyEnter)
		pad := tilltest.Effects[kiosk.CheckPIN](c)[0].Pad
		c.Step(kiosk.PINChecked{Pad: pad, Result: kiosk.PINResult{LockedUntil: until}})
	}
	c.Press(kiosk.KeyF9)
	until := c.Now.Add(40 * time.Second)
	miss(until)
	require.Equal(t, "pin.locked", c.View.PIN.Title.ID)
	require.Equal(t, until, c.View.PIN.Until)
	require.Equal(t, []kiosk.Approval{{Right: kiosk.RightHistory, Asked: "李娜"}}, c.Approvals(kiosk.RecordLocked))
	c.Press("1", "2", "3", "4", kiosk.KeyEnter)
	require.Zero(t, c.View.PIN.Dots)
	require.Empty(t, c.Other)
	c.Press(kiosk.KeyEsc, kiosk.KeyF11)
	require.Equal(t, until, c.View.PIN.Until, "it is everybody's, for everything")
	c.Sleep(40 * time.Second)
	require.Zero(t, c.View.PIN.Until)
	require.Equal(t, "pin.enter.manager", c.View.PIN.Title.ID)
	c.EnterPINOf(tilltest.Wang)
	require.Len(t, tilltest.Effects[kiosk.FullScreen](c), 1)
}

func TestRefund_ItsReason(t *testing.T) {
	for i, want := range kiosk.RefundReasons {
		c, n := tilltest.RefundPad(t, tilltest.RefundingOnce())
		c.Press("5", kiosk.KeyEnter, []kiosk.Key{kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4}[i])
		require.Empty(t, c.Refunds, "only chosen")
		c.PressGuarded([]kiosk.Key{kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyF3, kiosk.KeyF4}[i])
		require.True(t, c.View.Refund.Confirm)
		c.PressGuarded(kiosk.KeyEnter)
		require.Equal(t, string(want), c.TheRefund().Reason)
		require.Equal(t, n, c.TheRefund().OrderNo)
		require.True(t, slices.ContainsFunc(c.Open, func(a kiosk.Call) bool { return a.Refund.Reason == string(want) }), "the gateway is told")
	}
	c, n := tilltest.RefundPad(t, tilltest.RefundingOnce())
	c.Press("5", kiosk.KeyEnter)
	c.TapGuarded("reason_wrong amount")
	require.Equal(t, kiosk.TonePaid, c.View.Panel.Buttons[1].Tone)
	c.Tap("reason_wrong amount")
	require.Empty(t, c.View.Panel.Buttons[1].Tone, "taken back")
	c.Press(kiosk.KeyEnter)
	require.Equal(t, string(kiosk.RefundNoReason), c.TheRefund().Reason, "none is wanted")
	require.Equal(t, n, c.TheRefund().OrderNo)
}

func TestRightWanted_IsGivenAfterAPIN(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	c.Step(kiosk.RightWanted{Right: kiosk.RightSettings})
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "only the owner's side asks")
	c.Press(kiosk.KeyF9)
	c.EnterPINOf(tilltest.Wang)
	c.Step(kiosk.RightWanted{Right: kiosk.RightReports})
	require.Equal(t, []kiosk.RightGiven{{Right: kiosk.RightReports, Approval: kiosk.Approval{Right: kiosk.RightReports, Asked: "李娜", By: "王经理"}}},
		tilltest.Effects[kiosk.RightGiven](c), "the manager was just there")
	c.Step(kiosk.RightWanted{Right: kiosk.RightSettings})
	require.Equal(t, "pin.enter.owner", c.View.PIN.Title.ID)
	c.EnterPINOf(tilltest.Wang)
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
	c.EnterPINOf(tilltest.Zhang)
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	require.Equal(t, "张老板", tilltest.Effects[kiosk.RightGiven](c)[0].Approval.By)
}

func TestRightWanted_TheNewestIsAskedFor(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	opensHistory(c)
	c.Step(kiosk.RightWanted{Right: kiosk.RightSettings})
	c.Press("1")
	c.Step(kiosk.RightWanted{Right: kiosk.RightReports})
	require.Equal(t, "pin.enter.manager", c.View.PIN.Title.ID)
	require.Zero(t, c.View.PIN.Dots)
	c.EnterPINOf(tilltest.Wang)
	require.Equal(t, kiosk.RightReports, tilltest.Effects[kiosk.RightGiven](c)[0].Right)
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
}

func TestRights_ThePageIsBesideTheHelp(t *testing.T) {
	c := tilltest.Staffed(t, gatewaytest.Full())
	c.Press(kiosk.KeyF12, kiosk.KeyF6)
	require.Equal(t, kiosk.ScreenRights, c.View.Screen)
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenHelp, c.View.Screen)
}
