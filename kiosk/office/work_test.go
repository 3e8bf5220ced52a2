package office

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

type sampleJob struct{ of Section }

func (j sampleJob) Section() Section { return j.of }

func TestWork_TellsTheShareThatIsDone(t *testing.T) {
	var w Work
	require.Nil(t, w.cut(), "there is nothing to cut off")
	require.Len(t, w.begin(kiosk.T("x"), sampleJob{SectionReports}), 1)
	require.Negative(t, w.Share)
	require.Nil(t, w.begin(kiosk.T("y"), sampleJob{SectionReports}), "one at a time")
	w.moved(WorkMoved{SectionReports, 1, 0})
	require.Negative(t, w.Share, "of how much is not known")
	w.moved(WorkMoved{SectionReports, 1, 4})
	require.InDelta(t, 0.25, w.Share, 1e-9)
	require.Len(t, w.cut(), 1)
	require.Nil(t, w.cut(), "once is enough")
}

// A work goes on whatever page is on screen; what came of it stays until it was seen.
func TestWork_EscCutsItOffAndLeavingDoesNot(t *testing.T) {
	job := sampleJob{SectionToday}
	d := openDesk(kiosk.Payment{})
	d.press(kiosk.KeyF1)
	d.begin(kiosk.T("x"), job)
	d.press(kiosk.KeyF9, kiosk.KeyF1)
	require.Empty(t, d.press(kiosk.KeyEsc), "it does not leave")
	require.True(t, d.View().Keeping.Cutting)
	d.does(WorkEnded{Job: job, Outcome: Outcome{Said: kiosk.T("said")}})
	require.Equal(t, "said", d.View().Keeping.Said.ID)
	require.False(t, d.View().Keeping.Running())
	d.press(kiosk.KeyF9, kiosk.KeyF1)
	require.Empty(t, d.View().Keeping.Said.ID)
	require.Equal(t, []kiosk.Event{kiosk.OwnerLeft{}}, d.press(kiosk.KeyEsc))
}

func TestWork_AShiftIsWrittenByKeyAndByTouch(t *testing.T) {
	for name, do := range map[string]Event{"key": Input{Event: kiosk.Pressed{Key: ShiftKey}}, "touch": ShiftWanted{}} {
		d := &desk{Office: New(Settings{}), now: noon}
		d.does(Door{Open: true})
		d.press(kiosk.KeyF2)
		d.does(do)
		require.NotContains(t, d.effects, WorkBegun{ShiftJob{}}, "%s: nothing is read yet", name)
		d.does(ShiftAnswered{ShiftAsk: ShiftAsk{From: "2026-10-28", visit: d.shift.visit}, Closed: []kiosk.Shift{{Number: 6}, {Number: 7}}})
		d.press(kiosk.KeyDown)
		d.does(do)
		require.Contains(t, d.effects, WorkBegun{ShiftJob{Number: 7}}, name)
		require.Empty(t, d.press(kiosk.KeyEsc))
		require.True(t, d.View().Paper.Cutting)
	}
}

// emptyLedger has no payments.
type emptyLedger struct{ Ledger }

func (emptyLedger) Payments(context.Context, kiosk.HistoryFilter, kiosk.OrderNo, int) ([]kiosk.Payment, error) {
	return nil, nil
}

func (emptyLedger) Report(context.Context, kiosk.Date, kiosk.Date, kiosk.Grouping) (kiosk.Report, error) {
	return kiosk.Report{}, nil
}

// runBackup opens the page of today on a running loop and begins a backup that worker
// does. keeping is what the page shows of it.
func runBackup(t *testing.T, worker Worker) (l *Loop, keeping func() Work, end func() (ended bool)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var view atomic.Pointer[View]
	var ended atomic.Bool
	l = NewLoop(New(Settings{}), Ports{Ledger: emptyLedger{}, Work: worker, Tell: func(kiosk.Event) {}, Show: func(v View) { view.Store(&v) }})
	go func() {
		l.Run(ctx)
		ended.Store(true)
	}()
	l.Post(Door{Open: true, Section: SectionToday})
	l.Post(KeepChosen{KeepBackup})
	return l, func() Work {
			synctest.Wait()
			return view.Load().Keeping
		}, func() bool {
			stop()
			time.Sleep(2 * cutMost)
			return ended.Load()
		}
}

func TestWork_RunsBesideTheLoopUntilItIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, keeping, end := runBackup(t, func(ctx context.Context, job Job, show func(done, total int64)) Outcome {
			show(1, 4)
			<-ctx.Done()
			show(4, 4)
			return Outcome{Said: kiosk.T("cut off")}
		})
		require.InDelta(t, 0.25, keeping().Share, 1e-9)
		l.Post(SectionChosen{SectionHistory})
		l.Post(SectionChosen{SectionToday})
		require.True(t, keeping().Running())
		l.Post(Cut{})
		require.Equal(t, Work{Outcome: Outcome{Said: kiosk.T("cut off")}}, keeping())
		require.True(t, end())
	})
}

// A stick that hangs keeps nobody: neither who cut the work off, nor the till's end.
func TestWork_ThatHangsIsWaitedForNoLonger(t *testing.T) {
	for _, stops := range []string{"somebody", "the till's end"} {
		synctest.Test(t, func(t *testing.T) {
			stick := make(chan Outcome)
			l, keeping, end := runBackup(t, func(context.Context, Job, func(done, total int64)) Outcome { return <-stick })
			require.True(t, keeping().Running())
			if stops == "somebody" {
				l.Post(Cut{})
				require.True(t, keeping().Cutting)
				time.Sleep(cutMost)
				require.Equal(t, "screen.work.hangs", keeping().Said.ID)
				l.Post(KeepChosen{KeepBundle})
				require.True(t, keeping().Running(), "another one can begin")
			}
			require.True(t, end())
			close(stick)
		})
	}
}
