package till

import (
	"facepay/kiosk"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// toLedger brings rows to what the ledger keeps of times: milliseconds.
func toLedger(r kiosk.Snapshot) kiosk.Snapshot {
	cut := func(at *time.Time) { *at = ledgerTime(*at) }
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

// A clock that is set shows no whole millisecond.
const oddNanoseconds = 123456789 * time.Nanosecond

func TestReload_KeepsWhatThisRunMeasured(t *testing.T) {
	for name, read := range map[string]func(kiosk.Snapshot) kiosk.Snapshot{
		"to the nanosecond":          func(r kiosk.Snapshot) kiosk.Snapshot { return r },
		"to the ledger's resolution": toLedger,
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.now = c.now.Add(oddNanoseconds)
			c.openQR(kiosk.KeyF1, "G1")
			began := c.till.book.Payments()[0].SentSteady
			c.answerFor(10*time.Second, waiting, nil)
			c.press(kiosk.KeyEsc)
			left, watch := c.till.book.Payments()[0].ReleasedSteady, c.till.book.Payments()[0].PollUntilSteady
			// The clock is set, and just that cannot be written.
			const by = 25 * time.Hour
			c.stepUnsaved(kiosk.ClockChanged{Offset: by})
			c.now = c.now.Add(retryEvery)
			c.step(kiosk.Loaded{Snapshot: read(c.restored())})
			p := c.till.book.Payments()[0]
			// A clock that leaps forward may be a sleep, so what was heard counts from it.
			require.Equal(t, []time.Time{began, left, left}, []time.Time{p.SentSteady, p.FollowedSince, p.ReleasedSteady})
			require.WithinDuration(t, watch, p.PollUntilSteady, time.Millisecond, "a day after it was left")
			require.WithinDuration(t, watch.Add(by), c.only().PollUntil, time.Millisecond, "the next start reads it")
		})
	}
}

func TestReload_KeepsTheAgeOfCodes(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.now = c.now.Add(oddNanoseconds)
	c.loseAnswer()
	c.press(kiosk.KeyF6)
	c.sleep(kiosk.PayCodeMemory - time.Second)
	c.step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.step(kiosk.Loaded{Snapshot: toLedger(c.restored())})
	require.True(t, c.till.book.Spent(kiosk.WeChat, "6789"))
	c.sleep(2 * time.Second)
	c.step(kiosk.Woke{})
	require.False(t, c.till.book.Spent(kiosk.WeChat, "6789"))
}

func TestStopped_SellsNothingItCannotRecord(t *testing.T) {
	c := openSale(t, lepayLike())
	c.sleep(time.Second)
	ask := c.pending(kiosk.CallQuery)
	before := c.restored()
	c.stepUnsaved(kiosk.Answered{Call: ask, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}})
	require.Equal(t, kiosk.ScreenStopped, c.view.Screen)
	require.Equal(t, "stopped.full", c.view.Panel.Detail.ID)
	require.Equal(t, "128.50", c.view.Panel.Amount, "what was paid and not recorded is shown")
	require.Equal(t, kiosk.CustomerAskHelp, c.view.Customer.Kind, "nothing is called paid that is not on record")
	require.Nil(t, c.view.Last)
	require.Zero(t, c.view.Today)
	c.press("5", kiosk.KeyF1)
	require.Empty(t, c.other)
	c.press(kiosk.KeyEnter)
	require.Equal(t, []kiosk.Effect{kiosk.Reload{}}, c.other)
	c.step(kiosk.Loaded{Snapshot: before})
	require.Equal(t, kiosk.StatePaid, c.only().State, "the answer was kept")
	require.Equal(t, kiosk.ScreenAlarm, c.view.Screen)
}

func TestStart_SettlesBeforeSelling(t *testing.T) {
	c := openSale(t, lepayLike())
	c.restartAfter(time.Hour)
	require.Equal(t, kiosk.ScreenRecovering, c.view.Screen)
	c.pay("5", kiosk.KeyF1)
	require.Len(t, c.payments, 1, "nothing is sold yet")
	c.answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, "alarm.late.title.restart", c.view.Panel.Title.ID)
	require.Equal(t, kiosk.OutcomeLate, c.view.Last.Outcome)
}

