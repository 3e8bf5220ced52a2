package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"facepay/app/config"
	"facepay/assets/i18n"
	"facepay/device/printer"
	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/office"
	"facepay/store/printqueue"
)

// printing is the receipt printer of a till.
type printing struct {
	port  string
	head  kiosk.PaperHead
	spool *printer.Spool
	queue *printqueue.Queue
	post  func(kiosk.Event) bool
	log   *slog.Logger
	now   func() time.Time

	mu    sync.Mutex
	known kiosk.DeviceReport // as it was told last
}

// openPrinter opens the printer's queue; nil where the config has no printer. A till sells
// without one, whatever is wrong with it.
func openPrinter(ctx context.Context, a *App) (*printing, error) {
	s := a.setup
	c := s.Config.Printer
	if c.Port == "" {
		return nil, nil
	}
	queue, err := printqueue.Open(ctx, s.DataDir, a.clock.now())
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		a.log.Error("open the printer's queue; nothing is printed", "err", err)
		a.inbox.Post(kiosk.WarningRaised{Result: printer.Result(c.Port, printer.Report{Fault: kiosk.PrinterNoRecord})})
		return nil, nil
	}
	a.closers = append(a.closers, queue.Close)
	if queue.Anew {
		a.log.Error("the printer's queue was damaged and is kept beside a new one")
	}
	press, err := pressOf(s.Config, a.log)
	if err != nil {
		return nil, err
	}
	p := &printing{port: c.Port, head: paperHead(s), queue: queue, post: a.inbox.Post, log: a.log, now: a.clock.now}
	p.spool = printer.NewSpool(c, press, queue)
	p.spool.Now, p.spool.Log, p.spool.Told = a.clock.now, a.log, p.told
	return p, nil
}

// pressOf is the printer.Press of a config: width, encoding, language and logo.
func pressOf(c config.Config, log *slog.Logger) (printer.Press, error) {
	texts, err := i18n.Load(c.Language)
	if err != nil {
		return printer.Press{}, err
	}
	p := printer.Press{Columns: c.Printer.Columns, Encoding: printer.Encoding(c.Printer.Encoding), Texts: texts}
	if c.Printer.Logo != "" {
		if p.Logo, err = printer.ReadLogo(c.Printer.Logo); err != nil {
			log.Error("read the logo; papers go without", "file", c.Printer.Logo, "err", err)
		}
	}
	return p, nil
}

func paperHead(s config.Loaded) kiosk.PaperHead {
	return kiosk.PaperHead{
		Shop: s.Config.Shop.Name, Till: s.Config.Shop.Till, Practice: s.Practice, Location: config.ShopLocation(), InvoiceLink: s.Config.Printer.InvoiceLink,
	}
}

// receipts is the occasion on which the till prints, from [printer] auto.
func receipts(c printer.Config) kiosk.Receipts {
	switch {
	case c.Port == "":
	case c.Auto == printer.AutoPaid:
		return kiosk.ReceiptsPaid
	case c.Auto == printer.AutoAsk:
		return kiosk.ReceiptsAsk
	}
	return kiosk.ReceiptsNone
}

// told tells the bar of a fault, or of papers that are left for a person.
func (p *printing) told(r printer.Report) {
	result := printer.Result(p.port, r)
	p.note(r)
	if r.Fault == kiosk.PrinterFine || r.Fault == kiosk.PrinterCutOff || r.Fault == kiosk.PrinterSilent {
		left, err := p.queue.Left(context.Background(), p.now())
		switch {
		case err != nil:
			p.log.Error("count what the printer left", "err", err)
		case left.Any():
			result = printer.LeftResult(left.Offered, left.Unknown)
		}
	}
	p.log.Debug("printer", "says", result.What.ID)
	if !p.post(kiosk.WarningRaised{Result: result}) {
		p.log.Warn("the counter is busy and was not told of the printer", "fault", r.Fault)
	}
}

