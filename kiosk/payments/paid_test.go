package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestRule5_TwoPaidOfOneSale(t *testing.T) {
	c := tilltest.SwitchedSale(t, tilltest.LepayLike())
	c.Sleep(6 * time.Second)
	c.PayLate("G1")
	c.PayLate("G2")
	require.Equal(t, kiosk.OutcomePaid, c.View.Last.Outcome)
	require.Equal(t, 1, c.View.Status.Open)
	c.Press(kiosk.KeyEnter)
	require.Equal(t, "alarm.twice.title", c.View.Panel.Title.ID)
}

func TestRule5_BothPaidAfterLeavingIsPaidTwice(t *testing.T) {
	c := tilltest.SwitchedSale(t, tilltest.LepayLike())
	c.Press(kiosk.KeyEsc)
	c.Sleep(5 * time.Second)
	c.PayLate("G1")
	c.PayLate("G2")
	require.Equal(t, 2, c.View.Status.Open)
	twice := 0
	for _, p := range c.Payments {
		require.True(t, p.Late)
		if p.Incident == kiosk.IncidentDoubled {
			twice++
		}
	}
	require.Equal(t, 1, twice, "the second one is called what it is")
}

func TestRule5_AFailedQRMayStillBePaid(t *testing.T) {
	for name, later := range map[string]func(*tilltest.Counter){
		"a minute later": func(c *tilltest.Counter) { c.Sleep(time.Minute) },
		"after a leap":   func(c *tilltest.Counter) { c.RestartAfter(8 * time.Hour) }, // it had been waiting for minutes, not hours
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.OpenSale(t, tilltest.LepayLike())
			c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictFailed, Order: "G1", Reason: "PAYERROR"})
			require.Equal(t, kiosk.StateFailed, c.Only().State)
			require.Equal(t, kiosk.Text{ID: "fail.reason", Args: []string{"reason", "PAYERROR"}}, c.View.Panel.Detail)
			c.Press(kiosk.KeyEsc)
			later(c)
			c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
			require.True(t, c.Only().Late)
			require.Equal(t, kiosk.ScreenAlarm, c.View.Screen)
		})
	}
}
