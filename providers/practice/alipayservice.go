package practice

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

const alipayServiceName = "alipayservice"

// AlipayQueryPath is the route that this gateway adds to the alipay service's
// own, as some shops' services do: what a till has as query_path.
const AlipayQueryPath = "/alipay/query"

// alipayRetries are Alipay's waits before a notification is sent again.
var alipayRetries = []time.Duration{
	4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
}

// alipayBuyer is the one customer of the practice Alipay.
const (
	alipayBuyerLogon = "138******00"
	alipayBuyerID    = "2088000000000000"
	alipayFund       = "PCREDIT"
)

// alipayService is the dialect of the small service between a till and Alipay:
// GET with a query string, JSON text back, null when something went wrong on the
// way. The order's number is the till's. Notifications come from Alipay itself.
//
// Where an order is notified is a setting of the service; here it comes with the
// order, as notifyUrl.
func alipayService(c Config) dialect {
	a := alipayDialect{config: c}
	on := func(name, path string, serve func(*book, request) reply) route {
		return route{dialect: alipayServiceName, name: name, method: http.MethodGet, path: path, namesOrder: true, serve: serve}
	}
	routes := []route{
		on("qrcode", "/qrcode", a.qrCode),
		on("refund", "/refund", a.refund),
		on("refund_query", "/refund_query", a.refundQuery),
		on("query", AlipayQueryPath, a.query),
	}
	for i := range routes {
		routes[i].namesAmount = routes[i].name != "qrcode"
	}
	return dialect{
		name: alipayServiceName, routes: routes, notify: a.notify, retries: slices.Clone(alipayRetries),
		accepts: func(status int, body []byte) bool { return status == http.StatusOK && string(body) == "success" },
	}
}

type alipayDialect struct{ config Config }

// alipayEnvelope begins every reply of Alipay's that the service hands through.
type alipayEnvelope struct {
	Code    string `json:"code"`
	Msg     string `json:"msg"`
	SubCode string `json:"sub_code,omitempty"`
	SubMsg  string `json:"sub_msg,omitempty"`
}

var alipayDone = alipayEnvelope{Code: "10000", Msg: "Success"}

// alipayText is v as the service sends it: JSON that calls itself a page.
func alipayText(v any) reply {
	r := replyJSON(v)
	r.header = http.Header{"Content-Type": {"text/html;charset=UTF-8"}}
	return r
}

// alipayNull is what the service answers when anything went wrong.
func alipayNull() reply { return alipayText(nil) }

// alipayNo is a refusal without a reason: /qrcode tells none.
func alipayNo() reply { return alipayText(alipayEnvelope{Code: "40004", Msg: "Business Failed"}) }

// qrCode opens a QR order under the till's number. Asked again with the same
// number and amount it is the same order, as long as nobody has scanned it.
func (a alipayDialect) qrCode(b *book, r request) reply {
	amount, err := kiosk.ParseYuan(r.query.Get("totalAmount"))
	valid, ok := alipayTimeout(r.query.Get("timeoutExpress"), b.now())
	if lepayRequire(r.query, "totalAmount", "subject", "storeId", "timeoutExpress", "outTradeNo") != "" || err != nil || amount == 0 || !ok {
		return alipayNo()
	}
	o, err := b.open(newOrder{
		dialect: alipayServiceName, store: r.query.Get("storeId"), amount: amount, wallet: kiosk.Alipay,
		own: r.query.Get("outTradeNo"), notifyURL: r.query.Get("notifyUrl"), valid: valid, qr: r.qr(),
	})
	switch {
	case errors.Is(err, ErrOwnTaken) && (o.State != StateCreated || o.Amount != amount), errors.Is(err, ErrField):
		return alipayNo()
	case errors.Is(err, ErrFull):
		return alipayNull()
	case err != nil && !errors.Is(err, ErrOwnTaken):
		return replyError(err)
	}
	return alipayText(struct {
		alipayEnvelope
		OutTradeNo string `json:"out_trade_no"`
		QRCode     string `json:"qr_code"`
	}{alipayDone, r.tell(o).Own, o.QR})
}

// alipayTimeout reads how long an order can be paid: 5m, 2h, 1d, or 1c for the
// rest of the day in China.
func alipayTimeout(s string, now time.Time) (time.Duration, bool) {
	const most, day = 15 * 24 * time.Hour, 24 * time.Hour
	if s == "1c" {
		local := now.In(chinaTime)
		midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, chinaTime)
		return midnight.Sub(now), true
	}
	if len(s) < 2 || len(s) > 6 {
		return 0, false
	}
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 32)
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': day}[s[len(s)-1]]
	valid := time.Duration(n) * unit
	return valid, err == nil && valid > 0 && valid <= most
}

