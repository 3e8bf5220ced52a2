// Command simulate runs the till's simulator: many randomised runs, or one of
// them told step by step.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"facepay/kiosk/sim"
)

func main() { os.Exit(run()) }

// Exit codes.
const (
	exitKept   = 0 // every run kept the rules
	exitBroken = 1 // a run broke one
	exitUsage  = 2
)

// shrinkMax is the longest time to spend on cutting down a failing run.
const shrinkMax = 2 * time.Minute

// options are the flags.
type options struct {
	runs, seed       uint64
	workers          int
	replay           bool
	shrink, coverage bool
	digest           bool
	tape             string
	mutation         sim.Mutation
}

func run() int {
	var o options
	flag.Uint64Var(&o.runs, "runs", 20_000, "how many runs to make")
	flag.Uint64Var(&o.seed, "seed", 1, "the first run's seed; each next run takes the next one")
	flag.IntVar(&o.workers, "workers", runtime.NumCPU(), "runs at a time")
	flag.BoolVar(&o.replay, "replay", false, "tell the run of -seed, or of -tape, step by step")
	flag.BoolVar(&o.shrink, "shrink", true, "cut a failing run down to the shortest that still fails, and tell that")
	flag.BoolVar(&o.coverage, "coverage", true, "print which moves and pairs of state and event came up")
	flag.BoolVar(&o.digest, "digest", false, "print a checksum of all that the tills did, the same for programs that decide the same")
	flag.StringVar(&o.tape, "tape", "", "file of a run that was cut down: written after a failure, read with -replay")
	flag.StringVar((*string)(&o.mutation), "mutation", "", "turn off one rule of money, to see that it is noticed; \"list\" lists them")
	flag.Parse()
	// Runs make much short-lived garbage and hold next to nothing.
	debug.SetGCPercent(1000)
	if o.mutation == "list" {
		for _, m := range sim.Mutations {
			fmt.Println(m)
		}
		return exitKept
	}
	if err := o.check(); err != nil {
		fmt.Fprintf(os.Stderr, "simulate: %v\n", err)
		return exitUsage
	}
	if o.replay {
		return o.replayed()
	}
	return o.many()
}

func (o *options) check() error {
	switch {
	case flag.NArg() > 0:
		return fmt.Errorf("takes no arguments, got %q", flag.Args())
	case o.mutation != sim.MutateNone && !slices.Contains(sim.Mutations, o.mutation):
		return fmt.Errorf("no mutation %q; -mutation list lists them", o.mutation)
	case o.workers < 1:
		return fmt.Errorf("-workers is %d, at least 1 is needed", o.workers)
	}
	return nil
}

func (o *options) replayed() int {
	broken, err := o.told(os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "simulate: %v\n", err)
		return exitUsage
	case broken != nil:
		fmt.Println(broken)
		return exitBroken
	}
	fmt.Println("the run kept every rule")
	return exitKept
}

// told plays one run and tells it.
func (o *options) told(out io.Writer) (*sim.Violation, error) {
	if o.tape == "" {
		return sim.Replay(o.seed, o.mutation, out), nil
	}
	file, err := os.Open(o.tape)
	if err != nil {
		return nil, fmt.Errorf("open the tape: %w", err)
	}
	defer file.Close()
	tape, err := sim.ReadTape(file)
	if err != nil {
		return nil, err
	}
	return tape.Play(out), nil
}

// progressEvery is the number of runs between two lines of progress.
const progressEvery = 100_000

func (o *options) many() int {
	p := sim.Plan{From: o.seed, Runs: o.runs, Workers: o.workers, Mutation: o.mutation, Digest: o.digest}
	var said uint64
	p.Progress = func(done uint64) {
		if done/progressEvery > said/progressEvery {
			fmt.Fprintf(os.Stderr, "%d runs done\n", done)
			said = done
		}
	}
	r := sim.Run(p)
	r.Counts.Print(os.Stdout)
	if o.coverage {
		r.Counts.PrintCoverage(os.Stdout)
	}
	if o.digest {
		fmt.Printf("%12s  %s\n", "digest", r.Counts.Digest)
	}
	fmt.Printf("%12.1f  runs per second on %d workers, %s in all\n", float64(r.Counts.Runs)/r.Took.Seconds(), p.Workers, r.Took.Round(1e7))
	if r.Broken == nil {
		return exitKept
	}
	fmt.Printf("VIOLATION %v\nreplay it with -replay -seed %d\n", r.Broken, r.Broken.Seed)
	if o.shrink {
		o.cutDown(r.Broken.Seed)
	}
	return exitBroken
}

// cutDown tells the shortest run that breaks the same rule, and keeps it.
func (o *options) cutDown(seed uint64) {
	s := sim.Shrink(seed, o.mutation, time.Now().Add(shrinkMax))
	if s == nil {
		fmt.Printf("seed %d keeps the rules when it is played again: the simulator is not deterministic\n", seed)
		return
	}
	fmt.Printf("\nThe shortest run found that breaks this rule: %d events of %d, after %d tries.\n\n", s.After, s.Before, s.Tries)
	s.Tape.Play(os.Stdout)
	if o.tape == "" {
		fmt.Println("\nkeep it with -tape FILE")
		return
	}
	if err := o.keep(&s.Tape); err != nil {
		fmt.Fprintf(os.Stderr, "simulate: %v\n", err)
		return
	}
	fmt.Printf("\nkept: tell it again with -replay -tape %s\n", o.tape)
}

func (o *options) keep(t *sim.Tape) error {
	file, err := os.Create(o.tape)
	if err != nil {
		return fmt.Errorf("keep the tape: %w", err)
	}
	return errors.Join(t.Write(file), file.Close())
}
