// Package printqueue keeps on disk what is to be printed, and what became of it. It is a
// file of its own beside the ledger, so that no paper makes a write about money wait, and a
// damaged queue is no damaged ledger.
//
// Each change is one transaction that is on the disk when it returns. A paper is begun on
// record before its first byte leaves; whatever happens then, it is not begun a second time.
package printqueue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store/atomicfile"
	"facepay/store/diskusage"
)

// Name is the queue's file in the data folder.
const Name = "printer.db"

// damagedName is the file that a damaged queue is kept as; the next one takes its place.
const damagedName = "printer-damaged.db"

const (
	// keep is the time for which a paper that had its end is remembered.
	keep = 31 * 24 * time.Hour
	// ahead is the time by which a clock may be put back without making what waits old.
	ahead = time.Minute
	// skew is the time by which a gateway's clock, which tells when money came, may be
	// behind the till's.
	skew = 10 * time.Minute
	// offerMax is the time for which what is left waits for a person. Nobody prints yesterday.
	offerMax = 24 * time.Hour
	// WaitingMax bounds the papers that are not ended: a printer that is off for weeks.
	WaitingMax = 500
)

// Errors.
var (
	// ErrFull tells that WaitingMax papers wait for somebody.
	ErrFull = errors.New("too many papers wait for the printer")
	// ErrBegun tells that a paper was begun before, or had its end.
	ErrBegun = errors.New("the paper was begun before")
)

// Queue is the papers of a till. It is safe for concurrent use.
type Queue struct {
	db *sql.DB
	// Anew: the file was damaged and is kept beside; this is a new one.
	Anew bool
}

const schema = `
CREATE TABLE IF NOT EXISTS papers (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	key TEXT NOT NULL,
	copy INTEGER NOT NULL,
	state TEXT NOT NULL,
	queued_at INTEGER NOT NULL, -- microseconds of Unix time
	paper TEXT                  -- JSON, NULL once it had its end
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS originals ON papers (key) WHERE copy = 0 AND key <> '';
CREATE INDEX IF NOT EXISTS states ON papers (state, id);
CREATE TABLE IF NOT EXISTS since (at INTEGER NOT NULL) STRICT; -- what is older is not remembered`

// Open opens the queue of a data folder for the one till of it, at now. What was begun when
// the till before ended is PrintUnknown from then on.
func Open(ctx context.Context, dir string, now time.Time) (*Queue, error) {
	q, err := open(ctx, dir, now)
	if err == nil {
		return q, nil
	}
	name := filepath.Join(dir, Name)
	if _, gone := os.Stat(name); gone != nil || ctx.Err() != nil {
		return nil, err
	}
	for _, sidecar := range sidecars {
		if err := atomicfile.Remove(name + sidecar); err != nil {
			return nil, err
		}
	}
	if renameErr := atomicfile.Rename(name, filepath.Join(dir, damagedName)); renameErr != nil {
		return nil, errors.Join(err, renameErr)
	}
	if q, err = open(ctx, dir, now); err == nil {
		q.Anew = true
	}
	return q, err
}

var sidecars = []string{"-wal", "-shm"}

func open(ctx context.Context, dir string, now time.Time) (_ *Queue, err error) {
	db, err := sql.Open("sqlite3", dsn(dir, url.Values{
		"mode": {"rwc"}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_busy_timeout": {"3000"}, "_txlock": {"immediate"},
	}))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("open the printer's queue: %w", err), db.Close())
		}
	}()
	var sound string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&sound); err != nil {
		return nil, err
	}
	if sound != "ok" {
		return nil, errors.New(sound)
	}
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, err
	}
	if err := os.Chmod(filepath.Join(dir, Name), 0o600); err != nil {
		return nil, err
	}
	q := &Queue{db: db}
	return q, q.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO since SELECT ? WHERE NOT EXISTS (SELECT 1 FROM since)`, now.UnixMicro()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE papers SET state = ? WHERE state = ?`, kiosk.PrintUnknown, kiosk.PrintSending)
		return err
	})
}

func dsn(dir string, options url.Values) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, Name)), RawQuery: options.Encode()}
	if filepath.IsAbs(u.Path) && u.Path[0] != '/' {
		u.Path = "/" + u.Path // C:/… of Windows
	}
	return u.String()
}

