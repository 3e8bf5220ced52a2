package app

import (
	"archive/zip"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/providers/bill"
)

const aBillOfAnotherTill = "order_no,amount,paid_at\n20261127100000LP9900000001,12.50,2026-11-27 10:00:00\n"

func writeFile(t *testing.T, path, text string) office.BillFile {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return office.BillFile{Name: filepath.Base(path), Path: path, Size: int64(len(text))}
}

func TestBills_AreFoundOnTheStickAndInTheFolder(t *testing.T) {
	stick := t.TempDir()
	w := shopWorks(t, stick, filepath.Join(stick, "gone"))
	for _, other := range []string{"photo.jpg", ".hidden.csv", "facepay.toml"} {
		writeFile(t, filepath.Join(stick, other), "x")
	}
	want := []office.BillFile{writeFile(t, filepath.Join(stick, "A.CSV"), aBillOfAnotherTill), writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "b.zip"), "")}
	files, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Empty(t, records)
	require.ElementsMatch(t, want, files)
}

func TestBills_TheSameFileTwiceIsOnRecordOnce(t *testing.T) {
	w := shopWorks(t)
	file := writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "a.csv"), aBillOfAnotherTill)
	for _, again := range []bool{false, true} {
		outcome := w.try(t, office.BillJob{File: file})
		res, ok := outcome.Result.(kiosk.Reconciliation)
		require.True(t, ok, "%+v", outcome)
		require.Equal(t, 1, res.OtherTills)
		require.Equal(t, again, res.AlreadyImported)
		_, records, err := w.bills(t.Context())
		require.NoError(t, err)
		require.Len(t, records, 1)
	}
}

// Each bad file is told in a sentence of its own, and nothing is put on record.
func TestBills_ABadFileIsOneSentence(t *testing.T) {
	stick := t.TempDir()
	w := shopWorks(t, stick)
	bomb := filepath.Join(stick, "bomb.zip")
	f, err := os.Create(bomb)
	require.NoError(t, err)
	z := zip.NewWriter(f)
	in, err := z.Create("业务明细.csv")
	require.NoError(t, err)
	_, err = in.Write([]byte(aBillOfAnotherTill + strings.Repeat("20261127100000LP9900000001,12.50,2026-11-27 10:00:00\n", bill.RowsMax)))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
	huge := writeFile(t, filepath.Join(stick, "huge.csv"), "x")
	require.NoError(t, os.Truncate(huge.Path, 1<<30))
	for _, c := range []struct {
		file office.BillFile
		want string
	}{
		{writeFile(t, filepath.Join(stick, "empty.csv"), ""), "empty"},
		{writeFile(t, filepath.Join(stick, "columns.csv"), "单据,实付\n1,2\n"), "columns"},
		{writeFile(t, filepath.Join(stick, "other.csv"), "order_no,amount,paid_at\nX1234567,12.50,2026-11-27 10:00:00\n"), "other_shop"},
		{office.BillFile{Name: "gone.csv", Path: filepath.Join(stick, "gone.csv")}, "gone"},
		{huge, "large"},
		{office.BillFile{Name: "bomb.zip", Path: bomb}, "large"},
	} {
		require.Equal(t, office.Outcome{Said: kiosk.T("screen.bills.error."+c.want, "file", c.file.Name), Failed: true}, w.try(t, office.BillJob{File: c.file}), c.file.Name)
	}
	_, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Empty(t, records)
}

func TestBills_CutOffPutsNothingOnRecord(t *testing.T) {
	w := shopWorks(t)
	file := writeFile(t, filepath.Join(w.setup.DataDir, billsFolder, "a.csv"), aBillOfAnotherTill)
	ctx, cut := context.WithCancel(t.Context())
	cut()
	require.Equal(t, office.Outcome{Said: kiosk.T("screen.bills.was_cut")}, w.do(ctx, office.BillJob{File: file}, func(int64, int64) {}))
	_, records, err := w.bills(t.Context())
	require.NoError(t, err)
	require.Empty(t, records)
}

// A stick may hang for ever: nobody waits for it.
func TestBills_AStickThatHangsIsNotWaitedFor(t *testing.T) {
	w := shopWorks(t)
	hangs := make(chan struct{})
	defer close(hangs)
	w.sticks = func() []string { <-hangs; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := w.bills(ctx)
	require.ErrorIs(t, err, context.Canceled)
}
