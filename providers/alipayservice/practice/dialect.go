// Package practice speaks for the practice gateway as the small service before Alipay
// and as Alipay itself. It shares no code with the till's half.
package practice

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/alipaytrade"
)

// The practice shop's account.
const (
	StoreID = "123456"
	AppID   = "2021000000000001"
)

// QueryPath is a route that some shops' services add: a till's query_path.
const QueryPath = "/alipay/query"

// Dialect is that of the small service between a till and Alipay:
// GET with a query string, JSON text back, null when something went wrong on the
// way. The order's number is the till's. Notifications come from Alipay itself.
//
// Where an order is notified is a setting of the service; here it comes with the
// order, as notifyUrl.
func Dialect(practice.Config) practice.Dialect {
	a := service{}
	return practice.Dialect{
		Name: "alipayservice", Notify: alipaytrade.Notifier{AppID: AppID, Key: privateKey}.Notification, NotifyFaults: []practice.FaultKind{practice.FaultOld},
		Retries: alipaytrade.Retries(),
		Routes: []practice.Route{
			{Name: "qrcode", Method: http.MethodGet, Path: "/qrcode", NamesOrder: true, Serve: a.qrCode},
			{Name: "refund", Method: http.MethodGet, Path: "/refund", NamesOrder: true, NamesAmount: true, Serve: a.refund},
			{Name: "refund_query", Method: http.MethodGet, Path: "/refund_query", NamesOrder: true, NamesAmount: true, Serve: a.refundQuery},
			{Name: "query", Method: http.MethodGet, Path: QueryPath, NamesOrder: true, NamesAmount: true, Serve: a.query},
		},
		Accepts: alipaytrade.Accepts,
	}
}

type service struct{}

type envelope struct {
	Code    string `json:"code"`
	Msg     string `json:"msg"`
	SubCode string `json:"sub_code,omitempty"`
	SubMsg  string `json:"sub_msg,omitempty"`
}

var done = envelope{Code: "10000", Msg: "Success"}

// text is v as the service sends it: JSON that calls itself a page.
func text(v any) practice.Reply {
	r := practice.ReplyJSON(v)
	r.Header = http.Header{"Content-Type": {"text/html;charset=UTF-8"}}
	return r
}

// null is the service's reply to whatever goes wrong.
func null() practice.Reply { return text(nil) }

// no is a refusal without a reason: /qrcode tells none.
func no() practice.Reply { return text(envelope{Code: "40004", Msg: "Business Failed"}) }

// qrCode opens a QR order. The same number and amount is the same order until somebody has scanned it.
func (a service) qrCode(r practice.Request) practice.Reply {
	amount, err := kiosk.ParseYuan(r.Query.Get("totalAmount"))
	valid, ok := timeoutOf(r.Query.Get("timeoutExpress"), r.Orders.Now())
	if practice.CheckForm(r.Query, "totalAmount", "subject", "storeId", "timeoutExpress", "outTradeNo") != "" || err != nil || amount == 0 || !ok {
		return no()
	}
	o, err := r.Orders.Open(practice.NewOrder{
		Store: r.Query.Get("storeId"), Amount: amount, Wallet: kiosk.Alipay,
		Own: r.Query.Get("outTradeNo"), NotifyURL: r.Query.Get("notifyUrl"), Valid: valid, QR: r.QR(),
	})
	switch {
	case errors.Is(err, practice.ErrOwnTaken) && (o.State != practice.StateCreated || o.Amount != amount), errors.Is(err, practice.ErrField):
		return no()
	case errors.Is(err, practice.ErrFull):
		return null()
	case err != nil && !errors.Is(err, practice.ErrOwnTaken):
		return practice.ReplyError(err)
	}
	return text(struct {
		envelope
		OutTradeNo string `json:"out_trade_no"`
		QRCode     string `json:"qr_code"`
	}{done, r.Tell(o).Own, o.QR})
}

// timeoutOf reads an order's validity: 5m, 2h, 1d, or 1c for the rest of the day in China.
func timeoutOf(s string, now time.Time) (time.Duration, bool) {
	const most, day = 15 * 24 * time.Hour, 24 * time.Hour
	if s == "1c" {
		local := now.In(practice.China)
		midnight := time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, practice.China)
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
	refundReply struct {
		envelope
		BuyerLogonID         string     `json:"buyer_logon_id"`
		BuyerUserID          string     `json:"buyer_user_id"`
		FundChange           string     `json:"fund_change"`
		GmtRefundPay         string     `json:"gmt_refund_pay"`
		OutTradeNo           string     `json:"out_trade_no"`
		RefundDetailItemList []fundBill `json:"refund_detail_item_list,omitempty"`
		RefundFee            string     `json:"refund_fee"` // of the order altogether
		SendBackFee          string     `json:"send_back_fee"`
		TradeNo              string     `json:"trade_no"`
	}
	// fundBill is in camelCase: the service hands the library's own object on.
	fundBill struct {
		Amount      string `json:"amount"`
		FundChannel string `json:"fundChannel"`
	}
)

