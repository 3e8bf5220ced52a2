package practice

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"facepay/kiosk"
)

// Paths of the calls that weidoufu has and documents nowhere; a till is told
// them by its settings query_path, close_path and code_path.
const (
	WeidoufuQueryPath = "/pay/query"
	WeidoufuClosePath = "/pay/close"
	WeidoufuCodePath  = "/pay/micropay"
)

const (
	weidoufuName = "weidoufu"
	// weidoufuAck ends the repetition of a notification.
	weidoufuAck = "success"
)

// weidoufuRetries are WeChat's waits; weidoufu documents none of its own.
var weidoufuRetries = []time.Duration{
	15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute,
	30 * time.Minute, 30 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
}

// weidoufu is weidoufu's dialect: signed JSON, answered with JSON that is not
// signed, and notifications with a signature of their own. miniapp and its
// failures follow the vendor's document, native, refund and notifications what
// its working clients do, and query, close and micropay the words of a
// notification.
func weidoufu(c Config) dialect {
	a := c.accounts().WeiDouFu
	w := weidoufuDialect{accessKey: a.AccessKey, secretKey: a.SecretKey, codes: kiosk.DefaultPayCodes()}
	on := func(name, path string, serve func(*book, weidoufuRequest) reply) route {
		return route{dialect: weidoufuName, name: name, path: path, serve: w.signed(serve)}
	}
	tells := func(r route, amount bool) route {
		r.namesOrder, r.namesAmount = true, amount
		return r
	}
	code := tells(on("micropay", WeidoufuCodePath, w.micropay), true)
	code.code = func(r request) kiosk.PayCode { return kiosk.NewPayCode(w.read(r).text("auth_code")) }
	return dialect{
		name: weidoufuName,
		routes: []route{
			tells(on("native", "/pay/native", w.native), false),
			tells(on("miniapp", "/pay/miniapp", w.miniapp), false),
			on("refund", "/pay/refund", w.refund),
			tells(on("query", WeidoufuQueryPath, w.query), true),
			tells(on("close", WeidoufuClosePath, w.close), false),
			code,
		},
		notify: w.notify,
		accepts: func(status int, body []byte) bool {
			return status == http.StatusOK && string(bytes.TrimSpace(body)) == weidoufuAck
		},
		retries: weidoufuRetries,
	}
}

type weidoufuDialect struct {
	accessKey, secretKey string
	codes                kiosk.PayCodeTable
}

// weidoufuReply is every reply; code is 1 for yes and 0 for no.
type weidoufuReply struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

// weidoufuOrder is data of a reply that makes an order. jsapi is an object, or
// "" when the order was not made.
type weidoufuOrder struct {
	MchTradeNo string `json:"mch_trade_no"`
	OutOrderNo string `json:"out_order_no"`
	CodeURL    string `json:"code_url,omitempty"`
	JSAPI      any    `json:"jsapi,omitempty"`
}

// weidoufuContent is a payment as notifications tell of it.
type weidoufuContent struct {
	MchTradeNo    string    `json:"mch_trade_no"`
	OutOrderNo    string    `json:"out_order_no"`
	TransactionID string    `json:"transaction_id"`
	TotalFee      kiosk.Fen `json:"total_fee"`
	Attach        string    `json:"attach"`
	TradeType     int       `json:"trade_type"`
	PayType       int       `json:"pay_type"`
	BankType      string    `json:"bank_type"`
	PayTime       string    `json:"pay_time"`
	Status        int       `json:"status"`
	NonceStr      string    `json:"nonce_str,omitempty"`
}

func weidoufuYes(data any) reply { return replyJSON(weidoufuReply{1, "成功", data}) }

func weidoufuNo(message string) reply { return replyJSON(weidoufuReply{Message: message}) }

// weidoufuRequest is a request whose fields are strings and json.Numbers;
// anything else makes it a nil one.
type weidoufuRequest struct {
	request
	fields map[string]any
}

