package payments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestManager_DecidesAnUnknownPayment(t *testing.T) {
	for key, want := range map[kiosk.Key]kiosk.State{kiosk.KeyF5: kiosk.StatePaid, kiosk.KeyF6: kiosk.StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c := tilltest.LostCharge(t, tilltest.LepayLike())
			c.Press(kiosk.KeyF7)
			require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
			c.Press("1", "2", "3", "4", kiosk.KeyEnter)
			require.Equal(t, []kiosk.Effect{kiosk.CheckPIN{PIN: "1234", Pad: 1}}, c.Other)
			c.Step(kiosk.PINChecked{Pad: 1, Result: kiosk.PINResult{OK: true}})
			require.Equal(t, "decide.title", c.View.Panel.Title.ID)
			c.Press(key)
			require.Equal(t, kiosk.StateUnknown, c.Only().State, "a card that has just come up takes no key")
			c.Decide(key)
			require.Equal(t, want, c.Only().State)
			require.Equal(t, kiosk.RecordDecided, c.Records[len(c.Records)-1-map[bool]int{true: 1}[want == kiosk.StatePaid]].Kind)
		})
	}
}

func TestManager_AnAnswerThatComesAfterTheDecisionIsNotLost(t *testing.T) {
	c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
	charge := c.Pending(kiosk.CallCharge)
	c.Step(kiosk.Woke{}) // the charge is out; a later step fails
	c.Step(kiosk.SaveFailed{Err: kiosk.ErrLedgerFull})
	c.Reload()
	c.Sleep(tilltest.RecoveryMax)
	c.OpenDecision()
	c.Decide(kiosk.KeyF6)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	c.Step(kiosk.Answered{Call: charge, Answer: kiosk.Answer{Verdict: kiosk.VerdictPaid}})
	require.Equal(t, kiosk.StatePaid, c.Only().State)
	require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
}
