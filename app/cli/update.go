package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/app/logfile"
	"facepay/app/update"
)

const updateCommand = "update"

func newUpdateCommand() *cobra.Command {
	var from string
	var older, back bool
	cmd := &cobra.Command{
		Use:   updateCommand + " [--from FILE|URL [--older] | --back]",
		Short: "Take a new version, or go back to the one before",
		Long: "Without flags it tells which version runs, which one is tried next, and why one was refused.\n" +
			"--from takes a release: the file of it for this system, which has manifest.json and manifest.json.sig\n" +
			"beside it, or their folder, or the https address of manifest.json. Once its signature is verified, it is\n" +
			"tried at the next start of the till: it has to open the ledger and to paint within 30 s, else the version\n" +
			"that runs now goes on. --back has the version tried again that ran before.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			slots, err := update.Find()
			if err != nil {
				return err
			}
			switch {
			case back && (from != "" || older):
				return config.Usagef("--back goes without --from and --older")
			case older && from == "":
				return config.Usagef("--older goes with --from")
			case from != "":
				return stage(cmd.Context(), slots, from, older, cmd.OutOrStdout())
			case back:
				return goBack(cmd.Context(), slots, cmd.OutOrStdout())
			}
			return tellVersions(slots, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the release: a `FILE`, a folder or an https address")
	cmd.Flags().BoolVar(&older, "older", false, "take a version that is older than the one that runs")
	cmd.Flags().BoolVar(&back, "back", false, "return to the version that ran before")
	return cmd
}

func stage(ctx context.Context, slots update.Slots, from string, older bool, out io.Writer) error {
	version, err := slots.Stage(ctx, from, older)
	if err != nil {
		return fmt.Errorf("update: %w", err)
	}
	return say(out, "version %s is verified and ready; it is tried at the next start of the till", version)
}

func goBack(ctx context.Context, slots update.Slots, out io.Writer) error {
	name, err := slots.Back(ctx)
	if err != nil {
		return fmt.Errorf("update: %w", err)
	}
	return say(out, "%s is tried at the next start of the till", name)
}

// tellVersions tells the state of updates, a line each.
func tellVersions(slots update.Slots, out io.Writer) error {
	lines, err := slots.Tell()
	for _, line := range lines {
		if err := say(out, "%-10s  %s", line.What, line.Text); err != nil {
			return err
		}
	}
	return err
}

func say(out io.Writer, format string, args ...any) error {
	if _, err := fmt.Fprintf(out, format+"\n", args...); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}

// exited ends a command with the exit code of the program that did its work, and told
// what there was to tell.
type exited int

func (e exited) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func (e exited) Is(target error) bool { return target == errReported }

// exitedWith is nil for exit code 0.
func exitedWith(code int) error {
	if code == exitDone {
		return nil
	}
	return exited(code)
}

// otherCommand runs a command by the version that was chosen, which may know flags and
// commands that this one does not. The till itself is not one, unless it has such flags:
// a version may have to be tried first.
func otherCommand(args []string, stderr io.Writer) (code int, done bool) {
	slots, err := update.Find()
	if err != nil || slots.InSlot() || chosen() {
		return 0, false
	}
	root := newRootCommand(args)
	cmd, rest, err := root.Find(args)
	if err == nil && (standsAside(cmd) || cmd == root && root.ParseFlags(rest) == nil) {
		return 0, false
	}
	code, done, trouble := handOver(slots, args)
	if trouble != nil {
		fmt.Fprintln(stderr, errorLine(trouble))
	}
	return code, done
}

// standsAside reports whether a command is the installed program's own: it looks after
// the others.
func standsAside(cmd *cobra.Command) bool {
	return cmd.Name() == updateCommand || cmd.Name() == superviseCommand
}

// handOver runs the version that was chosen in the place of this program; done tells
// that it ran, with its exit code. Where it is this program itself there is nothing to
// do, and trouble tells why it could not be another.
func handOver(slots update.Slots, args []string) (code int, done bool, trouble error) {
	program, trouble := slots.Choose()
	if trouble != nil || program == slots.Program || slots.InSlot() {
		return 0, false, trouble
	}
	code, err := update.Run(program, args)
	if err != nil {
		return 0, false, fmt.Errorf("this version runs in place of the one that was chosen: %w", err)
	}
	return code, true, nil
}

// chosen reports whether somebody else has chosen this program already.
func chosen() bool { return os.Getenv(heartbeat.Env) != "" }

// otherVersion runs another version of the till in the place of this one, if one was
// chosen or is to be tried; done tells that it ran.
func otherVersion(ctx context.Context, opts config.Options, args []string, stderr io.Writer) (done bool, err error) {
	slots, err := update.Find()
	if err != nil || slots.InSlot() || chosen() {
		return false, nil
	}
	child, trouble := tryUpdate(ctx, slots, opts, args, stderr)
	if child != nil {
		code, anew := app.Attend(child)
		if !anew || ctx.Err() != nil {
			return true, exitedWith(code)
		}
		if err := again(); err != nil {
			return true, fmt.Errorf("start the till again: %w", err)
		}
		return true, nil
	}
	if ctx.Err() != nil {
		return true, nil
	}
	code, done, more := handOver(slots, args)
	if done {
		return true, exitedWith(code)
	}
	if trouble = errors.Join(trouble, more); trouble != nil {
		fmt.Fprintln(stderr, errorLine(trouble))
		if s, err := opts.Load(); err == nil {
			_ = withLog(s.DataDir, func(log *slog.Logger) { log.Error("another version", "err", trouble) })
		}
	}
	return false, nil
}

// tryUpdate tries the version that is staged, on the data folder of the shop: practice
// beside a shop's config tells little of how its ledger fares.
func tryUpdate(ctx context.Context, slots update.Slots, opts config.Options, args []string, stderr io.Writer) (child *heartbeat.Child, err error) {
	if !slots.Due() {
		return nil, nil
	}
	s, err := opts.Load()
	if err != nil || s.Practice && s.ConfigFile != "" {
		return nil, nil // what is wrong with the config, the till itself says
	}
	logErr := withLog(s.DataDir, func(log *slog.Logger) {
		child, err = slots.Try(ctx, update.Trial{Args: args, Data: s.DataDir, Stderr: stderr, Log: log})
	})
	return child, errors.Join(err, logErr)
}

// withLog opens the log of a data folder for what is to be told before the till is up.
func withLog(dataDir string, tell func(*slog.Logger)) error {
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return err
	}
	log, file, err := logfile.Open(dataDir)
	if err != nil {
		return err
	}
	tell(log)
	return file.Close()
}
