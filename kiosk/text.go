package kiosk

import (
	"slices"
	"strconv"
	"strings"
)

// Text is a sentence of the catalogue with its arguments, as name, value pairs.
type Text struct {
	ID   string
	Args []string
}

// T makes a Text: T("panel.paid.title", "amount", "12.00").
func T(id string, args ...string) Text { return Text{ID: id, Args: args} }

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t.ID == "" }

// Arg is t as an argument of another Text.
func (t Text) Arg() string {
	var b strings.Builder
	b.WriteString("@" + t.ID)
	for _, a := range t.Args {
		b.WriteString(" " + strconv.Quote(a))
	}
	return b.String()
}

// Equal reports whether t and o say the same.
func (t Text) Equal(o Text) bool { return t.ID == o.ID && slices.Equal(t.Args, o.Args) }
