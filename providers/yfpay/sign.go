package yfpay

import (
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"facepay/kiosk"
)

// signField holds the signature and takes no part in it.
const signField = "sign"

// Errors about signatures. Each wraps kiosk.ErrForged: what it is said of is an
// incident and proves nothing, least of all a payment.
var (
	// ErrUnsigned is a reply that says success and has no signature.
	ErrUnsigned = fmt.Errorf("says success and is unsigned: %w", kiosk.ErrForged)
	// ErrBadSign is a reply or notification whose signature does not fit: somebody
	// else's, or the key in the config is wrong.
	ErrBadSign = fmt.Errorf("is signed with another key or was changed: %w", kiosk.ErrForged)
	// errNoSign is a message without a signature, whatever it says.
	errNoSign = errors.New("has no signature")
)

// signature signs fields, each as its text: all but sign, empty ones too, in the
// order of their names' bytes, as name=text joined by & with nothing escaped,
// then the key. It is the same for requests, replies and notifications (yfpay,
// minipay: sign).
func signature(fields map[string]string, key string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name == signField {
			continue
		}
		b.WriteString(name)
		b.WriteByte('=')
		b.WriteString(fields[name])
		b.WriteByte('&')
	}
	b.WriteString("key=")
	b.WriteString(key)
	sum := md5.Sum([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// verify checks m's signature, in a time that tells nothing of the right one.
// Errors: errNoSign, ErrBadSign.
func verify(m message, key string) error {
	said, there := m[signField]
	if !there || said == nil || said == "" {
		return errNoSign
	}
	sign, isText := said.(string)
	want := signature(m.signed(), key)
	if !isText || subtle.ConstantTimeCompare([]byte(sign), []byte(want)) != 1 {
		return ErrBadSign
	}
	return nil
}