// Close closes the file.
func (q *Queue) Close() error { return q.db.Close() }

func (q *Queue) write(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Put queues a paper at now: as the original where that is wanted and none of its Key was
// queued before, as far as anybody remembers, else as a copy. Errors: ErrFull.
func (q *Queue) Put(ctx context.Context, paper kiosk.Paper, original bool, now time.Time) (job kiosk.PrintJob, err error) {
	text, err := json.Marshal(paper)
	if err != nil {
		return job, err
	}
	job = kiosk.PrintJob{Paper: paper, State: kiosk.PrintWaiting, QueuedAt: now}
	err = q.write(ctx, func(tx *sql.Tx) error {
		if err := forget(ctx, tx, now); err != nil {
			return err
		}
		var waiting, known int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM papers WHERE paper IS NOT NULL`).Scan(&waiting); err != nil {
			return err
		}
		if waiting >= WaitingMax {
			return ErrFull
		}
		if paper.Key != "" {
			err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM papers WHERE key = ? AND copy = 0) + (SELECT count(*) FROM since WHERE at > ?)`,
				paper.Key, paper.Of.Add(skew).UnixMicro()).Scan(&known)
			if err != nil {
				return err
			}
			job.Copy = !original || known > 0
		}
		return insert(ctx, tx, &job, string(text))
	})
	return job, err
}

func insert(ctx context.Context, tx *sql.Tx, job *kiosk.PrintJob, text string) error {
	made, err := tx.ExecContext(ctx, `INSERT INTO papers (key, copy, state, queued_at, paper) VALUES (?, ?, ?, ?, ?)`,
		job.Paper.Key, job.Copy, job.State, job.QueuedAt.UnixMicro(), text)
	if err != nil {
		return err
	}
	job.ID, err = made.LastInsertId()
	return err
}

// expire drops what was left for longer than a day.
func expire(ctx context.Context, db interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}, now time.Time) error {
	_, err := db.ExecContext(ctx, `UPDATE papers SET state = ?, paper = NULL WHERE state IN (?, ?) AND queued_at < ?`,
		kiosk.PrintDropped, kiosk.PrintOffered, kiosk.PrintUnknown, now.Add(-offerMax).UnixMicro())
	return err
}

// forget forgets papers that had their end long ago, and remembers that it did.
func forget(ctx context.Context, tx *sql.Tx, now time.Time) error {
	if err := expire(ctx, tx, now); err != nil {
		return err
	}
	old := now.Add(-keep).UnixMicro()
	gone, err := tx.ExecContext(ctx, `DELETE FROM papers WHERE queued_at < ? AND state NOT IN (?, ?)`, old, kiosk.PrintWaiting, kiosk.PrintSending)
	if err != nil {
		return err
	}
	if n, err := gone.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE since SET at = max(at, ?)`, old)
	return err
}

// Next returns the oldest paper that is to be printed by itself at now; false for none.
// What has become too old is PrintOffered from then on.
func (q *Queue) Next(ctx context.Context, now time.Time) (job kiosk.PrintJob, ok bool, err error) {
	var at int64
	var text string
	read := func() error {
		return q.db.QueryRowContext(ctx, `SELECT id, copy, queued_at, paper FROM papers WHERE state = ? ORDER BY id LIMIT 1`, kiosk.PrintWaiting).
			Scan(&job.ID, &job.Copy, &at, &text)
	}
	err = read()
	if err == nil && (at < now.Add(-kiosk.PrintAgeMax).UnixMicro() || at > now.Add(ahead).UnixMicro()) {
		_, err = q.db.ExecContext(ctx, `UPDATE papers SET state = ? WHERE state = ? AND (queued_at < ? OR queued_at > ?)`,
			kiosk.PrintOffered, kiosk.PrintWaiting, now.Add(-kiosk.PrintAgeMax).UnixMicro(), now.Add(ahead).UnixMicro())
		if err == nil {
			err = read()
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return kiosk.PrintJob{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &job.Paper)
	}
	job.State, job.QueuedAt = kiosk.PrintWaiting, time.UnixMicro(at)
	return job, err == nil, err
}

// Begin puts on record that the first byte of a paper is about to leave. Errors: ErrBegun.
func (q *Queue) Begin(ctx context.Context, id int64) error {
	return q.move(ctx, id, kiosk.PrintWaiting, kiosk.PrintSending)
}

// End puts on record what became of a paper that was begun. What is known needs no paper
// any more. Errors: ErrBegun for one that is not under way.
func (q *Queue) End(ctx context.Context, id int64, state kiosk.PrintState) error {
	return q.move(ctx, id, kiosk.PrintSending, state)
}

func (q *Queue) move(ctx context.Context, id int64, from, to kiosk.PrintState) error {
	moved, err := q.db.ExecContext(ctx, `UPDATE papers SET state = ?, paper = CASE WHEN ? THEN NULL ELSE paper END WHERE id = ? AND state = ?`,
		to, to == kiosk.PrintSent || to == kiosk.PrintPrinted, id, from)
	if err != nil {
		return err
	}
	if n, err := moved.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, ErrBegun)
	}
	return nil
}

// Left counts the papers that are left for a person: those that are too old, and those of
// which nobody knows what was printed.
type Left struct{ Offered, Unknown int }

// Any reports whether there is any.
func (l Left) Any() bool { return l.Offered+l.Unknown > 0 }

// Left counts those at now, without what was left for longer than a day.
func (q *Queue) Left(ctx context.Context, now time.Time) (Left, error) {
	if err := expire(ctx, q.db, now); err != nil {
		return Left{}, err
	}
	return left(ctx, q.db)
}

func left(ctx context.Context, db *sql.DB) (l Left, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE state = ?), count(*) FILTER (WHERE state = ?) FROM papers WHERE paper IS NOT NULL`,
		kiosk.PrintOffered, kiosk.PrintUnknown).Scan(&l.Offered, &l.Unknown)
	return l, err
}

