package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/app/logfile"
	"facepay/kiosk"
	"facepay/store"
	"facepay/ui"
	"facepay/ui/desktop"
	"facepay/ui/dialog"
)

// fakeLauncher is a place to start a till at: what windows say is kept, and
// answered by choose.
type fakeLauncher struct {
	launcher
	said    []dialog.Dialog
	choose  func(dialog.Dialog) int
	started int // times that the till was begun anew
}

func newFakeLauncher(t *testing.T) *fakeLauncher {
	t.Helper()
	f := &fakeLauncher{choose: func(dialog.Dialog) int { return -1 }}
	f.launcher = launcher{
		screen: func() error { return nil },
		open:   func(app.WindowOptions) (app.Window, error) { return nil, errors.New("no window in this test") },
		heart:  heartbeat.NewSender(nil, nil, nil),
		notice: func(_ context.Context, n dialog.Dialog, _ *heartbeat.Sender) int {
			f.said = append(f.said, n)
			return f.choose(n)
		},
		again: func() error { f.started++; return nil },
	}
	return f
}

// pressing answers a notice with the choice that has a key, as its window does.
func pressing(t *testing.T, k kiosk.Key) func(dialog.Dialog) int {
	t.Helper()
	return func(n dialog.Dialog) int {
		for i, c := range n.Choices {
			if c.Key != k {
				continue
			}
			if c.Do != nil && c.Do() != nil {
				return -1 // it stays open until somebody closes it
			}
			return i
		}
		require.Fail(t, "no such choice", k)
		return -1
	}
}

func (f *fakeLauncher) start(t *testing.T, opts config.Options) (printed string, err error) {
	t.Helper()
	var out bytes.Buffer
	err = f.run(t.Context(), opts, &out)
	return out.String(), err
}

func TestStart_SaysWhatIsWrongWithTheConfigInEveryLanguage(t *testing.T) {
	f := newFakeLauncher(t)
	file := filepath.Join(t.TempDir(), "没有.toml")
	printed, err := f.start(t, config.Options{ConfigFile: file})
	require.ErrorIs(t, err, errReported)
	require.Equal(t, exitUsage, exitCode(err))
	require.Contains(t, printed, file)
	require.Len(t, f.said, 1)
	require.Len(t, f.said[0].Texts, 2)
	require.Equal(t, printed, f.said[0].Line+"\n", "the window and the terminal say the same")
}

func TestStart_TellsAWrongSettingInWordsAboveItsLine(t *testing.T) {
	f := newFakeLauncher(t)
	file := filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(file, []byte("[voice]\nvolume = 101\n"), 0o600))
	printed, err := f.start(t, config.Options{ConfigFile: file})
	require.ErrorIs(t, err, errReported)
	require.Equal(t, "“播报音量”（voice.volume）：101 超出范围，应在 0 到 100 之间\n"+strings.TrimSuffix(printed, "\n"), f.said[0].Line)
}

func TestStart_SaysLaterTroubleInTheLanguageOfTheConfig(t *testing.T) {
	f := newFakeLauncher(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "config.toml")
	require.NoError(t, os.WriteFile(file, []byte("language = \"en\"\n"), 0o600))
	l, err := store.Open(t.Context(), dir, store.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	_, err = f.start(t, config.Options{ConfigFile: file, DataDir: dir, Practice: true})
	require.ErrorIs(t, err, store.ErrInUse)
	require.Len(t, f.said, 1)
	require.Len(t, f.said[0].Texts, 1)
	require.Equal(t, "en", f.said[0].Texts[0].Language())
}

func TestStart_WithATerminalOrWithoutAScreenOnlyPrints(t *testing.T) {
	for name, change := range map[string]func(*launcher){
		"terminal":  func(l *launcher) { l.terminal = true },
		"no screen": func(l *launcher) { l.screen = func() error { return errors.New("no screen in this test") } },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeLauncher(t)
			change(&f.launcher)
			_, err := f.start(t, config.Options{ConfigFile: "/no/such/file"})
			require.Error(t, err)
			require.NotErrorIs(t, err, errReported)
			require.Empty(t, f.said)
		})
	}
}

func TestStart_ADamagedLedgerIsRepairedAndTheTillBegunAnew(t *testing.T) {
	for name, row := range map[string]struct {
		key  kiosk.Key
		says string
	}{
		"restore": {kiosk.KeyF1, "restored "},
		"new":     {kiosk.KeyF2, "a new ledger was begun"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeLauncher(t)
			f.terminal = true // it takes a decision, so it is asked wherever there is a screen
			f.choose = pressing(t, row.key)
			dir := ruinedLedger(t)
			printed, err := f.start(t, config.Options{DataDir: dir, Practice: true})
			require.NoError(t, err)
			require.Equal(t, 1, f.started)
			require.Contains(t, printed, "facepay repair --restore", "the terminal has the commands")
			require.Contains(t, printed, row.says)
			l, err := store.Open(t.Context(), dir, store.Options{})
			require.NoError(t, err)
			require.NoError(t, l.Close())
			log, err := os.ReadFile(filepath.Join(dir, "log", "facepay.log"))
			require.NoError(t, err)
			require.Contains(t, string(log), "the ledger was replaced")
		})
	}
}

