package app

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/report"
	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/store"
)

// shopWorks are the works of a shop with an empty ledger, whose sticks are dirs.
func shopWorks(t *testing.T, dirs ...string) works {
	t.Helper()
	s := practiceSetup(t)
	s.Config.Shop.Name, s.Config.Shop.Till, s.Config.Backup.Keep = "=小店/一", "01", 2
	ledger, err := store.Open(t.Context(), s.DataDir, LedgerOptions(s))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ledger.Close()) })
	return works{
		setup: s, reader: ledger.Reader, sticks: func() []string { return dirs }, log: slog.New(slog.DiscardHandler),
		now: func() time.Time { return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC) },
	}
}

func (w works) try(t *testing.T, job office.Job) office.Outcome {
	t.Helper()
	return w.do(t.Context(), job, func(done, total int64) { require.LessOrEqual(t, done, total) })
}

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func exportOf(f office.Format) office.ExportJob {
	return office.ExportJob{From: "2026-11-01", To: "2026-11-27", By: kiosk.ByDay, Format: f}
}

func TestWorks_AReportGoesToTheStickElseToTheFolderReports(t *testing.T) {
	stick := t.TempDir()
	for _, dirs := range [][]string{{stick}, nil} {
		w := shopWorks(t, dirs...)
		dir := filepath.Join(w.setup.DataDir, reportsFolder)
		if dirs != nil {
			dir = stick
		}
		for _, f := range []office.Format{office.FormatPDF, office.FormatXLSX, office.FormatCSV} {
			file := filepath.Join(dir, "小店-一-01-2026-11-01-2026-11-27-day."+string(f))
			require.Equal(t, office.Outcome{Said: kiosk.T("screen.work.written", "file", file)}, w.try(t, exportOf(f)))
		}
		require.Len(t, filesIn(t, dir), 3)
		text, err := os.ReadFile(filepath.Join(dir, "小店-一-01-2026-11-01-2026-11-27-day.csv"))
		require.NoError(t, err)
		var want bytes.Buffer
		require.NoError(t, report.CSV(&want, kiosk.Report{}))
		require.Equal(t, want.String(), string(text))
	}
}

// What stands on a stick under the same name may be another shop's.
func TestWorks_AReportNeverTakesThePlaceOfAnother(t *testing.T) {
	stick := t.TempDir()
	w := shopWorks(t, stick)
	const name = "小店-一-01-2026-11-01-2026-11-27-day"
	require.NoError(t, os.WriteFile(filepath.Join(stick, name+".csv"), []byte("another's"), 0o600))
	require.Equal(t, []string{"file", filepath.Join(stick, name+" (2).csv")}, w.try(t, exportOf(office.FormatCSV)).Said.Args)
	text, err := os.ReadFile(filepath.Join(stick, name+".csv"))
	require.NoError(t, err)
	require.Equal(t, "another's", string(text))
}

func TestWorks_SayInOneSentenceThatTheStickIsGone(t *testing.T) {
	for _, job := range []office.Job{exportOf(office.FormatPDF), exportOf(office.FormatXLSX), exportOf(office.FormatCSV), office.KeepJob{Keep: office.KeepBackup}, office.KeepJob{Keep: office.KeepBundle}} {
		got := shopWorks(t, filepath.Join(t.TempDir(), "gone")).try(t, job)
		require.Equal(t, office.Outcome{Said: kiosk.T("report.gone"), Failed: true}, got, "%+v", job)
	}
}

func TestWorks_ABackupAndABundleSayWhereTheyAre(t *testing.T) {
	stick := t.TempDir()
	w := shopWorks(t, stick)
	backup, bundle := w.try(t, office.KeepJob{Keep: office.KeepBackup}), w.try(t, office.KeepJob{Keep: office.KeepBundle})
	names := filesIn(t, stick)
	require.Len(t, names, 2)
	require.Equal(t, kiosk.T("screen.work.backed_up", "n", "0", "file", filepath.Join(stick, names[0])), backup.Said)
	require.Regexp(t, `^facepay-01-[0-9a-f]{8}-20261127-\d{6}\.db$`, names[0])
	require.Equal(t, kiosk.T("screen.work.written", "file", filepath.Join(stick, names[1])), bundle.Said)
	z, err := zip.OpenReader(filepath.Join(stick, names[1]))
	require.NoError(t, err)
	defer z.Close()
	check, err := z.Open("check.txt")
	require.NoError(t, err)
	text, err := io.ReadAll(check)
	require.NoError(t, err)
	require.Contains(t, string(text), "ledger")
}

// A backup goes where the settings have their copies, whatever is plugged in.
func TestWorks_ABackupGoesWhereTheSettingsSay(t *testing.T) {
	stick, planned := t.TempDir(), t.TempDir()
	w := shopWorks(t, stick)
	w.setup.Config.Backup.To = planned
	require.False(t, w.try(t, office.KeepJob{Keep: office.KeepBackup}).Failed)
	require.Len(t, filesIn(t, planned), 1)
	require.Empty(t, filesIn(t, stick))
	state, err := store.ReadExternalState(w.setup.DataDir)
	require.NoError(t, err)
	require.Equal(t, planned, state.To)
}

func TestWorks_CutOffLeavesNothing(t *testing.T) {
	for _, job := range []office.Job{exportOf(office.FormatPDF), exportOf(office.FormatCSV), office.KeepJob{Keep: office.KeepBackup}, office.KeepJob{Keep: office.KeepBundle}} {
		stick := t.TempDir()
		ctx, cut := context.WithCancel(t.Context())
		got := shopWorks(t, stick).do(ctx, job, func(int64, int64) { cut() })
		cut()
		require.Equal(t, office.Outcome{Said: kiosk.T("screen.work.was_cut")}, got, "%+v", job)
		require.Empty(t, filesIn(t, stick), "%+v", job)
	}
}

func TestWorks_AShiftIsWrittenAsItIsOnRecord(t *testing.T) {
	stick := t.TempDir()
	w := shopWorks(t, stick)
	require.False(t, w.try(t, office.ShiftJob{}).Failed)
	require.Regexp(t, "^小店-一-01-X-20261127-[0-9]{6}.pdf$", filesIn(t, stick)[0])
	require.True(t, w.try(t, office.ShiftJob{Number: 1}).Failed, "nothing was closed")
}