// Again has what is left printed now, as a person wants it: what is too old as it is, for
// no byte of it has left, and a copy in place of what nobody knows of.
func (q *Queue) Again(ctx context.Context, now time.Time) error {
	return q.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO papers (key, copy, state, queued_at, paper)
			SELECT key, 1, ?, ?, paper FROM papers WHERE state = ? AND paper IS NOT NULL ORDER BY id`, kiosk.PrintWaiting, now.UnixMicro(), kiosk.PrintUnknown)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE papers SET state = ?, paper = NULL WHERE state = ?`, kiosk.PrintDropped, kiosk.PrintUnknown); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE papers SET state = ?, queued_at = ? WHERE state = ?`, kiosk.PrintWaiting, now.UnixMicro(), kiosk.PrintOffered)
		return err
	})
}

// Drop gives up what is left: nobody wants it.
func (q *Queue) Drop(ctx context.Context) error {
	_, err := q.db.ExecContext(ctx, `UPDATE papers SET state = ?, paper = NULL WHERE state IN (?, ?)`, kiosk.PrintDropped, kiosk.PrintOffered, kiosk.PrintUnknown)
	return err
}

// ReadLeft counts what is left in the queue of a data folder, beside a till that runs.
func ReadLeft(ctx context.Context, dir string) (Left, error) {
	if _, err := os.Stat(filepath.Join(dir, Name)); errors.Is(err, os.ErrNotExist) {
		return Left{}, nil
	}
	db, err := sql.Open("sqlite3", dsn(dir, url.Values{"mode": {"ro"}, "_busy_timeout": {"3000"}}))
	if err != nil {
		return Left{}, err
	}
	l, err := left(ctx, db)
	return l, errors.Join(err, db.Close())
}

// usageMax is far over what a month of receipts takes, a damaged queue beside.
const usageMax = 256 << 20

// Usage measures the queue of a data folder, and a damaged one that is kept.
func Usage(dir string) ([]health.DiskUsage, error) {
	sum, err := diskusage.FolderBytes(dir, func(name string) bool {
		return name == damagedName || name == Name || name == Name+sidecars[0] || name == Name+sidecars[1]
	})
	if sum == 0 {
		return nil, err // there is no printer
	}
	return []health.DiskUsage{{Kind: "printer", Bytes: sum, Max: usageMax}}, err
}
