// Package practice speaks lepay's format for the practice gateway. It shares no
// code with the till's half.
package practice

import (
	"errors"
	"net/url"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// The practice merchant's account.
const (
	MerchantID = "15"
	StoreID    = "460"
	Username   = "practice"
	Password   = "practice-password"
)

// Dialect is lepay's: form POST, JSON answers, no signature. Names and order of a
// reply's members follow the vendor's document; what that does not show (failures,
// states other than paid) follows the wallets' own names.
func Dialect(practice.Config) practice.Dialect {
	l := gateway{codes: kiosk.DefaultPayCodes()}
	return practice.Dialect{Name: "lepay", Routes: []practice.Route{
		{Name: "tofastpay", Path: "/Register/PayAndRefund/tofastpay", Code: codeOf, Serve: l.toFastPay},
		{Name: "qrCodePay", Path: "/Pay/WxFacePay/qrCodePay", NamesOrder: true, Serve: l.qrCodePay},
		{Name: "queryOrder", Path: "/Pay/WxFacePay/queryOrder", NamesOrder: true, Serve: l.queryOrder},
		{Name: "aliQueryOrder", Path: "/Pay/WxFacePay/aliQueryOrder", NamesOrder: true, NamesAmount: true, Serve: l.aliQueryOrder},
		{Name: "getadvert", Path: "/Pay/WxFacePay/getadvert", Serve: l.getAdvert},
		{Name: "login", Path: "/Xcxapi/MerchantLogin/login", Serve: l.login},
	}}
}

type gateway struct{ codes kiosk.PayCodeTable }

// statusReply is that of tofastpay, login and a failed Alipay qrCodePay; 1 is yes.
type statusReply struct {
	Status     int    `json:"status"`
	Msg        string `json:"msg"`
	OutTradeNo string `json:"out_trade_no,omitempty"`
}

// envelope is the reply of the WxFacePay routes; code 000000: it was understood.
type envelope struct {
	Msg  string `json:"msg"`
	Code string `json:"code"`
	Data any    `json:"data,omitempty"`
}

const (
	codeOK       = "000000"
	codeParam    = "100001"
	codeNotFound = "100002"
	codeBusy     = "100003"
)

func yes(data any) practice.Reply {
	return practice.ReplyJSON(envelope{Msg: "请求成功", Code: codeOK, Data: data})
}

func no(code, msg string) practice.Reply { return practice.ReplyJSON(envelope{Msg: msg, Code: code}) }

func statusNo(msg string) practice.Reply { return practice.ReplyJSON(statusReply{Msg: msg}) }

func amountOf(form url.Values) (kiosk.Fen, string) {
	amount, err := kiosk.ParseYuan(form.Get("money"))
	if err != nil || amount == 0 {
		return 0, "金额错误"
	}
	return amount, ""
}

func codeOf(r practice.Request) kiosk.PayCode { return kiosk.NewPayCode(r.Form.Get("code")) }

// toFastPay charges a code. Its reply names no amount and, as documented, no order.
func (l gateway) toFastPay(r practice.Request) practice.Reply {
	if wrong := practice.CheckForm(r.Form, "money", "code", "merchantid", "storeid"); wrong != "" {
		return statusNo(wrong)
	}
	amount, wrong := amountOf(r.Form)
	if wrong != "" {
		return statusNo(wrong)
	}
	code := codeOf(r)
	kind, err := l.codes.Recognise(code)
	if err != nil || kind.Wallet != kiosk.WeChat && kind.Wallet != kiosk.Alipay {
		return statusNo("付款码无效")
	}
	o, err := r.Orders.Charge(practice.NewOrder{Store: r.Form.Get("storeid"), Amount: amount, Wallet: kind.Wallet}, code)
	if err != nil {
		return practice.Refused(err, statusNo, map[error]string{practice.ErrCodeUsed: "付款码已被使用", practice.ErrFull: "系统繁忙"})
	}
	answer := statusReply{Msg: "需要用户输入支付密码"}
	switch {
	case o.State == practice.StatePaid:
		answer.Status, answer.Msg = 1, "支付成功"
	case o.Refusal == practice.RefusedBalance:
		answer.Msg = "余额不足"
	case o.Refusal == practice.RefusedCode:
		answer.Msg = "付款码已过期"
	}
	if r.Orders.Settings().PasswordReply == practice.PasswordNumbered && o.State != practice.StateRefused {
		answer.OutTradeNo = o.No
	}
	return practice.ReplyJSON(answer).ByCode(o)
}

type (
	aliQR struct {
		Result aliQRResult `json:"result"`
		statusReply
	}
	aliQRResult struct {
		Code       string `json:"code"`
		Msg        string `json:"msg"`
		OutTradeNo string `json:"out_trade_no"`
		QRCode     string `json:"qr_code"`
	}
	wechatQR struct {
		QRCode     string `json:"qrcode"`
		OutTradeNo string `json:"out_trade_no"`
	}
)

// qrCodePay opens a QR order: type 1 is WeChat, 2 Alipay, each with its own reply.
func (l gateway) qrCodePay(r practice.Request) practice.Reply {
	wallet := map[string]kiosk.Wallet{"1": kiosk.WeChat, "2": kiosk.Alipay}[r.Form.Get("type")]
	no := func(code, msg string) practice.Reply {
		if wallet == kiosk.Alipay {
			return statusNo(msg)
		}
		return no(code, msg)
	}
	if wrong := practice.CheckForm(r.Form, "type", "money", "stats", "storeid"); wrong != "" {
		return no(codeParam, wrong)
	}
	amount, wrong := amountOf(r.Form)
	switch {
	case wallet == "":
		return no(codeParam, "参数错误type")
	case r.Form.Get("stats") != "0":
		return no(codeParam, "参数错误stats")
	case wrong != "":
		return no(codeParam, wrong)
	}
	o, err := r.Orders.Open(practice.NewOrder{Store: r.Form.Get("storeid"), Amount: amount, Wallet: wallet, QR: r.QR()})
	if err != nil {
		busy := func(msg string) practice.Reply { return no(codeBusy, msg) }
		return practice.Refused(err, busy, map[error]string{practice.ErrFull: "系统繁忙"})
	}
	told := r.Tell(o)
	if wallet == kiosk.Alipay {
		return practice.ReplyJSON(aliQR{
			Result:      aliQRResult{Code: "10000", Msg: "Success", OutTradeNo: told.No, QRCode: told.QR},
			statusReply: statusReply{Status: 1, Msg: "订单创建成功"},
		})
	}
	return yes(wechatQR{QRCode: told.QR, OutTradeNo: told.No})
}

type wechatOrder struct {
	OrderState string `json:"order_state"`
	OutTradeNo string `json:"out_trade_no"`
	TradeDate  int64  `json:"tradedate,omitempty"` // unix seconds of the payment
}

// queryOrder: the document shows SUCCESS only; the other states are WeChat's.
func (l gateway) queryOrder(r practice.Request) practice.Reply {
	if wrong := practice.CheckForm(r.Form, "out_trade_no", "storeid"); wrong != "" {
		return no(codeParam, wrong)
	}
	o, err := r.Orders.Find(r.Form.Get("out_trade_no"))
	if errors.Is(err, practice.ErrNoOrder) || err == nil && (o.Wallet != kiosk.WeChat || o.Store != r.Form.Get("storeid")) {
		return no(codeNotFound, "订单不存在")
	}
	if err != nil {
		return practice.ReplyError(err)
	}
	told := r.Tell(o)
	state := map[practice.State]string{
		practice.StateCreated: "NOTPAY", practice.StateConfirming: "USERPAYING", practice.StatePaid: "SUCCESS",
		practice.StateRefused: "PAYERROR", practice.StateExpired: "CLOSED", practice.StateClosed: "CLOSED",
	}[told.State]
	answer := wechatOrder{OrderState: state, OutTradeNo: told.No}
	if told.State == practice.StatePaid {
		answer.TradeDate = told.SettledAt.Unix()
	}
	return yes(answer)
}

type (
	aliOrder struct {
		Code           string    `json:"code"`
		Msg            string    `json:"msg"`
		SubCode        string    `json:"sub_code,omitempty"`
		SubMsg         string    `json:"sub_msg,omitempty"`
		BuyerLogonID   string    `json:"buyer_logon_id,omitempty"`
		BuyerPayAmount string    `json:"buyer_pay_amount"`
		BuyerUserID    string    `json:"buyer_user_id,omitempty"`
		FundBillList   []aliFund `json:"fund_bill_list,omitempty"`
		InvoiceAmount  string    `json:"invoice_amount"`
		OutTradeNo     string    `json:"out_trade_no"`
		PointAmount    string    `json:"point_amount"`
		ReceiptAmount  string    `json:"receipt_amount"`
		SendPayDate    string    `json:"send_pay_date,omitempty"`
		TotalAmount    string    `json:"total_amount,omitempty"`
		TradeNo        string    `json:"trade_no,omitempty"`
		TradeStatus    string    `json:"trade_status,omitempty"`
	}
	aliFund struct {
		Amount      string `json:"amount"`
		FundChannel string `json:"fund_channel"`
	}
)

// aliQueryOrder hands Alipay's word through, which knows no trade until the QR was scanned.
func (l gateway) aliQueryOrder(r practice.Request) practice.Reply {
	if wrong := practice.CheckForm(r.Form, "out_trade_no"); wrong != "" {
		return no(codeParam, wrong)
	}
	o, err := r.Orders.Find(r.Form.Get("out_trade_no"))
	if errors.Is(err, practice.ErrNoOrder) || err == nil && o.Wallet != kiosk.Alipay {
		return no(codeNotFound, "订单不存在")
	}
	if err != nil {
		return practice.ReplyError(err)
	}
	told := r.Tell(o)
	answer := aliOrder{
		Code: "10000", Msg: "Success", OutTradeNo: told.No,
		BuyerPayAmount: "0.00", InvoiceAmount: "0.00", PointAmount: "0.00", ReceiptAmount: "0.00",
	}
	if told.ScannedAt.IsZero() {
		answer.Code, answer.Msg = "40004", "Business Failed"
		answer.SubCode, answer.SubMsg = "ACQ.TRADE_NOT_EXIST", "交易不存在"
		return yes(answer)
	}
	amount := told.Amount.Yuan()
	answer.BuyerLogonID, answer.BuyerUserID = "138******00", "2088000000000000"
	answer.TotalAmount, answer.TradeNo = amount, told.TradeNo
	switch told.State {
	case practice.StatePaid:
		answer.TradeStatus = "TRADE_SUCCESS"
		answer.SendPayDate = told.SettledAt.In(practice.China).Format(time.DateTime)
		answer.BuyerPayAmount, answer.InvoiceAmount, answer.ReceiptAmount = amount, amount, amount
		answer.FundBillList = []aliFund{{Amount: amount, FundChannel: "PCREDIT"}}
	case practice.StateRefused, practice.StateExpired, practice.StateClosed:
		answer.TradeStatus = "TRADE_CLOSED"
	default:
		answer.TradeStatus = "WAIT_BUYER_PAY"
	}
	return yes(answer)
}

func (l gateway) getAdvert(r practice.Request) practice.Reply {
	if wrong := practice.CheckForm(r.Form, "storeid"); wrong != "" {
		return no(codeParam, wrong)
	}
	return yes([]map[string][]string{{"imgurl": practice.AdvertURLs(r)}})
}

type loginReply struct {
	Status     int    `json:"status"`
	Msg        string `json:"msg"`
	StoreID    string `json:"storeid"`
	MerchantID string `json:"merchantid"`
}

func (l gateway) login(r practice.Request) practice.Reply {
	if wrong := practice.CheckForm(r.Form, "username", "password"); wrong != "" {
		return statusNo(wrong)
	}
	if r.Form.Get("username") != Username || r.Form.Get("password") != Password {
		return statusNo("账号或密码错误")
	}
	return practice.ReplyJSON(loginReply{Status: 1, Msg: "登录成功", StoreID: StoreID, MerchantID: MerchantID})
}
