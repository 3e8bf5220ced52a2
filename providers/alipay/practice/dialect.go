// Package practice speaks for the practice gateway as Alipay itself. It shares no code with
// the till's half.
package practice

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/alipaytrade"
)

// AppID and SellerID are the practice shop's account.
const (
	AppID    = "2021000000000002"
	SellerID = alipaytrade.SellerID
)

// Path is that of Alipay's gateway.
const Path = "/gateway.do"

// codeMax is the longest life of a QR that nobody scans.
const codeMax = 2 * time.Hour

// Dialect is Alipay's: one path, the call being the parameter method of the address, and
// biz_content in a form. Requests and replies are signed by RSA2.
func Dialect(practice.Config) practice.Dialect {
	a := alipay{}
	route := func(name, method string, serve func(practice.Request, content) node) practice.Route {
		return practice.Route{
			Name: name, Path: Path, Param: "method=" + method, Signed: true, Serve: a.checked(method, serve),
			NamesOrder: name != "bill", NamesAmount: name == "pay" || name == "query" || name == "refund_query", Faults: faultsOf(name),
		}
	}
	pay := route("pay", "alipay.trade.pay", a.pay)
	pay.Code = func(r practice.Request) kiosk.PayCode { return kiosk.NewPayCode(contentOf(r).AuthCode) }
	return practice.Dialect{
		Name:         "alipay",
		Notify:       alipaytrade.Notifier{AppID: AppID, Key: alipayKey}.Notification,
		NotifyFaults: []practice.FaultKind{practice.FaultOld},
		Retries:      alipaytrade.Retries(), Accepts: alipaytrade.Accepts,
		Routes: []practice.Route{
			route("precreate", "alipay.trade.precreate", a.precreate), pay,
			route("query", "alipay.trade.query", a.query),
			route("cancel", "alipay.trade.cancel", a.cancel),
			route("close", "alipay.trade.close", a.close),
			route("refund", "alipay.trade.refund", a.refund),
			route("refund_query", "alipay.trade.fastpay.refund.query", a.refundQuery),
			route("bill", "alipay.data.dataservice.bill.downloadurl.query", a.bill),
			{Name: "bill_file", Method: http.MethodGet, Path: billPath + "*", Serve: a.billFile},
		},
	}
}

// faultsOf are the faults that a call of Alipay's can have beside those of the wire.
func faultsOf(call string) []practice.FaultKind {
	list := []practice.FaultKind{practice.FaultUnsigned, practice.FaultWrongKey}
	switch call {
	case "cancel":
		return append(list, practice.FaultRetry, practice.FaultUndone)
	case "close":
		return append(list, practice.FaultUndone)
	case "refund":
		return append(list, practice.FaultNoFundChange)
	}
	return list
}

type alipay struct{}

// content is the biz_content of all calls.
type content struct {
	OutTradeNo   string `json:"out_trade_no"`
	TotalAmount  string `json:"total_amount"`
	Subject      string `json:"subject"`
	ProductCode  string `json:"product_code"`
	TimeExpire   string `json:"time_expire"`
	Scene        string `json:"scene"`
	AuthCode     string `json:"auth_code"`
	OutRequestNo string `json:"out_request_no"`
	RefundAmount string `json:"refund_amount"`
	BillType     string `json:"bill_type"`
	BillDate     string `json:"bill_date"`
}

func contentOf(r practice.Request) (c content) {
	_ = json.Unmarshal([]byte(r.Form.Get("biz_content")), &c) // what cannot be read misses its fields
	return c
}

// node is the content of a reply.
type node struct {
	Code    string `json:"code"`
	Msg     string `json:"msg"`
	SubCode string `json:"sub_code,omitempty"`
	SubMsg  string `json:"sub_msg,omitempty"`

	OutTradeNo   string `json:"out_trade_no,omitempty"`
	TradeNo      string `json:"trade_no,omitempty"`
	QRCode       string `json:"qr_code,omitempty"`
	BuyerLogonID string `json:"buyer_logon_id,omitempty"`
	TotalAmount  string `json:"total_amount,omitempty"`
	Receipt      string `json:"receipt_amount,omitempty"`
	GmtPayment   string `json:"gmt_payment,omitempty"`
	SendPayDate  string `json:"send_pay_date,omitempty"`
	TradeStatus  string `json:"trade_status,omitempty"`

	RetryFlag string `json:"retry_flag,omitempty"`
	Action    string `json:"action,omitempty"`

	FundChange   string `json:"fund_change,omitempty"`
	RefundFee    string `json:"refund_fee,omitempty"` // of the trade altogether
	RefundPaid   string `json:"gmt_refund_pay,omitempty"`
	OutRequestNo string `json:"out_request_no,omitempty"`
	RefundStatus string `json:"refund_status,omitempty"`
	RefundAmount string `json:"refund_amount,omitempty"`

	BillURL string `json:"bill_download_url,omitempty"`

	order   practice.Order // whose code may ask for something
	failure error          // this gateway's own
}

