//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"errors"
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

// The till's window in these tests.
const (
	windowWidth = 1280
	windowSize  = "1280x800"
)

// till is a data folder with its config, and the program that runs on it.
type till struct {
	t       *testing.T
	display *display
	gateway *gateway
	config  string // its file
	scanner bool   // it has a serial one
	data    string // its folder
	program string
	environ []string // more than a till needs
	flags   []string // of every command
	verb    []string // the command that runs the till; empty: none, which does
	wine    *wine    // nil: it runs on this system
	full    bool     // it fills the screen
	bare    bool     // no config is named, and none is there at first

	cmd    *exec.Cmd
	ended  chan struct{} // closed once the program has ended
	mayDie bool          // its end stops what people do, and fails no test
	stdout bytes.Buffer
	stderr bytes.Buffer
	window window
	pace   string // of a person, in ms from key to key
	orders int    // at the gateway, as far as this test made them
	pinSet bool   // the owner's PIN was set

	log     logFile
	lines   []logLine
	shown   logLine // the last view that this run of the program drew
	start   int     // the line at which it began
	counted int     // lines that a logTally has
}

// newTill opens a till at a gateway that speaks lepay's dialect. More is put into
// its config, in sections that setup below does not have.
func newTill(t *testing.T, g *gateway, more ...string) *till {
	return openTill(t, g, g.lepay()+strings.Join(more, "\n"))
}

// openTill opens a till with a config, to which the shop's name is added.
func openTill(t *testing.T, g *gateway, config string) *till {
	tl := layTill(t, g, config)
	tl.open()
	return tl
}

// openManagedTill is openTill with the owner's PIN set.
func openManagedTill(t *testing.T, g *gateway, config string) *till {
	tl := layTill(t, g, config)
	tl.setsPIN()
	tl.open()
	return tl
}

// layTill is openTill before the program starts.
func layTill(t *testing.T, g *gateway, config string) *till {
	return layTillOn(t, takeDisplay(t), g, config)
}

// layTillOn is layTill on a display of the test's own.
func layTillOn(t *testing.T, d *display, g *gateway, config string) *till {
	tl := &till{t: t, display: d, gateway: g, program: program, pace: keyPause, config: filepath.Join(t.TempDir(), "config.toml")}
	tl.data = filepath.Join(filepath.Dir(tl.config), "data")
	if windowsProgram != "" {
		tl.wine = newWine(t)
		tl.environ = append(tl.environ, tl.wine.environ()...)
	}
	tl.configure(config)
	t.Cleanup(func() { tl.stop(); _ = tl.log.close() })
	t.Cleanup(func() {
		if t.Failed() {
			tl.explain()
		}
	})
	return tl
}

// configure writes the config that the next start has.
func (tl *till) configure(config string) {
	tl.scanner = strings.Contains(config, "[scanner]")
	if tl.wine != nil {
		config = tl.wine.withPorts(tl.t, config)
	}
	config += "\n[shop]\nname = \"Tea House\"\n"
	require.NoError(tl.t, os.WriteFile(tl.config, []byte(config), 0o600))
}

// reopen starts the till anew with another config.
func (tl *till) reopen(config string) {
	tl.stop()
	tl.configure(config)
	tl.open()
}

// command is one of facepay's, on this till's config and folder.
func (tl *till) command(args ...string) *exec.Cmd {
	if !tl.bare {
		args = append(args, "--config", nativePath(tl.config))
	}
	args = append(append(args, "--data", nativePath(tl.data)), tl.flags...)
	cmd := tillCommand(tl.program, args...)
	// What the window library keeps of its own is kept apart from other tills.
	cmd.Env = append(tl.display.environ("FACEPAY_LOG=debug", "XDG_CONFIG_HOME="+filepath.Dir(tl.config)), tl.environ...)
	return cmd
}

