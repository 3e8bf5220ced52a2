package till

import (
	"facepay/kiosk"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestEnter_WithADefaultQRThatTheGatewayLacks(t *testing.T) {
	alipay := kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.Alipay}, OwnNumber: true, QRValid: time.Hour}
	withCodes, entered, bare := alipay, alipay, alipay
	withCodes.Code, entered.OrderEntry, bare.QR = true, true, nil
	for name, tc := range map[string]struct {
		can     kiosk.Capabilities
		offered bool
		check   func(*counter)
	}{
		"its first QR opens": {alipay, true, func(c *counter) {
			require.Equal(c.t, kiosk.Alipay, c.pending(kiosk.CallQR).Payment.Wallet)
		}},
		"the scanner is armed where it takes codes": {withCodes, true, func(c *counter) {
			require.Zero(c.t, c.count(kiosk.CallQR))
			require.Equal(c.t, "panel.armed.title", c.view.Panel.Title.ID)
		}},
		"the shop's order is asked for": {entered, true, func(c *counter) {
			require.Equal(c.t, kiosk.ScreenOrder, c.view.Screen)
		}},
		"without any QR it is not offered": {bare, false, func(c *counter) {
			require.Empty(c.t, c.sales)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, tc.can, defaultQR(kiosk.WeChat))
			c.keyIn("5")
			require.Equal(t, tc.offered, slices.ContainsFunc(c.view.Pay, func(k kiosk.PayKey) bool { return k.Key == kiosk.KeyEnter }))
			c.press(kiosk.KeyEnter)
			tc.check(c)
		})
	}
}
