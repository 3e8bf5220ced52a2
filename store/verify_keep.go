package store

import (
	"context"
	"errors"
	"slices"
	"time"
)

const (
	// verifyPerSecond is the pace of a running till, in rows: a few per cent of
	// the slowest processor, and a ledger of 500,000 events with their rows is
	// through in ten minutes.
	verifyPerSecond = 2000
	// verifyEvery is the interval at which new events are verified: what is cut off
	// the end afterwards is found.
	verifyEvery = 10 * time.Minute
	// verifyFirst is that until a new ledger has its first event: its first sale is
	// to have a verified point behind it soon.
	verifyFirst = 10 * time.Second
	// verifyKeep is the shortest interval at which the way through a big ledger is
	// kept: it waits for the disk, and a till that is cut off repeats no more.
	verifyKeep = 10 * time.Second
	// verifyRound is the interval at which the whole ledger is verified again.
	verifyRound = 24 * time.Hour
	// verifyLastMax bounds the verification at the end of the program, for which
	// somebody may be waiting.
	verifyLastMax = 2 * time.Second
)

// KeepVerifying verifies the ledger while the till runs, and returns when ctx is
// done: at once, at intervals and at the end what was added since the last verified
// point, which is kept in the data folder; and once a day, gently, the whole ledger,
// taken up after a restart where it was left, with a Recount at its end.
//
// It tells report, on this goroutine, of every fault (a *ChainError) once, up to 20;
// the next start tells of them again until they are mended. Selling need not stop
// for them: every other row is as good as before, and what the gateway says stays
// true. Failures to read the ledger or to keep the point are reported too and tried
// again.
func (l *Ledger) KeepVerifying(ctx context.Context, report func(error)) {
	v := verifier{ledger: l, report: report, pause: sleep}
	v.run(ctx)
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

type verifier struct {
	ledger *Ledger
	report func(error)
	pause  func(context.Context, time.Duration) bool

	point  checkpoint // to be kept
	kept   bool       // and it was
	keptAt time.Time
	found  findings // reported
	trips  map[string]bool
}

func (v *verifier) run(ctx context.Context) {
	var err error
	if v.point, err = readCheckpoint(v.ledger.dir); err != nil {
		v.trouble(err)
	}
	v.kept = v.point.Head.started()
	v.suspects(ctx)
	for ctx.Err() == nil {
		v.pass(ctx)
		next := verifyEvery
		if !v.point.Head.started() {
			next = verifyFirst
		}
		if !v.pause(ctx, next) {
			break
		}
	}
	// Everything up to the end of a till that is closed in order was verified.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), verifyLastMax)
	defer cancel()
	there := !v.point.RoundEnded.IsZero() // a till that began with nothing to verify
	if v.point.Head.started() {
		there, _ = v.anchored(last, &v.point.Head)
	}
	if there {
		v.step(last, &v.point.Head)
	}
	v.keep()
}

// pass verifies what is new and, when it is due, the whole.
func (v *verifier) pass(ctx context.Context) {
	fault, err := v.ledger.verifySchema(ctx)
	if err != nil {
		v.unread(ctx, err)
	}
	v.reportNew(ChainErrors{fault})  // once, as long as the schema stays so
	whole := !v.point.Head.started() // nothing was verified before, so this is the whole
	if !v.through(ctx, &v.point.Head) {
		return
	}
	now := time.Now()
	if whole {
		v.point.RoundEnded, v.kept = now, false
		v.keep()
		v.recount(ctx)
		return
	}
	v.keep()
	// A clock that was set back must not put the next round off.
	since := now.Sub(v.point.RoundEnded)
	if !v.point.Round.started() && since >= 0 && since < verifyRound {
		return
	}
	if v.through(ctx, &v.point.Round) {
		v.point.Round, v.point.RoundEnded, v.kept = position{}, time.Now(), false
		v.keep()
		v.recount(ctx)
	}
}

// recount compares what follows from the rows with them, unless they are not as they
// were written, which has been told.
func (v *verifier) recount(ctx context.Context) {
	if len(v.found.list) > 0 {
		return
	}
	err := v.ledger.recount(ctx, "", func(rows int) bool {
		return v.pause(ctx, time.Duration(rows)*time.Second/verifyPerSecond)
	})
	if err != nil {
		v.unread(ctx, err)
	}
}

// suspects looks again at the places where something was wrong, and forgets
// those that were read and where nothing is any more.
func (v *verifier) suspects(ctx context.Context) {
	again := v.point.Suspects
	v.point.Suspects = nil
	for _, s := range again {
		var here findings
		err := v.ledger.verifySuspect(ctx, s, &here)
		if err != nil {
			v.unread(ctx, err)
			v.point.suspect(s)
		}
		v.add(here.list, s)
	}
	v.kept = v.kept && slices.Equal(again, v.point.Suspects)
}

// add tells of the faults of one place, and keeps the place.
func (v *verifier) add(faults ChainErrors, at suspect) {
	if len(faults) == 0 {
		return
	}
	v.point.suspect(at)
	v.reportNew(faults)
}

// through moves at to the end of the ledger, slice by slice, and reports
// whether it came there.
func (v *verifier) through(ctx context.Context, at *position) bool {
	there, ok := v.anchored(ctx, at)
	if !ok {
		return false
	}
	if !there {
		*at, v.kept = position{}, false // what is there instead is judged from its first event
	}
	for ctx.Err() == nil {
		done, ok := v.step(ctx, at)
		switch {
		case !ok:
			return false
		case done:
			return true
		}
		if time.Since(v.keptAt) >= verifyKeep {
			v.keep()
		}
		if !v.pause(ctx, verifySlice*time.Second/verifyPerSecond) {
			return false
		}
	}
	return false
}

// step verifies one slice. ok is false when the ledger cannot be read, or so
// much was found that more would tell nobody anything.
func (v *verifier) step(ctx context.Context, at *position) (done, ok bool) {
	if v.found.full() {
		return false, false
	}
	next := *at
	var here findings // told when the slice was read to its end
	done, err := v.ledger.advance(ctx, &next, &here)
	if err != nil {
		v.unread(ctx, err)
		return false, false
	}
	for _, fault := range v.reportNew(here.list) {
		v.point.suspect(suspectOf(fault, at.walk))
		v.kept = false
	}
	if v.found.full() {
		return false, false // what of this slice was not told is read again
	}
	if next != *at {
		*at, v.kept = next, false
	}
	return done, true
}

// anchored reports whether at is still in the ledger. A fault there is told. ok
// is false when the ledger cannot be read.
func (v *verifier) anchored(ctx context.Context, at *position) (there, ok bool) {
	var here findings
	err := v.ledger.verifyAnchors(ctx, []walk{at.walk}, &here)
	if err != nil {
		v.unread(ctx, err)
		return false, false
	}
	missed := at.walk
	if len(here.list) > 0 && here.list[0].AtEnd {
		missed.Ended = here.list[0].Seq - 1
	}
	v.add(here.list, suspect{After: missed})
	there = len(here.list) == 0
	v.kept = v.kept && there
	return there, true
}

// reportNew reports the faults that were not found before, and returns them.
func (v *verifier) reportNew(faults ChainErrors) ChainErrors {
	before := len(v.found.list)
	for _, fault := range faults {
		v.found.add(fault)
	}
	fresh := v.found.list[before:]
	for _, fault := range fresh {
		v.report(failed("verify the ledger", fault))
	}
	if len(fresh) > 0 && v.found.full() {
		v.report(failed("verify the ledger", &fullError{v.found.list}))
	}
	return fresh
}

func (v *verifier) keep() {
	if v.kept {
		return
	}
	v.keptAt = time.Now()
	err := writeCheckpoint(v.ledger.dir, &v.point)
	if v.kept = err == nil; !v.kept {
		v.trouble(err)
	}
}

// unread reports that the ledger cannot be read, unless the till is being closed.
func (v *verifier) unread(ctx context.Context, err error) {
	if ctx.Err() == nil {
		v.trouble(failed("verify the ledger", err))
	}
}

// trouble reports a failure that is not the ledger's, each once.
func (v *verifier) trouble(err error) {
	if errors.Is(err, context.Canceled) || v.trips[err.Error()] {
		return
	}
	if v.trips == nil {
		v.trips = make(map[string]bool)
	}
	v.trips[err.Error()] = true
	v.report(err)
}
