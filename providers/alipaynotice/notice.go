// Package alipaynotice verifies and reads the notifications that Alipay itself sends of a
// trade, whichever gateway it was made at (Alipay, 异步通知说明).
package alipaynotice

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/url"
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

const (
	// BytesMax bounds a notification; Alipay's have 1 to 2 KiB.
	BytesMax = 64 << 10
	// FieldsMax bounds its fields; Alipay's have about 30.
	FieldsMax = 200
	// signType is SHA256withRSA. The older RSA, with SHA-1, is not taken.
	signType = "RSA2"
	formType = "application/x-www-form-urlencoded"
)

// Ack is the word after which Alipay sends a notification no more.
func Ack() (contentType string, body []byte) { return "text/plain", []byte("success") }

// Form is a notification's fields.
type Form map[string]string

// Verify reads the form of a notification whose SHA256withRSA signature fits. Errors:
// kiosk.ErrForged, kiosk.ErrNotification.
func Verify(key *rsa.PublicKey, contentType string, body []byte) (Form, error) {
	form, err := Parse(contentType, body)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", kiosk.ErrNotification, err)
	case key == nil:
		return nil, fmt.Errorf("%w: there is no public key to verify it with", kiosk.ErrForged)
	case form["sign_type"] != signType:
		return nil, fmt.Errorf("%w: sign_type is not %s", kiosk.ErrForged, signType)
	}
	// Strict: another spelling of the same signature is not what Alipay sent.
	sign, err := base64.StdEncoding.Strict().DecodeString(form["sign"])
	if err != nil || len(sign) == 0 {
		return nil, fmt.Errorf("%w: no base64", kiosk.ErrForged)
	}
	for _, unsigned := range variants {
		digest := sha256.Sum256([]byte(form.signed(unsigned)))
		if err = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], sign); err != nil {
			continue
		}
		if wire.Recut(form, fieldsRead, unsigned...) {
			return nil, fmt.Errorf("%w: what was signed can be read in two ways", kiosk.ErrForged)
		}
		return form, nil
	}
	return nil, fmt.Errorf("%w: %w", kiosk.ErrForged, err)
}

var errNoAmount = errors.New("it says paid and names no amount")

// variants are the fields that take no part in the signature: as documented; of old apps,
// whose sign_type does; in certificate mode, of which nobody tells.
var variants = [][]string{{"sign", "sign_type"}, {"sign"}, {"sign", "sign_type", "alipay_cert_sn"}}

// fieldsRead are the fields of which anything is made.
var fieldsRead = []string{
	"app_id", "buyer_logon_id", "gmt_payment", "gmt_refund", "out_trade_no", "refund_fee", "seller_id", "total_amount", "trade_no", "trade_status",
}

// Parse reads a form. Values stay bytes as they were sent, in whatever
// charset, because those are what was signed. A name that stands twice is
// refused: one of the two would not be signed.
func Parse(contentType string, body []byte) (Form, error) {
	if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != formType {
		return nil, errors.New("content type is not a form's")
	}
	if len(body) > BytesMax {
		return nil, errors.New("body is too long")
	}
	form := Form{}
	for pair := range strings.SplitSeq(string(body), "&") {
		name, value, found := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil || !found || name == "" {
			return nil, errors.New("form has a field that cannot be read")
		}
		if _, twice := form[name]; twice {
			return nil, errors.New("form names a field twice")
		}
		if len(form) == FieldsMax {
			return nil, errors.New("form has too many fields")
		}
		form[name] = value
	}
	return form, nil
}

// signed is the text that Alipay signs: all fields but those that are unsigned, sorted,
// decoded.
func (form Form) signed(unsigned []string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if !slices.Contains(unsigned, name) {
			pairs = append(pairs, name+"="+form[name])
		}
	}
	return strings.Join(pairs, "&")
}

// Read is the notification in a form; states are the meanings of trade_status. The first
// one comes when the customer scans. Errors: kiosk.ErrNotification.
func (form Form) Read(states *wire.ResultCodes) (kiosk.Notification, error) {
	own, state := form["out_trade_no"], form["trade_status"]
	if !wire.Word(own, wire.NumberBytesMax) || state == "" {
		return kiosk.Notification{}, fmt.Errorf("%w: it names no order or no trade_status", kiosk.ErrNotification)
	}
	amount, err := form.yuan("total_amount")
	if err != nil {
		return kiosk.Notification{}, err
	}
	a := kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: own, Amount: amount, Payer: wire.Phrase(form["buyer_logon_id"])}
	if no := form["trade_no"]; wire.Word(no, wire.NumberBytesMax) {
		a.TradeNo = no
	}
	n := kiosk.Notification{OrderNo: kiosk.OrderNo(own)}
	if n.Refund, err = form.ofRefund(); err != nil {
		return kiosk.Notification{}, err
	}
	v := states.Class(state).Verdict()
	switch {
	case n.Refund:
		a.Reason = wire.Phrase(state) // its trade_status is of a payment that was made before
	case v == kiosk.VerdictPaid && amount == nil:
		return kiosk.Notification{}, fmt.Errorf("%w: %w", kiosk.ErrNotification, errNoAmount)
	case v == kiosk.VerdictPaid:
		a.Verdict, a.PaidAt = v, wire.ChinaTime(form["gmt_payment"])
	default:
		a.Verdict, a.Reason = v, wire.Phrase(state)
	}
	n.Answer = a
	return n, nil
}

// ofRefund reports whether a notification tells of money that went back: it
// says so, or a trade was closed that had been paid.
func (form Form) ofRefund() (bool, error) {
	fee, err := form.yuan("refund_fee")
	if err != nil {
		return false, err
	}
	closedAfter := form["trade_status"] == "TRADE_CLOSED" && form["gmt_payment"] != ""
	return form["gmt_refund"] != "" || fee != nil && *fee > 0 || closedAfter, nil
}

// yuan reads a field of yuan; nil when it says nothing.
func (form Form) yuan(name string) (*kiosk.Fen, error) {
	if form[name] == "" {
		return nil, nil
	}
	f, err := kiosk.ParseYuan(form[name])
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", kiosk.ErrNotification, name, err)
	}
	return &f, nil
}
