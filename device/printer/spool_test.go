package printer_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/printer"
	"facepay/device/printer/printertest"
	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/store/printqueue"
)

// rig is a spool at work.
type rig struct {
	t     *testing.T
	spool *printer.Spool
	queue *printqueue.Queue
	dir   string                // of the queue
	ended chan kiosk.PrintState // of each paper that was begun

	later atomic.Int64 // of the clock, than 12:34

	mu   sync.Mutex
	told []printer.Report
}

// endings tells what became of papers.
type endings struct {
	*printqueue.Queue
	ended chan<- kiosk.PrintState
}

func (q endings) End(ctx context.Context, id int64, state kiosk.PrintState) error {
	err := q.Queue.End(ctx, id, state)
	q.ended <- state
	return err
}

// endsMax is more papers than any test prints without asking what became of them.
const endsMax = 64

func newRig(t *testing.T, port string, among ...serial.Ports) *rig {
	t.Helper()
	r := newRigAtRest(t, port, among...)
	t.Cleanup(r.runs())
	return r
}

// newRigAtRest is a rig whose spool does not run yet.
func newRigAtRest(t *testing.T, port string, among ...serial.Ports) *rig {
	t.Helper()
	dir := t.TempDir()
	q, err := printqueue.Open(t.Context(), dir, at(8, 0))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, q.Close()) })
	c := printer.Default()
	c.Port, c.Drawer = port, true
	r := &rig{t: t, queue: q, dir: dir, ended: make(chan kiosk.PrintState, endsMax)}
	r.spool = printer.NewSpool(c, press(t, 32, "en"), endings{q, r.ended})
	for _, ports := range among {
		r.spool.Ports = ports
	}
	r.spool.Now = func() time.Time { return at(12, 34).Add(time.Duration(r.later.Load())) }
	r.spool.Told = func(report printer.Report) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.told = append(r.told, report)
	}
	return r
}

// runs has the spool run until the function that it returns is called.
func (r *rig) runs() (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { _ = r.spool.Run(ctx); close(ended) }()
	return func() { cancel(); <-ended }
}

// reopened are the papers that the next till finds waiting.
func (r *rig) reopened() (keys []string) {
	r.t.Helper()
	require.NoError(r.t, r.queue.Close())
	q, err := printqueue.Open(r.t.Context(), r.dir, at(12, 34))
	require.NoError(r.t, err)
	defer q.Close()
	for {
		job, ok, err := q.Next(r.t.Context(), at(12, 34))
		require.NoError(r.t, err)
		if !ok {
			return keys
		}
		keys = append(keys, job.Paper.Key)
		require.NoError(r.t, q.Begin(r.t.Context(), job.ID))
	}
}

func (r *rig) print(n kiosk.OrderNo) {
	p := payment()
	p.OrderNo = n
	paper, ok := head().Sale(p)
	require.True(r.t, ok)
	require.True(r.t, r.spool.Print(paper, true))
}

// end waits for the end of a paper that was begun.
func (r *rig) end() kiosk.PrintState {
	r.t.Helper()
	select {
	case state := <-r.ended:
		return state
	case <-time.After(wait):
		require.Fail(r.t, "a paper has no end")
		return ""
	}
}

// again prints what is left.
func (r *rig) again() {
	r.t.Helper()
	require.NoError(r.t, r.queue.Again(r.t.Context(), at(12, 34)))
	r.spool.Look()
}

// fault waits for a report of it.
func (r *rig) fault(want kiosk.PrintersFault) {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		return len(r.told) > 0 && r.told[len(r.told)-1].Fault == want
	}, 30*time.Second, 5*time.Millisecond, want)
}

func (r *rig) left() printqueue.Left {
	r.t.Helper()
	l, err := r.queue.Left(r.t.Context(), at(12, 34))
	require.NoError(r.t, err)
	return l
}

// waits reports whether a paper waits of which no byte left.
func (r *rig) waits() bool {
	r.t.Helper()
	_, ok, err := r.queue.Next(r.t.Context(), at(12, 34))
	require.NoError(r.t, err)
	return ok
}

// waitsFor waits until a paper waits because of a fault. The look at the start may tell of
// the fault before the paper is in the queue.
func (r *rig) waitsFor(fault kiosk.PrintersFault) {
	r.t.Helper()
	require.Eventually(r.t, r.waits, wait, 5*time.Millisecond)
	r.fault(fault)
}

const wait = 30 * time.Second

