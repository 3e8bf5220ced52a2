//go:build e2e && soak

package e2e

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

// looks measures the till, and tells how far the soak is, when it is time.
func (s *soak) looks() {
	now := time.Now()
	if s.began.IsZero() || now.Before(s.nextSample) {
		return
	}
	s.nextSample = now.Add(sampleEvery)
	s.measures()
	if len(s.samples) > 0 && !now.Before(s.nextTell) {
		s.nextTell = now.Add(tellEvery)
		m := s.samples[len(s.samples)-1]
		fmt.Printf("soak: %s, %d sales, %d paid; resident %d MiB, heap %.1f MiB, holes %.1f MiB, %d goroutines, %d handles, %d threads, ledger %d KiB; slowest answer %s\n",
			round(m.at), m.sales, s.tally[dealPaid], m.resident/mebibyte, float64(m.heap)/mebibyte, float64(m.holes)/mebibyte, m.goroutines, m.files, m.threads, m.ledger>>10,
			s.slowest().Round(time.Millisecond))
	}
}

func (s *soak) slowest() time.Duration {
	var most time.Duration
	for _, took := range s.times {
		most = max(most, slices.Max(took))
	}
	return most
}

// measures takes a sample. Those before the till's first vitals are left out.
func (s *soak) measures() {
	if s.log.vitals.Goroutines == 0 {
		return
	}
	m := sample{
		at: time.Since(s.began), sales: len(s.deals), goroutines: s.log.vitals.Goroutines, heap: int64(s.log.vitals.HeapLive),
		holes: s.log.vitals.holes(), log: s.till.log.bytes,
	}
	process := processOf(s.t, s.till.cmd)
	stat, err := process.Stat()
	require.NoError(s.t, err)
	m.resident, m.threads = int64(stat.ResidentMemory()), stat.NumThreads
	m.files, err = process.FileDescriptorsLen()
	require.NoError(s.t, err)
	m.resources, err = resources(s.till.display.name, s.till.window.id)
	require.NoError(s.t, err)
	// Of the pages, since the file itself grows only when its log is taken over.
	require.NoError(s.t, s.ledger.QueryRow(`SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&m.ledger))
	s.samples = append(s.samples, m)
}

// report prints what was measured, and fails what grew.
func (s *soak) report(length time.Duration) {
	ts, err := trends(s.samples)
	require.NoError(s.t, err)
	cs := costs(s.samples)
	last := s.samples[len(s.samples)-1]
	rate := float64(last.sales) / last.at.Seconds()
	fmt.Printf("\nSoak of %s: %d sales, %.2f a second, %.0f ms of processor time each.\n\n", length, last.sales, rate,
		busy(s.t, s.till.cmd).Seconds()*1000/float64(last.sales))
	fmt.Println(levelTable(ts, afterWarmup(s.samples)))
	fmt.Println(costTable(cs))
	fmt.Println(s.answerTable())
	fmt.Println(s.tallyTable())
	for _, tr := range ts {
		if !tr.flat() {
			s.t.Errorf("%s grew from %.0f to %.0f, by %.0f over the measured part by its slope; %.0f are allowed", tr.name, tr.first, tr.last, tr.growth, tr.allowed)
		}
	}
	for _, c := range cs {
		if !c.steady() {
			s.t.Errorf("%s: a sale took %.0f bytes in the first half and %.0f in the second", c.name, c.early, c.recent)
		}
	}
	require.Greater(s.t, rate, salesMin, "sales a second")
	require.Positive(s.t, s.tally[lullsSeen], "no advert was seen")
	require.Empty(s.t, s.log.troubles, "errors in the till's log")
	require.Zero(s.t, s.late, "what was later than its bound, or unexplained")
}

// answerTable lists the times from key to answer on the screen, in Markdown.
func (s *soak) answerTable() string {
	var b strings.Builder
	b.WriteString("| answer on the screen | count | median | 95 % | slowest | bound |\n|---|---|---|---|---|---|\n")
	for _, kind := range slices.Sorted(maps.Keys(s.times)) {
		took := s.times[kind]
		fmt.Fprintf(&b, "| %s | %d", kind, len(took))
		for _, p := range []int{50, 95, 100} {
			fmt.Fprintf(&b, " | %.2f s", percentile(took, p).Seconds())
		}
		fmt.Fprintf(&b, " | %.0f s |\n", s.bounds[kind].Seconds())
	}
	return b.String()
}

func (s *soak) tallyTable() string {
	var b strings.Builder
	b.WriteString("| what happened | times |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(s.tally)) {
		fmt.Fprintf(&b, "| %s | %d |\n", name, s.tally[name])
	}
	fmt.Fprintf(&b, "| warnings in the till's log | %d |\n", s.log.warnings)
	return b.String()
}

func levelTable(ts []trend, used []sample) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| from %s to %s, %d to %d sales | start | end | an hour | growth by the slope | allowed |\n|---|---|---|---|---|---|\n",
		round(used[0].at), round(used[len(used)-1].at), used[0].sales, used[len(used)-1].sales)
	for _, t := range ts {
		number := func(v float64, sign string) string {
			return strings.TrimSpace(fmt.Sprintf("%"+sign+".1f %s", v/t.unit, t.word))
		}
		allowed := number(t.allowed, "+")
		if !t.held {
			allowed = fmt.Sprintf("not held before %s", t.from)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", t.name,
			number(t.first, ""), number(t.last, ""), number(t.slope, "+"), number(t.growth, "+"), allowed)
	}
	return b.String()
}

func costTable(cs []cost) string {
	var b strings.Builder
	b.WriteString("| grows with the sales | start | end | bytes a sale | first half | second half | allowed |\n|---|---|---|---|---|---|---|\n")
	for _, c := range cs {
		allowed := fmt.Sprintf("%.1f times", steadyMax)
		if !c.held {
			allowed = fmt.Sprintf("not held before %d sales", steadySales)
		}
		fmt.Fprintf(&b, "| %s | %.2f MiB | %.2f MiB | %.0f | %.0f | %.0f | %s |\n",
			c.name, float64(c.first)/mebibyte, float64(c.last)/mebibyte, c.whole, c.early, c.recent, allowed)
	}
	return b.String()
}

func round(d time.Duration) time.Duration {
	return time.Duration(math.Round(d.Seconds())) * time.Second
}
