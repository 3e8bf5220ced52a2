package update

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// Check looks at what runs, at what is to run, and at what was refused.
func (s Slots) Check() health.Check {
	return health.Check{Name: kiosk.CheckUpdate, Full: true, Run: func(context.Context) []kiosk.CheckResult { return s.Results() }}
}

// Results are what runs, what is to run and what was refused, each a line.
func (s Slots) Results() []kiosk.CheckResult {
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return health.One(health.OK(kiosk.CheckUpdate, "update.package", "version", s.Version))
	}
	st, err := s.Read()
	if err != nil {
		return health.One(health.Warning(kiosk.CheckUpdate, "update.unreadable", "version", s.Version, "reason", health.Reason(err)))
	}
	results := health.One(health.OK(kiosk.CheckUpdate, "update.ok", "version", s.Version))
	if _, trouble := s.Choose(); trouble != nil {
		results = health.One(health.Warning(kiosk.CheckUpdate, "update.fallen_back", "version", s.Version, "reason", health.Reason(trouble)))
	}
	switch c := st.Candidate; {
	case c.Stage == Refused:
		results = append(results, health.Warning(kiosk.CheckUpdate, "update.refused", "version", s.versionOf(c.Slot), "reason", told(c.Reason)))
	case c.due() && c.Reason != "":
		results = append(results, health.OK(kiosk.CheckUpdate, "update.waits", "version", s.versionOf(c.Slot), "reason", told(c.Reason)))
	case c.due():
		results = append(results, health.OK(kiosk.CheckUpdate, "update.staged", "version", s.versionOf(c.Slot)))
	}
	return results
}

// reasons are the beginnings of a candidate's own faults, and the keys of their texts.
var reasons = map[string]string{
	tooSlow:   "update.reason.slow",
	tooShort:  "update.reason.ended",
	asksFirst: "update.reason.asks",
	cutTwice:  "update.reason.cut_off",
	passed:    "update.reason.passed",
}

// told is a reason as an argument of a text, in words where it is one of the candidate's own.
func told(reason string) string {
	for begins, key := range reasons {
		if more, is := strings.CutPrefix(reason, begins); is {
			return kiosk.T(key, "more", more).Arg()
		}
	}
	return reason
}

// versionOf names a slot: by its version, or by where the installed program lies.
func (s Slots) versionOf(of Slot) string {
	if of.Version != "" {
		return of.Version
	}
	return s.Program
}

// Line is a line of what Tell tells.
type Line struct{ What, Text string }

// Tell is the state of updates, for people.
func (s Slots) Tell() (lines []Line, err error) {
	tell := func(what, format string, args ...any) {
		lines = append(lines, Line{what, fmt.Sprintf(format, args...)})
	}
	if err := s.usable(); err != nil {
		tell("runs", "version %s", s.Version)
		tell("updates", "%s", err)
		return lines, nil
	}
	st, err := s.Read()
	if err != nil {
		return nil, err
	}
	program, trouble := s.Choose()
	switch {
	case s.InSlot() || program == s.Program:
		tell("runs", "version %s, %s", s.Version, program)
	default:
		tell("runs", "version %s since %s, %s", st.Confirmed.Version, st.Confirmed.At.Local().Format(time.DateTime), program)
		tell("installed", "version %s, %s", s.Version, s.Program)
	}
	if trouble != nil {
		tell("trouble", "%s", trouble)
	}
	at := st.Candidate.At.Local().Format(time.DateTime)
	switch c := st.Candidate; {
	case c.Stage == Refused:
		tell("refused", "%s at %s: %s", s.name(c.Slot), at, c.Reason)
	case c.due() && c.Reason != "":
		tell("next", "%s is tried at the next start of the till; at the last one %s", s.name(c.Slot), c.Reason)
	case c.due():
		tell("next", "%s is tried at the next start of the till", s.name(c.Slot))
	}
	if st.Confirmed.Version != "" || st.Previous.Version != "" {
		tell("before", "%s, to which facepay update --back returns", s.name(st.Previous.Slot))
	}
	return lines, nil
}
