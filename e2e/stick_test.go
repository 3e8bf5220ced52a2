//go:build e2e

package e2e

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// inTodayKey is as inReportsKey, of its section.
var inTodayKey = image.Pt(140, 100)

// stickDrive is the drive of Wine's that a test's stick is.
const stickDrive = "e:"

// plugIn puts a stick into the machine: its folder here, and its name to the till. It must
// be there before the till of Wine starts.
func (tl *till) plugIn() (folder, name string) {
	folder = filepath.Join(filepath.Dir(tl.config), "stick")
	require.NoError(tl.t, os.Mkdir(folder, 0o700))
	if tl.wine == nil {
		return folder, folder
	}
	require.NoError(tl.t, os.Symlink(folder, filepath.Join(tl.wine.prefix, "dosdevices", stickDrive)))
	registry, err := os.OpenFile(filepath.Join(tl.wine.prefix, "system.reg"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(tl.t, err)
	_, err = fmt.Fprintf(registry, "\n[Software\\\\Wine\\\\Drives] %d\n%q=\"floppy\"\n", time.Now().Unix(), stickDrive)
	require.NoError(tl.t, err)
	require.NoError(tl.t, registry.Close())
	return folder, strings.ToUpper(stickDrive) + `\`
}

// keptFile is the pattern of restore's sentence about the file that stood there.
var keptFile = regexp.MustCompile(`what stood there is kept as (.*), and facepay restore`)

// A copy goes to a stick, is put back over later sales, and what stood there is put back
// in turn.
func TestBackup_IsRestoredAndUndone(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	folder, stick := tl.plugIn()
	tl.open()
	tl.sells("3.21", "F1")
	require.Contains(t, tl.prints("", "backup", "--to", stick), "read back, and the same as the ledger")
	copies, err := filepath.Glob(filepath.Join(folder, "facepay-*.db"))
	require.NoError(t, err)
	require.Len(t, copies, 1)
	tl.sells("4.56", "F2")
	tl.stop()
	separator := string(filepath.Separator)
	if tl.wine != nil {
		separator = ""
	}
	told := tl.prints("", "restore", "--from", stick+separator+filepath.Base(copies[0]), "--yes")
	require.Equal(t, map[string]int{"paid": 1}, tl.states())
	kept := keptFile.FindStringSubmatch(told)
	require.Len(t, kept, 2, told)
	tl.prints("", "restore", "--from", kept[1], "--yes")
	require.Len(t, tl.agrees(), 2)
	require.Regexp(t, `(?m)^(ok|note) +ledger +whole`, tl.prints("", "check"))
	tl.open()
	tl.sells("7.89", "F1")
	require.Len(t, tl.agrees(), 3)
}

// What the owner has written goes to the stick; on a machine without one to the shop's own
// folder. A facepay.toml on a stick is offered, and saved after Enter.
func TestStick_TakesReportsAndBringsSettings(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.setsPIN()
	folder := filepath.Join(tl.data, "reports") // Linux names a stick by its place of mounting, which a test has none of
	if tl.wine != nil {
		folder, _ = tl.plugIn()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "facepay.toml"), []byte("[shop]\nname = \"River Tea\"\n"), 0o600))
	}
	tl.open()
	tl.sells("3.21", "F1")
	tl.keys("F9")
	tl.pin("2", "4", "6", "8")
	tl.awaitScreen(kiosk.ScreenHistory)
	turnsTo := func(key string, at image.Point) {
		tl.keys(key)
		tl.awaits(key, func() bool { return tl.window.shows(at, ink) })
	}
	turnsTo("F3", inReportsKey)
	tl.keys("F6")
	tl.awaits("the report", func() bool {
		written, err := filepath.Glob(filepath.Join(folder, "*.xlsx"))
		return err == nil && len(written) == 1
	})
	turnsTo("F1", inTodayKey)
	tl.keys("F5")
	tl.awaits("the copy", func() bool {
		written, err := filepath.Glob(filepath.Join(folder, "facepay-*.db"))
		return err == nil && len(written) == 1
	})
	if tl.wine == nil {
		return
	}
	turnsTo("F8", tl.inSettingsKey())
	tried := false
	tl.awaits("the offer, saved", func() bool {
		config, err := os.ReadFile(tl.config)
		require.NoError(t, err)
		if strings.Contains(string(config), "River Tea") {
			return true
		}
		if tried { // the stick was not seen yet: out of the page that stood in its place
			tl.keys("Escape", "Escape")
		}
		tried = true
		tl.keys("Home", "Down", "Return", "Return")
		return false
	})
}
