package office

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"facepay/kiosk"
)

const (
	// readTimeout of one read; the ledger is on this machine.
	readTimeout = 10 * time.Second
	// tickEvery is the interval at which an open owner's side looks at its clock. A timer for the
	// whole of IdleMax would not see a clock that is set.
	tickEvery = time.Second
	// eventsMax is the number of events that may wait: more than a person or a
	// scanner makes while a step is taken.
	eventsMax = 256
)

// Ledger is the reader of the owner's side, beside the till.
type Ledger interface {
	kiosk.History
	kiosk.Reports
}

// Ports are the hands of a Loop.
type Ports struct {
	Ledger Ledger
	Shifts kiosk.Shifts
	Work   Worker
	// Bills finds files that may be bills, the bills that were compared, and what there is
	// to tell of those that are fetched.
	Bills func(context.Context) BillsAnswered
	// Tell posts an event to the counter, and must not block.
	Tell func(kiosk.Event)
	// Show takes each View, and must not block.
	Show func(View)
	// Print prints; it returns at once and may be nil.
	Print func(PaperAsk)
	Now   func() time.Time
	Log   *slog.Logger
}

// Loop runs an Office on a goroutine of its own, beside the counter's.
type Loop struct {
	office *Office
	ports  Ports
	events chan Event
	reads  sync.WaitGroup
	cuts   map[Section]context.CancelFunc // of the works under way
	ended  <-chan struct{}                // closed once Run is to return
}

// NewLoop joins an Office to its parts. Events may be posted before Run.
func NewLoop(o *Office, p Ports) *Loop {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	return &Loop{office: o, ports: p, events: make(chan Event, eventsMax), cuts: map[Section]context.CancelFunc{}}
}

// Post hands an event over. It never blocks; false means that the event was
// dropped because too many wait.
func (l *Loop) Post(e Event) bool {
	select {
	case l.events <- e:
		return true
	default:
		l.ports.Log.Warn("an event of the owner's side was dropped")
		return false
	}
}

// Run takes events one by one until ctx ends. When it returns nothing is read any
// more.
func (l *Loop) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer l.reads.Wait()
	defer cancel()
	l.ended = ctx.Done()
	ticker := time.NewTicker(tickEvery)
	ticker.Stop()
	defer ticker.Stop()
	ticks := false
	for {
		var e Event = Ticked{}
		select {
		case <-ctx.Done():
			return
		case e = <-l.events:
		case <-ticker.C:
		}
		for _, effect := range l.office.Step(l.ports.Now(), e) {
			l.carryOut(ctx, effect)
		}
		if l.office.open == ticks {
			continue
		}
		if ticks = l.office.open; ticks {
			ticker.Reset(tickEvery)
		} else {
			ticker.Stop()
		}
	}
}

func (l *Loop) carryOut(ctx context.Context, e Effect) {
	switch e := e.(type) {
	case Tell:
		l.ports.Tell(e.Event)
	case Show:
		l.ports.Show(e.View)
	case PaperAsk:
		if l.ports.Print != nil {
			l.ports.Print(e)
		}
	case WorkBegun:
		l.begin(ctx, e.Job)
	case WorkCut:
		l.cuts[e.Section]()
	case BillsRead:
		l.reads.Go(func() { l.answerBills(ctx) })
	case ShiftAsk:
		l.reads.Go(func() { l.answerShift(ctx, e) })
	default:
		l.reads.Go(func() {
			reading, cancel := context.WithTimeout(ctx, readTimeout)
			defer cancel()
			answer := Answer(reading, l.ports.Ledger, e)
			if err := failure(answer); err != nil && ctx.Err() == nil {
				l.ports.Log.Error("the ledger cannot be read for the owner's side", "error", err)
			}
			l.answer(answer)
		})
	}
}

// answerShift reads a shift, or closes one. A closing is given all the time that it
// takes: cut off, nobody would know what came of it.
func (l *Loop) answerShift(ctx context.Context, ask ShiftAsk) {
	if ask.Close == nil {
		reading, cancel := context.WithTimeout(ctx, readTimeout)
		defer cancel()
		ctx = reading
	}
	answer := AnswerShift(ctx, l.ports.Shifts, l.ports.Now(), ask)
	switch err := answer.Err; {
	case err == nil, errors.Is(err, kiosk.ErrConflict), errors.Is(err, context.Canceled):
	case ask.Close != nil:
		l.ports.Log.Error("close the shift", "error", err)
	default:
		l.ports.Log.Error("read the shift", "error", err)
	}
	l.answer(answer)
}

func (l *Loop) answerBills(ctx context.Context) {
	reading, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	answer := l.ports.Bills(reading)
	if answer.Err != nil && ctx.Err() == nil {
		l.ports.Log.Error("read the bills on record", "error", answer.Err)
	}
	l.answer(answer)
}

// answer hands over what was read, where Run goes on.
func (l *Loop) answer(e Event) {
	select {
	case l.events <- e:
	case <-l.ended:
	}
}

// Answer reads what an effect asks for.
func Answer(ctx context.Context, h Ledger, e Effect) Event {
	switch r := e.(type) {
	case ReportRead:
		report, err := h.Report(ctx, r.From, r.To, r.By)
		return ReportAnswered{ReportRead: r, Report: report, Err: err}
	case Read:
		if r.Of != "" {
			records, err := h.Story(ctx, r.Of)
			return TimelineRead{Read: r, Records: records, Err: err}
		}
		page, err := h.Payments(ctx, r.Filter, r.Before, HistoryPage)
		return PageRead{Read: r, Payments: page, Err: err}
	}
	return nil
}

// failure is the error that an answer tells of.
func failure(e Event) error {
	switch e := e.(type) {
	case PageRead:
		return e.Err
	case TimelineRead:
		return e.Err
	case ReportAnswered:
		return e.Err
	}
	return nil
}
