package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"facepay/app/build"
)

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print version, commit, Go and Fyne versions",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := build.Read()
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "facepay %s\ncommit  %s\ngo      %s\nfyne    %s\n", b.Version, b.Commit, b.Go, b.Fyne)
			return err
		},
	}
}
