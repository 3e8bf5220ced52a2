// Package alipaytrade has what the dialects of Alipay and of services before it say alike:
// a trade's state, and the notification that Alipay itself sends and signs.
package alipaytrade

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"facepay/providers/practice"
)

// The one customer of the practice Alipay, and the shop's account there.
const (
	BuyerLogon = "138******00"
	BuyerID    = "2088000000000000"
	SellerID   = "2088000000000001"
	Fund       = "PCREDIT"
)

// Retries are Alipay's waits before a notification is sent again.
func Retries() []time.Duration {
	return []time.Duration{4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour}
}

// Accepts reports whether an answer ends a notification.
func Accepts(status int, body []byte) bool {
	return status == http.StatusOK && string(body) == "success"
}

// Status is Alipay's word for a trade; one that was given back whole is closed.
func Status(o practice.Order) string {
	switch {
	case o.State == practice.StatePaid && o.Refunded < o.Amount:
		return "TRADE_SUCCESS"
	case o.State.Open():
		return "WAIT_BUYER_PAY"
	}
	return "TRADE_CLOSED"
}

// Time is t as Alipay writes it.
func Time(t time.Time) string { return t.In(practice.China).Format(time.DateTime) }

// Notifier makes an app's notifications.
type Notifier struct {
	AppID string
	Key   *rsa.PrivateKey
}

// Notification is Alipay's: of the scan, of payment or its end, and of money that goes back.
func (n Notifier) Notification(o practice.Order, r *practice.Refund, at time.Time) (address, contentType string, body []byte) {
	if o.NotifyURL == "" || o.ScannedAt.IsZero() {
		return "", "", nil
	}
	amount := o.Amount.Yuan()
	form := url.Values{
		"app_id": {n.AppID}, "auth_app_id": {n.AppID},
		"charset": {"utf-8"}, "version": {"1.0"}, "notify_type": {"trade_status_sync"}, "notify_id": {notifyID(o, r)},
		"notify_time": {Time(at)}, "gmt_create": {Time(o.ScannedAt)},
		"out_trade_no": {o.Own}, "trade_no": {o.TradeNo}, "total_amount": {amount}, "trade_status": {Status(o)},
		"buyer_id": {BuyerID}, "buyer_logon_id": {BuyerLogon}, "seller_id": {SellerID}, "store_id": {o.Store},
		"subject": {"练习订单"},
	}
	if o.State == practice.StatePaid {
		for _, name := range []string{"buyer_pay_amount", "receipt_amount", "invoice_amount"} {
			form.Set(name, amount)
		}
		form.Set("gmt_payment", Time(o.SettledAt))
		form.Set("fund_bill_list", `[{"amount":"`+amount+`","fundChannel":"`+Fund+`"}]`)
	}
	if r != nil {
		was, _ := o.RefundBy(r.No)
		form.Set("refund_fee", (o.Refunded - was.Amount + r.Amount).Yuan())
		form.Set("gmt_refund", r.At.In(practice.China).Format("2006-01-02 15:04:05.000"))
		form.Set("out_biz_no", r.No)
	}
	sign := Signature(n.Key, Joined(form))
	form.Set("sign", sign)
	form.Set("sign_type", "RSA2")
	return o.NotifyURL, "application/x-www-form-urlencoded; charset=utf-8", []byte(form.Encode())
}

// notifyID is the same for every repetition of a notification.
func notifyID(o practice.Order, r *practice.Refund) string {
	text := o.No + " " + string(o.State)
	if r != nil {
		text += " " + r.No
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:17])
}

// Joined are fields as they are signed: sorted, decoded, name=value joined by &.
func Joined(form url.Values) string {
	pairs := slices.Sorted(maps.Keys(form))
	for i, name := range pairs {
		pairs[i] = name + "=" + form.Get(name)
	}
	return strings.Join(pairs, "&")
}

// Signature is RSA2: SHA-256 with RSA, in base64.
func Signature(key *rsa.PrivateKey, text string) string {
	digest := sha256.Sum256([]byte(text))
	sign, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		panic("practice: an embedded key does not sign: " + err.Error()) // a fixed key signs a fixed size or never
	}
	return base64.StdEncoding.EncodeToString(sign)
}

// ReadKey reads an embedded key, and its public half as PEM. It panics on a broken file,
// which the tests would meet first.
func ReadKey(file []byte) (*rsa.PrivateKey, string) {
	block, _ := pem.Decode(file)
	parsed, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
	key := parsed.(*rsa.PrivateKey)
	public, _ := x509.MarshalPKIXPublicKey(&key.PublicKey) // an RSA key always encodes
	return key, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
}
