package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The shop changed its gateway. A QR of the old one was still open, and is
// paid there.
func TestFormerGateway_IsNotAskedForAtTheNewOne(t *testing.T) {
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

func TestFormerGateway_IsForPeople(t *testing.T) {
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

func TestFormerGateway_AManagerDecides(t *testing.T) {
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
