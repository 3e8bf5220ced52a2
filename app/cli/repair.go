package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/store"
)

func newRepairCommand(opts *config.Options) *cobra.Command {
	var restore, begin, sums bool
	cmd := &cobra.Command{
		Use:   "repair (--restore | --new | --sums)",
		Short: "Replace a damaged ledger by its newest backup or by a new one",
		Long: "Puts the newest good backup, or an empty ledger, in the place of a ledger that the till refuses.\n" +
			"The old file is kept beside it. Payments made after the backup are only in the old file and in\n" +
			"the gateway's own list: compare both before selling on. With --sums the ledger stays, and what is added up\n" +
			"beside its payments is made anew. The till must not be running.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if number(restore)+number(begin)+number(sums) != 1 {
				return config.Usagef("facepay repair needs one of --restore, --new and --sums")
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			if sums {
				return rebuildSums(cmd.Context(), s.DataDir, cmd.OutOrStdout())
			}
			return repair(cmd.Context(), s.DataDir, restore, cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&restore, "restore", false, "restore the newest backup that passes its check")
	cmd.Flags().BoolVar(&begin, "new", false, "begin an empty ledger")
	cmd.Flags().BoolVar(&sums, "sums", false, "make the sums of a sound ledger anew")
	return cmd
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// rebuildSums makes anew what is added up beside the payments of a sound ledger.
func rebuildSums(ctx context.Context, dataDir string, out io.Writer) error {
	ledger, err := store.Open(ctx, dataDir, store.Options{Location: config.ShopLocation()})
	if err != nil {
		return fmt.Errorf("open the ledger in %s: %w", dataDir, err)
	}
	if err := errors.Join(ledger.Rebuild(ctx), ledger.Close()); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out, "the sums were made anew"); err != nil {
		return fmt.Errorf("print what was done: %w", err)
	}
	return nil
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
