package store

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// watched is a till's verification until pause returns false, with which the till
// is switched off: what it reported, and the verifier.
func watched(l *Ledger, pause func(time.Duration) bool) (said []error, v verifier) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	v = verifier{ledger: l, report: func(err error) { said = append(said, err) }, pause: func(_ context.Context, d time.Duration) bool {
		if !pause(d) {
			cancel()
		}
		return ctx.Err() == nil
	}}
	v.run(ctx)
	return said, v
}

// verified is watched for as many passes as wanted.
func verified(t testing.TB, l *Ledger, passes int) []error {
	t.Helper()
	said, _ := watched(l, func(d time.Duration) bool {
		if d >= verifyFirst { // else it is between two slices
			passes--
		}
		return passes > 0
	})
	return said
}

// namedIn is named for every error.
func namedIn(t testing.TB, said []error) []string {
	t.Helper()
	var all []string
	for _, err := range said {
		all = append(all, named(t, err)...)
	}
	return all
}

// restarted verifies as one start of a till does, and closes the ledger.
func restarted(t testing.TB, dir string, passes int) []string {
	t.Helper()
	l, err := Open(context.Background(), dir, testOptions)
	require.NoError(t, err)
	said := verified(t, l, passes)
	require.NoError(t, l.Close())
	return namedIn(t, said)
}

// longAgo makes the last verification of the whole ledger a day older.
func longAgo(t testing.TB, dir string) {
	t.Helper()
	c, err := readCheckpoint(dir)
	require.NoError(t, err)
	c.RoundEnded = c.RoundEnded.Add(-verifyRound)
	require.NoError(t, writeCheckpoint(dir, &c))
}

// many adds sales with a payment each, n of them.
func many(t testing.TB, l *Ledger, from, n int) {
	t.Helper()
	var w kiosk.Write
	for i := from; i < from+n; i++ {
		s := sale(fmt.Sprintf("sale%d", i))
		p := benchPayment(i)
		p.Sale = s.ID
		w.Sales, w.Payments = append(w.Sales, s), append(w.Payments, p)
	}
	save(t, l, w)
}

func TestKeepVerifying_FindsAtTheNextStartWhatWasChangedSince(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*testing.T, *Ledger)
		want  []string
	}{
		"nothing":                              {spoiled(), nil},
		"an event after the point edited":      {spoiled(`UPDATE events SET note = 'x' WHERE seq = 16`), []string{"edited event 16"}},
		"a new row edited":                     {spoiled(`UPDATE payments SET amount = 1 WHERE id = 5`), []string{"edited payment P5 @16"}},
		"an old row edited that changed since": {spoiled(`UPDATE payments SET amount = 1 WHERE id = 3`), []string{"edited payment P3 @17"}},
		"a new row put in":                     {spoiled(putSale), []string{"inserted sale s9 @0"}},
		"the newest sale taken out with its events": {spoiled(`DELETE FROM events WHERE seq >= 12`, `DELETE FROM payments WHERE id >= 3`,
			`DELETE FROM sales WHERE sale <> 's1'`), []string{"removed event 12-14"}},
		"the event at the point edited":  {spoiled(`UPDATE events SET note = 'x' WHERE seq = 14`), []string{"edited event 14"}},
		"the whole history written anew": {func(t *testing.T, l *Ledger) { rewrite(t, l.dir, 3, 17, noteOf(3)) }, []string{"rewritten event 14"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			four := payment("ORDER00000000000000000P4", "s2")
			save(t, l, another(four)) // event 14
			require.Empty(t, verified(t, l, 1))
			// What comes now is not verified: the till is cut off.
			_, w := moved(four, kiosk.StateWaiting)
			save(t, l, w)
			save(t, l, another(payment("ORDER00000000000000000P5", "s2")))
			_, w = moved(payment("ORDER00000000000000000P3", "s2"), kiosk.StateWaiting)
			save(t, l, w)
			require.NoError(t, l.Close())
			c.spoil(t, l)
			require.Equal(t, c.want, restarted(t, l.dir, 1))
			if c.want != nil {
				require.Equal(t, c.want, restarted(t, l.dir, 1), "and at every start until it is mended")
			}
		})
	}
}

