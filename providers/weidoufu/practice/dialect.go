// Package practice speaks weidoufu's format for the practice gateway. It shares no
// code with the till's half.
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
	"facepay/providers/practice"
)

// The practice shop's account.
const (
	AccessKey = "AKpractice00000000000000000000001"
	SecretKey = "SKpractice00000000000000000000001"
)

// Paths of undocumented calls: a till's query_path, close_path and code_path.
const (
	QueryPath = "/pay/query"
	ClosePath = "/pay/close"
	CodePath  = "/pay/micropay"
)

const ack = "success"

// Dialect is weidoufu's: signed JSON, answered with JSON that is not
// signed, and notifications with a signature of their own. miniapp and its
// failures follow the vendor's document, native, refund and notifications what
// its working clients do, and query, close and micropay the words of a
// notification.
func Dialect(practice.Config) practice.Dialect {
	w := gateway{AccessKey, SecretKey, kiosk.DefaultPayCodes()}
	codeOf := func(r practice.Request) kiosk.PayCode { return kiosk.NewPayCode(w.read(r).text("auth_code")) }
	return practice.Dialect{
		Name: "weidoufu",
		Routes: []practice.Route{
			{Name: "native", Path: "/pay/native", NamesOrder: true, Serve: w.signed(w.native)},
			{Name: "miniapp", Path: "/pay/miniapp", NamesOrder: true, Serve: w.signed(w.miniapp)},
			{Name: "refund", Path: "/pay/refund", Serve: w.signed(w.refund)},
			{Name: "query", Path: QueryPath, NamesOrder: true, NamesAmount: true, Serve: w.signed(w.query)},
			{Name: "close", Path: ClosePath, NamesOrder: true, Serve: w.signed(w.close)},
			{Name: "micropay", Path: CodePath, NamesOrder: true, NamesAmount: true, Code: codeOf, Serve: w.signed(w.micropay)},
		},
		Notify: w.notify,
		Accepts: func(status int, body []byte) bool {
			return status == http.StatusOK && string(bytes.TrimSpace(body)) == ack
		},
		Retries: practice.WeChatRetries,
	}
}

type gateway struct {
	accessKey, secretKey string
	codes                kiosk.PayCodeTable
}

// envelope is every reply; code is 1 for yes and 0 for no.
type envelope struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

// orderData is data of a reply to an order. jsapi is an object, or "" when it was not made.
type orderData struct {
	MchTradeNo string `json:"mch_trade_no"`
	OutOrderNo string `json:"out_order_no"`
	CodeURL    string `json:"code_url,omitempty"`
	JSAPI      any    `json:"jsapi,omitempty"`
}

