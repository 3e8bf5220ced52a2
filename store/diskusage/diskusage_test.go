package diskusage

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFolderBytes_CountsFilesThatMatch(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{"a.log": 3, "b.log": 4, "c": 5} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), make([]byte, size), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "d.log"), 0o700))
	isLog := func(name string) bool { return strings.HasSuffix(name, ".log") }
	sum, err := FolderBytes(dir, isLog)
	require.NoError(t, err)
	require.Equal(t, uint64(7), sum)
	sum, err = FolderBytes(filepath.Join(dir, "none"), isLog)
	require.NoError(t, err)
	require.Zero(t, sum)
}