func TestKeepVerifying_FindsAnOldEditWithinADay(t *testing.T) {
	l := sold(t)
	require.Empty(t, verified(t, l, 1))
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id = 2`)
	require.Empty(t, restarted(t, l.dir, 3), "what was verified is not read at every start")
	longAgo(t, l.dir)
	want := []string{"edited payment P2 @5"}
	require.Equal(t, want, restarted(t, l.dir, 1))
	require.Equal(t, want, restarted(t, l.dir, 1), "and at every start until it is mended")
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1250 WHERE id = 2`)
	require.Empty(t, restarted(t, l.dir, 1))
	c, err := readCheckpoint(l.dir)
	require.NoError(t, err)
	require.Empty(t, c.Suspects)
}

// What was sold meanwhile is more than a slice.
func TestKeepVerifying_TellsOfARowHoweverMuchWasSoldSince(t *testing.T) {
	for name, c := range map[string]struct {
		verified    bool
		since       []kiosk.Payment // that it was verified
		spoil, mend string
		want        []string
	}{
		"an old row": {true, nil, `UPDATE payments SET amount = 1 WHERE id = 2`, `UPDATE payments SET amount = 1250 WHERE id = 2`, []string{"edited payment P2 @5"}},
		"a new row":  {true, []kiosk.Payment{payment("ORDER00000000000000000P5", "s2")}, `UPDATE payments SET amount = 1 WHERE id = 4`, `UPDATE payments SET amount = 1250 WHERE id = 4`, []string{"edited payment P5 @14"}},
		"an event":   {false, nil, `UPDATE events SET note = 'x' WHERE seq = 5`, `UPDATE events SET note = 'moved' WHERE seq = 5`, []string{"edited event 5"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			if c.verified {
				require.Empty(t, verified(t, l, 1))
				longAgo(t, l.dir)
			}
			for _, p := range c.since {
				save(t, l, another(p))
			}
			require.NoError(t, l.Close())
			byOtherHands(t, l.dir, c.spoil)
			require.Equal(t, c.want, restarted(t, l.dir, 1))
			since, err := Open(context.Background(), l.dir, testOptions)
			require.NoError(t, err)
			many(t, since, 1, verifySlice)
			require.NoError(t, since.Close())
			require.Equal(t, c.want, restarted(t, l.dir, 1))
			require.Equal(t, c.want, restarted(t, l.dir, 1))
			byOtherHands(t, l.dir, c.mend)
			require.Empty(t, restarted(t, l.dir, 1), "it is mended")
		})
	}
}

func TestKeepVerifying_ARowIsMendedOnlyWhenItFitsItsSeal(t *testing.T) {
	for name, c := range map[string]struct {
		spoil, again string
		want         []string
	}{
		"edited, then removed":      {`UPDATE payments SET amount = 1 WHERE id = 2`, `DELETE FROM payments WHERE id = 2`, []string{"removed payment P2 @5"}},
		"edited, then renamed":      {`UPDATE payments SET amount = 1 WHERE id = 2`, `UPDATE payments SET order_no = 'X' WHERE id = 2`, []string{"inserted payment X @0", "removed payment P2 @5"}},
		"edited, then moved away":   {`UPDATE payments SET amount = 1 WHERE id = 2`, `UPDATE payments SET id = 99 WHERE id = 2`, []string{"edited payment P2 @5"}},
		"put in, then taken out":    {putSale, `DELETE FROM sales WHERE id = 9`, nil},
		"named by no text of ours":  {`UPDATE refunds SET refund_no = CAST(x'ff41' AS TEXT) WHERE id = 2`, `SELECT 1`, []string{"removed refund R2 @11", "inserted refund \xffA @0"}},
		"edited, and put right":     {`UPDATE sales SET amount = amount + 1 WHERE sale = 's2'`, `UPDATE sales SET amount = amount - 1 WHERE sale = 's2'`, nil},
		"a refund edited, and left": {`UPDATE refunds SET amount = 1 WHERE id = 2`, `SELECT 1`, []string{"edited refund R2 @11"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			require.NoError(t, l.Close())
			byOtherHands(t, l.dir, c.spoil)
			require.NotEmpty(t, restarted(t, l.dir, 1))
			byOtherHands(t, l.dir, c.again)
			for range 2 {
				require.ElementsMatch(t, c.want, restarted(t, l.dir, 1))
			}
		})
	}
}

