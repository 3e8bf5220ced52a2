//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// keptTill is a till that facepay supervise keeps running.
type keptTill struct {
	*faultTill
	before int // tills that were started before the one that is looked at
}

// newKeptTill starts a supervised till, on d if there is one, and waits until it can sell.
func newKeptTill(t *testing.T, d *display) *keptTill {
	g := newGateway(t)
	k := &keptTill{faultTill: newFaultTill(t, g, g.lepay())}
	k.program, k.verb = program, []string{"supervise"}
	if d != nil {
		k.display = d
	}
	k.run()
	k.comesBack()
	return k
}

// pids are the processes of the tills that were started so far.
func (k *keptTill) pids() (all []int) {
	log, _ := os.ReadFile(filepath.Join(k.data, "log", "supervise.log"))
	for line := range bytes.Lines(log) {
		var l struct {
			Msg string
			PID int
		}
		if json.Unmarshal(line, &l) == nil && l.Msg == "a till was started" {
			all = append(all, l.PID)
		}
	}
	return all
}

// comesBack waits until a till that is newer than those before sells, and returns how
// long that took.
func (k *keptTill) comesBack() time.Duration {
	began := time.Now()
	k.awaits("next till", func() bool { return len(k.pids()) > k.before })
	k.skipsToItsStart()
	k.awaits("window", func() bool {
		pids := k.pids()
		k.before = len(pids)
		for _, w := range k.display.windows(pids[len(pids)-1]) {
			if at, err := w.place(); err == nil && at.Dx() == windowWidth {
				k.window = w
				return true
			}
		}
		return false
	})
	k.awaits("keyboard for the window", k.window.takesFocus)
	k.await("till that is ready", func(v logLine) bool { return v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenAlarm })
	return time.Since(began)
}

// skipsToItsStart leaves out what the tills before the last one told, which a till without
// a screen does not tell anything after.
func (k *keptTill) skipsToItsStart() {
	k.awaits("its first line", func() bool {
		k.look()
		pids := k.pids()
		its := fmt.Sprintf(`"pid":%d}`, pids[len(pids)-1])
		at := slices.IndexFunc(k.lines, func(l logLine) bool { return l.Msg == "start" && strings.HasSuffix(l.whole, its) })
		if at >= 0 {
			k.start, k.shown = at, logLine{}
		}
		return at >= 0
	})
	for _, l := range k.told("drawn") {
		k.shown = l
	}
}

// signals the till itself, not its supervisor.
func (k *keptTill) signals(s syscall.Signal) {
	pids := k.pids()
	require.NoError(k.t, syscall.Kill(pids[len(pids)-1], s))
}

func TestStays_KilledOrStandingTheTillSellsAgainAndSettlesWhatWasOpenFirst(t *testing.T) {
	t.Parallel()
	k := newKeptTill(t, nil)
	for _, end := range []struct {
		name   string
		signal syscall.Signal
	}{{"kill -9", syscall.SIGKILL}, {"SIGSTOP", syscall.SIGSTOP}} {
		k.opensQR(kiosk.WeChat)
		k.signals(end.signal)
		k.gateway.hurries()
		t.Logf("%s: selling again after %v", end.name, k.comesBack())
		settled := false
		for _, v := range k.views() {
			settled = settled || v.Screen == kiosk.ScreenRecovering
		}
		require.True(t, settled, "%s: the till sold before it had asked about what was open", end.name)
		k.awaitNext()
		k.sellsByCode()
	}
	crashes, err := os.ReadFile(filepath.Join(k.data, "log", "crash-1.log"))
	require.NoError(t, err)
	require.Equal(t, 1, strings.Count(string(crashes), "killed: the till's window stood for 8 s: it was killed\n"))

	second := k.command("supervise")
	out, err := second.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "a till is kept running in this data folder already")
}

func TestStays_WhenTheScreenWentAndCameBackTheTillSellsAgain(t *testing.T) {
	t.Parallel()
	// Far from the numbers that servers take by themselves: nobody else has it meanwhile.
	x := startX(t, fmt.Sprintf(":%d", 10_000+os.Getpid()%10_000))
	k := newKeptTill(t, &display{name: x.display})
	k.opensQR(kiosk.WeChat)
	x.kill()
	k.gateway.hurries()
	k.awaits("till that found no screen, and the next", func() bool { return len(k.pids()) > k.before+1 })
	began := time.Now()
	startX(t, x.display)
	k.comesBack()
	t.Logf("X killed and back: selling again %v after it is there", time.Since(began))
	k.awaitNext()
	k.sellsByCode()
}

func TestStays_AfterThreeCrashesPeopleChooseAndThePlainestModeSells(t *testing.T) {
	t.Parallel()
	k := newKeptTill(t, nil)
	for range 2 {
		k.signals(syscall.SIGABRT) // as a fault in a C library, which tells what goroutines did
		k.comesBack()
	}
	k.signals(syscall.SIGABRT)
	k.awaits("window that asks", func() bool {
		pids := k.pids()
		windows := k.display.windows(pids[len(pids)-1])
		if len(pids) == k.before || len(windows) == 0 {
			return false
		}
		k.before, k.window = len(pids), windows[0]
		return true
	})
	k.awaits("keyboard for the window", k.window.takesFocus)
	k.keys("F2")
	k.scanner, k.till.scanner = nil, false
	k.comesBack()
	require.NotEmpty(t, k.told("the plainest mode was chosen"))
	k.sellsByQR()
	reports, err := filepath.Glob(filepath.Join(k.data, "log", "crash-*.log"))
	require.NoError(t, err)
	require.Len(t, reports, 3)
}

// xServer is an X server of a test's own, which it may kill.
type xServer struct {
	cmd     *exec.Cmd
	display string
}

// startX starts an X server, without a window manager, and waits until it takes
// connections.
func startX(t *testing.T, display string) *xServer {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	defer read.Close()
	x := &xServer{
		cmd:     exec.Command("Xvfb", display, "-screen", "0", "1920x1200x24", "-nolisten", "tcp", "-noreset", "-displayfd", "3"),
		display: display,
	}
	x.cmd.ExtraFiles = []*os.File{write}
	require.NoError(t, x.cmd.Start())
	require.NoError(t, write.Close())
	t.Cleanup(x.kill)
	_, err = bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	return x
}

func (x *xServer) kill() {
	_ = x.cmd.Process.Kill()
	_ = x.cmd.Wait()
	// What a killed server leaves keeps the next one from the same display.
	_ = os.Remove("/tmp/.X" + x.display[1:] + "-lock")
	_ = os.Remove("/tmp/.X11-unix/X" + x.display[1:])
}
