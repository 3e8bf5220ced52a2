package store

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/store/atomicfile"
)

// kills is the number of times that each test below kills; make kill asks for more.
var kills = flag.Int("kills", 12, "times that a process is killed")

const (
	roleCopier   = "copier"   // copies a ledger out again and again
	roleRestorer = "restorer" // puts a file in the place of a ledger
)

// copyForEver tells of each copy that was made.
func copyForEver(dir, stick string) error {
	r, err := OpenReader(context.Background(), dir, testOptions)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		to := target(stick, "01", n)
		to.Now = time.Now()
		to.Keep = 2
		made, err := r.BackupTo(context.Background(), to)
		if err != nil {
			return err
		}
		fmt.Println(filepath.Base(made.File))
	}
}

func restoreOnce(dir, file string) error {
	fmt.Println("begun")
	s, err := PrepareRestore(context.Background(), dir, file, testOptions, nil)
	if err != nil {
		return err
	}
	_, err = s.Apply(context.Background(), time.Now())
	fmt.Println("done")
	if err != nil {
		return err
	}
	return s.Close()
}

// killedAfter runs a role until it has said its first line, kills it a moment later, and returns
// what it said, and whether it had ended by itself.
func killedAfter(t *testing.T, role string, moment time.Duration, args ...string) (said string, ended bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	reader := bufio.NewReader(out)
	first, err := reader.ReadString('\n')
	if err != nil {
		_ = cmd.Wait() // then all of its complaints are there
		require.NoError(t, err, complaints.String())
	}
	timer := time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	rest, _ := io.ReadAll(reader)
	err = cmd.Wait()
	require.NotContains(t, first+string(rest), "failed: ", complaints.String())
	return first + string(rest), err == nil
}

func TestBackupTo_SurvivesAKill(t *testing.T) {
	l, stick := newLedger(t), t.TempDir()
	for n := range 200 {
		saleOn(t, l, n+1)
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	cut := 0
	for range *kills {
		killedAfter(t, roleCopier, time.Duration(random.IntN(100_000))*time.Microsecond, l.dir, stick)
		copies := 0
		for _, name := range names(t, stick, "*") {
			if strings.HasSuffix(name, atomicfile.PartSuffix) {
				cut++
				continue
			}
			copies++
			require.NoError(t, checkBackup(context.Background(), name, testOptions))
			end, err := ledgerEnd(context.Background(), name, testOptions)
			require.NoError(t, err)
			require.Equal(t, int64(200), end.Payments, "what has a name is whole")
		}
		require.GreaterOrEqual(t, copies, 1)
		require.LessOrEqual(t, copies, 3, "two, and the one that was just made")
	}
	to := target(stick, "01", 0)
	to.Now, to.Keep = time.Now().Add(time.Minute), 2
	copyOut(t, l.Reader, to)
	require.Len(t, names(t, stick, "*"), 2, "and what was cut off goes with the next")
	require.Empty(t, names(t, l.dir, backupsDir, outgoingName+"*"))
	t.Logf("%d kills, %d copies cut off", *kills, cut)
}

func TestRestore_SurvivesAKill(t *testing.T) {
	l := newLedger(t)
	for n := range 150 {
		saleOn(t, l, n+1)
	}
	file := copyOut(t, l.Reader, target(t.TempDir(), "01", 0)).File
	for n := range 50 {
		saleOn(t, l, n+151)
	}
	require.Empty(t, verified(t, l, 1))
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	// The ledger with its newest sales in the log, as after a power cut.
	start := func() string { return copied(t, l.dir, LedgerName, WriteAheadLogName, checkpointName) }
	begun := time.Now()
	_, ended := killedAfter(t, roleRestorer, time.Hour, start(), file)
	require.True(t, ended)
	whole := time.Since(begun)
	outcomes := map[int]int{}
	for range *kills {
		dir := start()
		said, _ := killedAfter(t, roleRestorer, time.Duration(random.Int64N(int64(whole)*3/2)), dir, file)
		after, err := Open(context.Background(), dir, testOptions)
		require.NoError(t, err, said)
		require.NoError(t, after.Check(context.Background()), said)
		n := count(t, after.Reader, "payments")
		require.Contains(t, []int{150, 200}, n, "the old or the new")
		if strings.Contains(said, "done") {
			require.Equal(t, 150, n)
		}
		if n == 150 {
			require.Len(t, names(t, dir, "ledger-replaced-*.db"), 1, "what stood there is kept")
		}
		require.Empty(t, verified(t, after, 1), said)
		require.NoError(t, after.Close())
		require.Empty(t, names(t, dir, restoringName+"*"))
		outcomes[n]++
	}
	t.Logf("%d kills within %v: %d old, %d new", *kills, whole, outcomes[200], outcomes[150])
}
