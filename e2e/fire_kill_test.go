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

// settleLimit is how long a till may take to find out about what was open when
// it was killed: its first questions, and a deadline of a code.
const settleLimit = 2 * time.Minute

// killPositions are where in a write the till is killed: before its commit, after
// its first row, and when it is on the disk and not yet acted upon.
var killPositions = []string{"before", "inside", "after"}

// The till is killed at every write of its ledger that there is in a sale, in a
// refund, and in its first start. Started again, it finds out about all of it.
func TestKilledAtEveryWrite(t *testing.T) {
	t.Parallel()
	for _, p := range []playing{
		{"a sale by QR", (*mortal).sellsByQR},
		{"a sale by code", (*mortal).sellsByCode},
		{"a sale with a QR for each wallet", (*mortal).switchesAndSells},
		{"a sale that is let go and paid all the same", (*mortal).cancelsAndIsPaid},
		{"a refund", (*mortal).givesBackSome},
	} {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			m := newMortal(t, g, g.yfpay())
			m.certain = true
			m.diesAtEveryWrite(p)
		})
	}
	t.Run("the first start", func(t *testing.T) {
		t.Parallel()
		g := newGateway(t)
		m := newMortal(t, g, g.yfpay())
		m.certain = true
		m.diesAtEveryFirstWrite()
	})
}

// writes counts those of this run of the program.
func (m *mortal) writes() int { return len(m.told("ledger write")) }

// diesAtEveryWrite counts the writes of what people do and then kills the till
// at each of them.
func (m *mortal) diesAtEveryWrite(p playing) {
	t := m.t
	t.Helper()
	require.True(t, m.opens(""))
	m.ends()
	require.True(t, m.opens(""))
	require.Zero(t, m.writes(), "a start with nothing to find out writes nothing")
	require.True(t, p.play(m))
	total := m.writes()
	require.NotZero(t, total)
	m.ends()
	killed := 0
	for _, position := range killPositions {
		for n := 1; ; n++ {
			died := !(m.opens(fmt.Sprintf("%s:%d", position, n)) && p.play(m))
			if !died {
				require.Greater(t, n, total, "%s write %d: the till was not killed", position, n)
				m.ends()
				break
			}
			killed++
			m.wasKilled()
			if n%2 == 0 && m.view().Stage == kiosk.CustomerQR && m.photographs() {
				m.customerPays() // the phone does not know that the till is off
			}
			require.True(t, m.opens(""), "killed %s write %d", position, n)
			m.settles(settleLimit)
			m.ends()
		}
	}
	require.True(t, m.opens(""))
	m.sellsOn()
	m.settles(settleLimit)
	_, said := m.compares()
	m.logsNoError()
	t.Logf("%s has %d writes; killed %d times, %v each: %s", p.name, total, killed, killPositions, said)
}

// diesAtEveryFirstWrite kills the till at each write of a start on an empty
// folder, whose PIN is set in it as well.
func (m *mortal) diesAtEveryFirstWrite() {
	t := m.t
	t.Helper()
	killed, folder := 0, m.data
	for _, position := range []string{"before", "inside"} { // the schema's own writes tell of no "after"
		for n := 1; ; n++ {
			m.data = fmt.Sprintf("%s-%s-%d", folder, position, n)
			m.forgetsLog()
			if m.opens(fmt.Sprintf("%s:%d", position, n)) {
				require.Greater(t, n, 1, "%s: no write was met", position)
				m.ends()
				break
			}
			killed++
			m.wasKilled()
			require.NoError(t, m.gateway.Reset(t.Context()))
			require.True(t, m.opens(""), "killed %s write %d", position, n)
			m.sellsOn()
			m.settles(settleLimit)
			m.ends()
		}
	}
	t.Logf("a first start: killed %d times, before and inside each write", killed)
}

// forgetsLog begins a new log with a new folder.
func (m *mortal) forgetsLog() {
	if m.log != nil {
		_ = m.log.Close() // it was only read
	}
	m.log, m.rest, m.lines, m.start = nil, nil, nil, 0
}

// atRandom is what goes on at a till that is killed at random.
var atRandom = []playing{
	{"QR", (*mortal).sellsByQR},
	{"QR", (*mortal).sellsByQR},
	{"code", (*mortal).sellsByCode},
	{"code", (*mortal).sellsByCode},
	{"switch", (*mortal).switchesAndSells},
	{"late", (*mortal).cancelsAndIsPaid},
	{"cancel", (*mortal).cancels},
}

// killWithin spans what people do: most of it takes two to four seconds.
const killWithin = 4 * time.Second

// refundBegins is what comes before money goes back: a sale, the manager's PIN,
// the list and its second look.
const refundBegins = 4 * time.Second

// refunding is what only some gateways offer.
var refunding = playing{"refund", (*mortal).givesBackSome}

// Tills are killed at random moments of a stream of sales, each as often as its
// turn comes, and find out about everything.
func TestKilledAtRandom(t *testing.T) {
	t.Parallel()
	start := startSeed(t)
	var left, done atomic.Int64
	left.Store(int64(*kills))
	t.Cleanup(func() { t.Logf("killed %d times at random", done.Load()) })
	for lane := range sideBySide {
		t.Run(fmt.Sprintf("till %d", lane+1), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(start, uint64(lane)))
			g := newGateway(t)
			playings, config, certain := atRandom, g.lepay(), false
			if lane%2 == 1 {
				playings, config, certain = append(playings[:len(playings):len(playings)], refunding), g.yfpay(), true
			}
			m := newMortal(t, g, config)
			m.certain = certain
			killed := map[string]int{}
			require.True(t, m.opens(""))
			for left.Add(-1) >= 0 {
				killed[m.diesAtRandom(rng, playings)]++
				done.Add(1)
			}
			m.sellsOn()
			m.settles(settleLimit)
			_, said := m.compares()
			t.Logf("killed during %v: %s", killed, said)
		})
	}
}

// diesAtRandom sells until a moment that is drawn, is killed there, and settles.
// It returns what was going on.
func (m *mortal) diesAtRandom(rng *rand.Rand, from []playing) string {
	t := m.t
	t.Helper()
	process := m.cmd.Process
	p := pick(rng, from)
	delay := time.Duration(rng.Int64N(int64(killWithin)))
	if p.name == refunding.name {
		delay += refundBegins
	}
	moment := time.AfterFunc(delay, func() { _ = process.Kill() })
	defer moment.Stop()
	for p.play(m) {
		p = pick(rng, from)
	}
	m.wasKilled()
	if m.view().Stage == kiosk.CustomerQR && rng.IntN(2) == 0 && m.photographs() {
		m.customerPays()
	}
	require.True(t, m.opens(""), "killed during %s", p.name)
	m.settles(settleLimit)
	return p.name
}

// lepay is the section of a till at a gateway that speaks lepay's dialect.
func (g *gateway) lepay() string {
	return fmt.Sprintf("provider = \"lepay\"\n[providers.lepay]\nbase_url = %q\nmerchant_id = \"15\"\nstore_id = \"460\"\n", g.URL)
}
