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

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/app/logfile"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/store"
)

// viewWindow stands where the window does: it hands out what would be drawn.
type viewWindow struct {
	views chan kiosk.View
	play  func(*viewWindow)
	post  func(kiosk.Event) bool
}

// patience bounds what a test waits for; it is no expectation of speed.
const patience = time.Minute

// run is a till from its opening to its end.
func run(t *testing.T, s config.Loaded, w *viewWindow) error {
	a, err := Open(t.Context(), s, w.opener())
	if err != nil {
		return err
	}
	return errors.Join(a.Run(t.Context()), a.Close())
}

// viewsMax is more Views than any of these tests sees.
const viewsMax = 4096

func (w *viewWindow) Show(v kiosk.View) { w.views <- v }
func (w *viewWindow) FullScreen()       {}

func (w *viewWindow) Close() {}
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

func TestTill_SellsFromConfigToLedger(t *testing.T) {
	s := practiceSetup(t)
	win := &viewWindow{play: func(w *viewWindow) {
		w.until(t, "amount screen", ready)
		w.press("7")
		w.press(kiosk.KeyF1)
		v := w.until(t, "QR", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerQR })
		require.NotEmpty(t, v.Customer.QR)
		require.True(t, v.Practice)
		w.tap(kiosk.ActionPracticePay)
		w.until(t, "answer", func(v kiosk.View) bool { return v.Customer.Kind == kiosk.CustomerPaid })
	}}
	require.NoError(t, run(t, s, win))

	reader, err := store.OpenReader(t.Context(), s.DataDir, store.Options{})
	require.NoError(t, err)
	defer reader.Close()
	payments, err := reader.Payments(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, payments, 1)
	require.Equal(t, kiosk.StatePaid, payments[0].State)
	require.Equal(t, kiosk.Fen(700), payments[0].Amount)
	require.Equal(t, providers.Practice, payments[0].Provider)

	log, err := os.ReadFile(filepath.Join(s.DataDir, logfile.Folder, logfile.Name))
	require.NoError(t, err)
	for line := range strings.Lines(string(log)) {
		require.True(t, json.Valid([]byte(line)), line)
	}

	require.Equal(t, "check.found.ledger.ok", store.CheckLedger(s.DataDir, store.Options{}, patience, true).Run(t.Context())[0].What.ID)

	real := s
	real.Config.Provider, real.Practice = "lepay", false
	err = run(t, real, win)
	require.EqualError(t, err, "data folder "+s.DataDir+": holds practice sales; name another one for real sales with --data")
	require.ErrorAs(t, err, new(config.UsageError))

}

func TestTill_StartsWithoutTheFolderOfItsAdverts(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Adverts.Dir = filepath.Join(t.TempDir(), "stick")
	require.NoError(t, s.Config.Check())
	w := &viewWindow{play: func(w *viewWindow) { w.until(t, "ready", ready) }}
	require.NoError(t, run(t, s, w))
	log, err := os.ReadFile(filepath.Join(s.DataDir, logfile.Folder, logfile.Name))
	require.NoError(t, err)
	require.Regexp(t, `WARN.*the shop's own adverts are not there.*no such file or directory`, string(log))
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
	log, err := os.ReadFile(filepath.Join(s.DataDir, logfile.Folder, logfile.Name))
	require.NoError(t, err)
	require.Contains(t, string(log), "😀 (U+1F600)")

	win = &viewWindow{play: func(w *viewWindow) { require.False(t, told(w.until(t, "amount screen", ready))) }}
	require.NoError(t, run(t, practiceSetup(t), win))
}

func TestWindow_HasTheIdentityOfTheDesktopsFile(t *testing.T) {
	meta, err := os.ReadFile("../FyneApp.toml")
	require.NoError(t, err)
	require.Contains(t, string(meta), `ID = "`+appID+`"`)
}
