//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/store"
)

const (
	// ownerFew and ownerMany are the payments of the ledgers that BenchmarkOwner compares.
	ownerFew, ownerMany = 10_000, 200_000
	ownerRounds         = 2 // of a start of each window
	opensARound         = 20
)

// Keycodes; see keyFive.
const (
	keyEscape = 8 + 1
	keyReturn = 8 + 28
	keyF1     = 8 + 59
	keyF9     = 8 + 67
)

var keysOfPIN = []byte{8 + 3, 8 + 5, 8 + 7, 8 + 9} // 2468

// list is the part of the window in which the rows of the history stand.
func (p pane) list() strip {
	return strip{p.x + p.w*22/100, p.y + p.h*20/100, p.w * 8 / 100, p.h * 60 / 100}
}

// settled is the picture of s once it has not changed for a while.
func (o *observer) settled(b *testing.B, s strip) []pixel {
	for deadline := time.Now().Add(patience); ; {
		before, err := o.read(s)
		require.NoError(b, err)
		time.Sleep(250 * time.Millisecond)
		after, err := o.read(s)
		require.NoError(b, err)
		if slices.Equal(before, after) {
			return after
		}
		require.False(b, time.Now().After(deadline), "the screen does not come to rest")
	}
}

// opens presses a key and returns how long it takes until the rows of the list are there.
func opens(b *testing.B, o *typist, p pane, key byte, rows []pixel) time.Duration {
	// Anywhere between two frames.
	time.Sleep(gatewayThinks + time.Duration(rand.Int64N(int64(gatewayThinks))))
	now, err := o.read(p.list())
	require.NoError(b, err)
	require.NotEqual(b, rows, now, "the rows are there already")
	pressed, err := o.press(key)
	require.NoError(b, err)
	return o.see(b, "rows", p.list(), func(pixels []pixel) bool { return slices.Equal(pixels, rows) }).Sub(pressed)
}

// BenchmarkOwner measures, from outside of the till, how long the owner's list takes from
// a key to the rows on the screen: F9 on another page of the owner's side, and the Enter
// of a PIN at the counter. That includes the PIN's hash and its two commits, which are told
// apart as check. In turn with a ledger of 10,000 payments, one of 200,000, and a bare
// window that repaints one rectangle.
func BenchmarkOwner(b *testing.B) {
	o := newTypist(b)
	gate := newBenchGateway(b)
	bare := baselineRecipe(b)
	tills := map[int]recipe{}
	for _, n := range []int{ownerFew, ownerMany} {
		r := tillRecipe(b, lepayAt(gate.url))
		layYears(b, r.args[3], n)
		pin := exec.Command(r.path, append([]string{"pin", "--stdin"}, r.args[:4]...)...)
		pin.Stdin = strings.NewReader("2468\n")
		said, err := pin.CombinedOutput()
		require.NoError(b, err, "%s", said)
		tills[n] = r
	}
	var m struct {
		paints
		check []time.Duration
	}
	took := map[string][]time.Duration{}
	note := func(what string, n int, d time.Duration) {
		name := fmt.Sprint(what, n/1000, "k")
		took[name] = append(took[name], d)
	}
	l, err := store.Open(context.Background(), b.TempDir(), store.Options{})
	require.NoError(b, err)
	defer l.Close()
	require.NoError(b, l.SetPIN(context.Background(), "2468"))
	press := func(keys ...byte) {
		for _, k := range keys {
			_, err := o.press(k)
			require.NoError(b, err)
		}
	}
	for b.Loop() {
		for range ownerRounds {
			p := openPane(b, o.observer, bare)
			for range opensARound {
				m.repaint(b, o.observer, p)
			}
			p.stop(b)
			for range opensARound {
				began := time.Now()
				_, err := l.CheckPIN(context.Background(), "2468", began)
				require.NoError(b, err)
				m.check = append(m.check, time.Since(began))
			}
			for n, r := range tills {
				p := openPane(b, o.observer, r)
				o.settled(b, p.list())
				var rows []pixel
				for i := range opensARound + 1 {
					counter, err := o.read(p.list())
					require.NoError(b, err)
					gone := func(from []pixel) {
						o.see(b, "another page", p.list(), func(pixels []pixel) bool { return !slices.Equal(pixels, from) })
						o.settled(b, p.list())
					}
					press(keyF9)
					gone(counter)
					press(keysOfPIN...)
					if i == 0 { // as they are to look
						press(keyReturn)
						time.Sleep(2 * time.Second)
						rows = o.settled(b, p.list())
					} else {
						note("pin-", n, opens(b, o, p, keyReturn, rows))
					}
					press(keyF1)
					gone(rows)
					if d := opens(b, o, p, keyF9, rows); i > 0 {
						note("f9-", n, d)
					}
					press(keyEscape)
					gone(rows)
				}
				p.stop(b)
			}
		}
	}
	took["bare"], took["check"] = m.bare, m.check
	for name, delays := range took {
		reportMs(b, percentile(delays, 50), name+"-p50-ms")
		reportMs(b, percentile(delays, 95), name+"-p95-ms")
	}
	for _, what := range []string{"pin-", "f9-"} {
		few, many := took[fmt.Sprint(what, ownerFew/1000, "k")], took[fmt.Sprint(what, ownerMany/1000, "k")]
		b.ReportMetric(float64(percentile(many, 50))/float64(percentile(few, 50)), what+"x-10k")
	}
}
