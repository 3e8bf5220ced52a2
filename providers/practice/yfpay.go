package practice

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"facepay/kiosk"
)

const (
	yfpayName = "yfpay"
	// yfpayCode is what pay calls the customer's code. The vendor prints no name.
	yfpayCode = "auth_no"
	// yfpayPlugin is the attach that runs the vendor's own mini-program plug-in.
	yfpayPlugin = "assPost"
	// yfpayAskedMax bounds the numbers of queries remembered: an hour's worth of
	// a busy till.
	yfpayAskedMax = 10_000
)

// yfpay is the dialect of yfpay's version 3: JSON, signed by MD5 both ways.
// Paths and member names follow the vendor's document of minipay and what its
// other calls have in common with it. The base URL ends in /yfpay.
func yfpay(c Config) dialect {
	y := &yfpayVendor{config: c, codes: kiosk.DefaultPayCodes(), asked: map[string]bool{}}
	on := func(name string, serve func(*book, request, yfpayFields) reply, needed ...string) route {
		return route{
			dialect: yfpayName, name: name, path: "/yfpay/v3/" + name, signed: true, namesOrder: true,
			serve: y.checked(serve, needed),
		}
	}
	amounts := func(r route) route {
		r.namesAmount = true
		return r
	}
	pay := amounts(on("pay", y.pay, "pay_type", "pay_trace_no", "pay_time", "total_amount", yfpayCode))
	pay.code = yfpayCodeOf
	return dialect{
		name: yfpayName,
		routes: []route{
			pay,
			amounts(on("prepay", y.prepay, "pay_type", "pay_trace_no", "pay_time", "total_amount")),
			amounts(on("minipay", y.minipay, "pay_type", "pay_trace_no", "pay_time", "total_amount")),
			amounts(on("queryorder", y.query, "query_trace_no")),
			on("closeorder", y.close, "close_trace_no", "close_time", "trade_no"),
			on("refundorder", y.refund, "refund_trace_no", "refund_fee", "pay_time"),
			on("queryrefund", y.queryRefund, "query_trace_no", "refund_trace_no"),
		},
		notify:  y.notify,
		accepts: yfpayAccepts,
		// The vendor prints no schedule but "until it is answered"; these are
		// WeChat's waits.
		retries: []time.Duration{
			15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute,
			30 * time.Minute, 30 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
		},
	}
}

type yfpayVendor struct {
	config Config
	codes  kiosk.PayCodeTable

	mu    sync.Mutex
	asked map[string]bool // query_trace_no
}

// Words of result_code.
const (
	yfpaySuccess  = "PAY_SUCCESS"
	yfpaySucceess = "PAY_SUCEESS" // closeorder's other spelling
	yfpayInProg   = "PAY_IN_PROCESS"
	yfpayFailed   = "PAY_FAIL"
	yfpayRefunded = "TRADE_REFUND"
)

func yfpayCodeOf(r request) kiosk.PayCode {
	f, err := readYFPay(r.body)
	if err != nil {
		return kiosk.PayCode{}
	}
	return kiosk.NewPayCode(f[yfpayCode])
}

// unsignedFail is the answer to whoever has not shown the key: it is not signed
// either.
func (y *yfpayVendor) unsignedFail(msg string) reply {
	return replyJSON(map[string]string{"return_code": "FAIL", "return_msg": msg})
}

// fail says that a request could not be carried out.
func (y *yfpayVendor) fail(msg string) reply {
	return y.signed(yfpayFields{"return_code": "FAIL", "return_msg": msg})
}

// say answers a request that was understood.
func (y *yfpayVendor) say(result, msg string, f yfpayFields) reply {
	f["return_code"], f["return_msg"], f["result_code"] = "SUCCESS", msg, result
	f["mch_no"], f["mch_name"] = y.config.accounts().YFPay.MchNo, "练习商户"
	return y.signed(f)
}

func (y *yfpayVendor) signed(f yfpayFields) reply {
	return reply{status: http.StatusOK, body: f.sealed(y.config.accounts().YFPay.Key)}
}

