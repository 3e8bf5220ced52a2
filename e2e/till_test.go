//go:build e2e

package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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
	data    string // its folder
	program string
	environ []string // more than a till needs
	full    bool     // it fills the screen

	cmd    *exec.Cmd
	stderr bytes.Buffer
	window window
	log    *os.File
	rest   []byte // of the log: a line that is not whole yet
	lines  []logLine
	start  int  // the line at which this run of the program began
	pinSet bool // the owner's PIN was set
}

// logLine is one line of the till's log, in which at debug level stands what
// its screens show.
type logLine struct {
	Msg   string
	Level string
	State string // of the scanner

	Screen  kiosk.Screen
	Amount  string
	Problem string
	Panel   string
	Detail  string
	Stage   kiosk.CustomerScreenKind
	Wallet  kiosk.Wallet // on the stage
	Open    int
	Gateway kiosk.GatewayState
	Scanner kiosk.ScannerState

	whole string
}

// newTill opens a till at a gateway that speaks lepay's dialect. More is put into
// its config, in sections that setup below does not have.
func newTill(t *testing.T, g *gateway, more ...string) *till {
	t.Helper()
	return openTill(t, g, g.lepay()+strings.Join(more, "\n"))
}

// openTill opens a till with a config, to which the shop's name is added.
func openTill(t *testing.T, g *gateway, config string) *till {
	t.Helper()
	tl := layTill(t, g, config)
	tl.open()
	return tl
}

// layTill is openTill before the program starts.
func layTill(t *testing.T, g *gateway, config string) *till {
	t.Helper()
	return layTillOn(t, takeDisplay(t), g, config)
}

// layTillOn is layTill on a display of the test's own.
func layTillOn(t *testing.T, d *display, g *gateway, config string) *till {
	t.Helper()
	tl := &till{t: t, display: d, gateway: g, program: program, config: filepath.Join(t.TempDir(), "config.toml")}
	tl.data = filepath.Join(filepath.Dir(tl.config), "data")
	tl.configure(config)
	t.Cleanup(tl.stop)
	t.Cleanup(func() {
		if t.Failed() {
			tl.explain()
		}
	})
	return tl
}

// configure writes the config that the next start has.
func (tl *till) configure(config string) {
	tl.t.Helper()
	config += "\n[shop]\nname = \"Tea House\"\n"
	require.NoError(tl.t, os.WriteFile(tl.config, []byte(config), 0o600))
}

// reopen starts the till anew with another config.
func (tl *till) reopen(config string) {
	tl.t.Helper()
	tl.stop()
	tl.configure(config)
	tl.open()
}

// command is one of facepay's, on this till's config and folder.
func (tl *till) command(args ...string) *exec.Cmd {
	cmd := exec.Command(tl.program, append(args, "--config", tl.config, "--data", tl.data)...)
	// What the window library keeps of its own is kept apart from other tills.
	cmd.Env = append(tl.display.environ("FACEPAY_LOG=debug", "XDG_CONFIG_HOME="+filepath.Dir(tl.config)), tl.environ...)
	return cmd
}

// run starts the program without waiting for anything.
func (tl *till) run() {
	tl.t.Helper()
	tl.look()
	tl.start = len(tl.lines)
	tl.cmd = tl.command("--window", windowSize)
	if tl.full {
		tl.cmd = tl.command()
	}
	tl.stderr.Reset()
	tl.cmd.Stderr = &tl.stderr
	require.NoError(tl.t, tl.cmd.Start())
}

// open starts the program and waits until it can sell or asks for a decision.
func (tl *till) open() {
	tl.t.Helper()
	tl.run()
	tl.awaitWindow()
	tl.await("till that is ready", func(v logLine) bool {
		return v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenAlarm
	})
}

func (tl *till) awaitWindow() {
	tl.t.Helper()
	tl.window = tl.awaitWindowOf(windowWidth)
	tl.window.focus(tl.t)
}

// awaitWindowOf waits for the till's window that is so wide.
func (tl *till) awaitWindowOf(width int) window {
	tl.t.Helper()
	var found window
	await(tl.t, fmt.Sprintf("window %d wide", width), func() bool {
		for _, w := range tl.display.windows(tl.cmd.Process.Pid) {
			if w.width(tl.t) == width {
				found = w
			}
		}
		return found.id != ""
	}, nil)
	return found
}

// kill ends the program as a power cut would, as far as a program can tell.
func (tl *till) kill() {
	tl.t.Helper()
	require.NoError(tl.t, tl.cmd.Process.Kill())
	err := tl.cmd.Wait()
	exit := (*exec.ExitError)(nil)
	require.ErrorAs(tl.t, err, &exit)
	require.Equal(tl.t, syscall.SIGKILL, exit.Sys().(syscall.WaitStatus).Signal(), "it ended by itself: %s", tl.stderr.String())
	tl.cmd = nil
}

