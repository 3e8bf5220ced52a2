package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// toLedger brings rows to what the ledger keeps of times: milliseconds.
func toLedger(r Snapshot) Snapshot {
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
	for name, read := range map[string]func(Snapshot) Snapshot{
		"to the nanosecond":          func(r Snapshot) Snapshot { return r },
		"to the ledger's resolution": toLedger,
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.now = c.now.Add(oddNanoseconds)
			c.openQR(KeyF1, "G1")
			began := c.till.book.payments[0].sentSteady
			c.answerFor(10*time.Second, waiting, nil)
			c.press(KeyEsc)
			left, watch := c.till.book.payments[0].releasedSteady, c.till.book.payments[0].pollUntilSteady
			// The clock is set, and just that cannot be written.
			const by = 25 * time.Hour
			c.stepUnsaved(ClockChanged{by})
			c.now = c.now.Add(retryEvery)
			c.step(Loaded{read(c.restored())})
			p := c.till.book.payments[0]
			// A clock that leaps forward may be a sleep, so what was heard counts from it.
			require.Equal(t, []time.Time{began, left, left}, []time.Time{p.sentSteady, p.followedSince, p.releasedSteady})
			require.WithinDuration(t, watch, p.pollUntilSteady, time.Millisecond, "a day after it was left")
			require.WithinDuration(t, watch.Add(by), c.only().PollUntil, time.Millisecond, "the next start reads it")
		})
	}
}

// What a step that is not on record made of a watch is not kept either.
func TestReload_ForgetsAWatchThatIsNotOnRecord(t *testing.T) {
	c := openSale(t, lepayLike())
	c.till.Step(c.now, Pressed{KeyEsc})
	require.False(t, c.till.book.payments[0].pollUntilSteady.IsZero())
	c.step(SaveFailed{Err: ErrLedgerFull})
	p := c.till.book.track(c.only(), c.till.book.payments[0])
	require.True(t, p.pollUntilSteady.IsZero())
	require.True(t, p.releasedSteady.IsZero())
}

func TestReload_KeepsTheAgeOfCodes(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.now = c.now.Add(oddNanoseconds)
	c.loseAnswer()
	c.press(KeyF6)
	c.sleep(PayCodeMemory - time.Second)
	c.step(SaveFailed{Err: ErrLedgerFull})
	c.step(Loaded{toLedger(c.restored())})
	require.True(t, c.till.book.spent(WeChat, "6789"))
	c.sleep(2 * time.Second)
	c.step(Woke{})
	require.False(t, c.till.book.spent(WeChat, "6789"))
}

func TestStopped_SellsNothingItCannotRecord(t *testing.T) {
	c := openSale(t, lepayLike())
	c.sleep(time.Second)
	ask := c.pending(CallQuery)
	before := c.restored()
	c.stepUnsaved(Answered{Call: ask, Answer: Answer{Verdict: VerdictPaid, Order: "G1"}})
	require.Equal(t, ScreenStopped, c.view.Screen)
	require.Equal(t, "stopped.full", c.view.Panel.Detail.ID)
	require.Equal(t, "128.50", c.view.Panel.Amount, "what was paid and not recorded is shown")
	require.Equal(t, CustomerAskHelp, c.view.Customer.Kind, "nothing is called paid that is not on record")
	require.Nil(t, c.view.Last)
	require.Zero(t, c.view.Today)
	c.press("5", KeyF1)
	require.Empty(t, c.other)
	c.press(KeyEnter)
	require.Equal(t, []Effect{Reload{}}, c.other)
	c.step(Loaded{before})
	require.Equal(t, StatePaid, c.only().State, "the answer was kept")
	require.Equal(t, ScreenAlarm, c.view.Screen)
}

func TestStart_SettlesBeforeSelling(t *testing.T) {
	c := openSale(t, lepayLike())
	c.restartAfter(time.Hour)
	require.Equal(t, ScreenRecovering, c.view.Screen)
	c.pay("5", KeyF1)
	require.Len(t, c.payments, 1, "nothing is sold yet")
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, "alarm.late.title.restart", c.view.Panel.Title.ID)
	require.Equal(t, OutcomeLate, c.view.Last.Outcome)
}

