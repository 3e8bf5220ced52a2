package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"facepay/kiosk"
)

// argonCost is the cost of one hash by argon2id.
type argonCost struct {
	passes, memoryKiB uint32
	lanes             uint8
}

// ownerPINCost is the second recommended choice of RFC 9106, section 4, for
// machines with little memory. A till's PIN has at most 8 digits, so no hash can
// stand against somebody who has the file for long; it keeps the PIN from being
// read off it.
var ownerPINCost = argonCost{passes: 3, memoryKiB: 64 * 1024, lanes: 4}

const (
	argonSaltBytes = 16
	argonKeyBytes  = 32
)

// Bounds on the parameters that are read from the file, so that an edited row
// cannot make the till take all memory or think for ever.
const (
	argonPassesMax    = 16
	argonMemoryKiBMax = 512 * 1024
	argonBytesMax     = 128
)

// pinRow is the owner's PIN as it is kept. The lock is the wait that is left and
// the moment at which that much was left: on a clock that was set back no time has
// passed, which unlocks nothing early and locks for one more wait at most, an hour.
// While the process lives, the moment also has Go's monotonic reading, which does
// not follow a clock that is set forward either.
type pinRow struct {
	phc      string
	misses   int
	wait     time.Duration
	anchored time.Time
}

// SetPIN stores pin as a salted argon2id hash and forgets all misses. Errors:
// kiosk.ErrPINShape, and those of Save.
func (l *Ledger) SetPIN(ctx context.Context, pin string) error {
	if err := kiosk.CheckPINShape(pin); err != nil {
		return fmt.Errorf("set PIN: %w", err)
	}
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	if err := l.putPIN(ctx, pinRow{phc: hashPIN(pin, l.pinCost)}); err != nil {
		return failed("set PIN", err)
	}
	l.anchor = time.Time{}
	return nil
}

const pinSet = `SELECT EXISTS (SELECT 1 FROM pin)`

// PINSet reports whether a PIN was ever set. Until then whoever is asked for it
// first chooses it.
func (r *Reader) PINSet(ctx context.Context) (set bool, err error) {
	err = r.db.QueryRowContext(ctx, pinSet).Scan(&set)
	return set, failed("look for a PIN", err)
}

// CheckPIN compares pin with the stored one. Every try that is looked at is
// counted on disk before it is compared, so that switching the till off in
// between gives no free guess; a right one sets the count back. Errors: those
// of Save, and ErrRow when the stored hash cannot be read.
func (l *Ledger) CheckPIN(ctx context.Context, pin string, now time.Time) (kiosk.PINResult, error) {
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	result, err := l.checkPIN(ctx, pin, now)
	if err != nil {
		return kiosk.PINResult{}, failed("check PIN", err)
	}
	return result, nil
}

func (l *Ledger) checkPIN(ctx context.Context, pin string, now time.Time) (kiosk.PINResult, error) {
	row, err := l.getPIN(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return kiosk.PINResult{NotSet: true}, nil
	}
	if err != nil {
		return kiosk.PINResult{}, err
	}
	left := l.remainingWait(row, now)
	locked := left > 0
	if !locked {
		row.misses++
		left = kiosk.PINWait(row.misses)
	}
	row.wait, row.anchored = left, now
	if err := l.putPIN(ctx, row); err != nil {
		return kiosk.PINResult{}, err
	}
	l.anchor = now
	if locked {
		return kiosk.PINResult{LockedUntil: now.Add(left)}, nil
	}
	right, err := matchPIN(row.phc, pin)
	if err != nil {
		return kiosk.PINResult{}, err
	}
	if right {
		l.anchor = time.Time{}
		return kiosk.PINResult{OK: true, TriesLeft: kiosk.PINTriesFree}, l.putPIN(ctx, pinRow{phc: row.phc})
	}
	result := kiosk.PINResult{TriesLeft: max(kiosk.PINTriesFree-row.misses, 0)}
	if row.wait > 0 {
		result.LockedUntil = now.Add(row.wait)
	}
	return result, nil
}

func (l *Ledger) remainingWait(row pinRow, now time.Time) time.Duration {
	since := row.anchored
	if stamp(l.anchor) == stamp(since) {
		since = l.anchor // has the monotonic reading, if now has one
	}
	passed := max(now.Sub(since), 0)
	return max(row.wait-passed, 0)
}

func (l *Ledger) getPIN(ctx context.Context) (pinRow, error) {
	var row pinRow
	var wait, anchored int64
	err := l.locked(func() error {
		return l.conn.QueryRowContext(ctx, `SELECT phc, misses, wait_ms, anchored_at FROM pin`).
			Scan(&row.phc, &row.misses, &wait, &anchored)
	})
	// An edited row must not wait for ever either.
	row.wait = min(time.Duration(min(wait, kiosk.PINWaitMax.Milliseconds()))*time.Millisecond, kiosk.PINWaitMax)
	row.anchored = unstamp(anchored)
	return row, err
}

func (l *Ledger) putPIN(ctx context.Context, row pinRow) error {
	// A wait is rounded up, so that a restart never shortens it.
	wait := (row.wait + time.Millisecond - 1).Milliseconds()
	return l.locked(func() error {
		_, err := l.conn.ExecContext(context.WithoutCancel(ctx),
			`INSERT OR REPLACE INTO pin (id, phc, misses, wait_ms, anchored_at) VALUES (1, ?, ?, ?, ?)`,
			row.phc, row.misses, wait, stamp(row.anchored))
		if err == nil {
			afterCommit()
		}
		return err
	})
}

// phcFormat is the usual text form of an argon2 hash; it carries its own
// parameters, so that they can be raised later.
const phcFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$"

func hashPIN(pin string, cost argonCost) string {
	salt := make([]byte, argonSaltBytes)
	_, _ = rand.Read(salt) // it never fails
	key := argon2.IDKey([]byte(pin), salt, cost.passes, cost.memoryKiB, cost.lanes, argonKeyBytes)
	return fmt.Sprintf(phcFormat, argon2.Version, cost.memoryKiB, cost.passes, cost.lanes) +
		base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key)
}

// matchPIN compares pin with a stored hash in constant time.
func matchPIN(phc, pin string) (bool, error) {
	// No text of the row goes into an error: it is a secret's.
	bad := fmt.Errorf("%w: the stored hash cannot be read", ErrRow)
	parts := strings.Split(phc, "$")
	if len(parts) != 6 {
		return false, bad
	}
	var version int
	var memory, passes uint32
	var lanes uint8
	n, err := fmt.Sscanf(strings.Join(parts[:4], "$")+"$", phcFormat, &version, &memory, &passes, &lanes)
	if err != nil || n != 4 || version != argon2.Version {
		return false, bad
	}
	salt, saltErr := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	switch {
	case saltErr != nil, keyErr != nil,
		passes < 1 || passes > argonPassesMax, memory > argonMemoryKiBMax, lanes < 1,
		len(salt) < 8 || len(salt) > argonBytesMax, len(key) < 16 || len(key) > argonBytesMax:
		return false, bad
	}
	got := argon2.IDKey([]byte(pin), salt, passes, memory, lanes, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}
