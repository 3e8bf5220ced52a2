package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

func TestProof_AQRThatCannotBeAskedAbout(t *testing.T) {
	for detail, can := range map[string]kiosk.Capabilities{"panel.proof.manager": gatewaytest.NoQuery(false), "panel.proof.notice": gatewaytest.NoQuery(true)} {
		t.Run(detail, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, can)
			require.Equal(t, detail, c.View.Panel.Detail.ID, "the window says which proof it waits for")
			require.True(t, c.HasButton(kiosk.ActionManager))
			c.AnswerFor(4*time.Minute, kiosk.Answer{}, nil)
			require.Equal(t, kiosk.StateWaiting, c.Payments[n].State)
			c.AnswerUntilIdle(kiosk.Answer{}, nil)
			require.Equal(t, "panel.timeout.parked", c.View.Panel.Title.ID)
			require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "that no notification came proves nothing yet")
			require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
			require.Equal(t, 1, c.View.Status.Open)
			c.Sleep(24 * time.Hour)
			require.Zero(t, c.Count(kiosk.CallQuery), "it is never asked about")
		})
	}
}

func TestProof_ALeftQREndsWithItsValidity(t *testing.T) {
	for name, tc := range map[string]struct {
		can  kiosk.Capabilities
		want kiosk.State
		open int
	}{
		"notifications reach this till": {gatewaytest.NoQuery(true), kiosk.StateClosed, 0},
		"nobody will ever tell":         {gatewaytest.NoQuery(false), kiosk.StateUnknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := tilltest.OpenBlind(t, tc.can)
			c.Press(kiosk.KeyEsc)
			if tc.can.Notifications {
				c.PayByNotice()
			}
			c.Sleep(tc.can.QRValid + payments.NotificationGrace - time.Minute)
			require.Equal(t, kiosk.StateWaiting, c.Payments[n].State, "it may still be paid, or be told of")
			c.Sleep(2 * time.Minute)
			require.Equal(t, tc.want, c.Payments[n].State)
			require.Equal(t, kiosk.ReasonExpired, c.Payments[n].Note)
			require.Equal(t, tc.open, c.View.Status.Open)
			if tc.want == kiosk.StateUnknown {
				c.Press(kiosk.KeyF10)
				require.True(t, c.HasButton(kiosk.ActionManager))
				require.False(t, c.HasButton(kiosk.ActionAskAgain))
			}
		})
	}
}

// What came while the till was off met a closed port.
func TestProof_ARestartDoesNotWaitForWhatCannotBeAsked(t *testing.T) {
	for _, notices := range []bool{true, false} {
		can := gatewaytest.NoQuery(notices)
		c, n := tilltest.OpenBlind(t, can)
		c.RestartAfter(time.Minute)
		require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
		require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
		require.Equal(t, 1, c.View.Status.Open)
		c.Sleep(can.QRValid + payments.NotificationGrace)
		require.Equal(t, kiosk.StateUnknown, c.Payments[n].State, "nobody can know")
	}
}

func TestProof_ClosedByTheGatewaysOwnWord(t *testing.T) {
	can := gatewaytest.NoQuery(false)
	can.Close = true
	c, n := tilltest.OpenBlind(t, can)
	c.Press(kiosk.KeyEsc)
	c.Answer(kiosk.CallClose, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, kiosk.StateWaiting, c.Payments[n].State)
	c.Sleep(10 * time.Second)
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, kiosk.StateClosed, c.Payments[n].State)

	n = c.OpenBlind()
	c.Press(kiosk.KeyEsc)
	c.AnswerFor(1000*time.Minute, kiosk.Answer{}, tilltest.Unanswered())
	require.Equal(t, kiosk.StateUnknown, c.Payments[n].State)
	require.Equal(t, 2+payments.CloseTriesMax, c.Count(kiosk.CallClose))
	require.Zero(t, c.Count(kiosk.CallQuery))
}

func TestProof_ANumberOfTheGatewaysCannotBeAskedAboutWhereNothingCan(t *testing.T) {
	can := gatewaytest.NoQuery(false)
	can.Code = true
	c := tilltest.ChargedSale(t, can, tilltest.WechatCode)
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming, GatewayOrderNo: "W1"}, nil)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	c.Sleep(time.Hour)
	require.Zero(t, c.Count(kiosk.CallQuery))
}