func TestStart_SellsWhenTheGatewayStaysSilent(t *testing.T) {
	c := openSale(t, lepayLike())
	c.restart()
	c.sleep(recoveryMax)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

// The shop changed its gateway. A QR of the old one was still open, and is
// paid there.
func TestOtherGateway_IsNotAskedForAtTheNewOne(t *testing.T) {
	for name, can := range map[string]Capabilities{"which knows no such order": fullGateway(), "whose silence proves nothing": blindGateway(true)} {
		t.Run(name, func(t *testing.T) {
			c := cancelledSale(t, lepayLike())
			c.answerAll(g1Waiting, nil)
			c.changeGateway("other", can)
			c.answerFor(26*time.Hour, waiting, nil)
			require.Zero(t, c.count(CallQuery)+c.count(CallClose), "asked at a gateway that never had it")
			require.Equal(t, StateUnknown, c.only().State)
		})
	}
}

func TestOtherGateway_IsForPeople(t *testing.T) {
	can := fullGateway()
	for name, tc := range map[string]struct {
		open func(*counter)
		want State
	}{
		"a QR on show":      {func(c *counter) { c.openQR(KeyF1, "G1") }, StateUnknown},
		"a QR that left":    {func(c *counter) { c.openQR(KeyF1, "G1"); c.press(KeyEsc) }, StateUnknown},
		"a QR never seen":   {func(c *counter) { c.pay("128.5", KeyF1) }, StateClosed},
		"a code on its way": {func(c *counter) { c.charge("128.5", wechatCode) }, StateUnknown},
		"a code in doubt": {func(c *counter) {
			c.charge("128.5", wechatCode)
			c.answer(CallCharge, Answer{}, unanswered())
		}, StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, can)
			tc.open(c)
			n := c.only().OrderNo
			c.changeGateway("other", can)
			require.Equal(t, ScreenAmount, c.view.Screen, "nothing to wait for")
			require.Equal(t, tc.want, c.payments[n].State)
			c.sleep(25 * time.Hour)
			require.Zero(t, c.count(CallQuery)+c.count(CallClose))
			require.Equal(t, tc.want, c.payments[n].State)
			if tc.want == StateClosed {
				require.Zero(t, c.view.Status.Open)
				return
			}
			require.Equal(t, ReasonOtherGateway, c.payments[n].Note)
			require.Equal(t, 1, c.view.Status.Open)
			c.press(KeyF10)
			require.False(t, c.hasButton(ActionAskAgain))
			c.press(KeyEnter)
			require.Equal(t, T("panel.unknown.other_gateway", "gateway", "test"), c.view.Panel.Detail)
			require.False(t, c.hasButton(ActionAskAgain))
			c.press(KeyF5)
			require.Zero(t, c.count(CallQuery))

			version := c.payments[n].Version
			c.changeGateway("other", can)
			require.Equal(t, version, c.payments[n].Version, "a second start has nothing to add")
			c.changeGateway("test", can)
			require.Equal(t, n, c.pending(CallClose).Payment.OrderNo, "back at its own gateway it is seen to")
			c.answer(CallClose, Answer{Verdict: VerdictPaid, Amount: fen(12850)}, nil)
			require.Equal(t, StatePaid, c.payments[n].State)
		})
	}
}

func TestOtherGateway_AManagerDecides(t *testing.T) {
	c := openSale(t, fullGateway())
	n := c.only().OrderNo
	c.changeGateway("other", fullGateway())
	c.openDecision()
	c.decide(KeyF6)
	require.Equal(t, StateClosed, c.payments[n].State)
	c.sleep(25 * time.Hour)
	require.Zero(t, c.count(CallQuery))
	require.Zero(t, c.view.Status.Open)
}
