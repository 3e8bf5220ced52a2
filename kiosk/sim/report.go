package sim

import (
	"fmt"
	"io"
	"reflect"
	"sync"
	"sync/atomic"
	"time"
)

// Counts are the totals of many runs. What has a tag is printed under it.
type Counts struct {
	Runs         uint64 `is:"runs"`
	Virtual      uint64 // seconds; a Duration ends after 292 years
	Steps        uint64 `is:"steps of the till"`
	Sales        uint64 `is:"sales"`
	Payments     uint64 `is:"payments"`
	Taken        uint64 `is:"times that money was taken"`
	Twice        uint64 `is:"sales that were paid more than once"`
	Paid         uint64 `is:"payments recorded as paid"`
	Late         uint64 `is:"  of these after their sale was let go, with an alarm"`
	Unknowns     uint64 `is:"payments that became unknown"`
	Decisions    uint64 `is:"decisions of a manager"`
	Noticed      uint64 `is:"notifications that reached the till"`
	Acknowledged uint64 `is:"  of these acknowledged"`
	MiniAsked    uint64 `is:"questions of mini-programs"`
	MiniOpened   uint64 `is:"  of these answered with parameters"`
	Cash         uint64 `is:"sales for cash"`
	Faces        uint64 `is:"faces that a terminal read and that were charged"`
	Refunds      uint64 `is:"refunds"`
	Returned     uint64 `is:"times that money went back"`
	Asks         uint64 `is:"asks to the gateway"`
	Faults       [faultKinds]uint64
	Pairs        map[pair]uint64
	Digest       *Digest // of all runs; nil where Plan asks for none
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
	for p, n := range o.Pairs {
		c.meet(p, n)
	}
	if o.Digest != nil {
		c.Digest.add(*o.Digest)
	}
}

// Print writes the counts as a table.
func (c *Counts) Print(w io.Writer) {
	for field, value := range reflect.ValueOf(c).Elem().Fields() {
		if name, ok := field.Tag.Lookup("is"); ok {
			fmt.Fprintf(w, "%12d  %s\n", value.Uint(), name)
		}
	}
	fmt.Fprintf(w, "%12d  days of virtual time\n", c.Virtual/(24*60*60))
	for f, n := range c.Faults {
		fmt.Fprintf(w, "%12d    %s\n", n, Fault(f))
	}
}

// Report is the outcome of Runs.
type Report struct {
	Counts Counts
	Broken *Violation // with the lowest seed that was found; nil if every run kept the rules
	Took   time.Duration
}

// Plan selects the runs to make.
type Plan struct {
	From     uint64 // first seed
	Runs     uint64
	Workers  int // at least 1
	Mutation Mutation
	Digest   bool      // make Counts.Digest
	Progress io.Writer // gets a line every 100,000 runs; nil: none
}

// Run makes the runs of p, each from its seed alone, and stops at the first violations.
func Run(p Plan) Report {
	began := time.Now()
	var (
		report Report
		next   atomic.Uint64
		stop   atomic.Bool
		mu     sync.Mutex
		wg     sync.WaitGroup
	)
	counts := func() (c Counts) {
		if p.Digest {
			c.Digest = new(Digest)
		}
		return c
	}
	report.Counts = counts()
	const (
		batch         = 256 // runs between two looks at the others
		progressEvery = 100_000
	)
	for range max(1, p.Workers) {
		wg.Go(func() {
			counts := counts()
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
				if p.Progress != nil && first/progressEvery < last/progressEvery {
					fmt.Fprintf(p.Progress, "%d runs done\n", last)
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
	w.note("world", "seed %d, from %s, gateway %s %+v, faults %.3f, crashes %.4f, saves %.3f, outages %v", w.seed,
		w.base.Format(time.TimeOnly), w.gateway.profile.name, w.gateway.profile.can, w.network.rate, w.crashRate, w.saveRate, w.network.outages)
}

// Replay plays one seed, tells it all to out and returns what it broke, or nil.
func Replay(seed uint64, m Mutation, out io.Writer) *Violation {
	return runSeed(seed, m, &Counts{}, out)
}
