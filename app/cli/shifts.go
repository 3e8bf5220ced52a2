package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/app/report"
	"facepay/kiosk"
	"facepay/store"
)

// shiftDays is the number of days of which shifts are listed unless said otherwise, today included.
const shiftDays = 31

type shiftOptions struct {
	dayRange
	format, output string
	number         int // of one Z, 0 for the open shift
	one            bool
}

func newShiftsCommand(opts *config.Options) *cobra.Command {
	var flags shiftOptions
	cmd := &cobra.Command{
		Use:   "shifts",
		Short: "List closed shifts, or write one Z report",
		Long: "Lists the shifts that were closed on business days, of the last 31 days unless said otherwise, and the open one as\n" +
			"number 0. With --z it writes one Z report as it was when the shift was closed, marked as a copy; --z 0 is the open\n" +
			"shift as its Z would be now. It works beside a running till.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			flags.one = cmd.Flags().Changed("z")
			if err := flags.check(cmd.Flags().Changed); err != nil {
				return err
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			if err := flags.setDays(s.Calendar(), time.Now()); err != nil {
				return err
			}
			return flags.run(cmd.Context(), s, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.from, "from", "", "first business `DAY`, such as 2026-11-01 (default: 30 days before the last)")
	f.StringVar(&flags.to, "to", "", "last business `DAY`, such as 2026-11-30 (default: today)")
	f.IntVar(&flags.number, "z", 0, "`NUMBER` of one Z report; 0 is the open shift")
	f.StringVar(&flags.format, "format", formatText, words(shiftFormats))
	f.Func("output", "`FILE` to write; without it, standard output", config.PathFlag(&flags.output))
	return cmd
}

var shiftFormats = []string{formatText, formatJSON, formatPDF}

// check reads the flags; every error is the caller's to mend.
func (o *shiftOptions) check(changed func(string) bool) error {
	if !slices.Contains(shiftFormats, o.format) {
		return config.Usagef("--format %q: is none of %s", o.format, words(shiftFormats))
	}
	if o.one && (changed("from") || changed("to")) {
		return config.Usagef("--z is one report, whatever its day: --from and --to cannot be used with it")
	}
	if o.format == formatPDF && !o.one {
		return config.Usagef("--format pdf: is of one Z report, which --z names")
	}
	if o.number < 0 {
		return config.Usagef("--z %d: is not the number of a Z report, which is 1 or more", o.number)
	}
	_, _, err := o.parse()
	return err
}

// setDays fills in the days that were not said.
func (o *shiftOptions) setDays(c kiosk.Calendar, now time.Time) error {
	if o.to == "" {
		_, today := c.Of(now)
		o.to = string(max(today, kiosk.Date(o.from)))
	}
	if o.from == "" {
		last, err := time.Parse(time.DateOnly, o.to)
		if err != nil {
			return err
		}
		o.from = last.AddDate(0, 0, 1-shiftDays).Format(time.DateOnly)
	}
	return o.ordered()
}

func (o *shiftOptions) run(ctx context.Context, s config.Loaded, stdout io.Writer) error {
	head, err := documentHead(s)
	if err != nil {
		return err
	}
	return withLedger(ctx, s, func(reader *store.Reader) error {
		write, err := o.read(ctx, reader, head)
		if err != nil {
			return err
		}
		return writeDocument("write the shifts", o.output, stdout, write)
	})
}

// read reads what is asked for, and returns what writes it.
func (o *shiftOptions) read(ctx context.Context, r *store.Reader, head report.Head) (func(io.Writer) error, error) {
	if !o.one {
		return o.readList(ctx, r, head)
	}
	document, err := r.ShiftDocument(ctx, o.number)
	if errors.Is(err, kiosk.ErrNoShift) {
		return nil, fmt.Errorf("--z %d: no shift of this number was closed", o.number)
	}
	if err != nil {
		return nil, err
	}
	if o.format == formatJSON {
		return func(w io.Writer) error { _, err := w.Write(append(document, '\n')); return err }, nil
	}
	s, err := store.ReadShift(document)
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		if o.format == formatPDF {
			return report.ShiftPDF(w, head, s, o.number > 0)
		}
		return report.SheetText(w, head.ShiftSheet(&s, o.number > 0))
	}, nil
}

// readList reads the closed shifts of the days, and the open one where there is one.
func (o *shiftOptions) readList(ctx context.Context, r *store.Reader, head report.Head) (func(io.Writer) error, error) {
	documents, err := r.ShiftDocuments(ctx, kiosk.Date(o.from), kiosk.Date(o.to))
	if err != nil {
		return nil, err
	}
	open, err := r.ShiftDocument(ctx, 0)
	if err != nil {
		return nil, err
	}
	x, err := store.ReadShift(open)
	if err != nil {
		return nil, err
	}
	if !x.OpenedAt.IsZero() {
		documents = append(documents, open)
	}
	if o.format == formatJSON {
		return func(w io.Writer) error {
			_, err := w.Write(slices.Concat([]byte("["), bytes.Join(documents, []byte(",\n")), []byte("]\n")))
			return err
		}, nil
	}
	all := make([]kiosk.Shift, len(documents))
	for i, d := range documents {
		if all[i], err = store.ReadShift(d); err != nil {
			return nil, err
		}
	}
	return func(w io.Writer) error { return report.ShiftsText(w, head, all) }, nil
}
