//go:build e2e

package e2e

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var seed = flag.Uint64("seed", 0, "of all that is drawn at random; 0 takes a new one")

const (
	randomKeys = 2000
	burstKeys  = 50
)

// randomKeyNames are the keysyms pressed at random, the usual ones more often.
var randomKeyNames = slices.Concat(
	slices.Repeat([]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, 4),
	slices.Repeat([]string{"period", "BackSpace", "F1", "F2", "Escape"}, 5),
	slices.Repeat([]string{"Return", "F4", "F5", "F6", "F7"}, 3),
	[]string{"F3", "F8", "F9", "F10", "F11", "F12", "Tab", "space", "a", "Z", "minus", "comma", "Up", "Prior", "Home",
		"Delete", "KP_5", "KP_Enter", "Shift_L", "Control_L", "ctrl+v", "ctrl+a", "shift+F1"},
)

// burstPauses are the pauses of a burst in ms from key to key: none, a scanner's,
// a person's.
var burstPauses = []int{0, 0, 0, 8, 0, 0, 8, 0, 0, 50, 0, 0, 0, 8, 0, 0, 8, 0, 0, 0}

// Somebody leans on the keyboard, over and over, while customers now and then
// pay what they see. The till loses no money over it, and sells on.
func TestRandomKeys(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(startSeed(t), 0))
	g := newGateway(t)
	tl := newTill(t, g)

	for n := 0; n < randomKeys; n += burstKeys {
		pause := burstPauses[n/burstKeys%len(burstPauses)]
		args := []string{"key", "--delay", strconv.Itoa(pause)}
		for range burstKeys {
			args = append(args, randomKeyNames[rng.IntN(len(randomKeyNames))])
		}
		tl.display.hand(t, args...)
		if rng.IntN(2) == 0 {
			g.paysSeen(tl.window.qr(t))
		}
	}
	taken := 0
	for _, o := range g.book().Orders {
		require.LessOrEqual(t, o.Charges, 1)
		taken += o.Charges
	}
	await(t, "row for all money", func() bool { return tl.states()["paid"] == taken }, tl.now)

	tl.comesBack()
	tl.types("8.88")
	orders := len(g.book().Orders)
	tl.keys("F1")
	o := g.newest(orders)
	tl.isPaid(o)
	t.Logf("%d keys made %d orders, of which %d were paid, and %d screens", randomKeys, orders, taken, len(tl.views()))
	require.Equal(t, taken+1, tl.states()["paid"])
	tl.logsNoError()
	crashes, err := os.ReadFile(filepath.Join(tl.data, "log", "crash.log"))
	require.NoError(t, err)
	require.Empty(t, string(crashes))
}

// paysSeen lets a customer pay the order whose QR a phone has read, if any.
func (g *gateway) paysSeen(qr string) {
	for _, o := range g.book().Orders {
		if o.QR == qr && o.State.Open() {
			g.pays(o.No)
		}
	}
}

// cardKey answers a card: late money counts as paid, and about anything else the
// gateway is asked again.
func cardKey(v logLine) string {
	for _, answered := range []string{"alarm.late", "alarm.twice", "alarm.refunded_after_all"} {
		if strings.HasPrefix(v.Panel, answered) {
			return "F4"
		}
	}
	return "F5"
}

// leaveKey leaves what is on screen for the next customer.
func leaveKey(v logLine) string {
	switch {
	case v.Screen == kiosk.ScreenAlarm && !strings.HasPrefix(v.Panel, "decide."):
		return cardKey(v)
	case v.Panel == "panel.unknown.title":
		return "F6"
	case v.Panel == "panel.paid.title":
		return "Return"
	}
	return "Escape"
}

// comesBack leaves whatever is on screen, as people do, until the till is ready
// for the next customer. That the help opens shows that nothing else is up.
func (tl *till) comesBack() {
	const try = time.Second
	await(tl.t, "till that is nowhere else", func() bool {
		tl.answers(leaveKey(tl.view()))
		tl.keys("F12")
		return comes(try, func() bool { return tl.view().Screen == kiosk.ScreenHelp })
	}, tl.now)
	tl.keys("Escape") // closes the help
	await(tl.t, "help closed", func() bool { return tl.view().Screen == kiosk.ScreenAmount }, tl.now)
	// What is typed right after a cut scan is refused and said; people clear it and
	// type again.
	await(tl.t, "digit that is taken", func() bool {
		tl.keys("Escape", "1")
		return comes(try, func() bool { return tl.view().Amount == "1" })
	}, tl.now)
	tl.leaves()
}
