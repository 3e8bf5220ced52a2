//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var kills = flag.Int("kills", 8, "how many times the tills are killed at random, all together")

// settleLimit is the time in which a till must find out about everything that was
// open when it was killed: its first questions, and a deadline of a code.
const settleLimit = 2 * time.Minute

// killPositions are the points of a write at which the till is killed: before its
// commit, after its first row, and when it is on the disk and not yet acted upon.
var killPositions = []string{"before", "inside", "after"}

// The till is killed at every write of its ledger that there is in a sale, in a
// refund, and in its first start. Started again, it finds out about all of it.
func TestKilledAtEveryWrite(t *testing.T) {
	t.Parallel()
	for _, p := range []playing{
		{"a sale by QR", (*faultTill).sellsByQR},
		{"a sale by code", (*faultTill).sellsByCode},
		{"a sale with a QR for each wallet", (*faultTill).switchesAndSells},
		{"a sale that is let go and paid all the same", (*faultTill).cancelsAndIsPaid},
		{"a refund", (*faultTill).givesBackSome},
	} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			newFaultTill(t, g, g.yfpay()).diesAtEveryWrite(p)
		})
	}
	t.Run("a sale by code at the wallets themselves", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t)
		newFaultTill(t, g, g.official()).diesAtEveryWrite(playing{"a sale by code", (*faultTill).sellsByCode})
	})
	t.Run("the first start", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t)
		newFaultTill(t, g, g.yfpay()).diesAtEveryFirstWrite()
	})
}

func (m *faultTill) writes() int { return len(m.told("ledger write")) }

// diesAtEveryWrite counts the writes of what people do and then kills the till
// at each of them.
func (m *faultTill) diesAtEveryWrite(p playing) {
	t := m.t
	m.open()
	m.stop()
	m.open()
	require.Zero(t, m.writes(), "a start with nothing to find out writes nothing")
	p.play(m)
	total := m.writes()
	require.NotZero(t, total)
	m.stop()
	killed := 0
	for _, position := range killPositions {
		for n := 1; ; n++ {
			t.Logf("killed %s write %d", position, n)
			if m.outlives(func() { m.open(killedAt(position, n)); p.play(m) }) {
				require.Greater(t, n, total, "the till was not killed")
				m.stop()
				break
			}
			killed++
			m.wasKilled()
			m.paysOffline(n%2 == 0)
			m.open()
			m.settles(settleLimit)
			m.stop()
		}
	}
	m.open()
	said := m.recovers(settleLimit)
	m.logsNoError()
	t.Logf("%s has %d writes; killed %d times, %v each: %s", p.name, total, killed, killPositions, said)
}

// diesAtEveryFirstWrite kills the till at each write of a start on an empty
// folder, whose PIN is set in it as well.
func (m *faultTill) diesAtEveryFirstWrite() {
	t := m.t
	killed, folder := 0, m.data
	for _, position := range []string{"before", "inside"} { // the schema's own writes tell of no "after"
		for n := 1; ; n++ {
			m.data = fmt.Sprintf("%s-%s-%d", folder, position, n)
			m.forgetsLog()
			t.Logf("killed %s write %d", position, n)
			if m.outlives(func() { m.open(killedAt(position, n)) }) {
				require.Greater(t, n, 1, "no write was met")
				m.stop()
				break
			}
			killed++
			m.wasKilled()
			require.NoError(t, m.gateway.Reset(t.Context()))
			m.open()
			m.sellsByCode()
			m.settles(settleLimit)
			m.stop()
		}
	}
	t.Logf("a first start: killed %d times, before and inside each write", killed)
}

// forgetsLog begins a new log with a new folder.
func (m *faultTill) forgetsLog() {
	require.NoError(m.t, m.log.close())
	m.log, m.lines, m.start, m.shown = logFile{}, nil, 0, logLine{}
}

// atRandom are the sales in which tills are killed at random, the usual ones twice.
var atRandom = []playing{
	{"QR", (*faultTill).sellsByQR},
	{"QR", (*faultTill).sellsByQR},
	{"code", (*faultTill).sellsByCode},
	{"code", (*faultTill).sellsByCode},
	{"switch", (*faultTill).switchesAndSells},
	{"late", (*faultTill).cancelsAndIsPaid},
	{"cancel", (*faultTill).cancels},
}

// killWithin spans what people do: most of it takes two to four seconds.
const killWithin = 4 * time.Second

// refundBegins is the time before money goes back: for a sale, the manager's PIN,
// the list and its second look.
const refundBegins = 4 * time.Second

var refunding = playing{"refund", (*faultTill).givesBackSome}

// Tills are killed at random moments of a stream of sales, each as often as its
// turn comes, and find out about everything.
func TestKilledAtRandom(t *testing.T) {
	t.Parallel()
	start := startSeed(t)
	var left, done atomic.Int64
	left.Store(int64(*kills))
	t.Cleanup(func() { t.Logf("killed %d times at random", done.Load()) })
	const tills = 4
	for lane := range tills {
		t.Run(fmt.Sprintf("till %d", lane+1), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(start, uint64(lane)))
			g := newGateway(t)
			config := []func(*gateway) string{(*gateway).lepay, (*gateway).yfpay, (*gateway).lepay, (*gateway).official}[lane]
			playings := atRandom
			if lane%2 == 1 { // lepay gives nothing back
				playings = append(playings[:len(playings):len(playings)], refunding)
			}
			m := newFaultTill(t, g, config(g))
			killed := map[string]int{}
			m.open()
			for left.Add(-1) >= 0 {
				killed[m.diesAtRandom(rng, playings)]++
				done.Add(1)
			}
			t.Logf("killed during %v: %s", killed, m.recovers(settleLimit))
		})
	}
}

// paysOffline lets the customer pay, at times, the QR that was on show when the
// till was killed: the phone does not know that the till is off.
func (m *faultTill) paysOffline(pays bool) {
	if pays && m.view().Stage == kiosk.CustomerQR {
		m.photographs()
		m.customerPays()
	}
}

// diesAtRandom sells until a moment that is drawn, is killed there, and settles.
// It returns the name of the sale or refund under way.
func (m *faultTill) diesAtRandom(rng *rand.Rand, from []playing) string {
	process := m.cmd.Process
	p := pick(rng, from)
	delay := time.Duration(rng.Int64N(int64(killWithin)))
	if p.name == refunding.name {
		delay += refundBegins
	}
	moment := time.AfterFunc(delay, func() { _ = process.Kill() })
	defer moment.Stop()
	for m.outlives(func() { p.play(m) }) {
		p = pick(rng, from)
	}
	m.wasKilled()
	m.paysOffline(rng.IntN(2) == 0)
	m.open()
	m.settles(settleLimit)
	return p.name
}
