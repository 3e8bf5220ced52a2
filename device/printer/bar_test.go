package printer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/printer"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// A fault that has gone leaves the bar, also with a roll near its end.
func TestResult_ALowRollTakesTheFaultBeforeOutOfTheBar(t *testing.T) {
	var bar health.Monitor
	shows := func() (briefs []string) {
		for _, w := range bar.Warnings(nil) {
			briefs = append(briefs, w.Brief.ID)
		}
		return briefs
	}
	for _, before := range []kiosk.CheckResult{
		printer.Result("lp0", printer.Report{Fault: kiosk.PrinterCover}), printer.Result("lp0", printer.Report{Fault: kiosk.PrinterPaper, Low: true}), printer.LeftResult(1, 0),
	} {
		bar.Warn(before)
		require.Equal(t, []string{before.Brief.ID}, shows())
		bar.Warn(printer.Result("lp0", printer.Report{Low: true}))
		require.Equal(t, []string{"check.brief.printer.low"}, shows())
	}
	bar.Warn(printer.Result("lp0", printer.Report{}))
	require.Empty(t, shows())
}
