package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The shop changed its gateway. A QR of the old one was still open, and is
// paid there.
func TestFormerGateway_IsNotAskedForAtTheNewOne(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	n := c.only().OrderNo
	c.press(KeyEsc)
	for len(c.open) > 0 {
		c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting, Order: "G1"}, nil)
	}
	can := fullGateway()
	c.till = NewTill(Settings{Shop: "茶铺", Till: "01", Provider: "other", Capabilities: can, MaxAmount: 5_000_000})
	c.open, c.asked = nil, nil
	c.step(Loaded{c.restored()})
	for range 26 * 60 {
		for len(c.open) > 0 { // the new gateway knows no such order, which reads as "not scanned yet"
			c.answer(c.open[0].Kind, Answer{Verdict: VerdictWaiting}, nil)
		}
		c.sleep(time.Minute)
	}
	require.Zero(t, c.count(CallQuery)+c.count(CallClose), "asked at a gateway that never had it")
	require.Equal(t, StateUnknown, c.payments[n].State)
}

func TestFormerGateway_SilenceProvesNothing(t *testing.T) {
	c := newCounter(t, lepayLike())
	c.openQR(KeyF1, "G1")
	n := c.only().OrderNo
	c.press(KeyEsc)
	c.till = NewTill(Settings{Shop: "茶铺", Till: "01", Provider: "other", Capabilities: blindGateway(true), MaxAmount: 5_000_000})
	c.open, c.asked = nil, nil
	c.step(Loaded{c.restored()})
	c.sleep(25 * time.Hour)
	require.Equal(t, StateUnknown, c.payments[n].State)
}

// elsewhere starts the till anew with another gateway.
func (c *counter) elsewhere(provider string, can Capabilities) {
	c.t.Helper()
	r := c.restored()
	c.till = NewTill(Settings{Shop: "茶铺", Till: "01", Provider: provider, Capabilities: can, MaxAmount: 5_000_000})
	c.open, c.asked = nil, nil
	c.step(ListenerChanged{can.Notifications})
	c.step(Loaded{r})
}

func TestFormerGateway_IsForPeople(t *testing.T) {
	can := fullGateway()
	for name, tc := range map[string]struct {
		open func(*counter)
		want State
	}{
		"a QR on show":   {func(c *counter) { c.openQR(KeyF1, "G1") }, StateUnknown},
		"a QR that left": {func(c *counter) { c.openQR(KeyF1, "G1"); c.press(KeyEsc) }, StateUnknown},
		"a QR never seen": {func(c *counter) {
			c.typeAmount("128.5")
			c.press(KeyF1)
		}, StateClosed},
		"a code on its way": {func(c *counter) {
			c.typeAmount("128.5")
			c.press(KeyEnter)
			c.step(Scanned{NewPayCode(wechatCode)})
		}, StateUnknown},
		"a code in doubt": {func(c *counter) {
			c.typeAmount("128.5")
			c.press(KeyEnter)
			c.step(Scanned{NewPayCode(wechatCode)})
			c.answer(CallCharge, Answer{}, unanswered())
		}, StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, can)
			tc.open(c)
			n := c.only().OrderNo
			c.elsewhere("other", can)
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
			c.elsewhere("other", can)
			require.Equal(t, version, c.payments[n].Version, "a second start has nothing to add")
			c.elsewhere("test", can)
			require.Equal(t, n, c.pending(CallClose).Payment.OrderNo, "back at its own gateway it is seen to")
			c.answer(CallClose, Answer{Verdict: VerdictPaid, Amount: fen(12850)}, nil)
			require.Equal(t, StatePaid, c.payments[n].State)
		})
	}
}

func TestFormerGateway_AManagerDecides(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.openQR(KeyF1, "G1")
	n := c.only().OrderNo
	c.elsewhere("other", fullGateway())
	c.press(KeyF10)
	c.press(KeyF7)
	c.enterPIN()
	c.decides(KeyF6)
	require.Equal(t, StateClosed, c.payments[n].State)
	c.sleep(25 * time.Hour)
	require.Zero(t, c.count(CallQuery))
	require.Zero(t, c.view.Status.Open)
}
