package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// folder is a temporary folder, with a name as people give them. Go's own way to remove
// one asks Windows for what Wine does not have.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "收银 台-*")
	require.NoError(t, err)
	t.Cleanup(func() {
		for _, name := range names(t, dir) {
			require.NoError(t, os.Remove(filepath.Join(dir, name)))
		}
		require.NoError(t, os.Remove(dir))
	})
	return dir
}

func content(t *testing.T, path string) string {
	t.Helper()
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	text, err := io.ReadAll(f)
	require.NoError(t, err)
	return string(text)
}

func TestReplacedWholeAndNothingIsLeftBeside(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, "文件 1.json")
	for _, text := range []string{"old", "newer and longer", "new"} {
		require.NoError(t, Replace(path, []byte(text)))
		require.Equal(t, text, content(t, path))
		require.NoError(t, Write(path, func(w io.Writer) error { _, err := io.WriteString(w, text+"!"); return err }))
		require.Equal(t, text+"!", content(t, path))
	}
	require.Equal(t, []string{"文件 1.json"}, names(t, dir))
}

func TestAWriteThatFailsLeavesTheOldFile(t *testing.T) {
	dir := folder(t)
	path := filepath.Join(dir, "file")
	require.NoError(t, Replace(path, []byte("old")))
	full := errors.New("disk full")
	require.ErrorIs(t, Write(path, func(w io.Writer) error { _, _ = io.WriteString(w, "ne"); return full }), full)
	require.Equal(t, "old", content(t, path))
	require.Equal(t, []string{"file"}, names(t, dir))
}

// A check beside the till reads what the till replaces: it sees one or the other, and
// keeps nobody from writing.
func TestReplacedWhileOthersReadIt(t *testing.T) {
	path := filepath.Join(folder(t), "file")
	old, renewed := strings.Repeat("old ", 5000), strings.Repeat("new and longer ", 5000)
	require.NoError(t, Replace(path, []byte(old)))
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(5 * time.Millisecond): // who reads without a pause keeps Windows from replacing it
					f, err := Open(path)
					if !assert.NoError(t, err) {
						return
					}
					text, err := io.ReadAll(f)
					assert.NoError(t, errors.Join(err, f.Close()))
					assert.Contains(t, []string{old, renewed}, string(text))
				}
			}
		})
	}
	for i := range 100 {
		assert.NoError(t, Replace(path, []byte([]string{old, renewed}[i%2])))
	}
	close(stop)
	readers.Wait()
}

func TestWhatStandsInThePlaceOfTheNewFileIsNotWrittenInto(t *testing.T) {
	path := filepath.Join(folder(t), "file")
	require.NoError(t, os.Mkdir(path+PartSuffix, 0o700))
	require.ErrorContains(t, Replace(path, []byte("new")), "is not a file")
	require.NoFileExists(t, path)
}

func TestRemovedOnceOrNotThere(t *testing.T) {
	path := filepath.Join(folder(t), "file")
	require.NoError(t, Replace(path, []byte("text")))
	require.NoError(t, Remove(path))
	require.NoFileExists(t, path)
	require.NoError(t, Remove(path))
}
