package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/app/progress"
	"facepay/app/reconcile"
	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/bill"
	"facepay/store"
)

type reconcileOptions struct {
	bill, kind, day, provider, format string
	columns                           map[string]string
}

func newReconcileCommand(opts *config.Options) *cobra.Command {
	var flags reconcileOptions
	cmd := &cobra.Command{
		Use:   "reconcile",
		Short: "Compare a gateway's or wallet's bill with the ledger",
		Long: "Compares the bill of a day, 00:00 to 24:00 of Beijing, with what this till has, and names each difference\n" +
			"with what to do about it. It takes WeChat's bill, Alipay's zip or the 业务明细 in it, yfpay's, and any CSV with\n" +
			"a line of headers. The same file again has the same answer. It works beside a running till.\n\n" +
			"It exits with 0 if both agree, 1 if they differ, 2 if the bill cannot be read.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := flags.request()
			if err != nil {
				return err
			}
			s, err := opts.Load()
			if err != nil {
				return err
			}
			q.Till, q.Now = s.Config.Shop.Till, time.Now()
			bar := progress.On(cmd.ErrOrStderr(), "read the bill")
			q.Progress = bar.Show
			return withLedger(cmd.Context(), s, func(r *store.Reader) error {
				res, err := reconcile.Import(cmd.Context(), r, q)
				bar.End()
				if err != nil {
					if errors.As(err, new(*reconcile.BillError)) {
						return config.UsageError{Err: err}
					}
					return err
				}
				return flags.tell(res, cmd.OutOrStdout(), cmd.ErrOrStderr())
			})
		},
	}
	cmd.Flags().Func("bill", "`FILE` with the bill", config.PathFlag(&flags.bill))
	cmd.Flags().StringVar(&flags.kind, "kind", "", "wechat, alipay, yfpay or csv (default: what the file looks like)")
	cmd.Flags().StringVar(&flags.day, "day", "", "the bill's `DAY`, such as 2026-11-27 (default: the one in the file)")
	cmd.Flags().StringVar(&flags.provider, "provider", "", "only payments at this gateway, such as lepay (default: all)")
	cmd.Flags().StringVar(&flags.format, "format", formatText, "text or json")
	cmd.Flags().StringToStringVar(&flags.columns, "columns", nil,
		"what the headers of a CSV mean, such as order_no=单据号,amount=实付; remembered for bills with the same headers")
	return cmd
}

// request reads the flags; every error is the caller's to mend.
func (o *reconcileOptions) request() (q reconcile.Request, err error) {
	q = reconcile.Request{Path: o.bill, Kind: kiosk.BillKind(o.kind), Day: kiosk.Date(o.day), Provider: o.provider, Columns: o.columns}
	if o.bill == "" {
		return q, config.Usagef("--bill is missing: name the file with the bill")
	}
	if o.kind != "" && !slices.Contains(kiosk.BillKinds(), q.Kind) {
		return q, config.Usagef("--kind %q: is not one of wechat, alipay, yfpay, csv", o.kind)
	}
	if o.day != "" {
		if _, err := kiosk.BillDay(q.Day); err != nil {
			return q, config.Usagef("--day %q: is not a day such as 2026-11-30", o.day)
		}
	}
	if names := providers.Names(); o.provider != "" && !slices.Contains(names, o.provider) {
		return q, config.Usagef("--provider %q: is not one of %s", o.provider, strings.Join(names, ", "))
	}
	if o.format != formatText && o.format != formatJSON {
		return q, config.Usagef("--format %q: is neither text nor json", o.format)
	}
	for name := range o.columns {
		if !slices.Contains(bill.ColumnNames(), name) {
			return q, config.Usagef("--columns: %q is not one of %s", name, strings.Join(bill.ColumnNames(), ", "))
		}
	}
	return q, nil
}

