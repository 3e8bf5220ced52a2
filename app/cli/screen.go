package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/ui"
	"facepay/ui/desktop"
)

// tryScreenMax bounds the process that tries the screen: longer than it waits
// for an answer.
const tryScreenMax = 30 * time.Second

// screenFor opens the screen for the window of a till that prints to stderr. One
// that prints into a buffer is run by a test and has none.
func screenFor(stderr io.Writer) func() error {
	return func() error {
		if _, real := stderr.(*os.File); !real {
			return ui.ScreenError{CheckResult: ui.ScreenAbsence()}
		}
		if ui.HasDisplay() {
			return ui.ScreenTrouble(desktop.Open(func(stderr io.Writer) { os.Exit(printError(ui.ScreenTrouble(ui.ErrScreenSilent), stderr)) }))
		}
		return ui.ScreenError{CheckResult: ui.ScreenAbsence()}
	}
}

func screenCheck(out io.Writer) health.Check {
	return health.Check{Name: kiosk.CheckScreen, Full: true, Max: tryScreenMax + time.Second, Run: func(ctx context.Context) []kiosk.CheckResult {
		if _, real := out.(*os.File); !real || !ui.HasDisplay() {
			return health.One(ui.ScreenAbsence())
		}
		return health.One(ui.ScreenResult(tryScreen(ctx)))
	}}
}

// screenCommand tries the screen in a process of its own, since the window
// library wants its first goroutine, and the driver of a graphics card may hang
// or end the process that it is loaded into.
const screenCommand = "screen"

// The exit codes of that process.
const (
	exitNoDisplay = 3
	exitNoOpenGL  = 4
	exitSilent    = 5
)

func tryScreen(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, tryScreenMax)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, screenCommand)
	cmd.WaitDelay = time.Second
	why, err := cmd.Output()
	return triedScreen(ctx, why, err)
}

// triedScreen is the finding of that process, by its output and how it ended.
func triedScreen(ctx context.Context, why []byte, err error) error {
	exit, ended := errors.AsType[*exec.ExitError](err)
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		return nil // it ended well; what it has started, such as Wine's own programs, keeps its output open
	case !ended:
		return err // none, if it could be opened
	case exit.ExitCode() == exitSilent, ctx.Err() != nil:
		return ui.ErrScreenSilent
	case exit.ExitCode() == exitNoDisplay:
		return fmt.Errorf("%w: %s", desktop.ErrNoDisplay, why)
	case exit.ExitCode() == exitNoOpenGL:
		return fmt.Errorf("%w: %s", desktop.ErrNoOpenGL, why)
	}
	return fmt.Errorf("%w: %w", desktop.ErrNoOpenGL, err) // the driver ended it
}

func newScreenCommand() *cobra.Command {
	return &cobra.Command{
		Use:    screenCommand,
		Short:  "Try whether a window can be opened, for facepay check",
		Hidden: true,
		Args:   noArguments,
		Run: func(cmd *cobra.Command, _ []string) {
			err := desktop.Try(func(io.Writer) { os.Exit(exitSilent) })
			switch {
			case err == nil:
				return
			case errors.Is(err, desktop.ErrNoDisplay):
				fmt.Fprint(cmd.OutOrStdout(), ui.ReasonAfter(err, desktop.ErrNoDisplay))
				os.Exit(exitNoDisplay)
			}
			fmt.Fprint(cmd.OutOrStdout(), ui.ReasonAfter(err, desktop.ErrNoOpenGL))
			os.Exit(exitNoOpenGL)
		},
	}
}
