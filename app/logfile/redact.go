package logfile

import (
	"bytes"
	"io"
	"log/slog"
	"slices"
	"strings"

	"facepay/app/config"
)

const masked = "***"

// maskedNames are the words that make an attribute a secret one, besides
// config.SecretNames.
var maskedNames = []string{"code", "pin", "secret", "token", "authorization", "sign"}

// redact masks attributes that are named after a secret, whatever their value.
// It is the second line of defence: kiosk.PayCode already prints its tail only.
func redact(_ []string, a slog.Attr) slog.Attr {
	if IsSecretName(a.Key) {
		return slog.String(a.Key, masked)
	}
	return a
}

// IsSecretName takes "yfpay_key" and "owner.pin" for secrets, but not "kind".
func IsSecretName(name string) bool {
	name = strings.ToLower(name)
	if slices.Contains(config.SecretNames, name) {
		return true
	}
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '_' || r == '.' || r == '-' }) {
		if slices.Contains(config.SecretNames, word) || slices.Contains(maskedNames, word) {
			return true
		}
	}
	return false
}

// Unquoting keeps out of the log what a server sent without being asked: net/http
// prints it, and an echo of a request may hold a payment code or a password.
type Unquoting struct{ To io.Writer }

func (u Unquoting) Write(line []byte) (int, error) {
	const from = " starting with "
	if said, _, found := bytes.Cut(line, []byte(from)); found && bytes.Contains(said, []byte("Unsolicited response")) {
		_, err := u.To.Write(append(said, '\n'))
		return len(line), err
	}
	return u.To.Write(line)
}