func (weidoufuDialect) read(r request) weidoufuRequest {
	d := json.NewDecoder(bytes.NewReader(r.body))
	d.UseNumber()
	fields := map[string]any{}
	if err := d.Decode(&fields); err != nil || d.More() || r.contentType != "application/json" || !utf8.Valid(r.body) {
		return weidoufuRequest{request: r}
	}
	for _, v := range fields {
		switch v.(type) {
		case string, json.Number:
		default:
			return weidoufuRequest{request: r}
		}
	}
	return weidoufuRequest{r, fields}
}

// text is the field as it is signed.
func (r weidoufuRequest) text(key string) string {
	if v, there := r.fields[key]; there {
		return fmt.Sprint(v)
	}
	return ""
}

// number is a field that must be a JSON number from 1 to most; 0 is none.
func (r weidoufuRequest) number(key string, most int64) int64 {
	v, is := r.fields[key].(json.Number)
	if !is {
		return 0
	}
	n, err := strconv.ParseInt(v.String(), 10, 64)
	if err != nil || n < 1 || n > most {
		return 0
	}
	return n
}

// signed serves what carries the shop's key and a signature that fits.
func (w weidoufuDialect) signed(serve func(*book, weidoufuRequest) reply) func(*book, request) reply {
	return func(b *book, r request) reply {
		in := w.read(r)
		switch {
		case in.fields == nil:
			return weidoufuNo("参数格式错误")
		case in.text("access_key") == "":
			return weidoufuNo("缺少参数access_key")
		case in.text("access_key") != w.accessKey:
			return weidoufuNo("access_key不存在")
		case in.text("sign") != w.sign(in):
			return replyJSON(weidoufuReply{0, "签名错误", weidoufuOrder{OutOrderNo: in.text("out_order_no"), JSAPI: ""}})
		}
		return serve(b, in)
	}
}

// sign is the signature that a request must have.
func (w weidoufuDialect) sign(r weidoufuRequest) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(r.fields)) {
		if v := r.text(key); v != "" && key != "sign" {
			pairs = append(pairs, key+"="+v)
		}
	}
	sum := md5.Sum([]byte(strings.Join(append(pairs, "secret_key="+w.secretKey), "&")))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// weidoufuWallets are the wallets by pay_type; 3, UnionPay, is not practised.
var weidoufuWallets = map[int64]kiosk.Wallet{1: kiosk.WeChat, 2: kiosk.Alipay}

// order reads the fields of an order by the sizes in the vendor's table; wrong
// names the first that does not fit.
func (w weidoufuDialect) order(r weidoufuRequest) (n newOrder, wrong string) {
	const bodyMax, attachMax, urlMax, feeMax, minutesMax = 32, 128, 128, 999_999_999, 60
	own, minutes := r.text("out_order_no"), r.number("expire", minutesMax)
	wallet := weidoufuWallets[r.number("pay_type", 3)]
	fee := r.number("total_fee", feeMax)
	to, err := url.Parse(r.text("notify_url"))
	switch {
	case r.text("body") == "" || utf8.RuneCountInString(r.text("body")) > bodyMax:
		return n, "body"
	case !weidoufuOwn(own):
		return n, "out_order_no"
	case wallet == "":
		return n, "pay_type"
	case fee == 0:
		return n, "total_fee"
	case err != nil || to.Scheme != "http" && to.Scheme != "https" || to.Host == "" || len(r.text("notify_url")) > urlMax:
		return n, "notify_url"
	case r.text("expire") != "" && minutes == 0:
		return n, "expire"
	case utf8.RuneCountInString(r.text("attach")) > attachMax:
		return n, "attach"
	}
	return newOrder{
		dialect: weidoufuName, store: w.accessKey, amount: kiosk.Fen(fee), wallet: wallet, own: own,
		valid: time.Duration(minutes) * time.Minute, notifyURL: r.text("notify_url"), attach: r.text("attach"),
	}, ""
}

// weidoufuOwn reports whether s is 18 to 32 letters and digits.
func weidoufuOwn(s string) bool {
	return len(s) >= 18 && len(s) <= 32 && strings.Trim(s, bothCases) == ""
}