// tell writes the answer, and ends with exit code 1 where there are differences.
func (o *reconcileOptions) tell(res reconcile.Result, stdout, stderr io.Writer) error {
	write := writeReconciliation
	if o.format == formatJSON {
		write = writeReconciliationJSON
	}
	if err := write(stdout, &res.Reconciliation); err != nil {
		return err
	}
	if res.NotRecorded != nil {
		fmt.Fprintln(stderr, errorLine(fmt.Errorf("this answer is not on record: %w", res.NotRecorded)))
	}
	if !res.Equal() {
		return errReported
	}
	return nil
}

func writeReconciliation(w io.Writer, r *kiosk.Reconciliation) error {
	texts, err := i18n.Load("en")
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, d := range r.Differences {
		what, todo := d.Texts()
		fmt.Fprintln(&b, font.Harmless(fmt.Sprintf("%s  %s; %s", d.No, texts.Text(what), texts.Text(todo))))
	}
	fmt.Fprintf(&b, "%s, %s: %s equal, %s", r.Day, r.Kind, config.Plural(r.Matched, "payment"), config.Plural(len(r.Differences), "difference"))
	if r.OtherTills > 0 {
		fmt.Fprintf(&b, ", %s of other tills", config.Plural(r.OtherTills, "sale"))
	}
	if r.NotYet > 0 {
		fmt.Fprintf(&b, ", %s later than the bill", config.Plural(r.NotYet, "payment"))
	}
	if r.AlreadyImported {
		b.WriteString("; this is the answer of the first time")
		if len(r.Settled) > 0 {
			tails := make([]string, len(r.Settled))
			for i, n := range r.Settled {
				tails[i] = "…" + kiosk.OrderNo(n).Tail()
			}
			fmt.Fprintf(&b, ", settled since: %s", font.Harmless(strings.Join(tails, ", ")))
		}
	}
	b.WriteByte('\n')
	_, err = io.WriteString(w, b.String())
	return err
}

// reconciliationJSON is the answer for programs. Amounts are yuan.
type reconciliationJSON struct {
	Day             kiosk.Date       `json:"day"`
	Matched         int              `json:"matched"`
	MissingInBill   []string         `json:"missing_in_bill"`
	MissingInLedger []string         `json:"missing_in_ledger"`
	AmountDiffers   []differenceJSON `json:"amount_differs"`
	StateDiffers    []differenceJSON `json:"state_differs"`
	RefundDiffers   []differenceJSON `json:"refund_differs"`
	OtherTills      int              `json:"other_tills"`
	NotYet          int              `json:"not_yet"`
	AlreadyImported bool             `json:"already_imported"`
	SettledSince    []string         `json:"settled_since"`
}

type differenceJSON struct {
	OrderNo string `json:"order_no"`
	Ledger  string `json:"ledger"`
	Bill    string `json:"bill"`
}

func writeReconciliationJSON(w io.Writer, r *kiosk.Reconciliation) error {
	numbers := func(k kiosk.DifferenceKind) []string {
		all := []string{}
		for _, d := range r.Of(k) {
			all = append(all, d.No)
		}
		return all
	}
	pairs := func(k kiosk.DifferenceKind) []differenceJSON {
		all := []differenceJSON{}
		for _, d := range r.Of(k) {
			pair := differenceJSON{d.No, d.Ledger.Yuan(), d.Bill.Yuan()}
			if k == kiosk.StateDiffers {
				pair.Ledger, pair.Bill = string(d.State), string(kiosk.StatePaid)
			}
			all = append(all, pair)
		}
		return all
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(reconciliationJSON{
		r.Day, r.Matched, numbers(kiosk.MissingInBill), numbers(kiosk.MissingInLedger), pairs(kiosk.AmountDiffers), pairs(kiosk.StateDiffers),
		pairs(kiosk.RefundDiffers), r.OtherTills, r.NotYet, r.AlreadyImported, append([]string{}, r.Settled...),
	})
}
