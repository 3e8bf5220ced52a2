package heartbeat

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// role is the variable that makes the test binary one of the processes of a test.
const role = "HEARTBEAT_TEST_ROLE"

// patience bounds what a test waits for; it is no expectation of speed.
const patience = time.Minute

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "":
		os.Exit(m.Run())
	case "till":
		playTill(func(f func()) { f() }, (*Sender).Run)
	case "question":
		playTill(func(f func()) { f() }, (*Sender).Ask)
	case "standing":
		playTill(func(func()) {}, (*Sender).Run)
	case "forker":
		if err := processOf("standing").Start(); err != nil {
			panic(err)
		}
		fmt.Fprintln(os.Stderr, "forked")
		select {}
	case "again":
		s := NewSender(os.Stdin, os.Stdout, func() {})
		s.Again()
		os.Exit(1)
	case "parent":
		if _, err := Start(context.Background(), processOf("till")); err != nil {
			panic(err)
		}
		select {}
	}
}

// playTill is a till whose ledger is open and whose window's loop is do.
func playTill(do func(func()), run func(*Sender, context.Context, func(func()))) {
	ctx, end := context.WithCancel(context.Background())
	s := NewSender(os.Stdin, os.Stdout, end)
	fmt.Println("a library has something to say", strings.Repeat("…", 1000))
	s.Ready()
	s.Ready() // a second window's
	go run(s, ctx, do)
	fmt.Fprintln(os.Stderr, "held")
	go func() {
		<-s.Go()
		fmt.Fprintln(os.Stderr, "sells")
	}()
	<-ctx.Done()
	fmt.Fprintln(os.Stderr, "ends in order")
	os.Exit(0)
}

// processOf is the test binary in a role, which tells on this process's standard error.
func processOf(name string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self)
	cmd.Env, cmd.Stderr = append(os.Environ(), role+"="+name), os.Stderr
	return cmd
}

// telling is processOf with its standard error in hand: that ends when the process has
// ended and every other one that it started.
func telling(t *testing.T, name string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	cmd := processOf(name)
	cmd.Stderr = write
	t.Cleanup(func() {
		_ = write.Close()
		_ = read.Close()
	})
	return cmd, bufio.NewReader(read)
}

func startChild(t *testing.T, name string) (*Child, *bufio.Reader) {
	t.Helper()
	cmd, told := telling(t, name)
	ctx, cancel := context.WithCancel(context.Background())
	c, err := Start(ctx, cmd)
	require.NoError(t, err)
	require.NoError(t, cmd.Stderr.(*os.File).Close())
	t.Cleanup(func() {
		cancel()
		c.Kill()
		_ = c.Wait()
	})
	return c, told
}

func within[T any](t *testing.T, what string, c <-chan T) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		require.Fail(t, "no "+what)
	}
}

func line(t *testing.T, from *bufio.Reader) string {
	t.Helper()
	text, err := from.ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(text)
}

func TestChild_IsReadyThenHeldUntilGoAndEndsInOrder(t *testing.T) {
	c, told := startChild(t, "till")
	within(t, "ready", c.Ready())
	require.Equal(t, "held", line(t, told))
	for range 2 { // what it told comes in its order: it had time to sell, and did not
		within(t, "beat", c.Beats())
	}
	require.NoError(t, c.Go())
	require.Equal(t, "sells", line(t, told))
	within(t, "beat", c.Beats())
	c.End()
	require.Equal(t, "ends in order", line(t, told))
	require.NoError(t, c.Wait())
	require.ErrorContains(t, c.Go(), "let the till go")
}

func TestChild_EndsInOrderWithItsContext(t *testing.T) {
	cmd, _ := telling(t, "till")
	ctx, cancel := context.WithCancel(t.Context())
	c, err := Start(ctx, cmd)
	require.NoError(t, err)
	within(t, "ready", c.Ready())
	cancel()
	require.NoError(t, c.Wait())
}

func TestChild_WithoutItsLoopIsReadyAndBeatsNot(t *testing.T) {
	c, _ := startChild(t, "standing")
	within(t, "ready", c.Ready())
	select {
	case <-c.Beats():
		require.Fail(t, "a beat of a loop that stands")
	case <-time.After(3 * Every):
	}
	c.Kill()
	require.Error(t, c.Wait())
}

func TestChild_ThatAsksBeatsAndIsNotReady(t *testing.T) {
	c, _ := startChild(t, "question")
	for range 2 {
		within(t, "beat", c.Beats())
	}
	select {
	case <-c.Ready():
		require.Fail(t, "ready")
	default:
	}
}

func TestChild_SaysThatItIsToBeStartedAgain(t *testing.T) {
	c, _ := startChild(t, "again")
	require.Error(t, c.Wait())
	require.True(t, c.Again())
	require.False(t, c.Usage())
	c, _ = startChild(t, "till")
	c.End()
	require.NoError(t, c.Wait())
	require.False(t, c.Again())
}

func TestChild_KilledTakesWhatItStartedWithIt(t *testing.T) {
	c, told := startChild(t, "forker")
	require.Equal(t, "forked", line(t, told))
	c.Kill()
	require.Error(t, c.Wait())
	allEnded(t, told)
}

func TestChild_EndsWithItsParent(t *testing.T) {
	cmd, told := telling(t, "parent")
	require.NoError(t, cmd.Start())
	require.NoError(t, cmd.Stderr.(*os.File).Close())
	require.Equal(t, "held", line(t, told))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	allEnded(t, told)
}

// allEnded waits until every process that told something is gone.
func allEnded(t *testing.T, told *bufio.Reader) {
	t.Helper()
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, told)
		ended <- err
	}()
	within(t, "end of the processes", ended)
}

func TestChild_ThatCannotBeStartedIsAnError(t *testing.T) {
	_, err := Start(t.Context(), exec.Command(filepath.Join(os.TempDir(), "no such program")))
	require.ErrorContains(t, err, "start ")
}

func TestSender_WithoutAParentHoldsNothingBackAndWritesNothing(t *testing.T) {
	t.Setenv(Env, "")
	var out strings.Builder
	s := NewSender(strings.NewReader(""), &out, func() { t.Error("ended") })
	within(t, "go", s.Go())
	s.Ready()
	ctx, cancel := context.WithCancel(t.Context())
	s.Run(ctx, func(f func()) { f(); cancel() })
	require.Empty(t, out.String())
}