func TestSpool_PrintsOneConnectionAJob(t *testing.T) {
	f := printertest.Healthy()
	r := newRig(t, listen(t, f))
	orders := []kiosk.OrderNo{"2026112912340001AAAAAAAA", "2026112912340002AAAAAAAA", "2026112912340003AAAAAAAA"}
	for _, n := range orders {
		r.print(n)
		r.print(n) // and once more, which is a copy
	}
	require.Eventually(t, func() bool { return len(papersOf(t, f)) == 6 }, wait, 5*time.Millisecond)
	for _, n := range orders {
		require.Equal(t, 1, originals(f, string(n)))
	}
	require.Eventually(t, func() bool { return !r.waits() && !r.left().Any() }, wait, 5*time.Millisecond)
	require.Eventually(t, func() bool { return f.Connections.Load() == 7 }, wait, 5*time.Millisecond, "and one to look, at the start or behind the papers")
	require.Eventually(t, func() bool { return f.Open.Load() == 0 }, wait, 5*time.Millisecond, "none stays open")
}

func TestSpool_ADrawerOpensWithoutPaper(t *testing.T) {
	f := printertest.Healthy()
	f.Status[4] = 0x72
	r := newRig(t, listen(t, f))
	require.True(t, r.spool.Pulse())
	require.Eventually(t, func() bool {
		return string(f.Taken()) == string(printer.DrawerPulse)
	}, wait, 5*time.Millisecond)
}

// What a printer says before the job holds it back; the paper comes once that is mended.
func TestSpool_WithoutPaperOrWithItsCoverOpenNothingLeaves(t *testing.T) {
	for fault, answer := range map[kiosk.PrintersFault]printertest.Answer{
		kiosk.PrinterPaper: printertest.NoPaper, kiosk.PrinterCover: printertest.CoverOpen, kiosk.PrinterError: printertest.Failed,
	} {
		t.Run(string(fault), func(t *testing.T) {
			f := printertest.Healthy()
			f.Says(answer)
			r := newRig(t, listen(t, f))
			r.print(orderNo)
			r.waitsFor(fault)
			require.Empty(t, f.Taken())
			f.Mended()
			require.Eventually(t, func() bool { return originals(f, orderNo) == 1 }, wait, 5*time.Millisecond)
			r.fault(kiosk.PrinterFine)
		})
	}
}

func TestSpool_APrinterThatIsNotThereIsFoundOnceItIs(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := l.Addr().String()
	require.NoError(t, l.Close())
	r := newRig(t, port)
	r.print(orderNo)
	r.waitsFor(kiosk.PrinterRefuses)

	r = newRig(t, filepath.Join(t.TempDir(), "lp0"))
	r.print(orderNo)
	r.waitsFor(kiosk.PrinterAbsent)
}

// One that waited too long is offered, which is told; so is what the till before left.
func TestSpool_WhatHasBecomeOldIsTold(t *testing.T) {
	r := newRig(t, filepath.Join(t.TempDir(), "lp0"))
	r.print(orderNo)
	r.waitsFor(kiosk.PrinterAbsent)
	r.later.Store(int64(kiosk.PrintAgeMax + time.Minute))
	require.Eventually(t, func() bool { return r.left() == printqueue.Left{Offered: 1} }, wait, 5*time.Millisecond)
	r.fault(kiosk.PrinterAbsent) // still
}

// Of a printer that is not there when the till starts it is told, though nothing is to be
// printed, and it is looked for until it is.
func TestSpool_APrinterThatIsNotThereAtTheStartIsLookedFor(t *testing.T) {
	f := printertest.Healthy()
	n, err := f.Listen("127.0.0.4:0")
	require.NoError(t, err)
	require.NoError(t, n.Close())
	r := newRig(t, n.Port())
	r.fault(kiosk.PrinterRefuses)
	require.Eventually(t, func() bool { // which is told behind the look
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.told[len(r.told)-1].Changed
	}, wait, 5*time.Millisecond)
	r.fault(kiosk.PrinterRefuses)
	n, err = f.Listen(n.Port())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, n.Close()) })
	r.fault(kiosk.PrinterFine)
}

// One that goes within a job leaves a paper that nobody knows of, which is not sent again
// by itself, and whose second one says that it is a copy.
func TestSpool_APaperThatIsCutOffIsNotKnownAndNotSentAgain(t *testing.T) {
	for _, n := range []int{1, 10, 300} {
		f := printertest.Healthy()
		f.DropsAfter(n)
		r := newRig(t, listen(t, f))
		r.print(orderNo)
		require.Eventually(t, func() bool { return r.left() == printqueue.Left{Unknown: 1} }, wait, 5*time.Millisecond, "after %d", n)
		require.False(t, r.waits())
		f.TearOff()
		r.again()
		require.Eventually(t, func() bool { return len(papersOf(t, f)) == 1 }, wait, 5*time.Millisecond)
		require.Zero(t, originals(f, orderNo))
	}
}

