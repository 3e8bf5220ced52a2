// Package practice speaks yfpay's format for the practice gateway. It shares no
// code with the till's half.
package practice

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// The practice shop's account.
const (
	InstNo     = "900075"
	MchNo      = "PRACTICE_MCH_1"
	ShopNo     = "PRACTICE_SHOP_1"
	TerminalNo = "PRACTICE_TERM_1"
	Key        = "practice-key-00000000000000000001"
)

// RefundQueryPath is the route of yfpay's sister brand: a till's refund_query_path.
const RefundQueryPath = "/v3/queryrefund"

const (
	// codeField is pay's name for the customer's code. The vendor prints no name.
	codeField = "auth_no"
	plugin    = "assPost" // the attach that runs the vendor's own mini-program plug-in
	askedMax  = 10_000    // bounds the numbers of queries kept: a busy till's hour
)

// Dialect is yfpay's version 3: JSON, signed by MD5 both ways.
// Paths and member names follow the vendor's document of minipay and what its
// other calls have in common with it. The base URL ends in /yfpay.
func Dialect(practice.Config) practice.Dialect {
	y := &gateway{codes: kiosk.DefaultPayCodes(), asked: map[string]bool{}}
	on := func(name string, serve func(practice.Request, message) practice.Reply, needed ...string) practice.Route {
		return practice.Route{
			Name: name, Path: "/yfpay/v3/" + name, Signed: true, NamesOrder: true,
			NamesAmount: name != "closeorder" && name != "refundorder" && name != "queryrefund", Serve: checked(serve, needed),
		}
	}
	pay := on("pay", y.pay, "pay_type", "pay_trace_no", "pay_time", "total_amount", codeField)
	pay.Code = codeOf
	return practice.Dialect{
		Name: "yfpay",
		Routes: []practice.Route{
			pay,
			on("prepay", y.prepay, "pay_type", "pay_trace_no", "pay_time", "total_amount"),
			on("minipay", y.minipay, "pay_type", "pay_trace_no", "pay_time", "total_amount"),
			on("queryorder", y.query, "query_trace_no"),
			on("closeorder", y.close, "close_trace_no", "close_time", "trade_no"),
			on("refundorder", y.refund, "refund_trace_no", "refund_fee", "pay_time"),
			on("queryrefund", y.queryRefund, "query_trace_no", "refund_trace_no"),
		},
		Notify:  notify,
		Accepts: accepts,
		// The vendor prints no schedule but "until it is answered".
		Retries: practice.WeChatRetries,
	}
}

type gateway struct {
	codes kiosk.PayCodeTable

	mu    sync.Mutex
	asked map[string]bool // query_trace_no
}

// Words of result_code.
const (
	paySuccess   = "PAY_SUCCESS"
	paySuceess   = "PAY_SUCEESS" // closeorder's other spelling
	payInProcess = "PAY_IN_PROCESS"
	payFail      = "PAY_FAIL"
	tradeRefund  = "TRADE_REFUND"
)

func codeOf(r practice.Request) kiosk.PayCode {
	f, err := readMessage(r.Body)
	if err != nil {
		return kiosk.PayCode{}
	}
	return kiosk.NewPayCode(f[codeField])
}

// unsignedFail answers whoever has not shown the key, without a signature.
func unsignedFail(msg string) practice.Reply {
	return practice.ReplyJSON(map[string]string{"return_code": "FAIL", "return_msg": msg})
}

func fail(msg string) practice.Reply {
	return signed(message{"return_code": "FAIL", "return_msg": msg})
}

func say(result, msg string, f message) practice.Reply {
	f["return_code"], f["return_msg"], f["result_code"] = "SUCCESS", msg, result
	f["mch_no"], f["mch_name"] = MchNo, "练习商户"
	return signed(f)
}

func signed(f message) practice.Reply {
	return practice.Reply{Status: http.StatusOK, Body: f.sealed(Key)}
}

// checked lets a call see only what is signed, of this shop, and whole.
func checked(serve func(practice.Request, message) practice.Reply, needed []string) func(practice.Request) practice.Reply {
	return func(r practice.Request) practice.Reply {
		if r.ContentType != "application/json" {
			return unsignedFail("请求头错误")
		}
		f, err := readMessage(r.Body)
		if err != nil {
			return unsignedFail("请求报文错误")
		}
		switch {
		case f["inst_no"] != InstNo:
			return unsignedFail("机构号不存在")
		case !f.signedBy(Key):
			return unsignedFail("签名错误")
		case f["mch_no"] != MchNo:
			return fail("商户号不存在")
		case f["shop_no"] != "" && f["shop_no"] != ShopNo:
			return fail("门店号不存在")
		case f["terminal_no"] != "" && f["terminal_no"] != TerminalNo:
			return fail("终端号不存在")
		}
		if wrong := f.wrong(needed...); wrong != "" {
			return fail("参数不合法:" + wrong)
		}
		return serve(r, f)
	}
}

