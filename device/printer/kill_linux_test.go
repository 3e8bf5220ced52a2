package printer_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A till is killed at every write of the queue's file and its log, before it and within it,
// as SQLite makes them: pages, flushes and cuts.
func TestSpool_KilledAtEveryWriteOfTheQueue(t *testing.T) {
	k := newKilling(t)
	library := filepath.Join(t.TempDir(), "killatwrite.so")
	out, err := exec.Command("cc", "-shared", "-fPIC", "-o", library, "testdata/killatwrite.c", "-ldl").CombinedOutput()
	require.NoError(t, err, string(out))

	count := filepath.Join(t.TempDir(), "count")
	whole := k.till
	whole.dir = t.TempDir()
	whole.environ = []string{"LD_PRELOAD=" + library, "KILL_COUNT=" + count}
	require.True(t, whole.runs(t, "20261129115959000000000A"))
	text, err := os.ReadFile(count)
	require.NoError(t, err)
	writes, err := strconv.Atoi(strings.TrimSpace(string(text)))
	require.NoError(t, err)
	require.Positive(t, writes)

	places := 2 * writes
	for n := range *kills {
		place := n * max(1, places / *kills) % places // all over it where they are fewer
		k.dir = t.TempDir()                           // its first writes make the queue
		dies := k.till
		dies.environ = []string{"LD_PRELOAD=" + library, "KILL_AT=" + strconv.Itoa(place/2+1)}
		if place%2 == 1 {
			dies.environ = append(dies.environ, "KILL_TORN=1")
		}
		k.once(n, dies)
	}
	require.Greater(t, k.killed, *kills/2)
	t.Logf("%d writes; %d processes killed of %d, before a write or within it", writes, k.killed, *kills)
}
