package store

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/store/atomicfile"
)

// target is a target of a till, so many days after noon.
func target(dir, till string, days int) ExternalTarget {
	return ExternalTarget{Dir: dir, Till: till, Keep: 3, Now: noon.AddDate(0, 0, days), Pace: 1 << 40}
}

// copyOut makes an external copy that must succeed.
func copyOut(t *testing.T, r *Reader, to ExternalTarget) ExternalCopy {
	t.Helper()
	made, err := r.BackupTo(context.Background(), to)
	require.NoError(t, err)
	return made
}

func TestBackupTo_IsTheWholeLedgerReadBack(t *testing.T) {
	l := sold(t)
	stick := t.TempDir()
	var shown [][2]int64
	made := copyOut(t, l.WithProgress(func(done, total int64) { shown = append(shown, [2]int64{done, total}) }), target(stick, "01", 0))
	require.Regexp(t, `^facepay-01-[0-9a-f]{8}-20261120-\d{6}\.db$`, filepath.Base(made.File))
	require.Equal(t, []string{made.File}, names(t, stick, "*"), "and nothing else is left")
	require.Empty(t, names(t, l.dir, backupsDir, outgoingName+"*"))
	require.Equal(t, int64(3), made.Payments)
	require.Equal(t, int64(13), made.Events)
	last := shown[len(shown)-1]
	require.Equal(t, last[0], last[1], "the work was seen to its end")
	for i := range shown[1:] {
		require.GreaterOrEqual(t, shown[i+1][0], shown[i][0])
	}

	other := t.TempDir()
	require.NoError(t, copyFile(made.File, filepath.Join(other, LedgerName)))
	require.NoError(t, besideTill(t, other).Check(context.Background()))
}

func TestBackupTo_TwoTillsAndOneStickForTenNights(t *testing.T) {
	stick := t.TempDir()
	tills := map[string]*Ledger{"a": sold(t), "b": sold(t)}
	mine := filepath.Join(stick, "facepay-01-holiday.db")
	require.NoError(t, os.WriteFile(mine, []byte("the owner's"), fileMode))
	made := map[string][]string{}
	for night := range 10 {
		for till, l := range tills {
			to := target(stick, "01", night) // the same name: nobody has changed it
			to.Now = to.Now.Add(time.Duration(night%2) * time.Hour)
			made[till] = append(made[till], copyOut(t, l.Reader, to).File)
		}
	}
	want := []string{mine}
	for till := range tills {
		want = append(want, made[till][7:]...)
	}
	require.ElementsMatch(t, want, names(t, stick, "*"))

	// One whose disk was copied, key and all, and that was given a name of its own.
	to := target(stick, "02", 11)
	copyOut(t, tills["a"].Reader, to)
	require.Len(t, names(t, stick, "*"), len(want)+1)

	// A clock that was set back: the copy just made stays.
	back := target(stick, "01", -400)
	kept := copyOut(t, tills["b"].Reader, back).File
	require.FileExists(t, kept)
	require.Len(t, names(t, stick, "*"), len(want)+1)
}

func TestBackupTo_EachTroubleIsOneSentenceAndLeavesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, fileMode))
	for name, row := range map[string]struct {
		dir  string
		want error
		says string
	}{
		"no stick": {filepath.Join(t.TempDir(), "stick"), ErrNoTarget, "plug the stick in"},
		"a file":   {file, nil, "it is a file, and not a folder"},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			_, err := l.BackupTo(context.Background(), target(row.dir, "01", 0))
			require.ErrorContains(t, err, row.says)
			if row.want != nil {
				require.ErrorIs(t, err, row.want)
			}
			require.Empty(t, names(t, l.dir, backupsDir, "outgoing.db*"))
		})
	}
}

func TestOutFailed_AStickIsNotTheLedger(t *testing.T) {
	err := outFailed("copy the ledger to /stick", &os.PathError{Op: "open", Path: "/stick/x", Err: syscall.EROFS})
	require.ErrorIs(t, err, ErrTargetReadOnly)
	require.NotContains(t, err.Error(), "ledger cannot be written")
	require.ErrorIs(t, outFailed("copy", syscall.ENOSPC), ErrDiskFull)
}

func TestBackupTo_ABrokenLedgerIsNotCopied(t *testing.T) {
	l := sold(t)
	require.NoError(t, l.Close())
	stick := t.TempDir()
	r := besideTill(t, l.dir)
	text := content(t, filepath.Join(l.dir, LedgerName))
	for i := len(text) / 3; i < len(text)*2/3; i++ {
		text[i] = 0xAA
	}
	require.NoError(t, os.WriteFile(filepath.Join(l.dir, LedgerName), text, fileMode))
	_, err := r.BackupTo(context.Background(), target(stick, "01", 0))
	require.ErrorIs(t, err, ErrDamaged)
	require.Empty(t, names(t, stick, "*"))
}

