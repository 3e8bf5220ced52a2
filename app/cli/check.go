package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/progress"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/store"
)

func newCheckCommand(opts *config.Options) *cobra.Command {
	var full bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look at config, data folder, ledger, serial ports, network, gateway and clock",
		Long: "Looks at everything a till needs, a line each: what is so, what to do about it, and in brackets\n" +
			"whose fault it is. It exits with 1 if something failed, changes nothing and may be run beside a till.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := opts.Load()
			if err != nil {
				return err
			}
			texts, err := i18n.Load("en")
			if err != nil {
				return err
			}
			bar := progress.On(cmd.ErrOrStderr(), "verify the ledger")
			defer bar.End()
			c := checkPrinter{out: bar.Around(cmd.OutOrStdout()), texts: texts}
			if err := app.Check(cmd.Context(), s, store.LedgerLook{Whole: full, Show: bar.Show}, screenCheck(cmd.OutOrStdout()), c.tell); err != nil {
				return err
			}
			if c.failed {
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&full, "full", false, "verify the whole ledger, and not only what is new since the last time")
	return cmd
}

// checkPrinter prints results as they come, because some take seconds.
type checkPrinter struct {
	out    io.Writer
	texts  *i18n.Catalogue
	failed bool
}

func (c *checkPrinter) tell(f kiosk.CheckResult) {
	c.failed = c.failed || f.Health == kiosk.HealthFailed
	fmt.Fprintln(c.out, app.CheckLine(c.texts, f))
}
