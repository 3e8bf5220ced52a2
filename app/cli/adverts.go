package cli

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/providers/adverts"
)

// previewTime is the form of a time for --at.
const previewTime = "2006-01-02 15:04"

func newAdvertsCommand(opts *config.Options) *cobra.Command {
	var at string
	cmd := &cobra.Command{
		Use:   "adverts",
		Short: "Tell which adverts play, and how often each was shown",
		Long: "Tells which pictures play between sales now or at another time, how long each stays and how many turns of a round\n" +
			"it has, which are left out and why, and how often each was shown. It works beside a running till, without a network.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := opts.Load()
			if err != nil {
				return err
			}
			when := time.Now().In(config.ShopLocation())
			if at != "" {
				if when, err = time.ParseInLocation(previewTime, at, config.ShopLocation()); err != nil {
					return config.Usagef("--at %q: is not like %q", at, previewTime)
				}
			}
			return tellAdverts(cmd.OutOrStdout(), s, when)
		},
	}
	cmd.Flags().StringVar(&at, "at", "", "`TIME` by the shop's clock, such as \"2026-12-24 17:30\" (default: now)")
	return cmd
}

func tellAdverts(out io.Writer, s config.Loaded, when time.Time) error {
	texts, err := i18n.Load("en")
	if err != nil {
		return err
	}
	p := adverts.PreviewAt(s.DataDir, s.Config.Adverts, when)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "plays at %s:\n", when.Format("Mon "+previewTime))
	turns := 0
	for _, a := range p.Adverts {
		turns += a.Weight
	}
	for _, a := range p.Adverts {
		fmt.Fprintf(table, "  %s\t%v\t%d of %d turns\n", a.Name, a.Time, a.Weight, turns)
	}
	if len(p.Adverts) == 0 {
		fmt.Fprintln(table, "  nothing; the shop's name is shown")
	}
	if len(p.Mistakes) > 0 {
		fmt.Fprintln(table, "left out:")
	}
	for _, m := range p.Mistakes {
		fmt.Fprintf(table, "  %s\n", font.Harmless(texts.Text(m.Text())))
	}
	plays, err := adverts.ReadPlays(s.DataDir)
	if len(plays) > 0 {
		fmt.Fprintln(table, "shown up to now:")
	}
	for _, one := range plays {
		fmt.Fprintf(table, "  %s\t%.8s\t%d times\t%v\tlast %s\n", one.Name, one.Hash, one.Times, one.Stood.Round(time.Second),
			one.Last.In(config.ShopLocation()).Format(previewTime))
	}
	if flushErr := table.Flush(); flushErr != nil {
		return flushErr
	}
	return err
}