func TestBackupTo_OneAtATime(t *testing.T) {
	l := sold(t)
	stick := t.TempDir()
	begun, release := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		_, err := l.outgoing(context.Background(), target(stick, "01", 0), func(temp string) (string, error) {
			close(begun)
			<-release
			return temp, l.snapshotTo(context.Background(), temp)
		})
		first <- err
	}()
	<-begun
	_, err := l.BackupTo(context.Background(), target(stick, "01", 1))
	require.ErrorIs(t, err, ErrCopying)
	close(release)
	require.NoError(t, <-first)
}

// own is a carrier of a ledger to a stick.
func newCarrier(l *Ledger, dir string) *carrier {
	return &carrier{reader: l.Reader, to: target(dir, "01", 0), id: "1a2b3c4d"}
}

func TestCarrier_MakesRoomWithItsOwnOldestButKeepsTheNewest(t *testing.T) {
	l, stick := sold(t), t.TempDir()
	c := newCarrier(l, stick)
	for i := range 4 {
		require.NoError(t, os.WriteFile(filepath.Join(stick, externalName("01", c.id, noon.AddDate(0, 0, i))), []byte("copy"), fileMode))
	}
	others := filepath.Join(stick, externalName("01", "ffffffff", noon))
	part := filepath.Join(stick, externalName("01", c.id, noon)+atomicfile.PartSuffix)
	for _, name := range []string{others, part} {
		require.NoError(t, os.WriteFile(name, nil, fileMode))
	}
	free := uint64(50)
	ask := func(string) (space, error) { free += 30; return space{free: free, total: 1000}, nil }
	removed, err := c.makeRoom(120, ask)
	require.NoError(t, err)
	require.Equal(t, 2, removed)
	require.NoFileExists(t, part, "what a copy that was cut off left goes")

	_, err = c.makeRoom(1000, func(string) (space, error) { return space{free: 1, total: 1000}, nil })
	require.ErrorIs(t, err, ErrDiskFull)
	require.ElementsMatch(t, []string{others, filepath.Join(stick, externalName("01", c.id, noon.AddDate(0, 0, 3)))}, names(t, stick, "*"))
}

func TestCarrier_WhatIsReadBackMustBeWhatWasWritten(t *testing.T) {
	l, stick := sold(t), t.TempDir()
	c := newCarrier(l, stick)
	c.source = backedUp(t, l, noon)
	ctx := context.Background()
	want, err := ledgerEnd(ctx, c.source, testOptions)
	require.NoError(t, err)
	src, err := os.Open(c.source)
	require.NoError(t, err)
	defer src.Close()
	info, err := src.Stat()
	require.NoError(t, err)
	want.Bytes = info.Size()
	temp := filepath.Join(stick, "temp")
	sum, err := c.write(ctx, src, temp, want.Bytes)
	require.NoError(t, err)
	require.NoError(t, c.readBack(ctx, temp, sum, want))
	text := content(t, temp)
	text[len(text)-100] ^= 1 // a bit that a bad stick lost
	require.NoError(t, os.WriteFile(temp, text, fileMode))
	require.ErrorIs(t, c.readBack(ctx, temp, sum, want), errReadBack)
}

func newCarrierOf(c *carrier) *carrier {
	return &carrier{reader: c.reader, to: c.to, id: c.id, source: c.source, stall: time.Hour}
}

