//go:build e2e && soak

package e2e

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store"
)

const (
	// yearsPaymentsUsual are those of five years of a busy shop.
	yearsPaymentsUsual = 2_000_000
	yearsStarts        = 7
	// yearsRatioMax is by how much a till may be slower or larger with five years behind it
	// than with none.
	yearsRatioMax = 1.5
	// yearsBackupMax bounds the wait for a backup of five years on a slow disk.
	yearsBackupMax = 10 * time.Minute
	// yearsLogMax bounds the write-ahead log that a backup leaves behind.
	yearsLogMax = 64 << 20
)

// yearsPayments is the size of the ledger; another one by the variable PAYMENTS.
func yearsPayments(t *testing.T) int {
	text := cmp.Or(os.Getenv("PAYMENTS"), strconv.Itoa(yearsPaymentsUsual))
	n, err := strconv.Atoi(text)
	require.NoError(t, err, "PAYMENTS is a number")
	require.Greater(t, n, 2*yearsADay, "PAYMENTS")
	return n
}

// A till with five years behind it starts, sells, opens its history and exports a day
// like a new one, also while it is backed up; and all of it can be verified.
func TestYears(t *testing.T) {
	g := newGateway(t)
	fresh, old := layTill(t, g, g.lepay()), layTill(t, g, g.lepay())
	old.data = yearsFolder(t, yearsPayments(t))
	backups := filepath.Join(old.data, "backups")
	require.NoError(t, os.RemoveAll(backups))
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(backups)) })
	for _, log := range []string{"log", "ledger-suspect"} {
		require.NoError(t, os.RemoveAll(filepath.Join(old.data, log)))
	}
	tills := map[string]*till{"fresh": fresh, "old": old}
	took := map[string]map[string][]time.Duration{}
	resident := map[string][]int64{}
	measure := func(what, who string, do func()) {
		began := time.Now()
		do()
		if took[what] == nil {
			took[what] = map[string][]time.Duration{}
		}
		took[what][who] = append(took[what][who], time.Since(began))
	}
	ratio := func(what string) {
		o, f := percentile(took[what]["old"], 50), percentile(took[what]["fresh"], 50)
		t.Logf("years: %s %s, %s in a new folder: %.2f", what, o.Round(time.Millisecond), f.Round(time.Millisecond), float64(o)/float64(f))
		require.Less(t, float64(o)/float64(f), yearsRatioMax, what)
	}
	for round := range yearsStarts {
		for who, tl := range tills {
			tl.run()
			began := time.Now()
			tl.await("first view", func(v logLine) bool { return v.Screen != "" })
			if round > 0 {
				took["start"] = appended(took["start"], who, time.Since(began))
			}
			tl.window = tl.awaitWindowOf(windowWidth)
			tl.awaits("keyboard for the window", tl.window.takesFocus)
			tl.awaitAmount("0.00")
			measure("sale", who, func() { tl.sells("3.21", "F1") })
			stat, err := processOf(t, tl.cmd).Stat()
			require.NoError(t, err)
			resident[who] = append(resident[who], int64(stat.ResidentMemory()))
			day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
			measure("export of a day", who, func() {
				out, err := tl.command("export", "--from", day, "--to", day).Output()
				require.NoError(t, err)
				if who == "old" {
					require.Greater(t, strings.Count(string(out), "\n"), yearsADay/2)
				}
			})
			tl.stop()
		}
	}
	ratio("start")
	ratio("sale")
	o, f := percentile(resident["old"], 50), percentile(resident["fresh"], 50)
	t.Logf("years: resident %d MiB, %d MiB in a new folder: %.2f", o>>20, f>>20, float64(o)/float64(f))
	t.Logf("years: export of a day's 1,100 payments %s, of none %s", percentile(took["export of a day"]["old"], 50), percentile(took["export of a day"]["fresh"], 50))
	require.Less(t, float64(o)/float64(f), yearsRatioMax)

	old.open()
	began := time.Now()
	sales := 0
	for !slices.ContainsFunc(old.lines, func(l logLine) bool { return strings.Contains(l.whole, "backed up the ledger") }) {
		measure("sale beside a backup", "old", func() { old.sells("4.56", "F1") })
		sales++
		old.look()
		require.Less(t, time.Since(began), yearsBackupMax)
	}
	wal, err := os.Stat(filepath.Join(old.data, "ledger.db-wal"))
	require.NoError(t, err)
	t.Logf("years: a backup was there after %s; %d sales beside it, the slowest %s; its write-ahead log has %d KiB", time.Since(began).Round(time.Second),
		sales, slices.Max(took["sale beside a backup"]["old"]), wal.Size()>>10)
	require.Less(t, wal.Size(), int64(yearsLogMax))

	reader, err := store.OpenReader(context.Background(), old.data, store.Options{})
	require.NoError(t, err)
	measure("page of history", "old", func() {
		page, err := reader.Payments(context.Background(), kiosk.HistoryFilter{}, "", 100)
		require.NoError(t, err)
		page, err = reader.Payments(context.Background(), kiosk.HistoryFilter{}, page[99].OrderNo, 100)
		require.NoError(t, err)
		require.Len(t, page, 100)
	})
	require.NoError(t, reader.Close())
	t.Logf("years: two pages of history %s", took["page of history"]["old"][0])
	began = time.Now()
	checked, err := old.command("check").Output()
	require.Regexp(t, `(?m)^(ok|note) +ledger +whole`, string(checked), "%v", err)
	t.Logf("years: check took %s:\n%s", time.Since(began).Round(time.Second), checked)
	old.logsNoError()
}

func appended(m map[string][]time.Duration, who string, d time.Duration) map[string][]time.Duration {
	if m == nil {
		m = map[string][]time.Duration{}
	}
	m[who] = append(m[who], d)
	return m
}
