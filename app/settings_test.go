package app

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/device/voice"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/store"
	"facepay/ui/draw"
)

// Each value that takes effect at once is another one while a customer looks at a QR: the
// sale goes on as it was opened, and what comes after it heeds them.
func TestSettings_TakeEffectWhileTheTillRunsAndLeaveAnOpenSaleAlone(t *testing.T) {
	s := practiceSetup(t)
	other := s.Config
	other.Cashier.MaxAmount, other.Cashier.DefaultQR = "5.00", string(kiosk.Alipay)
	other.Adverts.Interval, other.Adverts.Dir = 30*time.Second, t.TempDir()
	other.Backup = store.BackupConfig{To: t.TempDir(), At: "22:30", Keep: 3}
	other.Screen.Awake = "08:00-20:00"
	other.Voice = voice.Config{Enabled: !s.Config.Voice.Enabled, Volume: 10, Hours: []string{"22:00-07:00 5"}, Money: voice.MoneyUnits}
	other.CustomerScreen.Monitor = "HDMI-2 +1280+0"
	other.Accessibility = config.Accessibility{Text: config.TextLarge, Contrast: config.ContrastHigh, Motion: false, Hand: config.HandLeft}
	told := map[string]bool{
		"cashier.max_amount": true, "cashier.default_qr": true, config.MonitorKey: true,
		"accessibility.text": true, "accessibility.contrast": true, "accessibility.motion": true, "accessibility.hand": true,
	}
	win := &viewWindow{}
	a, err := Open(t.Context(), s, heartbeat.NewSender(nil, nil, nil), win.opener())
	require.NoError(t, err)
	win.play = func(w *viewWindow) {
		w.until(t, "amount screen", ready)
		w.press("7")
		w.press(kiosk.KeyF1)
		shown := w.until(t, "QR", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerQR && v.Customer.QR != "" })
		a.apply(other)
		w.tap(kiosk.ActionPracticePay)
		paid := w.until(t, "answer", func(v kiosk.View) bool {
			require.Contains(t, []string{"", shown.Customer.QR}, v.Customer.QR)
			return v.Customer.Kind == kiosk.CustomerPaid
		})
		require.Equal(t, shown.Customer.Amount, paid.Customer.Amount)
		w.press(kiosk.KeyEnter)
		w.until(t, "amount screen", ready)
		w.press("6")
		w.until(t, "too much", func(v kiosk.View) bool { return v.Amount.Problem.ID == "problem.too_much" })
	}
	require.NoError(t, errors.Join(a.Run(t.Context()), a.Close()))
	payments := paymentsOf(t, s)
	require.Len(t, payments, 1)
	require.Equal(t, kiosk.StatePaid, payments[0].State)
	require.Equal(t, kiosk.WeChat, payments[0].Wallet)
	require.Equal(t, providers.Practice, payments[0].Provider)
	require.Equal(t, other.CustomerScreen.Monitor, win.customerOn)
	require.Equal(t, draw.Look{Large: true, HighContrast: true, Still: true, LeftHanded: true}, win.look)
	live := a.live().Config
	for _, f := range config.Form() {
		if f.Live && !told[f.Key] {
			require.NotEqual(t, s.Config.Value(f.Key), other.Value(f.Key), "%s: say another value above", f.Key)
			require.Equal(t, other.Value(f.Key), live.Value(f.Key), f.Key)
		}
	}
}
