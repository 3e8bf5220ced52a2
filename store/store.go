// Package store is the till's ledger: one SQLite file in the data folder,
// written by one till and read by its owner. It implements kiosk.Ledger and
// kiosk.History.
//
// Every Save is one transaction that is on the disk itself when it returns
// (write-ahead log, synchronous=FULL). What happened is kept in an event log
// whose rows are chained by hash and seal the rows they changed; VerifyChain
// finds a history that was edited. The chain has no secret key, so it shows
// edits by hand and by tools, not those of somebody who rewrites the whole file
// with a program of his own.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/mattn/go-sqlite3"

	"facepay/kiosk"
	"facepay/store/atomicfile"
)

var (
	_ kiosk.Ledger  = (*Ledger)(nil)
	_ kiosk.History = (*Reader)(nil)
	_ kiosk.Shifts  = (*Ledger)(nil)
	_ kiosk.Reports = (*Reader)(nil)
)

const (
	// busyTimeoutDefault is the wait of a write for another program, such as
	// a backup tool, to let go of the ledger. The cashier waits with it.
	busyTimeoutDefault = 3 * time.Second
	// readersMax bounds the connections that read: the till's own load, the
	// owner's list, a backup and an export at once.
	readersMax = 4
	// walBytesMax is the size that the write-ahead log is cut back to after a backup, or a check of a
	// ledger of years, has kept it from being emptied: an hour's sales.
	walBytesMax = 16 << 20
)

type Options struct {
	// Location is the shop's. nil is time.Local.
	Location *time.Location
	// DayStart is the time of day at which the shop's business day begins; see kiosk.Calendar.
	DayStart time.Duration
	// Cash: the shop takes cash, so that an open shift has a drawer.
	Cash bool
	// BusyTimeout is the wait for another program's lock before
	// ErrLocked; zero is 3 s.
	BusyTimeout time.Duration
}

func (o Options) calendar() kiosk.Calendar {
	return kiosk.Calendar{Location: o.Location, DayStart: o.DayStart}
}

func (o Options) withDefaults() Options {
	if o.Location == nil {
		o.Location = time.Local
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = busyTimeoutDefault
	}
	return o
}

// Reader reads a ledger beside the till that writes it. It is safe for
// concurrent use.
type Reader struct {
	dir  string
	opts Options
	db   *sql.DB
	show func(done, total int64) // nil: nobody watches
}

// WithProgress is r whose long work tells show how much of how much is done: payments
// written, rows verified, bytes copied. It is told on the goroutine that works, and begins at 0
// again with each part of the work. The till's own Reader stays as it is; either closes both.
func (r *Reader) WithProgress(show func(done, total int64)) *Reader {
	watched := *r
	watched.show = show
	return &watched
}

func (r *Reader) progress(done, total int64) {
	if r.show != nil {
		r.show(done, total)
	}
}

// Ledger is the one writer of a data folder, and a Reader of it.
type Ledger struct {
	*Reader

	lock   *flock.Flock
	writer *sql.DB   // one connection, kept as conn
	conn   *sql.Conn // has the prepared statements

	mu     sync.Mutex // one write at a time; guards all below
	stmts  statements
	head   chainHead
	known  bool             // head is the file's
	seals  map[rowName]seal // of rows that this process wrote last
	shift  int64            // that is open, 0 while that is not known
	closed bool

	pinMu   sync.Mutex // one entered PIN at a time
	pinCost argonCost  // of the PINs of a ledger that has none yet
	opened  time.Time  // by the process's own clock
	anchor  time.Time  // when a PIN was looked at last, by CheckPIN's clock; zero before
	missed  time.Time  // since when the next miss to be forgotten has stood, by the same
}

