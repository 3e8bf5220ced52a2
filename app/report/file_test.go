package report

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

func csvOf(n int) func(io.Writer) error {
	return Payments{Rows: many(n), Location: shanghai}.CSV
}

func TestWriteTo_ReplacesWhole(t *testing.T) {
	dir := t.TempDir()
	for _, n := range []int{1000, 1} {
		path, err := WriteTo(t.Context(), dir, "=facepay 01: 2026-11-20.csv", csvOf(n))
		require.NoError(t, err)
		require.Equal(t, filepath.Join(dir, "facepay 01- 2026-11-20.csv"), path)
	}
	require.Equal(t, []string{"facepay 01- 2026-11-20.csv"}, entries(t, dir))
}

// Whatever ends it half-way leaves the file that was there, and nothing beside it.
func TestWriteTo_CutOffLeavesWhatWasThere(t *testing.T) {
	for name, c := range map[string]struct {
		cause error
		want  error
		told  string
	}{
		"full":      {&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, ErrFull, "report.full"},
		"stick":     {&os.PathError{Op: "write", Path: "x", Err: syscall.EIO}, ErrGone, "report.gone"},
		"forbidden": {&os.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, ErrReadOnly, "report.read_only"},
		"other":     {errBroken, errBroken, "report.failed"},
		"cancel":    {context.Canceled, context.Canceled, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path, err := WriteTo(t.Context(), dir, "file.csv", csvOf(1))
			require.NoError(t, err)
			before, err := os.ReadFile(path)
			require.NoError(t, err)
			_, err = WriteTo(t.Context(), dir, "file.csv", func(w io.Writer) error {
				return errors.Join(csvOf(5000)(w), c.cause)
			})
			require.ErrorIs(t, err, c.want)
			require.Equal(t, kiosk.Text{ID: c.told}, Told(err))
			require.Equal(t, []string{"file.csv"}, entries(t, dir))
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, before, after)
		})
	}
}

func TestWriteTo_IsStoppedBetweenTwoRows(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	rows := 0
	endless := func(yield func(kiosk.Payment, error) bool) {
		for ; yield(made, nil); rows++ {
			if rows == 3000 {
				stop()
			}
		}
	}
	_, err := WriteTo(ctx, dir, "file.xlsx", Payments{Rows: endless, Location: shanghai}.XLSX)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, entries(t, dir))
}

func TestWriteTo_AStickThatIsNotThere(t *testing.T) {
	_, err := WriteTo(t.Context(), filepath.Join(t.TempDir(), "stick"), "file.csv", csvOf(1))
	require.ErrorIs(t, err, ErrGone)
}

// The stick is pulled while it is written to.
func TestWriteTo_AStickThatVanishes(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // an open file keeps its folder there
	}
	dir := filepath.Join(t.TempDir(), "stick")
	require.NoError(t, os.Mkdir(dir, 0o700))
	_, err := WriteTo(t.Context(), dir, "file.csv", func(w io.Writer) error {
		require.NoError(t, os.RemoveAll(dir))
		return csvOf(10)(w)
	})
	require.ErrorIs(t, err, ErrGone)
}
