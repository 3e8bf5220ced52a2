package printer

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"facepay/device/serial"
	"facepay/kiosk"
)

// Queue keeps papers on disk; each change is there when its method returns.
type Queue interface {
	// Put queues a paper, as the original where that is wanted and it is the first.
	Put(ctx context.Context, paper kiosk.Paper, original bool, now time.Time) (kiosk.PrintJob, error)
	// Next is the oldest paper that is to be printed now; false for none.
	Next(ctx context.Context, now time.Time) (kiosk.PrintJob, bool, error)
	// Begin is called before the first byte of a paper leaves, End with what became of it.
	Begin(ctx context.Context, id int64) error
	End(ctx context.Context, id int64, state kiosk.PrintState) error
}

const (
	// retryEvery is the pause before a printer that took nothing is tried again. Somebody
	// who puts paper in waits for it.
	retryEvery = 2 * time.Second
	// lookEvery is the pause between looks at a printer with a fault, for which nothing waits.
	lookEvery = 10 * time.Second
	// pulseMax is the age at which a drawer is no longer opened: the customer has left.
	pulseMax = 5 * time.Second
	// attemptMax bounds one try, over all of its own deadlines, besides the time of a serial
	// line.
	attemptMax = 2 * time.Minute
	// endMax is the time that a paper on its way has when the till ends.
	endMax = 3 * time.Second
	// askedMax bounds what is asked for at once; a sale never waits for it.
	askedMax = 64
)

// Spool prints what is asked for in a goroutine of its own, Run's.
type Spool struct {
	Config Config
	Press  Press
	Queue  Queue
	Now    func() time.Time
	Log    *slog.Logger
	Ports  serial.Ports // among which a printer that was plugged in again is found
	// Told is called with each paper that was tried, and with each new fault of the printer
	// or the end of one; it returns at once.
	Told func(Report)

	asked  chan asked
	pulsed time.Time // of the newest pulse that waits for the try under way; zero for none
	try    try
	done   chan outcome // of the try that is under way
	hangs  bool         // a try outlived its limit: nothing else is tried beside it
	maybe  bool         // a paper waits, or may since the till before: its end is told
	report Report
	// attemptMax and pulseMax are the constants, in tests others.
	attemptMax, pulseMax time.Duration
}

// Report is the state of the printer and the end of a paper.
type Report struct {
	Fault kiosk.PrintersFault // why the last try did not print
	Low   bool                // the roll is near its end
	// Changed: something in the queue did.
	Changed bool
	// Paper is the kind of a paper that has had its end, and State that end; "" for none.
	Paper kiosk.PaperKind
	State kiosk.PrintState
}

type asked struct {
	paper    kiosk.Paper
	original bool
	pulse    bool
	at       time.Time
}

// NewSpool makes a spool of a config.
func NewSpool(c Config, p Press, q Queue) *Spool {
	return &Spool{
		Config: c, Press: p, Queue: q, Now: time.Now, Log: slog.New(slog.DiscardHandler), Ports: serial.PortsOf(c.Port), Told: func(Report) {},
		asked: make(chan asked, askedMax), try: try{cfg: c}, done: make(chan outcome, 1), attemptMax: attemptMax, pulseMax: pulseMax,
	}
}

// Print asks for a paper and returns at once. A false tells that too much is asked for.
func (s *Spool) Print(paper kiosk.Paper, original bool) bool {
	return s.ask(asked{paper: paper, original: original, at: time.Now()})
}

// Pulse opens the drawer, if that can be done soon.
func (s *Spool) Pulse() bool { return s.ask(asked{pulse: true, at: time.Now()}) }

// Look has the queue looked at again, in which somebody else changed something.
func (s *Spool) Look() { s.ask(asked{at: time.Now()}) }

func (s *Spool) ask(a asked) bool {
	select {
	case s.asked <- a:
		return true
	default:
		return false
	}
}

// Run prints until ctx ends. What is on its way then is waited for: a paper cut off would
// be one that nobody knows of.
func (s *Spool) Run(ctx context.Context) error {
	s.try.finder = serial.NewFinder(s.Ports, s.Config.Port)
	s.maybe = true
	looked := false
	retry := time.NewTimer(0)
	defer retry.Stop()
	for {
		select {
		case <-ctx.Done():
			s.pulses(ctx) // on record, for the next start
			return nil
		case a := <-s.asked:
			s.take(ctx, a)
		case <-retry.C:
			if !looked || !s.maybe { // else the paper finds it out
				s.look(ctx)
				looked = true
			}
		}
		switch {
		case s.printAll(ctx):
			retry.Reset(retryEvery)
		case s.report.Fault != kiosk.PrinterFine:
			retry.Reset(lookEvery)
		}
	}
}

// look tells how the printer is at the start, and that a fault has gone, where no paper does.
func (s *Spool) look(ctx context.Context) {
	if s.stillHangs() {
		return
	}
	w, err := s.try.open(ctx)
	if err != nil {
		s.tell(Report{Fault: faultOf(err)})
		return
	}
	now := askStatus(w)
	_ = w.Close() // it was only asked
	s.tell(Report{Fault: now.fault, Low: now.low})
}

// take puts what is asked for on record, or opens the drawer, whether or not the till ends
// meanwhile.
func (s *Spool) take(ctx context.Context, a asked) {
	ctx = context.WithoutCancel(ctx)
	switch {
	case a.pulse:
		switch late := time.Since(a.at); {
		case !s.Config.Drawer:
		case late >= s.pulseMax:
			s.Log.Warn("the drawer was asked for too long ago and stays shut", "late", late)
		default:
			s.pulse(ctx)
		}
	case a.paper.Kind != "":
		job, err := s.Queue.Put(ctx, a.paper, a.original, s.Now())
		if err != nil {
			s.Log.Error("queue a paper", "kind", a.paper.Kind, "err", err)
			s.tell(Report{Fault: kiosk.PrinterNoRecord, Changed: true})
			return
		}
		s.Log.Info("paper queued", "id", job.ID, "kind", job.Paper.Kind, "copy", job.Copy)
	}
}