func TestStart_SellsWhenTheGatewayStaysSilent(t *testing.T) {
	c := openSale(t, lepayLike())
	c.restart()
	c.sleep(payments.RecoveryMax)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
}

// The shop changed its gateway. A QR of the old one was still open, and is
// paid there.
func TestOtherGateway_IsNotAskedForAtTheNewOne(t *testing.T) {
	for name, can := range map[string]kiosk.Capabilities{"which knows no such order": fullGateway(), "whose silence proves nothing": blindGateway(true)} {
		t.Run(name, func(t *testing.T) {
			c := cancelledSale(t, lepayLike())
			c.answerAll(g1Waiting, nil)
			c.changeGateway("other", can)
			c.answerFor(26*time.Hour, waiting, nil)
			require.Zero(t, c.count(kiosk.CallQuery)+c.count(kiosk.CallClose), "asked at a gateway that never had it")
			require.Equal(t, kiosk.StateUnknown, c.only().State)
		})
	}
}

func TestOtherGateway_IsForPeople(t *testing.T) {
	can := fullGateway()
	for name, tc := range map[string]struct {
		open func(*counter)
		want kiosk.State
	}{
		"a QR on show":      {func(c *counter) { c.openQR(kiosk.KeyF1, "G1") }, kiosk.StateUnknown},
		"a QR that left":    {func(c *counter) { c.openQR(kiosk.KeyF1, "G1"); c.press(kiosk.KeyEsc) }, kiosk.StateUnknown},
		"a QR never seen":   {func(c *counter) { c.pay("128.5", kiosk.KeyF1) }, kiosk.StateClosed},
		"a code on its way": {func(c *counter) { c.charge("128.5", wechatCode) }, kiosk.StateUnknown},
		"a code in doubt": {func(c *counter) {
			c.charge("128.5", wechatCode)
			c.answer(kiosk.CallCharge, kiosk.Answer{}, unanswered())
		}, kiosk.StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, can)
			tc.open(c)
			n := c.only().OrderNo
			c.changeGateway("other", can)
			require.Equal(t, kiosk.ScreenAmount, c.view.Screen, "nothing to wait for")
			require.Equal(t, tc.want, c.payments[n].State)
			c.sleep(25 * time.Hour)
			require.Zero(t, c.count(kiosk.CallQuery)+c.count(kiosk.CallClose))
			require.Equal(t, tc.want, c.payments[n].State)
			if tc.want == kiosk.StateClosed {
				require.Zero(t, c.view.Status.Open)
				return
			}
			require.Equal(t, kiosk.ReasonOtherGateway, c.payments[n].Note)
			require.Equal(t, 1, c.view.Status.Open)
			c.press(kiosk.KeyF10)
			require.False(t, c.hasButton(kiosk.ActionAskAgain))
			c.press(kiosk.KeyEnter)
			require.Equal(t, kiosk.T("panel.unknown.other_gateway", "gateway", "test"), c.view.Panel.Detail)
			require.False(t, c.hasButton(kiosk.ActionAskAgain))
			c.press(kiosk.KeyF5)
			require.Zero(t, c.count(kiosk.CallQuery))

			version := c.payments[n].Version
			c.changeGateway("other", can)
			require.Equal(t, version, c.payments[n].Version, "a second start has nothing to add")
			c.changeGateway("test", can)
			require.Equal(t, n, c.pending(kiosk.CallClose).Payment.OrderNo, "back at its own gateway it is seen to")
			c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictPaid, Amount: fen(12850)}, nil)
			require.Equal(t, kiosk.StatePaid, c.payments[n].State)
		})
	}
}

func TestOtherGateway_AManagerDecides(t *testing.T) {
	c := openSale(t, fullGateway())
	n := c.only().OrderNo
	c.changeGateway("other", fullGateway())
	c.openDecision()
	c.decide(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.payments[n].State)
	c.sleep(25 * time.Hour)
	require.Zero(t, c.count(kiosk.CallQuery))
	require.Zero(t, c.view.Status.Open)
}
