package payments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestSale_PressedTwiceOpensOneOrder(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.KeyIn("1")
	c.Press(kiosk.KeyF1, kiosk.KeyF1, kiosk.KeyF1)
	require.Equal(t, 1, c.Count(kiosk.CallQR))
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}, nil)
	c.Press(kiosk.KeyF1, kiosk.KeyEnter)
	require.Equal(t, 1, c.Count(kiosk.CallQR))
}