type content struct {
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

func yes(data any) practice.Reply { return practice.ReplyJSON(envelope{1, "成功", data}) }

func no(message string) practice.Reply { return practice.ReplyJSON(envelope{Message: message}) }

// request has fields that are strings and json.Numbers, or none.
type request struct {
	practice.Request
	fields map[string]any
}

func (gateway) read(r practice.Request) request {
	d := json.NewDecoder(bytes.NewReader(r.Body))
	d.UseNumber()
	fields := map[string]any{}
	if err := d.Decode(&fields); err != nil || d.More() || r.ContentType != "application/json" || !utf8.Valid(r.Body) {
		return request{Request: r}
	}
	for _, v := range fields {
		switch v.(type) {
		case string, json.Number:
		default:
			return request{Request: r}
		}
	}
	return request{r, fields}
}

func (r request) text(key string) string {
	if v, there := r.fields[key]; there {
		return fmt.Sprint(v)
	}
	return ""
}

// number is a field that must be a JSON number from 1 to most; 0 is none.
func (r request) number(key string, most int64) int64 {
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
func (w gateway) signed(serve func(request) practice.Reply) func(practice.Request) practice.Reply {
	return func(r practice.Request) practice.Reply {
		in := w.read(r)
		switch {
		case in.fields == nil:
			return no("参数格式错误")
		case in.text("access_key") == "":
			return no("缺少参数access_key")
		case in.text("access_key") != w.accessKey:
			return no("access_key不存在")
		case in.text("sign") != w.sign(in):
			return practice.ReplyJSON(envelope{0, "签名错误", orderData{OutOrderNo: in.text("out_order_no"), JSAPI: ""}})
		}
		return serve(in)
	}
}

func (w gateway) sign(r request) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(r.fields)) {
		if v := r.text(key); v != "" && key != "sign" {
			pairs = append(pairs, key+"="+v)
		}
	}
	sum := md5.Sum([]byte(strings.Join(append(pairs, "secret_key="+w.secretKey), "&")))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// wallets are the wallets by pay_type; 3, UnionPay, is not practised.
var wallets = map[int64]kiosk.Wallet{1: kiosk.WeChat, 2: kiosk.Alipay}

// order reads an order by the sizes in the vendor's table; wrong is the first that does not fit.
func (w gateway) order(r request) (n practice.NewOrder, wrong string) {
	const bodyMax, attachMax, urlMax, feeMax, minutesMax = 32, 128, 128, 999_999_999, 60
	own, minutes := r.text("out_order_no"), r.number("expire", minutesMax)
	wallet := wallets[r.number("pay_type", 3)]
	fee := r.number("total_fee", feeMax)
	to, err := url.Parse(r.text("notify_url"))
	switch {
	case r.text("body") == "" || utf8.RuneCountInString(r.text("body")) > bodyMax:
		return n, "body"
	case !isOwnNumber(own):
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
	return practice.NewOrder{
		Store: w.accessKey, Amount: kiosk.Fen(fee), Wallet: wallet, Own: own,
		Valid: time.Duration(minutes) * time.Minute, NotifyURL: r.text("notify_url"), Attach: r.text("attach"),
	}, ""
}

func isOwnNumber(s string) bool {
	return len(s) >= 18 && len(s) <= 32 && strings.Trim(s, practice.BothCases) == ""
}

// refusal is the reply to what the book refused.
func refusal(err error) practice.Reply {
	return practice.Refused(err, no, map[error]string{
		practice.ErrNoOrder: "订单不存在", practice.ErrOwnTaken: "商户订单号重复", practice.ErrSettled: "订单已支付", practice.ErrNotPaid: "订单未支付",
		practice.ErrRefundTooMuch: "退款金额大于可退金额", practice.ErrCodeUsed: "付款码已被使用", practice.ErrFull: "系统繁忙", practice.ErrField: "参数错误",
	})
}

func (w gateway) native(r request) practice.Reply {
	n, wrong := w.order(r)
	if wrong != "" {
		return no("参数错误" + wrong)
	}
	n.QR = r.QR()
	o, err := r.Orders.Open(n)
	if err != nil {
		return refusal(err)
	}
	told := r.Tell(o)
	return yes(orderData{MchTradeNo: told.No, OutOrderNo: told.Own, CodeURL: told.QR})
}

type (
	wechatParams struct {
		AppID     string `json:"app_id"`
		Timestamp string `json:"timestamp"`
		NonceStr  string `json:"nonce_str"`
		Package   string `json:"package"`
		SignType  string `json:"sign_type"`
		PaySign   string `json:"pay_sign"`
	}
	alipayParams struct {
		TradeNo string `json:"trade_no"`
	}
)

// miniapp makes a mini-program's order. What it refuses has a jsapi all the same: "".
func (w gateway) miniapp(r request) practice.Reply {
	no := func(message string) practice.Reply {
		return practice.ReplyJSON(envelope{0, message, orderData{OutOrderNo: r.text("out_order_no"), JSAPI: ""}})
	}
	n, wrong := w.order(r)
	if wrong != "" {
		return no("参数错误" + wrong)
	}
	field := map[kiosk.Wallet]string{kiosk.WeChat: "openid", kiosk.Alipay: "buyer_id"}[n.Wallet]
	const payerMax = 32
	if n.Payer = r.text(field); n.Payer == "" || len(n.Payer) > payerMax {
		return no("参数错误" + field)
	}
	n.Rail = kiosk.RailMini
	o, err := r.Orders.Open(n)
	if errors.Is(err, practice.ErrOwnTaken) {
		return no("商户订单号重复")
	}
	if err != nil {
		return refusal(err)
	}
	told := r.Tell(o)
	var params any = alipayParams{practice.NewTradeNo(o.Wallet, r.Orders.Now())}
	if o.Wallet == kiosk.WeChat {
		params = wechatParams{
			AppID: "wx" + practice.Random(practice.LowerCase, 16), Timestamp: strconv.FormatInt(r.Orders.Now().Unix(), 10), NonceStr: practice.Random(practice.LowerCase, 32),
			Package: "prepay_id=wx" + practice.Random(practice.LowerCase, 34), SignType: "MD5", PaySign: strings.ToUpper(practice.Random("abcdef"+practice.Digits, 32)),
		}
	}
	return yes(orderData{MchTradeNo: told.No, OutOrderNo: told.Own, JSAPI: params})
}

// refund has no number, so that each request is one more.
func (w gateway) refund(r request) practice.Reply {
	const feeMax = 999_999_999
	fee := r.number("refund_fee", feeMax)
	if fee == 0 {
		return no("参数错误refund_fee")
	}
	o, err := r.Orders.FindOwn(r.text("out_order_no"))
	if err == nil {
		_, _, err = r.Orders.Refund(o.No, "", kiosk.Fen(fee))
	}
	if err != nil {
		return refusal(err)
	}
	return yes(nil)
}

func (w gateway) query(r request) practice.Reply {
	o, err := r.Orders.FindOwn(r.text("out_order_no"))
	if err != nil {
		return refusal(err)
	}
	return yes(contentOf(r.Tell(o)))
}

// close tells an order that can no longer be paid by its status.
func (w gateway) close(r request) practice.Reply {
	o, err := r.Orders.FindOwn(r.text("out_order_no"))
	if err == nil {
		o, err = r.Orders.Close(o.No)
	}
	if err != nil {
		return refusal(err)
	}
	told := r.Tell(o)
	return yes(map[string]any{"mch_trade_no": told.No, "out_order_no": told.Own, "status": statusOf(told.State)})
}

// micropay charges a code; one that is refused is code 0, and the order closed.
func (w gateway) micropay(r request) practice.Reply {
	n, wrong := w.order(r)
	if wrong != "" {
		return no("参数错误" + wrong)
	}
	code := kiosk.NewPayCode(r.text("auth_code"))
	if kind, err := w.codes.Recognise(code); err != nil || kind.Wallet != n.Wallet {
		return no("付款码无效")
	}
	o, err := r.Orders.Charge(n, code)
	switch {
	case err != nil:
		return refusal(err)
	case o.Refusal == practice.RefusedBalance:
		return no("余额不足").ByCode(o)
	case o.Refusal == practice.RefusedCode:
		return no("付款码已过期").ByCode(o)
	}
	return yes(contentOf(r.Tell(o))).ByCode(o)
}

// statusOf is a state in weidoufu's words, which have none for a refusal.
func statusOf(s practice.State) int {
	switch {
	case s.Open():
		return 1
	case s == practice.StatePaid:
		return 2
	}
	return 3
}

func contentOf(o practice.Order) content {
	const bankOther, byQR, byMini, byCode = "OTHERS", 2, 1, 3 // only 2 is known: of a QR
	in := content{
		MchTradeNo: o.No, OutOrderNo: o.Own, TransactionID: o.TradeNo, TotalFee: o.Amount, Attach: o.Attach,
		TradeType: byQR, PayType: 1, BankType: bankOther, Status: statusOf(o.State),
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
	if o.State == practice.StatePaid {
		in.PayTime = o.SettledAt.In(practice.China).Format(time.DateTime)
	}
	return in
}

// notify tells every change of an order; of refunds weidoufu tells nothing.
func (w gateway) notify(o practice.Order, r *practice.Refund, _ time.Time) (to, contentType string, body []byte) {
	if r != nil || o.NotifyURL == "" {
		return "", "", nil
	}
	in := contentOf(o)
	in.NonceStr = practice.Random(practice.LowerCase, 32)
	content, _ := json.Marshal(in) // a struct of texts and numbers always encodes
	body, _ = json.Marshal(struct {
		Sign    string          `json:"sign"`
		Content json.RawMessage `json:"content"`
	}{w.signNotice(content), content})
	return o.NotifyURL, "application/json; charset=utf-8", body
}

func (w gateway) signNotice(content []byte) string {
	mac := hmac.New(sha256.New, []byte(w.secretKey))
	mac.Write(content)
	sum := md5.Sum([]byte(hex.EncodeToString(mac.Sum(nil))))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}
