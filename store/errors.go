package store

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"facepay/kiosk"
	"facepay/store/diskusage"
)

// What can be wrong with a ledger, so that the till can say which. Compare with
// errors.Is; the wrapped text has the details. Those that a running till can
// meet are kiosk's own, for which it has words.
var (
	ErrReadOnly = kiosk.ErrLedgerReadOnly
	ErrDiskFull = kiosk.ErrLedgerFull
	ErrLocked   = kiosk.ErrLedgerLocked
	ErrNewer    = errors.New("the ledger was written by a newer program")
	ErrOlder    = errors.New("the ledger is of an older program and has not been brought up to date")
	ErrDamaged  = kiosk.ErrLedgerDamaged
	ErrInUse    = errors.New("another till is using this data folder")
	ErrMissing  = errors.New("there is no ledger in this data folder")
	// ErrRow tells that a row breaks a rule of the ledger. On a Save it is a
	// fault of the caller; on a read the ledger was changed by other hands.
	ErrRow = errors.New("a row breaks the ledger's rules")
	// ErrMove tells that a payment would change, or did change, between two
	// states that kiosk.CanMove does not allow.
	ErrMove      = errors.New("a payment cannot change its state this way")
	ErrNoPayment = kiosk.ErrNoPayment
	ErrNoBackup  = errors.New("no usable backup") // none passes its check
	// ErrEmptied is a ledger without a single row that once had some. It is an
	// ErrDamaged.
	ErrEmptied = fmt.Errorf("%w: it was copied without %s, which has its rows", ErrDamaged, WriteAheadLogName)
	// ErrNoVerifiedPoint is explained at VerifiedPoint.
	ErrNoVerifiedPoint = errors.New("nothing says up to where the ledger was verified before")
	ErrClosed          = errors.New("the ledger is closed")
)

// SchemaError is a ledger whose schema this program does not know (ErrNewer),
// or one that a reader cannot bring up to date (ErrOlder).
type SchemaError struct {
	File         string
	Found, Known int64
}

func (e *SchemaError) Error() string {
	if e.Found > e.Known {
		return fmt.Sprintf("%s has schema %d and this program knows up to %d: install the newer program again; nothing was changed",
			e.File, e.Found, e.Known)
	}
	return fmt.Sprintf("%s has schema %d and this program needs %d: start the till once, which brings it up to date",
		e.File, e.Found, e.Known)
}

func (e *SchemaError) Is(target error) bool {
	return e.Found > e.Known && target == ErrNewer || e.Found < e.Known && target == ErrOlder
}

// DamagedError is a ledger that cannot be trusted. The file itself is left as
// it was found; the choices are RestoreBackup and BeginNew.
type DamagedError struct {
	Dir    string
	Copy   string // where the damaged file was copied to, "" when there was none to copy
	Backup string // the newest backup, "" when there is none
	Cause  error
}

func (e *DamagedError) Error() string {
	s := fmt.Sprintf("%s: %v (%v)", filepath.Join(e.Dir, LedgerName), ErrDamaged, e.Cause)
	if e.Copy != "" {
		s += "; a copy is kept as " + e.Copy
	}
	if e.Backup != "" {
		return s + "; restore the backup " + e.Backup + " (facepay repair --restore) or begin a new ledger (facepay repair --new)"
	}
	return s + "; there is no backup: begin a new ledger (facepay repair --new)"
}

func (e *DamagedError) Is(target error) bool { return target == ErrDamaged }

func (e *DamagedError) Unwrap() error { return e.Cause }

// failed wraps err with what was being done and, where SQLite or the system
// told the reason, with the sentinel for it. nil stays nil.
func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if why := reason(err); why != nil && !errors.Is(err, why) {
		return fmt.Errorf("%s: %w: %w", doing, why, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// reason is the sentinel that fits err, or nil.
func reason(err error) error {
	var se sqlite3.Error
	if errors.As(err, &se) {
		switch se.Code {
		case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
			return ErrReadOnly
		case sqlite3.ErrFull:
			return ErrDiskFull
		case sqlite3.ErrBusy, sqlite3.ErrLocked:
			return ErrLocked
		case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
			return ErrDamaged
		case sqlite3.ErrConstraint:
			return ErrRow
		}
		if se.SystemErrno != 0 {
			return systemReason(se.SystemErrno)
		}
	}
	return systemReason(err)
}

// systemReason is the sentinel for an error of the operating system, or nil.
func systemReason(err error) error {
	switch {
	case diskusage.Full(err):
		return ErrDiskFull
	case diskusage.ReadOnly(err), errors.Is(err, fs.ErrPermission):
		return ErrReadOnly
	}
	return nil
}
