package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/crash"
	"facepay/app/heartbeat"
	"facepay/app/progress"
	"facepay/app/setup"
	"facepay/app/update"
	"facepay/assets/i18n"
	"facepay/store"
	"facepay/ui/dialog"
)

// launcher is the place where a till is started, as far as that decides how it
// talks to people.
type launcher struct {
	screen   func() error // nil when there is a screen for a window, else why there is none
	terminal bool         // somebody may read what is printed
	open     app.OpenWindow
	heart    *heartbeat.Sender
	notice   func(ctx context.Context, n dialog.Dialog, heart *heartbeat.Sender) int
	again    func() error // starts this program anew in its own place
}

// tillCommand is `facepay` without a subcommand.
func tillCommand(ctx context.Context, opts config.Options, size app.WindowSize, stdin io.Reader, stdout, stderr io.Writer) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	l := launcher{
		screen: screenFor(stderr), terminal: progress.IsTerminal(stderr), heart: heartbeat.NewSender(stdin, stdout, end),
		open: app.FyneWindow(size), notice: app.ShowNotice, again: again,
	}
	return l.run(ctx, opts, stderr)
}

// again starts the installed program in the place of this one, which may be another
// version: that chooses anew, and tries what is staged.
func again() error {
	slots, err := update.Find()
	if err != nil {
		return err
	}
	return app.Restart(slots.Program)
}

// run is a till from its flags to its end, with whatever keeps it from starting
// said where people look: in a window when there is a screen and no terminal,
// and in any case when it takes a decision.
func (l launcher) run(ctx context.Context, opts config.Options, stderr io.Writer) error {
	s, err := opts.Load()
	blind := l.screen()
	language, opened := "", false
	if err == nil {
		err = blind
	}
	if err == nil {
		language = s.Config.Language
		record, line := l.count(s, stderr)
		if record.Ask() && l.heart.Kept() {
			return l.askCrashed(ctx, s, record, line)
		}
		err = errors.Join(l.runTill(ctx, s, record, line, &opened), record.Close())
	}
	if errors.Is(err, app.ErrAnew) {
		return l.startAgain(err)
	}
	if err != nil && exitCode(err) == exitUsage {
		l.heart.Usage()
	}
	// Fyne runs once in a process: after the till's window there is no other.
	if err == nil || opened || blind != nil || ctx.Err() != nil {
		return err
	}
	if d, ok := errors.AsType[*store.DamagedError](err); ok {
		return l.askRepair(ctx, s, d, err, stderr)
	}
	if l.terminal {
		return err
	}
	texts, textsErr := catalogues(language)
	if textsErr != nil {
		return errors.Join(err, textsErr)
	}
	// It is printed too, and first, because the window may stay open for long.
	printError(err, stderr)
	l.notice(ctx, dialog.NotStarted(texts, explained(texts[0], err)), l.heart)
	return reported{err}
}

// explained is an error's line, below its sentence in the till's language where it is one
// of a setting and the language another than the line's.
func explained(texts *i18n.Catalogue, err error) string {
	line := errorLine(err)
	if bad, is := errors.AsType[config.Error](err); is && texts.Language() != "en" {
		if _, known := config.FieldOf(bad.Key); known {
			return texts.Text(setup.Sentence(err)) + "\n" + line
		}
	}
	return line
}

// runTill is the till itself. opened tells whether it came to its window.
func (l launcher) runTill(ctx context.Context, s config.Loaded, record *crash.Record, line string, opened *bool) error {
	s.Plain = record != nil && record.Choice == crash.Plain
	a, err := app.Open(ctx, s, l.heart, func(o app.WindowOptions) (app.Window, error) {
		w, err := l.open(o)
		*opened = err == nil
		return w, err
	})
	if err != nil {
		return err
	}
	if n := record.Unclean(); n > 0 {
		slog.Warn("the till before was not closed", "in_a_row", n, "report", line)
	}
	go func() {
		if err := record.Watch(ctx); err != nil {
			slog.Warn("the till is healthy", "err", err)
		}
	}()
	return errors.Join(a.Run(ctx), a.Close())
}

// askRepair lets people choose what to do about a damaged ledger, and starts the
// till again once that is done.
func (l launcher) askRepair(ctx context.Context, s config.Loaded, d *store.DamagedError, err error, stderr io.Writer) error {
	texts, textsErr := catalogues(s.Config.Language)
	if textsErr != nil {
		return errors.Join(err, textsErr)
	}
	ask := damage(d, err)
	ask.Restore = func() error { return repairLogged(ctx, s.DataDir, true, stderr) }
	ask.Begin = func() error { return repairLogged(ctx, s.DataDir, false, stderr) }
	n := dialog.Damaged(texts, ask)
	printError(err, stderr)
	if i := l.notice(ctx, n, l.heart); i < 0 || n.Choices[i].Do == nil || ctx.Err() != nil {
		return reported{err}
	}
	return l.startAgain(err)
}

// startAgain starts the till anew. Where another program keeps it running that one
// does, once this one has ended with why.
func (l launcher) startAgain(why error) error {
	if l.heart.Supervised() {
		l.heart.Again()
		return reported{why}
	}
	if err := l.again(); err != nil {
		return fmt.Errorf("start the till again: %w", err)
	}
	return nil
}

// repairLogged is repair, told in the till's log as well: whoever compares the
// books later has to find it.
func repairLogged(ctx context.Context, dataDir string, restore bool, out io.Writer) (err error) {
	logErr := withLog(dataDir, func(log *slog.Logger) {
		if err = repair(ctx, dataDir, restore, out); err != nil {
			log.Error("repair the ledger", "err", err)
			return
		}
		log.Warn("the ledger was replaced", "restored", restore)
	})
	return errors.Join(err, logErr)
}

type reported struct{ error }

func (r reported) Unwrap() []error { return []error{r.error, errReported} }

// damage is the question of the till's window about the ledger of err.
func damage(d *store.DamagedError, err error) dialog.Damage {
	if d.Copy == "" {
		return dialog.Damage{Line: errorLine(err), Day: backupDay(d.Backup)}
	}
	// The whole line names the commands that the window has buttons for.
	return dialog.Damage{Line: errorLine(d.Cause), Copy: d.Copy, Day: backupDay(d.Backup)}
}

// backupDay is the day in a backup's name, ledger-20261122.db, or else that name.
func backupDay(file string) string {
	if file == "" {
		return ""
	}
	name := filepath.Base(file)
	day, err := time.Parse("ledger-20060102.db", name)
	if err != nil {
		return name
	}
	return day.Format(time.DateOnly)
}

// catalogues are the texts of language, or of all when it is "".
func catalogues(language string) ([]*i18n.Catalogue, error) {
	languages := i18n.Languages()
	if language != "" {
		languages = []string{language}
	}
	var all []*i18n.Catalogue
	for _, l := range languages {
		texts, err := i18n.Load(l)
		if err != nil {
			return nil, err
		}
		all = append(all, texts)
	}
	return all, nil
}
