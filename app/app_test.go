package app

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/app/logfile"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers"
	"facepay/providers/webhook"
	"facepay/store"
	"facepay/ui/draw"
)

// viewWindow stands where the window does: it hands out what would be drawn.
type viewWindow struct {
	customerOn string // the identity of the monitor for the customer
	look       draw.Look
	views      chan kiosk.View
	play       func(*viewWindow)
	post       func(kiosk.Event) bool
}

// patience bounds what a test waits for; it is no expectation of speed.
const patience = time.Minute

// run is a till from its opening to its end.
func run(t *testing.T, s config.Loaded, w *viewWindow) error {
	a, err := Open(t.Context(), s, heartbeat.NewSender(nil, nil, nil), w.opener())
	if err != nil {
		return err
	}
	return errors.Join(a.Run(t.Context()), a.Close())
}

// viewsMax is more Views than any of these tests sees.
const viewsMax = 4096

func (w *viewWindow) Show(v kiosk.View) { w.views <- v }
func (w *viewWindow) Locked() bool      { return false }

func (w *viewWindow) ShowOffice(office.View) {}
func (w *viewWindow) FullScreen()            {}
func (w *viewWindow) Monitors() []string     { return nil }
func (w *viewWindow) NumberMonitors()        {}
func (w *viewWindow) CustomerScreen() kiosk.DeviceReport {
	return kiosk.DeviceReport{Device: kiosk.DeviceCustomerScreen, State: kiosk.DeviceOff}
}
func (w *viewWindow) PlaceCustomer(m string) { w.customerOn = m }
func (w *viewWindow) SetLook(l draw.Look)    { w.look = l }

func (w *viewWindow) Close()      {}
func (w *viewWindow) Do(f func()) { f() }
func (w *viewWindow) Run(context.Context) error {
	w.play(w)
	return nil
}
func (w *viewWindow) press(k kiosk.Key)  { w.post(kiosk.Pressed{Key: k}) }
func (w *viewWindow) tap(a kiosk.Action) { w.post(kiosk.Tapped{Action: a}) }
func (w *viewWindow) opener() OpenWindow {
	return func(o WindowOptions) (Window, error) {
		w.views, w.post = make(chan kiosk.View, viewsMax), o.Post
		return w, nil
	}
}

// until takes Views until one fits.
func (w *viewWindow) until(t *testing.T, what string, fits func(kiosk.View) bool) kiosk.View {
	t.Helper()
	deadline := time.After(patience)
	var last kiosk.View
	for {
		select {
		case last = <-w.views:
			if fits(last) {
				return last
			}
		case <-deadline:
			t.Errorf("no %s; the last view was %+v", what, last)
			return last
		}
	}
}

func practiceSetup(t *testing.T) config.Loaded {
	t.Helper()
	s := config.Loaded{Config: config.Default(), DataDir: filepath.Join(t.TempDir(), "data"), Practice: true}
	require.NoError(t, s.Config.Check())
	return s
}

func ready(v kiosk.View) bool { return v.Screen == kiosk.ScreenAmount }

// sells makes a sale that the customer pays.
func (w *viewWindow) sells(t *testing.T, amount, key kiosk.Key) {
	t.Helper()
	w.until(t, "amount screen", ready)
	w.press(amount)
	w.press(key)
	v := w.until(t, "QR", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerQR && v.Customer.QR != "" })
	require.True(t, v.Practice)
	w.tap(kiosk.ActionPracticePay)
	w.until(t, "answer", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerPaid })
	w.press(kiosk.KeyEnter)
}

// paymentsOf are those in the till's ledger.
func paymentsOf(t *testing.T, s config.Loaded) []kiosk.Payment {
	t.Helper()
	reader, err := store.OpenReader(t.Context(), s.DataDir, store.Options{})
	require.NoError(t, err)
	defer reader.Close()
	payments, err := reader.Payments(t.Context(), kiosk.HistoryFilter{}, "", 10)
	require.NoError(t, err)
	return payments
}

func logOf(t *testing.T, s config.Loaded) string {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(s.DataDir, logfile.Folder, logfile.Name))
	require.NoError(t, err)
	return string(log)
}