func TestKeepExternal_FollowsTheNightlyBackupsAndTriesAgain(t *testing.T) {
	dir, stick := t.TempDir(), filepath.Join(t.TempDir(), "stick")
	synctest.Test(t, func(t *testing.T) {
		l, err := Open(t.Context(), dir, Options{Location: time.UTC}) // midnight, 2000-01-01
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		plan := DefaultBackupConfig()
		plan.To, plan.Keep = stick, 2
		said := make(chan string, 100)
		done := make(chan struct{})
		go func() {
			defer close(done)
			l.KeepExternal(ctx, time.Now, func() BackupConfig { return plan }, "01", func(made ExternalCopy, err error) {
				word := filepath.Base(made.File)
				if err != nil {
					word = "failed"
				}
				said <- time.Now().UTC().Format("02T15:04 ") + word
			})
		}()
		id, err := tillID(dir)
		require.NoError(t, err)
		until := func(d time.Duration) (got []string) {
			time.Sleep(d)
			synctest.Wait()
			for len(said) > 0 {
				got = append(got, <-said)
			}
			return got
		}
		require.Empty(t, until(30*time.Minute), "there is no backup to copy")
		_, err = l.Backup(ctx, time.Now())
		require.NoError(t, err)
		require.Equal(t, []string{"01T00:31 failed", "01T01:31 failed"}, until(90*time.Minute), "no stick, each hour")
		state, err := ReadExternalState(dir)
		require.NoError(t, err)
		require.Contains(t, state.Error, "plug the stick in")
		require.Equal(t, "check.found.backup.never", externalResult(state, plan, time.UTC, time.Now()).What.ID)

		require.NoError(t, os.Mkdir(stick, 0o700))
		require.Equal(t, []string{"01T02:31 facepay-01-" + id + "-20000101-023100.db"}, until(10*time.Hour), "once")
		state, err = ReadExternalState(dir)
		require.NoError(t, err)
		require.Equal(t, "check.found.backup.ok", externalResult(state, plan, time.UTC, time.Now()).What.ID)
		require.Equal(t, "check.found.backup.late", externalResult(state, plan, time.UTC, time.Now().AddDate(0, 0, 4)).What.ID)
		for range 3 {
			require.Empty(t, until(23*time.Hour))
			_, err = l.Backup(ctx, time.Now())
			require.NoError(t, err)
			require.Len(t, until(time.Hour), 1)
		}
		require.Len(t, names(t, stick, "*"), 2)
		cancel()
		<-done
		require.NoError(t, l.Close())
	})
}

// A start with the clock a year ahead leaves a backup, and a copy, of a day to come.
func TestKeepExternal_GoesOnAfterAClockThatWasAhead(t *testing.T) {
	l := oneSale(t)
	plan := DefaultBackupConfig()
	plan.To = t.TempDir()
	passes := func(now time.Time) (did bool) {
		did, err := l.externalOnce(t.Context(), now, plan, "01", func(ExternalCopy, error) {})
		require.NoError(t, err)
		return did
	}
	ahead, right := noon.AddDate(1, 0, 0), noon.AddDate(0, 0, 1)
	backedUp(t, l, ahead)
	require.True(t, passes(ahead))
	state, err := ReadExternalState(l.dir)
	require.NoError(t, err)
	require.Equal(t, "check.found.backup.ok", externalResult(state, plan, time.UTC, ahead).What.ID)
	require.Equal(t, "check.found.backup.late", externalResult(state, plan, time.UTC, right).What.ID)
	backedUp(t, l, right)
	require.True(t, passes(right))
	require.False(t, passes(right), "once")
	require.Len(t, names(t, plan.To, "*"), 2)
	state, err = ReadExternalState(l.dir)
	require.NoError(t, err)
	require.Equal(t, "check.found.backup.ok", externalResult(state, plan, time.UTC, right).What.ID)
}

func TestKeepExternal_TakesAnotherPlanWhileItRuns(t *testing.T) {
	dir, gone, stick := t.TempDir(), filepath.Join(t.TempDir(), "gone"), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		l, err := Open(t.Context(), dir, Options{Location: time.UTC})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		var plan atomic.Pointer[BackupConfig]
		changes := func(to, at string) { plan.Store(&BackupConfig{To: to, At: at, Keep: 2}) }
		changes("", BackupNightly)
		said, done := make(chan error, 100), make(chan struct{})
		go func() {
			defer close(done)
			l.KeepExternal(ctx, time.Now, func() BackupConfig { return *plan.Load() }, "01", func(_ ExternalCopy, err error) { said <- err })
		}()
		passes := func(minutes time.Duration) {
			time.Sleep(minutes*time.Minute + time.Second)
			synctest.Wait()
		}
		_, err = l.Backup(ctx, time.Now())
		require.NoError(t, err)
		passes(60)
		require.Empty(t, said, "nothing is wanted")
		changes(gone, BackupNightly)
		passes(1)
		require.Error(t, <-said)
		passes(10)
		require.Empty(t, said, "the next try is in an hour")
		changes(stick, BackupNightly)
		passes(1)
		require.NoError(t, <-said, "another plan does not wait for it")
		require.Len(t, names(t, stick, "*"), 1)
		changes(stick, "01:20")
		passes(15)
		require.NoError(t, <-said)
		require.Empty(t, said)
		require.Len(t, names(t, stick, "*"), 2)
		for _, at := range []string{BackupNightly, "01:20"} {
			other := filepath.Join(t.TempDir(), "other stick")
			changes(other, at)
			passes(1)
			require.Len(t, said, 1)
			require.Error(t, <-said, "it is not plugged in yet")
			require.NoError(t, os.Mkdir(other, 0o700))
			passes(60)
			require.Len(t, said, 1, "what went to another place is not there")
			require.NoError(t, <-said)
			require.Len(t, names(t, other, "*"), 1)
			passes(120)
			require.Empty(t, said, "once")
		}
		cancel()
		<-done
		require.NoError(t, l.Close())
	})
}

