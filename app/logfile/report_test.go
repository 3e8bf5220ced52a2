package logfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func crash(t *testing.T, data, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(data, Folder), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(data, Folder, crashName), []byte(text), 0o600))
}

func TestReport_IsKeptWithoutSecrets(t *testing.T) {
	data := t.TempDir()
	crash(t, data, `panic: charge "134567890123456789" at {Key:ab12 "sign":"x y"} with MIIEvQIBADANBgkqhkiG9w0BAQEFAASC99

goroutine 17 [running]:
facepay/kiosk/runner.(*Runner).TestTheLongNameOfAFunctionStays(0xc00012e000, {0x1, 0x2})
	/build/facepay/kiosk/runner/runner.go:123 +0x1d
`)
	line, err := KeepReport(data)
	require.NoError(t, err)
	require.Equal(t, `panic: charge "…6789" at {Key:*** "sign":***} with ***`, line)
	all := Reports(data)
	require.Len(t, all, 1)
	require.Equal(t, line, all[0].Line)
	kept, err := os.ReadFile(all[0].File)
	require.NoError(t, err)
	require.Contains(t, string(kept), "TestTheLongNameOfAFunctionStays(0xc00012e000")
	require.Contains(t, string(kept), "/build/facepay/kiosk/runner/runner.go:123 +0x1d")
	line, err = KeepReport(data)
	require.NoError(t, err)
	require.Empty(t, line, "it is taken once")
	raw, err := os.ReadFile(filepath.Join(data, Folder, crashName))
	require.NoError(t, err)
	require.Empty(t, raw, "the one with the secrets is gone")
}

func TestReport_TheNewestFewAreKeptAndOfEachTheBeginning(t *testing.T) {
	data := t.TempDir()
	for n := range reportsMax + 3 {
		crash(t, data, fmt.Sprintf("panic: %d\n%s", n, strings.Repeat("a stack\n", reportBytesMax/4)))
		_, err := KeepReport(data)
		require.NoError(t, err)
	}
	all := Reports(data)
	require.Len(t, all, reportsMax)
	for i, r := range all {
		require.Equal(t, fmt.Sprintf("panic: %d", reportsMax+2-i), r.Line)
		info, err := os.Stat(r.File)
		require.NoError(t, err)
		require.LessOrEqual(t, info.Size(), int64(reportBytesMax))
	}
}

func TestReport_SaysThatTheTillWasKilledBeforeWhatItDidThen(t *testing.T) {
	data := t.TempDir()
	crash(t, data, "SIGABRT: abort\n\ngoroutine 1 [running]:\n")
	require.NoError(t, Killed(data, "the till's window stood for 10 s: it was killed"))
	line, err := KeepReport(data)
	require.NoError(t, err)
	require.Equal(t, "the till's window stood for 10 s: it was killed", line)
}

func TestReport_WithoutOneThereIsNothing(t *testing.T) {
	line, err := KeepReport(t.TempDir())
	require.NoError(t, err)
	require.Empty(t, line)
	require.Empty(t, Reports(t.TempDir()))
}

func TestLast_IsTheEndOfTheLogWithoutSecrets(t *testing.T) {
	data := t.TempDir()
	crash(t, data, "")
	require.NoError(t, os.WriteFile(filepath.Join(data, Folder, Name), []byte(strings.Repeat("x", 500)+`{"token":"abc","n":"12"}`), 0o600))
	text, err := Last(data, 100)
	require.NoError(t, err)
	require.LessOrEqual(t, len(text), 100)
	require.True(t, strings.HasSuffix(text, `{"token":***,"n":"12"}`), text)
}
