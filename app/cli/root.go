// Package cli is the command line: a file a command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/malloc"
)

// The exit codes, which scripts rely on.
const (
	exitDone   = 0
	exitFailed = 1 // it was understood and did not work
	exitUsage  = 2 // wrong flags, arguments or config: nothing was tried
)

// gcPercent is by how much the heap may outgrow what is in use in it before it is collected
// (GOGC). A till's resident memory goes up and down with that, and its processor idles.
const gcPercent = 50

// errReported ends a command that failed and has already told everything on
// standard output, as check does.
var errReported = errors.New("failed")

// errStopped ends a command that was told to end, as by Ctrl+C. Files are written whole or
// not at all, and a check or a summary says nothing before its end.
var errStopped = errors.New("stopped before the end; nothing was left half done")

// Main is the whole program but for os.Exit. It returns the exit code; an error is
// one line on stderr.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if code, done := otherCommand(args, stderr); done {
		return code
	}
	malloc.MapTextures()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	time.Local = app.MachineZone().Location // before anything asks for it
	return run(args, stdin, stdout, stderr)
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals()...)
	defer stop()
	root := newRootCommand(args)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return printError(root.ExecuteContext(ctx), stderr)
}

// endSignals end the program in good order. A closed terminal is one of them,
// unless the program was started with nohup to outlive it.
func endSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// printError prints err as the one line that it is and returns its exit code.
func printError(err error, stderr io.Writer) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) {
		err = errStopped
	}
	if !errors.Is(err, errReported) {
		fmt.Fprintln(stderr, errorLine(err))
	}
	return exitCode(err)
}

func exitCode(err error) int {
	if code, ok := errors.AsType[exited](err); ok {
		return int(code)
	}
	if errors.As(err, new(config.UsageError)) || errors.As(err, new(config.Error)) {
		return exitUsage
	}
	return exitFailed
}

// errorLine folds whatever an error says into one line, so that a log or a
// script never sees half of it.
func errorLine(err error) string {
	return "facepay: " + strings.Join(strings.Fields(err.Error()), " ")
}

func newRootCommand(args []string) *cobra.Command {
	var opts config.Options
	var window app.WindowSize
	root := &cobra.Command{
		Use:   "facepay",
		Short: "A full-screen till for WeChat and Alipay payments",
		Long: "Facepay opens the till, full screen. Without a config file it opens in practice mode,\n" +
			"in which no money moves.",
		Args:              noArguments,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if done, err := otherVersion(cmd.Context(), opts, args, cmd.ErrOrStderr()); done {
				return err
			}
			return tillCommand(cmd.Context(), opts, window, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return config.UsageError{Err: err} })
	flags := root.PersistentFlags()
	flags.Func("config", "config `FILE` (default: facepay/config.toml in the user's config folder)", config.PathFlag(&opts.ConfigFile))
	flags.Func("data", "data `DIR` (default: facepay in the user's data folder, facepay/practice in practice mode)", config.PathFlag(&opts.DataDir))
	flags.BoolVar(&opts.Practice, "practice", false, "practice mode: no money moves")
	root.Flags().Var(&window, "window", "a window of this size, such as 1280x800, instead of full screen")

	root.AddCommand(
		newPracticeCommand(),
		newCheckCommand(&opts),
		newExportCommand(&opts),
		newReportCommand(&opts),
		newAuditCommand(&opts),
		newReconcileCommand(&opts),
		newPINCommand(&opts),
		newBundleCommand(&opts),
		newBackupCommand(&opts),
		newRestoreCommand(&opts),
		newRepairCommand(&opts),
		newShiftsCommand(&opts),
		newAdvertsCommand(&opts),
		newUpdateCommand(),
		newVersionCommand(),
		newScreenCommand(),
		newSuperviseCommand(&opts),
	)
	return root
}

// noArguments refuses stray words, which are most often a misspelt command.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return config.Usagef("%s takes no argument, but got %q", cmd.CommandPath(), args[0])
	}
	return config.Usagef("unknown command %q; %s --help lists the commands", args[0], cmd.Name())
}
