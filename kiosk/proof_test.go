package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// blindGateway makes QRs and can be asked about none of them.
func blindGateway(notices bool) Capabilities {
	return Capabilities{QR: []Wallet{WeChat, Alipay}, OwnNumber: true, Notifications: notices, QRValid: 5 * time.Minute}
}

// openBlind shows a QR of ¥128.50 at a gateway that gives no number of its own.
func (c *counter) openBlind() OrderNo {
	c.t.Helper()
	c.typeAmount("128.5")
	c.press(KeyF1)
	n := c.pending(CallQR).Payment.OrderNo
	c.answer(CallQR, Answer{Verdict: VerdictWaiting, QR: "weixin://x"}, nil)
	require.Equal(c.t, CustomerQR, c.view.Customer.Kind)
	return n
}

// restart starts the till anew with what stands in the ledger.
func (c *counter) restart(can Capabilities) {
	c.t.Helper()
	r := c.restored()
	c.start(can)
	c.step(ListenerChanged{can.Notifications})
	c.step(Loaded{r})
}

func (c *counter) hasButton(a Action) bool {
	for _, b := range c.view.Panel.Buttons {
		if b.Action == a {
			return true
		}
	}
	return false
}

func TestProof_AQRThatCannotBeAskedAbout(t *testing.T) {
	for detail, can := range map[string]Capabilities{"panel.proof.manager": blindGateway(false), "panel.proof.notice": blindGateway(true)} {
		t.Run(detail, func(t *testing.T) {
			c := newCounter(t, can)
			n := c.openBlind()
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
			c := newCounter(t, blindGateway(false))
			n := c.openBlind()
			c.press(KeyF5, KeyF6)
			require.Equal(t, StateWaiting, c.payments[n].State, "not without the PIN")
			c.press(KeyF7, "1", "2", "3", "4", KeyEnter)
			c.step(PINChecked{Pad: 1, Result: PINResult{OK: true}})
			require.Equal(t, "decide.title", c.view.Panel.Title.ID)
			c.decides(key)
			require.Equal(t, want, c.payments[n].State)
			if want == StatePaid {
				require.Equal(t, CustomerPaid, c.view.Customer.Kind)
				return
			}
			require.Equal(t, "fail.manager", c.view.Panel.Detail.ID)
			require.NotNil(t, c.till.book.sale, "the customer may pay another way")
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
			c := newCounter(t, tc.can)
			n := c.openBlind()
			c.press(KeyEsc)
			if tc.can.Notifications {
				c.paidByNotice()
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
	c := newCounter(t, can)
	n := c.openBlind()
	c.now = c.now.Add(time.Minute)
	c.restart(can)
	require.Equal(t, ScreenAmount, c.view.Screen)
	c.sleep(can.QRValid + notificationGrace)
	require.Equal(t, StateUnknown, c.payments[n].State, "what came while the till was off nobody heard")
}

func TestProof_ClosedByTheGatewaysOwnWord(t *testing.T) {
	can := blindGateway(false)
	can.Close = true
	c := newCounter(t, can)
	n := c.openBlind()
	c.press(KeyEsc)
	c.answer(CallClose, Answer{}, &Unanswered{Err: ErrConflict})
	require.Equal(t, StateWaiting, c.payments[n].State)
	c.sleep(10 * time.Second)
	c.answer(CallClose, Answer{Verdict: VerdictClosed, Order: string(n)}, nil)
	require.Equal(t, StateClosed, c.payments[n].State)

	n = c.openBlind()
	c.press(KeyEsc)
	for range 1000 {
		c.sleep(time.Minute)
		for len(c.open) > 0 {
			c.answer(c.open[0].Kind, Answer{}, &Unanswered{Err: ErrConflict})
		}
	}
	require.Equal(t, StateUnknown, c.payments[n].State)
	require.Equal(t, 2+closeTriesMax, c.count(CallClose))
	require.Zero(t, c.count(CallQuery))
}

func TestProof_ANumberOfTheGatewaysCannotBeAskedAboutWhereNothingCan(t *testing.T) {
	can := blindGateway(false)
	can.Code = true
	c := newCounter(t, can)
	c.typeAmount("1")
	c.press(KeyEnter)
	c.step(Scanned{NewPayCode(wechatCode)})
	c.answer(CallCharge, Answer{Verdict: VerdictConfirming, GatewayOrderNo: "W1"}, nil)
	require.Equal(t, StateUnknown, c.only().State)
	c.sleep(time.Hour)
	require.Zero(t, c.count(CallQuery))
}
