//go:build e2e

package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/runner"
	counter "facepay/kiosk/till"
	"facepay/providers/gatewayhttp"
	"facepay/providers/lepay"
	"facepay/store"
)

// scansMeasured is enough for a 99th percentile with ten values beyond it.
const scansMeasured = 1000

// timedLedger notes how long the newest payment took to be put on record.
type timedLedger struct {
	kiosk.Ledger
	mu    sync.Mutex
	saved time.Duration
}

func (l *timedLedger) Save(ctx context.Context, w kiosk.Write) error {
	began := time.Now()
	err := l.Ledger.Save(ctx, w)
	for _, p := range w.Payments {
		if p.State == kiosk.StateCreated {
			l.mu.Lock()
			l.saved = time.Since(began)
			l.mu.Unlock()
		}
	}
	return err
}

func (l *timedLedger) newest() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.saved
}

// stages hands on each change of what the customer sees.
type stages chan kiosk.CustomerScreenKind

func (s stages) until(b *testing.B, want kiosk.CustomerScreenKind) {
	limit := time.After(patience)
	for {
		select {
		case kind := <-s:
			if kind == want {
				return
			}
		case <-limit:
			require.FailNow(b, fmt.Sprintf("no stage %s within %s", want, patience))
		}
	}
}

// bareCommits is the least that a payment on record costs: one row, at the
// ledger's settings, in a file beside it.
func bareCommits(b *testing.B, dir string) func() time.Duration {
	dsn := url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "bare.db")+"?"+dsn.Encode())
	require.NoError(b, err)
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE bare (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, note TEXT NOT NULL) STRICT`)
	require.NoError(b, err)
	insert, err := db.Prepare(`INSERT INTO bare (at, note) VALUES (?, ?)`)
	require.NoError(b, err)
	b.Cleanup(func() { insert.Close() })
	return func() time.Duration {
		began := time.Now()
		_, err := insert.Exec(began.UnixMilli(), "created")
		require.NoError(b, err)
		return time.Since(began)
	}
}

// scanLine is a till without a window behind a scanner's line.
type scanLine struct {
	scanner *os.File // the scanner's end of the line
	ledger  *timedLedger
	inbox   runner.Inbox
	stages  stages
}

// newScanLine wires what the program wires, from the line to the gateway.
func newScanLine(b *testing.B, dir, gatewayURL string) *scanLine {
	told := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // a benchmark's output is its figures
	b.Cleanup(func() { slog.SetDefault(told) })
	ctx, cancel := context.WithCancel(b.Context())
	ledger, err := store.Open(ctx, dir, store.Options{})
	require.NoError(b, err)
	master, slave, err := pty.Open()
	require.NoError(b, err)
	client := gatewayhttp.New("bench")
	gate := lepay.New("lepay", lepay.Config{BaseURL: gatewayURL, MerchantID: "15", StoreID: "460"}, client)
	l := &scanLine{scanner: master, ledger: &timedLedger{Ledger: ledger}, inbox: runner.NewInbox(), stages: make(stages, 64)}
	ready := make(chan struct{})
	var last kiosk.CustomerScreenKind
	run := runner.New(l.inbox, counter.NewTill(kiosk.Settings{
		Shop: "bench", Till: "01", Provider: "lepay", Capabilities: gate.Capabilities(), MaxAmount: 5_000_000, Calendar: kiosk.Calendar{Location: time.Local},
	}), runner.Ports{Ledger: l.ledger, Gateway: gate, Show: func(v kiosk.View) {
		if v.Customer.Kind != last {
			last = v.Customer.Kind
			l.stages <- last
		}
	}})
	var hands sync.WaitGroup
	hands.Go(func() { run.Run(ctx) })
	hands.Go(func() {
		config := scanner.Default()
		config.Port = slave.Name()
		err := scanner.Run(ctx, config, scanner.Sink{
			Code: func(c kiosk.PayCode) { l.inbox.Post(kiosk.Scanned{Code: c}) },
			State: func(s kiosk.ScannerState) {
				if s == kiosk.ScannerReady {
					close(ready)
				}
			},
		})
		if err != nil {
			b.Errorf("read the scanner: %v", err)
		}
	})
	b.Cleanup(func() {
		cancel()
		hands.Wait()
		client.CloseIdle()
		for _, c := range []interface{ Close() error }{ledger, master, slave} {
			if err := c.Close(); err != nil {
				b.Errorf("close: %v", err)
			}
		}
	})
	select {
	case <-ready:
	case <-time.After(patience):
		require.FailNow(b, "the scanner's line did not open")
	}
	l.stages.until(b, kiosk.CustomerAdverts)
	return l
}

// scan sells one thing: it opens a sale, sends the n-th code, and returns when
// its last byte was sent.
func (l *scanLine) scan(b *testing.B, n int) time.Time {
	for _, k := range []kiosk.Key{"5", kiosk.KeyEnter} {
		l.inbox.Post(kiosk.Pressed{Key: k})
	}
	l.stages.until(b, kiosk.CustomerShowCode)
	// A code of WeChat's; its end differs, as the till refuses one twice.
	_, err := fmt.Fprintf(l.scanner, "13%012d%04d", n, n%10000)
	require.NoError(b, err)
	sent := time.Now()
	_, err = l.scanner.Write([]byte{'\r'})
	require.NoError(b, err)
	return sent
}

// BenchmarkScan measures from the last byte of a scan on the scanner's line to
// the first byte of the charge at the gateway: line, framer, till, ledger on
// disk, HTTP. A bare commit is made right after each scan; what the charge took
// beyond it is the till's own.
func BenchmarkScan(b *testing.B) {
	gate := newBenchGateway(b)
	dir := b.TempDir()
	bareCommit := bareCommits(b, dir)
	line := newScanLine(b, filepath.Join(dir, "data"), gate.url)
	var whole, bare, beyond, chain []time.Duration
	n := 0
	for b.Loop() {
		for range scansMeasured {
			n++
			sent := line.scan(b, n)
			took := (<-gate.arrived).Sub(sent)
			line.stages.until(b, kiosk.CustomerPaid)
			commit := bareCommit()
			whole, bare = append(whole, took), append(bare, commit)
			beyond, chain = append(beyond, took-commit), append(chain, took-line.ledger.newest())
			line.inbox.Post(kiosk.Pressed{Key: kiosk.KeyEnter})
			line.stages.until(b, kiosk.CustomerAdverts)
		}
	}
	reportMs(b, percentile(bare, 50), "bare-p50-ms")
	reportMs(b, percentile(bare, 99), "bare-p99-ms")
	reportMs(b, percentile(whole, 50), "whole-p50-ms")
	reportMs(b, percentile(whole, 99), "whole-p99-ms")
	reportMs(b, percentile(beyond, 99), "beyond-bare-p99-ms")
	reportMs(b, percentile(chain, 99), "without-own-save-p99-ms")
	b.ReportMetric(float64(percentile(whole, 50))/float64(percentile(bare, 50)), "x-bare")
}
