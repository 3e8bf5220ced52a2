package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProof_AQRThatCannotBeAskedAbout(t *testing.T) {
	for detail, can := range map[string]kiosk.Capabilities{"panel.proof.manager": gatewaytest.NoQuery(false), "panel.proof.notice": gatewaytest.NoQuery(true)} {
		t.Run(detail, func(t *testing.T) {
			c, n := openBlind(t, can)
			require.Equal(t, detail, c.view.Panel.Detail.ID, "the window says which proof it waits for")
			require.True(t, c.hasButton(kiosk.ActionManager))
			c.sleep(4 * time.Minute)
			require.Equal(t, kiosk.StateWaiting, c.payments[n].State)
			c.sleep(2 * time.Minute)
			require.Equal(t, "panel.timeout.parked", c.view.Panel.Title.ID)
			c.sleep(24 * time.Hour)
			require.Zero(t, c.count(kiosk.CallQuery), "it is never asked about")
		})
	}
}

func TestProof_AManagersWordAtTheCounter(t *testing.T) {
	for key, want := range map[kiosk.Key]kiosk.State{kiosk.KeyF5: kiosk.StatePaid, kiosk.KeyF6: kiosk.StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c, n := openBlind(t, gatewaytest.NoQuery(false))
			c.press(kiosk.KeyF5, kiosk.KeyF6)
			require.Equal(t, kiosk.StateWaiting, c.payments[n].State, "not without the PIN")
			c.pressPIN(kiosk.KeyF7)
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.decide(key)
			require.Equal(t, want, c.payments[n].State)
			if want == kiosk.StatePaid {
				require.Equal(t, kiosk.CustomerPaid, c.view.Customer.Kind)
				return
			}
			require.Equal(t, "fail.manager", c.view.Panel.Detail.ID)
			require.True(t, c.saleOpen(), "the customer may pay another way")
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
			c, n := openBlind(t, tc.can)
			c.press(kiosk.KeyEsc)
			if tc.can.Notifications {
				c.payByNotice()
			}
			c.sleep(tc.can.QRValid + payments.NotificationGrace - time.Minute)
			require.Equal(t, kiosk.StateWaiting, c.payments[n].State, "it may still be paid, or be told of")
			c.sleep(2 * time.Minute)
			require.Equal(t, tc.want, c.payments[n].State)
			require.Equal(t, kiosk.ReasonExpired, c.payments[n].Note)
			require.Equal(t, tc.open, c.view.Status.Open)
			if tc.want == kiosk.StateUnknown {
				c.press(kiosk.KeyF10)
				require.True(t, c.hasButton(kiosk.ActionManager))
				require.False(t, c.hasButton(kiosk.ActionAskAgain))
			}
		})
	}
}

func TestProof_ARestartDoesNotWaitForWhatCannotBeAsked(t *testing.T) {
	can := gatewaytest.NoQuery(true)
	c, n := openBlind(t, can)
	c.restartAfter(time.Minute)
	require.Equal(t, kiosk.ScreenAmount, c.view.Screen)
	c.sleep(can.QRValid + payments.NotificationGrace)
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State, "what came while the till was off nobody heard")
}

func TestProof_ClosedByTheGatewaysOwnWord(t *testing.T) {
	can := gatewaytest.NoQuery(false)
	can.Close = true
	c, n := openBlind(t, can)
	c.press(kiosk.KeyEsc)
	c.answer(kiosk.CallClose, kiosk.Answer{}, unanswered())
	require.Equal(t, kiosk.StateWaiting, c.payments[n].State)
	c.sleep(10 * time.Second)
	c.answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, kiosk.StateClosed, c.payments[n].State)

	n = c.openBlind()
	c.press(kiosk.KeyEsc)
	c.answerFor(1000*time.Minute, kiosk.Answer{}, unanswered())
	require.Equal(t, kiosk.StateUnknown, c.payments[n].State)
	require.Equal(t, 2+payments.CloseTriesMax, c.count(kiosk.CallClose))
	require.Zero(t, c.count(kiosk.CallQuery))
}

func TestProof_ANumberOfTheGatewaysCannotBeAskedAboutWhereNothingCan(t *testing.T) {
	can := gatewaytest.NoQuery(false)
	can.Code = true
	c := chargedSale(t, can, wechatCode)
	c.answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming, GatewayOrderNo: "W1"}, nil)
	require.Equal(t, kiosk.StateUnknown, c.only().State)
	c.sleep(time.Hour)
	require.Zero(t, c.count(kiosk.CallQuery))
}
