package health

import (
	"errors"
	"io/fs"

	"facepay/kiosk"
)

// State is an outcome of a check. Every failure and warning has a text of what to
// do.
type State struct {
	// Name is the end of the names of its texts, which are those of the catalogues
	// under check.found., check.todo. and check.brief.
	Name   string
	Check  kiosk.Check
	Health kiosk.Health
	Cause  kiosk.Cause
	Brief  bool // it has a text for the bar
}

// Result makes the result of s. args go into what is so and what to do; the brief
// text has none, so that figures that tremble do not redraw the bar.
func (s State) Result(args ...string) kiosk.CheckResult {
	r := kiosk.CheckResult{Check: s.Check, Health: s.Health, Cause: s.Cause, What: kiosk.T("check.found."+s.Name, args...)}
	if s.Health != kiosk.HealthOK {
		r.Todo = kiosk.T("check.todo."+s.Name, args...)
	}
	if s.Brief {
		r.Brief = kiosk.T("check.brief." + s.Name)
	}
	return r
}

// OK is a result that needs nothing to be done.
func OK(c kiosk.Check, name string, args ...string) kiosk.CheckResult {
	return State{Name: name, Check: c, Health: kiosk.HealthOK}.Result(args...)
}

// Warning is the result of something that works and that somebody should know.
func Warning(c kiosk.Check, name string, args ...string) kiosk.CheckResult {
	return State{Name: name, Check: c, Health: kiosk.HealthWarning}.Result(args...)
}

// Failed is the result of something that does not work, without a text for the bar.
func Failed(c kiosk.Check, cause kiosk.Cause, name string, args ...string) kiosk.CheckResult {
	return State{Name: name, Check: c, Health: kiosk.HealthFailed, Cause: cause}.Result(args...)
}

// One is the results of a check that has one.
func One(r kiosk.CheckResult) []kiosk.CheckResult { return []kiosk.CheckResult{r} }

// errNoText is the reason of a failure that tells none.
var errNoText = errors.New("no reason was told")

// Reason is an error as an argument of a text, without the path that the text has
// already.
func Reason(err error) string {
	if err == nil {
		err = errNoText
	}
	return kiosk.Trim(WithoutPath(err).Error())
}

// WithoutPath strips the path from a file error, for a message that has it already.
func WithoutPath(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}
