package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/app/progress"
	"facepay/kiosk/health"
	"facepay/store"
)

func newBackupCommand(opts *config.Options) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "backup --to DIR",
		Short: "Copy the ledger to a stick or a folder and read it back",
		Long: "Writes a whole copy of the ledger to a folder, reads it back, and only then gives it its name:\n" +
			"facepay-TILL-ID-DATE-TIME.db. Older copies of this till are removed, down to backup.keep of the config;\n" +
			"those of other tills on the same stick are left alone. It works beside a running till.\n" +
			"Without --to it goes where backup.to of the config says.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := opts.Load()
			if err != nil {
				return err
			}
			if to == "" {
				to = s.Config.Backup.To
			}
			if to == "" {
				return config.Usagef("facepay backup needs --to DIR, or backup.to in the config")
			}
			bar := progress.On(cmd.ErrOrStderr(), "backup")
			defer bar.End()
			return backup(cmd.Context(), s, to, bar.Show, bar.Around(cmd.OutOrStdout()))
		},
	}
	cmd.Flags().Func("to", "`DIR` on a stick or elsewhere; it must be there", config.PathFlag(&to))
	return cmd
}

// backup makes one copy and says in one line what it is.
func backup(ctx context.Context, s config.Loaded, dir string, show func(done, total int64), out io.Writer) error {
	return withLedger(ctx, s, func(r *store.Reader) error {
		target := store.ExternalTarget{Dir: dir, Till: s.Config.Shop.Till, Keep: s.Config.Backup.Keep, Now: time.Now()}
		made, err := r.WithProgress(show).BackupTo(ctx, target)
		if ctx.Err() != nil && err != nil {
			return err
		}
		if err := errors.Join(err, store.NoteExternal(s.DataDir, dir, target.Now, made, err)); err != nil {
			return err
		}
		removed := ""
		if made.Removed > 0 {
			removed = "; older copies removed: " + fmt.Sprint(made.Removed)
		}
		_, err = fmt.Fprintf(out, "%s: %s, %s, %s; read back, and the same as the ledger%s\n", made.File, config.Plural(int(made.Payments), "payment"),
			config.Plural(int(made.Events), "event"), health.BytesText(uint64(made.Bytes)), removed)
		return err
	})
}
