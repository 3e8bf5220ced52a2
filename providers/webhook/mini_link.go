package webhook

import (
	"errors"
	"fmt"
	"strings"

	"facepay/providers/weburl"
)

// MiniLink is the section [mini] of the config: the link to the shop's mini-program.
type MiniLink struct {
	Link string `toml:"link"`
}

var miniPlaceholders = []string{"{order_no}", "{amount}", "{path}"}

func (m MiniLink) Check() error {
	if m.Link == "" {
		return nil
	}
	filled := m.Link
	for _, p := range miniPlaceholders {
		filled = strings.ReplaceAll(filled, p, "x")
	}
	if strings.ContainsAny(filled, "{}") {
		return fmt.Errorf("link: only %s may stand in braces", strings.Join(miniPlaceholders, ", "))
	}
	if !strings.Contains(m.Link, "{order_no}") && !strings.Contains(m.Link, "{path}") {
		return errors.New("link: needs {order_no} or {path}, or the mini-program would not know what to pay")
	}
	if err := weburl.Check(filled); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return nil
}