func TestStart_ADamagedLedgerStaysWhenNobodyChooses(t *testing.T) {
	for name, choose := range map[string]func(dialog.Dialog) int{
		"closed":       func(dialog.Dialog) int { return -1 },
		"close button": pressing(t, kiosk.KeyEsc),
	} {
		t.Run(name, func(t *testing.T) {
			f := newFakeLauncher(t)
			f.choose = choose
			dir := ruinedLedger(t)
			before, err := os.ReadFile(filepath.Join(dir, "ledger.db"))
			require.NoError(t, err)
			_, err = f.start(t, config.Options{DataDir: dir, Practice: true})
			require.ErrorIs(t, err, errReported)
			require.Equal(t, exitFailed, exitCode(err))
			require.Zero(t, f.started)
			after, err := os.ReadFile(filepath.Join(dir, "ledger.db"))
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}

func TestStart_ADamagedLedgerWithoutABackupOffersNone(t *testing.T) {
	f := newFakeLauncher(t)
	dir := ruinedLedger(t)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "backups")))
	printed, err := f.start(t, config.Options{DataDir: dir, Practice: true})
	require.ErrorIs(t, err, errReported)
	require.NotContains(t, printed, "--restore")
	require.Len(t, f.said, 1)
	for _, c := range f.said[0].Choices {
		require.NotEqual(t, kiosk.KeyF1, c.Key)
	}
}

func TestBackupDay(t *testing.T) {
	for file, want := range map[string]string{
		"/data/backups/ledger-20261122.db": "2026-11-22",
		"/data/backups/odd.db":             "odd.db",
		"":                                 "",
	} {
		require.Equal(t, want, backupDay(file))
	}
}

// A till that has no screen touches nothing, and opens no window to say so.
func TestStart_WithoutAScreenNothingIsOpened(t *testing.T) {
	f := newFakeLauncher(t)
	f.screen = func() error { return ui.ScreenTrouble(desktop.ErrNoOpenGL) }
	dir := t.TempDir()
	_, err := f.start(t, config.Options{DataDir: dir, Practice: true})
	require.Equal(t, exitFailed, exitCode(err))
	require.NotErrorIs(t, err, errReported)
	require.Empty(t, f.said)
	require.NoFileExists(t, dir+"/ledger.db")
}

// crashedTills leaves a data folder as tills do that crashed so many times in a row.
func crashedTills(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	folder := filepath.Join(dir, logfile.Folder)
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "ends.json"), fmt.Appendf(nil, `{"open":true,"unclean":%d}`, n-1), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "crash.log"), []byte("panic: no map for 134567890123456789\n"), 0o600))
	return dir
}

func TestStart_AfterCrashesInARowPeopleAreAsked(t *testing.T) {
	for name, row := range map[string]struct {
		key    kiosk.Key // "" closes the window
		next   string
		leaves bool
	}{
		"retry":  {dialog.KeyRetry, `"next":"retry"`, false},
		"plain":  {dialog.KeyPlain, `"next":"plain"`, false},
		"leave":  {kiosk.KeyEsc, `"unclean":3}`, true},
		"closed": {"", `"next":"retry"`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "systemd"))
			f := newFakeLauncher(t)
			f.choose = func(d dialog.Dialog) int {
				require.Equal(t, "panic: no map for …6789", d.Line)
				for _, c := range d.Choices {
					if c.Tell != nil {
						require.NotEmpty(t, c.Tell())
					}
				}
				if row.key == "" {
					return -1
				}
				return pressing(t, row.key)(d)
			}
			dir := crashedTills(t, 3)
			require.NoError(t, os.WriteFile(filepath.Join(dir, logfile.Folder, logfile.Name), []byte("a line\n"), 0o600))
			_, err := f.start(t, config.Options{DataDir: dir, Practice: true})
			require.NoError(t, err, "the same process goes on under systemd, or leaves for good")
			require.Len(t, f.said, 1)
			require.Equal(t, !row.leaves, f.started == 1)
			state, err := os.ReadFile(filepath.Join(dir, logfile.Folder, "ends.json"))
			require.NoError(t, err)
			require.Contains(t, string(state), `"open":false`)
			require.Contains(t, string(state), row.next)
		})
	}
}

func TestStart_NobodyIsAskedAfterFewerCrashesOrWhereNobodyStartsTheTillAgain(t *testing.T) {
	for name, row := range map[string]struct {
		kept    string
		crashes int
	}{"two": {"/systemd", 2}, "by hand": {"", 3}} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("NOTIFY_SOCKET", row.kept)
			f := newFakeLauncher(t)
			f.terminal = true
			_, err := f.start(t, config.Options{DataDir: crashedTills(t, row.crashes), Practice: true})
			require.ErrorContains(t, err, "no window in this test", "the till itself")
			require.Empty(t, f.said)
		})
	}
}

func TestStart_ThePlainestModeIsForOneStart(t *testing.T) {
	dir := crashedTills(t, 3)
	require.NoError(t, os.WriteFile(filepath.Join(dir, logfile.Folder, "ends.json"), []byte(`{"unclean":3,"next":"plain"}`), 0o600))
	for _, plain := range []bool{true, false} {
		f := newFakeLauncher(t)
		f.terminal = true
		f.open = func(o app.WindowOptions) (app.Window, error) {
			require.Equal(t, plain, o.Setup.Plain)
			return nil, errors.New("seen")
		}
		_, err := f.start(t, config.Options{DataDir: dir, Practice: true})
		require.ErrorContains(t, err, "seen")
	}
}

// Whoever waits for this till is told that it is to be started anew, and does that.
func TestStartAgain_IsLeftToWhoeverWaitsForTheTill(t *testing.T) {
	f := newFakeLauncher(t)
	require.NoError(t, f.startAgain(app.ErrAnew))
	require.Equal(t, 1, f.started)

	t.Setenv(heartbeat.Env, "1")
	stdin, _ := io.Pipe() // its end would be that of this process
	var told bytes.Buffer
	f.heart = heartbeat.NewSender(stdin, &told, func() {})
	require.ErrorIs(t, f.startAgain(app.ErrAnew), app.ErrAnew)
	require.Equal(t, "again\n", told.String())
	require.Equal(t, 1, f.started)
}
