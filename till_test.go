package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

// viewWindow stands where the window does: it hands out what would be drawn.
type viewWindow struct {
	views chan kiosk.View
	play  func(*viewWindow)
	post  func(kiosk.Event) bool
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
func (w *viewWindow) opener() openWindow {
	return func(_ setup, _ windowSize, _ kiosk.Capabilities, post func(kiosk.Event) bool, _ kiosk.History, _ *slog.Logger) (window, error) {
		w.views, w.post = make(chan kiosk.View, viewsMax), post
		return w, nil
	}
}

// until takes Views until one fits.
func (w *viewWindow) until(t *testing.T, what string, fits func(kiosk.View) bool) kiosk.View {
	t.Helper()
	deadline := time.After(programMax)
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

func practiceSetup(t *testing.T) setup {
	t.Helper()
	s := setup{Config: defaultConfig(), DataDir: filepath.Join(t.TempDir(), "data"), Practice: true}
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
	require.NoError(t, runTill(t.Context(), s, windowSize{}, win.opener()))

	reader, err := store.OpenReader(t.Context(), s.DataDir, store.Options{})
	require.NoError(t, err)
	defer reader.Close()
	payments, err := reader.Payments(t.Context(), "", 10)
	require.NoError(t, err)
	require.Len(t, payments, 1)
	require.Equal(t, kiosk.StatePaid, payments[0].State)
	require.Equal(t, kiosk.Fen(700), payments[0].Amount)
	require.Equal(t, practiceProvider, payments[0].Provider)

	log, err := os.ReadFile(filepath.Join(logDir(s.DataDir), logName))
	require.NoError(t, err)
	for line := range strings.Lines(string(log)) {
		require.True(t, json.Valid([]byte(line)), line)
	}

	real := s
	real.Config.Provider, real.Practice = "lepay", false
	err = runTill(t.Context(), real, windowSize{}, win.opener())
	require.EqualError(t, err, "data folder "+s.DataDir+": holds practice sales; name another one for real sales with --data")
	require.Equal(t, exitUsage, exitCode(err))

	code, stdout, stderr := call(t, "", "check", "--data", s.DataDir)
	require.Equal(t, exitDone, code, stdout+stderr)
	require.Regexp(t, `(?m)^ok +ledger +whole, and its history unedited$`, stdout)
}

func TestTill_StartsWithoutTheFolderOfItsAdverts(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Adverts.Dir = filepath.Join(t.TempDir(), "stick")
	require.NoError(t, s.Config.Check())
	w := &viewWindow{play: func(w *viewWindow) { w.until(t, "ready", ready) }}
	require.NoError(t, runTill(t.Context(), s, windowSize{}, w.opener()))
	log, err := os.ReadFile(filepath.Join(logDir(s.DataDir), logName))
	require.NoError(t, err)
	require.Regexp(t, `WARN.*the shop's own adverts are not there.*no such file or directory`, string(log))
}

func TestTill_TwoInOneFolderAreRefused(t *testing.T) {
	s := practiceSetup(t)
	second := &viewWindow{play: func(*viewWindow) { t.Error("the second till opened its window") }}
	first := &viewWindow{play: func(w *viewWindow) {
		w.until(t, "amount screen", ready)
		err := runTill(t.Context(), s, windowSize{}, second.opener())
		require.ErrorIs(t, err, store.ErrInUse)
		require.Equal(t, exitFailed, exitCode(err))
	}}
	require.NoError(t, runTill(t.Context(), s, windowSize{}, first.opener()))
}

func TestCheck_SaysWhatFailsAndWhatToDo(t *testing.T) {
	data := t.TempDir()
	config := writeConfig(t, `provider = "lepay"
[providers.lepay]
base_url = "http://127.0.0.1:9"
merchant_id = "15"
store_id = "460"
[scanner]
port = "/dev/no-such-port"
[adverts]
dir = "/no-such-stick"
[printer]
port = "192.168.1.50:9100"
`)
	code, stdout, stderr := call(t, "", "check", "--config", config, "--data", data)
	require.Equal(t, exitFailed, code)
	require.Empty(t, stderr)
	for _, line := range []string{
		`^ok +config +` + config + `, provider lepay$`,
		`^note +config +\[printer\] is set, but does nothing in this version$`,
		`^note +config +adverts\.dir: /no-such-stick cannot be looked at: no such file or directory; the till sells without .*$`,
		`^ok +data folder +` + data + ` can be written$`,
		`^ok +ledger +none yet; it is made at the first start$`,
		`^failed +scanner +/dev/no-such-port cannot be used: no such file or directory; plug the scanner in, correct scanner.port \[this machine\]$`,
		`^failed +gateway +lepay cannot be reached: .*; if the lines above found nothing wrong, call the gateway's support$`,
		`^ok +disk +[0-9.]+ [MG]B free, [<0-9]+%$`,
		`^ok +fonts +both weights draw all \d+ characters of the texts$`,
		`^note +screen +none here \(DISPLAY is not set\); the till itself needs one; start the till from the desktop$`,
		`^ok +network +the gateway runs on this machine, no network is needed$`,
		`^failed +TCP +127\.0\.0\.1:9 refuses connections; .* \[the gateway\]$`,
		`^note +clock +.*, but nobody to compare with: the gateway did not answer; compare it with a phone$`,
	} {
		require.Regexp(t, "(?m)"+line, stdout)
	}
	entries, err := os.ReadDir(data)
	require.NoError(t, err)
	require.Empty(t, entries, "a check changes nothing")
}

func TestTill_SaysAtStartWhatOfItsNamesCannotBeDrawn(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Shop.Name = "茶😀"
	told := func(v kiosk.View) bool {
		return slices.ContainsFunc(v.Warnings, func(f kiosk.CheckResult) bool { return f.Check == kiosk.CheckFonts && !f.Brief.IsZero() })
	}
	win := &viewWindow{play: func(w *viewWindow) { w.until(t, "the name in the bar", told) }}
	require.NoError(t, runTill(t.Context(), s, windowSize{}, win.opener()))
	log, err := os.ReadFile(filepath.Join(logDir(s.DataDir), logName))
	require.NoError(t, err)
	require.Contains(t, string(log), "😀 (U+1F600)")

	win = &viewWindow{play: func(w *viewWindow) { require.False(t, told(w.until(t, "amount screen", ready))) }}
	require.NoError(t, runTill(t.Context(), practiceSetup(t), windowSize{}, win.opener()))
}
