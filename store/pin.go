package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime/debug"
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

// pinRow is the row that all PINs have in common. Their hashes have one salt, the ledger's: a PIN
// alone tells who enters it, so a try would else cost a hash for each person, and a
// new PIN could not be held against the others'. What a salt of their own would hide, that
// two people have the same PIN, cannot be.
//
// The lock is the wait that is left. It passes on the time of a process that runs, and on
// no clock that can be set: what was left when the process before ended is left
// when the next one begins.
type pinRow struct {
	phc    string // cost and salt
	misses int
	wait   time.Duration
}

// SetPIN gives the owner a PIN, the first of them where there are several, and forgets
// all misses. Errors: kiosk.ErrPINShape, kiosk.ErrPINTaken, and those of Save.
func (l *Ledger) SetPIN(ctx context.Context, pin string) error {
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	owner := kiosk.Person{Role: kiosk.RoleOwner}
	all, err := l.People(ctx)
	if err != nil {
		return err
	}
	if len(all) > 0 && all[0].Role == kiosk.RoleOwner {
		owner = all[0]
	}
	_, err = l.savePerson(ctx, owner.Called(), owner, pin)
	return failed("set PIN", err)
}

// pinSet: until the owner has a PIN, whoever is asked for it first chooses it.
const pinSet = `SELECT EXISTS (SELECT 1 FROM people WHERE role = 'owner' AND pin IS NOT NULL)`

// PINSet reports whether the owner has a PIN.
func (r *Reader) PINSet(ctx context.Context) (set bool, err error) {
	err = r.db.QueryRowContext(ctx, pinSet).Scan(&set)
	return set, failed("look for a PIN", err)
}

// CheckPIN compares pin with everybody's. Every try that is looked at is
// counted on disk before it is compared, so that switching the till off in
// between gives no free guess; see kiosk.PINTriesFree for what becomes of the misses.
// Errors: those of Save, and ErrRow when the stored cost and salt cannot be read.
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
	var row pinRow
	var set bool
	err := l.locked(func() (err error) {
		if row, err = getPIN(ctx, l.conn); err == nil {
			err = l.conn.QueryRowContext(ctx, pinSet).Scan(&set)
		}
		return err
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && !set {
		return kiosk.PINResult{NotSet: true}, nil
	}
	if err != nil {
		return kiosk.PINResult{}, err
	}
	if l.anchor.IsZero() {
		l.anchor = now.Add(-time.Since(l.opened))
		l.missed = l.anchor
	}
	forgotten := max(now.Sub(l.missed), 0) / kiosk.PINMissMemory
	l.missed = l.missed.Add(forgotten * kiosk.PINMissMemory)
	if row.misses = max(row.misses-int(forgotten), 0); row.misses == 0 {
		l.missed = now
	}
	row.wait = max(row.wait-max(now.Sub(l.anchor), 0), 0)
	locked := row.wait > 0
	if !locked {
		row.misses++
		row.wait = kiosk.PINWait(row.misses)
	}
	if err := l.putPIN(ctx, row); err != nil {
		return kiosk.PINResult{}, err
	}
	l.anchor = now
	if locked {
		return kiosk.PINResult{LockedUntil: now.Add(row.wait)}, nil
	}
	by, err := l.whose(ctx, row.phc, pin)
	if err != nil {
		return kiosk.PINResult{}, err
	}
	if by.ID != 0 {
		if row.misses--; by.Role == kiosk.RoleOwner {
			row.misses = 0
		}
		row.wait = 0
		return kiosk.PINResult{OK: true, Person: by}, l.putPIN(ctx, row)
	}
	var result kiosk.PINResult
	if row.wait > 0 {
		result.LockedUntil = now.Add(row.wait)
	}
	return result, nil
}

// getPIN reads what PINs have in common; sql.ErrNoRows where there was never one.
func getPIN(ctx context.Context, q rowQuerier) (pinRow, error) {
	var row pinRow
	var wait int64
	err := q.QueryRowContext(ctx, `SELECT phc, misses, wait_ms FROM pin`).Scan(&row.phc, &row.misses, &wait)
	// An edited row must not wait for ever either.
	row.wait = min(time.Duration(min(wait, kiosk.PINWaitMax.Milliseconds()))*time.Millisecond, kiosk.PINWaitMax)
	return row, err
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func setPIN(ctx context.Context, e execer, row pinRow) error {
	// A wait is rounded up, so that a restart never shortens it.
	wait := (row.wait + time.Millisecond - 1).Milliseconds()
	_, err := e.ExecContext(ctx, `INSERT OR REPLACE INTO pin (id, phc, misses, wait_ms) VALUES (1, ?, ?, ?)`, row.phc, row.misses, wait)
	return err
}

func (l *Ledger) putPIN(ctx context.Context, row pinRow) error {
	return l.locked(func() error {
		err := setPIN(context.WithoutCancel(ctx), l.conn, row)
		if err == nil {
			afterCommit()
		}
		return err
	})
}

// whose PIN it is, nobody's where the ID is 0. All are compared, whichever fits.
func (l *Ledger) whose(ctx context.Context, phc, pin string) (by kiosk.Person, err error) {
	key, err := hashPIN(phc, pin)
	if err != nil {
		return kiosk.Person{}, err
	}
	err = l.locked(func() error {
		return each(ctx, l.conn, func(scan scanner) error {
			var p kiosk.Person
			var stored []byte
			if err := scan(&p.ID, &p.Name, &p.Role, &stored); err != nil {
				return err
			}
			if subtle.ConstantTimeCompare(stored, key) == 1 {
				p.HasPIN = true
				by = p
			}
			return nil
		}, `SELECT id, name, role, pin FROM people WHERE pin IS NOT NULL`)
	})
	return by, err
}

// phcFormat begins the usual text form of an argon2 hash; what follows here is the salt
// alone. It carries its own parameters, so that they can be raised for ledgers to come.
const phcFormat = "$argon2id$v=%d$m=%d,t=%d,p=%d$"

func newPHC(cost argonCost) string {
	salt := make([]byte, argonSaltBytes)
	_, _ = rand.Read(salt) // it never fails
	return fmt.Sprintf(phcFormat, argon2.Version, cost.memoryKiB, cost.passes, cost.lanes) + base64.RawStdEncoding.EncodeToString(salt)
}

// hashPIN is pin's hash of the stored cost and salt.
func hashPIN(phc, pin string) ([]byte, error) {
	// No text of the row goes into an error: it is a secret's.
	bad := fmt.Errorf("%w: the cost and salt of the PINs cannot be read", ErrRow)
	parts := strings.Split(phc, "$")
	if len(parts) != 5 {
		return nil, bad
	}
	var version int
	var memory, passes uint32
	var lanes uint8
	n, err := fmt.Sscanf(strings.Join(parts[:4], "$")+"$", phcFormat, &version, &memory, &passes, &lanes)
	if err != nil || n != 4 || version != argon2.Version {
		return nil, bad
	}
	salt, err := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	if err != nil || passes < 1 || passes > argonPassesMax || memory > argonMemoryKiBMax || lanes < 1 || len(salt) < 8 || len(salt) > argonBytesMax {
		return nil, bad
	}
	key := argon2.IDKey([]byte(pin), salt, passes, memory, lanes, argonKeyBytes)
	// A hash's memory goes back at once. A collection within it counts 64 MiB as in use, and
	// has the heap grow to twice that before the next.
	go debug.FreeOSMemory()
	return key, nil
}
