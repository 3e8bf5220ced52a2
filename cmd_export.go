package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"facepay/store"

	"github.com/spf13/cobra"
)

const formatCSV = "csv"

// exportOptions are the flags of `facepay export`.
type exportOptions struct {
	from, to, format, output string
}

func newExportCommand(opts *options) *cobra.Command {
	var flags exportOptions
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the history as CSV",
		Long: "Writes the payments of whole days, newest last, as CSV. It works beside a running till.\n" +
			"Practice sales are kept apart: --practice exports those.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := flags.filter()
			if err != nil {
				return err
			}
			s, err := opts.load()
			if err != nil {
				return err
			}
			filter.Till = s.Config.Shop.Till
			return export(cmd.Context(), s.DataDir, filter, flags.output, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&flags.from, "from", "", "first `DAY`, such as 2026-11-01 (default: all)")
	cmd.Flags().StringVar(&flags.to, "to", "", "last `DAY`, such as 2026-11-30 (default: all)")
	cmd.Flags().StringVar(&flags.format, "format", formatCSV, "csv is the only format of this version")
	cmd.Flags().Var(pathFlag{&flags.output}, "output", "`FILE` to write; without it, standard output")
	return cmd
}

// filter reads the flags; every error is the caller's to mend.
func (o exportOptions) filter() (store.Filter, error) {
	if o.format != formatCSV {
		return store.Filter{}, usagef("--format %q: only csv is available in this version", o.format)
	}
	var f store.Filter
	for _, day := range []struct {
		flag, text string
		into       *time.Time
	}{{"--from", o.from, &f.From}, {"--to", o.to, &f.To}} {
		if day.text == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, day.text)
		if err != nil {
			return store.Filter{}, usagef("%s %q: is not a day such as 2026-11-30", day.flag, day.text)
		}
		*day.into = t
	}
	if !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From) {
		return store.Filter{}, usagef("--to %s: lies before --from %s", o.to, o.from)
	}
	return f, nil
}

func export(ctx context.Context, dataDir string, f store.Filter, output string, stdout io.Writer) error {
	return withLedger(ctx, dataDir, func(reader *store.Reader) error {
		write := func(w io.Writer) error {
			buffered := bufio.NewWriter(w)
			if err := reader.WriteCSV(ctx, buffered, f); err != nil {
				return fmt.Errorf("export the history: %w", err)
			}
			return buffered.Flush()
		}
		if output == "" {
			return write(stdout)
		}
		return writeWhole(output, write)
	})
}

// writeWhole makes the file path appear with all its content or not at all, so
// that nobody takes half a month for the whole. Only its user can read it. A pipe
// or a device that stands there is written to and stays what it is.
func writeWhole(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil {
		target, err := filepath.EvalSymlinks(path)
		if err != nil || !info.Mode().IsRegular() {
			return writeInto(path, write)
		}
		path = target // so that a link stays one
	}
	part, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(part.Name()) // nothing is left there once it was renamed
	err = write(part)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// writeInto writes to what is no regular file.
func writeInto(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	return errors.Join(write(file), file.Close())
}
