package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// A practice till takes money in every gateway's own words, by QR and, where
// the gateway has one, by mini-program.
func TestTill_PractisesInEveryDialect(t *testing.T) {
	for name, c := range map[string]struct {
		qr   kiosk.Key
		mini bool
	}{
		"lepay":         {qr: kiosk.KeyF1},
		"smallsaas":     {qr: kiosk.KeyF1, mini: true},
		"yfpay":         {qr: kiosk.KeyF1, mini: true},
		"alipayservice": {qr: kiosk.KeyF2},
		"weidoufu":      {qr: kiosk.KeyF1, mini: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := practiceSetup(t)
			s.Config.Dialect = name
			win := &viewWindow{play: func(w *viewWindow) {
				w.until(t, "amount screen", ready)
				sells := func(amount, key kiosk.Key) {
					w.press(amount)
					w.press(key)
					w.until(t, "QR", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerQR && v.Customer.QR != "" })
					w.tap(kiosk.ActionPracticePay)
					w.until(t, "answer", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerPaid })
					w.press(kiosk.KeyEnter)
					w.until(t, "amount screen", ready)
				}
				sells("7", c.qr)
				if c.mini {
					sells("9", kiosk.KeyF3)
				}
			}}
			require.NoError(t, run(t, s, win))

			reader, err := store.OpenReader(t.Context(), s.DataDir, store.Options{})
			require.NoError(t, err)
			defer reader.Close()
			payments, err := reader.Payments(t.Context(), "", 10)
			require.NoError(t, err)
			want := 1
			if c.mini {
				want = 2
			}
			require.Len(t, payments, want)
			for _, p := range payments {
				require.Equal(t, kiosk.StatePaid, p.State)
				require.NotEmpty(t, p.GatewayOrderNo)
			}
		})
	}
}