// run starts the program without waiting for anything.
func (tl *till) run(environ ...string) {
	tl.look()
	tl.start, tl.shown = len(tl.lines), logLine{}
	size := []string{"--window", windowSize}
	if tl.full {
		size = nil
	}
	tl.cmd = tl.command(slices.Concat(tl.verb, size)...)
	tl.cmd.Env = append(tl.cmd.Env, environ...)
	tl.stderr.Reset()
	tl.cmd.Stdout, tl.cmd.Stderr = &tl.stdout, &tl.stderr
	if tl.wine != nil {
		tl.cmd.WaitDelay = time.Second // Wine's own programs, which live on, have its standard files too
	}
	require.NoError(tl.t, tl.cmd.Start())
	tl.ended = make(chan struct{})
	go func(cmd *exec.Cmd, ended chan struct{}) {
		_ = cmd.Wait() // how it ended is asked of its state
		close(ended)
	}(tl.cmd, tl.ended)
}

// open starts the program and waits until it can sell or asks for a decision.
func (tl *till) open(environ ...string) {
	tl.run(environ...)
	tl.window = tl.awaitWindowOf(windowWidth)
	tl.awaits("keyboard for the window", tl.window.takesFocus)
	tl.await("till that is ready", func(v logLine) bool {
		ready := v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenAlarm
		return ready && (!tl.scanner || v.Scanner == kiosk.ScannerReady)
	})
}

// awaitWindowOf waits for the till's window that is so wide.
func (tl *till) awaitWindowOf(width int) (found window) {
	tl.awaits(fmt.Sprintf("window %d wide", width), func() bool {
		for _, pid := range family(tl.cmd.Process.Pid) {
			for _, w := range tl.display.windows(pid) {
				if at, err := w.place(); err == nil && at.Dx() == width {
					found = w
				}
			}
		}
		return found.id != ""
	})
	return found
}

func (tl *till) hasEnded() bool {
	select {
	case <-tl.ended:
		return tl.cmd != nil
	default:
		return false
	}
}

// errDied stops what people do at a till that was killed.
var errDied = errors.New("the till was killed")

// lives fails the test when the till has ended that should run.
func (tl *till) lives() {
	if !tl.hasEnded() {
		return
	}
	if tl.mayDie {
		panic(errDied)
	}
	require.FailNow(tl.t, "the till ended: "+tl.stderr.String())
}

// outlives does something at a till that may be killed meanwhile, and reports
// whether it came to its end.
func (tl *till) outlives(do func()) (done bool) {
	tl.mayDie = true
	defer func() {
		tl.mayDie = false
		if r := recover(); r != nil && r != errDied {
			panic(r)
		}
	}()
	do()
	return true
}

// awaitEnd waits for the end of the program, which comes by itself.
func (tl *till) awaitEnd() *os.ProcessState {
	await(tl.t, "end of the till", tl.hasEnded, tl.now)
	state := tl.cmd.ProcessState
	tl.cmd = nil
	return state
}

// wasKilled waits for the end of a till that was killed and asserts that it did
// not end in another way.
func (tl *till) wasKilled() {
	state := tl.awaitEnd()
	status := state.Sys().(syscall.WaitStatus)
	require.True(tl.t, status.Signaled() && status.Signal() == syscall.SIGKILL, "it ended by itself: %s\n%s", state, tl.stderr.String())
}

// kill ends the program as a power cut would, as far as a program can tell.
func (tl *till) kill() {
	if err := tl.cmd.Process.Kill(); !errors.Is(err, os.ErrProcessDone) {
		require.NoError(tl.t, err)
	}
	tl.wasKilled()
}

// stop ends the program as a shutdown of the system does.
func (tl *till) stop() {
	if tl.cmd == nil {
		return
	}
	tl.endSession()
	if !comes(patience, tl.hasEnded) {
		tl.t.Errorf("the till did not end within %s", patience)
		_ = tl.cmd.Process.Kill()
		<-tl.ended
	}
	tl.cmd = nil
}

// endSession ends what runs as a shutdown of the system does.
func (tl *till) endSession() {
	if tl.wine != nil {
		out, err := tl.wine.command(tl.display, "wineboot", "--end-session").CombinedOutput()
		require.NoError(tl.t, err, string(out))
		return
	}
	_ = tl.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
}

// awaits waits until something happened at a till that runs.
func (tl *till) awaits(what string, happened func() bool) {
	did := false
	await(tl.t, what, func() bool {
		did = happened()
		return did || tl.hasEnded()
	}, tl.now)
	if !did {
		tl.lives()
	}
}

