package office

import (
	"context"
	"time"

	"facepay/kiosk"
)

// Work is a long work of a section, under way or ended: what it is, the share of it
// that is done, and what came of it. A section holds one as a plain value, which its
// View shows and ui/owner's paintWork draws; begin starts it, and the Office hands it
// the rest. It goes on when its section or the whole owner's side is left, and is cut
// off by Cut, by Esc in its section, and by the till's end. Job says what is to be done;
// Ports.Work does it.
type Work struct {
	What    kiosk.Text // while it is under way; zero: there is none
	Share   float64    // from 0 to 1; less than 0 while nobody can tell
	Outcome            // once it ended
	Cutting bool       // it was cut off, and is about to end

	job Job
}

// Running reports whether it is under way.
func (w Work) Running() bool { return w.What.ID != "" }

// Job is a work to be done, as a plain value, by whose type Ports.Work tells them apart.
type Job interface {
	// Section is the one whose work it is. A section has one work at a time.
	Section() Section
}

// Outcome is a work's end: a sentence that says where something is or why it is
// not; the zero Text where it was cut off. Result is for the section alone.
type Outcome struct {
	Said   kiosk.Text
	Failed bool
	Result any
}

// Worker does a job until it ended or ctx did, and then leaves nothing half done. It
// tells how far it is; a total of 0 is not known.
type Worker func(ctx context.Context, job Job, show func(done, total int64)) Outcome

type (
	// WorkBegun has the loop begin a job, WorkCut cut a section's off.
	WorkBegun struct{ Job Job }
	WorkCut   struct{ Section Section }
	// WorkMoved tells how far a section's work is; WorkEnded ends it.
	WorkMoved struct {
		Section     Section
		Done, Total int64
	}
	WorkEnded struct {
		Job     Job
		Outcome Outcome
	}
	// Cut is a touch of the button that cuts off the work of the section on screen.
	Cut struct{}
)

func (WorkBegun) effect() {}
func (WorkCut) effect()   {}
func (WorkMoved) office() {}
func (WorkEnded) office() {}
func (Cut) office()       {}

// begin starts a work in place of what came of the last one; nil while one is under way.
func (w *Work) begin(what kiosk.Text, job Job) []Effect {
	if w.Running() {
		return nil
	}
	*w = Work{What: what, Share: -1, job: job}
	return []Effect{WorkBegun{Job: job}}
}

// cut asks for the end of a work under way; nil where there is none.
func (w *Work) cut() []Effect {
	if !w.Running() || w.Cutting {
		return nil
	}
	w.Cutting = true
	return []Effect{WorkCut{Section: w.job.Section()}}
}

func (w *Work) moved(e WorkMoved) {
	if w.Running() && e.Total > 0 {
		w.Share = min(1, float64(e.Done)/float64(e.Total))
	}
}

// work is the one of a section; nil for a section that has none.
func (o *Office) work(s Section) *Work {
	switch s {
	case SectionToday:
		return &o.keeping
	case SectionShift:
		return &o.paper
	case SectionReports:
		return &o.export
	case SectionReconcile:
		return &o.bills.Reading
	}
	return nil
}

// worked takes what happens to works, and reports whether it was such an event.
func (o *Office) worked(e Event) bool {
	switch e := e.(type) {
	case WorkMoved:
		if w := o.work(e.Section); w != nil {
			w.moved(e)
		}
	case WorkEnded:
		if w := o.work(e.Job.Section()); w != nil {
			*w = Work{Outcome: e.Outcome}
		}
		o.billAnswered(e)
	case Cut:
		o.touched = o.turn.now
		o.cutWork()
	default:
		return false
	}
	o.turn.changed = true
	return true
}

// begin starts a work of the section on screen.
func (o *Office) begin(what kiosk.Text, job Job) {
	if w := o.work(job.Section()); w != nil {
		o.turn.effects = append(o.turn.effects, w.begin(what, job)...)
		o.turn.changed = true
	}
}

// cutWork cuts off the work of the section on screen, and reports whether one is under way.
func (o *Office) cutWork() bool {
	w := o.work(o.section)
	if w == nil || !w.Running() {
		return false
	}
	o.turn.effects = append(o.turn.effects, w.cut()...)
	o.turn.changed = true
	return true
}

// forgetWork takes away what came of a work whose page is left. One under way stays.
func (o *Office) forgetWork() {
	if w := o.work(o.section); w != nil && !w.Running() {
		*w = Work{}
	}
}

const (
	// movedEvery is the least time between two pictures of a work: people see no more.
	movedEvery = 100 * time.Millisecond
	// cutMost is the time that a work has to end once it was cut off. A stick may hang
	// for ever, and neither people nor the till's end wait for it.
	cutMost = 10 * time.Second
)

// begin does a job beside the loop.
func (l *Loop) begin(ctx context.Context, job Job) {
	ctx, cut := context.WithCancel(ctx)
	l.cuts[job.Section()] = cut
	ended := make(chan Outcome, 1)
	go func() {
		var told time.Time
		ended <- l.ports.Work(ctx, job, func(done, total int64) {
			if now := time.Now(); ctx.Err() == nil && now.Sub(told) >= movedEvery {
				told = now
				select {
				case l.events <- WorkMoved{job.Section(), done, total}:
				default: // the next one tells more
				}
			}
		})
	}()
	l.reads.Go(func() {
		defer cut()
		select {
		case l.events <- WorkEnded{Job: job, Outcome: awaited(ctx, ended)}:
		case <-l.ended:
		}
	})
}

// awaited is the outcome of a work, or that it hangs after it was cut off.
func awaited(ctx context.Context, ended <-chan Outcome) Outcome {
	select {
	case outcome := <-ended:
		return outcome
	case <-ctx.Done():
	}
	select {
	case outcome := <-ended:
		return outcome
	case <-time.After(cutMost):
		return Outcome{Said: kiosk.T("screen.work.hangs"), Failed: true}
	}
}
