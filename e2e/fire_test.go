//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// The till under fire is the built program with hooks for tests in it (build tag
// faultinject): it can end itself at a chosen write, and its clock can be set.
const (
	fireKill   = "FACEPAY_FAULTINJECT_KILL"
	fireLedger = "FACEPAY_FAULTINJECT_LEDGER"
	fireClock  = "FACEPAY_FAULTINJECT_CLOCK"
)

// firePrograms are built once for all tests that need them.
type firePrograms struct{ till, lists string }

var buildForFire = sync.OnceValues(func() (firePrograms, error) {
	build := exec.Command("../scripts/faultinject.sh")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return firePrograms{}, fmt.Errorf("build the till under fire: %w", err)
	}
	// Looked at by their relative names, they count as what results depend on.
	p := firePrograms{"../build/e2e/facepay-faultinject", "../build/e2e/threelists"}
	for _, name := range []*string{&p.till, &p.lists} {
		if _, err := os.Stat(*name); err != nil {
			return p, err
		}
		whole, err := filepath.Abs(*name)
		if err != nil {
			return p, err
		}
		*name = whole
	}
	return p, nil
})

// startSeed is that of a random test, which prints it.
func startSeed(t *testing.T) uint64 {
	t.Helper()
	start := *seed
	if start == 0 {
		start = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d; again with -args -seed %d", start, start)
	return start
}

// mortal is a till that may die at any moment, with its cashier and customers.
// What they do reports false once it is dead.
type mortal struct {
	*till
	scanner *serialScanner
	// certain: this gateway can be asked about everything, so nothing that was
	// taken may stay unknown.
	certain bool

	dead         chan struct{} // closed once the program has ended
	sales, codes int
	phone        string // the order whose QR the customer has last seen
}

// newMortal lays a till under fire at a gateway, of which config has the section.
// It does not run yet.
func newMortal(t *testing.T, g *gateway, config string) *mortal {
	t.Helper()
	return newMortalIn(t, "", g, config)
}

// newMortalIn is newMortal with its data in a folder, "" for one of its own.
func newMortalIn(t *testing.T, data string, g *gateway, config string) *mortal {
	t.Helper()
	programs, err := buildForFire()
	require.NoError(t, err)
	s := newSerialScanner(t)
	m := &mortal{till: layTill(t, g, config+s.config()), scanner: s}
	if data != "" {
		m.data = data
	}
	m.program = programs.till
	m.setsPIN()
	t.Cleanup(m.ends)
	return m
}

// setsPIN sets the owner's PIN as the owner does who prepares a till.
func (m *mortal) setsPIN() {
	m.t.Helper()
	cmd := m.command("pin", "--stdin")
	cmd.Stdin = strings.NewReader(strings.Join(pinKeys[:len(pinKeys)-1], "") + "\n")
	out, err := cmd.CombinedOutput()
	require.NoError(m.t, err, string(out))
	m.pinSet = true
}

// starts runs the program; kill is when it is to end itself, "" for never.
func (m *mortal) starts(kill string) {
	m.t.Helper()
	environ := m.environ
	if kill != "" {
		m.environ = append(slices.Clip(environ), fireKill+"="+kill)
	}
	m.run()
	m.environ = environ
	m.dead = make(chan struct{})
	go func(cmd *exec.Cmd, dead chan struct{}) {
		_ = cmd.Wait() // how it ended is asked of its state
		close(dead)
	}(m.cmd, m.dead)
}

// opens starts the program and waits until it can be used.
func (m *mortal) opens(kill string) bool {
	m.t.Helper()
	m.starts(kill)
	return m.seesWindow() && m.waits("till that is ready", func() bool {
		s := m.view().Screen
		return s == kiosk.ScreenAmount || s == kiosk.ScreenAlarm
	}) && m.waits("scanner", func() bool { return m.view().Scanner == kiosk.ScannerReady })
}

// seesWindow waits for the window and gives it the keyboard.
func (m *mortal) seesWindow() bool {
	m.t.Helper()
	return m.waits("window with the keyboard", func() bool {
		for _, w := range m.display.windows(m.cmd.Process.Pid) {
			shape, err := w.run("xdotool", "getwindowgeometry", "--shell", w.id)
			if err != nil || !strings.Contains(string(shape), fmt.Sprintf("WIDTH=%d\n", windowWidth)) {
				continue
			}
			if _, err := w.run("xdotool", "windowfocus", w.id); err != nil {
				continue
			}
			id, err := w.run("xdotool", "getwindowfocus")
			if err == nil && strings.TrimSpace(string(id)) == w.id {
				m.window = w
				return true
			}
		}
		return false
	})
}

func (m *mortal) alive() bool {
	select {
	case <-m.dead:
		return false
	default:
		return true
	}
}

// waits waits until something has happened, or the till is dead.
func (m *mortal) waits(what string, happened func() bool) bool {
	m.t.Helper()
	var did bool
	await(m.t, what, func() bool {
		did = happened()
		return did || !m.alive()
	}, m.now)
	return did
}

// wasKilled waits for the end of a till that was killed and asserts that it did
// not end in another way.
func (m *mortal) wasKilled() {
	m.t.Helper()
	await(m.t, "end of the till", func() bool { return !m.alive() }, m.now)
	status := m.cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(m.t, status.Signaled() && status.Signal() == syscall.SIGKILL, "it ended by itself: %s\n%s", m.cmd.ProcessState, m.stderr.String())
	m.cmd = nil
}

// kills ends the program as a power cut would, as far as a program can tell.
func (m *mortal) kills() {
	m.t.Helper()
	if err := m.cmd.Process.Kill(); !errors.Is(err, os.ErrProcessDone) {
		require.NoError(m.t, err)
	}
	m.wasKilled()
}

// ends ends the program as a shutdown of the system does.
func (m *mortal) ends() {
	if m.cmd == nil {
		return
	}
	_ = m.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	if !comes(patience, func() bool { return !m.alive() }) {
		m.t.Errorf("the till did not end within %s", patience)
		_ = m.cmd.Process.Kill()
		<-m.dead
	}
	m.cmd = nil
}

// hits presses keys, unless the till is dead.
func (m *mortal) hits(names ...string) bool {
	m.t.Helper()
	if !m.alive() {
		return false
	}
	m.keys(names...)
	return m.alive()
}

// replies presses a key after reading what is on screen.
func (m *mortal) replies(key string) bool {
	m.t.Helper()
	if !m.alive() {
		return false
	}
	m.answers(key)
	return m.alive()
}

func (m *mortal) sees(title string) bool {
	m.t.Helper()
	return m.waits("panel "+title, func() bool { return m.view().Panel == title })
}

func (m *mortal) seesScreen(s kiosk.Screen) bool {
	m.t.Helper()
	return m.waits("screen "+string(s), func() bool { return m.view().Screen == s })
}

// seesQR waits for the QR of a wallet, which the customer's phone then has.
func (m *mortal) seesQR(w kiosk.Wallet) bool {
	m.t.Helper()
	return m.waits("QR on show", func() bool { v := m.view(); return v.Stage == kiosk.CustomerQR && v.Wallet == w }) && m.photographs()
}

// photographs notes whose QR is on show, and reports true. What was opened at the
// gateway and has not been shown nobody can pay.
func (m *mortal) photographs() bool {
	m.t.Helper()
	for _, o := range m.gateway.book().Orders {
		if v := m.view(); o.Wallet == v.Wallet && o.Amount.Yuan() == v.Amount && o.QR != "" {
			m.phone = o.No
		}
	}
	return true
}

func (m *mortal) seesNext() bool {
	m.t.Helper()
	return m.waits("next customer", func() bool { v := m.view(); return v.Screen == kiosk.ScreenAmount && v.Amount == "0.00" })
}

// settles answers what the till asks and lets it find out, until it is ready for
// the next customer and the three lists agree.
func (m *mortal) settles(limit time.Duration) {
	m.t.Helper()
	said := ""
	awaitWithin(m.t, limit, "agreement of the three lists", func() bool {
		require.True(m.t, m.alive(), "the till ended: %s", m.stderr.String())
		switch v := m.view(); {
		case v.Screen == kiosk.ScreenRecovering, v.Screen == kiosk.ScreenStopped, v.Screen == "":
		case v.Screen == kiosk.ScreenAlarm && !strings.HasPrefix(v.Panel, "decide."):
			m.answers(cardKey(v))
		case v.Panel == "panel.unknown.title":
			m.answers("F6")
		case v.Panel == "panel.paid.title":
			m.answers("Return")
		case v.Screen != kiosk.ScreenAmount || v.Amount != "0.00":
			m.answers("Escape")
		default:
			var agree bool
			agree, said = m.compares()
			return agree && m.idles() && m.doubtsInSight()
		}
		return false
	}, func() string { return said + m.now() })
}

// idles reports whether the till waits for the next customer and has nothing
// more to show, drawn or not yet.
func (m *mortal) idles() bool {
	m.t.Helper()
	for _, msg := range []string{"view", "drawn"} {
		said := m.told(msg)
		if len(said) == 0 {
			return false
		}
		if v := said[len(said)-1]; v.Screen != kiosk.ScreenAmount || v.Amount != "0.00" {
			return false
		}
	}
	return true
}

// doubtsInSight reports whether the status bar counts all of which nobody knows.
func (m *mortal) doubtsInSight() bool {
	m.t.Helper()
	unknown := 0
	for _, r := range m.export() {
		if r["state"] == "unknown" {
			unknown++
		}
	}
	return m.view().Open >= unknown
}

// compares has the three lists compared.
func (m *mortal) compares() (agree bool, said string) {
	m.t.Helper()
	return m.till.compares(m.certain)
}

// sellsOn makes a sale as if nothing had been.
func (m *mortal) sellsOn() {
	m.t.Helper()
	require.True(m.t, m.sellsByCode(), "the till died")
}

// logsNoError asserts that the till's log tells of no failure.
func (m *mortal) logsNoError() {
	m.t.Helper()
	m.look()
	for _, l := range m.lines {
		require.NotEqual(m.t, "ERROR", l.Level, l.whole)
	}
}
