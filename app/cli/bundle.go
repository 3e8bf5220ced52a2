package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"facepay/app"
	"facepay/app/config"
	"facepay/app/progress"
)

func newBundleCommand(opts *config.Options) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "bundle --to FILE",
		Short: "Write a zip for whoever helps: log, config without secrets, check, versions",
		Long: "Writes versions, the results of facepay check, the config and the logs into a zip. Keys, passwords, PINs,\n" +
			"payment codes and payers' names are masked: of a secret it says only whether it is set. It works beside a running till.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return config.Usagef("facepay bundle needs --to FILE")
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			bar := progress.On(cmd.ErrOrStderr(), "verify the ledger")
			defer bar.End()
			if err := app.WriteBundle(cmd.Context(), s, to, screenCheck(cmd.OutOrStdout()), bar.Show); err != nil {
				return fmt.Errorf("write the bundle: %w", err)
			}
			_, err = io.WriteString(bar.Around(cmd.OutOrStdout()), to+": versions, check, config without secrets, logs\n")
			return err
		},
	}
	cmd.Flags().Func("to", "`FILE` to write, such as /media/stick/facepay.zip", config.PathFlag(&to))
	return cmd
}
