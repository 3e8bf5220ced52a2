package printer_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/device/printer"
	"facepay/device/printer/printertest"
	"facepay/kiosk"
	"facepay/store/printqueue"
)

// kills is the number of times that a process is killed; make kill asks for more.
var kills = flag.Int("kills", 12, "times that a process is killed")

const roleVariable = "PRINTER_TEST_TILL" // folder, port, order and moment of the kill

func TestMain(m *testing.M) {
	printer.Patient()
	if role := os.Getenv(roleVariable); role != "" {
		if err := printForOnce(strings.Split(role, "|")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// killer ends this process at a moment before or after a write of the queue.
type killer struct {
	*printqueue.Queue
	at    int64 // which moment, 0 for none
	count atomic.Int64
	puts  atomic.Int64
	begun atomic.Int64 // papers that are under way
}

func (k *killer) moment() {
	if k.count.Add(1) == k.at {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			_ = self.Kill()
		}
		select {} // it is on its way
	}
}

func (k *killer) Put(ctx context.Context, p kiosk.Paper, original bool, now time.Time) (kiosk.PrintJob, error) {
	k.moment()
	defer k.moment()
	defer k.puts.Add(1)
	return k.Queue.Put(ctx, p, original, now)
}

func (k *killer) Begin(ctx context.Context, id int64) error {
	k.moment()
	defer k.moment()
	k.begun.Add(1)
	return k.Queue.Begin(ctx, id)
}

func (k *killer) End(ctx context.Context, id int64, state kiosk.PrintState) error {
	k.moment()
	defer k.moment()
	defer k.begun.Add(-1)
	return k.Queue.End(ctx, id, state)
}

// printForOnce is a till that has what is left printed again, asks for the receipt of an
// order twice as the original, and ends when nothing is to be printed.
func printForOnce(role []string) error {
	dir, port, order := role[0], role[1], role[2]
	at, err := strconv.ParseInt(role[3], 10, 64)
	if err != nil {
		return err
	}
	ctx := context.Background()
	queue, err := printqueue.Open(ctx, dir, time.Now())
	if err != nil {
		return err
	}
	texts, err := i18n.Load("en")
	if err != nil {
		return err
	}
	c := printer.Default()
	c.Port = port
	killing := &killer{Queue: queue, at: at}
	s := printer.NewSpool(c, printer.Press{Columns: 32, Encoding: printer.GB18030, Texts: texts}, killing)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	p := payment()
	p.OrderNo, p.PaidAt = kiosk.OrderNo(order), time.Now()
	paper, _ := head().Sale(p)
	if err := queue.Again(ctx, time.Now()); err != nil {
		return err
	}
	s.Print(paper, true)
	s.Print(paper, true)
	fmt.Println("begun")
	for idle := 0; idle < 3; {
		time.Sleep(10 * time.Millisecond)
		if _, waits, err := queue.Next(ctx, time.Now()); err != nil {
			return err
		} else if waits || killing.puts.Load() < 2 || killing.begun.Load() > 0 {
			idle = 0
		} else {
			idle++
		}
	}
	cancel()
	if err := <-ended; err != nil {
		return err
	}
	return queue.Close()
}

// till is a process of printForOnce.
type till struct {
	dir, port string
	environ   []string
	moment    int           // at which it kills itself, 0 for none
	killAfter time.Duration // 0: it is not
}

// runs it for an order, and reports whether it came to its end.
func (p till) runs(t *testing.T, order string) (ended bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), roleVariable+"="+strings.Join([]string{p.dir, p.port, order, strconv.Itoa(p.moment)}, "|")), p.environ...)
	var said bytes.Buffer
	cmd.Stderr = &said
	require.NoError(t, cmd.Start())
	if p.killAfter > 0 {
		timer := time.AfterFunc(p.killAfter, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	err := cmd.Wait()
	require.Empty(t, said.String())
	return err == nil
}

// killing is a printer, and the tills that are killed beside it.
type killing struct {
	*printertest.Printer
	till
	t      *testing.T
	killed int
}

func newKilling(t *testing.T) *killing {
	f := printertest.Healthy()
	return &killing{Printer: f, till: till{dir: t.TempDir(), port: listen(t, f)}, t: t}
}

// once has a till killed, and the next one print what it left: nothing is lost or damaged.
func (k *killing) once(n int, dies till) {
	k.t.Helper()
	order := fmt.Sprintf("20261129120000%010d", n)
	if !dies.runs(k.t, order) {
		k.killed++
	}
	require.True(k.t, k.till.runs(k.t, order))
	papers, originals := k.About(order)
	k.TearOff()
	require.LessOrEqual(k.t, originals, 1, "kill %d", n)
	require.GreaterOrEqual(k.t, papers, 1, "kill %d", n)
	left, err := printqueue.ReadLeft(k.t.Context(), k.dir)
	require.NoError(k.t, err)
	require.False(k.t, left.Any())
	files, err := filepath.Glob(filepath.Join(k.dir, "*damaged*"))
	require.NoError(k.t, err)
	require.Empty(k.t, files)
}

// However a till is killed, of one order at most one paper leaves that does not say that it
// is a copy, and the next till has a paper of it printed.
func TestSpool_AtMostOneOriginalWhateverIsKilled(t *testing.T) {
	k := newKilling(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	const moments = 12 // of two papers' three writes, before and after
	for n := range *kills {
		dies := k.till
		if dies.moment = n/2%moments + 1; n%2 == 1 {
			dies.moment, dies.killAfter = 0, time.Duration(random.IntN(400_000))*time.Microsecond
		}
		k.once(n, dies)
	}
	require.Positive(t, k.killed)
	t.Logf("%d processes killed of %d", k.killed, *kills)
}
