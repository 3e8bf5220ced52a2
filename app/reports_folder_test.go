package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/kiosk/office"
	"facepay/store"
)

// The shop's own folder keeps the newest documents and copies of the ledger, and
// everything that the till did not name.
func TestWorks_TheFolderReportsIsBounded(t *testing.T) {
	w := shopWorks(t)
	w.setup.Config.Backup.Keep = 14
	dir := w.own()
	require.NoError(t, os.MkdirAll(dir, 0o700))
	at := w.now()
	puts := func(name string, age time.Duration, size int64) {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		require.NoError(t, os.Truncate(path, size))
		require.NoError(t, os.Chtimes(path, at, at.Add(-age)))
	}
	foreign := []string{"my notes.pdf", "tax-2026.xlsx", "Z12.pdf", "shop-01-Z12.pdf.bak", "ledger.db"}
	for _, name := range foreign {
		puts(name, 10000*time.Hour, 1)
	}
	for i := range reportsMost + 20 {
		puts(fmt.Sprintf("小店-01-Z%d.pdf", 1000-i), time.Duration(i+1)*time.Hour, 10)
	}
	puts("小店-01-2026-11-01-2026-11-27-day (3).csv", 9000*time.Hour, 10)
	require.False(t, w.try(t, exportOf(office.FormatPDF)).Failed)
	names := filesIn(t, dir)
	require.Len(t, names, len(foreign)+reportsMost)
	require.Subset(t, names, foreign)
	require.Contains(t, names, "小店-一-01-2026-11-01-2026-11-27-day.pdf", "what was written just now")
	require.Contains(t, names, "小店-01-Z1000.pdf")
	require.NotContains(t, names, "小店-01-Z801.pdf")
	require.NotContains(t, names, "小店-01-2026-11-01-2026-11-27-day (3).csv")

	puts("小店-01-Z1001.pdf", time.Minute, reportsBytesMost-1000)
	require.False(t, w.try(t, office.ShiftJob{}).Failed)
	names = filesIn(t, dir)
	require.Contains(t, names, "小店-一-01-X-"+at.In(config.ShopLocation()).Format("20060102-150405")+".pdf")
	require.NotContains(t, names, "小店-01-Z1001.pdf", "too much with the newest")
	require.Len(t, names, len(foreign)+reportsMost)

	for day := range 4 {
		w.now = func() time.Time { return at.AddDate(0, 0, day) }
		require.False(t, w.try(t, office.KeepJob{Keep: office.KeepBackup}).Failed)
	}
	copies, err := filepath.Glob(filepath.Join(dir, "facepay-*.db"))
	require.NoError(t, err)
	require.Len(t, copies, copiesMost)
	require.Subset(t, filesIn(t, dir), foreign)

	usage, err := reportsUsage(w.setup)()
	require.NoError(t, err)
	require.Len(t, usage, 2)
	for _, u := range usage {
		require.Positive(t, u.Bytes, u.Kind)
		require.LessOrEqual(t, u.Bytes, u.Max, u.Kind)
	}
	ledger, err := os.Stat(filepath.Join(w.setup.DataDir, store.LedgerName))
	require.NoError(t, err)
	require.GreaterOrEqual(t, usage[1].Bytes, uint64(ledger.Size()))
}

// Whatever the till writes for the owner has a name of its own, or it would never go.
func TestWorks_EveryDocumentIsKnownByItsName(t *testing.T) {
	w := shopWorks(t)
	jobs := []office.Job{office.ShiftJob{}, office.KeepJob{Keep: office.KeepBundle}}
	for _, e := range office.Exports {
		for range 2 { // the second has a number
			jobs = append(jobs, exportOf(e.Format))
		}
	}
	one := exportOf(office.FormatCSV)
	one.From = one.To
	for _, job := range append(jobs, one) {
		require.False(t, w.try(t, job).Failed)
	}
	for _, name := range filesIn(t, w.own()) {
		require.Regexp(t, documentName, name)
	}
	require.Len(t, filesIn(t, w.own()), len(jobs)+1)
	require.True(t, documentName.MatchString(w.name("Z41", "pdf")))
}
