package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

// externalStateName is the file, beside the nightly backups, that says how the last external
// copies went.
const externalStateName = "external.json"

// ExternalState is the outcome of the last external copies. Its zero value: none was tried.
type ExternalState struct {
	Tried    time.Time `json:"tried"`            // the last time
	Error    string    `json:"error,omitempty"`  // of that, in one sentence; "" when it went well
	To       string    `json:"to"`               // where it was to go
	Done     time.Time `json:"done,omitzero"`    // the last that went well, and all below of it
	File     string    `json:"file,omitempty"`   // whole path
	Bytes    int64     `json:"bytes,omitempty"`  // size of the file
	Payments int64     `json:"payments"`         // in it
	Source   string    `json:"source,omitempty"` // the nightly backup, or the shift's number, of the last copy by schedule
}

// wentTo reports whether the last copy that went well went to the folder dir; To may be that of a later
// one which failed.
func (s ExternalState) wentTo(dir string) bool { return filepath.Dir(s.File) == filepath.Clean(dir) }

// ReadExternalState reads how the last external copies of the ledger of dir went.
func ReadExternalState(dir string) (s ExternalState, err error) {
	text, err := readSmallFile(filepath.Join(dir, backupsDir, externalStateName), checkpointBytesMax)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	return s, failed("read "+externalStateName, err)
}

// NoteExternal keeps how an external copy to a folder went.
func NoteExternal(dir, to string, now time.Time, made ExternalCopy, madeErr error) error {
	return noteExternal(dir, to, "", now, made, madeErr)
}

func noteExternal(dir, to, source string, now time.Time, made ExternalCopy, madeErr error) error {
	s, err := ReadExternalState(dir)
	if err != nil {
		s = ExternalState{} // what cannot be read is of no use
	}
	s.Tried, s.To, s.Error = now, to, ""
	if madeErr != nil {
		s.Error = madeErr.Error()
		if _, why, found := strings.Cut(s.Error, to+": "); found {
			s.Error = why // where to is said beside it
		}
	} else {
		s.Done, s.File, s.Bytes, s.Payments = now, made.File, made.Bytes, made.Payments
		if source != "" {
			s.Source = source
		}
	}
	text, err := json.MarshalIndent(s, "", "\t")
	if err == nil {
		err = atomicfile.Replace(filepath.Join(dir, backupsDir, externalStateName), append(text, '\n'))
	}
	return failed("write "+externalStateName, err)
}

// externalLate is the age of the last copy from which it is a word of warning: a day on which the shop
// was closed, and one more.
const externalLate = 72 * time.Hour

// CheckExternal tells how the external copies of the ledger of dir go. Where none is planned and none was
// made it tells nothing.
func CheckExternal(dir string, plan BackupConfig, loc *time.Location, now func() time.Time) health.Check {
	return health.Check{Name: kiosk.CheckBackup, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		s, err := ReadExternalState(dir)
		if err != nil {
			return health.One(health.Warning(kiosk.CheckBackup, "backup.unreadable", "reason", health.Reason(err)))
		}
		if s.Tried.IsZero() && plan.To == "" {
			return nil
		}
		return health.One(externalResult(s, plan, loc, now()))
	}}
}

func externalResult(s ExternalState, plan BackupConfig, loc *time.Location, now time.Time) kiosk.CheckResult {
	done := s.Done.In(loc).Format("2006-01-02 15:04")
	to := plan.To
	if to == "" {
		to = s.To
	}
	switch {
	case s.Tried.IsZero():
		return health.OK(kiosk.CheckBackup, "backup.planned", "to", to)
	case s.Error != "" && s.Done.IsZero():
		return health.Warning(kiosk.CheckBackup, "backup.never", "reason", kiosk.Trim(s.Error), "to", to)
	case s.Error != "":
		return health.Warning(kiosk.CheckBackup, "backup.failed", "reason", kiosk.Trim(s.Error), "at", done, "to", to)
	case plan.To != "" && (s.Done.After(now) || now.Sub(s.Done) > externalLate): // after now: a clock that was ahead made it
		return health.Warning(kiosk.CheckBackup, "backup.late", "at", done, "to", to)
	}
	return health.OK(kiosk.CheckBackup, "backup.ok", "file", s.File, "at", done, "size", health.BytesText(uint64(max(s.Bytes, 0))), "payments", fmt.Sprint(s.Payments))
}
