package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"facepay/app"
	"facepay/app/build"
	"facepay/app/config"
	"facepay/app/progress"
	"facepay/store"
)

type auditOptions struct {
	period exportOptions // its days and its output
	verify string
}

func newAuditCommand(opts *config.Options) *cobra.Command {
	flags := auditOptions{period: exportOptions{format: formatCSV}}
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Write a signed summary by day, or compare one with the ledger",
		Long: "Verifies the ledger and writes a summary of whole business days, signed with this till's own key: what was paid, late\n" +
			"and given back, and the hash with which each day's history ended. Keep it away from this machine.\n" +
			"With --verify it compares such a file with the ledger: somebody who wrote the whole history anew is found by it.\n" +
			"It works beside a running till.\n\n" +
			"The signature proves that the file is what this machine wrote. Whoever has the machine has the key: compare the\n" +
			"key's fingerprint with the one that you noted, and keep the files where the machine's users cannot change them.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("verify") {
				return flags.runVerify(cmd, opts)
			}
			return flags.runWrite(cmd, opts)
		},
	}
	flags.period.add(cmd)
	cmd.Flags().Func("verify", "summary `FILE` to compare with the ledger", config.PathFlag(&flags.verify))
	return cmd
}

func (o *auditOptions) runWrite(cmd *cobra.Command, opts *config.Options) error {
	filter, err := o.period.filter()
	if err != nil {
		return err
	}
	s, err := opts.Load()
	if err != nil {
		return err
	}
	filter.Till = s.Config.Shop.Till
	request := store.AuditRequest{Filter: filter, Shop: s.Config.Shop.Name, Provider: s.Config.Provider, Program: build.Version, Now: time.Now()}
	bar := progress.On(cmd.ErrOrStderr(), "audit")
	defer bar.End()
	return withLedger(cmd.Context(), s, func(r *store.Reader) error {
		return writeAudit(cmd.Context(), r.WithProgress(bar.Show), request, o.period.output, bar.Around(cmd.OutOrStdout()), bar.Around(cmd.ErrOrStderr()))
	})
}

func (o *auditOptions) runVerify(cmd *cobra.Command, opts *config.Options) error {
	if o.verify == "" {
		return config.Usagef("--verify needs the name of a file")
	}
	for _, other := range []string{"from", "to", "output"} {
		if cmd.Flags().Changed(other) {
			return config.Usagef("--verify cannot be used with --%s: the file says which days it has", other)
		}
	}
	s, err := opts.Load()
	if err != nil {
		return err
	}
	audit, err := readAudit(o.verify)
	if err != nil {
		return err
	}
	bar := progress.On(cmd.ErrOrStderr(), "audit")
	defer bar.End()
	return withLedger(cmd.Context(), s, func(r *store.Reader) error {
		return verifyAudit(cmd.Context(), r.WithProgress(bar.Show), audit, o.verify, bar.Around(cmd.OutOrStdout()), bar.Around(cmd.ErrOrStderr()))
	})
}

// withLedger reads the ledger as the till does.
func withLedger(ctx context.Context, s config.Loaded, read func(*store.Reader) error) (err error) {
	reader, err := store.OpenReader(ctx, s.DataDir, app.LedgerOptions(s))
	if errors.Is(err, store.ErrMissing) {
		err = store.ErrMissing // without the folder, which is named here
	}
	if err != nil {
		return fmt.Errorf("open the ledger in %s: %w", s.DataDir, err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	return read(reader)
}

// writeAudit writes a summary, and says in one line which key signed it: on
// standard error where standard output has the summary itself.
func writeAudit(ctx context.Context, r *store.Reader, q store.AuditRequest, output string, stdout, stderr io.Writer) error {
	var receipt store.AuditReceipt
	write := func(w io.Writer) (err error) {
		receipt, err = r.WriteAudit(ctx, w, q)
		return err
	}
	if err := writeTo(output, stdout, write); err != nil {
		return err
	}
	told := stdout
	if output == "" {
		told = stderr
	}
	fmt.Fprintf(told, "%s, %s; key %s %s\n", config.Plural(receipt.Days, "day"), config.Plural(int(receipt.Events), "event"), receipt.Fingerprint, receipt.PublicKey)
	if receipt.Faults != nil {
		return fmt.Errorf("the summary was written, but the ledger is not as it was recorded: %w", receipt.Faults)
	}
	return nil
}

func readAudit(name string) (audit *store.Audit, err error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read the summary: %w", err)
	}
	defer func() { _ = file.Close() }() // only read from
	if audit, err = store.ReadAudit(file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return audit, nil
}

// verifyAudit says a line for each thing that does not agree, or one that
// everything does.
func verifyAudit(ctx context.Context, r *store.Reader, audit *store.Audit, name string, stdout, stderr io.Writer) error {
	problems, err := r.VerifyAudit(ctx, audit)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(stderr, errorLine(fmt.Errorf("%s: %s", name, p)))
	}
	if len(problems) > 0 {
		return errReported
	}
	head := audit.Head
	fmt.Fprintf(stdout, "%s: %s, till %s, %s and %s agree with the ledger; signed %s by this till's key %s\n", name, head.Shop, head.Till,
		config.Plural(audit.Days(), "day"), config.Plural(int(head.Events), "event"), head.MadeAt.Format(time.RFC3339), head.Fingerprint)
	return nil
}