// orderOf keeps pay_time before the merchant's own words: the order can be asked about by it.
func orderOf(f message) practice.NewOrder {
	minutes, _ := strconv.Atoi(f["time_expire"]) // checked, or not there
	return practice.NewOrder{
		Store: f["shop_no"], Amount: fenOf(f["total_amount"]), Wallet: wallets[f["pay_type"]],
		Own: f["pay_trace_no"], Payer: f["open_id"], NotifyURL: f["notify_url"], Attach: f["pay_time"] + " " + f["attach"],
		Valid: time.Duration(minutes) * time.Minute,
	}
}

// echo is the identification of an order in every reply about it.
func echo(o practice.Order) message {
	payTime, attach, _ := strings.Cut(o.Attach, " ")
	return message{
		"pay_type": payTypeOf(o.Wallet), "pay_trace_no": o.Own, "pay_time": payTime, "attach": attach,
		"total_amount": fenText(o.Amount), "trade_no": o.No, "shop_no": o.Store,
	}
}

// refusal is the reply to what the book refused.
func refusal(err error) practice.Reply {
	return practice.Refused(err, fail, map[error]string{
		practice.ErrOwnTaken: "请求流水号重复", practice.ErrNoOrder: "订单不存在", practice.ErrNoRefund: "退款不存在",
		practice.ErrFull: "系统繁忙", practice.ErrField: "参数不合法",
	})
}

func (y *gateway) pay(r practice.Request, f message) practice.Reply {
	code := kiosk.NewPayCode(f[codeField])
	pattern, err := y.codes.Recognise(code)
	if err != nil || pattern.Wallet != wallets[f["pay_type"]] {
		return fail("参数不合法:" + codeField)
	}
	n := orderOf(f)
	n.NotifyURL, n.Valid = "", 0 // neither is this call's
	o, err := r.Orders.Charge(n, code)
	if errors.Is(err, practice.ErrCodeUsed) {
		return say(payFail, "付款码已被使用", message{"pay_trace_no": f["pay_trace_no"], "total_amount": f["total_amount"]})
	}
	if err != nil {
		return refusal(err)
	}
	result, msg := resultOf(o)
	return say(result, msg, paid(r.Tell(o))).ByCode(o)
}

// resultOf is result_code and return_msg of an order.
func resultOf(o practice.Order) (result, msg string) {
	switch o.State {
	case practice.StatePaid:
		return paySuccess, "支付成功"
	case practice.StateCreated, practice.StateConfirming:
		return payInProcess, "支付中"
	case practice.StateClosed:
		return payFail, "订单已关闭"
	case practice.StateExpired:
		return payFail, "订单已过期"
	}
	switch o.Refusal {
	case practice.RefusedBalance:
		return payFail, "余额不足"
	case practice.RefusedCode:
		return payFail, "付款码已过期"
	}
	return payFail, "支付失败"
}

func paid(o practice.Order) message {
	f := echo(o)
	if o.State == practice.StatePaid {
		f["end_time"] = o.SettledAt.In(practice.China).Format(timeLayout)
	}
	return f
}

func (y *gateway) prepay(r practice.Request, f message) practice.Reply {
	if f["pay_type"] == "600" {
		return fail("参数不合法:pay_type")
	}
	n := orderOf(f)
	n.QR = r.QR()
	o, err := r.Orders.Open(n)
	if err != nil {
		return refusal(err)
	}
	out := echo(r.Tell(o))
	out["qrcode"] = o.QR
	return say(paySuccess, "下单成功", out)
}

// minipay makes a mini-program's order and replies with the wallet's parameters.
func (y *gateway) minipay(r practice.Request, f message) practice.Reply {
	plugin := f["attach"] == plugin
	switch {
	case f["pay_type"] == "600":
		return fail("参数不合法:pay_type")
	case !plugin && f["open_id"] == "", plugin && f["open_id"] != "":
		return fail("参数不合法:open_id")
	}
	n := orderOf(f)
	n.Rail = kiosk.RailMini
	o, err := r.Orders.Open(n)
	if err != nil {
		return refusal(err)
	}
	out := echo(r.Tell(o))
	switch {
	case plugin:
		data, _ := json.Marshal(map[string]string{"path": "/pages/cashier/cashier?p=" + o.No}) // a map of strings always encodes
		out["miniapp_data"] = string(data)
	case o.Wallet == kiosk.Alipay:
		out["ali_trade_no"] = practice.NewTradeNo(kiosk.Alipay, r.Orders.Now())
	default:
		out["appId"] = cmp.Or(f["appid"], "wx0000000000000000")
		// In ms, as some of the vendor's systems have it.
		out["timeStamp"] = strconv.FormatInt(r.Orders.Now().UnixMilli(), 10)
		out["nonceStr"], out["packages"] = practice.Random(practice.BothCases, 32), "prepay_id=wx"+practice.Random(practice.Digits, 30)
		out["signType"], out["paySign"] = "MD5", practice.Random("0123456789ABCDEF", 32)
	}
	return say(paySuccess, "下单成功", out)
}

