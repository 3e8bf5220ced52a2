package supervise

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/heartbeat"
	"facepay/store/tempdir"
)

// role makes the test binary a till that behaves as it says; runs is the file in which
// each till leaves a line.
const role, runs = "SUPERVISE_TEST_ROLES", "SUPERVISE_TEST_RUNS"

// patience bounds what a test waits for; it is no expectation of speed.
const patience = time.Minute

func TestMain(m *testing.M) {
	if os.Getenv(role) == "" {
		os.Exit(m.Run())
	}
	roles := strings.Fields(os.Getenv(role))
	past, _ := os.ReadFile(os.Getenv(runs))
	n := strings.Count(string(past), "\n")
	playTill(roles[min(n, len(roles)-1)], n)
}

// playTill is the n-th till of a test.
func playTill(as string, n int) {
	ctx, end := context.WithCancel(context.Background())
	tell := func(text string) {
		f, err := os.OpenFile(os.Getenv(runs), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = f.WriteString(text)
		}
		if err != nil || f.Close() != nil {
			panic(err)
		}
	}
	s := heartbeat.NewSender(os.Stdin, os.Stdout, end)
	do := func(f func()) { f() }
	switch as {
	case "hangs":
		tell(as + "\n")
		select {}
	case "usage":
		tell(as + "\n")
		s.Usage()
		os.Exit(2)
	case "asks":
		tell(as + "\n")
		go s.Ask(ctx, do)
		time.Sleep(15 * heartbeat.Every) // longer than its supervisor lets one open nothing
		os.Exit(0)
	case "stands":
		do = func(func()) {}
	}
	s.Ready()
	go s.Run(ctx, do)
	<-s.Go()
	tell(as + "\n")
	switch as {
	case "leaves":
		os.Exit(0)
	case "panics":
		panic("till " + strconv.Itoa(n))
	case "stands", "sells":
		<-ctx.Done()
		os.Exit(0)
	}
}

// slow are the limits of tills that nothing is to end: a busy machine may be long in
// starting one.
var slow = limits{ready: 60, start: 60}

// supervised runs tills that behave as they are told, one after another, the last one
// for ever. It returns what each did.
func supervised(t *testing.T, ctx context.Context, allowed limits, behave string) (did func() string, killed chan string, result chan error) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	file := filepath.Join(tempdir.New(t), "runs")
	killed, result = make(chan string, 10), make(chan error, 1)
	s := Supervisor{
		Start: func(ctx context.Context) (*heartbeat.Child, error) {
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), role+"="+behave, runs+"="+file)
			return heartbeat.Start(ctx, cmd)
		},
		Log:    slog.New(slog.DiscardHandler),
		Killed: func(why string) { killed <- why },
		limits: allowed,
	}
	go func() { result <- s.Run(ctx) }()
	return func() string {
		text, _ := os.ReadFile(file)
		return strings.ReplaceAll(string(text), "\n", " ")
	}, killed, result
}

func ended(t *testing.T, result chan error) error {
	t.Helper()
	select {
	case err := <-result:
		return err
	case <-time.After(patience):
		require.Fail(t, "the supervision goes on")
		return nil
	}
}

func TestSupervisor_StartsATillAgainThatCrashedAndEndsWithOneThatLeft(t *testing.T) {
	t.Parallel()
	did, killed, result := supervised(t, t.Context(), slow, "panics panics leaves")
	require.NoError(t, ended(t, result))
	require.Equal(t, "panics panics leaves ", did())
	require.Empty(t, killed)
}

func TestSupervisor_EndsATillWhoseWindowStands(t *testing.T) {
	t.Parallel()
	did, killed, result := supervised(t, t.Context(), limits{ready: 10, start: slow.start}, "stands leaves")
	require.NoError(t, ended(t, result))
	require.Equal(t, "stands leaves ", did())
	require.Equal(t, "the till's window stood for 10 s: it was killed", <-killed)
}

func TestSupervisor_EndsATillThatOpensNothingButNotOneThatAsks(t *testing.T) {
	t.Parallel()
	did, killed, result := supervised(t, t.Context(), limits{ready: slow.ready, start: 10}, "hangs asks")
	require.NoError(t, ended(t, result))
	require.Equal(t, "hangs asks ", did())
	require.Equal(t, "the till's window opened nothing for 10 s: it was killed", <-killed)
	require.Empty(t, killed)
}

func TestSupervisor_EndsWhenFlagsOrConfigAreWrong(t *testing.T) {
	t.Parallel()
	did, _, result := supervised(t, t.Context(), slow, "panics usage sells")
	require.ErrorIs(t, ended(t, result), ErrUsage)
	require.Equal(t, "panics usage ", did())
}

func TestSupervisor_EndsItsTillInOrderWhenItIsToEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	did, killed, result := supervised(t, ctx, slow, "sells")
	require.Eventually(t, func() bool { return did() == "sells " }, patience, 10*time.Millisecond)
	cancel()
	require.NoError(t, ended(t, result), "an end by force would be an error")
	require.Equal(t, "sells ", did())
	require.Empty(t, killed)
}

func TestSupervisor_AProgramThatIsNotThereIsTriedAgain(t *testing.T) {
	t.Parallel()
	tried := make(chan bool)
	ctx, cancel := context.WithCancel(t.Context())
	s := Supervisor{
		Start: func(ctx context.Context) (*heartbeat.Child, error) {
			select {
			case tried <- true:
			case <-ctx.Done():
			}
			return nil, os.ErrNotExist
		},
		Log: slog.New(slog.DiscardHandler),
	}
	result := make(chan error, 1)
	go func() { result <- s.Run(ctx) }()
	for range 3 {
		<-tried
	}
	cancel()
	require.NoError(t, ended(t, result))
}
