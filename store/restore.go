package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/gofrs/flock"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

// Relation says how the history of a file stands to that of the ledger that it is to replace.
type Relation string

// The relations.
const (
	RelationNone     Relation = "none"     // one of the two has no history, or the ledger cannot be read
	RelationSame     Relation = "same"     // neither has more
	RelationEarlier  Relation = "earlier"  // the file is the ledger at an earlier moment
	RelationLater    Relation = "later"    // the ledger is the file at an earlier moment
	RelationBranched Relation = "branched" // both went on from a common moment: the ledger was put back before
	RelationOther    Relation = "other"    // the file is another till's
)

// LedgerSummary is a ledger in a few figures.
type LedgerSummary struct {
	Sales, Payments, Refunds, Events int64
	Open                             int64         // payments whose end is not known, and refunds on their way
	Newest                           kiosk.Payment // zero: there is none
	LastEvent                        time.Time
	Chain                            string // hash of the last event, in hex
	head                             chainHead
}

// RestorePlan are the changes that a restore would make.
type RestorePlan struct {
	File     string
	Would    LedgerSummary // the ledger afterwards
	Now      LedgerSummary // the ledger as it is; zero where there is none
	Present  bool          // there is a ledger now
	NowErr   error         // why the present one cannot be read
	Edited   error         // ChainErrors: the history in the file was changed
	Relation Relation
	Common   int64 // events that both have
	Lost     int64 // payments that the ledger has after those
	Gained   int64 // payments that the file has after those
}

// Restore is a file that was brought into the data folder and checked, and can take the place of
// the ledger. The folder is this process's until Close.
type Restore struct {
	RestorePlan
	dir  string
	opts Options
	show func(done, total int64)
	lock *flock.Flock
	end  position // of the file, up to which it was verified
}

// restoringName is a ledger that was brought in. It has no meaning until it is renamed.
const restoringName = "ledger-restoring.db"

// Errors of a file that is not restored.
var (
	ErrNotLedger = errors.New("it is no ledger of facepay")
	errCutOff    = errors.New("it is damaged, or only a part of a ledger")
	errHasLog    = errors.New("a write-ahead log lies beside it, which may be another ledger's: close the till that uses it, and make a copy with facepay backup")
)

// PrepareRestore brings the ledger file in, checks it from end to end and compares it with the
// ledger of dir, which stays as it is. The caller closes what is returned. No till may be using
// the folder.
//
// Errors, each one sentence about the file: ErrNotLedger, ErrDamaged, ErrNewer; ErrInUse,
// ErrDiskFull, ErrReadOnly.
func PrepareRestore(ctx context.Context, dir, file string, opts Options, show func(done, total int64)) (_ *Restore, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, failed("find data folder", err)
	}
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, failed("make data folder", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	s := &Restore{RestorePlan: RestorePlan{File: file}, dir: dir, opts: opts.withDefaults(), show: show, lock: lock}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(failed("restore "+file, err), s.Close())
	}
	return s, nil
}

func (s *Restore) temp() string { return filepath.Join(s.dir, restoringName) }

// Close gives the folder free. What was brought in and not put in place goes.
func (s *Restore) Close() error {
	return errors.Join(dropRestoring(s.dir), s.lock.Close())
}