// A copy follows each closing, also one whose stick was out, or whose till ended before it.
func TestKeepExternal_FollowsTheClosings(t *testing.T) {
	dir, stick := t.TempDir(), filepath.Join(t.TempDir(), "stick")
	synctest.Test(t, func(t *testing.T) {
		plan := DefaultBackupConfig()
		plan.To, plan.At = stick, BackupClosing
		require.NoError(t, plan.Check())
		var l *Ledger
		var end func()
		said := make(chan error, 100)
		open := func() {
			var err error
			l, err = Open(t.Context(), dir, Options{Location: time.UTC})
			require.NoError(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				l.KeepExternal(ctx, time.Now, func() BackupConfig { return plan }, "01", func(_ ExternalCopy, err error) { said <- err })
			}()
			end = func() { cancel(); <-done; require.NoError(t, l.Close()) }
		}
		closes := func(after int) {
			_, err := l.CloseShift(t.Context(), kiosk.ShiftClose{After: after, At: time.Now()})
			require.NoError(t, err)
		}
		until := func(d time.Duration) (copies, failures int) {
			time.Sleep(d)
			synctest.Wait()
			for len(said) > 0 {
				if err := <-said; err != nil {
					failures++
				} else {
					copies++
				}
			}
			return copies, failures
		}
		is := func(copies, failures int, after time.Duration, why string) {
			t.Helper()
			gotCopies, gotFailures := until(after)
			require.Equal(t, [2]int{copies, failures}, [2]int{gotCopies, gotFailures}, why)
		}
		open()
		_, err := l.Backup(t.Context(), time.Now())
		require.NoError(t, err)
		is(0, 0, 24*time.Hour, "no shift was closed")
		closes(0)
		is(0, 2, 90*time.Minute, "no stick, each hour")
		require.NoError(t, os.Mkdir(stick, 0o700))
		is(1, 0, 24*time.Hour, "once")
		closes(1)
		is(1, 0, 2*externalLookEvery, "soon after it")
		closes(2)
		closes(3)
		is(1, 0, time.Hour, "one copy has both")
		closes(4)
		end()
		open()
		is(1, 0, time.Hour, "what was missed is made when the till runs again")
		end()
		newest := names(t, stick, "*")
		require.Len(t, newest, 4)
		reader, err := OpenReader(t.Context(), dir, Options{Location: time.UTC})
		require.NoError(t, err)
		z, err := reader.Shift(t.Context(), 5)
		require.NoError(t, err)
		require.NoError(t, reader.Close())
		restored := t.TempDir()
		require.NoError(t, copyFile(newest[len(newest)-1], filepath.Join(restored, LedgerName)))
		reader = besideTill(t, restored)
		copied, err := reader.Shift(t.Context(), 5)
		require.NoError(t, err)
		require.Equal(t, z, copied, "the copy has the Z")
	})
}

func TestExternalDue_IsTheNewestMomentOfTheDay(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-20 22:29": "2026-11-19 22:30", "2026-11-20 22:30": "2026-11-20 22:30", "2026-12-01 00:00": "2026-11-30 22:30",
	} {
		at, err := time.Parse("2006-01-02 15:04", now)
		require.NoError(t, err)
		due, err := externalDue("22:30", at)
		require.NoError(t, err)
		require.Equal(t, want, due.Format("2006-01-02 15:04"))
	}
}

func TestBackupConfig_Check(t *testing.T) {
	require.NoError(t, DefaultBackupConfig().Check())
	for key, c := range map[string]BackupConfig{
		"at: ":   {At: "later", Keep: 1},
		"keep: ": {At: BackupNightly, Keep: 0},
		"to: ":   {At: "22:30", Keep: 5, To: "stick"},
	} {
		require.ErrorContains(t, c.Check(), key)
	}
}

func TestExternalName_OfAnyTill(t *testing.T) {
	at := time.Date(2026, 11, 29, 3, 15, 0, 0, time.UTC)
	for till, want := range map[string]string{"01": "01", "收银 1": "收银_1", "a/b\\c:d": "a_b_c_d", "": "_", "a-b": "a_b"} {
		require.Equal(t, "facepay-"+want+"-1a2b3c4d-20261129-031500.db", externalName(till, "1a2b3c4d", at))
	}
}
