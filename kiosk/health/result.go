package health

import (
	"errors"
	"io/fs"

	"facepay/kiosk"
)

// State is what a check can come to. Its texts are those of the catalogues under
// check.found., check.todo. and check.brief. and its name.
type State string

// The states of a check that came to nothing.
const (
	stateLate  State = "look.late"
	stateBroke State = "look.broke"
)

// Meaning is what a state says beside its words. Every failure and warning has a
// text of what to do.
type Meaning struct {
	Check  kiosk.Check
	Health kiosk.Health
	Cause  kiosk.Cause
	Brief  bool // it has a text for the bar
}

// Result makes the result of a state s of this meaning. args go into what is so
// and what to do; the brief text has none, so that figures that tremble do not
// redraw the bar.
func (m Meaning) Result(s State, args ...string) kiosk.CheckResult {
	r := kiosk.CheckResult{Check: m.Check, Health: m.Health, Cause: m.Cause, What: kiosk.T("check.found."+string(s), args...)}
	if m.Health != kiosk.HealthOK {
		r.Todo = kiosk.T("check.todo."+string(s), args...)
	}
	if m.Brief {
		r.Brief = kiosk.T("check.brief." + string(s))
	}
	return r
}

// OK is a result that needs nothing to be done.
func OK(c kiosk.Check, what kiosk.Text) kiosk.CheckResult {
	return kiosk.CheckResult{Check: c, Health: kiosk.HealthOK, What: what}
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
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return kiosk.Trim(err.Error())
}
