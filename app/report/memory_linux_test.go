package report

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// asWriter makes the test binary write a workbook of so many payments to a file, and
// nothing else.
const asWriter = "FACEPAY_TEST_AS_WRITER"

func TestMain(m *testing.M) {
	rows, err := strconv.Atoi(os.Getenv(asWriter))
	if err != nil {
		os.Exit(m.Run())
	}
	_, err = WriteTo(context.Background(), os.Getenv("TMPDIR"), "history.xlsx", func(w io.Writer) error {
		out := bufio.NewWriter(w)
		if err := (Payments{Rows: many(rows), Location: shanghai}).XLSX(out); err != nil {
			return err
		}
		return out.Flush()
	})
	if err != nil {
		os.Exit(1)
	}
}

// written is the peak of resident memory in MiB, and the size of the file, of a process
// that writes a workbook.
func written(t testing.TB, rows int) (peak float64, size int64) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	dir := t.TempDir()
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), asWriter+"="+strconv.Itoa(rows), "TMPDIR="+dir)
	require.NoError(t, cmd.Run())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary files")
	info, err := os.Stat(filepath.Join(dir, "history.xlsx"))
	require.NoError(t, err)
	return float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024, info.Size()
}

// memoryMax is promised for a million rows.
const memoryMax = 250 // MiB

func TestPaymentsXLSX_MemoryDoesNotGrowWithTheRows(t *testing.T) {
	few, _ := written(t, 1000)
	many, _ := written(t, 100_000)
	require.Less(t, many, few+32)
	require.Less(t, many, float64(memoryMax))
}

func BenchmarkXLSXMemory(b *testing.B) {
	for b.Loop() {
		peak, size := written(b, 1_000_000)
		b.ReportMetric(peak, "peak-MiB")
		b.ReportMetric(float64(size)/(1<<20), "file-MiB")
		require.Less(b, peak, float64(memoryMax))
	}
}
