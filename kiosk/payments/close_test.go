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
	c.Sleep(5 * time.Second)
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
