package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/app/heartbeat"
	"facepay/device/printer"
	"facepay/kiosk"
	"facepay/kiosk/runner"
	"facepay/store/printqueue"
)

// takesAll is a printer in the network that tells nothing.
type takesAll struct {
	mu    sync.Mutex
	taken []byte
}

func (p *takesAll) has(what []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Contains(p.taken, what)
}

func (p *takesAll) listen(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			data, _ := io.ReadAll(conn)
			p.mu.Lock()
			p.taken = append(p.taken, data...)
			p.mu.Unlock()
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = l.Close(); <-ended })
	return l.Addr().String()
}

func TestPrinter_AReceiptAndTheDrawerReachThePrinter(t *testing.T) {
	to := &takesAll{}
	c := config.Default()
	c.Printer.Port, c.Printer.Drawer, c.Language = to.listen(t), true, "en"
	a := &App{setup: config.Loaded{Config: c, DataDir: t.TempDir()}, log: slog.New(slog.DiscardHandler), inbox: runner.NewInbox(), clock: newClock(time.Now, nil)}
	var err error
	a.printer, err = openPrinter(t.Context(), a)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.printer.spool.Run(ctx) }()
	paid := kiosk.Payment{OrderNo: "2026112912343001K7Q2XW9D", Amount: 1234, Wallet: kiosk.Cash, State: kiosk.StatePaid, PaidAt: time.Now()}
	a.print(kiosk.Print{Payment: paid, Paper: true, Drawer: true})
	require.Eventually(t, func() bool { return to.has(printer.DrawerPulse) && to.has([]byte(paid.OrderNo)) }, 30*time.Second, 5*time.Millisecond)
	require.False(t, to.has([]byte("COPY")))
	a.print(kiosk.Print{Payment: paid, Paper: true})
	require.Eventually(t, func() bool { return to.has([]byte("COPY")) }, 30*time.Second, 5*time.Millisecond)

	unpaid := paid
	unpaid.OrderNo, unpaid.State = "2026112912343001NOTPAID0", kiosk.StateUnknown
	a.print(kiosk.Print{Payment: unpaid, Paper: true})
	paid.OrderNo = "2026112912343001LAST0000"
	a.print(kiosk.Print{Payment: paid, Paper: true})
	require.Eventually(t, func() bool { return to.has([]byte(paid.OrderNo)) }, 30*time.Second, 5*time.Millisecond)
	require.False(t, to.has([]byte(unpaid.OrderNo)), "paper tells of money what is proven")
	cancel()
	require.NoError(t, <-ended)
	for _, part := range a.closers {
		require.NoError(t, part())
	}
}

func TestPrinter_WithoutOneNothingIsOpened(t *testing.T) {
	a := &App{setup: config.Loaded{Config: config.Default(), DataDir: "/no-such-folder"}}
	p, err := openPrinter(t.Context(), a)
	require.NoError(t, err)
	require.Nil(t, p)
	a.print(kiosk.Print{Paper: true, Drawer: true})
}

// paysAtTheEnd is a till whose one charge is answered after it was closed.
type paysAtTheEnd struct {
	kiosk.Ledger
	kiosk.Gateway
	payment kiosk.Payment
	asked   chan struct{}   // closed once it is charged
	closed  context.Context // has ended once the till is closed
}

func (p *paysAtTheEnd) Load(context.Context, time.Time) (kiosk.Snapshot, error) {
	return kiosk.Snapshot{}, nil
}
func (p *paysAtTheEnd) Save(context.Context, kiosk.Write) error { return nil }

func (p *paysAtTheEnd) Charge(context.Context, kiosk.Payment, kiosk.PayCode) (kiosk.Answer, error) {
	close(p.asked)
	<-p.closed.Done()
	for range 1000 { // whatever ends with the till has its turn first
		runtime.Gosched()
	}
	return kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil
}

// Step charges at the start, and prints the receipt of what was paid.
func (p *paysAtTheEnd) Step(_ time.Time, e kiosk.Event) []kiosk.Effect {
	switch e.(type) {
	case kiosk.Loaded:
		made := p.payment
		made.State = kiosk.StateCreated
		return []kiosk.Effect{kiosk.Save{Write: kiosk.Write{Payments: []kiosk.Payment{made}}}, kiosk.Call{Kind: kiosk.CallCharge, Payment: made}}
	case kiosk.Answered:
		return []kiosk.Effect{kiosk.Print{Payment: p.payment, Paper: true}}
	}
	return nil
}

// A charge under way outlives the window: its receipt is printed, by the next till if need be.
func TestPrinter_TheReceiptOfWhatIsPaidAsTheTillEndsIsNotLost(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Printer.Port = filepath.Join(t.TempDir(), "lp0") // it is not there
	ctx, cancel := context.WithCancel(t.Context())
	pays := &paysAtTheEnd{
		payment: kiosk.Payment{OrderNo: "2026112912343001K7Q2XW9D", Amount: 1234, Wallet: kiosk.WeChat, State: kiosk.StatePaid, PaidAt: time.Now()},
		asked:   make(chan struct{}), closed: ctx,
	}
	var a *App
	w := &viewWindow{play: func(*viewWindow) {
		<-pays.asked
		assert.Eventually(t, func() bool { return a.printer.Report().State == kiosk.DeviceGone }, patience, time.Millisecond)
		cancel()
	}}
	a, err := Open(t.Context(), s, heartbeat.NewSender(nil, nil, nil), w.opener())
	require.NoError(t, err)
	a.runner = runner.New(a.inbox, pays, runner.Ports{Ledger: pays, Gateway: pays, Print: a.print})
	require.NoError(t, a.Run(ctx))
	require.NoError(t, a.Close())
	queue, err := printqueue.Open(t.Context(), s.DataDir, time.Now())
	require.NoError(t, err)
	defer queue.Close()
	job, waits, err := queue.Next(t.Context(), time.Now())
	require.NoError(t, err)
	require.True(t, waits)
	require.Contains(t, job.Paper.Key, string(pays.payment.OrderNo))
}

// A queue that cannot be written stops no till: it prints nothing and says so.
func TestPrinter_AQueueThatCannotBeWrittenEndsNoTill(t *testing.T) {
	c := config.Default()
	c.Printer.Port = "127.0.0.1:9"
	a := &App{setup: config.Loaded{Config: c, DataDir: "/no-such-folder"}, log: slog.New(slog.DiscardHandler), inbox: runner.NewInbox(), clock: newClock(time.Now, nil)}
	p, err := openPrinter(t.Context(), a)
	require.NoError(t, err)
	require.Nil(t, p)
}
