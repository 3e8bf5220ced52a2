package store

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// The test binary plays a till of its own when this variable names a role.
const (
	roleVariable = "STORE_TEST_ROLE"
	roleWriter   = "writer"
	roleOpener   = "opener"
	roleGuesser  = "guesser"
	roleCloser   = "closer"
)

func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case roleWriter:
		fmt.Println("ended:", writeForEver(os.Args[1]))
		os.Exit(1)
	case roleGuesser:
		fmt.Println("ended:", guessForEver(os.Args[1], os.Args[2]))
		os.Exit(1)
	case roleCloser:
		fmt.Println("ended:", sellAndCloseForEver(os.Args[1], os.Args[2]))
		os.Exit(1)
	case roleOpener:
		tellWhatOpenSays(os.Args[1])
		os.Exit(0)
	case roleCopier:
		fmt.Println("failed: ", copyForEver(os.Args[1], os.Args[2]))
		os.Exit(1)
	case roleRestorer:
		if err := restoreOnce(os.Args[1], os.Args[2]); err != nil {
			fmt.Println("failed: ", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// writeForEver saves sales with their payment, three steps each, and prints
// the order number and version of every payment once its Save has returned.
func writeForEver(dir string) error {
	ctx := context.Background()
	l, err := Open(ctx, dir, testOptions)
	if err != nil {
		return err
	}
	held, err := l.Payments(ctx, kiosk.HistoryFilter{}, "", 1)
	if err != nil {
		return err
	}
	n := 0
	if len(held) > 0 {
		if n, err = strconv.Atoi(string(held[0].OrderNo[5:])); err != nil {
			return err
		}
	}
	for {
		n++
		id := fmt.Sprintf("s%d", n)
		p := payment(fmt.Sprintf("ORDER%019d", n), id)
		p.CreatedAt = noon.Add(time.Duration(n) * time.Millisecond)
		w := first(sale(id), p)
		for _, to := range []kiosk.State{kiosk.StateWaiting, kiosk.StatePaid, ""} {
			if err := l.Save(ctx, w); err != nil {
				return err
			}
			fmt.Printf("%s %d\n", p.OrderNo, p.Version)
			if to != "" {
				p, w = moved(p, to)
			}
		}
	}
}

// TestSave_SurvivesAKill kills a writing till again and again at random moments
// and holds that every acknowledged Save is there, whole and in its place.
func TestSave_SurvivesAKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	acknowledged := map[kiosk.OrderNo]int{}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	const kills = 12
	for range kills {
		for n, v := range killedWriter(t, dir, 1+random.IntN(60), time.Duration(random.IntN(3000))*time.Microsecond) {
			acknowledged[n] = v
		}
		l, err := Open(context.Background(), dir, testOptions)
		require.NoError(t, err)
		require.NoError(t, l.Check(context.Background()))
		found := map[kiosk.OrderNo]int{}
		for p, err := range l.Export(context.Background(), Filter{}) {
			require.NoError(t, err)
			found[p.OrderNo] = p.Version
			story, err := l.Story(context.Background(), p.OrderNo)
			require.NoError(t, err)
			require.Len(t, story, p.Version, "a payment and its records are saved together")
		}
		for n, v := range acknowledged {
			require.GreaterOrEqual(t, found[n], v, "payment %s", n)
		}
		require.LessOrEqual(t, len(found), len(acknowledged)+kills, "one more a kill at most, cut off before it was told")
		require.NoError(t, l.Close())
	}
	require.NotEmpty(t, acknowledged)
}

// killedWriter runs a writing till until it has told of so many saves, kills it
// a moment later, and returns all that it told.
func killedWriter(t *testing.T, dir string, saves int, moment time.Duration) map[kiosk.OrderNo]int {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), roleVariable+"="+roleWriter)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	told := map[kiosk.OrderNo]int{}
	lines := bufio.NewScanner(out)
	for i := 0; lines.Scan(); i++ {
		var n kiosk.OrderNo
		var version int
		if _, err := fmt.Sscanf(lines.Text(), "%s %d", &n, &version); err != nil {
			t.Errorf("the writer said %q %s", lines.Text(), &complaints)
			break
		}
		told[n] = version
		if i == saves {
			time.AfterFunc(moment, func() { _ = cmd.Process.Kill() }) // lines go on being read until then
		}
	}
	_, _ = io.Copy(io.Discard, out)
	var exit *exec.ExitError
	require.True(t, errors.As(cmd.Wait(), &exit) && !exit.Exited(), "it was killed: %s", &complaints)
	return told
}

// tellWhatOpenSays opens a till and a reader and prints which errors they met.
func tellWhatOpenSays(dir string) {
	l, err := Open(context.Background(), dir, testOptions)
	fmt.Println("till read-only:", errors.Is(err, ErrReadOnly), "damaged:", errors.Is(err, ErrDamaged))
	if err == nil {
		fmt.Println("the till opened", l.Close())
	}
	r, err := OpenReader(context.Background(), dir, testOptions)
	if err != nil {
		fmt.Println("reader:", err)
		return
	}
	payments, err := r.Payments(context.Background(), kiosk.HistoryFilter{}, "", 10)
	fmt.Println("reader:", len(payments), err, r.Close())
}
