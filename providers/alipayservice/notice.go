package alipayservice

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
	// noticeBytesMax bounds a notification; Alipay's have 1 to 2 KiB.
	noticeBytesMax = 64 << 10
	// noticeFieldsMax bounds its fields; Alipay's have about 30.
	noticeFieldsMax = 200
	// signType is SHA256withRSA. The older RSA, with SHA-1, is not taken.
	signType = "RSA2"
	formType = "application/x-www-form-urlencoded"
)

// NotificationAck is the word after which Alipay sends a notification no more.
func (g *Gateway) NotificationAck() (contentType string, body []byte) {
	return "text/plain", []byte("success")
}

// ReadNotification verifies and reads a notification of Alipay (asynchronous
// notification of a trade): a form with a SHA256withRSA signature. It is Alipay
// itself that speaks here, not the service. The first one comes when the customer
// scans; only TRADE_SUCCESS and TRADE_FINISHED are paid.
func (g *Gateway) ReadNotification(contentType string, body []byte) (kiosk.Notification, error) {
	form, err := verified(g.key, contentType, body)
	if err != nil {
		return kiosk.Notification{}, err
	}
	if g.cfg.AppID != "" && form["app_id"] != g.cfg.AppID {
		return kiosk.Notification{}, fmt.Errorf("%w: it is of another app", kiosk.ErrNotification)
	}
	return readNotice(form)
}

// verified is the form of a notification whose signature fits.
func verified(key *rsa.PublicKey, contentType string, body []byte) (map[string]string, error) {
	form, err := parseForm(contentType, body)
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
	digest := sha256.Sum256([]byte(signed(form)))
	if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], sign); err != nil {
		return nil, fmt.Errorf("%w: %w", kiosk.ErrForged, err)
	}
	if wire.Recut(form, fieldsRead, "sign", "sign_type") {
		return nil, fmt.Errorf("%w: what was signed can be read in two ways", kiosk.ErrForged)
	}
	return form, nil
}

// fieldsRead are the fields of which readNotice and ReadNotification make anything.
var fieldsRead = []string{
	"app_id", "buyer_logon_id", "gmt_payment", "gmt_refund", "out_trade_no", "refund_fee", "total_amount", "trade_no", "trade_status",
}

// parseForm reads a form. Values stay bytes as they were sent, in whatever
// charset, because those are what was signed. A name that stands twice is
// refused: one of the two would not be signed.
func parseForm(contentType string, body []byte) (map[string]string, error) {
	if kind, _, err := mime.ParseMediaType(contentType); err != nil || kind != formType {
		return nil, errors.New("content type is not a form's")
	}
	if len(body) > noticeBytesMax {
		return nil, errors.New("body is too long")
	}
	form := map[string]string{}
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
		if len(form) == noticeFieldsMax {
			return nil, errors.New("form has too many fields")
		}
		form[name] = value
	}
	return form, nil
}

// signed is the text that Alipay signs: all fields but sign and sign_type, sorted,
// decoded.
func signed(form map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if name != "sign" && name != "sign_type" {
			pairs = append(pairs, name+"="+form[name])
		}
	}
	return strings.Join(pairs, "&")
}

func readNotice(form map[string]string) (kiosk.Notification, error) {
	own, state := form["out_trade_no"], form["trade_status"]
	if !wire.Word(own, wire.NumberBytesMax) || state == "" {
		return kiosk.Notification{}, fmt.Errorf("%w: it names no order or no trade_status", kiosk.ErrNotification)
	}
	amount, err := formYuan(form, "total_amount")
	if err != nil {
		return kiosk.Notification{}, err
	}
	a := kiosk.Answer{Verdict: kiosk.VerdictUnknown, Order: own, Amount: amount, Payer: wire.Phrase(form["buyer_logon_id"])}
	if no := form["trade_no"]; wire.Word(no, wire.NumberBytesMax) {
		a.TradeNo = no
	}
	n := kiosk.Notification{OrderNo: kiosk.OrderNo(own)}
	if n.Refund, err = ofRefund(form); err != nil {
		return kiosk.Notification{}, err
	}
	v := noticeStates.Class(state).Verdict()
	switch {
	case n.Refund:
		a.Reason = wire.Phrase(state) // its trade_status is of a payment that was made before
	case v == kiosk.VerdictPaid && amount == nil:
		return kiosk.Notification{}, fmt.Errorf("%w: %w", kiosk.ErrNotification, errNoMoney)
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
func ofRefund(form map[string]string) (bool, error) {
	fee, err := formYuan(form, "refund_fee")
	if err != nil {
		return false, err
	}
	closedAfter := form["trade_status"] == "TRADE_CLOSED" && form["gmt_payment"] != ""
	return form["gmt_refund"] != "" || fee != nil && *fee > 0 || closedAfter, nil
}

// formYuan reads a field of yuan; nil when it says nothing.
func formYuan(form map[string]string, name string) (*kiosk.Fen, error) {
	if form[name] == "" {
		return nil, nil
	}
	f, err := kiosk.ParseYuan(form[name])
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", kiosk.ErrNotification, name, err)
	}
	return &f, nil
}
