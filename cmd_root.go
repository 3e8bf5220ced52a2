package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes, which scripts rely on.
const (
	exitDone   = 0
	exitFailed = 1 // it was understood and did not work
	exitUsage  = 2 // wrong flags, arguments or config: nothing was tried
)

// usageError marks an error as the caller's: flags, arguments or config.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// errSaid ends a command that failed and has already told everything on
// standard output, as check does.
var errSaid = errors.New("failed")

// run is the whole program but for os.Exit, so that tests call it in process.
// It returns the exit code; an error is one line on stderr.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), endSignals()...)
	defer stop()
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return report(root.ExecuteContext(ctx), stderr)
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

// report prints err as the one line that it is and returns its exit code.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return exitDone
	}
	if !errors.Is(err, errSaid) {
		fmt.Fprintln(stderr, errorLine(err))
	}
	return exitCode(err)
}

func exitCode(err error) int {
	if usage := (usageError{}); errors.As(err, &usage) {
		return exitUsage
	}
	if conf := (configError{}); errors.As(err, &conf) {
		return exitUsage
	}
	return exitFailed
}

// errorLine folds whatever an error says into one line, so that a log or a
// script never sees half of it.
func errorLine(err error) string {
	return "facepay: " + strings.Join(strings.Fields(err.Error()), " ")
}

// options are the flags that every command has.
type options struct {
	configFile string // --config, "" when not given
	dataDir    string // --data, "" when not given
	practice   bool
}

func newRootCommand() *cobra.Command {
	var opts options
	window := windowSize{}
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
			return tillCommand(cmd.Context(), opts, window, cmd.ErrOrStderr())
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := root.PersistentFlags()
	flags.Var(pathFlag{&opts.configFile}, "config", "config `FILE` (default: facepay/config.toml in the user's config folder)")
	flags.Var(pathFlag{&opts.dataDir}, "data", "data `DIR` (default: facepay in the user's data folder, facepay/practice in practice mode)")
	flags.BoolVar(&opts.practice, "practice", false, "practice mode: no money moves")
	root.Flags().Var(&window, "window", "a window of this size, such as 1280x800, instead of full screen")

	root.AddCommand(
		newPracticeCommand(&opts),
		newCheckCommand(&opts),
		newExportCommand(&opts),
		newAuditCommand(&opts),
		newPINCommand(&opts),
		newRepairCommand(&opts),
		newVersionCommand(),
		newScreenCommand(),
	)
	return root
}

// noArguments refuses stray words, which are most often a misspelt command.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasParent() {
		return usagef("%s takes no argument, but got %q", cmd.CommandPath(), args[0])
	}
	return usagef("unknown command %q; %s --help lists the commands", args[0], cmd.Name())
}

// windowSize is the value of --window in logical pixels; zero is full screen.
type windowSize struct{ Width, Height int }

// The shorter side of the smallest window in which the till fits, and a bound far
// over any monitor that keeps a slip of the finger from exhausting memory.
const (
	windowSideMin = 400
	windowSideMax = 8192
)

func (w *windowSize) String() string {
	if w.Width == 0 {
		return ""
	}
	return fmt.Sprintf("%dx%d", w.Width, w.Height)
}

// Type names the value in --help.
func (w *windowSize) Type() string { return "WxH" }

// Set reads "1280x800".
func (w *windowSize) Set(text string) error {
	var width, height int
	var rest string
	n, _ := fmt.Sscanf(text+" .", "%dx%d %s", &width, &height, &rest)
	if n != 3 || rest != "." {
		return errors.New("a size is two numbers of pixels, such as 1280x800")
	}
	for _, side := range []int{width, height} {
		if side < windowSideMin || side > windowSideMax {
			return fmt.Errorf("each side has %d to %d pixels", windowSideMin, windowSideMax)
		}
	}
	*w = windowSize{width, height}
	return nil
}