func TestKeepVerifying_APlaceThatCouldNotBeReadIsKept(t *testing.T) {
	l := sold(t)
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id = 2`, `UPDATE events SET note = 'x' WHERE seq = 3`)
	want := []string{"edited event 3", "edited payment P2 @5"}
	require.Equal(t, want, restarted(t, l.dir, 1))
	l, err := Open(context.Background(), l.dir, testOptions)
	require.NoError(t, err)
	require.NoError(t, l.db.Close())
	require.NotEmpty(t, verified(t, l, 1), "it cannot be read at this start")
	_ = l.Close() // it is closed already
	require.Equal(t, want, restarted(t, l.dir, 1))
}

// A slice that could be read only in part is read again, and told of then.
func TestKeepVerifying_TellsWhatWasFoundBeforeAReadFailed(t *testing.T) {
	l := sold(t)
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id = 2`, `ALTER TABLE refunds RENAME COLUMN reason TO away`)
	mended := false
	said, _ := watched(l, func(time.Duration) bool {
		if mended {
			return false
		}
		mended = true
		byOtherHands(t, l.dir, `ALTER TABLE refunds RENAME COLUMN away TO reason`)
		return true
	})
	require.Len(t, said, 3)
	require.Equal(t, []string{"schema schema refunds"}, named(t, said[0]))
	require.NotErrorIs(t, said[1], ErrDamaged)
	require.Equal(t, []string{"edited payment P2 @5"}, named(t, said[2]))
}

func TestKeepVerifying_PlacesThatWereNotLookedAtAreKept(t *testing.T) {
	l := newLedger(t)
	many(t, l, 0, 2*faultsMax)
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id <= 20`)
	require.Len(t, restarted(t, l.dir, 1), 2*faultsMax, "each, and with the last of them all")
	l = openLedger(t, l.dir)
	ctx, cancel := context.WithCancel(context.Background())
	said := 0
	v := verifier{ledger: l, report: func(error) { said++; cancel() }, pause: sleep} // switched off at the first
	v.run(ctx)
	require.NoError(t, l.Close())
	require.Equal(t, 1, said)
	require.Len(t, restarted(t, l.dir, 1), 2*faultsMax)
}

func TestKeepVerifying_GoesOnWithTheWholeAfterARestart(t *testing.T) {
	l := newLedger(t)
	many(t, l, 0, 2*verifySlice) // eight slices
	require.Empty(t, verified(t, l, 1))
	require.NoError(t, l.Close())
	longAgo(t, l.dir)
	byOtherHands(t, l.dir, fmt.Sprintf(`UPDATE payments SET amount = 1 WHERE id = %d`, verifySlice+1))
	starts := 0
	for found := false; !found; starts++ {
		require.Less(t, starts, 10, "the whole ledger is through in as many starts as it has slices")
		l := openLedger(t, l.dir)
		said, _ := watched(l, func(time.Duration) bool { return false }) // switched off after one slice of the whole
		require.NoError(t, l.Close())
		for _, err := range said {
			require.Equal(t, FaultEdited, err.(interface{ Unwrap() error }).Unwrap().(*ChainError).Fault)
			found = true
		}
	}
	require.Greater(t, starts, 3)
}

func TestKeepVerifying_VerifiesWhatComesWhileTheTillRuns(t *testing.T) {
	l := sold(t)
	passes := 0
	said, v := watched(l, func(time.Duration) bool {
		if passes++; passes == 2 {
			save(t, l, first(sale("s4"), payment("ORDER00000000000000000P7", "s4"))) // on the way out
			return false
		}
		save(t, l, first(sale("s3"), payment("ORDER00000000000000000P6", "s3")))
		return true
	})
	require.Empty(t, said)
	require.Equal(t, int64(17), v.point.Head.Seq)
	c, err := readCheckpoint(l.dir)
	require.NoError(t, err)
	require.Equal(t, v.point.Head, c.Head)
}

// Else the check of a till in its first ten minutes would say that sales may be
// missing.
func TestKeepVerifying_ANewLedgersFirstSaleHasItsPointSoon(t *testing.T) {
	l := newLedger(t)
	var pauses []time.Duration
	said, _ := watched(l, func(d time.Duration) bool {
		if d < verifyFirst {
			return true // between two slices
		}
		if pauses = append(pauses, d); len(pauses) == 1 {
			save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
			return true
		}
		require.NoError(t, l.VerifiedPoint(t.Context()))
		return false
	})
	require.Empty(t, said)
	require.Len(t, pauses, 2)
	require.LessOrEqual(t, pauses[0], time.Minute)
	require.Equal(t, verifyEvery, pauses[1])
}

// The first till of a new folder that is closed within ten minutes.
func TestKeepVerifying_AFirstShortRunKeepsItsPointToo(t *testing.T) {
	l := newLedger(t)
	said, _ := watched(l, func(d time.Duration) bool {
		if d >= verifyFirst {
			save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
		}
		return d < verifyFirst
	})
	require.Empty(t, said)
	point, err := readCheckpoint(l.dir)
	require.NoError(t, err)
	require.True(t, point.Head.started())
}

func TestKeepVerifying_AClockThatWasSetBackPutsNothingOff(t *testing.T) {
	l := sold(t)
	require.Empty(t, verified(t, l, 1))
	c, err := readCheckpoint(l.dir)
	require.NoError(t, err)
	c.RoundEnded = time.Now().AddDate(10, 0, 0)
	require.NoError(t, writeCheckpoint(l.dir, &c))
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id = 2`)
	require.Equal(t, []string{"edited payment P2 @5"}, namedIn(t, verified(t, l, 1)))
}

