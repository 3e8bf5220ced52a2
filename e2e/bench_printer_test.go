//go:build e2e

package e2e

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/printer/printertest"
)

// printerRounds of a sale at each till.
const printerRounds = 30

// printerTill is a till on a display of its own, with its gateway.
type printerTill struct {
	name string
	pane
	*typist
	gate *benchGateway
	took []time.Duration // of each sale
}

// newPrinterTill opens a till on a new display.
func newPrinterTill(b *testing.B, name, config string) *printerTill {
	d, err := newDisplay()
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, d.end()) })
	t := &printerTill{name: name, typist: newTypistOn(b, d.name), gate: newBenchGateway(b)}
	r := tillRecipe(b, lepayAt(t.gate.url)+config)
	r.display = d
	t.pane = openPane(b, t.observer, r)
	return t
}

// sells makes a sale, and notes the time that people wait for the till in it: for the QR,
// the result and the next amount. The gateway's own time and that between its questions are
// not in it.
func (t *printerTill) sells(b *testing.B) {
	press := func(key byte) time.Time {
		at, err := t.press(key)
		require.NoError(b, err)
		return at
	}
	press(keyFive)
	began := press(keyF1)
	<-t.gate.arrived
	t.gate.answer <- struct{}{}
	<-t.gate.answered
	took := t.see(b, "QR", t.probe(), aCode).Sub(began)
	t.gate.pay()
	told := <-t.gate.answered
	var result pixel
	took += t.see(b, "result", t.probe(), func(pixels []pixel) bool {
		result, _ = filled(pixels)
		return aResult(pixels)
	}).Sub(told)
	left := press(keyReturn)
	took += t.see(b, "screen between sales", t.probe(), func(pixels []pixel) bool { return share(pixels, result) < 0.5 }).Sub(left)
	t.took = append(t.took, took)
}

// BenchmarkPrinter measures the time that a sale takes beside printers, each with its fault,
// as a part of that of a till without one. All tills run at once, and sell in turns: a round
// is one sale at each, whose ratio is taken within it. Who follows whom is drawn anew in each:
// what a till still does after a sale takes time from the next.
func BenchmarkPrinter(b *testing.B) {
	printers := map[string]*printertest.Printer{"good": printertest.Healthy(), "slow": printertest.Healthy(), "silent": printertest.Healthy(), "no-paper": printertest.Healthy()}
	printers["slow"].Slow = 50 * time.Millisecond
	printers["silent"].Silent = true
	printers["no-paper"].Says(printertest.NoPaper)
	without := newPrinterTill(b, "none", "")
	var tills []*printerTill
	for name, f := range printers {
		n, err := f.Listen("")
		require.NoError(b, err)
		b.Cleanup(func() { require.NoError(b, n.Close()) })
		tills = append(tills, newPrinterTill(b, name, fmt.Sprintf("[printer]\nport = %q\n", n.Port())))
	}
	all := append([]*printerTill{without}, tills...)
	rng := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		for range printerRounds {
			rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			for _, t := range all {
				t.sells(b)
			}
		}
	}
	reportMs(b, percentile(append([]time.Duration{}, without.took...), 50), "none-p50-ms")
	for _, t := range tills {
		var ratios []float64
		for i, took := range t.took {
			ratios = append(ratios, float64(took)/float64(without.took[i]))
		}
		b.ReportMetric(percentile(ratios, 50), t.name+"-x-none")
		papers, _ := printers[t.name].About("")
		b.Logf("%s: %d papers begun", t.name, papers)
	}
	for _, t := range all {
		t.stop(b)
	}
}