// dropRestoring removes what a restore that was cut off has left.
func dropRestoring(dir string) error {
	for _, suffix := range append([]string{"", journalSuffix}, sidecars...) {
		if err := atomicfile.Remove(filepath.Join(dir, restoringName+suffix)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Restore) prepare(ctx context.Context) error {
	if err := dropRestoring(s.dir); err != nil {
		return err
	}
	if err := s.bringIn(ctx); err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil {
		return err
	}
	return s.compare(ctx)
}

// bringIn copies the file into the data folder, so that a stick may be pulled out and a file
// changed without harm.
func (s *Restore) bringIn(ctx context.Context) error {
	if err := checkRestorable(s.File); err != nil {
		return err
	}
	src, err := atomicfile.Open(s.File)
	if err != nil {
		return health.WithoutPath(err)
	}
	defer func() { _ = src.Close() }() // only read from
	info, err := src.Stat()
	if err != nil {
		return err
	}
	if room, err := systemSpace(s.dir); err == nil && room.free < 2*uint64(info.Size()) { // the old one is kept, too
		return fmt.Errorf("it needs %s in the data folder and %s are free: %w", health.BytesText(2*uint64(info.Size())), health.BytesText(room.free), ErrDiskFull)
	}
	dst, err := os.OpenFile(s.temp(), os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, &watchedReader{ctx, src, s.show, 0, info.Size()})
	return atomicfile.Finish(dst, err)
}

// watchedReader reads until its context is done, and tells how far it is.
type watchedReader struct {
	ctx         context.Context
	src         io.Reader
	show        func(done, total int64)
	done, total int64
}

func (r *watchedReader) Read(into []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.src.Read(into)
	if r.done += int64(n); r.show != nil {
		r.show(r.done, max(r.total, r.done))
	}
	return n, err
}

func checkRestorable(file string) error {
	there, err := exists(file)
	switch {
	case err != nil:
		return health.WithoutPath(err)
	case !there:
		return errors.New("there is no such file, or it is empty")
	}
	if log, err := exists(file + sidecars[0]); err != nil || log {
		return errors.Join(err, errHasLog)
	}
	return nil
}

// settle checks what was brought in from end to end, and brings its schema up to date. It is one
// file afterwards, with no log beside it.
func (s *Restore) settle(ctx context.Context) (err error) {
	db, err := s.openTemp()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := s.checkTemp(ctx, db); err != nil {
		if why := reason(err); errors.Is(why, ErrDamaged) {
			return fmt.Errorf("%w: %w: %w", ErrDamaged, errCutOff, err)
		}
		return err
	}
	if err := migrate(ctx, db); err != nil {
		return fmt.Errorf("bring its schema up to date: %w", err)
	}
	r := &Reader{dir: s.dir, opts: s.opts, db: db, show: s.show}
	var found findings
	fault, err := r.verifySchema(ctx)
	if err != nil {
		return err
	}
	found.add(fault)
	if err := r.verifyFrom(ctx, &s.end, &found); err != nil && len(found.list) == 0 {
		return err
	}
	s.Edited = found.err()
	s.Would, err = r.summary(ctx)
	return err
}

func (s *Restore) openTemp() (*sql.DB, error) {
	db, err := sql.Open("sqlite3", dsn(s.temp(), s.opts, map[string][]string{"mode": {"rw"}, "_synchronous": {"FULL"}, "_foreign_keys": {"on"}}))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

func (s *Restore) checkTemp(ctx context.Context, db *sql.DB) error {
	var journal string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&journal); err != nil {
		return err
	}
	if err := checkLedger(ctx, s.File, db); err != nil {
		var newer *SchemaError
		if errors.Is(err, ErrDamaged) && !errors.As(err, &newer) {
			return ErrNotLedger
		}
		return err
	}
	return checkIntegrity(ctx, db, "quick_check")
}

// summary counts what a ledger has.
func (r *Reader) summary(ctx context.Context) (s LedgerSummary, err error) {
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM sales), (SELECT count(*) FROM payments), (SELECT count(*) FROM refunds),
			(SELECT count(*) FROM events), (SELECT count(*) FROM payments WHERE state = 'created' OR state = 'waiting' OR state = 'unknown')
				+ (SELECT count(*) FROM refunds WHERE state = 'asked' OR state = 'unknown')`).
			Scan(&s.Sales, &s.Payments, &s.Refunds, &s.Events, &s.Open)
		if err != nil {
			return err
		}
		if s.head, err = readHead(ctx, tx); err != nil {
			return err
		}
		s.Chain = s.head.hash.String()
		newest, err := collect(ctx, tx, scanPayment, `SELECT `+paymentColumns+` FROM payments ORDER BY created_at DESC, id DESC LIMIT 1`)
		if err != nil {
			return err
		}
		if len(newest) > 0 {
			s.Newest = newest[0]
		}
		var at int64
		if err := tx.QueryRowContext(ctx, `SELECT coalesce((SELECT at FROM events WHERE seq = ?), 0)`, s.head.seq).Scan(&at); err != nil {
			return err
		}
		s.LastEvent = unstamp(at)
		return nil
	})
	return s, err
}

// compare looks at the present ledger and how the two stand to each other.
func (s *Restore) compare(ctx context.Context) (err error) {
	name := filepath.Join(s.dir, LedgerName)
	s.Relation = RelationNone
	if s.Present, err = exists(name); err != nil {
		return err
	}
	if !s.Present {
		s.NowErr = Absence(s.dir)
		s.Gained = s.Would.Payments
		return nil
	}
	if err := settleJournal(ctx, s.dir, s.opts); err != nil {
		return err
	}
	now, err := newReader(s.dir, s.opts, readerDSN(name, s.opts))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, now.Close()) }()
	if s.NowErr = failed("look at ledger", s.lookAtNow(ctx, now)); s.NowErr != nil {
		return ctx.Err()
	}
	would, err := newReader(s.dir, s.opts, readerDSN(s.temp(), s.opts))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, would.Close()) }()
	if s.Common, err = commonEvents(ctx, now.db, would.db, min(s.Now.head.seq, s.Would.head.seq)); err != nil {
		return err
	}
	s.Relation = relation(s.Common, s.Now.head.seq, s.Would.head.seq)
	if s.Lost, err = paymentsAfter(ctx, now.db, s.Common); err != nil {
		return err
	}
	s.Gained, err = paymentsAfter(ctx, would.db, s.Common)
	return err
}

func (s *Restore) lookAtNow(ctx context.Context, now *Reader) (err error) {
	if err := checkIntegrity(ctx, now.db, "quick_check"); err != nil {
		return err
	}
	if err := now.checkSchema(ctx); err != nil {
		return err
	}
	s.Now, err = now.summary(ctx)
	return err
}

func relation(common, now, would int64) Relation {
	switch {
	case now == 0 || would == 0:
		return RelationNone
	case common == 0:
		return RelationOther
	case common == now && common == would:
		return RelationSame
	case common == would:
		return RelationEarlier
	case common == now:
		return RelationLater
	}
	return RelationBranched
}

// commonEvents is the number of events from the first on that two ledgers share. Each hash has
// those before it in it, so that where two are alike all before them are.
func commonEvents(ctx context.Context, a, b *sql.DB, last int64) (int64, error) {
	var failure error
	hash := func(db *sql.DB, seq int64) (text string) {
		err := db.QueryRowContext(ctx, `SELECT hex(hash) FROM events WHERE seq = ?`, seq).Scan(&text)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			failure = err
		}
		return text
	}
	differ := sort.Search(int(last), func(i int) bool {
		seq := int64(i) + 1
		here := hash(a, seq)
		return here == "" || here != hash(b, seq)
	})
	return int64(differ), failure
}

// paymentsAfter counts the payments that were made after an event.
func paymentsAfter(ctx context.Context, db *sql.DB, seq int64) (n int64, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(DISTINCT order_no) FROM events WHERE seq > ? AND kind = ?`, seq, string(kiosk.RecordCreated)).Scan(&n)
	return n, err
}
