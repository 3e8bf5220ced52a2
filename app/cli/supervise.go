package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/spf13/cobra"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/app/logfile"
	"facepay/app/supervise"
	"facepay/app/update"
)

const superviseCommand = "supervise"

// superviseLock is the file in the data folder that one supervisor has locked.
const superviseLock = "supervise.lock"

func newSuperviseCommand(opts *config.Options) *cobra.Command {
	var window app.WindowSize
	cmd := &cobra.Command{
		Use:   superviseCommand,
		Short: "Keep a till running: start it again when it crashed or its window stands",
		Long: "Opens the till with the same flags and starts it again whenever it crashed, was killed, or its\n" +
			"window stood for 8 s. A till that was closed ends this too. Where systemd has the unit of the\n" +
			"package, that does all of it, and this is not needed.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return superviseTill(cmd.Context(), *opts, window, cmd.ErrOrStderr())
		},
	}
	cmd.Flags().Var(&window, "window", "a window of this size, such as 1280x800, instead of full screen")
	return cmd
}

func superviseTill(ctx context.Context, opts config.Options, window app.WindowSize, stderr io.Writer) (err error) {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	s := supervise.Supervisor{
		Log: slog.New(slog.DiscardHandler),
	}
	s.Start = func(ctx context.Context) (*heartbeat.Child, error) {
		program, args := self, tillArguments(opts, window)
		if slots, err := update.Find(); err == nil && !slots.InSlot() {
			child, trouble := tryUpdate(ctx, slots, opts, args, stderr)
			if child != nil {
				return child, nil
			}
			chosen, more := slots.Choose()
			if chosen != "" {
				program = chosen
			}
			if trouble = errors.Join(trouble, more); trouble != nil {
				s.Log.Error("another version", "err", trouble)
			}
		}
		start := func(program string) (*heartbeat.Child, error) {
			cmd := exec.Command(program, args...)
			cmd.Stderr = stderr
			return heartbeat.Start(ctx, cmd)
		}
		child, err := start(program)
		if err != nil && program != self {
			s.Log.Error("this version runs in place of the one that was chosen", "err", err)
			return start(self)
		}
		return child, err
	}
	// What is wrong with a config the till itself says, where people see it.
	if loaded, err := opts.Load(); err == nil && os.MkdirAll(loaded.DataDir, 0o700) == nil {
		lock := flock.New(filepath.Join(loaded.DataDir, superviseLock), flock.SetPermissions(0o600))
		if got, err := lock.TryLock(); err == nil && !got {
			return fmt.Errorf("%s: a till is kept running in this data folder already", loaded.DataDir)
		}
		defer lock.Close()
		// A disk that takes no log is the till's to complain of.
		if log, file, err := logfile.OpenSupervisor(loaded.DataDir); err == nil {
			defer file.Close()
			s.Log = log
		}
		s.Killed = func(why string) {
			if err := logfile.Killed(loaded.DataDir, why); err != nil {
				s.Log.Error("note why the till was killed", "err", err)
			}
		}
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		if err := app.ListenForSession(ctx, end, nil, ended); err != nil {
			s.Log.Error("listen for the end of the session", "err", err)
		}
	}()
	err = s.Run(ctx)
	if errors.Is(err, supervise.ErrUsage) { // the till has said what
		return reported{config.UsageError{Err: err}}
	}
	return err
}

// tillArguments are the flags for the till itself.
func tillArguments(opts config.Options, window app.WindowSize) (args []string) {
	if opts.ConfigFile != "" {
		args = append(args, "--config="+opts.ConfigFile)
	}
	if opts.DataDir != "" {
		args = append(args, "--data="+opts.DataDir)
	}
	if opts.Practice {
		args = append(args, "--practice")
	}
	if window != (app.WindowSize{}) {
		args = append(args, "--window="+window.String())
	}
	return args
}
