package providers_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"facepay/kiosk"
	alipaypractice "facepay/providers/alipay/practice"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// alipayNode is the reply to a method with fields in its node.
func alipayNode(method, fields string) string {
	return `{"` + strings.ReplaceAll(method, ".", "_") + `_response":{` + fields + `}}`
}

// alipayReplySeal signs the node of a reply, which stays as it is byte for byte.
func alipayReplySeal(t *testing.T) func(string) string {
	key := alipayKey(t, "alipay")
	return func(body string) string {
		members := map[string]json.RawMessage{}
		if err := json.Unmarshal([]byte(body), &members); err != nil {
			return body
		}
		for name, node := range members {
			if !strings.HasSuffix(name, "_response") {
				continue
			}
			digest := sha256.Sum256(node)
			sign := wiretest.Call(rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])).OK(t)
			return `{"` + name + `":` + string(node) + `,"sign":"` + base64.StdEncoding.EncodeToString(sign) + `"}`
		}
		return body
	}
}

// answers gives each method beside the one in question its reply.
func answers(replies map[string]string) func(*http.Request, *exchange) string {
	return func(r *http.Request, _ *exchange) string { return replies[r.URL.Query().Get("method")] }
}

func alipayOwnFrames(t *testing.T) []frame {
	const (
		precreate = "alipay.trade.precreate"
		pay       = "alipay.trade.pay"
		query     = "alipay.trade.query"
		cancel    = "alipay.trade.cancel"
		closes    = "alipay.trade.close"
		refund    = "alipay.trade.refund"
		asks      = "alipay.trade.fastpay.refund.query"

		order = `"out_trade_no":"` + codeOrder + `"`
		paid  = order + `,"total_amount":"1.00"`
		back  = order + `,"out_request_no":"` + codeRefund + `","refund_amount":"1.00"`
		ended = `"retry_flag":"N","action":"close",` + order
	)
	seal := alipayReplySeal(t)
	charge := func(a *asking) wire.Class {
		return a.of(a.gateway.Charge(a.Context(), paying(kiosk.RailCode, kiosk.Alipay), kiosk.NewPayCode("284567890123456789")))
	}
	give := func(rail kiosk.Rail) func(*asking) wire.Class {
		return func(a *asking) wire.Class { return a.of(a.gateway.Close(a.Context(), paying(rail, kiosk.Alipay))) }
	}
	// closeOrCancel tells a QR that nobody scanned, which is cancelled instead.
	closeOrCancel := func(a *asking) wire.Class {
		c := give(kiosk.RailQR)(a)
		if len(a.exchange.asked) > 1 {
			return wire.NotFound
		}
		return c
	}
	cancelled := answers(map[string]string{
		cancel: seal(alipayNode(cancel, `"code":"10000",`+ended)), query: seal(alipayNode(query, `"code":"10000","trade_status":"TRADE_CLOSED",`+order)),
	})
	repeated := answers(map[string]string{asks: seal(alipayNode(asks, `"code":"10000","refund_status":"REFUND_SUCCESS",`+back))})
	list := []frame{
		{call: precreate, field: "code", reply: `"code":@,` + order + `,"qr_code":"https://qr.alipay.com/bax"`, ask: opening(kiosk.Alipay),
			reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.ACCESS_FORBIDDEN"`, wire.Failed}}},
		{call: precreate, field: "sub_code", reply: `"code":"40004","sub_code":@`, ask: opening(kiosk.Alipay)},
		{call: pay, field: "code", reply: `"code":@,` + paid, ask: charge, reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.PAYMENT_AUTH_CODE_INVALID"`, wire.Failed}}},
		{call: pay, field: "sub_code", reply: `"code":"40004","sub_code":@,` + paid, ask: charge, others: cancelled},
		{call: query, field: "code", reply: `"code":@,"trade_status":"TRADE_SUCCESS",` + paid, ask: unscanned, through: wire.Paid,
			reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.TRADE_NOT_EXIST"`, wire.Waiting}}},
		{call: query, field: "sub_code", reply: `"code":"40004","sub_code":@,` + paid, ask: unscanned},
		{call: query, field: "trade_status", reply: `"code":"10000","trade_status":@,` + paid, ask: unscanned},
		{call: cancel, field: "code", reply: `"code":@,` + ended, ask: give(kiosk.RailCode), through: wire.Closed,
			reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.CANCEL_NOT_ALLOWED",` + ended, wire.Unknown}}},
		{call: cancel, field: "sub_code", reply: `"code":"40004","sub_code":@,` + ended, ask: give(kiosk.RailCode)},
		{call: cancel, field: "retry_flag", reply: `"code":"10000","retry_flag":@,"action":"close",` + order, ask: give(kiosk.RailCode), through: wire.Closed},
		{call: cancel, field: "action", reply: `"code":"10000","retry_flag":"N","action":@,` + order, ask: give(kiosk.RailCode)},
		{call: closes, field: "code", reply: `"code":@,` + order, ask: give(kiosk.RailQR),
			reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.TRADE_STATUS_ERROR",` + order, wire.Unknown}}},
		{call: closes, field: "sub_code", reply: `"code":"40004","sub_code":@,` + order, ask: closeOrCancel, others: cancelled},
		{call: refund, field: "code", reply: `"code":@,"fund_change":"Y","refund_fee":"1.00",` + order, ask: givingBack, through: wire.RefundDone,
			reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH"`, wire.RefundRefused}}},
		{call: refund, field: "sub_code", reply: `"code":"40004","sub_code":@,"fund_change":"Y","refund_fee":"1.00",` + order, ask: givingBack},
		{call: refund, field: "fund_change", reply: `"code":"10000","fund_change":@,"refund_fee":"1.00",` + order, ask: givingBack, others: repeated, through: wire.RefundDone},
		{call: asks, field: "code", reply: `"code":@,"refund_status":"REFUND_SUCCESS",` + back, ask: queryingRefund, through: wire.RefundDone,
			reads: map[string]reading{"40004": {`"code":@,"sub_code":"ACQ.TRADE_NOT_EXIST",` + back, wire.Unknown}}},
		{call: asks, field: "sub_code", reply: `"code":"40004","sub_code":@,"refund_status":"REFUND_SUCCESS",` + back, ask: queryingRefund},
		{call: asks, field: "refund_status", reply: `"code":"10000","refund_status":@,` + back, ask: queryingRefund},
	}
	for i, f := range list {
		list[i].seal, list[i].reply, list[i].oneIn = seal, alipayNode(f.call, f.reply), 20
		for code, r := range f.reads {
			f.reads[code] = reading{alipayNode(f.call, r.reply), r.through}
		}
	}
	list = append(list, frame{call: "notification", field: "trade_status", ask: told("application/x-www-form-urlencoded"), seal: alipaySeal(t, "alipay"),
		reply: `{"trade_status":@,"app_id":"` + alipaypractice.AppID + `","seller_id":"` + alipaypractice.SellerID + `",` + paid + `}`})
	return named("alipay", list)
}
