package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/store"
)

func newRepairCommand(opts *config.Options) *cobra.Command {
	var restore, begin bool
	cmd := &cobra.Command{
		Use:   "repair (--restore | --new)",
		Short: "Replace a damaged ledger by its newest backup or by a new one",
		Long: "Puts the newest good backup, or an empty ledger, in the place of a ledger that the till refuses.\n" +
			"The old file is kept beside it. Payments made after the backup are only in the old file and in\n" +
			"the gateway's own list: compare both before selling on. The till must not be running.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if restore == begin {
				return config.Usagef("facepay repair needs one of --restore and --new")
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			return repair(cmd.Context(), s.DataDir, restore, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&restore, "restore", false, "restore the newest backup that passes its check")
	cmd.Flags().BoolVar(&begin, "new", false, "begin an empty ledger")
	return cmd
}

// repair mends a ledger that cannot be trusted, by its newest backup or an empty
// one, and says what was done in one line. It never deletes the damaged file.
func repair(ctx context.Context, dataDir string, restore bool, out io.Writer) error {
	line := "a new ledger was begun; the old one is kept beside it"
	if restore {
		name, err := store.RestoreBackup(ctx, dataDir)
		if err != nil {
			return fmt.Errorf("restore the newest backup: %w", err)
		}
		line = "restored " + name + "; the old ledger is kept beside it"
	} else if err := store.BeginNew(ctx, dataDir); err != nil {
		return fmt.Errorf("begin a new ledger: %w", err)
	}
	if _, err := fmt.Fprintln(out, line); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
}