func TestSpool_OneThatSaysNothingIsSentNotPrinted(t *testing.T) {
	for name, f := range map[string]*printertest.Printer{
		"mute":                          {},
		"takes it and prints nothing":   {Status: printertest.Healthy().Status, Never: true},
		"does not know when it is done": {Status: printertest.Healthy().Status, NoMarker: true},
		"babbles":                       {Status: printertest.Healthy().Status, Babbles: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := &recorded{}
			endsAs(t, listen(t, f), q, kiosk.PrintSent)
		})
	}
	t.Run("only what answers in its turn is printed", func(t *testing.T) {
		endsAs(t, listen(t, printertest.Healthy()), &recorded{}, kiosk.PrintPrinted)
	})
}

// Paper that ends within the job leaves one that nobody knows of.
func TestSpool_PaperThatEndsWithinAJobIsNotKnown(t *testing.T) {
	f := printertest.Healthy()
	f.Never = true
	q := &recorded{}
	go func() {
		for {
			if len(f.Taken()) > 0 {
				f.Says(printertest.NoPaper)
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	endsAs(t, listen(t, f), q, kiosk.PrintUnknown)
}

func TestSpool_ASlowPrinterGetsItsTime(t *testing.T) {
	f := printertest.Healthy()
	f.Slow = 20 * time.Millisecond
	endsAs(t, listen(t, f), &recorded{}, kiosk.PrintPrinted)
}

// recorded is a queue of one paper that keeps what became of it.
type recorded struct {
	mu    sync.Mutex
	job   *kiosk.PrintJob
	begun int
	ended kiosk.PrintState
}

func (q *recorded) Put(_ context.Context, p kiosk.Paper, _ bool, _ time.Time) (kiosk.PrintJob, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.job = &kiosk.PrintJob{ID: 1, Paper: p}
	return *q.job, nil
}

func (q *recorded) Next(context.Context, time.Time) (kiosk.PrintJob, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.job == nil || q.begun > 0 {
		return kiosk.PrintJob{}, false, nil
	}
	return *q.job, true, nil
}

func (q *recorded) Begin(context.Context, int64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.begun++
	return nil
}

func (q *recorded) End(_ context.Context, _ int64, state kiosk.PrintState) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = state
	return nil
}

func endsAs(t *testing.T, port string, q *recorded, want kiosk.PrintState) {
	t.Helper()
	c := printer.Default()
	c.Port = port
	s := printer.NewSpool(c, press(t, 32, "en"), q)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { _ = s.Run(ctx); close(ended) }()
	defer func() { cancel(); <-ended }()
	paper, _ := head().Sale(payment())
	s.Print(paper, true)
	require.Eventually(t, func() bool {
		q.mu.Lock()
		defer q.mu.Unlock()
		return q.ended != ""
	}, time.Minute, 5*time.Millisecond)
	require.Equal(t, want, q.ended)
	require.Equal(t, 1, q.begun)
}

func TestConfig_Check(t *testing.T) {
	for _, port := range []string{"", "/dev/usb/lp0", "/dev/serial/by-id/usb-x", "COM3", "192.168.1.50:9100", "printer.local:9100", "[::1]:9100", "win:XP-58"} {
		c := printer.Default()
		c.Port = port
		require.NoError(t, c.Check(), port)
	}
	for key, change := range map[string]func(*printer.Config){
		"columns":      func(c *printer.Config) { c.Columns = 20 },
		"baud":         func(c *printer.Config) { c.Baud = 300 },
		"encoding":     func(c *printer.Config) { c.Encoding = "latin1" },
		"auto":         func(c *printer.Config) { c.Auto = "always" },
		"port":         func(c *printer.Config) { c.Port = "192.168.1.50:" },
		"invoice_link": func(c *printer.Config) { c.InvoiceLink = "https://a.example/{order}" },
	} {
		c := printer.Default()
		change(&c)
		require.ErrorContains(t, c.Check(), key+": ")
	}
	for _, link := range []string{"javascript:alert(1)", "shop.example/x", "https://"} {
		c := printer.Default()
		c.InvoiceLink = link
		require.Error(t, c.Check(), link)
	}
}

func TestReadLogo_RefusesWhatIsNoPicture(t *testing.T) {
	file := filepath.Join(t.TempDir(), "logo.png")
	_, err := printer.ReadLogo(file)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(file, []byte("<html>"), 0o600))
	_, err = printer.ReadLogo(file)
	require.ErrorIs(t, err, printer.ErrLogoKind)
	if runtime.GOOS != "windows" {
		_, err = printer.ReadLogo("/dev/zero")
		require.ErrorIs(t, err, printer.ErrLogoKind)
	}
}
