package main

import (
	"context"
	"io"
	"os"
	"runtime"

	"golang.org/x/term"
)

// tillCommand is `facepay` without a subcommand.
func tillCommand(ctx context.Context, opts options, size windowSize, stderr io.Writer) error {
	s, err := opts.load()
	if err == nil {
		err = runTill(ctx, s, size, newWindow)
	}
	if err == nil || !fromDesktop(stderr) {
		return err
	}
	// Nobody reads a terminal, so the same line is shown in a window; it is
	// printed first, because that window may stay open for long.
	report(err, stderr)
	showError(ctx, errorLine(err))
	return said{err}
}

// said is an error whose line has been printed.
type said struct{ error }

func (s said) Unwrap() []error { return []error{s.error, errSaid} }

// fromDesktop reports whether the program was started by a click: there is a
// screen, and what it prints goes to no terminal.
func fromDesktop(stderr io.Writer) bool {
	file, ok := stderr.(*os.File)
	if !ok || term.IsTerminal(int(file.Fd())) {
		return false
	}
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
