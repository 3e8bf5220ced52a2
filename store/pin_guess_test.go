package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// guessForEver tries one PIN after another, by a clock that is off by as much as offset
// says, and prints a line for each.
func guessForEver(dir, offset string) error {
	ctx := context.Background()
	by, err := time.ParseDuration(offset)
	if err != nil {
		return err
	}
	l, err := Open(ctx, dir, testOptions)
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		if _, err := l.CheckPIN(ctx, fmt.Sprintf("%04d", n%4000), time.Now().Add(by)); err != nil {
			return err
		}
		fmt.Println("try", n)
	}
}

// TestPIN_GuessedAtFullSpeed has a till guess as fast as it can, killed again and again
// at random moments, with the clock set by years between two starts. Its misses on
// disk are the tries that were looked at.
func TestPIN_GuessedAtFullSpeed(t *testing.T) {
	const looksMax = 8
	dir := filepath.Join(t.TempDir(), "data")
	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	_, err = l.SavePerson(t.Context(), kiosk.Person{Name: "Li", Role: kiosk.RoleCashier}, "47111")
	require.NoError(t, err)
	require.NoError(t, l.Close())

	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	starts, looked := 0, 0
	for end := time.Now().Add(guessFor); time.Now().Before(end); starts++ {
		offset := time.Duration(random.IntN(6*365)-3*365) * 24 * time.Hour
		guess(t, dir, offset, time.Duration(1+random.IntN(900))*time.Millisecond)
		l, err := Open(t.Context(), dir, testOptions)
		require.NoError(t, err)
		require.NoError(t, l.db.QueryRow(`SELECT misses FROM pin`).Scan(&looked))
		require.NoError(t, l.Close())
		require.LessOrEqual(t, looked, looksMax)
	}
	t.Logf("%d tries were looked at in %s and %d starts", looked, guessFor, starts)
	require.GreaterOrEqual(t, looked, kiosk.PINTriesFree, "it did guess")
}

// guess runs a guessing till and kills it so long after its first try.
func guess(t *testing.T, dir string, offset, moment time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir, offset.String())
	cmd.Env = append(os.Environ(), roleVariable+"="+roleGuesser)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	first, buffer := true, make([]byte, 1024)
	for {
		n, err := out.Read(buffer)
		if err != nil {
			break
		}
		require.NotContains(t, string(buffer[:n]), "ended:")
		if first {
			first = false
			kill.Reset(moment)
		}
	}
	require.Error(t, cmd.Wait(), "it was killed")
}
