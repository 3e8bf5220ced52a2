package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/app/progress"
	"facepay/app/report"
	"facepay/assets/i18n"
	"facepay/store"
)

// Formats of documents, as --format takes them.
const (
	formatText = "text"
	formatJSON = "json"
	formatCSV  = "csv"
	formatXLSX = "xlsx"
	formatPDF  = "pdf"
)

type exportOptions struct {
	dayRange
	format, output string
}

func newExportCommand(opts *config.Options) *cobra.Command {
	var flags exportOptions
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the history as CSV or XLSX",
		Long: "Writes the payments made on whole business days, newest last, as CSV or as a workbook for spreadsheet programs, in which\n" +
			"long numbers keep their digits. It works beside a running till.\n" +
			"Practice sales are kept apart: --practice exports those.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := flags.filter()
			if err != nil {
				return err
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			filter.Till = s.Config.Shop.Till
			var bar *progress.Bar
			if flags.output != "" || !progress.IsTerminal(cmd.OutOrStdout()) { // rows on the same terminal say enough
				bar = progress.On(cmd.ErrOrStderr(), "export")
			}
			defer bar.End()
			return export(cmd.Context(), s, filter, flags, cmd.OutOrStdout(), bar.Show)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&flags.format, "format", formatCSV, "csv, or xlsx for spreadsheet programs")
	return cmd
}

func (o *exportOptions) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.from, "from", "", "first business `DAY`, such as 2026-11-01 (default: all)")
	cmd.Flags().StringVar(&o.to, "to", "", "last business `DAY`, such as 2026-11-30 (default: all)")
	cmd.Flags().Func("output", "`FILE` to write; without it, standard output", config.PathFlag(&o.output))
}

// filter reads the flags; every error is the caller's to mend.
func (o exportOptions) filter() (store.Filter, error) {
	if o.format != formatCSV && o.format != formatXLSX {
		return store.Filter{}, config.Usagef("--format %q: is neither csv nor xlsx", o.format)
	}
	from, to, err := o.parse()
	if err != nil {
		return store.Filter{}, err
	}
	return store.Filter{From: from, To: to}, o.ordered()
}

func export(ctx context.Context, s config.Loaded, f store.Filter, o exportOptions, stdout io.Writer, show func(done, total int64)) error {
	return withLedger(ctx, s, func(reader *store.Reader) error {
		payments := report.Payments{Rows: reader.WithProgress(show).Export(ctx, f), Till: f.Till, Location: config.ShopLocation()}
		write := payments.CSV
		if o.format == formatXLSX {
			write = payments.XLSX
		}
		return writeDocument("export the history", o.output, stdout, write)
	})
}

// writeTo writes the file output, or standard output for "".
func writeTo(output string, stdout io.Writer, write func(io.Writer) error) error {
	if output == "" {
		return write(stdout)
	}
	return store.WriteFile(output, write)
}

// writeDocument is writeTo through a buffer; doing says in an error what failed.
func writeDocument(doing, output string, stdout io.Writer, write func(io.Writer) error) error {
	return writeTo(output, stdout, func(w io.Writer) error {
		buffered := bufio.NewWriter(w)
		if err := write(buffered); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		return buffered.Flush()
	})
}

// documentHead is the heading of a document, in the language of the config.
func documentHead(s config.Loaded) (report.Head, error) {
	texts, err := i18n.Load(s.Config.Language)
	return report.Head{Shop: s.Config.Shop.Name, Till: s.Config.Shop.Till, Practice: s.Practice, Made: time.Now().In(config.ShopLocation()), Texts: texts}, err
}
