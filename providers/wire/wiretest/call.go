// Package wiretest has what the tests of all vendors' formats share: what a call
// came to, and fuzzing of what is read.
package wiretest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Result is the result of a call: an answer, or an error.
type Result[A any] struct {
	answer A
	err    error
}

// Call takes what a call gives, as Call(g.Query(ctx, p)).
func Call[A any](a A, err error) Result[A] { return Result[A]{a, err} }

// OK is the answer, which must have come.
func (r Result[A]) OK(t testing.TB, about ...any) A {
	t.Helper()
	require.NoError(t, r.err, about...)
	return r.answer
}

// Err is the call's error, nil when there is an answer.
func (r Result[A]) Err() error { return r.err }

// Fails tells that the error is target.
func (r Result[A]) Fails(t testing.TB, target error, about ...any) {
	t.Helper()
	require.ErrorIs(t, r.err, target, about...)
}

// Got is the answer, or the word of Proves.
func (r Result[A]) Got() any {
	if r.err != nil {
		return Proves(r.err)
	}
	return r.answer
}

// Is compares the call with an answer, or with a word of Proves.
func (r Result[A]) Is(t testing.TB, want any, about ...any) {
	t.Helper()
	require.Equal(t, want, r.Got(), "%v %v", r.err, about)
}

// Garbage are a vendor's own errors that make an answer garbage, by the words that
// Proves has for them.
var Garbage map[string]error

// Proves is the proof in an error, in a word; one of no such kind stays itself.
func Proves(err error) any {
	_, notSent := errors.AsType[*kiosk.NotSent](err)
	unanswered, is := errors.AsType[*kiosk.Unanswered](err)
	switch {
	case err == nil:
		return "an answer"
	case errors.Is(err, kiosk.ErrUnsupported):
		return "unsupported"
	case notSent:
		return "not sent"
	case is && unanswered.Answered:
		for word, own := range Garbage {
			if errors.Is(err, own) {
				return word
			}
		}
		return "garbage"
	case is:
		return "no answer"
	}
	return err
}

// Row is a reply, and what comes of it: an answer, or a word of Proves.
type Row struct {
	Name, Reply string
	Want        any
}

// Replies asks of each row's reply; open is a gateway that is answered so.
func Replies[R ~struct {
	Name, Reply string
	Want        any
}, G any](t *testing.T, rows []R, open func(*testing.T, string) G, ask func(*testing.T, G) (any, error)) {
	for _, r := range rows {
		row := Row(r)
		t.Run(row.Name, func(t *testing.T) { Call(ask(t, open(t, row.Reply))).Is(t, row.Want) })
	}
}
