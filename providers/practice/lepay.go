package practice

import (
	"errors"
	"net/url"
	"strings"
	"unicode/utf8"

	"facepay/kiosk"
)

// lepayFieldBytesMax bounds each form value; the longest known, a face string,
// has 35 characters.
const lepayFieldBytesMax = 256

// lepay is lepay's dialect: form POST, JSON answers, no signature. Field names
// and the order of the reply's members follow the vendor's document; what it
// does not show (failures, states other than paid) follows the wallets' own
// names.
func lepay(c Config) dialect {
	const name = "lepay"
	l := lepayDialect{config: c, codes: kiosk.DefaultPayCodes()}
	return dialect{name: name, routes: []route{
		{dialect: name, name: "tofastpay", path: "/Register/PayAndRefund/tofastpay", code: lepayCode, serve: l.toFastPay},
		{dialect: name, name: "qrCodePay", path: "/Pay/WxFacePay/qrCodePay", namesOrder: true, serve: l.qrCodePay},
		{dialect: name, name: "queryOrder", path: "/Pay/WxFacePay/queryOrder", namesOrder: true, serve: l.queryOrder},
		{dialect: name, name: "aliQueryOrder", path: "/Pay/WxFacePay/aliQueryOrder", namesOrder: true, namesAmount: true, serve: l.aliQueryOrder},
		{dialect: name, name: "getadvert", path: "/Pay/WxFacePay/getadvert", serve: l.getAdvert},
		{dialect: name, name: "login", path: "/Xcxapi/MerchantLogin/login", serve: l.login},
	}}
}

type lepayDialect struct {
	config Config
	codes  kiosk.PayCodeTable
}

// lepayStatus is the reply of tofastpay and of login, and of a failed Alipay
// qrCodePay. The number is 1 for yes.
type lepayStatus struct {
	Status     int    `json:"status"`
	Msg        string `json:"msg"`
	OutTradeNo string `json:"out_trade_no,omitempty"`
}

// lepayEnvelope is the reply of the WxFacePay routes; code 000000 means that
// the request was understood.
type lepayEnvelope struct {
	Msg  string `json:"msg"`
	Code string `json:"code"`
	Data any    `json:"data,omitempty"`
}

const (
	lepayCodeOK       = "000000"
	lepayCodeParam    = "100001"
	lepayCodeNotFound = "100002"
	lepayCodeBusy     = "100003"
)

func lepayOK(data any) reply {
	return replyJSON(lepayEnvelope{Msg: "请求成功", Code: lepayCodeOK, Data: data})
}

func lepayNo(code, msg string) reply { return replyJSON(lepayEnvelope{Msg: msg, Code: code}) }

func lepayStatusNo(msg string) reply { return replyJSON(lepayStatus{Msg: msg}) }

// lepayRequire returns what is wrong with the first required field that is
// missing or malformed, "" when all are there.
func lepayRequire(form url.Values, fields ...string) string {
	for _, f := range fields {
		v := form.Get(f)
		switch {
		case v == "":
			return "缺少参数" + f
		case len(form[f]) > 1, len(v) > lepayFieldBytesMax, !utf8.ValidString(v), strings.ContainsAny(v, "\x00\r\n"):
			return "参数错误" + f
		}
	}
	return ""
}

func lepayAmount(form url.Values) (kiosk.Fen, string) {
	amount, err := kiosk.ParseYuan(form.Get("money"))
	if err != nil || amount == 0 {
		return 0, "金额错误"
	}
	return amount, ""
}

func lepayCode(r request) kiosk.PayCode { return kiosk.NewPayCode(r.form.Get("code")) }

// toFastPay charges a payment code. Its reply names neither an amount nor, as
// documented, an order.
func (l lepayDialect) toFastPay(b *book, r request) reply {
	if wrong := lepayRequire(r.form, "money", "code", "merchantid", "storeid"); wrong != "" {
		return lepayStatusNo(wrong)
	}
	amount, wrong := lepayAmount(r.form)
	if wrong != "" {
		return lepayStatusNo(wrong)
	}
	code := lepayCode(r)
	kind, err := l.codes.Recognise(code)
	if err != nil || kind.Wallet != kiosk.WeChat && kind.Wallet != kiosk.Alipay {
		return lepayStatusNo("付款码无效")
	}
	o, err := b.charge(newOrder{dialect: "lepay", store: r.form.Get("storeid"), amount: amount, wallet: kind.Wallet}, code)
	switch {
	case errors.Is(err, ErrCodeUsed):
		return lepayStatusNo("付款码已被使用")
	case errors.Is(err, ErrFull):
		return lepayStatusNo("系统繁忙")
	case err != nil:
		return replyError(err)
	}
	return l.charged(b, o)
}

