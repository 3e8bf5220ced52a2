package till_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestSale_ByQR(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	require.Equal(t, "128.50", c.View.Customer.Amount)
	c.AnswerPoll(tilltest.G1Waiting)
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", TradeNo: "T1"})
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
	require.Equal(t, "panel.paid.title", c.View.Panel.Title.ID)
	require.Equal(t, kiosk.StatePaid, c.Only().State)
	require.Equal(t, kiosk.Fen(12850), c.View.Today)
	require.Equal(t, kiosk.OutcomePaid, c.View.Last.Outcome)
	require.Equal(t, []kiosk.Phrase{{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 12850}}, c.Said)
	c.Sleep(time.Hour)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind, "the answer stays until the next key")
	c.Press("5")
	require.Equal(t, "5", c.View.Amount.Text)
	require.Equal(t, kiosk.ScreenAmount, c.View.Screen)
}

func TestSale_ByCode(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Pay("36", kiosk.KeyEnter)
	require.Equal(t, kiosk.CustomerShowCode, c.View.Customer.Kind)
	c.Scan(tilltest.AlipayCode)
	require.Equal(t, "1234", c.Only().CodeTail)
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, kiosk.StatePaid, c.Only().State)
	require.Equal(t, kiosk.CustomerPaid, c.View.Customer.Kind)
}

func TestEnter_WithADefaultQRThatTheGatewayLacks(t *testing.T) {
	alipay := kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.Alipay}, OwnNumber: true, QRValid: time.Hour}
	withCodes, entered, bare := alipay, alipay, alipay
	withCodes.Code, entered.OrderEntry, bare.QR = true, true, nil
	for name, tc := range map[string]struct {
		can     kiosk.Capabilities
		offered bool
		check   func(*tilltest.Counter)
	}{
		"its first QR opens": {alipay, true, func(c *tilltest.Counter) {
			require.Equal(c.T, kiosk.Alipay, c.Pending(kiosk.CallQR).Payment.Wallet)
		}},
		"the scanner is armed where it takes codes": {withCodes, true, func(c *tilltest.Counter) {
			require.Zero(c.T, c.Count(kiosk.CallQR))
			require.Equal(c.T, "panel.armed.title", c.View.Panel.Title.ID)
		}},
		"the shop's order is asked for": {entered, true, func(c *tilltest.Counter) {
			require.Equal(c.T, kiosk.ScreenOrder, c.View.Screen)
		}},
		"without any QR it is not offered": {bare, false, func(c *tilltest.Counter) {
			require.Empty(c.T, c.Sales)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tc.can, tilltest.DefaultQR(kiosk.WeChat))
			c.KeyIn("5")
			require.Equal(t, tc.offered, slices.ContainsFunc(c.View.Pay, func(k kiosk.PayKey) bool { return k.Key == kiosk.KeyEnter }))
			c.Press(kiosk.KeyEnter)
			tc.check(c)
		})
	}
}
