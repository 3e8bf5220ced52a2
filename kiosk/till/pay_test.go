package till_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

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