// note keeps what is known of the printer.
func (p *printing) note(r printer.Report) {
	p.mu.Lock()
	defer p.mu.Unlock()
	state, trouble := kiosk.DeviceReady, kiosk.Text{}
	switch r.Fault {
	case kiosk.PrinterFine, kiosk.PrinterCutOff, kiosk.PrinterSilent: // these are of a paper
	case kiosk.PrinterAbsent, kiosk.PrinterRefuses:
		state = kiosk.DeviceGone
	default:
		state, trouble = kiosk.DeviceTrouble, printer.Result(p.port, r).What
	}
	if k := &p.known; k.State != state || !k.Trouble.Equal(trouble) {
		k.State, k.Trouble, k.Since = state, trouble, p.now()
	}
	if r.Paper != "" {
		p.known.Last, p.known.LastAt = kiosk.T("device.last.paper."+string(r.State)), p.now()
	}
}

// Report is the printer's report, DeviceUnknown where its queue could not be opened.
func (p *printing) Report() kiosk.DeviceReport {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.known
	r.Device, r.Port = kiosk.DevicePrinter, p.port
	if r.State == "" {
		r.State = kiosk.DeviceUnknown
	}
	return r
}

// again prints what is left, and returns how many papers that are.
func (p *printing) again(ctx context.Context) (int, error) {
	left, err := p.queue.Left(ctx, p.now())
	if err == nil && left.Any() {
		err = p.queue.Again(ctx, p.now())
		p.spool.Look()
	}
	return left.Offered + left.Unknown, err
}

func (p *printing) put(paper kiosk.Paper, original bool) {
	if !p.spool.Print(paper, original) {
		p.log.Error("too much is to be printed at once", "kind", paper.Kind, "key", paper.Key)
	}
}

// print does the counter's effect; it returns at once.
func (a *App) print(e kiosk.Print) {
	p := a.printer
	if p == nil {
		return
	}
	if e.Drawer {
		p.spool.Pulse()
	}
	if !e.Paper {
		return
	}
	paper, ok := p.head.Sale(e.Payment)
	if e.Refund != nil {
		paper, ok = p.head.Refund(e.Payment, *e.Refund)
	}
	if ok {
		p.put(paper, true)
	}
}

// printAsked prints what the owner's side asks for; it returns at once.
func (a *App) printAsked(ask office.PaperAsk) {
	p := a.printer
	if p == nil {
		return
	}
	if ask.Shift != nil {
		p.put(p.head.Shift(ask.Shift, a.clock.now()), true)
		return
	}
	go func() {
		payment, _, refunds, err := a.ledger.Find(context.Background(), ask.Payment.OrderNo)
		if err != nil {
			a.log.Error("read a payment to print it", "order_no", ask.Payment.OrderNo, "err", err)
			return
		}
		if paper, ok := p.head.Sale(payment); ok {
			p.put(paper, false)
		}
		for _, refund := range refunds {
			if paper, ok := p.head.Refund(payment, refund); ok {
				p.put(paper, false)
			}
		}
	}()
}

// testPrinter prints the test page of a config that may not be saved yet.
func (a *App) testPrinter(ctx context.Context, c config.Config) []kiosk.CheckResult {
	press, err := pressOf(c, a.log)
	if err != nil {
		return nil
	}
	return printer.PrintTestPage(ctx, c.Printer, press, c.Shop.Name, c.Shop.Till)
}

// checkPrinter looks at the printer, and at what it left.
func checkPrinter(s config.Loaded) health.Check {
	return printer.Check(s.Config.Printer, func(ctx context.Context) (offered, unknown int, err error) {
		left, err := printqueue.ReadLeft(ctx, s.DataDir)
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		return left.Offered, left.Unknown, err
	})
}

// printLeft is the work of KeepPapers.
func (w works) printLeft(ctx context.Context, job office.KeepJob) office.Outcome {
	if w.papers == nil {
		return office.Outcome{Said: kiosk.T("screen.keep.papers.none")}
	}
	n, err := w.papers(ctx)
	switch {
	case err != nil:
		return w.failed(ctx, job, err)
	case n == 0:
		return office.Outcome{Said: kiosk.T("screen.keep.papers.none")}
	}
	return office.Outcome{Said: kiosk.T("screen.keep.papers.done", "n", fmt.Sprint(n))}
}
