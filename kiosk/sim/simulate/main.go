// Command simulate runs the till's simulator: many randomised runs, or one of
// them told step by step.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"facepay/kiosk/sim"
)

func main() {
	exit, err := run()
	if err != nil {
		fmt.Fprintf(os.Stderr, "simulate: %v\n", err)
	}
	os.Exit(exit)
}

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
	sim.Plan
	replay, shrink, coverage bool
	tape                     string
}

func run() (exit int, err error) {
	o := options{Plan: sim.Plan{Progress: os.Stderr}}
	flag.Uint64Var(&o.Runs, "runs", 20_000, "how many runs to make")
	flag.Uint64Var(&o.From, "seed", 1, "the first run's seed; each next run takes the next one")
	flag.IntVar(&o.Workers, "workers", runtime.NumCPU(), "runs at a time")
	flag.BoolVar(&o.replay, "replay", false, "tell the run of -seed, or of -tape, step by step")
	flag.BoolVar(&o.shrink, "shrink", true, "cut a failing run down to the shortest that still fails, and tell that")
	flag.BoolVar(&o.coverage, "coverage", true, "print which moves and pairs of state and event came up")
	flag.BoolVar(&o.Digest, "digest", false, "print a checksum of all that the tills did, the same for programs that decide the same")
	flag.StringVar(&o.tape, "tape", "", "file of a run that was cut down: written after a failure, read with -replay")
	flag.StringVar((*string)(&o.Mutation), "mutation", "", "turn off one rule of money, to see that it is noticed; \"list\" lists them")
	flag.Parse()
	// Runs make much short-lived garbage and hold next to nothing.
	debug.SetGCPercent(1000)
	switch {
	case o.Mutation == "list":
		for _, m := range sim.Mutations {
			fmt.Println(m)
		}
		return exitKept, nil
	case flag.NArg() > 0:
		return exitUsage, fmt.Errorf("takes no arguments, got %q", flag.Args())
	case o.Mutation != sim.MutateNone && !slices.Contains(sim.Mutations, o.Mutation):
		return exitUsage, fmt.Errorf("no mutation %q; -mutation list lists them", o.Mutation)
	case o.Workers < 1:
		return exitUsage, fmt.Errorf("-workers is %d, at least 1 is needed", o.Workers)
	case o.replay:
		return o.replayed()
	}
	return o.many()
}

func (o *options) replayed() (exit int, err error) {
	broken, err := o.told()
	switch {
	case err != nil:
		return exitUsage, err
	case broken != nil:
		fmt.Println(broken)
		return exitBroken, nil
	}
	fmt.Println("the run kept every rule")
	return exitKept, nil
}

// told plays one run and tells it.
func (o *options) told() (*sim.Violation, error) {
	if o.tape == "" {
		return sim.Replay(o.From, o.Mutation, os.Stdout), nil
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
	return tape.Play(os.Stdout), nil
}

func (o *options) many() (exit int, err error) {
	r := sim.Run(o.Plan)
	r.Counts.Print(os.Stdout)
	if o.coverage {
		r.Counts.PrintCoverage(os.Stdout)
	}
	if o.Digest {
		fmt.Printf("%12s  %s\n", "digest", r.Counts.Digest)
	}
	fmt.Printf("%12.1f  runs per second on %d workers, %s in all\n", float64(r.Counts.Runs)/r.Took.Seconds(), o.Workers, r.Took.Round(1e7))
	if r.Broken == nil {
		return exitKept, nil
	}
	fmt.Printf("VIOLATION %v\nreplay it with -replay -seed %d\n", r.Broken, r.Broken.Seed)
	if o.shrink {
		err = o.cutDown(r.Broken.Seed)
	}
	return exitBroken, err
}

// cutDown tells the shortest run that breaks the same rule, and keeps it.
func (o *options) cutDown(seed uint64) error {
	s := sim.Shrink(seed, o.Mutation, time.Now().Add(shrinkMax))
	if s == nil {
		return fmt.Errorf("seed %d keeps the rules when it is played again: the simulator is not deterministic", seed)
	}
	fmt.Printf("\nThe shortest run found that breaks this rule: %d events of %d, after %d tries.\n\n", s.After, s.Before, s.Tries)
	s.Tape.Play(os.Stdout)
	if o.tape == "" {
		fmt.Println("\nkeep it with -tape FILE")
		return nil
	}
	file, err := os.Create(o.tape)
	if err != nil {
		return fmt.Errorf("keep the tape: %w", err)
	}
	if err := errors.Join(s.Tape.Write(file), file.Close()); err != nil {
		return err
	}
	fmt.Printf("\nkept: tell it again with -replay -tape %s\n", o.tape)
	return nil
}
