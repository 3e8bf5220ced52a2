package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProof_AQRThatCannotBeAskedAbout(t *testing.T) {
	for detail, can := range map[string]Capabilities{"panel.proof.manager": blindGateway(false), "panel.proof.notice": blindGateway(true)} {
		t.Run(detail, func(t *testing.T) {
			c, n := openBlind(t, can)
			require.Equal(t, detail, c.view.Panel.Detail.ID, "the window says which proof it waits for")
			require.True(t, c.hasButton(ActionManager))
			c.sleep(4 * time.Minute)
			require.Equal(t, StateWaiting, c.payments[n].State)
			c.sleep(2 * time.Minute)
			require.Equal(t, "panel.timeout.parked", c.view.Panel.Title.ID)
			c.sleep(24 * time.Hour)
			require.Zero(t, c.count(CallQuery), "it is never asked about")
		})
	}
}

func TestProof_AManagersWordAtTheCounter(t *testing.T) {
	for key, want := range map[Key]State{KeyF5: StatePaid, KeyF6: StateClosed} {
		t.Run(string(want), func(t *testing.T) {
			c, n := openBlind(t, blindGateway(false))
			c.press(KeyF5, KeyF6)
			require.Equal(t, StateWaiting, c.payments[n].State, "not without the PIN")
			c.pressPIN(KeyF7)
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.decide(key)
			require.Equal(t, want, c.payments[n].State)
			if want == StatePaid {
				require.Equal(t, CustomerPaid, c.view.Customer.Kind)
				return
			}
			require.Equal(t, "fail.manager", c.view.Panel.Detail.ID)
			require.True(t, c.saleOpen(), "the customer may pay another way")
		})
	}
}

func TestProof_ALeftQREndsWithItsValidity(t *testing.T) {
	for name, tc := range map[string]struct {
		can  Capabilities
		want State
		open int
	}{
		"notifications reach this till": {blindGateway(true), StateClosed, 0},
		"nobody will ever tell":         {blindGateway(false), StateUnknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c, n := openBlind(t, tc.can)
			c.press(KeyEsc)
			if tc.can.Notifications {
				c.payByNotice()
			}
			c.sleep(tc.can.QRValid + notificationGrace - time.Minute)
			require.Equal(t, StateWaiting, c.payments[n].State, "it may still be paid, or be told of")
			c.sleep(2 * time.Minute)
			require.Equal(t, tc.want, c.payments[n].State)
			require.Equal(t, ReasonExpired, c.payments[n].Note)
			require.Equal(t, tc.open, c.view.Status.Open)
			if tc.want == StateUnknown {
				c.press(KeyF10)
				require.True(t, c.hasButton(ActionManager))
				require.False(t, c.hasButton(ActionAskAgain))
			}
		})
	}
}

func TestProof_ARestartDoesNotWaitForWhatCannotBeAsked(t *testing.T) {
	can := blindGateway(true)
	c, n := openBlind(t, can)
	c.restartAfter(time.Minute)
	require.Equal(t, ScreenAmount, c.view.Screen)
	c.sleep(can.QRValid + notificationGrace)
	require.Equal(t, StateUnknown, c.payments[n].State, "what came while the till was off nobody heard")
}

func TestProof_ClosedByTheGatewaysOwnWord(t *testing.T) {
	can := blindGateway(false)
	can.Close = true
	c, n := openBlind(t, can)
	c.press(KeyEsc)
	c.answer(CallClose, Answer{}, unanswered())
	require.Equal(t, StateWaiting, c.payments[n].State)
	c.sleep(10 * time.Second)
	c.answer(CallClose, Answer{Verdict: VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, StateClosed, c.payments[n].State)

	n = c.openBlind()
	c.press(KeyEsc)
	c.answerFor(1000*time.Minute, Answer{}, unanswered())
	require.Equal(t, StateUnknown, c.payments[n].State)
	require.Equal(t, 2+closeTriesMax, c.count(CallClose))
	require.Zero(t, c.count(CallQuery))
}

func TestProof_ANumberOfTheGatewaysCannotBeAskedAboutWhereNothingCan(t *testing.T) {
	can := blindGateway(false)
	can.Code = true
	c := chargedSale(t, can, wechatCode)
	c.answer(CallCharge, Answer{Verdict: VerdictConfirming, GatewayOrderNo: "W1"}, nil)
	require.Equal(t, StateUnknown, c.only().State)
	c.sleep(time.Hour)
	require.Zero(t, c.count(CallQuery))
}