// weidoufuRefusal is the reply to what the book refused.
func weidoufuRefusal(err error) reply {
	for _, known := range []struct {
		err  error
		says string
	}{
		{ErrNoOrder, "订单不存在"}, {ErrOwnTaken, "商户订单号重复"}, {ErrSettled, "订单已支付"}, {ErrNotPaid, "订单未支付"},
		{ErrRefundTooMuch, "退款金额大于可退金额"}, {ErrCodeUsed, "付款码已被使用"}, {ErrFull, "系统繁忙"}, {ErrField, "参数错误"},
	} {
		if errors.Is(err, known.err) {
			return weidoufuNo(known.says)
		}
	}
	return replyError(err)
}

// native makes an order that is paid by its QR.
func (w weidoufuDialect) native(b *book, r weidoufuRequest) reply {
	n, wrong := w.order(r)
	if wrong != "" {
		return weidoufuNo("参数错误" + wrong)
	}
	n.qr = r.qr()
	o, err := b.open(n)
	if err != nil {
		return weidoufuRefusal(err)
	}
	told := r.tell(o)
	return weidoufuYes(weidoufuOrder{MchTradeNo: told.No, OutOrderNo: told.Own, CodeURL: told.QR})
}

type (
	weidoufuWeChatParams struct {
		AppID     string `json:"app_id"`
		Timestamp string `json:"timestamp"`
		NonceStr  string `json:"nonce_str"`
		Package   string `json:"package"`
		SignType  string `json:"sign_type"`
		PaySign   string `json:"pay_sign"`
	}
	weidoufuAlipayParams struct {
		TradeNo string `json:"trade_no"`
	}
)

// miniapp makes an order that one customer pays in the shop's mini-program.
// What it refuses has a jsapi all the same: "".
func (w weidoufuDialect) miniapp(b *book, r weidoufuRequest) reply {
	no := func(message string) reply {
		return replyJSON(weidoufuReply{0, message, weidoufuOrder{OutOrderNo: r.text("out_order_no"), JSAPI: ""}})
	}
	n, wrong := w.order(r)
	if wrong != "" {
		return no("参数错误" + wrong)
	}
	field := map[kiosk.Wallet]string{kiosk.WeChat: "openid", kiosk.Alipay: "buyer_id"}[n.wallet]
	const payerMax = 32
	if n.payer = r.text(field); n.payer == "" || len(n.payer) > payerMax {
		return no("参数错误" + field)
	}
	n.rail = kiosk.RailMini
	o, err := b.open(n)
	if errors.Is(err, ErrOwnTaken) {
		return no("商户订单号重复")
	}
	if err != nil {
		return weidoufuRefusal(err)
	}
	told := r.tell(o)
	var params any = weidoufuAlipayParams{newTradeNo(o.Wallet, b.now())}
	if o.Wallet == kiosk.WeChat {
		params = weidoufuWeChatParams{
			AppID: "wx" + random(lowerCase, 16), Timestamp: strconv.FormatInt(b.now().Unix(), 10), NonceStr: random(lowerCase, 32),
			Package: "prepay_id=wx" + random(lowerCase, 34), SignType: "MD5", PaySign: strings.ToUpper(random("abcdef"+digits, 32)),
		}
	}
	return weidoufuYes(weidoufuOrder{MchTradeNo: told.No, OutOrderNo: told.Own, JSAPI: params})
}

// refund gives money back by the order alone: there is no number of a refund,
// so that each request is one more.
func (w weidoufuDialect) refund(b *book, r weidoufuRequest) reply {
	const feeMax = 999_999_999
	fee := r.number("refund_fee", feeMax)
	if fee == 0 {
		return weidoufuNo("参数错误refund_fee")
	}
	o, err := b.findOwn(weidoufuName, r.text("out_order_no"))
	if err == nil {
		_, _, err = b.refund(weidoufuName, o.No, "", kiosk.Fen(fee))
	}
	if err != nil {
		return weidoufuRefusal(err)
	}
	return weidoufuYes(nil)
}

