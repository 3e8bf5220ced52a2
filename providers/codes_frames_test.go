package providers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/smallsaas"
	"facepay/providers/wire"
)

const (
	codeOrder   = "KIOSK202601010000000001"
	codeTrade   = "2026010122001400001234567890"
	codeRefund  = "KIOSKR202601010000000001"
	codeOpenID  = "oTest"
	codeSecret  = "134567890123456789"
	codeAmount  = kiosk.Fen(100)
	codePath    = "/paths/code"
	queryPath   = "/paths/query"
	closePath   = "/paths/close"
	refundQuery = "/v3/queryrefund"
)

// frames are all calls of all gateways.
func frames(t *testing.T) []frame {
	t.Helper()
	return slices.Concat(lepayFrames(), smallsaasFrames(), yfpayFrames(t), alipayFrames(t), weidoufuFrames(t), alipayOwnFrames(t), wechatPayFrames(t))
}

// paying is a payment of one yuan.
func paying(rail kiosk.Rail, wallet kiosk.Wallet) kiosk.Payment {
	return kiosk.Payment{
		OrderNo: codeOrder, Amount: codeAmount, Rail: rail, Wallet: wallet, GatewayOrderNo: codeOrder, TradeNo: codeTrade,
		CreatedAt: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC),
	}
}

func refunding() kiosk.Refund {
	return kiosk.Refund{No: codeRefund, OrderNo: codeOrder, Amount: codeAmount, Reason: "x"}
}

func opening(w kiosk.Wallet) func(*asking) wire.Class {
	return func(a *asking) wire.Class {
		p := paying(kiosk.RailQR, w)
		p.GatewayOrderNo, p.TradeNo = "", ""
		answer, err := a.gateway.OpenQR(a.Context(), p)
		c := a.of(answer, err)
		if c != wire.Waiting && answer.QR != "" {
			a.Errorf("%s has a QR", c)
		}
		return c
	}
}

func openingMini(a *asking) wire.Class {
	return a.of(a.gateway.OpenMini(a.Context(), paying(kiosk.RailMini, kiosk.WeChat), kiosk.Buyer{Wallet: kiosk.WeChat, ID: codeOpenID}))
}

func charging(a *asking) wire.Class {
	return a.of(a.gateway.Charge(a.Context(), paying(kiosk.RailCode, kiosk.WeChat), kiosk.NewPayCode(codeSecret)))
}

func querying(rail kiosk.Rail, w kiosk.Wallet) func(*asking) wire.Class {
	return func(a *asking) wire.Class { return a.of(a.gateway.Query(a.Context(), paying(rail, w))) }
}

// unscanned asks about a QR whose trade at Alipay was not heard of yet.
func unscanned(a *asking) wire.Class {
	p := paying(kiosk.RailQR, kiosk.Alipay)
	p.TradeNo = ""
	return a.of(a.gateway.Query(a.Context(), p))
}

func closing(a *asking) wire.Class {
	return a.of(a.gateway.Close(a.Context(), paying(kiosk.RailQR, kiosk.WeChat)))
}

func givingBack(a *asking) wire.Class {
	return a.ofRefund(a.gateway.Refund(a.Context(), paying(kiosk.RailQR, kiosk.Alipay), refunding()))
}

func queryingRefund(a *asking) wire.Class {
	return a.ofRefund(a.gateway.QueryRefund(a.Context(), paying(kiosk.RailQR, kiosk.Alipay), refunding()))
}

// told hands the body over as a notification.
func told(contentType string) func(*asking) wire.Class {
	return func(a *asking) wire.Class {
		return a.ofNotice(a.gateway.(kiosk.Notifier).ReadNotification(contentType, []byte(a.body)))
	}
}

// tablesOf are the rows of the gateway's tables of one call.
func tablesOf(gateway, call string) []*wire.ResultCodes {
	var list []*wire.ResultCodes
	for _, sheet := range providers.Codes() {
		for _, table := range sheet.Tables {
			if sheet.Name == gateway && table.Call == call {
				list = append(list, table)
			}
		}
	}
	return list
}

// busySpeaks tells of a word by which a gateway asks for patience.
func busySpeaks(gateway string) func(string) bool {
	return func(s string) bool { return tablesOf(gateway, "any call")[0].Lists(s) }
}

// lepaySpeaks reports whether one of tofastpay's tables finds anything in s.
func lepaySpeaks(s string) bool {
	for _, table := range tablesOf("lepay", "tofastpay") {
		for _, r := range table.Rows {
			if table.Field != "status" && strings.Contains(strings.ToUpper(s), r.Code) {
				return true
			}
		}
	}
	return false
}

