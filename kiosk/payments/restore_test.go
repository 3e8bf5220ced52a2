package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// toLedger brings rows to what the ledger keeps of times: milliseconds.
func toLedger(r kiosk.Snapshot) kiosk.Snapshot {
	cut := func(at *time.Time) { *at = tilltest.LedgerTime(*at) }
	for i := range r.Payments {
		p := &r.Payments[i]
		for _, at := range []*time.Time{&p.CreatedAt, &p.SentAt, &p.PaidAt, &p.ReleasedAt, &p.PollUntil} {
			cut(at)
		}
	}
	for i := range r.RecentTails {
		cut(&r.RecentTails[i].At)
	}
	return r
}

func TestReload_KeepsTheAgeOfCodes(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Now = c.Now.Add(123456789 * time.Nanosecond) // a clock that is set shows no whole millisecond
	c.LoseAnswer()
	c.Press(kiosk.KeyF6)
	c.Sleep(kiosk.PayCodeMemory - time.Second)
	c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.Step(kiosk.Loaded{Snapshot: toLedger(c.Restored())})
	c.AnswerAll(tilltest.Waiting, nil)
	c.Charge("2", tilltest.WechatCode)
	require.Equal(t, "problem.code_used", c.View.Amount.Problem.ID)
	c.Sleep(2 * time.Second)
	c.Scan(tilltest.WechatCode)
	require.Equal(t, 2, c.Count(kiosk.CallCharge))
}

func TestStopped_SellsNothingItCannotRecord(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.Sleep(time.Second)
	ask := c.Pending(kiosk.CallQuery)
	before := c.Restored()
	c.StepUnsaved(kiosk.Answered{Call: ask, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}})
	require.Equal(t, kiosk.ScreenStopped, c.View.Screen)
	require.Equal(t, "stopped.full", c.View.Panel.Detail.ID)
	require.Equal(t, "128.50", c.View.Panel.Amount, "what was paid and not recorded is shown")
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind, "nothing is called paid that is not on record")
	require.Nil(t, c.View.Last)
	require.Zero(t, c.View.Today)
	c.Press("5", kiosk.KeyF1)
	require.Empty(t, c.Other)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, []kiosk.Effect{kiosk.Reload{}}, c.Other)
	c.Step(kiosk.Loaded{Snapshot: before})
	require.Equal(t, kiosk.StatePaid, c.Only().State, "the answer was kept")
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
}

func TestStart_SettlesBeforeSelling(t *testing.T) {
	for off, row := range map[time.Duration]struct {
		open  func(*testing.T, kiosk.Capabilities) *tilltest.Counter
		alarm string
	}{
		time.Hour:      {tilltest.OpenSale, "alarm.late.title.restart"},
		38 * time.Hour: {tilltest.CancelledSale, "alarm.late.title.cancelled"},
	} {
		c := row.open(t, tilltest.LepayLike())
		c.RestartAfter(off)
		require.Equal(t, kiosk.ScreenRecovering, c.View.Screen)
		c.Pay("5", kiosk.KeyF1)
		require.Len(t, c.Payments, 1, "nothing is sold yet")
		c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
		require.Equal(t, row.alarm, c.View.Panel.Title.ID)
		require.Equal(t, kiosk.OutcomeLate, c.View.Last.Outcome)
	}
}

func TestStart_SellsWhenTheGatewayStaysSilent(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.Restart()
	c.Sleep(tilltest.RecoveryMax)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

// The shop changed its gateway. A QR of the old one was still open, and is
// paid there.
func TestOtherGateway_IsNotAskedForAtTheNewOne(t *testing.T) {
	for name, can := range map[string]kiosk.Capabilities{"which knows no such order": gatewaytest.Full(), "whose silence proves nothing": gatewaytest.NoQuery(true)} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.CancelledSale(t, tilltest.LepayLike())
			c.AnswerAll(tilltest.G1Waiting, nil)
			c.ChangeGateway("other", can)
			c.AnswerFor(26*time.Hour, tilltest.Waiting, nil)
			require.Zero(t, c.Count(kiosk.CallQuery)+c.Count(kiosk.CallClose), "asked at a gateway that never had it")
			require.Equal(t, kiosk.StateUnknown, c.Only().State)
		})
	}
}

func TestOtherGateway_IsForPeople(t *testing.T) {
	can := gatewaytest.Full()
	for name, tc := range map[string]struct {
		open func(*tilltest.Counter)
		want kiosk.State
	}{
		"a QR on show":      {func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1") }, kiosk.StateUnknown},
		"a QR that left":    {func(c *tilltest.Counter) { c.OpenQR(kiosk.KeyF1, "G1"); c.Press(kiosk.KeyEsc) }, kiosk.StateUnknown},
		"a QR never seen":   {func(c *tilltest.Counter) { c.Pay("128.5", kiosk.KeyF1) }, kiosk.StateClosed},
		"a code on its way": {func(c *tilltest.Counter) { c.Charge("128.5", tilltest.WechatCode) }, kiosk.StateUnknown},
		"a code in doubt": {func(c *tilltest.Counter) {
			c.Charge("128.5", tilltest.WechatCode)
			c.Answer(kiosk.CallCharge, kiosk.Answer{}, tilltest.Unanswered())
		}, kiosk.StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, can)
			tc.open(c)
			n := c.Only().OrderNo
			c.ChangeGateway("other", can)
			require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "nothing to wait for")
			require.Equal(t, tc.want, c.Payments[n].State)
			c.Sleep(25 * time.Hour)
			require.Zero(t, c.Count(kiosk.CallQuery)+c.Count(kiosk.CallClose))
			require.Equal(t, tc.want, c.Payments[n].State)
			if tc.want == kiosk.StateClosed {
				require.Zero(t, c.View.Status.Open)
				return
			}
			require.Equal(t, kiosk.ReasonOtherGateway, c.Payments[n].Note)
			require.Equal(t, 1, c.View.Status.Open)
			c.Press(kiosk.KeyF10)
			require.False(t, c.HasButton(kiosk.ActionAskAgain))
			c.Press(kiosk.KeyEnter)
			require.Equal(t, kiosk.T("panel.unknown.other_gateway", "gateway", "test"), c.View.Panel.Detail)
			require.False(t, c.HasButton(kiosk.ActionAskAgain))
			c.Press(kiosk.KeyF5)
			require.Zero(t, c.Count(kiosk.CallQuery))

			version := c.Payments[n].Version
			c.ChangeGateway("other", can)
			require.Equal(t, version, c.Payments[n].Version, "a second start has nothing to add")
			c.ChangeGateway("test", can)
			require.Equal(t, n, c.Pending(kiosk.CallClose).Payment.OrderNo, "back at its own gateway it is seen to")
			c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: tilltest.Fen(12850)}, nil)
			require.Equal(t, kiosk.StatePaid, c.Payments[n].State)
		})
	}
}

func TestOtherGateway_AManagerDecides(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	n := c.Only().OrderNo
	c.ChangeGateway("other", gatewaytest.Full())
	c.OpenDecision()
	c.Decide(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.Payments[n].State)
	c.Sleep(25 * time.Hour)
	require.Zero(t, c.Count(kiosk.CallQuery))
	require.Zero(t, c.View.Status.Open)
}
