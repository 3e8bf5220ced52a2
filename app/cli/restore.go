package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/app/progress"
	"facepay/providers"
	"facepay/store"
)

// answerMax bounds the line that is read as an answer.
const answerMax = 64

var errNotRestored = errors.New("nothing was changed; answer yes, or add --yes, to put it in place")

func newRestoreCommand(opts *config.Options) *cobra.Command {
	var from string
	var yes bool
	cmd := &cobra.Command{
		Use:   "restore --from FILE [--yes]",
		Short: "Put a copy in the place of the ledger, after telling what would change",
		Long: "Checks a copy of the ledger from end to end, tells what would change, asks, and puts it in place.\n" +
			"What stood there is kept as ledger-replaced-TIME.db: restoring that undoes it. The till must not be running.\n" +
			"Payments made after the copy are then only in the kept file and in the gateway's own list.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from == "" {
				return config.Usagef("facepay restore needs --from FILE")
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			bar := progress.On(cmd.ErrOrStderr(), "restore")
			defer bar.End()
			r := restoring{setup: s, file: from, yes: yes, in: cmd.InOrStdin(), out: bar.Around(cmd.OutOrStdout()), show: bar.Show, quiet: bar.End}
			return r.run(cmd.Context())
		},
	}
	cmd.Flags().Func("from", "`FILE` to put in place: a copy of facepay backup, a nightly backup, or a replaced ledger", config.PathFlag(&from))
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

type restoring struct {
	setup config.Loaded
	file  string
	yes   bool
	in    io.Reader
	out   io.Writer
	show  func(done, total int64)
	quiet func() // ends the progress
}

func (r *restoring) run(ctx context.Context) (err error) {
	prepared, err := store.PrepareRestore(ctx, r.setup.DataDir, r.file, store.Options{Location: config.ShopLocation()}, r.show)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, prepared.Close()) }()
	r.quiet()
	if err := r.checkKind(prepared); err != nil {
		return err
	}
	for _, line := range restoreLines(&prepared.RestorePlan, config.ShopLocation()) {
		fmt.Fprintln(r.out, line)
	}
	if !r.yes && !r.confirmed() {
		return errNotRestored
	}
	kept, err := prepared.Apply(ctx, time.Now())
	if err != nil {
		return err
	}
	done := "restored " + r.file
	if kept != "" {
		done += "; what stood there is kept as " + kept + ", and facepay restore --from that file undoes this"
	}
	_, err = fmt.Fprintln(r.out, done)
	return err
}

// checkKind refuses to put practice sales where money is counted, and the other way round.
func (r *restoring) checkKind(p *store.Restore) error {
	newest := p.Would.Newest
	if newest.OrderNo == "" || (newest.Provider == providers.Practice) == r.setup.Practice {
		return nil
	}
	if r.setup.Practice {
		return config.Usagef("%s: holds real sales; restore it without --practice", r.file)
	}
	return config.Usagef("%s: holds practice sales; restore it with --practice", r.file)
}

func (r *restoring) confirmed() bool {
	fmt.Fprint(r.out, "Put it in place? yes or no: ")
	answer, _ := bufio.NewReader(io.LimitReader(r.in, answerMax)).ReadString('\n') // none is no
	fmt.Fprintln(r.out)
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "yes", "y", "是":
		return true
	}
	return false
}

// restoreLines tell what a restore would change, the most important last.
func restoreLines(p *store.RestorePlan, loc *time.Location) []string {
	lines := []string{"the file has " + summaryText(&p.Would, loc)}
	switch {
	case p.NowErr != nil:
		lines = append(lines, "the ledger that is here cannot be used, and would be kept: "+p.NowErr.Error())
	case !p.Present:
		lines = append(lines, "there is no ledger here yet")
	default:
		lines = append(lines, "the ledger has "+summaryText(&p.Now, loc))
	}
	lines = append(lines, relationText(p))
	if p.Edited != nil {
		lines = append(lines, "the history in the file was changed by other hands: "+p.Edited.Error())
	}
	if days := p.Now.LastEvent.Sub(p.Would.LastEvent).Hours() / 24; p.Now.Events > 0 && p.Would.Events > 0 {
		if days >= 0 {
			lines = append(lines, fmt.Sprintf("it goes back by %.1f days", days))
		} else {
			lines = append(lines, fmt.Sprintf("it goes forward by %.1f days", -days))
		}
	}
	if p.Would.Open > 0 {
		lines = append(lines, config.Plural(int(p.Would.Open), "payment or refund")+" in the file still open: the till asks the gateway about each at its next start")
	}
	if p.Gained > 0 {
		lines = append(lines, "gained: "+config.Plural(int(p.Gained), "payment"))
	}
	if p.Lost > 0 {
		lines = append(lines, fmt.Sprintf("lost: %s, which the ledger then knows nothing of. The till does not ask about them, and refuses and counts what the gateway"+
			" says of them; they stay in the replaced file and in the gateway's own list: compare those days with facepay reconcile", config.Plural(int(p.Lost), "payment")))
	}
	return lines
}

func relationText(p *store.RestorePlan) string {
	switch p.Relation {
	case store.RelationSame:
		return "both are the same: nothing would be lost or gained"
	case store.RelationEarlier:
		return "the file is this till's, of an earlier moment"
	case store.RelationLater:
		return "the file is this till's, and has more than the ledger"
	case store.RelationBranched:
		return fmt.Sprintf("the file is this till's, but each went its own way after event %d", p.Common)
	case store.RelationOther:
		return "THE FILE IS ANOTHER TILL'S: it has no event in common with this ledger"
	}
	return "whose the file is cannot be told: one of both has no history"
}

func summaryText(s *store.LedgerSummary, loc *time.Location) string {
	text := config.Plural(int(s.Payments), "payment") + ", " + config.Plural(int(s.Refunds), "refund") + ", " + config.Plural(int(s.Events), "event")
	if s.Events > 0 {
		text += fmt.Sprintf(", the last of %s with hash %.16s", s.LastEvent.In(loc).Format("2006-01-02 15:04:05"), s.Chain)
	}
	if s.Newest.OrderNo != "" {
		text += fmt.Sprintf("; the newest payment is …%s of %s, %s yuan, %s", s.Newest.OrderNo.Tail(),
			s.Newest.CreatedAt.In(loc).Format("2006-01-02 15:04:05"), s.Newest.Amount.Yuan(), s.Newest.State)
	}
	return text
}
