package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/ui"
)

// tryScreenMax bounds the process that tries the screen: longer than it waits
// for an answer.
const tryScreenMax = 30 * time.Second

// errScreenSilent: the screen takes the connection and does not answer.
var errScreenSilent = errors.New("the screen does not answer")

// screenFor opens the screen for the window of a till that prints to stderr. One
// that prints into a buffer is run by a test and has none.
func screenFor(stderr io.Writer) func() error {
	return func() error {
		if _, real := stderr.(*os.File); !real {
			return screenError{screenAbsence()}
		}
		if hasDisplay() {
			return screenTrouble(ui.OpenScreen(func(stderr io.Writer) { os.Exit(report(screenTrouble(errScreenSilent), stderr)) }))
		}
		return screenError{screenAbsence()}
	}
}

// hasDisplay reports whether a screen is named. On Linux that is X's.
func hasDisplay() bool {
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin" || os.Getenv("DISPLAY") != ""
}

// screenError is a finding about the screen on which a till cannot start.
type screenError struct{ kiosk.CheckResult }

func (e screenError) Error() string {
	texts, err := i18n.Load("en") // as every line that is printed
	if err != nil {
		return err.Error()
	}
	return "screen: " + texts.Found(e.CheckResult) + "; " + texts.Text(e.Todo)
}

// screenTrouble tells of an error of the window library, nil for nil.
func screenTrouble(err error) error {
	if err == nil {
		return nil
	}
	return screenError{screenFinding(err)}
}

// screenAbsence is that there is no screen at all.
func screenAbsence() kiosk.CheckResult {
	f := kiosk.CheckResult{Check: kiosk.CheckScreen, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		f.What, f.Todo = kiosk.T("check.found.screen.wayland"), kiosk.T("check.todo.screen.wayland")
		return f
	}
	// Not a failure: a check may be run over the network.
	f.Health, f.Cause = kiosk.HealthWarning, kiosk.CauseNone
	f.What, f.Todo = kiosk.T("check.found.screen.none"), kiosk.T("check.todo.screen.none")
	return f
}

// screenFinding is what an attempt to open a window came to.
func screenFinding(err error) kiosk.CheckResult {
	f := kiosk.CheckResult{Check: kiosk.CheckScreen, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
	display := cmp.Or(os.Getenv("DISPLAY"), "1")
	switch {
	case err == nil:
		return well(kiosk.CheckScreen, kiosk.T("check.found.screen.ok"))
	case errors.Is(err, errScreenSilent):
		f.What, f.Todo = kiosk.T("check.found.screen.silent", "display", display), kiosk.T("check.todo.screen.silent")
	case errors.Is(err, ui.ErrNoDisplay):
		f.What, f.Todo = kiosk.T("check.found.screen.refused", "display", display, "reason", reasonAfter(err, ui.ErrNoDisplay)), kiosk.T("check.todo.screen.refused")
	default:
		f.What, f.Todo = kiosk.T("check.found.screen.blind", "display", display, "reason", reasonAfter(err, ui.ErrNoOpenGL)), kiosk.T("check.todo.screen.blind")
	}
	return f
}

// reasonAfter is what err says beyond its kind, which the text says itself.
func reasonAfter(err, kind error) string {
	return kiosk.Trim(strings.TrimPrefix(err.Error(), kind.Error()+": "))
}

// screenLook looks whether a window could be opened from here.
func screenLook(out io.Writer) health.Check {
	return health.Check{Name: kiosk.CheckScreen, Full: true, Max: tryScreenMax + time.Second, Run: func(ctx context.Context) []kiosk.CheckResult {
		if _, real := out.(*os.File); !real || !hasDisplay() {
			return one(screenAbsence())
		}
		return one(screenFinding(tryScreen(ctx)))
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
	if err == nil {
		return nil
	}
	switch exit := (*exec.ExitError)(nil); {
	case !errors.As(err, &exit):
		return err
	case exit.ExitCode() == exitSilent, ctx.Err() != nil:
		return errScreenSilent
	case exit.ExitCode() == exitNoDisplay:
		return fmt.Errorf("%w: %s", ui.ErrNoDisplay, why)
	case exit.ExitCode() == exitNoOpenGL:
		return fmt.Errorf("%w: %s", ui.ErrNoOpenGL, why)
	}
	return fmt.Errorf("%w: %w", ui.ErrNoOpenGL, err) // the driver ended it
}

// newScreenCommand is that process.
func newScreenCommand() *cobra.Command {
	return &cobra.Command{
		Use:    screenCommand,
		Short:  "Try whether a window can be opened, for facepay check",
		Hidden: true,
		Args:   noArguments,
		Run: func(cmd *cobra.Command, _ []string) {
			err := ui.TryScreen(func(io.Writer) { os.Exit(exitSilent) })
			switch {
			case err == nil:
				return
			case errors.Is(err, ui.ErrNoDisplay):
				fmt.Fprint(cmd.OutOrStdout(), reasonAfter(err, ui.ErrNoDisplay))
				os.Exit(exitNoDisplay)
			}
			fmt.Fprint(cmd.OutOrStdout(), reasonAfter(err, ui.ErrNoOpenGL))
			os.Exit(exitNoOpenGL)
		},
	}
}