func done(n node) node {
	n.Code, n.Msg = "10000", "Success"
	return n
}

func no(subCode, subMsg string) node {
	return node{Code: "40004", Msg: "Business Failed", SubCode: subCode, SubMsg: subMsg}
}

func wrong(field string) node { return no("ACQ.INVALID_PARAMETER", "参数无效: "+field) }

// checked serves a call whose signature is the shop's. A request that is not has an
// unsigned answer, as at Alipay.
func (a alipay) checked(method string, serve func(practice.Request, content) node) func(practice.Request) practice.Reply {
	name := strings.ReplaceAll(method, ".", "_") + "_response"
	return func(r practice.Request) practice.Reply {
		if sub := refusal(r); sub != "" {
			return reply(name, node{Code: "40002", Msg: "Invalid Arguments", SubCode: sub, SubMsg: "验签出错"}, nil)
		}
		n := serve(r, contentOf(r))
		if n.failure != nil {
			return practice.ReplyError(n.failure)
		}
		return reply(name, n, signer(r.Fault)).ByCode(n.order)
	}
}

// signer is the key that signs a reply, nil for none.
func signer(fault practice.FaultKind) *rsa.PrivateKey {
	switch fault {
	case practice.FaultUnsigned:
		return nil
	case practice.FaultWrongKey:
		return appKey // as at a shop that put its own public key where Alipay's belongs
	}
	return alipayKey
}

// reply is an envelope, signed by key unless that is nil. Its node has \/ for each /, as Alipay's has: who decodes and
// encodes it again has another text than the signed one.
func reply(name string, n node, key *rsa.PrivateKey) practice.Reply {
	text, err := json.Marshal(n)
	if err != nil {
		return practice.ReplyError(err)
	}
	body := strings.ReplaceAll(string(text), "/", `\/`)
	envelope := `{"` + name + `":` + body
	if key != nil {
		envelope += `,"sign":"` + alipaytrade.Signature(key, body) + `"`
	}
	return practice.Reply{Status: http.StatusOK, Body: []byte(envelope + "}"), Header: http.Header{"Content-Type": {"text/html;charset=utf-8"}}}
}

// refusal is the sub_code for a request that the shop's key did not sign, "" for none.
func refusal(r practice.Request) string {
	fields := url.Values{}
	for _, values := range []url.Values{r.Query, r.Form} {
		for name := range values {
			if fields[name] != nil || len(values[name]) > 1 {
				return "isv.invalid-parameter"
			}
			if values.Get(name) != "" && name != "sign" {
				fields[name] = values[name]
			}
		}
	}
	if fields.Get("app_id") != AppID {
		return "isv.invalid-app-id"
	}
	if at, err := time.ParseInLocation(time.DateTime, fields.Get("timestamp"), practice.China); err != nil || at.IsZero() {
		return "isv.invalid-timestamp"
	}
	for name, must := range map[string]string{"format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0"} {
		if fields.Get(name) != must {
			return "isv.invalid-" + strings.ReplaceAll(name, "_", "-")
		}
	}
	sign, err := base64.StdEncoding.DecodeString(r.Query.Get("sign"))
	digest := sha256.Sum256([]byte(alipaytrade.Joined(fields)))
	if err != nil || rsa.VerifyPKCS1v15(&appKey.PublicKey, crypto.SHA256, digest[:], sign) != nil {
		return "isv.invalid-signature"
	}
	return ""
}

