package payments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk/payments"
	"facepay/kiosk/till/tilltest"
)

func TestLimits_AreThoseThatTheDriverWaitsFor(t *testing.T) {
	require.Equal(t, payments.SaleIdleMax, tilltest.SaleIdleMax)
	require.Equal(t, payments.RecoveryMax, tilltest.RecoveryMax)
	require.Equal(t, payments.OpenPaymentsMax+payments.PaymentsPerSaleMax, tilltest.OpenPaymentsMax)
	require.Equal(t, payments.PollQuick, tilltest.PollQuick)
	require.Equal(t, payments.PollWindow, tilltest.PollWindow)
	require.Equal(t, payments.SlowAfter, tilltest.SlowAfter)
	require.Equal(t, payments.PingEvery, tilltest.PingEvery)
	require.Equal(t, payments.PingEveryBroken, tilltest.PingEveryBroken)
}