// Open makes this process the one till of the data folder dir, which it
// creates when needed, checks the ledger and brings its schema up to date, with a copy
// of what it was in backups/ledger-before-schema-N.db, which PutBack can put back.
//
// Errors: ErrInUse, ErrNewer, ErrDamaged (a *DamagedError with the choices),
// ErrReadOnly, ErrDiskFull, ErrLocked.
func Open(ctx context.Context, dir string, opts Options) (*Ledger, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, failed("find data folder", err)
	}
	// The mode of a folder that was there before is its owner's choice and stays.
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, failed("make data folder", err)
	}
	lock, err := lockFolderSoon(ctx, dir)
	if err != nil {
		return nil, err
	}
	l, err := openLocked(ctx, dir, opts.withDefaults())
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	l.lock = lock
	return l, nil
}

// openLocked opens the ledger of a folder that this process has locked.
func openLocked(ctx context.Context, dir string, opts Options) (*Ledger, error) {
	if err := checkWritable(dir); err != nil {
		return nil, failed("write to data folder", err)
	}
	if err := dropRestoring(dir); err != nil {
		return nil, failed("remove what a restore that was cut off left", err)
	}
	if err := settleJournal(ctx, dir, opts); err != nil {
		return nil, failed("settle the ledger's journal", err)
	}
	if err := diagnose(ctx, dir, opts); err != nil {
		return nil, err
	}
	l := &Ledger{pinCost: ownerPINCost, opened: time.Now()}
	if err := l.open(ctx, dir, opts); err != nil {
		return nil, errors.Join(failed("open ledger", err), l.closeFiles())
	}
	return l, nil
}

func (l *Ledger) open(ctx context.Context, dir string, opts Options) error {
	name := filepath.Join(dir, LedgerName)
	if err := touchPrivate(name); err != nil {
		return err
	}
	var err error
	if l.writer, err = sql.Open(writerDriver, writerDSN(name, opts)); err != nil {
		return err
	}
	l.writer.SetMaxOpenConns(1)
	if err := checkPragmas(ctx, l.writer); err != nil {
		return err
	}
	if err := keepCopy(ctx, l.writer, dir, opts); err != nil {
		return fmt.Errorf("copy the ledger before its schema is brought up to date; nothing was changed: %w", err)
	}
	if err := migrate(ctx, l.writer); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	if l.conn, err = l.writer.Conn(ctx); err != nil {
		return err
	}
	if _, err := l.conn.ExecContext(ctx, fmt.Sprintf(`PRAGMA journal_size_limit = %d`, walBytesMax)); err != nil {
		return err
	}
	if err := l.stmts.prepare(ctx, l.conn); err != nil {
		return err
	}
	if l.head, err = readHead(ctx, l.conn); err != nil {
		return fmt.Errorf("read the end of the event log: %w", err)
	}
	l.known = true
	if l.Reader, err = newReader(dir, opts, readerDSN(name, opts)); err != nil {
		return err
	}
	return atomicfile.SyncDir(dir)
}

// checkPragmas refuses a file system on which SQLite cannot promise that a
// saved row survives a power cut, such as one without shared memory.
func checkPragmas(ctx context.Context, db *sql.DB) error {
	var journal string
	var synchronous int
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&journal); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&synchronous); err != nil {
		return err
	}
	const full = 2
	if journal != "wal" || synchronous != full {
		return fmt.Errorf("the data folder's file system does not support what the ledger needs: journal %q, synchronous %d",
			journal, synchronous)
	}
	return nil
}

// locked runs write while no other write is under way, unless l is closed.
func (l *Ledger) locked(write func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return ErrClosed
	}
	return write()
}

// Close ends all access and gives the folder free. It waits for a Save that
// has begun.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	return failed("close ledger", errors.Join(l.closeFiles(), l.lock.Close()))
}

// closeFiles closes the readers first, so that the writer is the last and
// moves the write-ahead log into the ledger.
func (l *Ledger) closeFiles() error {
	var errs []error
	if l.Reader != nil {
		errs = append(errs, l.Reader.Close())
	}
	errs = append(errs, l.stmts.close())
	if l.conn != nil {
		errs = append(errs, l.conn.Close())
	}
	if l.writer != nil {
		errs = append(errs, l.writer.Close())
	}
	return errors.Join(errs...)
}

