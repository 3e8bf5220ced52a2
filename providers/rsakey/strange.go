package rsakey

import (
	"strings"
	"sync/atomic"

	"facepay/kiosk"
)

// Strange remembers the name of the key that signed a reply of the wallet's and is not in
// the config: the wallet has begun to sign by another. Replies alone count, which came from
// the wallet's own host over TLS: who sends notifications is not known.
type Strange struct{ name atomic.Pointer[string] }

// Note keeps the name, and returns it as it may be told.
func (s *Strange) Note(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, kiosk.Trim(name))
	s.name.Store(&name)
	return name
}

// Seen is the name that was noted last, "" for none.
func (s *Strange) Seen() string {
	if name := s.name.Load(); name != nil {
		return *name
	}
	return ""
}