type (
	alipayRefund struct {
		alipayEnvelope
		BuyerLogonID         string       `json:"buyer_logon_id"`
		BuyerUserID          string       `json:"buyer_user_id"`
		FundChange           string       `json:"fund_change"`
		GmtRefundPay         string       `json:"gmt_refund_pay"`
		OutTradeNo           string       `json:"out_trade_no"`
		RefundDetailItemList []alipayBill `json:"refund_detail_item_list,omitempty"`
		RefundFee            string       `json:"refund_fee"` // of the order altogether
		SendBackFee          string       `json:"send_back_fee"`
		TradeNo              string       `json:"trade_no"`
	}
	// alipayBill is in camelCase inside a reply that is not: the service hands
	// the library's own object on.
	alipayBill struct {
		Amount      string `json:"amount"`
		FundChannel string `json:"fundChannel"`
	}
)

// refund gives money of an order back. Without out_request_no the refund has the
// order's number, as at Alipay. Whatever fails is null.
func (a alipayDialect) refund(b *book, r request) reply {
	amount, err := kiosk.ParseYuan(r.query.Get("refund_amount"))
	if lepayRequire(r.query, "refund_amount", "out_trade_no", "refund_reason") != "" || err != nil || len(r.query["out_request_no"]) > 1 {
		return alipayNull()
	}
	no := r.query.Get("out_request_no")
	if no == "" {
		no = r.query.Get("out_trade_no")
	}
	o, err := b.findOwn(alipayServiceName, r.query.Get("out_trade_no"))
	if err != nil {
		return alipayNull()
	}
	back, o, err := b.refund(alipayServiceName, o.No, no, amount)
	if err != nil || back.Amount != amount { // the same number with another amount is no repetition
		return alipayNull()
	}
	told := r.tell(o)
	answer := alipayRefund{
		alipayEnvelope: alipayDone, BuyerLogonID: alipayBuyerLogon, BuyerUserID: alipayBuyerID, TradeNo: o.TradeNo, OutTradeNo: told.Own,
		FundChange: "Y", GmtRefundPay: alipayTime(back.At), RefundFee: (o.Refunded + told.Amount - o.Amount).Yuan(), SendBackFee: amount.Yuan(),
		RefundDetailItemList: []alipayBill{{amount.Yuan(), alipayFund}},
	}
	if back.Again {
		answer.FundChange = "N"
	}
	return alipayText(answer)
}

// refundQuery tells of one refund of an order; of none it says no more than
// that the question was understood.
func (a alipayDialect) refundQuery(b *book, r request) reply {
	if lepayRequire(r.query, "out_trade_no", "out_request_no") != "" {
		return alipayNull()
	}
	o, err := b.findOwn(alipayServiceName, r.query.Get("out_trade_no"))
	if err != nil || o.TradeNo == "" || r.query.Get("trade_no") != "" && r.query.Get("trade_no") != o.TradeNo {
		return alipayNull()
	}
	back, ok := o.refundBy(r.query.Get("out_request_no"))
	if !ok {
		return alipayText(alipayDone)
	}
	told := r.tell(o)
	return alipayText(struct {
		alipayEnvelope
		OutRequestNo string `json:"out_request_no"`
		OutTradeNo   string `json:"out_trade_no"`
		RefundAmount string `json:"refund_amount"`
		TotalAmount  string `json:"total_amount"`
		TradeNo      string `json:"trade_no"`
	}{alipayDone, back.No, told.Own, (back.Amount + told.Amount - o.Amount).Yuan(), o.Amount.Yuan(), o.TradeNo})
}

