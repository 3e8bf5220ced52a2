package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDeadlines(t *testing.T) {
	for code, limit := range map[string]time.Duration{wechatCode: time.Minute, alipayCode: 65 * time.Second} {
		t.Run(code[:2], func(t *testing.T) {
			c := newCounter(t, fullGateway())
			c.typeAmount("1")
			c.press(KeyEnter)
			c.step(Scanned{NewPayCode(code)})
			c.answer(CallCharge, Answer{Verdict: VerdictConfirming}, nil)
			require.Equal(t, CustomerConfirm, c.view.Customer.Kind)
			sent := c.only().SentAt
			for c.now.Sub(sent) < limit-time.Second {
				c.sleep(time.Second)
				for len(c.open) > 0 {
					c.answer(c.open[0].Kind, Answer{Verdict: VerdictConfirming}, nil)
				}
			}
			require.Equal(t, StateUnknown, c.only().State)
			require.Equal(t, CustomerUnsure, c.view.Customer.Kind)
			require.Positive(t, c.count(CallClose), "closed at the gateway before the deadline")
		})
	}
}

func TestManager_DecidesAnUnknownPayment(t *testing.T) {
	for key, want := range map[Key]State{KeyF5: StatePaid, KeyF6: StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c := newCounter(t, lepayLike())
			c.loseAnswer()
			c.press(KeyF7)
			require.Equal(t, ScreenPIN, c.view.Screen)
			c.press("1", "2", "3", "4", KeyEnter)
			require.Equal(t, []Effect{CheckPIN{"1234", 1}}, c.other)
			c.step(PINChecked{Pad: 1, Result: PINResult{OK: true}})
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.press(key)
			require.Equal(t, StateUnknown, c.only().State, "a card that has just come up takes no key")
			c.decides(key)
			require.Equal(t, want, c.only().State)
			require.Equal(t, RecordDecided, c.records[len(c.records)-1-map[bool]int{true: 1}[want == StatePaid]].Kind)
		})
	}
}

func TestManager_WrongPINDecidesNothing(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.loseAnswer()
	c.press(KeyF7, "1", "2", "3", "4", KeyEnter)
	c.step(PINChecked{Pad: 1, Result: PINResult{TriesLeft: 4}})
	require.Equal(t, "pin.wrong", c.view.PIN.Title.ID)
	require.Equal(t, "pin.for.manager", c.view.PIN.Detail.ID, "what it is for stays to be read")
	c.press(KeyF5, KeyF6)
	c.step(Tapped{ActionSayPaid})
	require.Equal(t, StateUnknown, c.only().State)
	c.press(KeyEsc)
	c.step(Tapped{ActionSayPaid})
	require.Equal(t, StateUnknown, c.only().State)
}

func TestPark_SellsOnAndTellsWhenItComes(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.loseAnswer()
	c.press(KeyF6)
	require.Equal(t, ScreenAmount, c.view.Screen)
	require.Equal(t, 1, c.view.Status.Open)
	n := c.only().OrderNo
	c.sleep(time.Second)
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: string(n)}, nil)
	require.Equal(t, "alarm.late.title.parked", c.view.Panel.Title.ID)
}

func TestStopped_SellsNothingItCannotRecord(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	c.sleep(time.Second)
	ask := c.pending(CallQuery)
	paid := Answered{Call: ask, Answer: Answer{Verdict: VerdictPaid, Order: "G1"}}
	before := c.restored()
	c.till.Step(c.now, paid) // its Save fails
	c.step(SaveFailed{Cause: paid, Err: ErrLedgerFull})
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
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	r := c.restored()
	c.now = c.now.Add(time.Hour)
	c.start(lepayLike())
	c.step(Loaded{r})
	require.Equal(t, ScreenRecovering, c.view.Screen)
	c.typeAmount("5")
	c.press(KeyF1)
	require.Len(t, c.payments, 1, "nothing is sold yet")
	c.answer(CallQuery, Answer{Verdict: VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, "alarm.late.title.restart", c.view.Panel.Title.ID)
	require.Equal(t, OutcomeLate, c.view.Last.Outcome)
}

func TestStart_SellsWhenTheGatewayStaysSilent(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	r := c.restored()
	c.start(lepayLike())
	c.step(Loaded{r})
	c.sleep(settleMax)
	require.Equal(t, ScreenAmount, c.view.Screen)
}

func TestManager_AnAnswerThatComesAfterTheDecisionIsNotLost(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewPayCode(wechatCode)})
	charge := c.pending(CallCharge)
	r := c.restored()
	c.step(Woke{}) // the charge is out; a later step fails
	c.step(SaveFailed{Err: ErrLedgerFull})
	c.press(KeyEnter)
	c.step(Loaded{r})
	c.sleep(settleMax)
	c.press(KeyF10)
	c.sleep(alarmGuard)
	c.press(KeyF7, "1", "2", "3", "4", KeyEnter)
	c.step(PINChecked{Pad: 1, Result: PINResult{OK: true}})
	c.decides(KeyF6)
	require.Equal(t, StateClosed, c.only().State)
	c.step(Answered{Call: charge, Answer: Answer{Verdict: VerdictPaid}})
	require.Equal(t, StatePaid, c.only().State)
	require.Equal(t, ScreenAlarm, c.view.Screen)
}

func TestPIN_AnswersBelongToTheirPad(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.press(KeyF9, "1", "2", "3", "4", KeyEnter)
	c.press(KeyEsc)
	require.Equal(t, ScreenPIN, c.view.Screen, "it is being checked")
	c.step(PINChecked{Pad: 7, Result: PINResult{OK: true}})
	require.Equal(t, ScreenPIN, c.view.Screen)
	c.step(PINChecked{Pad: 1, Result: PINResult{OK: true}})
	require.Equal(t, ScreenHistory, c.view.Screen)
}
