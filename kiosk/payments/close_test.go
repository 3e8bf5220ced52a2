package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func TestRule5_ClosedAtTheGatewayAndChecked(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	c.Pay("2", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "x"}, nil)
	c.Press(kiosk.KeyEsc)
	own := string(c.Only().OrderNo)
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateWaiting, c.Only().State, "the close's own answer is no proof")
	c.Sleep(3 * time.Second)
	require.False(t, c.IsOpen(kiosk.CallQuery), "a phone that still pays is given its seconds")
	c.Sleep(2 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: own}, nil)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	n := len(c.Asked)
	c.Sleep(23 * time.Hour)
	for _, a := range c.Asked[n:] {
		require.Equal(t, kiosk.CallPing, a.Kind, "a closed payment is not asked about")
		c.Open = nil
	}
}

func TestAskQR_AnOrderOfAnotherAmountIsClosedAgain(t *testing.T) {
	can := gatewaytest.OrderEntry()
	can.OrderEntry = false
	c := tilltest.NewCounter(t, can)
	c.Pay("1", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x", Amount: tilltest.Fen(101)}, nil)
	require.Equal(t, "G1", c.Pending(kiosk.CallClose).Payment.GatewayOrderNo)
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	require.Equal(t, kiosk.OtherAmount(101), c.Only().Note)
	c.Answer(kiosk.CallClose, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
	c.Sleep(time.Hour)
	require.Equal(t, 1, c.Count(kiosk.CallClose))
	require.Equal(t, kiosk.StateClosed, c.Only().State)
}

// A customer has the wallet's own time for the password; then the payment is closed, and
// what that did is known before anybody is told that it is not known.
func TestCode_ClosedAfterTheWalletsOwnTime(t *testing.T) {
	for code, after := range map[string]time.Duration{tilltest.WechatCode: 45 * time.Second, tilltest.AlipayCode: 60 * time.Second} {
		c := tilltest.NewCounter(t, gatewaytest.Full())
		c.Charge("7", code)
		began := c.Now
		c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
		var closedAt time.Duration
		c.AnswerWith(after+10*time.Second, func(call kiosk.Call) (kiosk.Answer, error) {
			require.NotEqual(t, kiosk.StateUnknown, c.Only().State)
			a := kiosk.Answer{Verdict: kiosk.VerdictConfirming, Order: call.Payment.GatewayOrderNo, Amount: &call.Payment.Amount}
			if call.Kind == kiosk.CallClose && closedAt == 0 {
				closedAt = c.Now.Sub(began)
			}
			if closedAt > 0 {
				a.Verdict = kiosk.VerdictClosed
			}
			return a, nil
		})
		require.InDelta(t, after, closedAt, float64(time.Second), code)
		require.Equal(t, kiosk.StateClosed, c.Only().State)
		require.Equal(t, 1, c.Count(kiosk.CallClose))
	}
}

// What is let go is closed sooner, but not before wallets reverse.
func TestCode_LetGoIsClosedAfterFifteenSeconds(t *testing.T) {
	for _, code := range []string{tilltest.WechatCode, tilltest.AlipayCode} {
		c := tilltest.NewCounter(t, gatewaytest.Full())
		c.Charge("7", code)
		began := c.Now
		c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
		c.Press(kiosk.KeyEsc)
		var closedAt time.Duration
		c.AnswerWith(30*time.Second, func(call kiosk.Call) (kiosk.Answer, error) {
			if call.Kind == kiosk.CallClose && closedAt == 0 {
				closedAt = c.Now.Sub(began)
			}
			return kiosk.Answer{Verdict: kiosk.VerdictConfirming, Order: call.Payment.GatewayOrderNo, Amount: &call.Payment.Amount}, nil
		})
		require.False(t, c.Only().ReleasedAt.IsZero())
		require.GreaterOrEqual(t, closedAt, 15*time.Second)
		require.Less(t, closedAt, 20*time.Second)
	}
}
