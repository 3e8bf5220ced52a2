// Command reconcile compares, to the fen, what a till has in its ledger, what
// the practice gateway has in its own, and what `facepay export` tells. It
// prints each difference and exits with 1 if there is one.
//
// It is independent on purpose: it reads the SQLite file, the gateway's answer
// and the CSV by itself, and shares no code with the program.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// Exit codes.
const (
	exitAgree  = 0
	exitDiffer = 1
	exitFailed = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("reconcile", flag.ContinueOnError)
	flags.SetOutput(stderr)
	ledger := flags.String("ledger", "", "the till's `FILE`, ledger.db")
	gateway := flags.String("gateway", "", "`URL` of the practice gateway")
	export := flags.String("export", "", "`FILE` that facepay export wrote")
	certain := flags.Bool("certain", false, "money that was taken may not be unknown to the till: its gateway can be asked")
	if err := flags.Parse(args); err != nil {
		return exitFailed
	}
	if *ledger == "" || *gateway == "" || *export == "" || flags.NArg() > 0 {
		flags.Usage()
		return exitFailed
	}
	lists, err := read(ctx, *ledger, *gateway, *export)
	if err != nil {
		fmt.Fprintln(stderr, "reconcile:", err)
		return exitFailed
	}
	found := lists.compare(*certain)
	for _, difference := range found.differences {
		fmt.Fprintln(stdout, "DIFFERENT:", difference)
	}
	fmt.Fprintln(stdout, found.summary())
	if len(found.differences) > 0 {
		return exitDiffer
	}
	return exitAgree
}
