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
	"facepay/providers/wire"
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
	// errRecut is one whose signature fits and may have been made over other fields.
	errRecut = fmt.Errorf("can be read in two ways: %w", kiosk.ErrForged)
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
		if name != signField {
			b.WriteString(name + "=" + fields[name] + "&")
		}
	}
	b.WriteString("key=" + key)
	sum := md5.Sum([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// fieldsRead are the fields that this package makes anything of.
var fieldsRead = []string{
	"ali_trade_no", "appId", "end_time", "mch_no", "miniapp_data", "nonceStr", "packages", "pay_trace_no", "pay_type", "paySign", "qrcode",
	"refund_fee", "refund_trace_no", "result_code", "return_code", "return_msg", "signType", "timeStamp", "total_amount", "trade_no", "trade_state",
}

// verify checks m's signature, in a time that tells nothing of the right one.
// Errors: errNoSign, ErrBadSign, errRecut.
func verify(m message, key string) error {
	said, there := m[signField]
	if !there || said == nil || said == "" {
		return errNoSign
	}
	sign, isText := said.(string)
	fields := m.signed()
	want := signature(fields, key)
	if !isText || subtle.ConstantTimeCompare([]byte(sign), []byte(want)) != 1 {
		return ErrBadSign
	}
	if wire.Recut(fields, fieldsRead, signField) {
		return errRecut
	}
	return nil
}