// query tells of an order in a notification's words.
func (w weidoufuDialect) query(b *book, r weidoufuRequest) reply {
	o, err := b.findOwn(weidoufuName, r.text("out_order_no"))
	if err != nil {
		return weidoufuRefusal(err)
	}
	return weidoufuYes(weidoufuTell(r.tell(o)))
}

// close tells an order that can no longer be paid by its status.
func (w weidoufuDialect) close(b *book, r weidoufuRequest) reply {
	o, err := b.findOwn(weidoufuName, r.text("out_order_no"))
	if err == nil {
		o, err = b.close(weidoufuName, o.No)
	}
	if err != nil {
		return weidoufuRefusal(err)
	}
	told := r.tell(o)
	return weidoufuYes(map[string]any{"mch_trade_no": told.No, "out_order_no": told.Own, "status": weidoufuStatus(told.State)})
}

// micropay charges a payment code. A refused code is answered with code 0 and
// the order is closed.
func (w weidoufuDialect) micropay(b *book, r weidoufuRequest) reply {
	n, wrong := w.order(r)
	if wrong != "" {
		return weidoufuNo("参数错误" + wrong)
	}
	code := kiosk.NewPayCode(r.text("auth_code"))
	if kind, err := w.codes.Recognise(code); err != nil || kind.Wallet != n.wallet {
		return weidoufuNo("付款码无效")
	}
	o, err := b.charge(n, code)
	switch {
	case err != nil:
		return weidoufuRefusal(err)
	case o.Refusal == RefusedBalance:
		return weidoufuNo("余额不足").byCode(o)
	case o.Refusal == RefusedCode:
		return weidoufuNo("付款码已过期").byCode(o)
	}
	return weidoufuYes(weidoufuTell(r.tell(o))).byCode(o)
}

// weidoufuStatus is a state in weidoufu's words, which have none for a refusal:
// nobody can pay that order any more.
func weidoufuStatus(s State) int {
	switch {
	case s.Open():
		return 1
	case s == StatePaid:
		return 2
	}
	return 3
}

func weidoufuTell(o Order) weidoufuContent {
	const bankOther, byQR, byMini, byCode = "OTHERS", 2, 1, 3 // only 2 is known: of a QR
	in := weidoufuContent{
		MchTradeNo: o.No, OutOrderNo: o.Own, TransactionID: o.TradeNo, TotalFee: o.Amount, Attach: o.Attach,
		TradeType: byQR, PayType: 1, BankType: bankOther, Status: weidoufuStatus(o.State),
	}
	switch o.Rail {
	case kiosk.RailMini:
		in.TradeType = byMini
	case kiosk.RailCode:
		in.TradeType = byCode
	}
	if o.Wallet == kiosk.Alipay {
		in.PayType = 2
	}
	if o.State == StatePaid {
		in.PayTime = o.SettledAt.In(chinaTime).Format(time.DateTime)
	}
	return in
}

// notify tells every change of an order; of refunds weidoufu tells nothing.
func (w weidoufuDialect) notify(o Order, r *Refund) (to, contentType string, body []byte) {
	if r != nil || o.NotifyURL == "" {
		return "", "", nil
	}
	in := weidoufuTell(o)
	in.NonceStr = random(lowerCase, 32)
	content, err := json.Marshal(in)
	if err != nil {
		return "", "", nil // a struct of texts and numbers always encodes
	}
	body, err = json.Marshal(struct {
		Sign    string          `json:"sign"`
		Content json.RawMessage `json:"content"`
	}{w.signNotice(content), content})
	if err != nil {
		return "", "", nil // as above
	}
	return o.NotifyURL, "application/json; charset=utf-8", body
}

// signNotice is the signature of a notification's content.
func (w weidoufuDialect) signNotice(content []byte) string {
	mac := hmac.New(sha256.New, []byte(w.secretKey))
	mac.Write(content)
	sum := md5.Sum([]byte(hex.EncodeToString(mac.Sum(nil))))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}
