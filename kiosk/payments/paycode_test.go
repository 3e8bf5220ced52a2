package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func TestRule4_OneCodeUnderWay(t *testing.T) {
	c := tilltest.ChargedSale(t, gatewaytest.Full(), tilltest.WechatCode)
	c.Scan(tilltest.AlipayCode)
	require.Equal(t, "problem.code_sent_once", c.View.Amount.Problem.ID)
	c.Press(kiosk.KeyEsc, kiosk.KeyF1)
	require.Equal(t, 1, len(c.Payments))
	require.True(t, c.SaleOpen(), "a code on its way cannot be cancelled by closing a screen")
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}, nil)
	c.Scan(tilltest.WechatCode)
	require.Equal(t, "problem.code_used", c.View.Amount.Problem.ID)
	c.Scan(tilltest.AlipayCode)
	require.Equal(t, 2, c.Count(kiosk.CallCharge))
}

func TestRule4_TailsSurviveARestart(t *testing.T) {
	c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
	c.RestartAfter(20 * time.Second)
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	require.Equal(t, 1, c.View.Status.Open)
	c.Charge("1", tilltest.WechatCode)
	require.Equal(t, 1, c.Count(kiosk.CallCharge))
	require.Equal(t, "problem.code_used", c.View.Amount.Problem.ID)
}

func TestSale_PressedTwiceOpensOneOrder(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.KeyIn("1")
	c.Press(kiosk.KeyF1, kiosk.KeyF1, kiosk.KeyF1)
	require.Equal(t, 1, c.Count(kiosk.CallQR))
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "x"}, nil)
	c.Press(kiosk.KeyF1, kiosk.KeyEnter)
	require.Equal(t, 1, c.Count(kiosk.CallQR))
}
