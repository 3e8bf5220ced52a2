// Command simulate runs the till's simulator: many randomised runs, or one of
// them told step by step.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"

	"facepay/kiosk/sim"
)

func main() { os.Exit(run()) }

// Exit codes.
const (
	exitKept   = 0 // every run kept the rules
	exitBroken = 1 // a run broke one
	exitUsage  = 2
)

func run() int {
	runs := flag.Uint64("runs", 20_000, "how many runs to make")
	seed := flag.Uint64("seed", 1, "the first run's seed; each next run takes the next one")
	workers := flag.Int("workers", runtime.NumCPU(), "runs at a time")
	replay := flag.Bool("replay", false, "tell the run of -seed step by step")
	mutation := flag.String("mutation", "", "turn off one rule of money, to see that it is noticed; \"list\" lists them")
	flag.Parse()
	// Runs make much short-lived garbage and hold next to nothing.
	debug.SetGCPercent(400)
	m := sim.Mutation(*mutation)
	switch {
	case flag.NArg() > 0:
		fmt.Fprintf(os.Stderr, "simulate: takes no arguments, got %q\n", flag.Args())
		return exitUsage
	case m == "list":
		for _, m := range sim.Mutations {
			fmt.Println(m)
		}
		return exitKept
	case m != sim.MutateNone && !slices.Contains(sim.Mutations, m):
		fmt.Fprintf(os.Stderr, "simulate: no mutation %q; -mutation list lists them\n", m)
		return exitUsage
	case *workers < 1:
		fmt.Fprintf(os.Stderr, "simulate: -workers is %d, at least 1 is needed\n", *workers)
		return exitUsage
	}
	if *replay {
		return replayed(*seed, m)
	}
	return many(sim.Plan{From: *seed, Runs: *runs, Workers: *workers, Mutation: m})
}

func replayed(seed uint64, m sim.Mutation) int {
	if broken := sim.Replay(seed, m, os.Stdout); broken != nil {
		fmt.Println(broken)
		return exitBroken
	}
	fmt.Printf("seed %d kept every rule\n", seed)
	return exitKept
}

// progressEvery is how many runs lie between two lines of progress.
const progressEvery = 100_000

func many(p sim.Plan) int {
	var said uint64
	p.Progress = func(done uint64) {
		if done/progressEvery > said/progressEvery {
			fmt.Fprintf(os.Stderr, "%d runs done\n", done)
			said = done
		}
	}
	r := sim.Run(p)
	r.Counts.Print(os.Stdout)
	fmt.Printf("%12.1f  runs per second on %d workers, %s in all\n", float64(r.Counts.Runs)/r.Took.Seconds(), p.Workers, r.Took.Round(1e7))
	if r.Broken != nil {
		fmt.Printf("VIOLATION %v\nreplay it with -replay -seed %d\n", r.Broken, r.Broken.Seed)
		return exitBroken
	}
	return exitKept
}
