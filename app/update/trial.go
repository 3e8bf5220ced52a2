package update

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"facepay/app/heartbeat"
	"facepay/kiosk"
	"facepay/store"
)

// readyMax is the time in which a new version has to open the ledger and to paint. A
// test has less.
var readyMax = 30 * time.Second

// triesMax bounds the trials of which nobody knows the end.
const triesMax = 2

// freeMax bounds the wait for a till that is ending to let go of the data folder.
const freeMax = 10 * time.Second

// Trial is a start of the till, as far as a new version is tried by it.
type Trial struct {
	Args   []string  // of the till
	Data   string    // its data folder
	Stderr io.Writer // of the till
	Log    *slog.Logger
}

// Try tries the version that is staged, if one is, as a child of this process. It
// returns the till that then runs and has been let go, nil if there is nothing to try,
// it has to wait or it was refused: then the till is to be started as ever. No version
// is tried while a till uses the data folder, or while a sale is not settled there. A
// trial that was cut off, such as by a power cut, is undone first.
func (s Slots) Try(ctx context.Context, t Trial) (*heartbeat.Child, error) {
	if st, err := s.Read(); err != nil || !st.Candidate.due() || s.InSlot() {
		return nil, err
	}
	unlock, err := s.lock()
	if errors.Is(err, ErrBusy) {
		return nil, nil // that one knows better
	}
	if err != nil {
		return nil, err
	}
	defer unlock()
	st, err := s.Read() // once more: it may have changed before this one had the lock
	if err != nil || !st.Candidate.due() {
		return nil, err
	}
	if st.Candidate.Stage == Trying {
		if err := s.undo(ctx, &st, t.Log); err != nil || st.Candidate.Stage != Staged {
			return nil, err
		}
	}
	// Who installs a version knows nothing of one that was staged before.
	if c, runs := &st.Candidate, s.Current(st); !c.Back && !c.Older && !newer(c.Version, runs) {
		c.Reason = passed + runs
		return nil, s.refused(&st, t.Log)
	}
	if !s.begin(ctx, &st, t) {
		return nil, s.write(st, "waits")
	}
	if err := s.write(st, "trying"); err != nil {
		return nil, err
	}
	return s.try(ctx, st, t)
}

// Due reports whether the next start of the till is to try a version.
func (s Slots) Due() bool {
	st, err := s.Read()
	return err == nil && st.Candidate.due()
}

func (c Candidate) due() bool { return c.Stage == Staged || c.Stage == Trying }

// name is the name of a candidate for people.
func (s Slots) name(of Slot) string {
	if of.Version == "" {
		return "the installed version"
	}
	return "version " + of.Version
}

// begin makes a staged version one that is tried, or notes why it has to wait.
func (s Slots) begin(ctx context.Context, st *State, t Trial) bool {
	c := &st.Candidate
	stands, err := store.Look(ctx, t.Data, time.Now())
	switch {
	case errors.Is(err, store.ErrInUse):
		c.Reason = "a till was using its data folder"
	case err != nil:
		c.Reason = err.Error()
	case stands.Unsettled:
		c.Reason = "a sale was not settled"
	default:
		c.Stage, c.At, c.Reason, c.Tries = Trying, time.Now(), "", c.Tries+1
		c.Data, c.Schema = t.Data, stands.Schema
		if c.Back && st.Confirmed.Data == t.Data && st.Confirmed.Schema < stands.Schema {
			s.backInTime(ctx, st, t)
		}
		return true
	}
	t.Log.Warn("the update waits for the next start", "to", s.name(c.Slot), "why", c.Reason)
	return false
}

// backInTime puts the ledger of before the update back, if nothing was sold since.
func (s Slots) backInTime(ctx context.Context, st *State, t Trial) {
	err := store.PutBack(ctx, t.Data, st.Confirmed.Schema)
	if err == nil {
		st.Candidate.Schema = st.Confirmed.Schema
	} else if !errors.Is(err, store.ErrNoSchemaCopy) {
		t.Log.Warn("go back to the ledger of before the update", "err", err)
	}
}

// try runs the candidate until it is confirmed or has failed.
func (s Slots) try(ctx context.Context, st State, t Trial) (*heartbeat.Child, error) {
	c := st.Candidate
	t.Log.Info("the update is tried", "to", s.name(c.Slot))
	said := newLastLine(t.Stderr)
	child, failure := s.start(ctx, c, t, said)
	if failure == nil {
		if failure = s.confirm(st); failure == nil {
			failure = child.Go()
		}
		if failure == nil {
			t.Log.Info("the update is confirmed", "to", s.name(c.Slot))
			return child, nil
		}
	}
	if child != nil {
		child.Kill()
		_ = child.Wait() // it was killed
		failure = fmt.Errorf("%w%s", failure, said.text())
	}
	if ctx.Err() != nil {
		st.Candidate.Tries-- // the end of the session is no fault of it; the next start undoes the trial
		return nil, s.write(st, "put off")
	}
	st.Candidate.Reason = short(failure)
	return nil, s.refuse(ctx, &st, t.Log)
}

