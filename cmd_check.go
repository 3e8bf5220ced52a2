package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store"
)

func newCheckCommand(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Look at config, data folder, ledger, serial ports, network, gateway and clock",
		Long: "Looks at everything a till needs, a line each: what is so, what to do about it, and in brackets\n" +
			"whose fault it is. It exits with 1 if something failed, changes nothing and may be run beside a till.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := opts.load()
			if err != nil {
				return err
			}
			texts, err := i18n.Load("en")
			if err != nil {
				return err
			}
			c := checkup{out: cmd.OutOrStdout(), texts: texts}
			if err := c.run(cmd.Context(), s); err != nil {
				return err
			}
			if c.failed {
				return errSaid
			}
			return nil
		},
	}
}

// checkup prints findings as they come, because some take seconds.
type checkup struct {
	out    io.Writer
	texts  *i18n.Catalogue
	failed bool
}

// tell prints one finding as one line.
func (c *checkup) tell(f kiosk.CheckResult) {
	text := c.texts.Found(f)
	if !f.Todo.IsZero() {
		text += "; " + c.texts.Text(f.Todo)
	}
	if f.Health == kiosk.HealthFailed {
		c.failed = true
		if f.Cause != kiosk.CauseNone {
			text += " [" + c.texts.Text(kiosk.T("check.whose."+string(f.Cause))) + "]"
		}
	}
	name := c.texts.Text(kiosk.T("check.look." + string(f.Check)))
	fmt.Fprintf(c.out, "%-6s  %-11s  %s\n", f.Health, name, font.Harmless(strings.Join(strings.Fields(text), " ")))
}

func (c *checkup) run(ctx context.Context, s setup) error {
	gate, err := openGateway(ctx, s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	looks := append(machineLooks(s, ledgerMax), screenLook(c.out))
	if err != nil {
		looks = append(looks, unusableLook(s.Config.Provider, err))
		health.Run(ctx, looks, true, c.tell)
		return nil
	}
	looks = append(looks, wayLook(s, gate, false), tryLook(s.Config.Provider, gate), noticesLook(s, gate.Capabilities()))
	health.Run(ctx, looks, true, c.tell)
	if err := gate.stop(); err != nil {
		return fmt.Errorf("stop the practice gateway: %w", err)
	}
	return nil
}

// machineLooks are those at this machine, in the order in which they are told. The
// ledger is verified for verifyMax at the most.
func machineLooks(s setup, verifyMax time.Duration) []health.Check {
	return []health.Check{
		configLook(s), store.CheckFolder(s.DataDir), store.CheckDisk(s.DataDir), ledgerLook(s.DataDir, verifyMax, s.Practice),
		scannerLook(s.Config.Scanner.Port), fontsLook(s.Config.Shop), zoneLook(machineZone(), s.Config.Language),
	}
}

// examiner is what the till's window has looked at. Only the way to the gateway
// is walked, and it is asked something only where somebody looks, or where the
// till's own calls have failed.
func examiner(s setup, gate gateway, log *slog.Logger) func(context.Context, bool) []kiosk.CheckResult {
	var said []kiosk.CheckResult // the till has one examination at a time
	return func(ctx context.Context, deep bool) []kiosk.CheckResult {
		looks := append(machineLooks(s, ledgerWindowMax), wayLook(s, gate, !deep && !troubled(gate.client)), noticesLook(s, gate.Capabilities()))
		findings := health.Results(ctx, looks, deep)
		said = logFailures(log, findings, said)
		return findings
	}
}

// logFailures tells the log of failures that it was not told of the last time,
// and returns those of this time.
func logFailures(log *slog.Logger, findings, before []kiosk.CheckResult) []kiosk.CheckResult {
	var failures []kiosk.CheckResult
	known := map[string]bool{}
	for _, f := range before {
		known[f.What.ID] = true
	}
	for _, f := range findings {
		if f.Health != kiosk.HealthFailed {
			continue
		}
		failures = append(failures, f)
		if !known[f.What.ID] {
			log.Warn("check", "look", f.Check, "blame", f.Cause, "found", f.What.ID, "args", f.What.Args, "places", f.Places)
		}
	}
	if len(failures) == 0 && len(before) > 0 {
		log.Info("check", "found", "nothing wrong any more")
	}
	return failures
}

// errNoText is the reason of a failure that tells none.
var errNoText = errors.New("no reason was told")

// reasonText is an error as an argument of a text.
func reasonText(err error) string {
	if err == nil {
		err = errNoText
	}
	return kiosk.Trim(reason(err).Error())
}
