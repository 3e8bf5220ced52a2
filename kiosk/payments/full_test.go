package payments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

// A busy counter lets go of hundreds of QRs a day, which the gateway is asked about for a
// day each. Nobody can settle those: they must not keep the counter from selling.
func TestFull_CountsWhatPeopleCanSettleAlone(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	for range payments.OpenPaymentsMax + 1 {
		c.Press("1", kiosk.KeyF1)
		require.Empty(t, c.View.Amount.Problem, "after %d QRs", len(c.Payments))
		c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, QR: "weixin://"}, nil)
		c.Press(kiosk.KeyEsc)
	}
	tilltest.SellAfterAll(c)
}

func TestFull_TooManyUnknownOnesAreSettledFirst(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	for range payments.OpenPaymentsMax {
		c.Park()
	}
	c.Press("1", kiosk.KeyEnter)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
	require.Equal(t, kiosk.T("problem.too_many_open"), c.View.Amount.Problem)
	require.GreaterOrEqual(t, c.View.Status.Open, payments.OpenPaymentsMax, "they are on the list of what needs people")
}