func lepayFrames() []frame {
	const (
		qr    = `"out_trade_no":"` + codeOrder + `","qr_code":"https://qr.alipay.com/bax"`
		order = `"out_trade_no":"` + codeOrder + `"`
		ali   = order + `,"total_amount":"1.00"`
	)
	openQR, wechat, alipay := opening(kiosk.Alipay), querying(kiosk.RailQR, kiosk.WeChat), unscanned
	list := []frame{
		{call: "qrCodePay", field: "status", reply: `{"status":@,"msg":"x","result":{` + qr + `}}`, ask: openQR},
		{call: "qrCodePay", field: "code", reply: `{"code":@,"msg":"x","data":{` + qr + `}}`, ask: openQR},
		{call: "qrCodePay", field: "code in result or data", reply: `{"status":1,"result":{"code":@,` + order + `}}`, read: `{"status":1,"result":{"code":@,` + qr + `}}`,
			ask: openQR, through: wire.Waiting},

		{call: "tofastpay", field: "status", reply: `{"status":@,"msg":""}`, read: `{"status":@,"msg":"余额不足"}`, ask: charging, through: wire.Failed},
		{call: "tofastpay", field: "code in any field or sentence", reply: `{"status":0,"err_code":@}`, ask: charging, other: lepaySpeaks},
		{call: "tofastpay", field: "code in any field or sentence", reply: `{"status":0,"msg":@}`, ask: charging, other: lepaySpeaks},
		{call: "tofastpay", field: "piece of a sentence", reply: `{"status":0,"msg":@}`, ask: charging, other: lepaySpeaks},
		{call: "tofastpay", field: "code beside status 1", reply: `{"status":1,"sub_code":@}`, ask: charging, empty: wire.Paid},
		// A sentence that denies nothing leaves a status of 1 what it is.
		{call: "tofastpay", field: "sentence beside status 1", reply: `{"status":1,"msg":@}`, ask: charging, unlisted: wire.Paid, other: lepaySpeaks},
		{call: "tofastpay", field: "piece of a sentence beside status 1", reply: `{"status":1,"msg":@}`, ask: charging, unlisted: wire.Paid, other: lepaySpeaks},

		{call: "queryOrder", field: "code", reply: `{"code":@,"data":{"order_state":"SUCCESS",` + order + `}}`, ask: wechat, through: wire.Paid},
		{call: "queryOrder", field: "code, err_code or sub_code in data", reply: `{"code":"000000","data":{"code":@,"order_state":"SUCCESS",` + order + `}}`, ask: wechat, through: wire.Paid, empty: wire.Paid},
		{call: "queryOrder", field: "code, err_code or sub_code in data", reply: `{"code":"000000","data":{"sub_code":@,"order_state":"SUCCESS",` + order + `}}`, ask: wechat, through: wire.Paid, empty: wire.Paid},
		{call: "any call", field: "piece of msg or sub_msg", reply: `{"code":"1","msg":@}`, ask: openQR},
		{call: "any call", field: "piece of msg or sub_msg", reply: `{"code":"1","msg":@}`, ask: wechat},
		{call: "any call", field: "piece of msg or sub_msg", reply: `{"code":"000000","data":{"code":"40004","sub_msg":@}}`, ask: alipay},

		{call: "queryOrder", field: "order_state", reply: `{"code":"000000","data":{"order_state":@,` + order + `}}`, ask: wechat},

		{call: "aliQueryOrder", field: "code", reply: `{"code":@,"data":{"code":"10000","trade_status":"TRADE_SUCCESS",` + ali + `}}`, ask: alipay, through: wire.Paid},
		{call: "aliQueryOrder", field: "code in data", reply: `{"code":"000000","data":{"code":@,"trade_status":"TRADE_SUCCESS",` + ali + `}}`, ask: alipay, through: wire.Paid},
		{call: "aliQueryOrder", field: "sub_code in data", reply: `{"code":"000000","data":{"code":"40004","sub_code":@}}`, ask: alipay},
		{call: "aliQueryOrder", field: "trade_status in data", reply: `{"code":"000000","data":{"code":"10000","trade_status":@,` + ali + `}}`, ask: alipay},
	}
	return named("lepay", list)
}

func named(gateway string, list []frame) []frame {
	for i := range list {
		list[i].gateway = gateway
	}
	return list
}

// The mall's answers around the one in question.
const (
	mallToken  = `{"status_code":0,"data":{"access_token":"0123456789abcdef"}}`
	mallPushed = `{"status_code":0,"data":{"codeUrl":"weixin://wxpay/bizpayurl?pr=a"}}`
)

func mallOrder(status string, more ...string) string {
	return `{"status_code":0,"data":{` + mallFields(status) + strings.Join(more, "") + `}}`
}

func mallFields(status string) string {
	return `"order_number":"` + codeOrder + `","total_price":1.00,"status":"` + status + `"`
}