// query hands through what Alipay says of an order. Alipay knows no trade until
// the QR was scanned.
func (a alipayDialect) query(b *book, r request) reply {
	if lepayRequire(r.query, "out_trade_no") != "" {
		return alipayNull()
	}
	o, err := b.findOwn(alipayServiceName, r.query.Get("out_trade_no"))
	if errors.Is(err, ErrNoOrder) || err == nil && o.ScannedAt.IsZero() {
		return alipayText(alipayEnvelope{Code: "40004", Msg: "Business Failed", SubCode: "ACQ.TRADE_NOT_EXIST", SubMsg: "交易不存在"})
	}
	if err != nil {
		return replyError(err)
	}
	told := r.tell(o)
	answer := struct {
		alipayEnvelope
		BuyerLogonID string `json:"buyer_logon_id"`
		BuyerUserID  string `json:"buyer_user_id"`
		OutTradeNo   string `json:"out_trade_no"`
		SendPayDate  string `json:"send_pay_date,omitempty"`
		TotalAmount  string `json:"total_amount"`
		TradeNo      string `json:"trade_no"`
		TradeStatus  string `json:"trade_status"`
	}{alipayDone, alipayBuyerLogon, alipayBuyerID, told.Own, "", told.Amount.Yuan(), o.TradeNo, alipayStatus(o)}
	if o.State == StatePaid {
		answer.SendPayDate = alipayTime(o.SettledAt)
	}
	return alipayText(answer)
}

// alipayStatus is Alipay's word for a trade. One that was given back whole is
// closed.
func alipayStatus(o Order) string {
	switch {
	case o.State == StatePaid && o.Refunded < o.Amount:
		return "TRADE_SUCCESS"
	case o.State.Open():
		return "WAIT_BUYER_PAY"
	}
	return "TRADE_CLOSED"
}

func alipayTime(t time.Time) string { return t.In(chinaTime).Format(time.DateTime) }

// notify is Alipay's notification of a trade: when the QR is scanned, when it is
// paid or will not be, and when money goes back.
func (a alipayDialect) notify(o Order, r *Refund) (address, contentType string, body []byte) {
	if o.NotifyURL == "" || o.ScannedAt.IsZero() {
		return "", "", nil
	}
	amount := o.Amount.Yuan()
	form := url.Values{
		"app_id": {a.config.accounts().AlipayService.AppID}, "auth_app_id": {a.config.accounts().AlipayService.AppID},
		"charset": {"utf-8"}, "version": {"1.0"}, "notify_type": {"trade_status_sync"}, "notify_id": {alipayNoticeID(o, r)},
		"notify_time": {alipayTime(a.config.Now())}, "gmt_create": {alipayTime(o.ScannedAt)},
		"out_trade_no": {o.Own}, "trade_no": {o.TradeNo}, "total_amount": {amount}, "trade_status": {alipayStatus(o)},
		"buyer_id": {alipayBuyerID}, "buyer_logon_id": {alipayBuyerLogon}, "seller_id": {"2088000000000001"}, "store_id": {o.Store},
		"subject": {"练习订单"},
	}
	if o.State == StatePaid {
		for _, name := range []string{"buyer_pay_amount", "receipt_amount", "invoice_amount"} {
			form.Set(name, amount)
		}
		form.Set("gmt_payment", alipayTime(o.SettledAt))
		form.Set("fund_bill_list", `[{"amount":"`+amount+`","fundChannel":"`+alipayFund+`"}]`)
	}
	if r != nil {
		was, _ := o.refundBy(r.No)
		form.Set("refund_fee", (o.Refunded - was.Amount + r.Amount).Yuan())
		form.Set("gmt_refund", r.At.In(chinaTime).Format("2006-01-02 15:04:05.000"))
		form.Set("out_biz_no", r.No)
	}
	return o.NotifyURL, "application/x-www-form-urlencoded; charset=utf-8", alipaySigned(form)
}

// alipayNoticeID is the same for every repetition of a notification.
func alipayNoticeID(o Order, r *Refund) string {
	text := o.No + " " + string(o.State)
	if r != nil {
		text += " " + r.No
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:17])
}

// alipaySigned is form with its RSA2 signature: SHA-256 with RSA over all other
// fields, sorted and as they are.
func alipaySigned(form url.Values) []byte {
	var pairs []string
	for name := range form {
		pairs = append(pairs, name)
	}
	slices.Sort(pairs)
	for i, name := range pairs {
		pairs[i] = name + "=" + form.Get(name)
	}
	digest := sha256.Sum256([]byte(strings.Join(pairs, "&")))
	sign, err := rsa.SignPKCS1v15(nil, alipayKey, crypto.SHA256, digest[:])
	if err != nil {
		panic("practice: alipay.pem does not sign: " + err.Error()) // a fixed key signs a fixed size or never
	}
	form.Set("sign", base64.StdEncoding.EncodeToString(sign))
	form.Set("sign_type", "RSA2")
	return []byte(form.Encode())
}