// charged is what tofastpay says of a new order.
func (l lepayDialect) charged(b *book, o Order) reply {
	answer := lepayStatus{Msg: "需要用户输入支付密码"}
	switch {
	case o.State == StatePaid:
		answer.Status, answer.Msg = 1, "支付成功"
	case o.Refusal == RefusedBalance:
		answer.Msg = "余额不足"
	case o.Refusal == RefusedCode:
		answer.Msg = "付款码已过期"
	}
	if b.currentSettings().PasswordReply == PasswordNumbered && o.State != StateRefused {
		answer.OutTradeNo = o.No
	}
	return replyJSON(answer).byCode(o)
}

type (
	lepayAliQR struct {
		Result lepayAliQRResult `json:"result"`
		Status int              `json:"status"`
		Msg    string           `json:"msg"`
	}
	lepayAliQRResult struct {
		Code       string `json:"code"`
		Msg        string `json:"msg"`
		OutTradeNo string `json:"out_trade_no"`
		QRCode     string `json:"qr_code"`
	}
	lepayWeChatQR struct {
		QRCode     string `json:"qrcode"`
		OutTradeNo string `json:"out_trade_no"`
	}
)

// qrCodePay opens a QR order: type 1 is WeChat, 2 Alipay, and each has a reply
// of its own shape.
func (l lepayDialect) qrCodePay(b *book, r request) reply {
	wallet := map[string]kiosk.Wallet{"1": kiosk.WeChat, "2": kiosk.Alipay}[r.form.Get("type")]
	no := func(code, msg string) reply {
		if wallet == kiosk.Alipay {
			return lepayStatusNo(msg)
		}
		return lepayNo(code, msg)
	}
	if wrong := lepayRequire(r.form, "type", "money", "stats", "storeid"); wrong != "" {
		return no(lepayCodeParam, wrong)
	}
	amount, wrong := lepayAmount(r.form)
	switch {
	case wallet == "":
		return no(lepayCodeParam, "参数错误type")
	case r.form.Get("stats") != "0":
		return no(lepayCodeParam, "参数错误stats")
	case wrong != "":
		return no(lepayCodeParam, wrong)
	}
	o, err := b.open(newOrder{dialect: "lepay", store: r.form.Get("storeid"), amount: amount, wallet: wallet, qr: r.qr()})
	if errors.Is(err, ErrFull) {
		return no(lepayCodeBusy, "系统繁忙")
	}
	if err != nil {
		return replyError(err)
	}
	told := r.tell(o)
	if wallet == kiosk.Alipay {
		return replyJSON(lepayAliQR{
			Result: lepayAliQRResult{Code: "10000", Msg: "Success", OutTradeNo: told.No, QRCode: told.QR},
			Status: 1, Msg: "订单创建成功",
		})
	}
	return lepayOK(lepayWeChatQR{QRCode: told.QR, OutTradeNo: told.No})
}

type lepayWeChatOrder struct {
	OrderState string `json:"order_state"`
	OutTradeNo string `json:"out_trade_no"`
	TradeDate  int64  `json:"tradedate,omitempty"` // unix seconds of the payment
}

// queryOrder tells of a WeChat order. The document shows SUCCESS only; the
// other states are WeChat's.
func (l lepayDialect) queryOrder(b *book, r request) reply {
	if wrong := lepayRequire(r.form, "out_trade_no", "storeid"); wrong != "" {
		return lepayNo(lepayCodeParam, wrong)
	}
	o, err := b.find("lepay", r.form.Get("out_trade_no"))
	if errors.Is(err, ErrNoOrder) || err == nil && (o.Wallet != kiosk.WeChat || o.Store != r.form.Get("storeid")) {
		return lepayNo(lepayCodeNotFound, "订单不存在")
	}
	if err != nil {
		return replyError(err)
	}
	told := r.tell(o)
	state := map[State]string{
		StateCreated: "NOTPAY", StateConfirming: "USERPAYING", StatePaid: "SUCCESS",
		StateRefused: "PAYERROR", StateExpired: "CLOSED", StateClosed: "CLOSED",
	}[told.State]
	answer := lepayWeChatOrder{OrderState: state, OutTradeNo: told.No}
	if told.State == StatePaid {
		answer.TradeDate = told.SettledAt.Unix()
	}
	return lepayOK(answer)
}