// mall answers logins, and each call that begins so with what stands beside it.
func mall(pairs ...string) func(*http.Request, *exchange) string {
	return func(r *http.Request, _ *exchange) string {
		call := r.Method + " " + r.URL.Path
		if call == "POST /rest/login" {
			return mallToken
		}
		for i := 0; i < len(pairs); i += 2 {
			if strings.HasPrefix(call, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func count(x *exchange, call string) (n int) {
	for _, asked := range x.asked {
		if strings.HasPrefix(asked, call) {
			n++
		}
	}
	return n
}

// lookingTwice is a query, and whether it logged in again or asked both routes.
func lookingTwice(a *asking) wire.Class {
	c := querying(kiosk.RailQR, kiosk.WeChat)(a)
	switch {
	case count(a.exchange, "POST /rest/login") > 1:
		return wire.LogIn
	case count(a.exchange, "GET ") > 1:
		return wire.NotFound
	}
	return c
}

func smallsaasFrames() []frame {
	const entered = "order, entered by the cashier"
	speaks := func(field string) func(string) bool {
		return func(s string) bool {
			for _, table := range append(tablesOf("smallsaas", "every call"), tablesOf("smallsaas", "any call")...) {
				if table.Phrases && table.Field != field && table.Lists(s) {
					return true
				}
			}
			return false
		}
	}
	ticketOf := func(status string) string {
		return `,"order_customer_service":{"service_type":"REFUND","service_number":"7","status":` + status + `}`
	}
	wechat, openQR := querying(kiosk.RailQR, kiosk.WeChat), opening(kiosk.WeChat)
	cancelled := func(r *http.Request, x *exchange) string {
		status := "CREATED_PAY_PENDING"
		if count(x, "PUT ") > 0 {
			status = "CLOSED_CANCELED"
		}
		return mall("GET ", mallOrder(status))(r, x)
	}
	status := func(r *http.Request, x *exchange) string {
		if r.Method == http.MethodGet {
			return "HTTP " + string(x.said)
		}
		return mallToken
	}
	list := []frame{
		{call: "every call", field: "HTTP status", reply: "{}", others: status, ask: lookingTwice,
			words: []string{"200", "201", "204", "400", "402", "405", "410", "500", "502"}},
		{call: "every call", field: "piece of message", reply: `{"status_code":1,"message":@}`, others: mall(), ask: lookingTwice, other: speaks("piece of message")},
		{call: "any call", field: "piece of any message", reply: `{"status_code":1,"message":@}`, others: mall(), ask: wechat, other: speaks("")},
		{call: "every call", field: "piece of message about an order", reply: `{"status_code":1,"message":@}`, others: mall(), ask: lookingTwice, other: speaks("piece of message about an order")},

		{call: "create order", field: "status_code", reply: `{"status_code":@,"message":"x","data":{` + mallFields("CREATED_PAY_PENDING") + `}}`,
			others: mall("POST /rest/wx/push_order", mallPushed, "PUT ", mallOrder("CLOSED_CANCELED")), ask: openQR, through: wire.Waiting},
		{call: "push_order", field: "status_code", reply: `{"status_code":@,"message":"x","data":{"codeUrl":"weixin://wxpay/bizpayurl?pr=a"}}`,
			others: mall("POST /rest/store/order", mallOrder("CREATED_PAY_PENDING"), "PUT ", mallOrder("CLOSED_CANCELED")), ask: openQR},
		{call: entered, field: "status_code", config: func(c providers.Config) { providers.Section[smallsaas.Config](c).ProductID = "" },
			reply:  `{"status_code":@,"message":"x","data":{` + mallFields("CREATED_PAY_PENDING") + `}}`,
			others: mall("POST /rest/wx/push_order", mallPushed), through: wire.Waiting,
			ask: func(a *asking) wire.Class {
				p := paying(kiosk.RailQR, kiosk.WeChat)
				p.Entered = true
				return a.of(a.gateway.OpenQR(a.Context(), p))
			}},

		{call: "order", field: "status_code", reply: `{"status_code":@,"message":"x","data":{` + mallFields("DELIVERING") + `}}`, others: mall(), ask: wechat, through: wire.Paid},
		{call: "order", field: "status", reply: `{"status_code":0,"data":{"order_number":"` + codeOrder + `","total_price":1.00,"status":@}}`, others: mall(), ask: wechat},
		{call: "cancel order", field: "status_code", reply: `{"status_code":@,"message":"x","data":{}}`, others: cancelled, ask: closing, through: wire.Closed},

		{call: "refund ticket", field: "status_code", reply: `{"status_code":@,"message":"x","data":{}}`, others: mall("GET ", mallOrder("DELIVERING")), ask: givingBack},
		{call: "refund ticket", field: "piece of message", reply: `{"status_code":1,"message":@}`, others: mall("GET ", mallOrder("DELIVERING")), ask: givingBack,
			unlisted: wire.RefundRefused, other: speaks("")},
		{call: "order, for its refund", field: "status_code", reply: `{"status_code":@,"message":"x","data":{` + mallFields("CLOSED_REFUNDED") + `}}`, others: mall(), ask: queryingRefund, through: wire.RefundDone},
		{call: "order, for its refund", field: "status", others: mall(), ask: queryingRefund, through: wire.RefundDone,
			reply: `{"status_code":0,"data":{"order_number":"` + codeOrder + `","total_price":1.00,"status":@` + ticketOf(`"REFUNDED"`) + `}}`},
		{call: "order, for its refund", field: "status of a ticket", reply: mallOrder("DELIVERING", ticketOf(hole)), others: mall(), ask: queryingRefund},
	}
	return named("smallsaas", list)
}
