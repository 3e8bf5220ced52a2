package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"

	"facepay/kiosk"
	"facepay/store"
	"facepay/ui/dialog"
)

// counter is the place where a till is started, as far as that decides how it
// talks to people.
type counter struct {
	screen   func() error // nil when there is a screen for a window, else why there is none
	terminal bool         // somebody may read what is printed
	open     openWindow
	notice   func(ctx context.Context, n dialog.Dialog) int
	again    func() error // starts this program anew in its own place
}

// tillCommand is `facepay` without a subcommand.
func tillCommand(ctx context.Context, opts options, size windowSize, stderr io.Writer) error {
	c := counter{screen: screenFor(stderr), terminal: onTerminal(stderr), open: newWindow, notice: showNotice, again: restart}
	return c.run(ctx, opts, size, stderr)
}

// run is a till from its flags to its end, with whatever keeps it from starting
// said where people look: in a window when there is a screen and no terminal,
// and in any case when it takes a decision.
func (c counter) run(ctx context.Context, opts options, size windowSize, stderr io.Writer) error {
	s, err := opts.load()
	blind := c.screen()
	language, opened := "", false
	if err == nil {
		err = blind
	}
	if err == nil {
		language = s.Config.Language
		err = runTill(ctx, s, size, func(s setup, size windowSize, can kiosk.Capabilities, post func(kiosk.Event) bool, h kiosk.History, log *slog.Logger) (window, error) {
			win, err := c.open(s, size, can, post, h, log)
			opened = err == nil
			return win, err
		})
	}
	// Fyne runs once in a process: after the till's window there is no other.
	if err == nil || opened || blind != nil || ctx.Err() != nil {
		return err
	}
	if d, ok := damaged(err); ok {
		return c.askRepair(ctx, s, d, err, stderr)
	}
	if c.terminal {
		return err
	}
	texts, textsErr := catalogues(language)
	if textsErr != nil {
		return errors.Join(err, textsErr)
	}
	// It is printed too, and first, because the window may stay open for long.
	report(err, stderr)
	c.notice(ctx, dialog.NotStarted(texts, errorLine(err)))
	return said{err}
}

// askRepair lets people choose what to do about a damaged ledger, and starts the
// till again once that is done.
func (c counter) askRepair(ctx context.Context, s setup, d *store.DamagedError, err error, stderr io.Writer) error {
	texts, textsErr := catalogues(s.Config.Language)
	if textsErr != nil {
		return errors.Join(err, textsErr)
	}
	ask := damage(d, err)
	carryOut := func(choice repairChoice) func() error {
		return func() error { return repairLogged(ctx, s.DataDir, choice, stderr) }
	}
	ask.Restore, ask.Begin = carryOut(repairRestore), carryOut(repairNew)
	n := dialog.Damaged(texts, ask)
	report(err, stderr)
	if i := c.notice(ctx, n); i < 0 || n.Choices[i].Do == nil || ctx.Err() != nil {
		return said{err}
	}
	if err := c.again(); err != nil {
		return fmt.Errorf("start the till again: %w", err)
	}
	return nil
}

// repairLogged is repair, told in the till's log as well: whoever compares the
// books later has to find it.
func repairLogged(ctx context.Context, dataDir string, choice repairChoice, out io.Writer) (err error) {
	log, file, err := openLog(dataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := repair(ctx, dataDir, choice, out); err != nil {
		log.Error("repair the ledger", "err", err)
		return err
	}
	log.Warn("the ledger was replaced", "restored", choice == repairRestore)
	return nil
}

// said is an error whose line has been printed.
type said struct{ error }

func (s said) Unwrap() []error { return []error{s.error, errSaid} }

// onTerminal reports whether what is printed is seen.
func onTerminal(stderr io.Writer) bool {
	file, ok := stderr.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