// How the reasons begin for which a candidate is refused.
const (
	tooSlow   = "it could not sell within "
	tooShort  = "it ended before it could sell: "
	asksFirst = "it asked something in place of selling"
	cutTwice  = "its trial was cut off twice"
	passed    = "it is not newer than version "
)

// start starts a candidate and waits until it is ready. A child that is not ready is
// returned with the failure.
func (s Slots) start(ctx context.Context, c Candidate, t Trial, stderr io.Writer) (*heartbeat.Child, error) {
	if err := s.whole(c.Slot); err != nil {
		return nil, err
	}
	cmd := exec.Command(s.program(c.Slot), t.Args...)
	cmd.Stderr = stderr
	moment("before start")
	child, err := heartbeat.Start(ctx, cmd)
	if err != nil {
		return nil, err
	}
	moment("after start")
	limit := time.NewTimer(readyMax)
	defer limit.Stop()
	select {
	case <-child.Ready():
		moment("after ready")
		return child, nil
	case <-child.Done():
		return child, fmt.Errorf(tooShort+"%w", endOf(child.Wait()))
	case <-child.Beats():
		return child, errors.New(asksFirst)
	case <-limit.C:
		return child, fmt.Errorf(tooSlow+"%s", readyMax)
	}
}

// endOf is a child's end as an error.
func endOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

// confirm makes the candidate of st what runs from now on.
func (s Slots) confirm(st State) error {
	c := st.Candidate
	next := State{Confirmed: Confirmed{Slot: c.Slot, At: time.Now(), Data: c.Data, Schema: c.Schema}, Previous: st.Confirmed}
	if c.Version != "" && !newer(c.Version, s.Version) {
		next.Confirmed.Over = s.Version
	}
	if err := s.write(next, "confirmed"); err != nil {
		return err
	}
	s.prune(next)
	return nil
}

// refuse puts the ledger back and notes for which reason a candidate does not run.
func (s Slots) refuse(ctx context.Context, st *State, log *slog.Logger) error {
	if err := s.putBack(ctx, st.Candidate); err != nil {
		return err // it stays one that is being tried, and the next start tries this again
	}
	return s.refused(st, log)
}

// refused notes that a candidate does not run.
func (s Slots) refused(st *State, log *slog.Logger) error {
	c := &st.Candidate
	log.Error("the update is refused", "to", s.name(c.Slot), "why", c.Reason)
	c.Stage, c.At = Refused, time.Now()
	if err := s.write(*st, "refused"); err != nil {
		return err
	}
	s.prune(*st)
	return nil
}

// undo ends a trial of which nobody knows the end.
func (s Slots) undo(ctx context.Context, st *State, log *slog.Logger) error {
	c := &st.Candidate
	if c.Tries >= triesMax {
		c.Reason = cutTwice
		return s.refuse(ctx, st, log)
	}
	if err := s.putBack(ctx, *c); err != nil {
		return err
	}
	log.Warn("the trial of the update was cut off", "to", s.name(c.Slot))
	c.Stage = Staged
	return nil // the trial that follows writes it
}

// putBack puts the ledger back that was there before the trial of c, or none. The
// candidate's process may need a moment to let go of it.
func (s Slots) putBack(ctx context.Context, c Candidate) error {
	back := func() error { return store.PutBack(ctx, c.Data, c.Schema) }
	if c.Schema == 0 {
		back = func() error { return store.DropUnused(ctx, c.Data) }
	}
	moment("before put back")
	deadline := time.Now().Add(freeMax)
	for {
		err := back()
		if busy := errors.Is(err, store.ErrInUse) || errors.Is(err, store.ErrLocked); !busy || time.Now().After(deadline) {
			moment("after put back")
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// reasonBytesMax bounds the reason of a refusal.
const reasonBytesMax = 400

// short is an error as one line.
func short(err error) string {
	line := strings.Join(strings.Fields(err.Error()), " ")
	if len(line) > reasonBytesMax {
		line = strings.ToValidUTF8(line[:reasonBytesMax], "") + "…"
	}
	return kiosk.Trim(line)
}

// telling are the beginnings of a line that says why a program ended.
var telling = []string{"facepay: ", "panic: ", "fatal error: "}

// lastLine passes on what a child says, and keeps the first line that tells why it
// ended, or else the last one.
type lastLine struct {
	to    io.Writer
	mu    sync.Mutex
	lines heartbeat.LineWriter
	why   string
	last  string
}

func newLastLine(to io.Writer) *lastLine {
	l := &lastLine{to: to}
	l.lines = heartbeat.LineWriter{Max: reasonBytesMax, Take: l.take}
	return l
}

func (l *lastLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	_, _ = l.lines.Write(p) // which never fails
	l.mu.Unlock()
	return l.to.Write(p)
}

func (l *lastLine) take(line string) {
	line = strings.TrimSpace(line)
	tells := slices.ContainsFunc(telling, func(begins string) bool { return strings.HasPrefix(line, begins) })
	switch {
	case tells && l.why == "":
		l.why = strings.TrimPrefix(line, telling[0])
	case line != "":
		l.last = line
	}
}

// text is that line, to be put behind another.
func (l *lastLine) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.take(l.lines.Rest())
	if line := cmp.Or(l.why, l.last); line != "" {
		return ": " + strings.ToValidUTF8(line, "")
	}
	return ""
}
