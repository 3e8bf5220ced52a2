package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/app/report"
	"facepay/kiosk"
	"facepay/store"
)

// BenchmarkExport exports a ledger beside a till that has it open, in turn with the same
// document of payments that are in memory. rows/cpu-s leaves out what other programs of the
// machine take meanwhile; x-memory is the ratio of the medians. x-quiet is the ratio of a sale's time on record beside an endless
// export, such as the owner's window makes, and alone, in turn.
func BenchmarkExport(b *testing.B) {
	const payments = 20_000
	data := b.TempDir()
	ledger, err := store.Open(b.Context(), data, store.Options{})
	require.NoError(b, err)
	defer func() { require.NoError(b, ledger.Close()) }()
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.Local)
	w := kiosk.Write{Sales: []kiosk.Sale{{ID: "s", Amount: 1250, State: kiosk.SalePaid, OpenedAt: at, Version: 1}}}
	for i := range payments {
		at := at.Add(time.Duration(i) * time.Second)
		w.Payments = append(w.Payments, kiosk.Payment{
			OrderNo: kiosk.OrderNo(fmt.Sprintf("202611201200000100%06d", i)), Sale: "s", Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "lepay",
			GatewayOrderNo: fmt.Sprintf("50100%023d", i), TradeNo: fmt.Sprintf("42000%023d", i), Payer: "o***7", State: kiosk.StatePaid, CreatedAt: at, SentAt: at, PaidAt: at, Version: 1,
		})
	}
	require.NoError(b, ledger.Save(b.Context(), w))
	inMemory := func(yield func(kiosk.Payment, error) bool) {
		for _, p := range w.Payments {
			if !yield(p, nil) {
				return
			}
		}
	}
	write := map[string]func(report.Payments, io.Writer) error{formatCSV: report.Payments.CSV, formatXLSX: report.Payments.XLSX}
	for _, format := range []string{formatCSV, formatXLSX} {
		b.Run(format, func(b *testing.B) {
			var busy time.Duration
			var ours, bare []time.Duration
			for b.Loop() {
				began, before := time.Now(), cpu(b)
				require.NoError(b, export(b.Context(), config.Loaded{DataDir: data}, store.Filter{}, exportOptions{format: format}, io.Discard, nil))
				ours, busy = append(ours, time.Since(began)), busy+cpu(b)-before
				began = time.Now()
				require.NoError(b, write[format](report.Payments{Rows: inMemory, Location: time.Local}, io.Discard))
				bare = append(bare, time.Since(began))
			}
			b.ReportMetric(payments/median(ours), "rows/s")
			b.ReportMetric(float64(payments*len(ours))/busy.Seconds(), "rows/cpu-s")
			b.ReportMetric(median(ours)/median(bare), "x-memory")
		})
	}
	for format := range write { // last: they add to the ledger
		b.Run("sale beside "+format, func(b *testing.B) {
			var quiet, beside []time.Duration
			for b.Loop() {
				quiet = append(quiet, sells(b, ledger)...)
				ctx, stop := context.WithCancel(b.Context())
				ended := make(chan struct{})
				go func() {
					defer close(ended)
					for ctx.Err() == nil {
						_ = export(ctx, config.Loaded{DataDir: data}, store.Filter{}, exportOptions{format: format}, io.Discard, nil)
					}
				}()
				beside = append(beside, sells(b, ledger)...)
				stop()
				<-ended
			}
			b.ReportMetric(median(beside)/median(quiet), "x-quiet")
		})
	}
}

// sells puts a few sales on record, one every few milliseconds, and is the time that each took.
func sells(b *testing.B, ledger *store.Ledger) (took []time.Duration) {
	const sales, pause = 50, 5 * time.Millisecond
	for range sales {
		time.Sleep(pause)
		n := saleNumber.Add(1)
		at := time.Now()
		w := kiosk.Write{Sales: []kiosk.Sale{{ID: kiosk.SaleID(fmt.Sprint("x", n)), Amount: 1250, State: kiosk.SalePaid, OpenedAt: at, Version: 1}}}
		w.Payments = []kiosk.Payment{{
			OrderNo: kiosk.OrderNo(fmt.Sprintf("202611291200000100%06d", n)), Sale: w.Sales[0].ID, Amount: 1250, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, Provider: "lepay",
			GatewayOrderNo: fmt.Sprintf("60100%023d", n), TradeNo: fmt.Sprintf("43000%023d", n), State: kiosk.StatePaid, CreatedAt: at, SentAt: at, PaidAt: at, Version: 1,
		}}
		began := time.Now()
		require.NoError(b, ledger.Save(b.Context(), w))
		took = append(took, time.Since(began))
	}
	return took
}

// saleNumber counts the sales of all runs, so that their numbers differ.
var saleNumber atomic.Int64

// median is that of d in seconds.
func median(d []time.Duration) float64 {
	slices.Sort(d)
	return d[len(d)/2].Seconds()
}

// cpu is the processor's time that this process took.
func cpu(b *testing.B) time.Duration {
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