// checked lets a call see only what is signed, of the shop that this gateway
// knows, and whole.
func (y *yfpayVendor) checked(serve func(*book, request, yfpayFields) reply, needed []string) func(*book, request) reply {
	return func(b *book, r request) reply {
		if r.contentType != "application/json" {
			return y.unsignedFail("请求头错误")
		}
		f, err := readYFPay(r.body)
		if err != nil {
			return y.unsignedFail("请求报文错误")
		}
		shop := y.config.accounts().YFPay
		switch {
		case f["inst_no"] != shop.InstNo:
			return y.unsignedFail("机构号不存在")
		case !f.signedBy(shop.Key):
			return y.unsignedFail("签名错误")
		case f["mch_no"] != shop.MchNo:
			return y.fail("商户号不存在")
		case f["shop_no"] != "" && f["shop_no"] != shop.ShopNo:
			return y.fail("门店号不存在")
		case f["terminal_no"] != "" && f["terminal_no"] != shop.TerminalNo:
			return y.fail("终端号不存在")
		}
		if wrong := f.wrong(needed...); wrong != "" {
			return y.fail("参数不合法:" + wrong)
		}
		return serve(b, r, f)
	}
}

// order is what a request asks for. Its pay_time is kept before the merchant's
// own words, since the order can be asked about by it.
func (y *yfpayVendor) order(f yfpayFields) newOrder {
	minutes, _ := strconv.Atoi(f["time_expire"]) // checked, or not there
	return newOrder{
		dialect: yfpayName, store: f["shop_no"], amount: yfpayFen(f["total_amount"]), wallet: yfpayWallets[f["pay_type"]],
		own: f["pay_trace_no"], payer: f["open_id"], notifyURL: f["notify_url"], attach: f["pay_time"] + " " + f["attach"],
		valid: time.Duration(minutes) * time.Minute,
	}
}

// echo is what every reply about an order names of it.
func yfpayEcho(o Order) yfpayFields {
	payTime, attach, _ := strings.Cut(o.Attach, " ")
	return yfpayFields{
		"pay_type": yfpayPayType(o.Wallet), "pay_trace_no": o.Own, "pay_time": payTime, "attach": attach,
		"total_amount": yfpayAmount(o.Amount), "trade_no": o.No, "shop_no": o.Store,
	}
}

// refusal answers the book's errors; ok tells that there was one.
func (y *yfpayVendor) refusal(err error) (reply, bool) {
	switch {
	case err == nil:
		return reply{}, false
	case errors.Is(err, ErrOwnTaken):
		return y.fail("请求流水号重复"), true
	case errors.Is(err, ErrNoOrder):
		return y.fail("订单不存在"), true
	case errors.Is(err, ErrNoRefund):
		return y.fail("退款不存在"), true
	case errors.Is(err, ErrFull):
		return y.fail("系统繁忙"), true
	case errors.Is(err, ErrField):
		return y.fail("参数不合法"), true
	}
	return replyError(err), true
}

// pay charges a code.
func (y *yfpayVendor) pay(b *book, r request, f yfpayFields) reply {
	code := kiosk.NewPayCode(f[yfpayCode])
	pattern, err := y.codes.Recognise(code)
	if err != nil || pattern.Wallet != yfpayWallets[f["pay_type"]] {
		return y.fail("参数不合法:" + yfpayCode)
	}
	n := y.order(f)
	n.notifyURL, n.valid = "", 0 // neither is this call's
	o, err := b.charge(n, code)
	if errors.Is(err, ErrCodeUsed) {
		return y.say(yfpayFailed, "付款码已被使用", yfpayFields{"pay_trace_no": f["pay_trace_no"], "total_amount": f["total_amount"]})
	}
	if no, refused := y.refusal(err); refused {
		return no
	}
	result, msg := yfpayState(o)
	return y.say(result, msg, yfpayPaid(r.tell(o))).byCode(o)
}

