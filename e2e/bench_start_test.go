//go:build e2e

package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// startRounds of a start of each, the median of which counts.
	startRounds = 11
	// settled is the time after which the memory that only a start takes has been
	// given back.
	settled = 5 * time.Second
	// idleTime covers a minute's change of the clock in the till's bar and a ping
	// of the gateway, which are all that an idle till does.
	idleTime = 61 * time.Second
)

// middleRow crosses whatever window is in the middle of the screen.
func (o *observer) middleRow() strip { return strip{0, o.height / 2, o.width, 1} }

// BenchmarkStart measures the time from exec to the first frame on the screen,
// and the memory of a program that has settled, of the till and of a bare Fyne
// window in turn.
func BenchmarkStart(b *testing.B) {
	o := newObserver(b)
	gate := newBenchGateway(b)
	bare := baselineRecipe(b)
	recipes := []recipe{bare, tillRecipe(b, lepayAt(gate.url)).beside(bare)}
	started := map[string][]time.Duration{}
	resident, proportional := map[string][]int64{}, map[string][]int64{}
	for b.Loop() {
		for round := range startRounds + 1 {
			for _, r := range recipes {
				o.see(b, "empty screen", o.middleRow(), empty)
				p := r.start(b)
				at := o.see(b, r.name, o.middleRow(), pictured)
				if round > 0 { // the first makes the ledger, compiles the shaders and fills the disk's cache
					started[r.name] = append(started[r.name], at.Sub(p.began))
					time.Sleep(settled)
					rss, pss := p.memory(b)
					resident[r.name], proportional[r.name] = append(resident[r.name], rss), append(proportional[r.name], pss)
				}
				p.stop(b)
			}
		}
	}
	for name := range started {
		reportMs(b, percentile(started[name], 50), name+"-start-ms")
		b.ReportMetric(float64(percentile(resident[name], 50))/(1<<20), name+"-rss-MiB")
		b.ReportMetric(float64(percentile(proportional[name], 50))/(1<<20), name+"-pss-MiB")
	}
	b.ReportMetric(float64(percentile(started["till"], 50))/float64(percentile(started["bare"], 50)), "start-x-bare")
	b.ReportMetric(float64(percentile(resident["till"], 50))/float64(percentile(resident["bare"], 50)), "rss-x-bare")
	b.ReportMetric(float64(percentile(proportional["till"], 50))/float64(percentile(proportional["bare"], 50)), "pss-x-bare")
}

// BenchmarkIdle measures the processor's time that an idle till without adverts
// takes, beside a bare Fyne window in the same minute.
func BenchmarkIdle(b *testing.B) {
	o := newObserver(b)
	gate := newBenchGateway(b)
	bare := baselineRecipe(b)
	till := tillRecipe(b, lepayAt(gate.url)).beside(bare)
	spent := map[string]time.Duration{}
	for b.Loop() {
		o.see(b, "empty screen", o.middleRow(), empty)
		both := []*running{bare.start(b)}
		o.see(b, "bare", o.middleRow(), pictured)
		below, err := o.read(o.middleRow())
		require.NoError(b, err)
		both = append(both, till.start(b))
		o.see(b, "till", o.middleRow(), func(pixels []pixel) bool { return pictured(pixels) && !slices.Equal(pixels, below) })
		time.Sleep(settled)
		before := map[string]time.Duration{}
		for _, p := range both {
			before[p.name] = busy(b, p.cmd)
		}
		time.Sleep(idleTime)
		for _, p := range both {
			spent[p.name] += busy(b, p.cmd) - before[p.name]
			p.stop(b)
		}
	}
	for name, d := range spent {
		b.ReportMetric(100*d.Seconds()/(float64(b.N)*idleTime.Seconds()), name+"-cpu-%")
	}
	b.ReportMetric(float64(spent["till"])/float64(spent["bare"]), "cpu-x-bare")
}
