package adverts

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var kills = flag.Int("kills", 12, "times that a process is killed")

// counterVariable is set for a process that counts an advert in the folder that it names,
// saves, and tells how often it has, until it is killed.
const counterVariable = "FACEPAY_TEST_COUNTS_ADVERTS"

func TestMain(m *testing.M) {
	if data := os.Getenv(counterVariable); data != "" {
		fmt.Fprintln(os.Stderr, countOn(data))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func countOn(data string) error {
	p, err := OpenPlays(data, time.Now)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		p.Played(kiosk.Advert{Name: "counted.png"}, time.Second)
		p.Played(kiosk.Advert{Name: fmt.Sprint(i % (2 * playsMax))}, time.Second) // so that a write takes its time
		if err := p.save(); err != nil {
			return err
		}
		if _, err := fmt.Println(p.all[[2]string{"counted.png", ""}].Times); err != nil {
			return err
		}
	}
}

// A kill at any moment of a write leaves the counts of the last one or of this one.
func TestPlays_SurviveAKill(t *testing.T) {
	data, cut := t.TempDir(), 0
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range *kills {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), counterVariable+"="+data)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		said, saves := "", 0
		lines := bufio.NewScanner(out)
		for kill := false; lines.Scan(); {
			if said = lines.Text(); !kill {
				kill = true
				time.AfterFunc(time.Duration(random.IntN(50_000))*time.Microsecond, func() { _ = cmd.Process.Kill() })
			}
			saves++
		}
		require.Error(t, cmd.Wait())
		require.Positive(t, saves)
		last, err := strconv.Atoi(strings.TrimSpace(said))
		require.NoError(t, err)
		p, err := OpenPlays(data, time.Now)
		require.NoError(t, err, "what has the name is whole")
		times := p.all[[2]string{"counted.png", ""}].Times
		require.True(t, times == last || times == last+1, "%d after %d was told", times, last)
		names, err := filepath.Glob(filepath.Join(data, folderName, "*"))
		require.NoError(t, err)
		require.LessOrEqual(t, len(names), 2, "kills heap nothing up: %v", names)
		cut += len(names) - 1
	}
	t.Logf("%d kills, %d of them in the middle of a write", *kills, cut)
}
