package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// BackupConfig says where and when the ledger is copied to a stick or a folder.
type BackupConfig struct {
	To   string `toml:"to"`   // folder; "" for none
	At   string `toml:"at"`   // "nightly", "closing", or the time of a day such as "22:30"
	Keep int    `toml:"keep"` // copies of this till that stay
}

// BackupNightly is the word of BackupConfig.At for a copy of each nightly backup, after it.
const BackupNightly = "nightly"

// BackupClosing is the word of BackupConfig.At for a copy after each closing of a shift.
const BackupClosing = "closing"

const (
	backupKeepDefault = 14 // two weeks
	backupKeepMax     = 1000
)

// DefaultBackupConfig copies nothing.
func DefaultBackupConfig() BackupConfig {
	return BackupConfig{At: BackupNightly, Keep: backupKeepDefault}
}

// Check returns an error that begins with the key, unless c can work.
func (c BackupConfig) Check() error {
	if c.At != BackupNightly && c.At != BackupClosing {
		if _, err := time.Parse("15:04", c.At); err != nil {
			return fmt.Errorf("at: %q is not %q, %q or a time such as \"22:30\"", c.At, BackupNightly, BackupClosing)
		}
	}
	if c.Keep < 1 || c.Keep > backupKeepMax {
		return fmt.Errorf("keep: %d is not between 1 and %d", c.Keep, backupKeepMax)
	}
	if c.To != "" && !filepath.IsAbs(c.To) {
		return errors.New("to: must be a whole path, such as /media/stick")
	}
	return nil
}

const (
	// externalLookEvery is the interval at which it is looked whether a copy is due.
	externalLookEvery = time.Minute
	// externalRetry is the wait after a failure: a stick that is out is put in some time.
	externalRetry = time.Hour
	// externalScheduledPace is half of what somebody who waits is given.
	externalScheduledPace = externalPace / 2
)

// KeepExternal copies the ledger out as plan says at each look, until ctx is done, and tries
// again after an hour, or as soon as the plan is another one, what failed; the nightly backups go on whatever
// becomes of it. It tells report of each copy and each failure, and keeps both for
// CheckExternal. Days and times are those of clock.
func (l *Ledger) KeepExternal(ctx context.Context, clock func() time.Time, plan func() BackupConfig, till string, report func(ExternalCopy, error)) {
	var tried time.Time
	var failed BackupConfig
	for {
		now, p := clock().In(l.opts.Location), plan()
		if since := now.Sub(tried); p.To != "" && (tried.IsZero() || p != failed || since < 0 || since >= externalRetry) {
			if did, err := l.externalOnce(ctx, now, p, till, report); did && err != nil {
				tried, failed = now, p
			}
		}
		if !sleep(ctx, externalLookEvery) {
			return
		}
	}
}

// externalOnce makes the copy that is due at now, if one is.
func (l *Ledger) externalOnce(ctx context.Context, now time.Time, plan BackupConfig, till string, report func(ExternalCopy, error)) (did bool, err error) {
	state, err := ReadExternalState(l.dir)
	if err != nil {
		state = ExternalState{}
	}
	to := ExternalTarget{Dir: plan.To, Till: till, Keep: plan.Keep, Now: now, Pace: externalScheduledPace}
	var made ExternalCopy
	source := "" // what the copy is of, where it is of something that is made once
	switch plan.At {
	case BackupNightly:
		kept, err := backups(filepath.Join(l.dir, backupsDir), now)
		if err != nil || len(kept) == 0 || filepath.Base(kept[0]) == state.Source && state.wentTo(plan.To) {
			return false, err
		}
		source = filepath.Base(kept[0])
		made, err = l.backupFileTo(ctx, to, kept[0])
		return true, l.externalDone(ctx, to, source, made, err, report)
	case BackupClosing:
		if source, err = l.newestClosing(ctx); err != nil || source == "" || source == state.Source && state.wentTo(plan.To) {
			return false, err
		}
	default:
		due, err := externalDue(plan.At, now)
		if err != nil || state.wentTo(plan.To) && !state.Done.Before(due) && !state.Done.After(now) {
			return false, err
		}
	}
	made, err = l.BackupTo(ctx, to)
	return true, l.externalDone(ctx, to, source, made, err, report)
}

// newestClosing names the newest closed shift, "" for none.
func (l *Ledger) newestClosing(ctx context.Context) (string, error) {
	var number int
	err := l.db.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM z_reports`).Scan(&number)
	if err != nil || number == 0 {
		return "", failed("read the newest shift", err)
	}
	return fmt.Sprintf("Z%d", number), nil
}

func (l *Ledger) externalDone(ctx context.Context, to ExternalTarget, source string, made ExternalCopy, err error, report func(ExternalCopy, error)) error {
	if ctx.Err() != nil && err != nil {
		return err // the till ends, and the next one makes it
	}
	noted := noteExternal(l.dir, to.Dir, source, to.Now, made, err)
	report(made, errors.Join(err, noted))
	return err
}

// externalDue is the newest moment up to now at which a copy was due.
func externalDue(at string, now time.Time) (time.Time, error) {
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := now.Date()
	due := time.Date(y, m, d, clock.Hour(), clock.Minute(), 0, 0, now.Location())
	if due.After(now) {
		due = time.Date(y, m, d-1, clock.Hour(), clock.Minute(), 0, 0, now.Location())
	}
	return due, nil
}