// await waits until the screens show something.
func (tl *till) await(what string, shown func(logLine) bool) {
	tl.awaits(what, func() bool { return shown(tl.view()) })
}

// now describes the screens, for a failure.
func (tl *till) now() string { return "the till shows: " + tl.view().whole }

// awaitPanel waits for a panel by the key of its title.
func (tl *till) awaitPanel(title string) {
	tl.await("panel "+title, func(v logLine) bool { return v.Panel == title })
}

func (tl *till) awaitScreen(s kiosk.Screen) {
	tl.await("screen "+string(s), func(v logLine) bool { return v.Screen == s })
}

// awaitProblem waits for what is said to be wrong, by its key.
func (tl *till) awaitProblem(id string) {
	tl.await("problem "+id, func(v logLine) bool { return v.Problem == id })
}

// awaitQR waits until another program can read this text from w.
func (tl *till) awaitQR(w window, text string) {
	var read string
	await(tl.t, "QR that zbar reads as "+text, func() bool {
		read = w.qr(tl.t)
		return read == text
	}, func() string { return fmt.Sprintf("zbar reads %q; %s", read, tl.now()) })
}

// keyPause is a person's, in ms from key to key: longer than that of a scanner
// which poses as a keyboard.
const keyPause = "90"

func (tl *till) keys(names ...string) {
	tl.lives()
	tl.display.hand(tl.t, append([]string{"key", "--delay", tl.pace}, names...)...)
}

// readingPause is the time to read a card before answering it. A key that comes
// sooner was meant for something else, and the till does not take it.
const readingPause = 900 * time.Millisecond

// answers presses a key after reading what is on screen.
func (tl *till) answers(key string) {
	tl.lives()
	tl.display.hand(tl.t, "sleep", fmt.Sprint(readingPause.Seconds()), "key", key)
}

// amountKeys are the keys for an amount such as 12.50.
func amountKeys(yuan string) []string {
	var names []string
	for _, r := range yuan {
		if r == '.' {
			names = append(names, "period")
			continue
		}
		names = append(names, string(r))
	}
	return names
}

// types types an amount and waits until it stands there.
func (tl *till) types(yuan string) {
	tl.keys(amountKeys(yuan)...)
	tl.awaitAmount(yuan)
}

// awaitAmount waits until an amount stands on the screen, to be sold.
func (tl *till) awaitAmount(yuan string) {
	tl.await("amount "+yuan, func(v logLine) bool { return v.Screen == kiosk.ScreenAmount && v.Amount == yuan })
}

// awaitNext waits until the till is ready for the next customer.
func (tl *till) awaitNext() {
	tl.awaitAmount("0.00")
}

// row is one payment in the export, by the names of its columns.
type row map[string]string

// export returns the rows of `facepay export`, newest last.
func (tl *till) export() []row {
	cmd := tl.command("export")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(tl.t, err, "export: %s", stderr.String())
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out, []byte("\ufeff")))).ReadAll()
	require.NoError(tl.t, err)
	var rows []row
	for _, fields := range table[1:] {
		r := row{}
		for i, name := range table[0] {
			r[name] = fields[i]
		}
		rows = append(rows, r)
	}
	return rows
}

func (tl *till) soleRow() row {
	rows := tl.export()
	require.Len(tl.t, rows, 1)
	return rows[0]
}

// states counts the payments in the export by their states.
func (tl *till) states() map[string]int {
	n := map[string]int{}
	for _, r := range tl.export() {
		n[r["state"]]++
	}
	return n
}

// logsNoError asserts that the till's log tells of no failure.
func (tl *till) logsNoError() {
	tl.look()
	for _, l := range tl.lines {
		require.NotEqual(tl.t, "ERROR", l.Level, l.whole)
	}
}

// explained are the lines of the log that a failure shows.
const explained = 25

// explain adds to a failure what was on the screens before it.
func (tl *till) explain() {
	tl.look()
	for _, l := range tl.lines[max(0, len(tl.lines)-explained):] {
		tl.t.Log(l.whole)
	}
	tl.t.Log("standard error:", tl.stderr.String())
}
