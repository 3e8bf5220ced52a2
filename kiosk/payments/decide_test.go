package payments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func TestManager_DecidesAtTheCounter(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *tilltest.Counter{
		"a code whose answer is lost":    func(t *testing.T) *tilltest.Counter { return tilltest.LostCharge(t, tilltest.LepayLike()) },
		"a QR that nobody can ask about": func(t *testing.T) *tilltest.Counter { return tilltest.OpenSale(t, gatewaytest.NoQuery(false)) },
	} {
		for key, want := range map[kiosk.Key]kiosk.State{kiosk.KeyF5: kiosk.StatePaid, kiosk.KeyF6: kiosk.StateClosed} {
			t.Run(name+", "+string(want), func(t *testing.T) {
				c := open(t)
				before := c.Only().State
				c.Press(kiosk.KeyF5)
				c.Tap(kiosk.ActionSayPaid, kiosk.ActionSayUnpaid)
				require.Equal(t, before, c.Only().State, "not without the PIN")
				c.PressPIN(kiosk.KeyF7)
				require.Equal(t, "decide.title", c.View.Panel.Title.ID)
				c.Press(key)
				require.Equal(t, before, c.Only().State, "a card that has just come up takes no key")
				c.Decide(key)
				require.Equal(t, want, c.Only().State)
				require.Equal(t, 1, c.Recorded(kiosk.RecordDecided))
				if want == kiosk.StatePaid {
					require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
					return
				}
				require.Equal(t, "fail.manager", c.View.Panel.Detail.ID)
				require.True(t, c.SaleOpen(), "the customer may pay another way")
			})
		}
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