// orderOf is the order that a request makes, or the field that is wrong.
func orderOf(r practice.Request, c content) (o practice.NewOrder, late bool, field string) {
	amount, err := kiosk.ParseYuan(c.TotalAmount)
	ends, endsErr := time.ParseInLocation(time.DateTime, c.TimeExpire, practice.China)
	switch {
	case !numbered(c.OutTradeNo):
		return o, false, "out_trade_no"
	case err != nil || amount <= 0:
		return o, false, "total_amount"
	case c.Subject == "" || strings.ContainsAny(c.Subject, "/=&"):
		return o, false, "subject"
	case c.ProductCode != "FACE_TO_FACE_PAYMENT":
		return o, false, "product_code"
	case endsErr != nil:
		return o, false, "time_expire"
	}
	valid := ends.Sub(r.Orders.Now())
	return practice.NewOrder{
		Amount: amount, Wallet: kiosk.Alipay, Own: c.OutTradeNo, NotifyURL: r.Query.Get("notify_url"), Valid: min(valid, codeMax), QR: r.QR(),
	}, valid <= 0, ""
}

// numbered reports whether a number has only characters that Alipay takes.
func numbered(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, practice.BothCases+"_") == ""
}

// precreate makes a QR. The same number and amount is the same QR until somebody scans it.
func (a alipay) precreate(r practice.Request, c content) node {
	order, late, field := orderOf(r, c)
	if field != "" {
		return wrong(field)
	}
	if late {
		return no("ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "当前时间已超过交易超时时间")
	}
	o, err := r.Orders.Open(order)
	if errors.Is(err, practice.ErrOwnTaken) && o.State == practice.StateCreated && o.Amount == order.Amount {
		err = nil
	}
	if err != nil {
		return refused(o, err)
	}
	return done(node{OutTradeNo: r.Tell(o).Own, QRCode: o.QR})
}

// refused is Alipay's reply about an order that could not be made.
func refused(o practice.Order, err error) node {
	switch {
	case errors.Is(err, practice.ErrOwnTaken) && o.State == practice.StatePaid:
		return no("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
	case errors.Is(err, practice.ErrOwnTaken) && !o.State.Open():
		return no("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
	case errors.Is(err, practice.ErrOwnTaken):
		return no("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
	case errors.Is(err, practice.ErrCodeUsed):
		return no("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款")
	case errors.Is(err, practice.ErrFull):
		return no("ACQ.SYSTEM_ERROR", "系统错误")
	case errors.Is(err, practice.ErrField):
		return wrong("notify_url")
	}
	return node{failure: err}
}

// pay charges a code.
func (a alipay) pay(r practice.Request, c content) node {
	order, late, field := orderOf(r, c)
	face := strings.Trim(c.AuthCode, practice.Digits) != ""
	switch {
	case field != "":
		return wrong(field)
	case c.Scene != map[bool]string{false: "bar_code", true: "security_code"}[face]:
		return wrong("scene")
	case c.AuthCode == "" || len(c.AuthCode) > 64:
		return wrong("auth_code")
	case late:
		return no("ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR", "当前时间已超过交易超时时间")
	}
	o, err := r.Orders.Charge(order, kiosk.NewPayCode(c.AuthCode))
	if err != nil {
		return refused(o, err)
	}
	told := r.Tell(o)
	n := node{OutTradeNo: told.Own, TradeNo: o.TradeNo, BuyerLogonID: alipaytrade.BuyerLogon, TotalAmount: told.Amount.Yuan()}
	switch {
	case o.State == practice.StatePaid:
		n = done(n)
		n.Receipt, n.GmtPayment = n.TotalAmount, alipaytrade.Time(o.SettledAt)
	case o.State == practice.StateConfirming:
		n.Code, n.Msg = "10003", " order success pay inprocess"
	case o.Refusal == practice.RefusedBalance:
		n = no("ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足")
	default:
		n = no("ACQ.PAYMENT_AUTH_CODE_INVALID", "支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款")
	}
	n.order = o
	return n
}

// status is a trade's state: one that was refused for want of money waits on, since the
// customer may find another way to pay on the phone.
func status(o practice.Order) string {
	if o.State == practice.StateRefused && o.Refusal == practice.RefusedBalance {
		return "WAIT_BUYER_PAY"
	}
	return alipaytrade.Status(o)
}

// find is the order of a request; without a trade, which begins with the scan, Alipay knows of none.
func find(r practice.Request, c content) (practice.Order, *node) {
	o, err := r.Orders.FindOwn(c.OutTradeNo)
	if errors.Is(err, practice.ErrNoOrder) || err == nil && o.ScannedAt.IsZero() {
		n := no("ACQ.TRADE_NOT_EXIST", "交易不存在")
		return o, &n
	}
	if err != nil {
		return o, &node{failure: err}
	}
	return o, nil
}

func (a alipay) query(r practice.Request, c content) node {
	o, none := find(r, c)
	if none != nil {
		return *none
	}
	told := r.Tell(o)
	n := done(node{OutTradeNo: told.Own, TradeNo: o.TradeNo, BuyerLogonID: alipaytrade.BuyerLogon, TotalAmount: told.Amount.Yuan(), TradeStatus: status(o)})
	if o.State == practice.StatePaid {
		n.Receipt, n.SendPayDate = n.TotalAmount, alipaytrade.Time(o.SettledAt)
	}
	return n
}

// cancel ends a trade, gives it back if it was paid, and kills a QR that nobody scanned.
func (a alipay) cancel(r practice.Request, c content) node {
	o, none := find(r, c)
	if none != nil && none.failure == nil {
		if o.No != "" {
			if _, err := r.Orders.Close(o.No); err != nil {
				return node{failure: err}
			}
		}
		return done(node{OutTradeNo: c.OutTradeNo, RetryFlag: "N"})
	}
	if none != nil {
		return *none
	}
	n := done(node{OutTradeNo: r.Tell(o).Own, TradeNo: o.TradeNo, RetryFlag: "N", Action: "close"})
	switch r.Fault {
	case practice.FaultRetry:
		n.RetryFlag = "Y"
		return n
	case practice.FaultUndone:
		return n
	}
	_, err := r.Orders.Close(o.No)
	if errors.Is(err, practice.ErrSettled) {
		n.Action = "refund"
		if left := o.Amount - o.Refunded; left > 0 {
			_, _, err = r.Orders.Refund(o.No, "cancel_"+o.Own, left)
		} else {
			err = nil
		}
	}
	if err != nil {
		return node{failure: err}
	}
	return n
}

// close ends a trade that was not paid.
func (a alipay) close(r practice.Request, c content) node {
	o, none := find(r, c)
	if none != nil {
		return *none
	}
	if r.Fault == practice.FaultUndone {
		return done(node{OutTradeNo: r.Tell(o).Own, TradeNo: o.TradeNo})
	}
	if _, err := r.Orders.Close(o.No); errors.Is(err, practice.ErrSettled) {
		return no("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
	} else if err != nil {
		return node{failure: err}
	}
	return done(node{OutTradeNo: r.Tell(o).Own, TradeNo: o.TradeNo})
}

func (a alipay) refund(r practice.Request, c content) node {
	amount, err := kiosk.ParseYuan(c.RefundAmount)
	if err != nil || !numbered(c.OutRequestNo) {
		return wrong("refund_amount")
	}
	o, none := find(r, c)
	if none != nil {
		return *none
	}
	back, o, err := r.Orders.Refund(o.No, c.OutRequestNo, amount)
	switch {
	case errors.Is(err, practice.ErrNotPaid):
		return no("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
	case errors.Is(err, practice.ErrRefundTooMuch):
		return no("ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额无效")
	case err != nil:
		return node{failure: err}
	case back.Amount != amount:
		return no("ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求")
	}
	told := r.Tell(o)
	n := done(node{
		OutTradeNo: told.Own, TradeNo: o.TradeNo, BuyerLogonID: alipaytrade.BuyerLogon, FundChange: "Y",
		RefundFee: (o.Refunded + told.Amount - o.Amount).Yuan(), RefundPaid: alipaytrade.Time(back.At),
	})
	if back.Again || r.Fault == practice.FaultNoFundChange {
		n.FundChange = "N"
	}
	return n
}

// refundQuery says of a refund that is not there no more than that the question was understood.
func (a alipay) refundQuery(r practice.Request, c content) node {
	o, none := find(r, c)
	if none != nil {
		return *none
	}
	back, ok := o.RefundBy(c.OutRequestNo)
	if !ok {
		return done(node{})
	}
	told := r.Tell(o)
	return done(node{
		OutTradeNo: told.Own, TradeNo: o.TradeNo, OutRequestNo: back.No, RefundStatus: "REFUND_SUCCESS", TotalAmount: o.Amount.Yuan(),
		RefundAmount: (back.Amount + told.Amount - o.Amount).Yuan(), RefundPaid: alipaytrade.Time(back.At),
	})
}
