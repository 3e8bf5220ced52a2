//go:build e2e

package e2e

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

type sample struct {
	at         time.Duration // since the start
	sales      int           // made until then
	resident   int64         // bytes of memory that are resident
	heap       int64         // bytes of Go objects that outlived the last collection
	holes      int64         // bytes that the C heap has of the system, free and not given back
	goroutines int
	files      int   // handles that are open
	threads    int   // of the system
	resources  int   // of its at the X server
	ledger     int64 // bytes of the ledger
	log        int64 // bytes written to the log, whatever rotation has removed since
}

// warmupShare is the share of a soak, from its start, that is not looked at:
// buffers, caches and pools have to fill once, the ledger's log beside it too.
const warmupShare = 0.25

// longSoak is the length from which a level's rate is held, after half an hour at least.
const longSoak = 2 * time.Hour

// blocks are the parts in which the samples after the warm-up are looked at, and
// of each part only the lowest: what is taken and given back, as the memory in
// which a picture is decoded, is no growth, and what leaks lifts the lowest too.
const blocks = 12

// samplesMin is the fewest samples that show a trend: two each of four blocks.
const samplesMin = 8

const mebibyte = 1 << 20

// level is something that must not grow however many sales are made.
type level struct {
	name string
	of   func(sample) float64
	unit float64 // of the printed figure
	word string  // its name
	// slack is the growth allowed over the measured part of a soak. It is a sum and
	// no rate: what is not growth but a wave does not get larger in a longer soak,
	// and so the same number asks more of a long one.
	slack float64
	// rate is the growth an hour that a long soak allows instead; 0 means the slack.
	rate float64
	// from is the shortest soak in which it is held. What the window library keeps
	// of texts that were drawn, and the collector of what was thrown away, needs
	// minutes to come to its level.
	from time.Duration
}

// memoryFrom is the shortest soak in which memory is held flat.
const memoryFrom = 10 * time.Minute

// levels are held flat. The slacks are about twice the waves that were seen on
// busy machines, so that a thousand sales which leave one handle, one goroutine,
// or 4 KiB of memory each behind stand far out.
var levels = []level{
	{"resident memory", func(s sample) float64 { return float64(s.resident) }, mebibyte, "MiB", 12 * mebibyte, 3 * mebibyte, memoryFrom},
	{"Go heap, live", func(s sample) float64 { return float64(s.heap) }, mebibyte, "MiB", 3 * mebibyte, 0, memoryFrom},
	{"C heap, holes", func(s sample) float64 { return float64(s.holes) }, mebibyte, "MiB", 3 * mebibyte, 0, memoryFrom},
	{"goroutines", func(s sample) float64 { return float64(s.goroutines) }, 1, "", 10, 0, 0},
	{"file handles", func(s sample) float64 { return float64(s.files) }, 1, "", 8, 0, 0},
	{"threads", func(s sample) float64 { return float64(s.threads) }, 1, "", 6, 0, 0},
	{"X resources", func(s sample) float64 { return float64(s.resources) }, 1, "", 20, 0, 0},
}

// trend is the measured course of a level.
type trend struct {
	level
	first, last float64 // the lowest of the first and of the last block
	slope       float64 // an hour, by least squares
	growth      float64 // over the measured part, by the slope
	allowed     float64 // of that
	held        bool    // the soak was long enough to tell
}

// flat reports whether t stayed within what is allowed. What was never there was not
// measured, and that is no proof.
func (t trend) flat() bool {
	return t.first > 0 && t.last > 0 && (!t.held || t.growth <= t.allowed)
}

// afterWarmup are the samples after the warm-up.
func afterWarmup(all []sample) []sample {
	if len(all) == 0 {
		return nil
	}
	end := all[len(all)-1].at
	for i, s := range all {
		if float64(s.at) >= warmupShare*float64(end) {
			return all[i:]
		}
	}
	return nil
}

// trends are those of all levels; an error says that there are too few samples.
func trends(all []sample) ([]trend, error) {
	used := afterWarmup(all)
	if len(used) < samplesMin {
		return nil, fmt.Errorf("%d samples after the warm-up, %d are needed: soak longer", len(used), samplesMin)
	}
	whole := used[len(used)-1].at
	span := (whole - used[0].at).Hours()
	var ts []trend
	for _, l := range levels {
		low := floor(used, l.of)
		slope := slopeOf(low, func(s sample) float64 { return s.at.Hours() }, l.of)
		allowed := l.slack
		if l.rate > 0 && whole >= longSoak {
			allowed = l.rate * span
		}
		ts = append(ts, trend{
			level: l, first: l.of(low[0]), last: l.of(low[len(low)-1]), slope: slope, growth: slope * span, allowed: allowed, held: whole >= l.from,
		})
	}
	return ts, nil
}

// floor is the lowest sample of each block.
func floor(used []sample, of func(sample) float64) []sample {
	n := min(blocks, len(used)/2)
	var low []sample
	for i := range n {
		low = append(low, slices.MinFunc(used[i*len(used)/n:(i+1)*len(used)/n], func(a, b sample) int {
			return cmp.Compare(of(a), of(b))
		}))
	}
	return low
}

// slopeOf is that of the straight line which fits y over x best, by least
// squares; 0 when all x are one.
func slopeOf(samples []sample, x, y func(sample) float64) float64 {
	var mx, my float64
	for _, s := range samples {
		mx += x(s)
		my += y(s)
	}
	mx /= float64(len(samples))
	my /= float64(len(samples))
	var xy, xx float64
	for _, s := range samples {
		xy += (x(s) - mx) * (y(s) - my)
		xx += (x(s) - mx) * (x(s) - mx)
	}
	if xx == 0 {
		return 0
	}
	return xy / xx
}

// steadyMax is the factor by which a sale may cost more in the second measured
// half than in the first. What costs more with each sale, as a file that is
// written anew for each does, costs nearly twice as much there; what the mixture
// of sales does to the halves of ten minutes is a tenth.
const steadyMax = 1.4

// steadySales is the number of sales from which that can be told: the ledger
// grows by pages, of which one holds more than two sales.
const steadySales = 200

// cost is the growth of a file by each sale, where growth is right.
type cost struct {
	name          string
	first, last   int64
	whole         float64 // bytes a sale, by least squares
	early, recent float64 // the same of both halves
	held          bool    // there were sales enough to tell
}

// steady reports whether a sale costs no more at the end than before.
func (c cost) steady() bool {
	return c.whole > 0 && (!c.held || c.recent <= steadyMax*c.early)
}

func costOf(name string, all []sample, of func(sample) int64) cost {
	used := afterWarmup(all)
	half := len(used) / 2
	slope := func(part []sample) float64 {
		return slopeOf(part, func(s sample) float64 { return float64(s.sales) }, func(s sample) float64 { return float64(of(s)) })
	}
	first, last := used[0], used[len(used)-1]
	return cost{
		name: name, first: of(first), last: of(last), whole: slope(used), early: slope(used[:half]), recent: slope(used[half:]),
		held: last.sales-first.sales >= steadySales,
	}
}

// costs are those of the files that grow with the sales.
func costs(all []sample) []cost {
	return []cost{
		costOf("ledger", all, func(s sample) int64 { return s.ledger }),
		costOf("debug log", all, func(s sample) int64 { return s.log }),
	}
}
