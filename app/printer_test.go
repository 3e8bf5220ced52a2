package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/device/printer"
	"facepay/kiosk"
	"facepay/kiosk/runner"
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

// A queue that cannot be written stops no till: it prints nothing and says so.
func TestPrinter_AQueueThatCannotBeWrittenEndsNoTill(t *testing.T) {
	c := config.Default()
	c.Printer.Port = "127.0.0.1:9"
	a := &App{setup: config.Loaded{Config: c, DataDir: "/no-such-folder"}, log: slog.New(slog.DiscardHandler), inbox: runner.NewInbox(), clock: newClock(time.Now, nil)}
	p, err := openPrinter(t.Context(), a)
	require.NoError(t, err)
	require.Nil(t, p)
}