// fresh reports whether a query's number was not used before, and remembers it.
func (y *gateway) fresh(no string) bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.asked[no] {
		return false
	}
	if len(y.asked) >= askedMax {
		clear(y.asked)
	}
	y.asked[no] = true
	return true
}

// named finds an order by trade_no, else by the merchant's number and, if timed, its time.
func named(r practice.Request, f message, timed bool) (practice.Order, error) {
	if f["trade_no"] != "" {
		return r.Orders.Find(f["trade_no"])
	}
	o, err := r.Orders.FindOwn(f["pay_trace_no"])
	if err == nil && timed && echo(o)["pay_time"] != f["pay_time"] {
		return practice.Order{}, practice.ErrNoOrder
	}
	return o, err
}

func (y *gateway) query(r practice.Request, f message) practice.Reply {
	if f["trade_no"] == "" {
		if wrong := f.wrong("pay_trace_no", "pay_time"); wrong != "" {
			return fail("参数不合法:" + wrong)
		}
	}
	if !y.fresh(f["query_trace_no"]) {
		return fail("查询流水号重复")
	}
	o, err := named(r, f, true)
	if err != nil {
		return refusal(err)
	}
	result, msg := resultOf(o)
	return say(result, msg, paid(r.Tell(o)))
}

func (y *gateway) close(r practice.Request, f message) practice.Reply {
	o, err := r.Orders.Close(f["trade_no"])
	if errors.Is(err, practice.ErrSettled) {
		return say(payFail, "订单已支付", echo(r.Tell(o)))
	}
	if err != nil {
		return refusal(err)
	}
	result := paySuccess
	if o.Wallet == kiosk.Alipay {
		result = paySuceess
	}
	return say(result, "关闭成功", echo(r.Tell(o)))
}

func (y *gateway) refund(r practice.Request, f message) practice.Reply {
	if f["trade_no"] == "" && f["pay_trace_no"] == "" {
		return fail("参数不合法:trade_no")
	}
	o, err := named(r, f, false)
	if err != nil {
		return refusal(err)
	}
	if _, other, err := r.Orders.FindRefund(f["refund_trace_no"]); err == nil && other.No != o.No {
		return fail("退款流水号重复")
	}
	refund, o, err := r.Orders.Refund(o.No, f["refund_trace_no"], fenOf(f["refund_fee"]))
	switch {
	case errors.Is(err, practice.ErrNotPaid):
		return say(payFail, "订单未支付", echo(r.Tell(o)))
	case errors.Is(err, practice.ErrRefundTooMuch):
		return say(payFail, "退款金额超过可退金额", echo(r.Tell(o)))
	}
	if err != nil {
		return refusal(err)
	}
	return say(paySuccess, "退款成功", refunded(r.Tell(o), refund))
}

func (y *gateway) queryRefund(r practice.Request, f message) practice.Reply {
	if !y.fresh(f["query_trace_no"]) {
		return fail("查询流水号重复")
	}
	refund, o, err := r.Orders.FindRefund(f["refund_trace_no"])
	if err != nil {
		return refusal(err)
	}
	return say(paySuccess, "退款成功", refunded(r.Tell(o), refund))
}

func refunded(o practice.Order, r practice.Refund) message {
	f := echo(o)
	f["refund_trace_no"], f["refund_fee"] = r.No, fenText(r.Amount)
	f["end_time"] = r.At.In(practice.China).Format(timeLayout)
	return f
}

// notify tells of payments, refusals and refunds; of codes pay itself tells.
func notify(o practice.Order, refund *practice.Refund, _ time.Time) (url, contentType string, body []byte) {
	if o.NotifyURL == "" || o.Rail == kiosk.RailCode {
		return "", "", nil
	}
	f := paid(o)
	switch {
	case refund != nil:
		f = refunded(o, *refund)
		f["result_code"], f["return_msg"] = tradeRefund, "退款成功"
	case o.State == practice.StatePaid, o.State == practice.StateRefused:
		f["result_code"], f["return_msg"] = resultOf(o)
	default:
		return "", "", nil
	}
	f["return_code"], f["mch_no"] = "SUCCESS", MchNo
	return o.NotifyURL, "application/json;charset=UTF-8", f.sealed(Key)
}

// accepts takes the one documented answer, however its members stand.
func accepts(status int, body []byte) bool {
	var ack struct {
		ReturnCode string `json:"return_code"`
		ReturnMsg  string `json:"return_msg"`
	}
	return status == http.StatusOK && json.Unmarshal(body, &ack) == nil && ack.ReturnCode == "SUCCESS" && ack.ReturnMsg == "成功"
}