func TestKeepVerifying_ReportsAPointThatCannotBeReadAndBeginsAnew(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no JSON": "verified\n", "another format": `{"format": 2}`, "an unknown word": `{"format": 1, "x": 1}`,
		"a short hash": `{"format": 1, "head": {"hash": "00"}}`, "no hex": `{"format": 1, "head": {"hash": "` + fmt.Sprintf("%064s", "x") + `"}}`,
		"too big": fmt.Sprintf("%*s", checkpointBytesMax+1, "{}"),
	} {
		t.Run(name, func(t *testing.T) {
			l := sold(t)
			require.NoError(t, os.WriteFile(filepath.Join(l.dir, checkpointName), []byte(text), fileMode))
			byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id = 2`)
			said := verified(t, l, 1)
			require.Len(t, said, 2)
			require.NotErrorIs(t, said[0], ErrDamaged)
			require.ErrorContains(t, said[0], checkpointName)
			require.Equal(t, []string{"edited payment P2 @5"}, named(t, said[1]))
			_, err := readCheckpoint(l.dir)
			require.NoError(t, err)
		})
	}
}

func TestKeepVerifying_AFolderThatTakesNoPointIsReportedOnce(t *testing.T) {
	l := sold(t)
	require.NoError(t, os.Mkdir(filepath.Join(l.dir, checkpointName+".part"), folderMode))
	said := verified(t, l, 3)
	require.Len(t, said, 1)
	require.ErrorContains(t, said[0], checkpointName)
}

func TestKeepVerifying_TellsAtMostTwenty(t *testing.T) {
	l := newLedger(t)
	many(t, l, 0, 2*faultsMax)
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1`)
	said := verified(t, l, 3)
	require.Len(t, said, faultsMax+1)
	require.ErrorContains(t, said[faultsMax], "20 places; the rest was not looked at")
	require.Len(t, named(t, said[faultsMax]), faultsMax, "a changed history like each of them, and not a file that a disk spoiled")
}

func TestKeepVerifying_ARepairedLedgerIsAnother(t *testing.T) {
	ctx := context.Background()
	l := sold(t)
	backedUp(t, l, noon)
	save(t, l, first(sale("s3"), payment("ORDER00000000000000000P6", "s3")))
	require.Empty(t, verified(t, l, 1))
	require.NoError(t, l.Close())
	_, err := RestoreBackup(ctx, l.dir)
	require.NoError(t, err)
	require.Empty(t, restarted(t, l.dir, 1), "two events fewer, by the owner's choice")
	require.NoError(t, BeginNew(ctx, l.dir))
	require.Empty(t, restarted(t, l.dir, 1))
}

func TestCheck_HoldsTheLedgerToThePointsVerifiedBefore(t *testing.T) {
	l := sold(t)
	_, w := moved(payment("ORDER00000000000000000P3", "s2"), kiosk.StateFailed)
	save(t, l, w)
	require.Empty(t, verified(t, l, 1))
	require.NoError(t, l.Close())
	byOtherHands(t, l.dir, `DELETE FROM events WHERE seq >= 12`,
		`DELETE FROM payments WHERE id >= 3`, `DELETE FROM sales WHERE sale <> 's1'`)
	r := besideTill(t, l.dir)
	require.Equal(t, []string{"removed event 12-14"}, named(t, r.Check(context.Background())))
	require.NoError(t, os.Remove(filepath.Join(l.dir, checkpointName)))
	require.NoError(t, r.VerifyChain(context.Background()), "without the point the chain alone cannot show it")
	require.ErrorIs(t, r.Check(context.Background()), ErrSums, "but the sums do")
	require.ErrorIs(t, r.VerifiedPoint(context.Background()), ErrNoVerifiedPoint)
}

func TestVerifiedPoint_IsMissedOnlyWhereThereIsSomethingToVerify(t *testing.T) {
	ctx := context.Background()
	l := newLedger(t)
	require.NoError(t, l.VerifiedPoint(ctx), "nothing is recorded yet")
	save(t, l, first(sale("s1"), payment("ORDER00000000000000000P1", "s1")))
	require.Equal(t, ErrNoVerifiedPoint, l.VerifiedPoint(ctx))
	require.NotErrorIs(t, ErrNoVerifiedPoint, ErrDamaged)
	require.Empty(t, verified(t, l, 1))
	require.NoError(t, l.VerifiedPoint(ctx))
	require.NoError(t, os.WriteFile(filepath.Join(l.dir, checkpointName), []byte("x"), fileMode))
	require.ErrorIs(t, l.VerifiedPoint(ctx), ErrNoVerifiedPoint)
	require.ErrorContains(t, l.VerifiedPoint(ctx), checkpointName)
}

func TestCheck_APointThatNoTillWroteBoundsWhatIsNamed(t *testing.T) {
	for seq, want := range map[int64][]string{-5: nil, math.MinInt64: nil, 99: {"removed event 14-99"}, math.MaxInt64: {"removed event 14"}} {
		t.Run(fmt.Sprint(seq), func(t *testing.T) {
			l := sold(t)
			require.Empty(t, verified(t, l, 1))
			c, err := readCheckpoint(l.dir)
			require.NoError(t, err)
			c.Head.Seq = seq
			require.NoError(t, writeCheckpoint(l.dir, &c))
			require.Equal(t, want, named(t, l.Check(context.Background())))
			if want == nil {
				require.ErrorIs(t, l.VerifiedPoint(context.Background()), ErrNoVerifiedPoint)
				require.Len(t, verified(t, l, 1), 1, "it cannot be read")
				return
			}
			require.Equal(t, want, namedIn(t, verified(t, l, 1)))
		})
	}
}

// The real pace and pause, with a till that is switched off meanwhile.
func TestKeepVerifying_EndsWhenTheTillDoes(t *testing.T) {
	l := newLedger(t)
	many(t, l, 0, 2*verifySlice)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		l.KeepVerifying(ctx, func(err error) { t.Error(err) })
	}()
	for { // until a first slice is kept
		if c, err := readCheckpoint(l.dir); err == nil && c.Head.started() {
			break
		}
		select {
		case <-ended:
			t.Fatal("it ended before the till did")
		case <-time.After(time.Millisecond):
		}
	}
	cancel()
	<-ended
}
