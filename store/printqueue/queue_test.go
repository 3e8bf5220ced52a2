package printqueue

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func opened(t *testing.T, dir string, now time.Time) *Queue {
	t.Helper()
	q, err := Open(t.Context(), dir, now)
	require.NoError(t, err)
	t.Cleanup(func() { _ = q.Close() })
	return q
}

func paper(key string, of time.Time) kiosk.Paper {
	return kiosk.Paper{Kind: kiosk.PaperReceipt, Key: key, Of: of, Lines: []kiosk.PaperLine{{Style: kiosk.LineText, Left: kiosk.Verbatim("店 " + key)}}}
}

func put(t *testing.T, q *Queue, key string, original bool, now time.Time) kiosk.PrintJob {
	t.Helper()
	job, err := q.Put(t.Context(), paper(key, now), original, now)
	require.NoError(t, err)
	return job
}

func next(t *testing.T, q *Queue, now time.Time) (kiosk.PrintJob, bool) {
	t.Helper()
	job, ok, err := q.Next(t.Context(), now)
	require.NoError(t, err)
	return job, ok
}

func TestQueue_HandsPapersOutInTheirOrderAndOnce(t *testing.T) {
	q := opened(t, t.TempDir(), noon)
	put(t, q, "sale:1", true, noon)
	put(t, q, "sale:2", true, noon)
	for _, key := range []string{"sale:1", "sale:2"} {
		job, ok := next(t, q, noon)
		require.True(t, ok)
		require.Equal(t, paper(key, noon).Lines, job.Paper.Lines)
		require.False(t, job.Copy)
		require.NoError(t, q.Begin(t.Context(), job.ID))
		require.ErrorIs(t, q.Begin(t.Context(), job.ID), ErrBegun)
		require.NoError(t, q.End(t.Context(), job.ID, kiosk.PrintPrinted))
		require.ErrorIs(t, q.End(t.Context(), job.ID, kiosk.PrintPrinted), ErrBegun)
	}
	_, ok := next(t, q, noon)
	require.False(t, ok)
}

func TestQueue_ASecondPaperOfAKeyIsACopy(t *testing.T) {
	dir := t.TempDir()
	q := opened(t, dir, noon)
	require.False(t, put(t, q, "sale:1", true, noon).Copy)
	require.True(t, put(t, q, "sale:1", true, noon).Copy)
	require.True(t, put(t, q, "sale:2", false, noon).Copy, "a reprint is one whatever was printed")
	require.False(t, put(t, q, "sale:2", true, noon).Copy)
	require.False(t, put(t, q, "", true, noon).Copy)
	require.False(t, put(t, q, "", true, noon).Copy, "what has no key is printed without end")
	require.NoError(t, q.Close())
	require.True(t, put(t, opened(t, dir, noon), "sale:1", true, noon).Copy, "after a restart too")
}

func TestQueue_WhatItNoLongerRemembersIsACopy(t *testing.T) {
	q := opened(t, t.TempDir(), noon)
	job, err := q.Put(t.Context(), paper("shift:7", noon.Add(-time.Hour)), true, noon)
	require.NoError(t, err)
	require.True(t, job.Copy, "it is older than the queue")
	first := put(t, q, "shift:8", true, noon)
	require.NoError(t, q.Begin(t.Context(), first.ID))
	require.NoError(t, q.End(t.Context(), first.ID, kiosk.PrintSent))
	later := noon.Add(keep + time.Hour)
	put(t, q, "sale:9", true, later)
	job, err = q.Put(t.Context(), paper("shift:8", noon), true, later)
	require.NoError(t, err)
	require.True(t, job.Copy, "its original was forgotten meanwhile")
}

func TestQueue_WhatIsOldIsOfferedAndNeverPrintedByItself(t *testing.T) {
	q := opened(t, t.TempDir(), noon)
	put(t, q, "sale:1", true, noon)
	later := noon.Add(kiosk.PrintAgeMax + time.Second)
	put(t, q, "sale:2", true, later)
	job, ok := next(t, q, later)
	require.True(t, ok)
	require.Equal(t, "sale:2", job.Paper.Key[:6])
	left, err := q.Left(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, Left{Offered: 1}, left)
	require.NoError(t, q.Begin(t.Context(), job.ID))
	require.NoError(t, q.End(t.Context(), job.ID, kiosk.PrintSent))
	_, ok = next(t, q, noon)
	require.False(t, ok, "a clock that is put back makes nothing young again")
	require.NoError(t, q.Again(t.Context(), later))
	job, ok = next(t, q, later)
	require.True(t, ok)
	require.False(t, job.Copy, "no byte of it has left")
}

func TestQueue_WhatWasBegunAtARestartIsNotKnownAndReprintedAsACopy(t *testing.T) {
	dir := t.TempDir()
	q := opened(t, dir, noon)
	require.NoError(t, q.Begin(t.Context(), put(t, q, "sale:1", true, noon).ID))
	require.NoError(t, q.Close())
	q = opened(t, dir, noon)
	_, ok := next(t, q, noon)
	require.False(t, ok)
	left, err := q.Left(t.Context(), noon)
	require.NoError(t, err)
	require.Equal(t, Left{Unknown: 1}, left)
	require.NoError(t, q.Again(t.Context(), noon))
	job, ok := next(t, q, noon)
	require.True(t, ok)
	require.True(t, job.Copy)
	left, err = ReadLeft(t.Context(), dir)
	require.NoError(t, err)
	require.False(t, left.Any())
}

func TestQueue_ADroppedPaperIsNotPrinted(t *testing.T) {
	q := opened(t, t.TempDir(), noon)
	put(t, q, "sale:1", true, noon)
	later := noon.Add(time.Hour)
	_, ok := next(t, q, later)
	require.False(t, ok)
	require.NoError(t, q.Drop(t.Context()))
	require.NoError(t, q.Again(t.Context(), later))
	_, ok = next(t, q, later)
	require.False(t, ok)
	require.True(t, put(t, q, "sale:1", true, later).Copy)
}

func TestQueue_ADamagedFileIsKeptAndANewOneKnowsThatItForgot(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, Name), []byte("no database of anybody's, and longer than a header of one would be by far, to be sure of it"), 0o600))
	q := opened(t, dir, noon)
	require.True(t, q.Anew)
	job, err := q.Put(t.Context(), paper("sale:1", noon.Add(-time.Hour)), true, noon)
	require.NoError(t, err)
	require.True(t, job.Copy)
	require.FileExists(t, filepath.Join(dir, damagedName))
}

func TestQueue_IsBounded(t *testing.T) {
	q := opened(t, t.TempDir(), noon)
	_, err := q.db.ExecContext(t.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO papers (key, copy, state, queued_at, paper) SELECT '', 1, 'waiting', ?, '{}' FROM n`, WaitingMax, noon.UnixMicro())
	require.NoError(t, err)
	_, err = q.Put(t.Context(), paper("sale:1", noon), true, noon)
	require.ErrorIs(t, err, ErrFull)
}

func TestQueue_WhatNobodyWantsForADayIsDropped(t *testing.T) {
	q := opened(t, t.TempDir(), noon)
	put(t, q, "sale:1", true, noon)
	_, ok := next(t, q, noon.Add(time.Hour))
	require.False(t, ok)
	left, err := q.Left(t.Context(), noon.Add(23*time.Hour))
	require.NoError(t, err)
	require.True(t, left.Any())
	left, err = q.Left(t.Context(), noon.Add(25*time.Hour))
	require.NoError(t, err)
	require.False(t, left.Any())
}