// OpenReader opens the ledger of dir to read only, also while a till is
// writing it. Errors: ErrMissing, ErrNewer, ErrOlder, ErrDamaged.
func OpenReader(ctx context.Context, dir string, opts Options) (*Reader, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, failed("find data folder", err)
	}
	opts = opts.withDefaults()
	name := filepath.Join(dir, LedgerName)
	there, err := exists(name)
	if err != nil {
		return nil, failed("open ledger", err)
	}
	if !there {
		return nil, fmt.Errorf("open ledger in %s: %w", dir, ErrMissing)
	}
	r, err := openReader(ctx, dir, opts, readerDSN(name, opts))
	if cannotOpen(err) {
		// In a folder that cannot be written, such as a backup's on a read-only
		// disk, SQLite cannot make its shared memory. Where no write-ahead log is
		// left nobody is writing, and the file can be read as it lies there.
		if left, logErr := exists(filepath.Join(dir, WriteAheadLogName)); logErr == nil && !left {
			r, err = openReader(ctx, dir, opts, readerDSN(name, opts)+"&immutable=1")
		}
	}
	if err != nil {
		return nil, failed("open ledger", err)
	}
	return r, nil
}

func openReader(ctx context.Context, dir string, opts Options, dsn string) (*Reader, error) {
	r, err := newReader(dir, opts, dsn)
	if err != nil {
		return nil, err
	}
	if err := r.checkSchema(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func cannotOpen(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.Code == sqlite3.ErrCantOpen || se.Code == sqlite3.ErrReadonly)
}

func newReader(dir string, opts Options, dsn string) (*Reader, error) {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readersMax)
	db.SetMaxIdleConns(readersMax)
	return &Reader{dir: dir, opts: opts, db: db}, nil
}

// checkSchema returns a *SchemaError unless the schema is the one this program
// reads.
func (r *Reader) checkSchema(ctx context.Context) error {
	found, known, err := schemaVersions(ctx, r.db)
	if err != nil {
		return err
	}
	if found == 0 { // a database without tables: a first start that was cut off, or
		left, err := traces(r.dir)
		if len(left) > 0 {
			err = fmt.Errorf("%w; %s", ErrEmptied, left[0])
		}
		if err != nil {
			return err
		}
	}
	if found != known {
		return &SchemaError{File: filepath.Join(r.dir, LedgerName), Found: found, Known: known}
	}
	return nil
}

func (r *Reader) Close() error { return r.db.Close() }

// writerDSN sets the pragmas that SQLite keeps per connection.
func writerDSN(name string, opts Options) string {
	return dsn(name, opts, url.Values{
		"mode":          {"rw"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"on"},
		"_txlock":       {"immediate"},
	})
}

func readerDSN(name string, opts Options) string {
	return dsn(name, opts, url.Values{"mode": {"ro"}})
}

// cacheKiB bounds the pages that a connection keeps, in KiB. SQLite's own 2,000 fill
// for hours, and the system keeps the file's pages anyway.
const cacheKiB = 512

func dsn(name string, opts Options, v url.Values) string {
	v.Set("_cache_size", strconv.Itoa(-cacheKiB)) // a positive number would be of pages
	v.Set("_busy_timeout", strconv.FormatInt(opts.BusyTimeout.Milliseconds(), 10))
	path := filepath.ToSlash(name)
	if !strings.HasPrefix(path, "/") { // C:/shop is /C:/shop in a URI
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

// snapshot runs read in one read transaction, so that all its queries see the
// same moment of a ledger that is being written.
func (r *Reader) snapshot(ctx context.Context, read func(*sql.Tx) error) error {
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return read(tx)
}
