package sim

import (
	"fmt"
	"io"
	"reflect"
	"sync"
	"sync/atomic"
	"time"
)

// Counts are the totals of many runs.
type Counts struct {
	Runs, Steps, Asks uint64
	Sales, Payments   uint64
	Paid, Taken       uint64 // rows that became paid; times that money was taken
	Twice             uint64 // sales that customers paid more than once
	Late, Unknowns    uint64 // rows paid after their sale was let go; rows that became unknown
	Decisions         uint64 // by the manager
	Noticed           uint64 // notifications that reached the till
	Acknowledged      uint64 // of these taken by it
	MiniAsked         uint64 // questions of mini-programs
	MiniOpened        uint64 // of these answered with parameters
	Refunds, Returned uint64 // rows; times that money went back
	Virtual           uint64 // seconds; a Duration ends after 292 years
	Faults            [faultKinds]uint64
	Moves, Pairs      map[pair]uint64
	Digest            *Digest // of all runs; nil where Plan asks for none
}

func (c *Counts) add(o *Counts) {
	sum, more := reflect.ValueOf(c).Elem(), reflect.ValueOf(o).Elem()
	for i := range sum.NumField() {
		if f := sum.Field(i); f.Kind() == reflect.Uint64 {
			f.SetUint(f.Uint() + more.Field(i).Uint())
		}
	}
	for i := range c.Faults {
		c.Faults[i] += o.Faults[i]
	}
	for p, n := range o.Moves {
		count(&c.Moves, p, n)
	}
	for p, n := range o.Pairs {
		count(&c.Pairs, p, n)
	}
	if o.Digest != nil {
		c.Digest.add(*o.Digest)
	}
}

// Print writes the counts as a table.
func (c *Counts) Print(w io.Writer) {
	row := func(name string, n uint64) { fmt.Fprintf(w, "%12d  %s\n", n, name) }
	row("runs", c.Runs)
	row("days of virtual time", c.Virtual/(24*60*60))
	row("steps of the till", c.Steps)
	row("sales", c.Sales)
	row("payments", c.Payments)
	row("times that money was taken", c.Taken)
	row("sales that were paid more than once", c.Twice)
	row("payments recorded as paid", c.Paid)
	row("  of these late, with an alarm", c.Late)
	row("payments that became unknown", c.Unknowns)
	row("decisions of a manager", c.Decisions)
	row("notifications that reached the till", c.Noticed)
	row("  of these acknowledged", c.Acknowledged)
	row("questions of mini-programs", c.MiniAsked)
	row("  of these answered with parameters", c.MiniOpened)
	row("refunds", c.Refunds)
	row("times that money went back", c.Returned)
	row("asks to the gateway", c.Asks)
	for f, n := range c.Faults {
		row("  "+Fault(f).String(), n)
	}
}

// Report is the outcome of Runs.
type Report struct {
	Counts Counts
	// Broken is the violation with the lowest seed that was found, nil if every
	// run kept the rules.
	Broken *Violation
	Took   time.Duration
}

// Plan selects the runs to make.
type Plan struct {
	From     uint64 // first seed
	Runs     uint64
	Workers  int // at least 1
	Mutation Mutation
	Digest   bool // make Counts.Digest
	// Progress is called now and then with the number of runs done, from one
	// goroutine at a time; nil: not called.
	Progress func(done uint64)
}

// counts begins the counts of p's runs.
func (p *Plan) counts() Counts {
	if p.Digest {
		return Counts{Digest: new(Digest)}
	}
	return Counts{}
}

// Run makes the runs of p, each from its own seed alone, and stops at the first
// violations.
func Run(p Plan) Report {
	began := time.Now()
	var (
		report Report
		next   atomic.Uint64
		stop   atomic.Bool
		mu     sync.Mutex
		wg     sync.WaitGroup
	)
	report.Counts = p.counts()
	const batch = 256 // runs between two looks at the others
	for range max(1, p.Workers) {
		wg.Go(func() {
			counts := p.counts()
			for !stop.Load() {
				first := next.Add(batch) - batch
				if first >= p.Runs {
					break
				}
				last := min(first+batch, p.Runs)
				var broken *Violation
				for seed := p.From + first; seed < p.From+last && broken == nil; seed++ {
					broken = runSeed(seed, p.Mutation, &counts, nil)
				}
				mu.Lock()
				if broken != nil {
					stop.Store(true)
					if report.Broken == nil || broken.Seed < report.Broken.Seed {
						report.Broken = broken
					}
				}
				if p.Progress != nil {
					p.Progress(last)
				}
				mu.Unlock()
			}
			mu.Lock()
			report.Counts.add(&counts)
			mu.Unlock()
		})
	}
	wg.Wait()
	report.Took = time.Since(began)
	return report
}

func runSeed(seed uint64, m Mutation, counts *Counts, trace io.Writer) *Violation {
	w := newWorld(seed, m, counts)
	w.trace = trace
	if counts.Digest != nil {
		w.digest = newChecksum(seed)
		defer func() { counts.Digest.add(w.digest.sum()) }()
	}
	w.opens()
	broken := w.run()
	counts.Runs++
	counts.Virtual += uint64(w.now() / time.Second)
	return broken
}

// opens notes the gateway, the rates of faults and the outages of this run.
func (w *world) opens() {
	w.note("world", "seed %d, gateway %s %+v, faults %.3f, crashes %.4f, saves %.3f, outages %v", w.seed, w.gateway.profile.name,
		w.gateway.profile.can, w.network.rate, w.crashRate, w.saveRate, w.network.outages)
}

// Replay plays one seed and writes every event, effect and move of money to
// out. It returns what the run broke, or nil.
func Replay(seed uint64, m Mutation, out io.Writer) *Violation {
	return runSeed(seed, m, &Counts{}, out)
}
