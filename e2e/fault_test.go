//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// The till under fire is the built program with hooks for tests in it (build tag
// faultinject): it can end itself at a chosen write, and its clock can be set.
const (
	faultKill   = "FACEPAY_FAULTINJECT_KILL"
	faultLedger = "FACEPAY_FAULTINJECT_LEDGER"
	faultClock  = "FACEPAY_FAULTINJECT_CLOCK"
)

// faultPrograms are the till under fire and the comparison of the three lists,
// built once for all tests that need them.
var faultPrograms = sync.OnceValues(func() ([]string, error) { return build("facepay-faultinject", "reconcile") })

// startSeed is that of a random test, which prints it.
func startSeed(t *testing.T) uint64 {
	start := *seed
	if start == 0 {
		start = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d; again with -args -seed %d", start, start)
	return start
}

// faultTill is a till that may die at any moment, with its cashier and customers.
type faultTill struct {
	*till
	scanner *serialScanner
	// certain: this gateway can be asked about everything, so nothing that was
	// taken may stay unknown.
	certain bool

	sales, codes int
	phone        string // the order whose QR the customer has last seen
}

// newFaultTill lays a till under fire at a gateway, of which config has the section.
// It does not run yet.
func newFaultTill(t *testing.T, g *gateway, config string) *faultTill {
	programs, err := faultPrograms()
	require.NoError(t, err)
	s := newSerialScanner(t)
	m := &faultTill{till: layTill(t, g, config+s.config()), scanner: s, certain: !strings.Contains(config, "[providers.lepay]")}
	m.program = programs[0]
	m.setsPIN()
	return m
}

func killedAt(position string, n int) string { return fmt.Sprintf("%s=%s:%d", faultKill, position, n) }

// seesQR waits for the QR of a wallet, which the customer's phone then has.
func (m *faultTill) seesQR(w kiosk.Wallet) {
	m.await("QR on show", func(v logLine) bool { return v.Stage == kiosk.CustomerQR && v.Wallet == w })
	m.photographs()
}

// photographs notes whose QR is on show. What was opened at the gateway and has
// not been shown nobody can pay.
func (m *faultTill) photographs() {
	for _, o := range m.gateway.book().Orders {
		if v := m.view(); o.Wallet == v.Wallet && o.Amount.Yuan() == v.Amount && o.QR != "" {
			m.phone = o.No
		}
	}
}

// settles answers what the till asks and lets it find out, until it is ready for
// the next customer and the three lists agree, and returns what they say.
func (m *faultTill) settles(limit time.Duration) (said string) {
	awaitWithin(m.t, limit, "agreement of the three lists", func() bool {
		m.lives()
		switch v := m.view(); {
		case v.Screen == kiosk.ScreenRecovering, v.Screen == kiosk.ScreenStopped, v.Screen == "":
		case v.Screen != kiosk.ScreenAmount || v.Amount != "0.00":
			m.answers(leaveKey(v))
		default:
			var agree bool
			agree, said = m.compares(m.certain)
			return agree && m.idles() && m.doubtsInSight()
		}
		return false
	}, func() string { return said + m.now() })
	return said
}

// recovers settles, sells as if nothing had been, and settles again.
func (m *faultTill) recovers(limit time.Duration) (said string) {
	m.settles(limit)
	m.sellsByCode()
	return m.settles(limit)
}

// idles reports whether the till waits for the next customer and has nothing
// more to show, drawn or not yet.
func (m *faultTill) idles() bool {
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
func (m *faultTill) doubtsInSight() bool {
	unknown := m.states()["unknown"]
	return m.view().Open >= unknown
}

// compares has the ledger, the gateway's book and the export compared by a
// program that shares no code with the till, and returns what it says. certain:
// the gateway can be asked about everything, so that nothing that was taken may
// stay unknown.
func (tl *till) compares(certain bool) (agree bool, said string) {
	programs, err := faultPrograms()
	require.NoError(tl.t, err)
	export := filepath.Join(filepath.Dir(tl.config), "export.csv")
	out, err := tl.command("export", "--output", export).CombinedOutput()
	require.NoError(tl.t, err, "export: %s", out)
	args := []string{"-ledger", filepath.Join(tl.data, "ledger.db"), "-gateway", tl.gateway.URL, "-export", export}
	if certain {
		args = append(args, "-certain")
	}
	out, err = exec.Command(programs[1], args...).CombinedOutput()
	const differ = 1
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == differ {
		return false, string(out)
	}
	require.NoError(tl.t, err, "compare the three lists: %s", out)
	return true, strings.TrimSpace(string(out))
}
