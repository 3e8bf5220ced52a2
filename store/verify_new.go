package store

import (
	"context"
	"os"
	"path/filepath"
	"time"
)

// CheckNew is Check of what the till has not verified yet: the places where something was
// wrong, the points up to which the ledger was verified, and all that is behind the last of
// them. It returns the time at which the whole was last verified, which is zero when this was
// the whole: for a ledger that takes no time, that has no such point, or whose point is not as
// it was.
func (r *Reader) CheckNew(ctx context.Context) (whole time.Time, err error) {
	point, err := readCheckpoint(r.dir)
	if err != nil || !point.Head.started() || point.RoundEnded.IsZero() || r.isSmall() {
		return time.Time{}, r.Check(ctx)
	}
	var found findings
	if err := r.verifyNew(ctx, &point, &found); err != nil {
		return time.Time{}, failed("verify event log", err)
	}
	if len(found.list) > 0 {
		return time.Time{}, r.Check(ctx) // which names all places
	}
	return point.RoundEnded, r.Recount(ctx, recountSince(point.RoundEnded, r.opts.calendar()))
}

// isSmall reports whether SQLite reads the ledger from end to end while somebody waits.
func (r *Reader) isSmall() bool {
	info, err := os.Stat(filepath.Join(r.dir, LedgerName))
	return err != nil || info.Size() <= openCheckBytes
}

// verifyNew adds to found what is wrong where the till would look first.
func (r *Reader) verifyNew(ctx context.Context, point *checkpoint, found *findings) error {
	fault, err := r.verifySchema(ctx)
	if err != nil {
		return err
	}
	found.add(fault)
	if err := r.verifyAnchors(ctx, point.anchors(), found); err != nil {
		return err
	}
	for _, s := range point.Suspects {
		if err := r.verifySuspect(ctx, s, found); err != nil {
			return err
		}
	}
	if len(found.list) > 0 {
		return nil
	}
	head := point.Head // which stays where it was kept
	if err := r.verifyFrom(ctx, &head, found); len(found.list) == 0 {
		return err
	}
	return nil
}
