package store

import (
	"bufio"
	"context"
	"flag"
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

var guessing = flag.Duration("guessing", 5*time.Second, "how long PINs are guessed at full speed")

// guessForEver tries one PIN after another, by a clock that is off by as much as offset
// says, and prints a line for each: whether it was looked at, which changes the misses on
// disk.
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
	misses := func() (n int) { _ = l.db.QueryRow(`SELECT misses FROM pin`).Scan(&n); return n }
	for n, before := 0, misses(); ; n++ {
		if _, err := l.CheckPIN(ctx, fmt.Sprintf("%04d", n%4000), time.Now().Add(by)); err != nil {
			return err
		}
		line := "locked"
		if now := misses(); now != before {
			before, line = now, "looked"
		}
		fmt.Println(line)
	}
}

// TestPIN_GuessedAtFullSpeed has a till guess as fast as it can, killed again and again
// at random moments, with the clock set by years between two starts.
func TestPIN_GuessedAtFullSpeed(t *testing.T) {
	const looksMax = 8
	dir := filepath.Join(t.TempDir(), "data")
	l, err := Open(t.Context(), dir, testOptions)
	require.NoError(t, err)
	l.pinCost = cheap
	require.NoError(t, l.SetPIN(t.Context(), "4711"))
	_, err = l.SavePerson(t.Context(), "boss", kiosk.Person{Name: "Li", Role: kiosk.RoleCashier}, "47111")
	require.NoError(t, err)
	require.NoError(t, l.Close())

	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	starts, looked, told := 0, 0, 0
	for end := time.Now().Add(*guessing); time.Now().Before(end); starts++ {
		offset := time.Duration(random.IntN(6*365)-3*365) * 24 * time.Hour
		told += guess(t, dir, offset, time.Duration(1+random.IntN(900))*time.Millisecond)
		l, err := Open(t.Context(), dir, testOptions)
		require.NoError(t, err)
		require.NoError(t, l.db.QueryRow(`SELECT misses FROM pin`).Scan(&looked))
		require.NoError(t, l.Close())
		require.LessOrEqual(t, max(looked, told), looksMax) // one may be cut off before it is told
	}
	t.Logf("%d tries were looked at in %s and %d starts", looked, *guessing, starts)
	require.GreaterOrEqual(t, looked, kiosk.PINTriesFree, "it did guess")
}

// guess runs a guessing till, kills it so long after its first try, and returns how many
// tries it told to be looked at.
func guess(t *testing.T, dir string, offset, moment time.Duration) (looked int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir, offset.String())
	cmd.Env = append(os.Environ(), roleVariable+"="+roleGuesser)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		require.NotContains(t, lines.Text(), "ended:")
		if lines.Text() == "looked" {
			looked++
		}
		if first {
			kill.Reset(moment)
		}
	}
	require.Error(t, cmd.Wait(), "it was killed")
	return looked
}
