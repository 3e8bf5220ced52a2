package payments_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestRule5_ForgottenSaleIsLeft(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerUntilIdle(tilltest.G1Waiting, nil)
	require.Equal(t, "panel.timeout.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.SaleAbandoned, c.Sales[c.Only().Sale].State)
}