// printAll prints what waits, and reports whether there is more that a later try may do.
func (s *Spool) printAll(ctx context.Context) (again bool) {
	for ctx.Err() == nil {
		job, ok, err := s.Queue.Next(ctx, s.Now())
		if err != nil {
			s.Log.Error("read the printer's queue", "err", err)
			s.tell(Report{Fault: kiosk.PrinterNoRecord})
			return true
		}
		if !ok {
			if s.maybe { // it has become old, and the printer is as it was
				s.maybe = false
				s.tell(Report{Fault: s.report.Fault, Low: s.report.Low, Changed: true})
			}
			return false
		}
		end := s.attempt(ctx, job)
		s.Log.Info("paper", "id", job.ID, "state", end.state, "fault", end.fault, "err", end.err)
		if end.state != kiosk.PrintWaiting {
			// Whatever the till's end interrupts, this is on record.
			if err := s.Queue.End(context.WithoutCancel(ctx), job.ID, end.state); err != nil {
				s.Log.Error("record a paper", "id", job.ID, "err", err)
				end.fault = kiosk.PrinterNoRecord
			}
		}
		report := Report{Fault: end.fault, Low: end.low, Changed: true}
		if end.state != kiosk.PrintWaiting {
			report.Paper, report.State = job.Paper.Kind, end.state
		}
		s.tell(report)
		s.pulses(ctx)
		if s.maybe = end.state == kiosk.PrintWaiting; s.maybe {
			return true
		}
	}
	return false
}

// pulses takes what was asked for meanwhile, so that a drawer does not wait behind papers.
func (s *Spool) pulses(ctx context.Context) {
	if at := s.pulsed; !at.IsZero() {
		s.pulsed = time.Time{}
		s.take(ctx, asked{pulse: true, at: at})
	}
	for {
		select {
		case a := <-s.asked:
			s.take(ctx, a)
		default:
			return
		}
	}
}

// attempt tries to print one paper, for no longer than its limit: some drivers hang whatever
// deadline they are given. Nothing is tried beside a try that hangs. Papers that are asked
// for meanwhile are put on record at once, as the till may be killed; the drawer waits.
func (s *Spool) attempt(ctx context.Context, job kiosk.PrintJob) outcome {
	if s.stillHangs() {
		return outcome{state: kiosk.PrintWaiting, fault: kiosk.PrinterBusy}
	}
	data := s.Press.Bytes(job.Paper, job.Copy)
	work := context.WithoutCancel(ctx)
	var claimed atomic.Bool // by the try that begins the paper, or by giving it up
	go func() {
		s.done <- s.try.print(work, data, func() error {
			if !claimed.CompareAndSwap(false, true) {
				return errGivenUp
			}
			return s.Queue.Begin(work, job.ID)
		})
	}()
	limit := time.NewTimer(s.limit(len(data)))
	defer limit.Stop()
	ended := ctx.Done()
	for !s.hangs {
		select {
		case end := <-s.done:
			return end
		case a := <-s.asked:
			if a.pulse {
				s.pulsed = a.at
			} else {
				s.take(ctx, a)
			}
		case <-ended:
			ended = nil
			limit.Reset(endMax)
		case <-limit.C:
			s.hangs = true
		}
	}
	if claimed.CompareAndSwap(false, true) {
		return outcome{state: kiosk.PrintWaiting, fault: kiosk.PrinterBusy}
	}
	return outcome{state: kiosk.PrintUnknown, fault: kiosk.PrinterSilent}
}

// limit is the time after which a try with so many bytes hangs.
func (s *Spool) limit(bytes int) time.Duration {
	return s.attemptMax + s.Config.wireTime(bytes)
}

// stillHangs reports whether a try that outlived its limit has not ended yet.
func (s *Spool) stillHangs() bool {
	if s.hangs {
		select {
		case <-s.done:
			s.hangs = false
		default:
		}
	}
	return s.hangs
}

var errGivenUp = errors.New("the printer took too long to be begun with")

// pulse opens the drawer; a printer without paper does it too.
func (s *Spool) pulse(ctx context.Context) {
	if s.stillHangs() {
		s.Log.Warn("the drawer stays shut: the printer hangs")
		return
	}
	w, err := s.try.open(ctx)
	if err == nil {
		defer w.Close()
		err = s.send(w, DrawerPulse)
	}
	if err != nil {
		s.Log.Error("open the drawer", "err", err)
		s.tell(Report{Fault: faultOf(err)})
	}
}

// send sends a few bytes, and hears the printer for no longer than behind a paper, as papers
// wait meanwhile.
func (s *Spool) send(w way, few []byte) error {
	if err := w.SetDeadline(time.Now().Add(s.pulseMax)); err != nil {
		return err
	}
	if _, err := w.Write(few); err != nil {
		return err
	}
	if err := w.SetDeadline(time.Now().Add(min(s.pulseMax, s.try.flushMax(w)))); err != nil {
		return err
	}
	return w.Flush()
}

// tell reports what is new.
func (s *Spool) tell(r Report) {
	if r.Changed || r != s.report {
		s.report = Report{Fault: r.Fault, Low: r.Low}
		s.Told(r)
	}
}