// refund without out_request_no has the order's number, as at Alipay.
func (a service) refund(r practice.Request) practice.Reply {
	amount, err := kiosk.ParseYuan(r.Query.Get("refund_amount"))
	if practice.CheckForm(r.Query, "refund_amount", "out_trade_no", "refund_reason") != "" || err != nil || len(r.Query["out_request_no"]) > 1 {
		return null()
	}
	own := r.Query.Get("out_trade_no")
	o, err := r.Orders.FindOwn(own)
	if err != nil {
		return null()
	}
	back, o, err := r.Orders.Refund(o.No, cmp.Or(r.Query.Get("out_request_no"), own), amount)
	if err != nil || back.Amount != amount { // the same number with another amount is no repetition
		return null()
	}
	told := r.Tell(o)
	answer := refundReply{
		envelope: done, BuyerLogonID: alipaytrade.BuyerLogon, BuyerUserID: alipaytrade.BuyerID, TradeNo: o.TradeNo, OutTradeNo: told.Own,
		FundChange: "Y", GmtRefundPay: alipaytrade.Time(back.At), RefundFee: (o.Refunded + told.Amount - o.Amount).Yuan(), SendBackFee: amount.Yuan(),
		RefundDetailItemList: []fundBill{{amount.Yuan(), alipaytrade.Fund}},
	}
	if back.Again {
		answer.FundChange = "N"
	}
	return text(answer)
}

// refundQuery says of a refund that is not there no more than that the question was understood.
func (a service) refundQuery(r practice.Request) practice.Reply {
	if practice.CheckForm(r.Query, "out_trade_no", "out_request_no") != "" {
		return null()
	}
	o, err := r.Orders.FindOwn(r.Query.Get("out_trade_no"))
	if err != nil || o.TradeNo == "" || r.Query.Get("trade_no") != "" && r.Query.Get("trade_no") != o.TradeNo {
		return null()
	}
	back, ok := o.RefundBy(r.Query.Get("out_request_no"))
	if !ok {
		return text(done)
	}
	told := r.Tell(o)
	return text(struct {
		envelope
		OutRequestNo string `json:"out_request_no"`
		OutTradeNo   string `json:"out_trade_no"`
		RefundAmount string `json:"refund_amount"`
		TotalAmount  string `json:"total_amount"`
		TradeNo      string `json:"trade_no"`
	}{done, back.No, told.Own, (back.Amount + told.Amount - o.Amount).Yuan(), o.Amount.Yuan(), o.TradeNo})
}

// query hands through Alipay's word on an order, which it knows from the scan on.
func (a service) query(r practice.Request) practice.Reply {
	if practice.CheckForm(r.Query, "out_trade_no") != "" {
		return null()
	}
	o, err := r.Orders.FindOwn(r.Query.Get("out_trade_no"))
	if errors.Is(err, practice.ErrNoOrder) || err == nil && o.ScannedAt.IsZero() {
		return text(envelope{Code: "40004", Msg: "Business Failed", SubCode: "ACQ.TRADE_NOT_EXIST", SubMsg: "交易不存在"})
	}
	if err != nil {
		return practice.ReplyError(err)
	}
	told := r.Tell(o)
	answer := struct {
		envelope
		BuyerLogonID string `json:"buyer_logon_id"`
		BuyerUserID  string `json:"buyer_user_id"`
		OutTradeNo   string `json:"out_trade_no"`
		SendPayDate  string `json:"send_pay_date,omitempty"`
		TotalAmount  string `json:"total_amount"`
		TradeNo      string `json:"trade_no"`
		TradeStatus  string `json:"trade_status"`
	}{done, alipaytrade.BuyerLogon, alipaytrade.BuyerID, told.Own, "", told.Amount.Yuan(), o.TradeNo, alipaytrade.Status(o)}
	if o.State == practice.StatePaid {
		answer.SendPayDate = alipaytrade.Time(o.SettledAt)
	}
	return text(answer)
}
