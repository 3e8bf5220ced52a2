package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestHistory_AScanGoesToTheOwnersSideAndIsNeverSoldWith(t *testing.T) {
	code := kiosk.NewPayCode(tilltest.WechatCode)
	for name, e := range map[string]kiosk.Event{"ended": kiosk.Scanned{Code: code}, "not ended": kiosk.ScanUnended{Code: code}} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.OpenHistory()
			c.Other = nil
			c.Step(e)
			require.Equal(t, []kiosk.Effect{kiosk.OwnerScanned{Code: code}}, c.Other)
			require.Empty(t, c.Payments)
			require.True(t, c.View.Amount.Problem.IsZero())
			c.Step(kiosk.OwnerLeft{})
			require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
			require.False(t, c.View.Owner)
			c.Step(e)
			require.Equal(t, "problem.scan_amount_first", c.View.Amount.Problem.ID, "the counter's again")
		})
	}
}

func TestHistory_AnAlarmStandsInTheBarOfTheOwnersSide(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.OpenHistory()
	require.True(t, c.View.Alarm.IsZero())
	for !c.IsOpen(kiosk.CallQuery) {
		c.Sleep(time.Second)
	}
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"}, nil)
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	require.Equal(t, "alarm.late.title.cancelled", c.View.Alarm.ID)
	c.Tap(kiosk.ActionReview)
	require.Equal(t, kiosk.ScreenAttention, c.View.Screen)
	require.False(t, c.View.Owner)
}

func TestHistory_AnUnknownPaymentIsAskedAboutAndDecidedFromItsRow(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	n := c.Park()
	c.Step(kiosk.DecisionWanted{OrderNo: n})
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen, "not from the counter")
	c.OpenHistory()
	c.Step(kiosk.DecisionWanted{OrderNo: "other"})
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
	c.Step(kiosk.DecisionWanted{OrderNo: n})
	require.Equal(t, kiosk.ScreenPIN, c.View.Screen)
	require.True(t, c.View.Owner, "it comes back")
	c.EnterPIN()
	require.Equal(t, "decide.title", c.View.Panel.Title.ID)
	c.Sleep(tilltest.TouchGuard)
	c.Press(kiosk.KeyEsc)
	require.Equal(t, kiosk.ScreenHistory, c.View.Screen)
}