type (
	lepayAliOrder struct {
		Code           string         `json:"code"`
		Msg            string         `json:"msg"`
		SubCode        string         `json:"sub_code,omitempty"`
		SubMsg         string         `json:"sub_msg,omitempty"`
		BuyerLogonID   string         `json:"buyer_logon_id,omitempty"`
		BuyerPayAmount string         `json:"buyer_pay_amount"`
		BuyerUserID    string         `json:"buyer_user_id,omitempty"`
		FundBillList   []lepayAliFund `json:"fund_bill_list,omitempty"`
		InvoiceAmount  string         `json:"invoice_amount"`
		OutTradeNo     string         `json:"out_trade_no"`
		PointAmount    string         `json:"point_amount"`
		ReceiptAmount  string         `json:"receipt_amount"`
		SendPayDate    string         `json:"send_pay_date,omitempty"`
		TotalAmount    string         `json:"total_amount,omitempty"`
		TradeNo        string         `json:"trade_no,omitempty"`
		TradeStatus    string         `json:"trade_status,omitempty"`
	}
	lepayAliFund struct {
		Amount      string `json:"amount"`
		FundChannel string `json:"fund_channel"`
	}
)

// aliQueryOrder hands through what Alipay says of an order. Alipay knows no
// trade until the QR was scanned.
func (l lepayDialect) aliQueryOrder(b *book, r request) reply {
	if wrong := lepayRequire(r.form, "out_trade_no"); wrong != "" {
		return lepayNo(lepayCodeParam, wrong)
	}
	o, err := b.find("lepay", r.form.Get("out_trade_no"))
	if errors.Is(err, ErrNoOrder) || err == nil && o.Wallet != kiosk.Alipay {
		return lepayNo(lepayCodeNotFound, "订单不存在")
	}
	if err != nil {
		return replyError(err)
	}
	told := r.tell(o)
	answer := lepayAliOrder{
		Code: "10000", Msg: "Success", OutTradeNo: told.No,
		BuyerPayAmount: "0.00", InvoiceAmount: "0.00", PointAmount: "0.00", ReceiptAmount: "0.00",
	}
	if told.ScannedAt.IsZero() {
		answer.Code, answer.Msg = "40004", "Business Failed"
		answer.SubCode, answer.SubMsg = "ACQ.TRADE_NOT_EXIST", "交易不存在"
		return lepayOK(answer)
	}
	amount := told.Amount.Yuan()
	answer.BuyerLogonID, answer.BuyerUserID = "138******00", "2088000000000000"
	answer.TotalAmount, answer.TradeNo = amount, told.TradeNo
	switch told.State {
	case StatePaid:
		answer.TradeStatus = "TRADE_SUCCESS"
		answer.SendPayDate = told.SettledAt.In(chinaTime).Format("2006-01-02 15:04:05")
		answer.BuyerPayAmount, answer.InvoiceAmount, answer.ReceiptAmount = amount, amount, amount
		answer.FundBillList = []lepayAliFund{{Amount: amount, FundChannel: "PCREDIT"}}
	case StateRefused, StateExpired, StateClosed:
		answer.TradeStatus = "TRADE_CLOSED"
	default:
		answer.TradeStatus = "WAIT_BUYER_PAY"
	}
	return lepayOK(answer)
}

type lepayAdvert struct {
	ImgURL []string `json:"imgurl"`
}

// getAdvert lists the shop's pictures.
func (l lepayDialect) getAdvert(_ *book, r request) reply {
	if wrong := lepayRequire(r.form, "storeid"); wrong != "" {
		return lepayNo(lepayCodeParam, wrong)
	}
	var urls []string
	for _, a := range adverts {
		urls = append(urls, r.base+advertPath+a.file)
	}
	return lepayOK([]lepayAdvert{{ImgURL: urls}})
}

type lepayLogin struct {
	Status     int    `json:"status"`
	Msg        string `json:"msg"`
	StoreID    string `json:"storeid"`
	MerchantID string `json:"merchantid"`
}

// login tells the ids of a merchant's account.
func (l lepayDialect) login(_ *book, r request) reply {
	if wrong := lepayRequire(r.form, "username", "password"); wrong != "" {
		return lepayStatusNo(wrong)
	}
	if l.config.Username != "" && (r.form.Get("username") != l.config.Username || r.form.Get("password") != l.config.Password) {
		return lepayStatusNo("账号或密码错误")
	}
	return replyJSON(lepayLogin{Status: 1, Msg: "登录成功", StoreID: l.config.StoreID, MerchantID: l.config.MerchantID})
}