// stop ends the program as a shutdown of the system does.
func (tl *till) stop() {
	if tl.cmd == nil {
		return
	}
	end(tl.t, tl.cmd, syscall.SIGTERM)
	tl.cmd = nil
	if tl.log != nil {
		_ = tl.log.Close() // it was only read
		tl.log = nil
	}
}

// look reads what the log has got since the last look.
func (tl *till) look() {
	tl.t.Helper()
	if tl.log == nil {
		f, err := os.Open(filepath.Join(tl.data, "log", "facepay.log"))
		if os.IsNotExist(err) {
			return
		}
		require.NoError(tl.t, err)
		tl.log = f
	}
	fresh, err := io.ReadAll(tl.log)
	require.NoError(tl.t, err)
	tl.rest = append(tl.rest, fresh...)
	for {
		line, rest, whole := bytes.Cut(tl.rest, []byte("\n"))
		if !whole {
			return
		}
		tl.rest = rest
		l := logLine{whole: string(line)}
		require.NoError(tl.t, json.Unmarshal(line, &l), "a line of the log: %s", line)
		tl.lines = append(tl.lines, l)
	}
}

// views are what the till has had to show since this run of the program began.
func (tl *till) views() []logLine { return tl.told("view") }

// view is what the screens show now, and what a key or touch meets.
func (tl *till) view() logLine {
	tl.t.Helper()
	if vs := tl.told("drawn"); len(vs) > 0 {
		return vs[len(vs)-1]
	}
	return logLine{}
}

// told are the lines of the log with this message, since this run of the
// program began.
func (tl *till) told(msg string) []logLine {
	tl.t.Helper()
	tl.look()
	var ls []logLine
	for _, l := range tl.lines[tl.start:] {
		if l.Msg == msg {
			ls = append(ls, l)
		}
	}
	return ls
}

// await waits until the screens show something.
func (tl *till) await(what string, shown func(logLine) bool) {
	tl.t.Helper()
	await(tl.t, what, func() bool { return shown(tl.view()) }, tl.now)
}

// now tells what is on the screens, for a failure.
func (tl *till) now() string { return "the till shows: " + tl.view().whole }

// awaitPanel waits for a panel by the key of its title.
func (tl *till) awaitPanel(title string) {
	tl.t.Helper()
	tl.await("panel "+title, func(v logLine) bool { return v.Panel == title })
}

// awaitScreen waits for a screen.
func (tl *till) awaitScreen(s kiosk.Screen) {
	tl.t.Helper()
	tl.await("screen "+string(s), func(v logLine) bool { return v.Screen == s })
}

// awaitProblem waits for what is said to be wrong, by its key.
func (tl *till) awaitProblem(id string) {
	tl.t.Helper()
	tl.await("problem "+id, func(v logLine) bool { return v.Problem == id })
}

// awaitScanner waits until the serial scanner can be used.
func (tl *till) awaitScanner() {
	tl.t.Helper()
	tl.await("scanner", func(v logLine) bool { return v.Scanner == kiosk.ScannerReady })
}

// awaitQR waits until another program can read this text from w.
func (tl *till) awaitQR(w window, text string) {
	tl.t.Helper()
	var read string
	await(tl.t, "QR that zbar reads as "+text, func() bool {
		read = w.qr(tl.t)
		return read == text
	}, func() string { return fmt.Sprintf("zbar reads %q; %s", read, tl.now()) })
}

// keyPause is a person's, in ms from key to key: longer than that of a scanner
// which poses as a keyboard.
const keyPause = "90"

// keys presses keys, by the names that X gives them, one after the other.
func (tl *till) keys(names ...string) {
	tl.t.Helper()
	tl.display.hand(tl.t, append([]string{"key", "--delay", keyPause}, names...)...)
}

// readingPause is what people need to read a card before they answer it. A key
// that comes sooner was meant for something else, and the till does not take it.
const readingPause = 900 * time.Millisecond

// answers presses a key after reading what is on screen.
func (tl *till) answers(key string) {
	tl.t.Helper()
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
	tl.t.Helper()
	tl.keys(amountKeys(yuan)...)
	tl.awaitAmount(yuan)
}

// awaitAmount waits until an amount stands on the screen, to be sold.
func (tl *till) awaitAmount(yuan string) {
	tl.t.Helper()
	tl.await("amount "+yuan, func(v logLine) bool { return v.Screen == kiosk.ScreenAmount && v.Amount == yuan })
}

// awaitNext waits until the till is ready for the next customer.
func (tl *till) awaitNext() {
	tl.t.Helper()
	tl.awaitAmount("0.00")
}

// row is one payment in the export, by the names of its columns.
type row map[string]string

// export is what `facepay export` tells, newest last.
func (tl *till) export() []row {
	tl.t.Helper()
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

// explain adds to a failure what was on the screens before it.
func (tl *till) explain() {
	const shown = 25
	tl.look()
	lines := tl.lines[max(0, len(tl.lines)-shown):]
	for _, l := range lines {
		tl.t.Log(l.whole)
	}
	tl.t.Log("standard error:", tl.stderr.String())
}