// yfpayState is result_code and return_msg of an order.
func yfpayState(o Order) (result, msg string) {
	switch o.State {
	case StatePaid:
		return yfpaySuccess, "支付成功"
	case StateCreated, StateConfirming:
		return yfpayInProg, "支付中"
	case StateClosed:
		return yfpayFailed, "订单已关闭"
	case StateExpired:
		return yfpayFailed, "订单已过期"
	}
	switch o.Refusal {
	case RefusedBalance:
		return yfpayFailed, "余额不足"
	case RefusedCode:
		return yfpayFailed, "付款码已过期"
	}
	return yfpayFailed, "支付失败"
}

// yfpayPaid is an order with the time of its payment.
func yfpayPaid(o Order) yfpayFields {
	f := yfpayEcho(o)
	if o.State == StatePaid {
		f["end_time"] = o.SettledAt.In(chinaTime).Format(yfpayTime)
	}
	return f
}

// prepay makes an order with a QR.
func (y *yfpayVendor) prepay(b *book, r request, f yfpayFields) reply {
	if f["pay_type"] == "600" {
		return y.fail("参数不合法:pay_type")
	}
	n := y.order(f)
	n.qr = r.qr()
	o, err := b.open(n)
	if no, refused := y.refusal(err); refused {
		return no
	}
	out := yfpayEcho(r.tell(o))
	out["qrcode"] = o.QR
	return y.say(yfpaySuccess, "下单成功", out)
}

// minipay makes an order for a mini-program and tells what that hands to the
// wallet.
func (y *yfpayVendor) minipay(b *book, r request, f yfpayFields) reply {
	plugin := f["attach"] == yfpayPlugin
	switch {
	case f["pay_type"] == "600":
		return y.fail("参数不合法:pay_type")
	case !plugin && f["open_id"] == "", plugin && f["open_id"] != "":
		return y.fail("参数不合法:open_id")
	}
	n := y.order(f)
	n.rail = kiosk.RailMini
	o, err := b.open(n)
	if no, refused := y.refusal(err); refused {
		return no
	}
	out := yfpayEcho(r.tell(o))
	switch {
	case plugin:
		data, _ := json.Marshal(map[string]string{"path": "/pages/cashier/cashier?p=" + o.No}) // a map of strings always encodes
		out["miniapp_data"] = string(data)
	case o.Wallet == kiosk.Alipay:
		out["ali_trade_no"] = newTradeNo(kiosk.Alipay, b.now())
	default:
		out["appId"] = f["appid"]
		if out["appId"] == "" {
			out["appId"] = "wx0000000000000000"
		}
		// In ms, as some of the vendor's systems have it.
		out["timeStamp"] = strconv.FormatInt(b.now().UnixMilli(), 10)
		out["nonceStr"], out["packages"] = random(bothCases, 32), "prepay_id=wx"+random(digits, 30)
		out["signType"], out["paySign"] = "MD5", random("0123456789ABCDEF", 32)
	}
	return y.say(yfpaySuccess, "下单成功", out)
}

// fresh reports whether a query's number was not used before, and remembers it.
func (y *yfpayVendor) fresh(no string) bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.asked[no] {
		return false
	}
	if len(y.asked) >= yfpayAskedMax {
		clear(y.asked)
	}
	y.asked[no] = true
	return true
}

// named finds an order by trade_no, else by the merchant's number and, with
// timed, the time of the original.
func (y *yfpayVendor) named(b *book, f yfpayFields, timed bool) (Order, error) {
	if f["trade_no"] != "" {
		return b.find(yfpayName, f["trade_no"])
	}
	o, err := b.findOwn(yfpayName, f["pay_trace_no"])
	if err == nil && timed && yfpayEcho(o)["pay_time"] != f["pay_time"] {
		return Order{}, ErrNoOrder
	}
	return o, err
}

// query tells what became of an order.
func (y *yfpayVendor) query(b *book, r request, f yfpayFields) reply {
	if f["trade_no"] == "" {
		if wrong := f.wrong("pay_trace_no", "pay_time"); wrong != "" {
			return y.fail("参数不合法:" + wrong)
		}
	}
	if !y.fresh(f["query_trace_no"]) {
		return y.fail("查询流水号重复")
	}
	o, err := y.named(b, f, true)
	if no, refused := y.refusal(err); refused {
		return no
	}
	result, msg := yfpayState(o)
	return y.say(result, msg, yfpayPaid(r.tell(o)))
}