func TestTill_SellsFromConfigToLedger(t *testing.T) {
	s := practiceSetup(t)
	win := &viewWindow{play: func(w *viewWindow) { w.sells(t, "7", kiosk.KeyF1) }}
	require.NoError(t, run(t, s, win))
	payments := paymentsOf(t, s)
	require.Len(t, payments, 1)
	require.Equal(t, kiosk.StatePaid, payments[0].State)
	require.Equal(t, kiosk.Fen(700), payments[0].Amount)
	require.Equal(t, providers.Practice, payments[0].Provider)
	for line := range strings.Lines(logOf(t, s)) {
		require.True(t, json.Valid([]byte(line)), line)
	}

	require.Equal(t, "check.found.ledger.ok", store.CheckLedger(s.DataDir, store.Options{}, store.LedgerLook{Max: patience, Practice: true}).Run(t.Context())[0].What.ID)

	real := s
	real.Config.Provider, real.Practice = "lepay", false
	err := run(t, real, win)
	require.EqualError(t, err, "data folder "+s.DataDir+": holds practice sales; name another one for real sales with --data")
	require.ErrorAs(t, err, new(config.UsageError))

}

// A practice till takes money in every gateway's own words, by QR and, where
// the gateway has one, by mini-program, and hears its notifications.
func TestTill_PractisesInEveryDialect(t *testing.T) {
	for name, c := range map[string]struct {
		keys     []kiosk.Key
		notifies bool
	}{
		"lepay":         {[]kiosk.Key{kiosk.KeyF1}, false},
		"smallsaas":     {[]kiosk.Key{kiosk.KeyF1, kiosk.KeyF3}, false},
		"yfpay":         {[]kiosk.Key{kiosk.KeyF1, kiosk.KeyF3}, true},
		"alipayservice": {[]kiosk.Key{kiosk.KeyF2}, true},
		"weidoufu":      {[]kiosk.Key{kiosk.KeyF1, kiosk.KeyF3}, true},
		"alipay":        {[]kiosk.Key{kiosk.KeyF2}, true},
		"wechatpay":     {[]kiosk.Key{kiosk.KeyF1}, true},
		"official":      {[]kiosk.Key{kiosk.KeyF1, kiosk.KeyF2}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := practiceSetup(t)
			s.Config.Dialect = name
			win := &viewWindow{play: func(w *viewWindow) {
				for _, key := range c.keys {
					w.sells(t, "7", key)
				}
				w.until(t, "amount screen", ready)
				if c.notifies { // as the real gateway does
					assert.Eventually(t, func() bool {
						heard, err := webhook.ReadStatus(statusFile(s.DataDir))
						return err == nil && heard.Counts.Taken > 0
					}, time.Minute, 50*time.Millisecond)
				}
			}}
			require.NoError(t, run(t, s, win))
			payments := paymentsOf(t, s)
			require.Len(t, payments, len(c.keys))
			for _, p := range payments {
				require.Equal(t, kiosk.StatePaid, p.State)
				require.NotEmpty(t, p.GatewayOrderNo)
			}
		})
	}
}

func TestTill_StartsWithoutTheFolderOfItsAdverts(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Adverts.Dir = filepath.Join(t.TempDir(), "stick")
	require.NoError(t, s.Config.Check())
	w := &viewWindow{play: func(w *viewWindow) { w.until(t, "ready", ready) }}
	require.NoError(t, run(t, s, w))
	require.Regexp(t, `WARN.*the shop's own adverts are not there.*no such file or directory`, logOf(t, s))
}

func TestTill_TwoInOneFolderAreRefused(t *testing.T) {
	s := practiceSetup(t)
	second := &viewWindow{play: func(*viewWindow) { t.Error("the second till opened its window") }}
	first := &viewWindow{play: func(w *viewWindow) {
		w.until(t, "amount screen", ready)
		err := run(t, s, second)
		require.ErrorIs(t, err, store.ErrInUse)
	}}
	require.NoError(t, run(t, s, first))
}

func TestTill_SaysAtStartWhatOfItsNamesCannotBeDrawn(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Shop.Name = "茶😀"
	told := func(v kiosk.View) bool {
		return slices.ContainsFunc(v.Warnings, func(f kiosk.CheckResult) bool { return f.Check == kiosk.CheckFonts && !f.Brief.IsZero() })
	}
	win := &viewWindow{play: func(w *viewWindow) { w.until(t, "the name in the bar", told) }}
	require.NoError(t, run(t, s, win))
	require.Contains(t, logOf(t, s), "😀 (U+1F600)")

	win = &viewWindow{play: func(w *viewWindow) { require.False(t, told(w.until(t, "amount screen", ready))) }}
	require.NoError(t, run(t, practiceSetup(t), win))
}

func TestWindow_HasTheIdentityOfTheDesktopsFile(t *testing.T) {
	meta, err := os.ReadFile("../FyneApp.toml")
	require.NoError(t, err)
	require.Contains(t, string(meta), `ID = "`+appID+`"`)
}
