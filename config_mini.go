package main

import (
	"strings"

	"facepay/providers/weburl"
)

// Mini is the link to the shop's mini-program.
type Mini struct {
	Link string `toml:"link"`
}

// miniPlaceholders are what a link may hold in braces.
var miniPlaceholders = []string{"{order_no}", "{amount}", "{path}"}

// Check looks at the link with its placeholders filled in.
func (m Mini) Check() error {
	if m.Link == "" {
		return nil
	}
	filled := m.Link
	for _, p := range miniPlaceholders {
		filled = strings.ReplaceAll(filled, p, "x")
	}
	if strings.ContainsAny(filled, "{}") {
		return keyErr("link", "only "+strings.Join(miniPlaceholders, ", ")+" may stand in braces")
	}
	if !strings.Contains(m.Link, "{order_no}") && !strings.Contains(m.Link, "{path}") {
		return keyErr("link", "needs {order_no} or {path}, or the mini-program would not know what to pay")
	}
	if err := weburl.Check(filled); err != nil {
		return keyErr("link", err.Error())
	}
	return nil
}