// close closes an order.
func (y *yfpayVendor) close(b *book, r request, f yfpayFields) reply {
	o, err := b.close(yfpayName, f["trade_no"])
	if errors.Is(err, ErrSettled) {
		return y.say(yfpayFailed, "订单已支付", yfpayEcho(r.tell(o)))
	}
	if no, refused := y.refusal(err); refused {
		return no
	}
	result := yfpaySuccess
	if o.Wallet == kiosk.Alipay {
		result = yfpaySucceess
	}
	return y.say(result, "关闭成功", yfpayEcho(r.tell(o)))
}

// refund gives money back.
func (y *yfpayVendor) refund(b *book, r request, f yfpayFields) reply {
	if f["trade_no"] == "" && f["pay_trace_no"] == "" {
		return y.fail("参数不合法:trade_no")
	}
	o, err := y.named(b, f, false)
	if no, refused := y.refusal(err); refused {
		return no
	}
	if _, other, err := b.findRefund(yfpayName, f["refund_trace_no"]); err == nil && other.No != o.No {
		return y.fail("退款流水号重复")
	}
	refund, o, err := b.refund(yfpayName, o.No, f["refund_trace_no"], yfpayFen(f["refund_fee"]))
	switch {
	case errors.Is(err, ErrNotPaid):
		return y.say(yfpayFailed, "订单未支付", yfpayEcho(r.tell(o)))
	case errors.Is(err, ErrRefundTooMuch):
		return y.say(yfpayFailed, "退款金额超过可退金额", yfpayEcho(r.tell(o)))
	}
	if no, refused := y.refusal(err); refused {
		return no
	}
	return y.say(yfpaySuccess, "退款成功", yfpayRefund(r.tell(o), refund))
}

// queryRefund tells what became of a refund.
func (y *yfpayVendor) queryRefund(b *book, r request, f yfpayFields) reply {
	if !y.fresh(f["query_trace_no"]) {
		return y.fail("查询流水号重复")
	}
	refund, o, err := b.findRefund(yfpayName, f["refund_trace_no"])
	if no, refused := y.refusal(err); refused {
		return no
	}
	return y.say(yfpaySuccess, "退款成功", yfpayRefund(r.tell(o), refund))
}

// yfpayRefund is an order with one of its refunds.
func yfpayRefund(o Order, r Refund) yfpayFields {
	f := yfpayEcho(o)
	f["refund_trace_no"], f["refund_fee"] = r.No, yfpayAmount(r.Amount)
	f["end_time"] = r.At.In(chinaTime).Format(yfpayTime)
	return f
}

// notify tells of a payment, a refusal and a refund. Codes are told of in pay's
// own reply alone.
func (y *yfpayVendor) notify(o Order, refund *Refund) (url, contentType string, body []byte) {
	if o.NotifyURL == "" || o.Rail == kiosk.RailCode {
		return "", "", nil
	}
	f := yfpayPaid(o)
	switch {
	case refund != nil:
		f = yfpayRefund(o, *refund)
		f["result_code"], f["return_msg"] = yfpayRefunded, "退款成功"
	case o.State == StatePaid, o.State == StateRefused:
		f["result_code"], f["return_msg"] = yfpayState(o)
	default:
		return "", "", nil
	}
	shop := y.config.accounts().YFPay
	f["return_code"], f["mch_no"] = "SUCCESS", shop.MchNo
	return o.NotifyURL, "application/json;charset=UTF-8", f.sealed(shop.Key)
}

// yfpayAccepts takes the one documented answer, however its members stand.
func yfpayAccepts(status int, body []byte) bool {
	var ack struct {
		ReturnCode string `json:"return_code"`
		ReturnMsg  string `json:"return_msg"`
	}
	return status == http.StatusOK && json.Unmarshal(body, &ack) == nil && ack.ReturnCode == "SUCCESS" && ack.ReturnMsg == "成功"
}
