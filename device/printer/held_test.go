package printer_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/printer"
	"facepay/device/printer/printertest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

// held is a queue that holds a paper under way once it was begun on record.
type held struct {
	printer.Queue
	puts  atomic.Int32
	begun chan struct{}
	goOn  chan struct{}
}

func (q *held) Put(ctx context.Context, p kiosk.Paper, original bool, now time.Time) (kiosk.PrintJob, error) {
	job, err := q.Queue.Put(ctx, p, original, now)
	if err == nil {
		q.puts.Add(1)
	}
	return job, err
}

func (q *held) Begin(ctx context.Context, id int64) error {
	err := q.Queue.Begin(ctx, id)
	select {
	case q.begun <- struct{}{}:
	default: // nobody waits for a later one
	}
	<-q.goOn
	return err
}

// holds has the papers of a rig held, until the function that it returns is called.
func (r *rig) holds() (q *held, goOn func()) {
	q = &held{Queue: r.spool.Queue, begun: make(chan struct{}, 1), goOn: make(chan struct{})}
	r.spool.Queue = q
	goOn = sync.OnceFunc(func() { close(q.goOn) })
	r.t.Cleanup(goOn)
	return q, goOn
}

// begins waits until a paper is under way.
func (q *held) begins(t *testing.T) {
	t.Helper()
	select {
	case <-q.begun:
	case <-time.After(wait):
		require.Fail(t, "no paper was begun")
	}
}

const orderA, orderB, orderC = "2026112912340001AAAAAAAA", "2026112912340002BBBBBBBB", "2026112912340003CCCCCCCC"

// keyOf is the queue's key of an order's receipt.
func keyOf(t *testing.T, n kiosk.OrderNo) string {
	t.Helper()
	p := payment()
	p.OrderNo = n
	paper, ok := head().Sale(p)
	require.True(t, ok)
	return paper.Key
}

// A paper may be under way for half a minute: what is asked for meanwhile is not lost with
// the till.
func TestSpool_WhatIsAskedForWhileAPaperIsUnderWayStandsOnDisk(t *testing.T) {
	r := newRigAtRest(t, listen(t, printertest.Healthy()))
	q, goOn := r.holds()
	end := r.runs()
	r.print(orderA)
	q.begins(t)
	r.print(orderB)
	r.print(orderC)
	require.Eventually(t, func() bool { return q.puts.Load() == 3 }, wait, 5*time.Millisecond)
	end()
	goOn()
	require.Equal(t, []string{keyOf(t, orderB), keyOf(t, orderC)}, r.reopened())
}

func TestSpool_WhatIsAskedForAsTheTillEndsIsPrintedByTheNextOne(t *testing.T) {
	r := newRigAtRest(t, listen(t, printertest.Healthy()))
	q, goOn := r.holds()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.spool.Run(ctx) }()
	r.print(orderA)
	q.begins(t)
	cancel()
	r.print(orderB)
	r.print(orderC)
	require.NoError(t, <-ended)
	goOn()
	require.Equal(t, []string{keyOf(t, orderB), keyOf(t, orderC)}, r.reopened())
}

// A try that outlived its limit holds the drawer only until it ends.
func TestSpool_TheDrawerOpensOnceATryThatHungHasEnded(t *testing.T) {
	f := printertest.Healthy()
	r := newRigAtRest(t, listen(t, f))
	r.spool.GiveUpAfter(time.Millisecond) // before it has heard the printer
	t.Cleanup(r.runs())
	r.print(orderA)
	r.fault(kiosk.PrinterBusy)
	require.Eventually(t, func() bool { // asked for again, as by a person who waits
		r.spool.Pulse()
		return bytes.Contains(f.Taken(), printer.DrawerPulse)
	}, wait, 5*time.Millisecond)
}

// A long picture takes minutes on a slow line, and hangs no sooner than its write may end.
func TestSpool_ATryMayLastLongerThanItsWrite(t *testing.T) {
	const picture = 200 << 10
	for _, port := range []string{"/dev/ttyS0", "COM3", "192.168.1.50:9100"} {
		c := printer.Default()
		c.Port = port
		write, try := printer.NewSpool(c, printer.Press{}, nil).Limits(picture)
		require.Greater(t, try, write+time.Minute, port)
	}
}

// staysOpen is a printer in the network that never ends its side of a connection.
type staysOpen struct {
	mu    sync.Mutex
	taken []byte
}

func (p *staysOpen) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = append(p.taken, b...)
	return len(b), nil
}

func (p *staysOpen) has(what []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Contains(p.taken, what)
}

func (p *staysOpen) listen(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended, end := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				_, _ = io.Copy(p, conn)
				<-ended.Done()
				_ = conn.Close()
			})
		}
	})
	t.Cleanup(func() { _ = l.Close(); end(); serving.Wait() })
	return l.Addr().String()
}

// The paper behind a drawer's pulse does not wait for the printer to end its side.
func TestSpool_APulseHoldsNoPaper(t *testing.T) {
	f := &staysOpen{}
	r := newRigAtRest(t, f.listen(t))
	r.spool.OpenDrawersUntil(2 * wait)
	require.True(t, r.spool.Pulse())
	t.Cleanup(r.runs())
	require.Eventually(t, func() bool { return f.has(printer.DrawerPulse) }, wait, 5*time.Millisecond)
	r.print(orderA)
	require.Equal(t, kiosk.PrintSent, r.end())
	require.True(t, f.has([]byte(orderA)))
}

func TestSpool_ADrawerThatIsNotOpenedAnyMoreIsLogged(t *testing.T) {
	var log serialtest.Log
	r := newRigAtRest(t, listen(t, printertest.Healthy()))
	r.spool.Log = log.Logger()
	r.spool.OpenDrawersUntil(-1)
	require.True(t, r.spool.Pulse())
	t.Cleanup(r.runs())
	require.Eventually(t, func() bool {
		return strings.Contains(strings.Join(log.Lines(), "\n"), "the drawer was asked for too long ago")
	}, wait, 5*time.Millisecond)
}

// One paper that takes too long does not make a printer that tells one that does not.
func TestSpool_APrinterThatToldOnceIsHeardAfterALongPaperToo(t *testing.T) {
	printer.HearMarkers(t, 3*time.Second)
	f := printertest.Healthy()
	r := newRig(t, listen(t, f))
	r.print(orderA)
	require.Equal(t, kiosk.PrintPrinted, r.end())
	f.Set(func() { f.NoMarker = true })
	r.print(orderB)
	require.Equal(t, kiosk.PrintSent, r.end())
	f.Set(func() { f.NoMarker = false })
	r.print(orderC)
	require.Equal(t, kiosk.PrintPrinted, r.end())
}
