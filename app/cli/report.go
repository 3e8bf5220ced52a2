package cli

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/app/report"
	"facepay/kiosk"
	"facepay/store"
)

type reportOptions struct {
	dayRange
	by, format, output string
}

func newReportCommand(opts *config.Options) *cobra.Command {
	var flags reportOptions
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write totals by day, hour, month, wallet, channel, cashier or shift",
		Long: "Writes what was paid and given back on business days: today's as a table unless said otherwise. With --from alone\n" +
			"it ends today, with --to alone it is that day. It works beside a running till.\n" +
			"Practice sales are kept apart: --practice reports those.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := flags.check(); err != nil {
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
	f.StringVar(&flags.from, "from", "", "first business `DAY`, such as 2026-11-01")
	f.StringVar(&flags.to, "to", "", "last business `DAY`, such as 2026-11-30")
	f.StringVar(&flags.by, "by", string(kiosk.ByDay), "what a row is of: "+words(report.Groupings))
	f.StringVar(&flags.format, "format", formatText, words(reportFormats))
	f.Func("output", "`FILE` to write; without it, standard output", config.PathFlag(&flags.output))
	return cmd
}

var reportFormats = []string{formatText, formatJSON, formatCSV, formatXLSX, formatPDF}

func words[S ~string](all []S) string {
	parts := make([]string, len(all))
	for i, s := range all {
		parts[i] = string(s)
	}
	return strings.Join(parts, ", ")
}

// check reads the flags; every error is the caller's to mend.
func (o *reportOptions) check() error {
	if !report.Known(kiosk.Grouping(o.by)) {
		return config.Usagef("--by %q: is none of %s", o.by, words(report.Groupings))
	}
	if !slices.Contains(reportFormats, o.format) {
		return config.Usagef("--format %q: is none of %s", o.format, words(reportFormats))
	}
	_, _, err := o.parse()
	return err
}

// setDays fills in the days that were not said.
func (o *reportOptions) setDays(c kiosk.Calendar, now time.Time) error {
	_, today := c.Of(now)
	switch {
	case o.to == "" && o.from == "":
		o.from, o.to = string(today), string(today)
	case o.to == "":
		o.to = string(today)
	case o.from == "":
		o.from = o.to
	}
	return o.ordered()
}

func (o *reportOptions) run(ctx context.Context, s config.Loaded, stdout io.Writer) error {
	head, err := documentHead(s)
	if err != nil {
		return err
	}
	return withLedger(ctx, s, func(reader *store.Reader) error {
		r, err := o.read(ctx, reader, s.Calendar())
		if err != nil {
			return err
		}
		return writeDocument("write the report", o.output, stdout, func(w io.Writer) error { return o.write(w, head, r) })
	})
}

// read is the report, with what its charts need where they are drawn.
func (o *reportOptions) read(ctx context.Context, source report.Source, c kiosk.Calendar) (r report.Period, err error) {
	from, to, by := kiosk.Date(o.from), kiosk.Date(o.to), kiosk.Grouping(o.by)
	if o.format == formatPDF {
		return report.Gather(ctx, source, from, to, by, c.StartHour())
	}
	r.Report, err = source.Report(ctx, from, to, by)
	return r, err
}

func (o *reportOptions) write(w io.Writer, head report.Head, r report.Period) error {
	switch o.format {
	case formatJSON:
		return report.JSON(w, r.Report)
	case formatCSV:
		return report.CSV(w, r.Report)
	case formatXLSX:
		return report.XLSX(w, r.Report)
	case formatPDF:
		return report.PDF(w, head, r)
	}
	return report.Text(w, head, r.Report)
}
